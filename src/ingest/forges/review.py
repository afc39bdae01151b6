"""The maintainer's side of the local forge: what `ingest prs` does, and a person's own commits."""

import re
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path

from ingest import repo as git
from ingest.errors import PublishError
from ingest.forges import PullRequest
from ingest.forges.local import settle
from ingest.forges.pulls import (
    Comment,
    StoredPull,
    edit_pull,
    load_pull,
    load_pulls,
    new_pull,
    repo_names,
    repo_path,
    save_pull,
)
from ingest.forges.refusals import refuse_unopen
from ingest.repo import Author

Clock = Callable[[], datetime]
MAINTAINER = "maintainer"
_FENCE = re.compile(r"[ \t]*(?:```|~~~)")
_CHECKBOX = re.compile(r"([ \t]*[-*+] \[)[ xX](\] \*\*(\d+)\.\*\*)")


@dataclass(frozen=True, slots=True)
class PullView:
    """All there is to see of one pull request."""

    repo: str
    pull: PullRequest
    comments: tuple[Comment, ...]
    diff: str  # of its branch against where it left the base; odd bytes as surrogate escapes


def utc_now() -> datetime:
    """The clock of a command that a person types."""
    return datetime.now(UTC)


def list_pulls(home: Path) -> tuple[tuple[str, PullRequest], ...]:
    """(repository, pull request) of the whole local forge, oldest first within a repository."""
    return tuple(
        (name, settle(repo_path(home, name), stored).pull)
        for name in repo_names(home)
        for stored in load_pulls(home, name)
    )


def show(home: Path, repo: str, number: int) -> PullView:
    """One pull request with its comments and its diff, also when its branch is gone."""
    stored = _load(home, repo, number)
    base, head = stored.base_sha or stored.base, stored.head_sha or stored.pull.head
    diff = git.read_diff(repo_path(home, repo), base, head).decode("utf-8", "surrogateescape")
    return PullView(repo, stored.pull, stored.comments, diff)


def set_tick(
    home: Path,
    repo: str,
    number: int,
    item: int | None,
    ticked: bool,
    *,
    who: str = MAINTAINER,
    now: Clock = utc_now,
) -> PullRequest:
    """Tick or untick one item of an open pull request's body, or all of them for None.

    One character a line changes (`- [x] **3.**`); PublishError when the body has no such item.
    """
    stored = _load(home, repo, number)
    refuse_unopen(stored.pull, "ticked")
    body, found = edit_ticks(stored.pull.body, item, ticked)
    if not found:
        raise PublishError(
            f"pull request #{number} has no item {item}" if item else f"#{number} has no items",
            where=stored.pull.url,
            todo=f"See its items with `ingest prs show {repo} {number}`.",
        )
    edited = edit_pull(stored, body=body, edited_by=who, updated_at=now())
    return save_pull(home, repo, edited).pull


def edit_ticks(body: str, item: int | None, ticked: bool) -> tuple[str, int]:
    """The body with its boxes set, and how many it has of that item; fenced code is no box."""
    lines, found, is_fenced = body.split("\n"), 0, False
    for index, line in enumerate(lines):
        is_fenced ^= bool(_FENCE.match(line))
        match = None if is_fenced else _CHECKBOX.match(line)
        if match and item in (None, int(match[3])):
            found += 1
            lines[index] = f"{match[1]}{'x' if ticked else ' '}{match[2]}{line[match.end() :]}"
    return "\n".join(lines), found


def set_move(
    home: Path,
    repo: str,
    number: int,
    item: int,
    *,
    who: str = MAINTAINER,
    now: Clock = utc_now,
) -> PullRequest:
    """Tick an item's second box ("put under ... instead"); PublishError when it has none."""
    stored = _load(home, repo, number)
    refuse_unopen(stored.pull, "ticked")
    body, found = re.subn(
        rf"(?m)^([ \t]*- \[)[ xX](\] \*\*{item} →\*\*)", r"\1x\2", stored.pull.body
    )
    if not found:
        raise PublishError(
            f"item {item} of pull request #{number} has no second section",
            where=stored.pull.url,
            todo=f"Comment `/move {item} Section` to name one.",
        )
    return save_pull(home, repo, edit_pull(stored, body=body, edited_by=who, updated_at=now())).pull


def edit_body(
    home: Path,
    repo: str,
    number: int,
    body: str,
    *,
    title: str | None = None,
    who: str = MAINTAINER,
    now: Clock = utc_now,
) -> PullRequest:
    """Write a pull request's body anew as a person does in a browser, and its title if given."""
    stored = _load(home, repo, number)
    refuse_unopen(stored.pull, "edited")
    edited = edit_pull(
        stored, body=body, title=title or stored.pull.title, edited_by=who, updated_at=now()
    )
    return save_pull(home, repo, edited).pull


def set_labels(home: Path, repo: str, number: int, labels: tuple[str, ...]) -> PullRequest:
    """Give a pull request exactly these labels."""
    stored = load_pull(home, repo, number)
    return save_pull(home, repo, edit_pull(stored, labels=labels)).pull


