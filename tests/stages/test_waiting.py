"""Where the only news of a list are works that have to wait, these are counted and its page stays closed."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from ingest.lists import read_list
from ingest.proposals import find_places, form_of, plain_places, read_places, write_places
from ingest.settings import Home, load_config, shipped
from ingest.stages import init_home, propose, waiting
from ingest.stages.context import Context
from ingest.stages.opening import match_texts
from ingest.store.looks import LIST_TABLES


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


def snapshot_line(version: int, number: int, title: str, text: str) -> dict[str, Any]:
    """A version of a work, as the public snapshot tells it."""
    at = datetime(2026, 5, 1 + number, tzinfo=UTC)
    versions = [f"{at + timedelta(hours=one):%a, %d %b %Y %H:%M:%S} GMT" for one in range(version)]
    return {
        "id": f"2605.{number:05}",
        "title": title,
        "abstract": text,
        "authors_parsed": [["Ito", "Ada", ""]],
        "categories": "cs.CL",
        "versions": [
            {"version": f"v{n}", "created": created} for n, created in enumerate(versions, 1)
        ],
        "update_date": f"{at:%Y-%m-%d}",
    }


def test_what_only_waits_is_counted_and_anything_else_is_looked_at(
    small: Any,
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
        "one that waited has a new text": (22, "Gadget 22: an agent", f"{agent} Again.", True),
        "one that waited has a title that is listed": (22, "Old acting things", agent, False),
        "… and has it no more": (22, "Gadget 22: an agent", agent, False),
        "one that waited leaves": (22, "Stone 22", "It lies.", True),
        "… and comes back": (22, "Gadget 22: an agent", agent, True),
        "the name of one that waits": (23, "Gadget 21: an agent", agent, False),
        "one of the two has another name": (23, "Gadget 23: an agent", agent, False),
        "one that waited has the name of another": (22, "Gadget 21: an agent", agent, False),
        "one that stands has a new text": (3, "Gadget 3: an agent", f"{agent} Again.", False),
        "the title of one that is listed": (24, "Old acting things", agent, False),
        "the title of one that was refused": (25, refused, agent, False),
        "one that nobody asks for": (27, "Stone 27", "It lies.", None),
        "one more that waits": (28, "Gadget 28: an agent", agent, True),
    }  # fmt: skip
    told = {}
    for version, (name, (*told_of, _)) in enumerate(news.items(), 1):
        small.bring(snapshot_line(version, *told_of))
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
