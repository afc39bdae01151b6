"""A list whose people are asked first, and what they can read at any time: dashboard, status, precision."""

import shutil
from collections.abc import Callable
from typing import Any

import pytest

from ingest.report import render_status
from ingest.settings import Home, load_config
from ingest.stages.explaining import status
from ingest.store import open_reader

Invent = Callable[[int], dict[str, Any]]


def configure(small: Any, *lines: str) -> None:
    path = small.home / "config" / "lists" / "small.yaml"
    path.write_text("".join(f"{line}\n" for line in lines) + path.read_text())


@pytest.fixture
def asked(empty: Any, invent: Invent) -> Any:
    configure(empty, "publish: ask")
    empty.bring(*(invent(number) for number in range(1, 7)))
    assert empty.run(hours=0).problems == ()
    return empty


def test_the_first_pull_request_asks_and_shows_one_worked_example(asked: Any) -> None:
    assert (
        asked.pull.title == "May a program suggest new works here? With one example for README.md"
    )
    assert len(asked.shown()) == 1
    body = asked.pull.body
    assert body.startswith(
        "**May paper-ingest suggest new works for `README.md`?** It is a program;"
    )
    for term in (
        "**Merge** this",
        "**Close** it",
        "`/pause`",
        "paper-ingest: stop",
        "*Agents*, *Pictures*",
    ):
        assert term in body
    assert "- 5 more works of this kind" in body
    assert len(asked.commits()) == 1


def test_nothing_more_comes_while_nobody_answered(asked: Any, invent: Invent) -> None:
    asked.bring(invent(20), invent(21))
    body = asked.pull.body
    asked.run()
    assert len(asked.pulls()) == 1 and len(asked.shown()) == 1
    assert len(asked.commits()) == 1
    assert "7 more works of this kind" in asked.pull.body != body


def test_a_merge_is_a_yes_and_the_next_one_is_whole(asked: Any) -> None:
    asked.merge()
    asked.run()
    assert asked.pull.title.startswith("Add 5 works")
    assert len(asked.shown()) == 5


def test_a_close_is_a_no_for_good(asked: Any, invent: Invent) -> None:
    asked.close()
    for night in range(3):
        asked.bring(invent(30 + night))
        report = asked.run(hours=24 * 30)
        assert report.problems == ()
    assert len(asked.pulls()) == 1
    assert len(asked.said()) == 1 and "which I take as a no" in asked.said()[0]
    assert "its people closed the example" in str(report.stages[-1].notes)


def test_the_pull_request_that_mends_waits_for_the_same_answer(empty: Any, invent: Invent) -> None:
    configure(empty, "publish: ask", "repairs: true", "dashboard: true")
    empty.bring(*(invent(number) for number in range(1, 4)))
    report = empty.run(hours=0)
    assert report.problems == ()
    assert "small/repairs: its people were not asked yet" in str(report.stages[-1].notes)
    assert len(empty.pulls()) == 1


def test_what_was_closed_does_not_come_back_with_a_lost_warehouse(
    empty: Any, invent: Invent
) -> None:
    works = [invent(number) for number in range(1, 7)]
    empty.bring(*works)
    empty.run(hours=0)
    gone = set(empty.shown().values())
    empty.close()
    shutil.rmtree(empty.home / "warehouse")
    empty.bring(*works, invent(9))
    empty.run(hours=24)
    assert len(empty.pulls()) == 2
    assert set(empty.shown().values()).isdisjoint(gone)


def dashboard(small: Any) -> str:
    return str((small.home / "forge" / "small.dashboard.md").read_text())


def test_a_dashboard_tells_what_waits_what_was_refused_and_how_sure_we_were(
    empty: Any, invent: Invent
) -> None:
    configure(empty, "dashboard: true")
    empty.bring(*(invent(number) for number in range(1, 10)))
    empty.run(hours=0)
    first = dashboard(empty)
    assert "[#1](" in first and "| Proposed | 6 |" in first and "| Waiting for room | 3 |" in first
    assert "nothing decided yet" in first and "**Data**" in first
    empty.untick(1)
    empty.run()
    empty.merge()
    empty.run()
    second = dashboard(empty)
    assert "6 of 7 taken (86%)" in second and "- 1: unticked" in second
    assert second.rstrip().endswith("<!-- paper-ingest:dashboard small -->")


def test_a_list_without_a_dashboard_has_none(small: Any) -> None:
    assert not (small.home / "forge" / "small.dashboard.md").exists()


def test_status_tells_precision_and_why_works_were_refused(small: Any) -> None:
    small.untick(1)
    small.run()
    small.merge()
    small.run()
    store = open_reader(Home(small.home).database)
    try:
        text = render_status(status(store, load_config(Home(small.home)), small.at))
    finally:
        store.close()
    assert "precision so far: 5 of 6 taken (83%); refused: 1 unticked" in text
