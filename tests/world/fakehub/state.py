"""What the small GitHub remembers."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any

from fakehub.plain_git import git


class RefusalError(Exception):
    """An error answer: status, message, and the details of a 422."""

    def __init__(self, status: int, message: str, *errors: dict[str, str], **headers: str) -> None:
        super().__init__(status, message)
        self.status, self.message, self.errors, self.headers = status, message, errors, headers


@dataclass
class Fault:
    """Answer matching requests with an error until `times` is used up."""

    method: str
    path: str  # a regular expression
    refusal: RefusalError
    times: int = 1
    is_raw: bool = False  # the message is the whole body, as a proxy in front of GitHub answers


@dataclass
class Place:
    """One repository: the list's own, or a fork of it."""

    path: Path
    owner: str
    name: str
    url: str
    may_push: bool = True
    parent: "Place | None" = None

    @property
    def full_name(self) -> str:
        return f"{self.owner}/{self.name}"

    def head(self, branch: str) -> str | None:
        pattern = f"refs/heads/{branch}"
        told = git(self.path, "for-each-ref", "--format=%(refname) %(objectname)", pattern)
        heads = dict(line.split(" ") for line in told.splitlines())
        return heads.get(pattern)  # below a pattern are other branches


@dataclass
class FakeGithub:
    """The list's repository, its forks, and everything said and proposed there."""

    repo: Path
    owner: str = "somebody"
    name: str = "small"
    bot: str = "paper-ingest[bot]"
    url: str = ""
    may_push: bool = True
    forks: dict[str, Place] = field(default_factory=dict)  # by owner
    pulls: dict[int, dict[str, Any]] = field(default_factory=dict)
    issues: dict[int, dict[str, Any]] = field(default_factory=dict)
    comments: list[tuple[int, str]] = field(default_factory=list)
    # (number, "issue" or "line" or "review", who, text)
    said: list[tuple[int, str, str, str]] = field(default_factory=list)
    hunks: dict[int, str] = field(default_factory=dict)  # by place in `said`, from 1
    permissions: dict[str, str] = field(default_factory=dict)
    editors: dict[int, str] = field(default_factory=dict)
    faults: list[Fault] = field(default_factory=list)
    requests: list[tuple[str, str]] = field(default_factory=list)
    tokens: set[str] = field(default_factory=set)
    granted: list[dict[str, Any]] = field(default_factory=list)  # what an App's tokens may do
    beside: "dict[str, FakeGithub]" = field(default_factory=dict)  # more repositories, by full name
    moved: dict[str, str] = field(default_factory=dict)  # full names: what was renamed, and how
    seen: dict[int, tuple[str, int]] = field(
        default_factory=dict
    )  # pulls as GraphQL told them last
    most: int = 100  # repositories that one question of GraphQL may ask for
    points: int = 5000
    new_points_at: str = "2026-08-21T04:00:00Z"
    unanswered: str = ""  # the name of a repository that no question of GraphQL ends with
    clock: datetime | None = None  # when a pull request was updated, instead of some second
    # by method: a person's move
    before: dict[str, Callable[[], None]] = field(default_factory=dict)
    # after each request that was obeyed, before its answer goes out: (method, path)
    after: Callable[[str, str], None] = lambda method, path: None

    @property
    def place(self) -> Place:
        """The list's own repository."""
        url = f"{self.url}/repos/{self.owner}/{self.name}"
        return Place(self.repo, self.owner, self.name, url, self.may_push)

    def named(self, owner: str, name: str) -> list[str]:
        """Owner and name as they are today."""
        return self.moved.get(f"{owner}/{name}", f"{owner}/{name}").split("/")

    def at(self, owner: str, name: str) -> "FakeGithub":
        """The one that has this repository, or a fork of it."""
        return self.beside.get("/".join(self.named(owner, name)), self)

    def find(self, owner: str, name: str) -> Place:
        if (owner, name) == (self.owner, self.name):
            return self.place
        if owner in self.forks and name == self.forks[owner].name:
            return self.forks[owner]
        raise RefusalError(404, "Not Found")

    def next_number(self) -> int:
        return len(self.pulls) + len(self.issues) + 1

    def end(self, number: int, who: str, is_merged: bool) -> None:
        """A maintainer presses merge or close on the web site."""
        from fakehub.objects import merge_commit

        pull = self.pulls[number]
        if is_merged:
            base = self.place.head(pull["base"]["ref"])
            assert base
            made = merge_commit(self.repo, base, pull["head"]["sha"], f"Merge #{number}")
            git(self.repo, "update-ref", f"refs/heads/{pull['base']['ref']}", made)
        at = "2026-08-22T09:30:00Z"
        pull.update(
            state="closed", closed_at=at, closed_by=who, merged_at=at if is_merged else None
        )
