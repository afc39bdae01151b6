"""The past in partitions, a month of one category each: which are open. Pure: times in, partitions out."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta

from ingest.stages.context import day_end, day_start
from ingest.stages.polling.spans import Span, find_uncovered
from ingest.store import Window


@dataclass(frozen=True, slots=True)
class Partition:
    """Whole days of one month of one source, of one of its categories; both ends included, UTC."""

    source: str
    category: str  # empty where the source has none of its own
    from_at: datetime
    to_at: datetime

    def days(self) -> Iterator[date]:
        """Each of its days."""
        for number in range((self.to_at.date() - self.from_at.date()).days + 1):
            yield self.from_at.date() + timedelta(days=number)

    def __str__(self) -> str:
        days = f"{self.from_at:%Y-%m-%d} to {self.to_at:%Y-%m-%d}"
        return " ".join(word for word in (self.source, self.category, days) if word)


def find_open(
    source: str,
    categories: Sequence[str],
    days: tuple[date, date],
    windows: Sequence[Window],
    tried: Mapping[str, Sequence[Window]],
) -> tuple[Partition, ...]:
    """The partitions that nothing closed covers yet: month by month, in each the categories as given.

    `tried` has the partitions asked for before, by category. A window made of partitions says nothing of a
    category that came into the config later: the partitions themselves do.
    """
    made_of = {(one.from_at, one.to_at) for parts in tried.values() for one in parts}
    others = [
        one for one in windows if one.kind != "backfill" or (one.from_at, one.to_at) not in made_of
    ]
    return tuple(
        partition
        for first, last in _months(*days)
        for category in categories
        for partition in _stretches(
            source, category, first, last, (*others, *tried.get(category, ()))
        )
    )


def find_failed(
    source: str,
    categories: Sequence[str],
    windows: Sequence[Window],
    tried: Mapping[str, Sequence[Window]],
) -> tuple[tuple[Partition, Window], ...]:
    """What was asked for in vain and nothing has closed since, with how it ended; oldest first.

    Of these categories only: nobody waits for one that config names no more.
    """
    failed = [
        (partition, one)
        for category in categories
        for one in tried.get(category, ())
        if not one.is_closed
        for partition in find_open(
            source, [category], (one.from_at.date(), one.to_at.date()), windows, tried
        )
    ]
    return tuple(
        sorted(dict(failed).items(), key=lambda found: (found[0].from_at, found[0].category))
    )


def last_progress(tried: Mapping[str, Sequence[Window]]) -> datetime | None:
    """When a partition closed last; as long as none has, when the first of them was tried."""
    windows = [one for parts in tried.values() for one in parts]
    closed = [one.tried_at for one in windows if one.is_closed]
    return max(closed) if closed else min((one.tried_at for one in windows), default=None)


def join_closed(parts: Sequence[Window]) -> Window:
    """One window of partitions that are all closed and of the same days."""
    counted = [one.total_count for one in parts if one.total_count is not None]
    return replace(
        parts[0],
        outcome="complete" if any(one.outcome == "complete" for one in parts) else "empty-expected",
        tried_at=max(one.tried_at for one in parts),
        closed_to_at=min(one.closed_to_at for one in parts if one.closed_to_at),
        sighting_count=sum(one.sighting_count for one in parts),
        reject_count=sum(one.reject_count for one in parts),
        total_count=sum(counted) if counted else None,
        request_count=sum(one.request_count for one in parts),
    )


def _months(first: date, last: date) -> Iterator[tuple[date, date]]:
    """The days of each month between two days, both included."""
    while first <= last:
        next_month = (first.replace(day=1) + timedelta(days=32)).replace(day=1)
        yield first, min(last, next_month - timedelta(days=1))
        first = next_month


def _stretches(
    source: str, category: str, first: date, last: date, windows: Iterable[Window]
) -> Iterator[Partition]:
    whole = Span(source, day_start(first), day_end(last))
    days = [one.from_at for one in find_uncovered(whole, windows)]
    start = 0
    for place, day in enumerate(days, 1):
        if place == len(days) or days[place] - day > timedelta(days=1):
            yield Partition(source, category, days[start], day_end(day.date()))
            start = place
