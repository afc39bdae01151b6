"""The Hub's window: daily papers, day by day and page by page, and new repositories: https://huggingface.co/docs/hub/api"""

from collections.abc import Collection, Iterator
from datetime import date, datetime, timedelta

from ingest.settings import HubSettings
from ingest.sources import hub
from ingest.stages.context import day_end
from ingest.stages.polling.asking import Answer, Misses, ask_page, record_count, suspect
from ingest.stages.polling.recent_repos import ask_recent
from ingest.web import Gate
from ingest.works import Page

_MAX_PAGES = 50  # of one day; the busiest had two
_SATURDAY = 5


def ask_window(
    gate: Gate,
    settings: HubSettings,
    from_at: datetime,
    to_at: datetime,
    holidays: Collection[date],
    *,
    with_recent: bool = True,
) -> Iterator[Answer]:
    """Every page of every day, then what is new; SourceError where a working day that is over has no paper."""
    day = from_at.date()
    while day <= to_at.date():
        yield from _ask_day(gate, settings, day, _expect_day(day, holidays))
        day += timedelta(days=1)
    if with_recent:
        yield from ask_recent(gate, settings)


def _ask_day(gate: Gate, settings: HubSettings, day: date, misses: Misses) -> Iterator[Answer]:
    seen: set[str] = set()
    for number in range(_MAX_PAGES):
        url = hub.daily_url(settings.endpoint, day, number, settings.page_size)
        answer = ask_page(gate, url, hub.parse_daily, "json", misses if number == 0 else _any)
        ids = {one.ids[0] for one in answer.page.sightings}
        if ids and ids <= seen:
            raise suspect("the same papers on two pages, so the rest can't be reached", url)
        seen |= ids
        yield answer
        if record_count(answer.page) < settings.page_size:
            return
    raise suspect(f"more than {_MAX_PAGES} pages for one day", url)


def _expect_day(day: date, holidays: Collection[date]) -> Misses:
    def misses(page: Page, seen_at: datetime) -> str:
        is_quiet = day.weekday() >= _SATURDAY or day in holidays or seen_at <= day_end(day)
        return "" if is_quiet or record_count(page) else f"no paper on {day}, a working day"

    return misses


def _any(page: Page, seen_at: datetime) -> str:
    return ""
