"""What a person reads of few lists and of very many, and of what went wrong in the last run."""

import json
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

from ingest.report import Status, render_status

NOW = datetime(2026, 8, 20, 6, tzinfo=UTC)
HELD = ["Data", 'the list always shows a short name in "Name" and this work has none', 2]


def row(name: str, **more: Any) -> dict[str, Any]:
    return {
        "list": name, "pull_number": 1, "pull_state": "open", "ticked": 3, "needs_look": 1, "waiting": 2,
        "held": [], "standstill": None, "decisions": {"merged": 2}, "refused": {}, "precision": (2, 1),
    } | more  # fmt: skip


def run(run_id: str, *problems: str, outcome: str = "complete") -> dict[str, Any]:
    stages = json.dumps([{"stage": "propose", "problems": problems}])
    return {"run_id": run_id, "outcome": outcome, "ended_at": NOW, "stages": stages}


def page(*rows: dict[str, Any]) -> str:
    return render_status(Status(NOW, (), rows, {"works": 3}, None))


def test_up_to_twenty_lists_are_read_one_by_one() -> None:
    told = page(*(row(f"list-{number}", held=[HELD]) for number in range(20)))
    assert told.count("3 proposed, 1 need a look, 2 waiting; 2 merged") == 20
    assert told.count("held: 2 for 'Data': the list always shows") == 20
    assert "One by one" not in told


def test_of_a_thousand_lists_their_sums_are_told_and_what_stands_in_the_way_of_which() -> None:
    rows = [row(f"list-{number:04}") for number in range(1000)]
    rows[7] = row("list-0007", standstill="its page was rebuilt; `ingest lists accept` answers")
    rows[8] = row("list-0008", pull_number=None, pull_state=None, ticked=0, decisions={})
    for number in range(20, 70):
        rows[number] = row(f"list-{number:04}", held=[HELD, ["Code", *HELD[1:]]])
    lines = page(*rows).splitlines()
    assert "  1,000 lists; pull requests: 999 open, 1 without one" in lines
    assert (
        "  2,997 proposed, 1,000 need a look, 2,000 waiting, 1,998 merged; "
        "precision so far: 2000 of 3000 taken (67%)"
    ) in lines
    assert (
        "    nothing is published: list-0007: its page was rebuilt; `ingest lists accept` answers"
        in lines
    )
    (held,) = (line for line in lines if "held: " in line)
    assert held.startswith("    held: 50 lists: the list always shows a short name in")
    assert held.endswith("(list-0020, list-0021, list-0022, 47 more)")
    assert len(lines) < 12


def test_what_went_wrong_in_the_last_run_and_in_the_last_night_is_told_with_what_to_do() -> None:
    problem = "forge/list-0007.git: there is no git repository here\nTo do: check `repo`"
    night = run("nightly-1", problem, outcome="partial")
    later = run("reviews-2")
    told = render_status(Status(NOW, (), (), {}, later, night)).splitlines()
    assert told[-4:] == [
        "Last run: reviews-2, complete, 0 min old",
        "Last night: nightly-1, partial, 0 min old",
        "  forge/list-0007.git: there is no git repository here",
        "  To do: check `repo`",
    ]
    once = render_status(Status(NOW, (), (), {}, night, night))
    assert once.count("nightly-1") == 1 and "Last night" not in once


def test_many_problems_alike_are_one_line() -> None:
    problems = [
        f"forge/list-{number}.git: there is no git repository here\nTo do: check `repo`"
        for number in range(300)
    ]
    told = render_status(Status(NOW, (), (), {}, run("nightly-1", *problems, outcome="partial")))
    assert "300 lists: there is no git repository here" in told
    assert len(told.splitlines()) < 12


def test_a_run_of_an_older_version_has_no_stages() -> None:
    old = replace(Status(NOW, (), (), {}, None), last_run=run("nightly-1") | {"stages": None})
    assert render_status(old).endswith("Last run: nightly-1, complete, 0 min old")
