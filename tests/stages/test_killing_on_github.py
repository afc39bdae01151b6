"""A process killed (SIGKILL) at any write to GitHub, done but not yet answered, is finished by the next run."""

import os
import shutil
import signal
import subprocess
import sys
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from fakehub import FakeGithub, git, serve

from ingest.forges.access import Access
from ingest.forges.github import GithubForge
from ingest.forges.github.client import connect
from ingest.lists.plan import ListPlan

SCRIPT = Path(__file__).with_name("killed_on_github.py")
BRANCH = "paper-ingest/updates"


@dataclass
class World:
    """A home whose list lives on the small GitHub, and that GitHub."""

    small: Any
    hub: FakeGithub
    writes: list[str] = field(default_factory=list)
    kill_at: int = 0

    def night(self) -> int:
        """One night in a process of its own, killed at its n-th write; its exit code."""
        self.small.at += timedelta(hours=1)
        self.writes.clear()
        command = [
            sys.executable,
            str(SCRIPT),
            self.small.home,
            self.small.at.isoformat(),
            self.hub.url,
        ]
        with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:

            def note(method: str, path: str) -> None:
                if method != "GET" and not (path == "/graphql" and self.is_question):
                    self.writes.append(f"{method} {path}")
                    if len(self.writes) == self.kill_at:
                        os.kill(process.pid, signal.SIGKILL)

            self.hub.after = note
            said = process.communicate(timeout=120)[0]
        assert said == "", said
        return process.returncode

    def here(self) -> Any:
        """One night in this process."""

        def open_there(plan: ListPlan, **named: Any) -> GithubForge:
            repo = connect(plan, Access("a-token"), self.hub.url, pause=0)
            return GithubForge(plan, repo, lambda: self.small.at)

        self.hub.after = lambda method, path: None
        self.small.opener = open_there
        return self.small.run(hours=1)

    @property
    def is_question(self) -> bool:
        """GraphQL asks who edited a body, and writes only where commits are signed by the host."""
        return "commits: signed" not in self.config.read_text()

    @property
    def config(self) -> Path:
        return Path(self.small.home) / "config" / "lists" / "small.yaml"

    def state(self) -> dict[str, Any]:
        """What the list looks like from outside, ids of commits and times apart."""
        heads = git(self.hub.repo, "for-each-ref", "--format=%(refname)", "refs/heads")
        log = git(self.hub.repo, "log", "--format=%s", f"main..{BRANCH}")
        return {
            "branches": heads.split(),
            "pulls": [(one["state"], one["title"], one["body"]) for one in self.hub.pulls.values()],
            "text": git(self.hub.repo, "show", f"{BRANCH}:README.md"),
            "commits": log.split("\n"),
            "said": [text for _, text in self.hub.comments],
            "decisions": [one[:2] for one in self.small.decisions()],
            "intents": self.small.query("select count(*) from intents"),
        }


@pytest.fixture
def world(empty: Any) -> Any:
    hub = FakeGithub(empty.bare)
    config = empty.home / "config" / "lists" / "small.yaml"
    text = config.read_text().replace("forge: local\nrepo: small", "forge: github\nrepo: somebody/small\npublish: true")  # fmt: skip
    config.write_text(text)
    with serve(hub):
        yield World(empty, hub)


def first(world: World, invent: Callable[[int], Any]) -> None:
    """Nothing yet: a branch and a pull request are to come."""
    world.small.bring(*(invent(number) for number in range(1, 5)))


def signed(world: World, invent: Callable[[int], Any]) -> None:
    """The same with commits that the host makes."""
    world.config.write_text(world.config.read_text() + "commits: signed\n")
    first(world, invent)


def rolling(world: World, invent: Callable[[int], Any]) -> None:
    """An open pull request, a refusal, a question, a base that moved, and new works."""
    first(world, invent)
    assert world.night() == 0
    pull = world.hub.pulls[1]
    pull["body"] = pull["body"].replace("- [x] **1.**", "- [ ] **1.**")
    pull["updated_at"] = "2026-08-21T04:00:00Z"
    world.hub.editors[1] = "ann"
    world.hub.permissions["ann"] = "write"
    world.hub.said.append((1, "issue", "ann", "/why 2"))
    world.small.edit("The end.", "The end is near.", "main")
    world.small.bring(invent(20), invent(21))


@pytest.mark.parametrize("scene", [first, signed, rolling])
def test_a_night_killed_at_any_write_is_finished_by_the_next(
    world: World,
    invent: Callable[[int], Any],
    scene: Callable[[World, Callable[[int], Any]], None],
    tmp_path: Path,
) -> None:
    scene(world, invent)
    start, hub = tmp_path / "start", world.hub
    shutil.copytree(world.small.home, start)
    kept = (dict(hub.pulls), list(hub.said), list(hub.comments), dict(hub.editors))
    copies = {number: dict(pull) for number, pull in hub.pulls.items()}
    assert world.night() == 0
    expected, writes = world.state(), list(world.writes)
    assert any(" /repos/somebody/small/pulls" in one for one in writes)
    # A tree or a commit that no ref names is as if it were not: one of the three tells for all.
    seen = [
        n for n, one in enumerate(writes, 1) if not one.endswith(("/git/trees", "/git/commits"))
    ]
    for step in seen:
        shutil.rmtree(world.small.home)
        shutil.copytree(start, world.small.home)
        hub.pulls = {number: pull | {"head": dict(pull["head"])} for number, pull in copies.items()}
        hub.said, hub.comments, hub.editors = list(kept[1]), list(kept[2]), dict(kept[3])
        for pull in hub.pulls.values():
            pull["head"]["sha"] = hub.place.head(BRANCH)
        world.kill_at = step
        assert world.night() == -signal.SIGKILL, writes[step - 1]
        world.kill_at = 0
        assert world.here().problems == ()
        found = world.state()
        assert found == expected, writes[step - 1]
        assert max(Counter(found["commits"]).values()) == 1
        assert len(found["pulls"]) == 1
