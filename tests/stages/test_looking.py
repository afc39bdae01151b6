"""A list in which nothing changed is left alone, and nobody can tell that it was."""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from functools import partial
from pathlib import Path
from typing import Any

import pytest
from playing import NIGHT, PAGE, Player, play, players

from ingest.forges import open_forge, review
from ingest.lists.plan import ListPlan
from ingest.stages.listing import forge_of
from ingest.stages.looking import Inputs, load_ledger
from ingest.store.looks import LIST_TABLES, NO_INPUTS
from ingest.works import Decision, Sighting

# What a look reads of the warehouse beside its list's own tables, and by what it is told that they changed.
WORKS = {
    "works", "work_ids", "verdicts", "artifacts", "merges",  # `note_changed`
    "watched", "last_change", "listed_changes", "category_changes", "form_losses",  # the numbers of changes
    "forms", "candidates", "candidate_names",  # made of works, by `refresh_form`
}  # fmt: skip
STAGED = {  # by the questions themselves
    "wanted", "kept", "staged", "near", "without", "gone", "judged", "fresh", "chosen", "among", "old", "leaving", "asked", "asked_lists", "asked_forms", "asked_categories", "places", "new", "named", "newest", "marked"}  # fmt: skip


FEWER = {"left_alone", "only_counted"}


def told(report: Any) -> list[Any]:
    """A run's report but for how many lists needed no look."""
    return [
        (
            {name: n for name, n in one.counts.items() if name not in FEWER},
            one.notes,
            one.problems,
        )
        for one in report.stages
    ]


@pytest.mark.parametrize("seed", [5])
def test_nights_that_leave_lists_alone_end_like_nights_that_look_at_everything(
    tmp_path: Path, seed: int
) -> None:
    left = 0
    history = []
    for happened, leaving, looking, report, other in play(tmp_path, seed, 5):
        history.append(happened)
        assert leaving.seen() == looking.seen(), history
        assert told(report) == told(other), history
        left += sum(one.counts.get("left_alone", 0) for one in report.stages)
    assert left > 3


@pytest.fixture(scope="module")
def player(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Player]:
    """A home of five lists, in which nothing changes any more."""
    with players(tmp_path_factory.mktemp("homes")) as (one, _):
        one.bring([FIRST, SEEN])
        for _ in range(3):
            report = one.night(24)
        assert report.stages[0].counts["left_alone"] == len(one.plans)
        yield one


def inputs(player: Player) -> dict[str, Inputs]:
    ledger = load_ledger(player.context, "propose")
    found = {
        name: ledger.inputs_of(plan, forge_of(player.context, plan).fetch_state())
        for name, plan in player.plans.items()
    }
    return {name: one for name, one in found.items() if one}


def decide(player: Player) -> None:
    from ingest.store import save_decisions

    with player.context.store.transaction():
        save_decisions(
            player.context.store, [Decision("twin", "arxiv:1", "refused", "said", "ann", player.at)]
        )


FIRST = Sighting("arxiv", "query", "An agent", ("arxiv:2605.00001",), "It acts.")
SEEN = Sighting("arxiv", "query", "A video", ("arxiv:2605.00003",), "It runs.")
AGENT = Sighting("arxiv", "query", "Another agent", ("arxiv:2605.00002",), "It acts.")
LISTED = Sighting(
    "arxiv", "query", "Old hearing things", ("arxiv:2001.00003",), "Nothing that a rule takes."
)
EVENTS: dict[str, tuple[Callable[[Player], object], str, set[str]]] = {
    "a word in a list": (
        lambda one: one.edit(one.plans["small"], "main", lambda lines: [*lines, "More."]), "forge", {"small"}),
    "a list of the same repository": (
        lambda one: one.edit(one.plans["north"], "main", lambda lines: [*lines, "More."]), "forge", {"north", "south"}),
    "a tick": (lambda one: review.set_tick(one.home, "small", 1, 1, False, now=one.later), "forge", {"small"}),
    "a comment": (lambda one: review.comment(one.home, "small", 1, "/pause", now=one.later), "forge", {"small"}),
    "a label": (lambda one: review.set_labels(one.home, "twin", 1, ("stop",)), "forge", {"twin"}),
    "a rival": (
        lambda one: review.open_other(one.home, "sounds", "other", "README.md", PAGE.encode() + b"\n", "Add", now=one.later),
        "forge", {"sounds"}),
    "a merge": (lambda one: review.merge(one.home, "twin", 1, now=one.later), "forge", {"twin"}),
    "a close": (lambda one: review.close(one.home, "small", 1, now=one.later), "forge", {"small"}),
    "a work that some take": (lambda one: (one.bring([AGENT]), one.classify()), "works", {"small", "twin", "north"}),
    "a work that is listed": (lambda one: (one.bring([LISTED]), one.classify()), "works", {"small", "twin", "north", "south", "sounds"}),
    "code of a work": (lambda one: one.link("arxiv:2605.00002", "https://github.com/a/b"), "works", {"small", "twin", "north"}),
    "a work that some took": (
        lambda one: (one.bring([replace(AGENT, title="A stone", abstract="It lies.", version=2)]), one.classify()),
        "works", {"small", "twin", "north"}),
    "a decision": (decide, "rows", {"twin"}),
    "config": (lambda one: one.configure("sounds", "max_items: 2"), "plan", {"sounds"}),
    "a rule": (lambda one: one.rule("agents]", "agents, robot]"), "program", {"small", "twin", "north", "south", "sounds"}),
}  # fmt: skip


@pytest.mark.parametrize("name", EVENTS)
def test_what_happens_to_some_lists_is_told_of_these_and_of_no_other(
    player: Player, name: str
) -> None:
    event, changed, lists = EVENTS[name]
    before = inputs(player)
    event(player)
    after = inputs(player)
    assert {one for one in after if after[one] != before[one]} == lists
    for one in lists:
        assert replace(before[one], **{changed: getattr(after[one], changed)}) == after[one]


