"""A home whose lists are on the small GitHub, each in a repository of its own; and nights in it."""

import copy
import json
import shutil
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from fakehub import FakeGithub, git, serve
from playing import PAGE, RULES, START

from ingest.forges import open_forge, review
from ingest.forges.hosted import fetch_states
from ingest.forges.pulls import repo_path
from ingest.report import RunReport
from ingest.settings import Home, load_config, shipped
from ingest.stages import Context, Wish, open_context, run_stages
from ingest.store import save_pages
from ingest.works import Page, Sighting

BRANCH = "paper-ingest/updates"
CONFIG = """forge: github
repo: somebody/{name}
publish: true
max_items: 4
cooldown_days_after_close: 2
sections:
  - {{heading: Agents, categories: [agent]}}
"""


@dataclass
class Hosted:
    """The home, the small GitHub, and what people do there."""

    home: Path
    hub: FakeGithub
    at: datetime = START
    opened: Context | None = None
    environment: dict[str, str] = field(default_factory=lambda: {"INGEST_GITHUB_TOKEN": "a-token"})

    def night(self, *, stages: tuple[str, ...] = ("reconcile", "classify", "propose", "publish"), **wish: Any) -> RunReport:  # fmt: skip
        """A night, a day later; `hub.requests` has what was asked in it."""
        self.hub.requests.clear()
        self.at += timedelta(days=1)
        opened = replace(
            self.context,
            now=lambda: self.at,
            environment=self.environment,
            open_forge=self._there(open_forge),
            fetch_states=self._there(fetch_states),
        )
        return run_stages(replace(opened, **wish), stages)

    def _there(self, function: Callable[..., Any]) -> Callable[..., Any]:
        """The real function, without its pauses, on this machine."""
        return lambda *given, **named: function(*given, **named | {"base_url": self.hub.url, "pause": 0})  # fmt: skip

    @property
    def asked(self) -> Counter[str]:
        """How often GitHub was asked, by list; and GraphQL, for whatever list."""
        paths = (path for _, path in self.hub.requests)
        return Counter(path.split("/")[3] if path.startswith("/repos/") else path for path in paths)

    @property
    def context(self) -> Context:
        assert self.opened
        return self.opened

    def at_hub(self, name: str) -> FakeGithub:
        return self.hub.beside[f"somebody/{name}"]

    def pull(self, name: str) -> dict[str, Any]:
        """The newest of ours."""
        pulls = self.at_hub(name).pulls.values()
        return [one for one in pulls if one["head"]["ref"] == BRANCH][-1]

    @property
    def names(self) -> tuple[str, ...]:
        return tuple(one.name for one in self.hub.beside.values())

    def end(self, name: str, number: int, *, is_merged: bool) -> None:
        """A maintainer merges or closes a pull request, now."""
        self.at_hub(name).end(number, "ann", is_merged=is_merged)
        at = f"{self.at:%Y-%m-%dT%H:%M:%SZ}"
        self.at_hub(name).pulls[number].update(closed_at=at, merged_at=at if is_merged else None)

    def tick(self, name: str, item: int, *, is_on: bool) -> None:
        pull, (was, now) = self.pull(name), (" x" if is_on else "x ")
        before, after = (f"- [{box}] **{item}.**" for box in (was, now))
        assert before in pull["body"]
        pull["body"] = pull["body"].replace(before, after)
        self.at_hub(name).editors[pull["number"]] = "ann"

    def commit(self, name: str, branch: str, message: str) -> str:
        """A person's commit, of whatever stands there."""
        repo = self.at_hub(name).repo
        made = git(repo, "commit-tree", f"{branch}^{{tree}}", "-p", branch, "-m", message)
        git(repo, "update-ref", branch, made)
        return made

    def bring(self, *numbers: int) -> None:
        """Works that every list takes."""
        sightings = tuple(
            Sighting("arxiv", "query", f"Gadget {one}: an agent that plans", (f"arxiv:2605.{one:05}",), "It acts.", published_at=START)
            for one in numbers
        )  # fmt: skip
        with self.context.store.transaction():
            save_pages(self.context.store, [Page(sightings)], origin="http://x", seen_at=self.at)

    def query(self, sql: str) -> list[tuple[Any, ...]]:
        return self.context.store.rows(sql)

    def configure(self, name: str, line: str) -> None:
        path = self.home / "config" / "lists" / f"{name}.yaml"
        path.write_text(f"{path.read_text()}{line}\n")
        self.opened = replace(self.context, config=load_config(Home(self.home)))

    def copied(self, folder: Path) -> "Hosted":
        """The same elsewhere, to be served anew."""
        shutil.copytree(self.home, folder)
        made = replace(self, home=folder, hub=copy.deepcopy(self.hub), opened=None)
        for one in made.hub.beside.values():
            one.repo = repo_path(folder, one.name)
        return made


def make_hosted(home: Path, count: int) -> Hosted:
    (home / "config" / "rules").mkdir(parents=True)
    (home / "config" / "lists").mkdir()
    shutil.copy(shipped("config") / "sources.yaml", home / "config" / "sources.yaml")
    (home / "config" / "rules" / "all.yaml").write_text(RULES)
    hub = FakeGithub(home)
    for name in (f"list-{at:02}" for at in range(count)):
        (home / "config" / "lists" / f"{name}.yaml").write_text(CONFIG.format(name=name))
        review.seed_repo(home, name, "README.md", PAGE.encode(), "main", now=lambda: START)
        made = FakeGithub(repo_path(home, name), name=name, permissions={"ann": "write"})
        hub.beside[f"somebody/{name}"] = made
    return Hosted(home, hub)


@contextmanager
def served(hosted: Hosted) -> Iterator[Hosted]:
    """Its GitHub answers until the block ends."""
    wish = Wish(hosted.home, is_polling=False)
    with serve(hosted.hub), open_context(wish, lambda progress: None) as hosted.opened:
        for one in hosted.hub.beside.values():
            told = json.dumps([*one.pulls.items()]).replace(one.url or "nowhere", hosted.hub.url)
            one.url, one.pulls = hosted.hub.url, dict(json.loads(told))
        yield hosted
