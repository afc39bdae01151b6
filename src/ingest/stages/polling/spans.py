"""What is due: gaps first, then from where the last window closed. Pure: times in, spans out."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from ingest.stages.context import day_end, day_start
from ingest.store import Window

_FIRST_WINDOW_DAYS = 3  # how far back the very first night looks
_GAPS_PER_NIGHT = 5  # after a long outage: the rest waits for the next night


@dataclass(frozen=True, slots=True)
class Span:
    """A stretch of time of one source, both ends included, UTC."""

    source: str
    from_at: datetime
    to_at: datetime


def asked_span(source: str, since: date, until: date) -> Span:
    """Whole days that the caller named."""
    return Span(source, day_start(since), day_end(until))


def due_spans(source: str, windows: Sequence[Window], until: date) -> list[Span]:
    """What to ask for up to the end of a day: open windows first, oldest first, then the new one.

    The same night asks for the same window again, whatever came of it.
    """
    to_at = day_end(until)
    nights = [one for one in windows if one.kind == "night" and one.from_at <= to_at]
    same = [one for one in nights if one.to_at == to_at]
    if same:
        new = Span(source, same[-1].from_at, to_at)
    elif nights:
        new = Span(source, max(map(_reached, nights)), to_at)
    else:
        new = Span(source, day_start(until - timedelta(days=_FIRST_WINDOW_DAYS)), to_at)
    before = [one for one in nights if one.to_at != to_at]
    gaps = [gap for gap in find_gaps(source, before) if gap.from_at < new.from_at]
    return [*gaps[:_GAPS_PER_NIGHT], new]


def find_gaps(source: str, windows: Iterable[Window]) -> list[Span]:
    """What was asked for and is covered by no closed window, oldest first."""
    listed = list(windows)
    covered = _merged((one.from_at, one.closed_to_at) for one in listed if one.closed_to_at)
    open_spans = _merged((one.from_at, _reached(one)) for one in listed if not one.is_closed)
    return [
        Span(source, start, end)
        for opened in open_spans
        for start, end in _without(opened, covered)
        if end - start > timedelta(minutes=1)  # whole days end a minute before the next begins
    ]


def find_uncovered(whole: Span, windows: Iterable[Window]) -> list[Span]:
    """The days of a span, each as its own, that no closed window covers."""
    covered = _merged((one.from_at, one.closed_to_at) for one in windows if one.closed_to_at)
    days = []
    day = whole.from_at.date()
    while day <= whole.to_at.date():
        if _without((day_start(day), day_end(day)), covered):
            days.append(Span(whole.source, day_start(day), day_end(day)))
        day += timedelta(days=1)
    return days


def gap_days(gaps: Iterable[Span]) -> list[date]:
    """The days, UTC, that gaps touch."""
    days: set[date] = set()
    for gap in gaps:
        day = gap.from_at.date()
        while day_start(day) < gap.to_at:
            days.add(day)
            day += timedelta(days=1)
    return sorted(days)


def closed_to(windows: Iterable[Window]) -> datetime | None:
    """The cursor: up to where the newest closed window closed."""
    return max((one.closed_to_at for one in windows if one.closed_to_at), default=None)


def _reached(window: Window) -> datetime:
    """Up to where there was anything to ask for when the window was tried."""
    if window.closed_to_at:
        return window.closed_to_at
    return max(window.from_at, min(window.to_at, window.tried_at))


_Times = tuple[datetime, datetime]


def _merged(spans: Iterable[_Times]) -> list[_Times]:
    merged: list[_Times] = []
    for start, end in sorted(spans):
        if merged and start <= merged[-1][1] + timedelta(minutes=1):
            merged[-1] = (merged[-1][0], max(end, merged[-1][1]))
        else:
            merged.append((start, end))
    return merged


def _without(span: _Times, covered: Sequence[_Times]) -> list[_Times]:
    """The parts of a span that none of the covered stretches holds."""
    start, end = span
    parts = []
    for from_at, to_at in covered:
        if to_at <= start or from_at >= end:
            continue
        if from_at > start:
            parts.append((start, from_at))
        start = max(start, to_at)
    return [*parts, (start, end)] if start < end else parts
