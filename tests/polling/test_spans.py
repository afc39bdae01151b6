"""What is due: gaps before the new window, and where the cursor stands."""

from datetime import UTC, date, datetime

import pytest

from ingest.stages.polling.spans import Span, closed_to, due_spans, find_gaps, gap_days
from ingest.store import Window


def at(text: str) -> datetime:
    return datetime.fromisoformat(f"2026-11-{text}").replace(tzinfo=UTC)


def window(start: str, end: str, outcome: str = "complete", **more: object) -> Window:
    """A window tried the morning after it ends, closed to its end unless said otherwise."""
    values: dict[str, object] = {"tried_at": at("30 00:00")}
    if outcome in ("complete", "empty-expected"):
        values["closed_to_at"] = at(end)
    return Window("arxiv", at(start), at(end), outcome, **(values | more))  # type: ignore[arg-type]


def spans(*windows: Window, until: int = 20) -> list[tuple[datetime, datetime]]:
    return [(one.from_at, one.to_at) for one in due_spans("arxiv", windows, date(2026, 11, until))]


def test_the_first_night_looks_three_days_back() -> None:
    assert spans() == [(at("17 00:00"), at("20 23:59"))]


def test_a_night_begins_where_the_last_closed_window_closed() -> None:
    assert spans(window("17 00:00", "19 23:59")) == [(at("19 23:59"), at("20 23:59"))]


def test_what_was_not_out_yet_is_asked_for_again() -> None:
    early = window("17 00:00", "19 23:59", closed_to_at=at("18 19:00"))
    assert spans(early) == [(at("18 19:00"), at("20 23:59"))]


@pytest.mark.parametrize("outcome", ["suspicious", "throttled", "failed"])
def test_an_open_window_is_asked_for_again_before_the_new_one(outcome: str) -> None:
    tried = window("18 03:00", "19 23:59", outcome, tried_at=at("19 03:00"))
    assert spans(window("16 00:00", "18 03:00"), tried) == [
        (at("18 03:00"), at("19 03:00")),
        (at("19 03:00"), at("20 23:59")),
    ]


def test_open_windows_of_several_nights_are_one_gap() -> None:
    tried = [
        window("16 03:00", "17 23:59", "failed", tried_at=at("17 03:00")),
        window("17 03:00", "18 23:59", "throttled", tried_at=at("18 03:00")),
        window("18 03:00", "19 23:59", "failed", tried_at=at("19 03:00")),
    ]
    assert spans(*tried) == [(at("16 03:00"), at("19 03:00")), (at("19 03:00"), at("20 23:59"))]


def test_the_same_night_asks_for_the_same_window_whatever_came_of_it() -> None:
    night = window("18 03:00", "20 23:59", "throttled", tried_at=at("20 03:00"))
    assert spans(night) == [(at("18 03:00"), at("20 23:59"))]


def test_a_gap_that_a_later_window_covers_is_none() -> None:
    assert (
        find_gaps(
            "arxiv", [window("17 00:00", "17 23:59", "failed"), window("16 00:00", "18 23:59")]
        )
        == []
    )


def test_a_window_that_a_later_one_covers_in_part_leaves_the_rest_open() -> None:
    gaps = find_gaps(
        "arxiv", [window("15 00:00", "18 23:59", "failed"), window("16 00:00", "17 23:59")]
    )
    assert gaps == [
        Span("arxiv", at("15 00:00"), at("16 00:00")),
        Span("arxiv", at("17 23:59"), at("18 23:59")),
    ]
    assert gap_days(gaps) == [date(2026, 11, 15), date(2026, 11, 17), date(2026, 11, 18)]


def test_a_backfill_of_years_ago_moves_no_cursor() -> None:
    old = window("01 00:00", "01 23:59", kind="backfill")
    assert spans(old) == [(at("17 00:00"), at("20 23:59"))]


def test_only_closed_windows_move_the_cursor() -> None:
    assert closed_to(
        [window("17 00:00", "18 23:59"), window("19 00:00", "19 23:59", "failed")]
    ) == at("18 23:59")
    assert closed_to([window("19 00:00", "19 23:59", "failed")]) is None


def test_after_a_long_outage_gaps_are_taken_a_few_a_night() -> None:
    failed = [window(f"{day:02} 00:00", f"{day:02} 12:00", "failed") for day in range(1, 16)]
    due = spans(*failed, window("15 12:00", "19 23:59"))
    assert len(due) == 6
    assert due[0] == (at("01 00:00"), at("01 12:00"))
    assert due[-1] == (at("19 23:59"), at("20 23:59"))
