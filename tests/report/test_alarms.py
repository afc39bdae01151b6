"""Which alarms hold, from what is known: pure."""

import json
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest

from ingest.report import Limits, SourceStatus, Status, find_alarms, group_kinds, render_alarms

NOW = datetime(2026, 8, 20, 6, tzinfo=UTC)
FRESH = SourceStatus(
    "arxiv", NOW, NOW, "complete", None, NOW - timedelta(hours=5), NOW, 10, 144, (), True
)


def state(*sources: SourceStatus) -> Status:
    return Status(NOW, sources or (FRESH,), (), {}, None)


def run(kind: str = "nightly", hours: float = 1, **problems: list[str]) -> dict[str, Any]:
    names = ("reconcile", "propose", "publish") if kind != "poll" else ("poll",)
    stages = [{"stage": name, "problems": problems.get(name, [])} for name in names]
    started_at = NOW - timedelta(hours=hours)
    return {"kind": kind, "started_at": started_at, "stages": json.dumps(stages)}


def causes(
    status: Status | None = None,
    runs: tuple[dict[str, Any], ...] = (),
    decided: dict[str, list[str]] | None = None,
    limits: Limits | None = None,
) -> list[str]:
    places = {"owner/repo/README.md": "awesome", "lists/other.yaml": "other"}
    found = find_alarms(status or state(), runs, decided or {}, places, limits or Limits())
    assert all(alarm.what and alarm.todo for alarm in found)
    return [alarm.cause for alarm in found]


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        (FRESH, []),
        (replace(FRESH, newest_record_at=NOW - timedelta(hours=145)), ["stale-data:arxiv"]),
        (replace(FRESH, newest_record_at=None, is_live=False), []),
        (replace(FRESH, gap_days=(date(2026, 8, 17),)), []),
        (replace(FRESH, gap_days=(date(2026, 8, 16), date(2026, 8, 19))), ["open-window:arxiv"]),
    ],
)
def test_old_data_and_old_gaps_are_alarms(source: SourceStatus, expected: list[str]) -> None:
    assert causes(state(source)) == expected


@pytest.mark.parametrize(
    ("hours", "open_count", "expected"), [(23, 2, []), (25, 1, ["backfill:arxiv"]), (25, 0, [])]
)
def test_a_backfill_that_stands_still_for_a_day_is_an_alarm(
    hours: float, open_count: int, expected: list[str]
) -> None:
    at = NOW - timedelta(hours=hours)
    source = replace(
        FRESH, open_partitions=("arxiv cs.LG March",) * open_count, partition_closed_at=at
    )
    assert causes(state(source)) == expected


@pytest.mark.parametrize(("hours", "expected"), [(35, []), (37, ["no-night"])])
def test_a_night_that_did_not_come_is_an_alarm(hours: float, expected: list[str]) -> None:
    assert causes(runs=(run("reviews", 1), run("nightly", hours))) == expected


def test_a_problem_of_the_last_run_names_its_list_and_an_older_one_is_over() -> None:
    rebuilt = "owner/repo/README.md: the headings changed\nTo do: `ingest lists accept awesome`"
    refused = "lists/other.yaml: 403 from the forge"
    runs = (run(propose=[rebuilt]), run(hours=25, publish=[refused]))
    assert causes(runs=runs) == ["list:awesome"]
    assert causes(runs=(run("poll"), *runs[1:])) == ["publishing:other"]
    found = find_alarms(state(), runs, {}, {"owner/repo/README.md": "awesome"}, Limits())
    assert found[0].todo == "`ingest lists accept awesome`"


@pytest.mark.parametrize(
    ("kinds", "expected"),
    [
        (["refused"] * 4 + ["merged"] * 6, ["precision:agent"]),
        (["refused"] * 3 + ["merged"] * 7, []),
        (["refused"] * 9, []),  # too few to say
        (["merged"] * 10 + ["refused"] * 30, []),  # it is better now
    ],
)
def test_a_rule_that_people_refuse_is_an_alarm(kinds: list[str], expected: list[str]) -> None:
    assert causes(decided=group_kinds([("agent", kind) for kind in kinds])) == expected


def test_what_is_over_is_said_too() -> None:
    assert render_alarms((), ["stale-data:arxiv"]) == "Over:\n  stale-data:arxiv"
