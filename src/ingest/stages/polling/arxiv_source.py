"""arXiv's window: everything submitted in it, and everything updated in it.

https://info.arxiv.org/help/api/user-manual.html. The API filters by submission date alone, so updates are
read newest first down to the window's beginning, or harvested by datestamp where that is too far.
"""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import datetime, timedelta

from ingest.settings import ArxivSettings
from ingest.sources import arxiv, harvest
from ingest.sources.calendar import Calendar, announced_to, make_calendar, may_be_empty
from ingest.stages.polling.asking import Answer, Misses, ask_page, record_count, suspect
from ingest.web import Gate
from ingest.works import Page

_MINUTE = timedelta(minutes=1)  # the API's grain
_UPDATES_REACH = timedelta(days=3)  # behind this a harvest costs less than paging back


def calendar_of(settings: ArxivSettings) -> Calendar:
    """arXiv's calendar as config has it."""
    return make_calendar(settings.no_announcement, settings.index_lag_hours, settings.quiet_hours)


def closed_to(settings: ArxivSettings, to_at: datetime, seen_at: datetime) -> datetime:
    """Up to where a window closes that was asked for at `seen_at`: what is submitted later is not out yet."""
    return min(to_at, announced_to(calendar_of(settings), seen_at))


def ask_window(
    gate: Gate, settings: ArxivSettings, from_at: datetime, to_at: datetime
) -> Iterator[Answer]:
    """All answers of a window: submissions and updates.

    Of a fresh window the feed of updates holds the submissions too: where as many came with it as the
    first page of submissions announces, the other pages are not asked for.
    """
    first = _ask_first(gate, settings, from_at, to_at)
    if first.response.fetched_at - to_at > _UPDATES_REACH:  # of a recording: when it was made
        yield from _ask_submitted(gate, settings, from_at, to_at, first)
        for answer in harvest_changes(gate, settings, from_at, to_at):
            yield replace(answer, is_counted=False)
        return
    yield first
    found = {one.ids[0] for one in first.page.sightings}
    for answer in _ask_updated(gate, settings, settings.categories, from_at):
        yield replace(answer, is_counted=False)
        found |= _submitted_ids(answer.page, from_at, to_at)
    if len(found) + len(first.page.rejects) != first.page.total_count:
        rest = _ask_submitted(gate, settings, from_at, to_at, first)
        yield from (answer for answer in rest if answer is not first)


def ask_category(
    gate: Gate,
    settings: ArxivSettings,
    category: str,
    without: Sequence[str],
    from_at: datetime,
    to_at: datetime,
) -> Iterator[Answer]:
    """Everything submitted in a window in one category and in none of `without`.

    SourceError unless as many came as the feed announces. That a category has nothing is believed when all that are configured have something in the same time, or
    arXiv's calendar says that they may have nothing.
    """
    narrowed = settings.model_copy(update={"categories": (category,)})
    url = _submitted_url(narrowed, (from_at, to_at), 0, without)
    first = ask_page(gate, url, arxiv.parse_query, "xml", _expect_first)
    if not record_count(first.page):
        yield replace(_ask_first(gate, settings, from_at, to_at), is_counted=False, sightings=())
    yield from _ask_submitted(gate, narrowed, from_at, to_at, first, without)


