"""Ask each source for its window, believe nothing before it is judged, save rows and window together."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta

from ingest.errors import SourceError
from ingest.sources import arxiv, hub, judge, trending
from ingest.stages.context import Context, Progress, StageReport, day_end, day_start
from ingest.store import save_pages, save_responses, save_window
from ingest.web import Gate, Response
from ingest.works import Page

_FIRST_WINDOW_DAYS = 3  # how far back the very first night looks
_UPDATED_PAGES = 10  # a bound on paging through updates, which the API can't filter by date


@dataclass(frozen=True, slots=True)
class Span:
    """The window of one source, both ends included, UTC."""

    source: str
    from_at: datetime
    to_at: datetime


@dataclass(frozen=True, slots=True)
class Answer:
    """One payload and what it held."""

    url: str
    page: Page
    response: Response


def poll(context: Context) -> StageReport:
    """Poll every chosen source; one that fails leaves its window open and the others go on."""
    report = StageReport("poll")
    if context.gate is None:
        return report.noted("not asked: no source was polled")
    for source in context.chosen_sources():
        span = find_span(context, source)
        report = _poll_source(context, context.gate, span, report)
    return report


def find_span(context: Context, source: str) -> Span:
    """The window to ask for: what the caller said, else from where the last closed window ended.

    A second run of the same night asks for the same window again.
    """
    until = context.until or context.now().date()
    if context.since:
        return Span(source, day_start(context.since), day_end(until))
    closed = context.store.records(
        "select from_at, to_at from windows where source = ? and outcome in ('complete', 'empty-expected') "
        "and to_at <= ? order by to_at desc, from_at limit 1",
        source,
        day_end(until).replace(tzinfo=None),
    )
    if not closed:
        return Span(source, day_start(until - timedelta(days=_FIRST_WINDOW_DAYS)), day_end(until))
    last = closed[0]
    is_same_night = last["to_at"] == day_end(until)
    return Span(source, last["from_at"] if is_same_night else last["to_at"], day_end(until))


def _poll_source(context: Context, gate: Gate, span: Span, report: StageReport) -> StageReport:
    ask = {"arxiv": _ask_arxiv, "hub": _ask_hub, "trending": _ask_trending}[span.source]
    before = gate.request_count
    answers: list[Answer] = []
    outcome, reason = "complete", ""
    try:
        for answer in ask(context, gate, span):
            answers.append(answer)
            context.notify(Progress("poll", f"{span.source}: {len(answers)} answers"))
    except SourceError as problem:
        report = report.troubled(problem)
        outcome, reason = _outcome_of(problem, gate), str(problem)
    sightings = sum(len(answer.page.sightings) for answer in answers)
    rejects = sum(len(answer.page.rejects) for answer in answers)
    if outcome == "complete" and sightings == 0:
        outcome, reason = "suspicious", "no record at all"
    with context.store.transaction():
        new_works = 0
        for answer in answers:
            seen_at = answer.response.fetched_at
            done = save_pages(context.store, [answer.page], origin=answer.url, seen_at=seen_at)
            new_works += done.new_work_count
        save_responses(context.store, [_response_row(answer.response) for answer in answers])
        row = {
            "source": span.source,
            "from_at": span.from_at,
            "to_at": span.to_at,
            "outcome": outcome,
            "reason": reason,
            "sighting_count": sightings,
            "reject_count": rejects,
            "request_count": gate.request_count - before,
            "tried_at": context.now(),
        }
        save_window(context.store, row)
    window = f"{span.from_at:%Y-%m-%d} to {span.to_at:%Y-%m-%d}"
    note = f"{span.source}: {sightings} sightings, {rejects} rejects, {new_works} new works, {window}: {outcome}"
    return report.counted(sightings=sightings, rejects=rejects, new_works=new_works).noted(note)


def _outcome_of(problem: SourceError, gate: Gate) -> str:
    if gate.responses and gate.responses[-1].status in (429, 503):
        return "throttled"
    judged = problem.what.partition(":")[0]
    return judged if judged in ("throttled", "suspicious") else "failed"


def _fetch(
    gate: Gate, url: str, parse: Callable[[bytes, str], Page], expects: judge.Expected
) -> Answer:
    response = gate.fetch(url)
    verdict, reason = judge.judge_answer(
        response.status, dict(response.headers), response.body, expects
    )
    if verdict != "ok":
        raise SourceError(
            f"{verdict}: {reason}",
            where=url,
            todo="nothing was saved for this window; the next run asks for it again",
        )
    return Answer(url, parse(response.body, url), response)


def _ask_arxiv(context: Context, gate: Gate, span: Span) -> Iterator[Answer]:
    settings = context.config.sources.arxiv
    from_at = span.from_at - timedelta(days=settings.overlap_days)

    def url(start: int, by: arxiv.SortBy) -> str:
        return arxiv.query_url(
            settings.query_url,
            settings.categories,
            from_at,
            span.to_at,
            start,
            settings.page_size,
            by,
        )

    start, total = 0, 1
    while start < total:
        answer = _fetch(gate, url(start, "submitted"), arxiv.parse_query, "xml")
        yield answer
        received = len(answer.page.sightings) + len(answer.page.rejects)
        total = answer.page.total_count or 0
        if received == 0 and start < total:
            raise SourceError(
                f"arXiv announced {total} records and stopped sending after {start}",
                where=answer.url,
                todo="the window stays open; the next run asks for it again",
            )
        start += received
    start = 0
    for _ in range(_UPDATED_PAGES):
        answer = _fetch(gate, url(start, "updated"), arxiv.parse_query, "xml")
        yield answer
        updates = [one.updated_at for one in answer.page.sightings if one.updated_at]
        start += len(answer.page.sightings) + len(answer.page.rejects)
        if not updates or min(updates) < from_at or start >= (answer.page.total_count or 0):
            return


def _ask_hub(context: Context, gate: Gate, span: Span) -> Iterator[Answer]:
    settings = context.config.sources.hub
    day = span.from_at.date()
    while day <= span.to_at.date():
        for page in range(100):
            url = hub.daily_url(settings.endpoint, day, page, settings.page_size)
            answer = _fetch(gate, url, hub.parse_daily, "json")
            yield answer
            if len(answer.page.sightings) + len(answer.page.rejects) < settings.page_size:
                break
        day += timedelta(days=1)


def _ask_trending(context: Context, gate: Gate, span: Span) -> Iterator[Answer]:
    for url in context.config.sources.trending.urls:
        yield _fetch(gate, url, trending.parse_html, "html")


def _response_row(response: Response) -> dict[str, object]:
    return {
        "url": response.url,
        "digest": response.digest,
        "status": response.status,
        "byte_count": len(response.body),
        "fetched_at": response.fetched_at,
    }
