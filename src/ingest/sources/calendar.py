"""When arXiv announces what: https://info.arxiv.org/help/availability.html

A paper can be found from its announcement on, not from its submission. So a zero is expected where
nothing of the window was announced yet, and a window may only be closed up to what was.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

_EASTERN = ZoneInfo("America/New_York")
_DEADLINE = time(14)
_ANNOUNCED = time(20)
_SUNDAY = 6
_EVENINGS = frozenset({_SUNDAY, 0, 1, 2, 3})  # none on Friday and Saturday
_LOOK_BACK_DAYS = 30  # no run of holidays is longer


@dataclass(frozen=True, slots=True)
class Calendar:
    """arXiv's evenings: `holidays` are the (Eastern) days without one.

    `index_lag` is how long after the announcement the API answers with it; `quiet` is how many
    announced hours may well pass without a paper in the categories that are asked for.
    """

    holidays: frozenset[date] = frozenset()
    index_lag: timedelta = timedelta(hours=6)
    quiet: timedelta = timedelta(hours=12)


def make_calendar(holidays: Iterable[date], index_lag_hours: float, quiet_hours: float) -> Calendar:
    """A calendar out of what config says."""
    return Calendar(
        frozenset(holidays), timedelta(hours=index_lag_hours), timedelta(hours=quiet_hours)
    )


def is_announcement(calendar: Calendar, day: date) -> bool:
    """Whether there is an announcement on the evening of an Eastern day."""
    return day.weekday() in _EVENINGS and day not in calendar.holidays


def announced_to(calendar: Calendar, seen_at: datetime) -> datetime:
    """The submission deadline (UTC) up to which everything can be found at that moment.

    Sunday's announcement has what came until Friday's deadline, every other one what came until the
    same day's. What a cancelled evening would have had comes with the next one.
    """
    today = seen_at.astimezone(_EASTERN).date()
    for days in range(_LOOK_BACK_DAYS):
        evening = today - timedelta(days=days)
        if not is_announcement(calendar, evening):
            continue
        if _eastern(evening, _ANNOUNCED) + calendar.index_lag <= seen_at:
            last_day = evening - timedelta(days=2 if evening.weekday() == _SUNDAY else 0)
            return _eastern(last_day, _DEADLINE)
    return _eastern(today - timedelta(days=_LOOK_BACK_DAYS), _DEADLINE)


def may_be_empty(calendar: Calendar, from_at: datetime, to_at: datetime, seen_at: datetime) -> bool:
    """Whether a window of submissions, asked for at `seen_at`, may hold no paper at all."""
    announced = min(to_at, announced_to(calendar, seen_at)) - from_at
    return announced < calendar.quiet


def _eastern(day: date, at: time) -> datetime:
    return datetime.combine(day, at, tzinfo=_EASTERN).astimezone(UTC)
