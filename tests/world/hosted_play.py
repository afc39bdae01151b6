"""Random nights of lists on the small GitHub, played in two homes: one leaves lists alone, the other looks at every list."""

import copy
import json
import random
import re
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import Any

from fakehub import git
from fakehub.objects import move
from hosted import BRANCH, Hosted, make_hosted, served

from ingest.forges import review
from ingest.proposals import read_body
from ingest.report import RunReport
from ingest.store.looks import LIST_TABLES

Event = Callable[[Hosted], object]
Night = tuple[list[str], Hosted, Hosted, RunReport, RunReport]


def seen(home: Hosted) -> Any:
    """All that anybody can see of the lists; ids of commits apart, which have real times in them."""
    tables = {one: sorted(map(repr, home.query(f"select * from {one}"))) for one in LIST_TABLES}
    hubs = {
        name: {
            "pulls": [
                (one["state"], one["title"], one["body"])
                for one in home.at_hub(name).pulls.values()
            ],
            "said": home.at_hub(name).said,
            "files": [text_of(home, name, branch) for branch in ("main", BRANCH)],
        }
        for name in home.names
    }
    told = re.sub(r"[0-9a-f]{40}|127\.0\.0\.1:\d+", "there", json.dumps([tables, hubs]))
    return json.loads(told.replace(str(home.home), "home"))


def text_of(home: Hosted, name: str, branch: str) -> str:
    repo = home.at_hub(name).repo
    is_there = home.at_hub(name).place.head(branch)
    return git(repo, "show", f"{branch}:README.md") if is_there else ""


def edit(home: Hosted, name: str, branch: str, change: Callable[[list[str]], list[str]]) -> None:
    """A person commits to a branch, whose pull request goes with it."""
    hub = home.at_hub(name)
    text = "\n".join([*change(text_of(home, name, branch).split("\n")), ""]).encode()
    review.edit_file(home.home, name, branch, "README.md", text, "ann", now=lambda: home.at)
    head = hub.place.head(branch)
    assert head
    move(hub, hub.place, branch, head)


def make_event(chance: random.Random, home: Hosted, night: int) -> tuple[str, Event]:
    """Something that happens in both homes; `home` is asked what there is."""
    name = chance.choice(sorted(home.names))
    events = [*_of_lists(chance, home, name, night), *_of_pulls(chance, home, name)]
    what, event = chance.choice(events)
    return f"{name}: {what}", event


def _of_lists(
    chance: random.Random, home: Hosted, name: str, night: int
) -> Iterator[tuple[str, Event]]:
    yield "a new work", lambda one: one.bring(100 * night)
    yield "new works", lambda one: one.bring(*range(100 * night, 100 * night + 3))
    yield "config", lambda one: one.configure(name, f"max_looks: {night % 4}")
    yield "a word", lambda one: edit(one, name, "main", lambda lines: [*lines, f"Night {night}."])
    rows = [line for line in text_of(home, name, "main").split("\n") if "abs/26" in line]
    if rows:
        row = chance.choice(rows)
        yield "a row leaves", lambda one: edit(one, name, "main", _without(row))

    def rival(one: Hosted) -> None:
        hub, branch = one.at_hub(name), f"other-{night}"
        added = f"- [Gadget {100 * night}: an agent that plans](https://arxiv.org/abs/2605.{100 * night:05})"
        git(hub.repo, "update-ref", f"refs/heads/{branch}", "refs/heads/main")
        edit(one, name, branch, lambda lines: [*lines, added])
        number, like = hub.next_number(), copy.deepcopy(hub.pulls[1])
        head = {"ref": branch, "label": f"bo:{branch}", "sha": hub.place.head(branch)}
        ended = dict.fromkeys(("merged_at", "closed_at", "closed_by"))
        hub.pulls[number] = like | ended | {
            "number": number, "state": "open", "title": "Add one", "body": "", "head": head, "labels": [],
            "url": f"{hub.place.url}/pulls/{number}", "user": {"login": "bo", "type": "User"},
        }  # fmt: skip

    if home.at_hub(name).pulls:
        yield "a rival", rival


def _of_pulls(chance: random.Random, home: Hosted, name: str) -> Iterator[tuple[str, Event]]:
    ours = (one for one in home.at_hub(name).pulls.values() if one["head"]["ref"] == BRANCH)
    pull = next((one for one in ours if one["state"] == "open"), None)
    if pull is None:
        return
    number, items = pull["number"], read_body(pull["body"]).items
    if items:
        item = chance.choice(items)
        yield "a tick", lambda one: one.tick(name, item.number, is_on=not item.is_ticked)
        verbs = (f"/snooze {item.number} 2d", f"/refuse {item.number} no", "/pause", "/resume", f"/why {item.number}")  # fmt: skip
        verb = chance.choice(verbs)
        yield verb, lambda one: one.at_hub(name).said.append((number, "issue", "ann", verb))
    rows = [line for line in text_of(home, name, BRANCH).split("\n") if "abs/26" in line]
    if rows:
        row = chance.choice(rows)
        yield "a row leaves the branch", lambda one: edit(one, name, BRANCH, _without(row))
    stop = [] if pull["labels"] else [{"name": "paper-ingest: stop"}]
    yield "a label", lambda one: one.at_hub(name).pulls[number].update(labels=[*stop])
    yield "merged", lambda one: one.end(name, number, is_merged=True)
    yield "closed", lambda one: one.end(name, number, is_merged=False)


def _without(row: str) -> Callable[[list[str]], list[str]]:
    return lambda lines: [line for line in lines if line != row]


def play(folder: Path, seed: int, lists: int, nights: int) -> Iterator[Night]:
    """Each night: what happened before it, both homes and both reports."""
    chance = random.Random(seed)
    with ExitStack() as stack:
        leaving, looking = (
            stack.enter_context(served(make_hosted(folder / name, lists)))
            for name in ("leaving", "looking")
        )
        happened: list[tuple[str, Event]] = [("new works", lambda one: one.bring(1, 2, 3))]
        for night in range(1, nights + 1):
            for home in (leaving, looking):
                for _, event in happened:
                    event(home)
            reports = leaving.night(), looking.night(is_anew=True)
            yield [what for what, _ in happened], leaving, looking, *reports
            count = chance.choice((0, 1, 1, 2))
            happened = [make_event(chance, leaving, night) for _ in range(count)]