def _ask_submitted(
    gate: Gate,
    settings: ArxivSettings,
    from_at: datetime,
    to_at: datetime,
    first: Answer,
    without: Sequence[str] = (),
) -> Iterator[Answer]:
    """More than the API serves for one query is asked for in two halves of the time."""
    total = first.page.total_count or 0
    if total <= settings.max_results_per_window:
        yield from _ask_pages(gate, settings, (from_at, to_at), first, total, without)
        return
    middle = from_at + ((to_at - from_at) / 2 // _MINUTE) * _MINUTE
    if middle <= from_at:
        raise suspect(f"{total} papers within two minutes", first.url)
    received = 0
    for start_at, end_at in ((from_at, middle), (middle + _MINUTE, to_at)):
        half = _ask_first(gate, settings, start_at, end_at, without)
        for answer in _ask_submitted(gate, settings, start_at, end_at, half, without):
            received += record_count(answer.page)
            yield answer
    if received != total:
        raise suspect(f"{total} records announced, {received} came in two halves", first.url)


def _ask_first(
    gate: Gate,
    settings: ArxivSettings,
    from_at: datetime,
    to_at: datetime,
    without: Sequence[str] = (),
) -> Answer:
    url = _submitted_url(settings, (from_at, to_at), 0, without)
    return ask_page(gate, url, arxiv.parse_query, "xml", _expect_window(settings, from_at, to_at))


def _submitted_url(
    settings: ArxivSettings,
    span: tuple[datetime, datetime],
    start: int,
    without: Sequence[str] = (),
) -> str:
    asked = (settings.query_url, settings.categories, *span, start, settings.page_size)
    return arxiv.query_url(*asked, "submitted", without)


def _submitted_ids(page: Page, from_at: datetime, to_at: datetime) -> set[str]:
    end_at = to_at + _MINUTE  # the last minute belongs to the window
    return {
        one.ids[0]
        for one in page.sightings
        if one.published_at and from_at <= one.published_at < end_at
    }


def _ask_pages(
    gate: Gate,
    settings: ArxivSettings,
    span: tuple[datetime, datetime],
    first: Answer,
    total: int,
    without: Sequence[str] = (),
) -> Iterator[Answer]:
    """The first page and all that follow, until as many records came as were announced."""
    received, seen, rejects = 0, set[str](), 0
    answer = first
    while True:
        yield answer
        received += record_count(answer.page)
        seen |= {one.ids[0] for one in answer.page.sightings}
        rejects += len(answer.page.rejects)
        if received >= total:
            break
        url = _submitted_url(settings, span, received, without)
        answer = ask_page(gate, url, arxiv.parse_query, "xml", _expect_more(total))
    if received != total:
        raise suspect(f"{total} records announced, {received} came", first.url)
    if len(seen) + rejects != total:
        raise suspect("a record came twice, so another did not come", first.url)


def _expect_window(settings: ArxivSettings, from_at: datetime, to_at: datetime) -> Misses:
    def misses(page: Page, seen_at: datetime) -> str:
        why = _expect_first(page, seen_at)
        if why or record_count(page):
            return why
        is_expected = may_be_empty(calendar_of(settings), from_at, to_at, seen_at)
        return "" if is_expected else "no record, in a time whose papers are announced"

    return misses


def _expect_first(page: Page, seen_at: datetime) -> str:
    if page.total_count is None:
        return "the feed does not say how many records it has"
    if page.total_count and not record_count(page):
        return f"{page.total_count} records announced, none on the first page"
    return ""


def _expect_more(total: int) -> Misses:
    def misses(page: Page, seen_at: datetime) -> str:
        if page.total_count != total:
            return f"{total} records were announced, and now {page.total_count}"
        return "" if record_count(page) else "an empty page before the last record"

    return misses


def _ask_updated(
    gate: Gate, settings: ArxivSettings, categories: Sequence[str], from_at: datetime
) -> Iterator[Answer]:
    """Newest update first down to `from_at`; category by category where all together are too many."""
    start = 0
    while start < settings.max_results_per_window:
        url = arxiv.query_url(
            settings.query_url, categories, from_at, from_at, start, settings.page_size, "updated"
        )
        answer = ask_page(gate, url, arxiv.parse_query, "xml", _expect_updates)
        yield answer
        updates = [one.updated_at for one in answer.page.sightings if one.updated_at]
        start += record_count(answer.page)
        if (updates and updates[-1] < from_at) or start >= (answer.page.total_count or 0):
            return
    if len(categories) == 1:
        why = f"more than {start} updates since {from_at:%Y-%m-%d} in {categories[0]}"
        raise suspect(why, settings.query_url)
    for category in categories:
        yield from _ask_updated(gate, settings, (category,), from_at)


def _expect_updates(page: Page, seen_at: datetime) -> str:
    if page.total_count is None:
        return "the feed does not say how many records it has"
    if not record_count(page):
        return "no update at all, where every paper ever submitted is one"
    updates = [one.updated_at for one in page.sightings if one.updated_at]
    return "" if updates == sorted(updates, reverse=True) else "updates that are not newest first"


def ask_ids(gate: Gate, settings: ArxivSettings, arxiv_ids: Sequence[str]) -> Iterator[Answer]:
    """The papers of these ids; SourceError that names those that did not come."""
    received: set[str] = set()
    url = settings.query_url
    for start in range(0, len(arxiv_ids), settings.page_size):
        batch = arxiv_ids[start : start + settings.page_size]
        url = arxiv.id_list_url(settings.query_url, batch, 0, len(batch))
        answer = ask_page(gate, url, arxiv.parse_query, "xml")
        received |= {one.ids[0] for one in answer.page.sightings}
        yield answer
    missing = [one for one in arxiv_ids if one not in received]
    if missing:
        what = f"{len(arxiv_ids)} ids asked for, {len(missing)} did not come: {', '.join(missing[:10])}"
        raise suspect(what, url)


def harvest_changes(
    gate: Gate, settings: ArxivSettings, from_at: datetime, to_at: datetime
) -> Iterator[Answer]:
    """Everything that changed on the days of a window, by OAI-PMH; of the configured categories."""
    for set_spec in harvest.harvest_sets(settings.categories):
        url = harvest.harvest_url(settings.oai_url, from_at.date(), to_at.date(), set_spec)
        received, total = 0, None
        while url:
            answer = ask_page(gate, url, arxiv.parse_oai, "xml")
            page = answer.page
            yield replace(answer, sightings=harvest.in_categories(page, settings.categories))
            received += record_count(page)
            total = page.total_count if total is None else total
            token = page.next_token
            url = harvest.resumption_url(settings.oai_url, token) if token else ""
        if total is not None and received != total:
            raise suspect(f"{total} records announced, {received} came", answer.url)