def open_other(
    home: Path,
    repo: str,
    branch: str,
    path: str,
    content: bytes,
    title: str,
    *,
    base: str = "main",
    body: str = "",
    who: str = "contributor",
    now: Clock = utc_now,
) -> PullRequest:
    """A pull request of somebody else: one commit on a new branch off the base branch."""
    git.commit_file(
        repo_path(home, repo),
        branch=branch,
        parent=_head(home, repo, base),
        path=path,
        content=content,
        message=title,
        author=person(who),
        when=now(),
    )
    pull = new_pull(home, repo, title=title, body=body, head=branch, at=now())
    return save_pull(home, repo, StoredPull(pull, base, author=who)).pull


def comment(
    home: Path,
    repo: str,
    number: int,
    text: str,
    who: str = MAINTAINER,
    *,
    is_guest: bool = False,
    now: Clock = utc_now,
) -> None:
    """Say something under a pull request as a person; a guest is one who may not write to the list."""
    stored = load_pull(home, repo, number)
    said = (*stored.comments, Comment(who, text, now(), is_guest))
    save_pull(home, repo, replace(stored, comments=said))


def merge(
    home: Path, repo: str, number: int, who: str = MAINTAINER, *, now: Clock = utc_now
) -> PullRequest:
    """Merge an open pull request into its base branch by a merge commit; the branch stays.

    PublishError when it is not open any more, or conflicts with the base branch.
    """
    stored = _keep_heads(home, repo, _load(home, repo, number), "merged")
    pull = stored.pull
    git.merge_branch(
        repo_path(home, repo),
        into=stored.base,
        branch=pull.head,
        message=f"Merge pull request #{number} from {pull.head}\n\n{pull.title}",
        author=person(who),
        when=now(),
    )
    return _end(home, repo, stored, "merged", who, now())


def close(
    home: Path, repo: str, number: int, who: str = MAINTAINER, *, now: Clock = utc_now
) -> PullRequest:
    """Close an open pull request without merging it; its branch stays."""
    stored = _keep_heads(home, repo, _load(home, repo, number), "closed")
    return _end(home, repo, stored, "closed", who, now())


def has_repo(home: Path, repo: str, base: str) -> bool:
    """Whether the local forge has this repository with a first commit on `base`."""
    path = repo_path(home, repo)
    return git.has_repo(path) and git.resolve(path, base) is not None


def seed_repo(
    home: Path,
    repo: str,
    path: str,
    content: bytes,
    base: str,
    *,
    who: str = MAINTAINER,
    now: Clock = utc_now,
) -> str:
    """Make a repository whose first commit holds one file; that commit's id.

    PublishError when `base` has a commit already. A half-made one of a killed process is completed.
    """
    if has_repo(home, repo, base):
        raise PublishError(
            f"{repo} already has a branch {base}",
            where=str(repo_path(home, repo)),
            todo="Edit the list by a commit, or choose another name for the repository.",
        )
    git.init_bare(repo_path(home, repo), base)
    return git.commit_file(
        repo_path(home, repo),
        branch=base,
        parent=None,
        path=path,
        content=content,
        message=f"Add {path}",
        author=person(who),
        when=now(),
    )


def edit_file(
    home: Path,
    repo: str,
    branch: str,
    path: str,
    content: bytes,
    who: str = MAINTAINER,
    *,
    now: Clock = utc_now,
) -> str:
    """Commit one file to an existing branch as a person would; the commit's id."""
    return git.commit_file(
        repo_path(home, repo),
        branch=branch,
        parent=_head(home, repo, branch),
        path=path,
        content=content,
        message=f"Edit {path}",
        author=person(who),
        when=now(),
    )


def person(who: str) -> Author:
    """A commit's author for a person's name; the address can't receive anything."""
    mailbox = re.sub(r"[^\w.+-]+", "-", who).strip("-.") or MAINTAINER
    return Author(who, f"{mailbox}@people.invalid")


def _load(home: Path, repo: str, number: int) -> StoredPull:
    return settle(repo_path(home, repo), load_pull(home, repo, number))


def _head(home: Path, repo: str, branch: str) -> str:
    head = git.resolve(repo_path(home, repo), branch)
    if head is None:
        raise PublishError(
            f"{repo} has no branch {branch}",
            where=str(repo_path(home, repo)),
            todo="Check the branch's name.",
        )
    return head


def _keep_heads(home: Path, repo: str, stored: StoredPull, done: str) -> StoredPull:
    """Note both heads before they move, and keep the branch's commits alive for as long as the repository."""
    refuse_unopen(stored.pull, done)
    head = _head(home, repo, stored.pull.head)
    git.keep_commit(repo_path(home, repo), f"refs/pull/{stored.pull.number}/head", head)
    return replace(stored, base_sha=_head(home, repo, stored.base), head_sha=head)


def _end(
    home: Path, repo: str, stored: StoredPull, state: str, who: str, at: datetime
) -> PullRequest:
    ended = edit_pull(stored, state=state, updated_at=at, closed_at=at, closed_by=who)
    return save_pull(home, repo, ended).pull
