"""When a work is asked about again, and what many checks make of a link."""

from datetime import UTC, datetime, timedelta

import pytest

from ingest.artifacts import LinkHealth, find_gaps, is_due, next_asked_at, update_health
from ingest.works import Artifact

NOW = datetime(2026, 11, 1, 3, tzinfo=UTC)


@pytest.mark.parametrize(
    ("is_failed", "has_gaps", "days"),
    [
        (True, True, [1, 2, 4, 8, 16, 30, 30]),
        (False, True, [3, 7, 14, 30, 60, 90, 90]),
        (False, False, [180, 180]),
    ],
)
def test_intervals_grow_and_end(is_failed: bool, has_gaps: bool, days: list[int]) -> None:
    nights = [
        next_asked_at(NOW, tries, is_failed=is_failed, has_gaps=has_gaps) - NOW
        for tries in range(1, len(days) + 1)
    ]
    slack = timedelta(hours=5)
    assert all(
        timedelta(days=day) - slack <= night <= timedelta(days=day)
        for night, day in zip(nights, days, strict=True)
    )


def test_a_promise_is_a_gap() -> None:
    promised = Artifact("w", "code", "https://github.com/a/b", "likely", "promised in the abstract")
    weights = Artifact("w", "weights", "https://huggingface.co/a/b", "official", "made up")
    assert find_gaps([promised, weights]) == ("data", "code")


def checked(state: str, hours: float) -> LinkHealth:
    return LinkHealth("https://x.org", state, NOW + timedelta(hours=hours))


@pytest.mark.parametrize(
    ("checks", "days"),
    [
        ([("gone", 0)], 1),
        ([("gone", 0), ("gone", 5)], 1),
        ([("gone", 0), ("unreachable", 24), ("gone", 48)], 3),
        ([("gone", 0), ("refused", 24), ("gone", 48)], 2),
        ([("gone", 0), ("gone", 24), ("there", 48)], 0),
        ([("gone", 0), ("there", 24), ("gone", 48)], 1),
        ([("refused", 0), ("refused", 24), ("refused", 48)], 0),
        ([("private", 0), ("private", 24), ("private", 48)], 0),
    ],
)
def test_only_days_with_failures_alone_count(checks: list[tuple[str, float]], days: int) -> None:
    health = None
    for state, hours in checks:
        health = update_health(health, checked(state, hours))
    assert health is not None
    assert health.failed_days == days


@pytest.mark.parametrize(
    ("state", "hours", "expected"),
    [("there", 24, False), ("there", 24 * 31, True), ("gone", 5, False), ("gone", 24, True)],
)
def test_a_failing_link_is_looked_at_the_next_day(state: str, hours: float, expected: bool) -> None:
    health = update_health(None, checked(state, 0))
    assert is_due(health, NOW + timedelta(hours=hours), 30) is expected


def test_a_new_link_is_due() -> None:
    assert is_due(None, NOW, 30)
