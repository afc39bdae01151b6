"""A night in parts: what they are, when one is lost, and what a night is that goes on."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from ingest.errors import ConfigError
from ingest.lists.plan import ListPlan
from ingest.settings import Home, shipped
from ingest.stages import init_home
from ingest.stages.parts import (
    find_unfinished,
    is_gone,
    name_night,
    plan_parts,
    presence,
    split_night,
)
from ingest.store import LeaseRow

NOW = datetime(2026, 8, 20, 5, 17, tzinfo=UTC)


def plans(count: int) -> list[ListPlan]:
    return [ListPlan(f"list{number}", "local", f"repo{number}", ()) for number in range(count)]


def test_sources_come_first_then_works_then_lists_and_each_is_in_the_night_once() -> None:
    read, judge, write = split_night(plans(5), ("arxiv", "hub"), 2)
    assert [part.name for part in read] == ["source/arxiv", "source/hub"]
    assert [part.stages for part in judge] == [("follow_up", "classify", "enrich")]
    assert [part.lists for part in write] == [("list0", "list1"), ("list2", "list3"), ("list4",)]
    assert write[0].leases == ("night/list/list0", "night/list/list1")


def test_parts_that_run_side_by_side_hold_nothing_in_common() -> None:
    for phase in split_night(plans(7), ("arxiv", "hub"), 3):
        held = [name for part in phase for name in part.leases]
        assert len(held) == len(set(held))
        assert all(name.startswith("night/") for name in held)  # a whole run keeps them out


def test_lists_of_one_repository_are_served_by_one_worker() -> None:
    one, two, three = plans(3)
    write = split_night([one, two, replace(three, repo=one.repo)], (), 1)[2]
    assert [part.lists for part in write] == [("list0", "list2"), ("list1",)]


def test_a_warehouse_that_is_a_file_has_no_night_in_parts(tmp_path: Path) -> None:
    init_home(tmp_path / "home", shipped("samples") / "lists")
    with pytest.raises(ConfigError, match="one process at a time") as refused:
        plan_parts(Home(tmp_path / "home"), (), (), 25)
    assert "docs/warehouse.md" in refused.value.todo


@pytest.mark.parametrize(
    ("state", "is_present", "seconds", "gone"),
    [
        ("SCHEDULED", None, 9999, False),  # no worker is free
        ("PENDING", None, 30, False),  # a container is being started
        ("PENDING", None, 700, True),
        ("RUNNING", None, 30, False),  # has not said so yet
        ("RUNNING", None, 700, True),  # killed before it could
        ("RUNNING", True, 9999, False),  # works
        ("RUNNING", False, 1, True),  # killed: Prefect does not know
        ("PENDING", True, 9999, False),
        ("COMPLETED", None, 0, True),  # ended without having done it
        ("FAILED", None, 0, True),
        ("CRASHED", True, 0, True),
        ("CANCELLED", None, 0, True),
    ],
)
def test_a_part_is_lost_when_nobody_is_at_it_any_more(
    state: str, is_present: bool | None, seconds: float, gone: bool
) -> None:
    found = is_gone(state, is_present, seconds=seconds, start_seconds=600)
    assert found is gone


def left(began: datetime, wish: dict[str, object], *, is_expired: bool = True) -> LeaseRow:
    names = ("split", f"split/{name_night(began, wish)}", presence("run-1"))
    return LeaseRow(7, names, "process 1 on a", is_expired)


@pytest.mark.parametrize(
    ("row", "goes_on"),
    [
        (left(NOW - timedelta(hours=1), {"lists": []}), True),
        (left(NOW - timedelta(hours=1), {"lists": []}, is_expired=False), False),  # it is at work
        (left(NOW - timedelta(hours=1), {"lists": ["a"]}), False),  # another wish
        (left(NOW - timedelta(hours=24), {"lists": []}), False),  # yesterday's windows are not today's
        (LeaseRow(7, ("night/list/split",), "process 1 on a", True), False),
    ],
)  # fmt: skip
def test_a_night_whose_coordinator_died_goes_on_where_it_stood(
    row: LeaseRow, goes_on: bool
) -> None:
    night = name_night(NOW, {"lists": []})
    found, runs = find_unfinished([row], night)
    assert (found != night) is goes_on
    assert runs == (["run-1"] if goes_on else [])
