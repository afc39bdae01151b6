"""Where the only news of a list are works that have to wait, these are counted and its page stays closed."""

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest

from ingest.lists import read_list
from ingest.proposals import find_places, form_of, plain_places, read_places, write_places
from ingest.settings import Home, load_config, shipped
from ingest.stages import init_home, propose, waiting
from ingest.stages.context import Context
from ingest.stages.opening import match_texts
from ingest.store.looks import LIST_TABLES

Make = Callable[[int, str, str], dict[str, Any]]


def looking_changes(context: Context) -> list[str]:
    """Tables in which a look at every list changes anything."""
    run = context.store.rows
    before = {one: sorted(map(repr, run(f"select * from {one}"))) for one in LIST_TABLES}
    propose(replace(context, is_anew=True))
    return [one for one in before if before[one] != sorted(map(repr, run(f"select * from {one}")))]


def counts(report: Any) -> tuple[int, int]:
    """How many lists were left alone, and of how many works were only counted."""
    told = report.stages[2].counts
    return told["left_alone"], told["only_counted"]


def test_what_only_waits_is_counted_and_anything_else_is_looked_at(
    small: Any, make_record: Make
) -> None:
    agent = "The agent reads and writes."
    small.say("/refuse 1 no")
    for _ in range(3):
        small.run()
    refused = small.query("select title from works join decisions using (work_id)")[0][0]
    news = {
        "the room that the refused one left is taken": (20, "Gadget 20: an agent", agent, False),
        "one that waits": (21, "Gadget 21: an agent", agent, True),
        "another one": (22, "Gadget 22: an agent", agent, True),
        "one that waited has a new text": (22, "Gadget 22: an agent", f"{agent} Again.", False),
        "the name of one that waits": (23, "Gadget 21: an agent", agent, False),
        "the title of one that is listed": (24, "Old acting things", agent, False),
        "the title of one that was refused": (25, refused, agent, False),
        "one that nobody asks for": (27, "Stone 27", "It lies.", None),
        "one more that waits": (28, "Gadget 28: an agent", agent, True),
    }  # fmt: skip
    told = {}
    for name, (*record, _) in news.items():
        small.bring(make_record(*record))  # type: ignore[call-arg]
        told[name] = counts(small.run())
        assert small.stage(looking_changes) == [], name
    expected = {None: (1, 0), True: (0, 1), False: (0, 0)}
    assert told == {name: expected[is_counted] for name, (*_, is_counted) in news.items()}


def test_where_counting_fails_each_list_is_looked_at_and_the_night_says_so(
    small: Any, invent: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    small.run()
    small.bring(invent(9))

    def fail(*_: Any) -> None:
        raise RuntimeError("a bug")

    monkeypatch.setattr(waiting, "find_borne", fail)
    report = small.run()
    assert counts(report) == (0, 0)
    assert report.problems == ()
    assert report.stages[2].notes[0] == "1 lists were looked at one by one, as counting their news failed: a bug"  # fmt: skip


def test_a_form_that_was_judged_too_long_ago_is_looked_at(
    small: Any, invent: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    small.run()
    monkeypatch.setattr(waiting, "_MOST", 1)
    small.bring(invent(9), invent(12))
    assert counts(small.run()) == (0, 0)


def test_places_come_back_from_their_text_as_they_were(tmp_path: Any) -> None:
    init_home(tmp_path / "home", shipped("samples") / "lists")
    plans = load_config(Home(tmp_path / "home")).lists
    for plan, path in match_texts(plans, shipped("samples") / "lists"):
        places = plain_places(find_places(read_list(path.read_bytes(), plan.name), plan))
        assert places
        again = read_places(write_places(places))
        assert again == places
        assert form_of(again, "", "") == form_of(places, "", "")