@dataclass
class Spy:
    """A connection that notes which tables are read."""

    connection: Any
    tables: set[str] = field(default_factory=set)

    def execute(self, sql: str, *rest: Any) -> Any:
        self.tables |= set(re.findall(r"\b(?:from|join) (\w+)", sql))
        return self.connection.execute(sql, *rest)

    def cursor(self) -> "Spy":
        return Spy(self.connection.cursor(), self.tables)

    def __getattr__(self, name: str) -> Any:
        return getattr(self.connection, name)


@pytest.mark.parametrize(("stage", "inputs"), [("reconcile", {"merges"}), ("propose", WORKS)])
def test_a_look_reads_nothing_that_is_no_input(
    player: Player, stage: str, inputs: set[str]
) -> None:
    """Where works become one, the rows of `changes` that tell of them are written anew, too."""
    spy = Spy(player.context.store.connection)
    store = replace(player.context.store, connection=spy)
    watched = replace(player, context=replace(player.context, store=store), is_anew=True)
    watched.night(24, stages=(stage,))
    assert "decisions" in spy.tables
    assert spy.tables - STAGED <= {*LIST_TABLES, *NO_INPUTS, *inputs}


def test_every_table_that_tells_of_lists_is_an_input_or_has_a_reason(player: Player) -> None:
    sql = "select table_name from duckdb_columns() where column_name = 'list_name' and not internal"
    tables = {row[0] for row in player.context.store.rows(sql)}
    views = {row[0] for row in player.context.store.rows("select view_name from duckdb_views()")}
    assert tables - views == {*LIST_TABLES, *NO_INPUTS}


def test_a_snooze_and_a_full_week_end_by_themselves(small: Any) -> None:
    (small.home / "config" / "lists" / "small.yaml").write_text(
        (small.home / "config" / "lists" / "small.yaml")
        .read_text()
        .replace("max_per_week: 200", "max_per_week: 7")
    )
    small.say("/snooze 1 5d")
    for _ in range(3):
        report = small.run()
    assert report.stages[2].counts["left_alone"] == 1
    snoozed = small.query("select stands_until from looks where stage = 'propose'")
    assert snoozed[0][0].date() == small.at.replace(day=6).date()
    assert 1 not in small.shown()
    report = small.run(hours=24 * 4)
    assert report.stages[2].counts["left_alone"] == 0
    assert len(small.items()) == 6


def test_whoever_asks_for_it_gets_a_look_at_every_list(small: Any) -> None:
    for _ in range(2):
        report = small.run()
    assert [one.counts.get("left_alone") for one in report.stages] == [1, None, 1, None]
    report = small.run(is_anew=True)
    assert [one.counts.get("left_alone") for one in report.stages] == [0, None, 0, None]


def test_a_home_that_is_moved_is_left_alone_as_it_was(small: Any) -> None:
    for _ in range(2):
        small.run()
    small.home = small.home.rename(small.home.with_name("moved"))
    report = small.run()
    assert [one.counts.get("left_alone") for one in report.stages] == [1, None, 1, None]


def test_what_we_published_ourselves_is_not_read_back(small: Any, invent: Any) -> None:
    small.bring(invent(90))
    report = small.run()
    assert report.stages[3].counts["updated"] == 1
    report = small.run()
    assert [one.counts.get("left_alone") for one in report.stages] == [1, None, 1, None]


BESIDE: dict[str, Callable[[Any], object]] = {
    "a tick": lambda one: review.set_tick(one.home, "small", 1, 1, False, "ann"),
    "a comment": lambda one: review.comment(one.home, "small", 1, "/pause", "ann"),
    "a word on the branch": lambda one: review.edit_file(
        one.home, "small", "paper-ingest/updates", "README.md", PAGE.encode() + b"More.\n", "ann"
    ),
    "a word in the list": lambda one: review.edit_file(
        one.home, "small", "main", "README.md", PAGE.encode() + b"More.\n", "ann"
    ),
    "a rival": lambda one: review.open_other(
        one.home, "small", "other", "README.md", PAGE.encode() + b"\n", "Add"
    ),
}


@pytest.mark.parametrize(
    ("name", "moment"),
    [
        ("a tick", "merge_base"),  # before the pull request is shown anew: a person is at it
        ("a tick", "update_pull"),
        ("a comment", "fetch_state"),
        ("a word on the branch", "fetch_base"),
        ("a word on the branch", "update_pull"),
        ("a word in the list", "update_pull"),
        ("a rival", "fetch_state"),
    ],
)
def test_what_a_person_does_while_we_publish_is_read_the_next_night(
    small: Any, invent: Any, name: str, moment: str
) -> None:
    small.bring(invent(90))
    small.run(NIGHT[:3])
    small.opener = partial(_open_beside, moment, lambda: BESIDE[name](small))
    small.run(("publish",), hours=0)
    small.opener = open_forge
    report = small.run(("reconcile", "propose"))
    assert [one.counts.get("left_alone") for one in report.stages] == [0, 0]


def _open_beside(moment: str, event: Callable[[], object], plan: ListPlan, **options: Any) -> Any:
    """A forge where something happens right after it was asked for the first time."""
    forge = open_forge(plan, **options)
    asked = getattr(forge, moment)
    waiting = [event]

    def ask(*arguments: Any, **named: Any) -> Any:
        told = asked(*arguments, **named)
        if waiting:
            waiting.pop()()
        return told

    class Beside:
        def __getattr__(self, name: str) -> Any:
            return ask if name == moment else getattr(forge, name)

    return Beside()
