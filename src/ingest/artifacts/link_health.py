"""What becomes of a link over many checks: it is dead only after failures on different days."""

from dataclasses import dataclass
from datetime import datetime, timedelta

_FAILED = frozenset({"gone", "unreachable"})
_NEXT_DAY = timedelta(hours=20)


@dataclass(frozen=True, slots=True)
class LinkHealth:
    """A link as its checks left it; `failed_days` is how many days in a row brought failures only."""

    url: str
    state: str  # there | gone | refused | unreachable | private
    checked_at: datetime
    status: int | None = None
    reason: str = ""
    end_url: str = ""  # where its redirects lead
    failed_days: int = 0
    last_failed_at: datetime | None = None


def update_health(before: LinkHealth | None, now: LinkHealth) -> LinkHealth:
    """The link after one more check. A refusal (403, 429) says nothing: the count stays as it was."""
    days = before.failed_days if before else 0
    last = before.last_failed_at if before else None
    if now.state in _FAILED:
        if last is None or last.date() < now.checked_at.date():
            days += 1
        last = now.checked_at
    elif now.state == "there":
        days, last = 0, None
    return LinkHealth(
        now.url, now.state, now.checked_at, now.status, now.reason, now.end_url, days, last
    )


def is_due(before: LinkHealth | None, now: datetime, max_age_days: float) -> bool:
    """Whether to check a link again: a failing one the next day, any other when it is old."""
    if before is None:
        return True
    wait = _NEXT_DAY if before.failed_days > 0 else timedelta(days=max_age_days)
    return now - before.checked_at >= wait
