"""When to look again for what was not found: soon at first, then ever more rarely."""

from collections.abc import Iterable
from datetime import datetime, timedelta

from ingest.works import Artifact, LinkKind

LOOKED_FOR: tuple[LinkKind, ...] = ("weights", "data", "code")
_AFTER_FAILURE = (1, 2, 4, 8, 16, 30)  # days
_AFTER_GAP = (3, 7, 14, 30, 60, 90)
_WHEN_WHOLE = 180
_SLACK = timedelta(hours=4)  # a night that begins a little earlier still counts as the next one


def find_gaps(artifacts: Iterable[Artifact]) -> tuple[LinkKind, ...]:
    """The kinds of link of which nothing official is known, promised code among them."""
    known = {one.kind for one in artifacts if one.tier == "official"}
    return tuple(kind for kind in LOOKED_FOR if kind not in known)


def next_asked_at(asked_at: datetime, tries: int, *, is_failed: bool, has_gaps: bool) -> datetime:
    """When a work is asked about again after the `tries`-th answer of this kind in a row, from 1.

    Full hours: a replay of the same night comes to the same date.
    """
    steps = _AFTER_FAILURE if is_failed else _AFTER_GAP
    days = steps[min(max(tries, 1), len(steps)) - 1] if is_failed or has_gaps else _WHEN_WHOLE
    return (asked_at + timedelta(days=days) - _SLACK).replace(minute=0, second=0, microsecond=0)
