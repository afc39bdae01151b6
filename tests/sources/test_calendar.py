"""arXiv's calendar: what is out at a moment, and when a zero is no news."""

from datetime import UTC, date, datetime, timedelta

import pytest

from ingest.sources.calendar import Calendar, announced_to, is_announcement, may_be_empty

NO_LAG = Calendar(index_lag=timedelta(0))
THANKSGIVING = Calendar(holidays=frozenset({date(2026, 11, 26)}), index_lag=timedelta(0))


def at(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


@pytest.mark.parametrize(
    ("seen_at", "expected", "why"),
    [
        ("2026-11-18 00:59", "2026-11-16 19:00", "Tuesday 19:59 Eastern: Monday's is the last"),
        ("2026-11-18 01:00", "2026-11-17 19:00", "Tuesday 20:00 Eastern: out"),
        ("2026-11-20 12:00", "2026-11-19 19:00", "Friday: Thursday's deadline"),
        ("2026-11-21 12:00", "2026-11-19 19:00", "no announcement on Friday evening"),
        ("2026-11-23 00:30", "2026-11-19 19:00", "Sunday 19:30 Eastern"),
        ("2026-11-23 01:00", "2026-11-20 19:00", "Sunday's has what came until Friday 14:00"),
        ("2026-11-24 01:00", "2026-11-23 19:00", "Monday's has the weekend"),
        ("2026-07-15 00:00", "2026-07-14 18:00", "in summer Eastern is four hours behind"),
        ("2026-03-09 00:00", "2026-03-06 19:00", "the Sunday on which summer time begins"),
        ("2026-11-02 01:00", "2026-10-30 18:00", "the Sunday on which it ends"),
    ],
)
def test_what_is_announced(seen_at: str, expected: str, why: str) -> None:
    assert announced_to(NO_LAG, at(seen_at)) == at(expected), why


def test_a_holiday_s_papers_come_with_the_next_announcement() -> None:
    assert announced_to(THANKSGIVING, at("2026-11-27 12:00")) == at("2026-11-25 19:00")
    assert announced_to(THANKSGIVING, at("2026-11-30 01:00")) == at("2026-11-27 19:00")


def test_the_api_knows_an_announcement_only_after_its_lag() -> None:
    lagging = Calendar(index_lag=timedelta(hours=6))
    assert announced_to(lagging, at("2026-11-18 06:59")) == at("2026-11-16 19:00")
    assert announced_to(lagging, at("2026-11-18 07:00")) == at("2026-11-17 19:00")


@pytest.mark.parametrize(
    ("from_at", "to_at", "seen_at", "is_expected"),
    [
        ("2026-11-17 00:00", "2026-11-18 23:59", "2026-11-19 12:00", False),  # two working days
        ("2026-11-21 00:00", "2026-11-22 23:59", "2026-11-22 12:00", True),  # a weekend, on Sunday
        ("2026-11-21 00:00", "2026-11-22 23:59", "2026-11-24 12:00", False),  # the same, announced
        (
            "2026-11-17 00:00",
            "2026-11-17 02:00",
            "2026-11-19 12:00",
            True,
        ),  # two hours may be quiet
        (
            "2026-11-19 20:00",
            "2026-11-20 23:59",
            "2026-11-21 12:00",
            True,
        ),  # after Thursday's deadline
    ],
)
def test_when_a_zero_is_expected(from_at: str, to_at: str, seen_at: str, is_expected: bool) -> None:
    assert may_be_empty(NO_LAG, at(from_at), at(to_at), at(seen_at)) is is_expected


def test_a_holiday_makes_a_zero_expected_that_no_zero_would() -> None:
    window = (at("2026-11-25 20:00"), at("2026-11-26 23:59"), at("2026-11-27 12:00"))
    assert may_be_empty(THANKSGIVING, *window)
    assert not may_be_empty(NO_LAG, *window)


def test_there_are_five_announcements_a_week() -> None:
    week = [date(2026, 11, 16) + timedelta(days=number) for number in range(7)]
    assert [day.weekday() for day in week if is_announcement(NO_LAG, day)] == [0, 1, 2, 3, 6]
