"""Cross-check of the query API by OAI-PMH: which papers one side has and the other lacks."""

from datetime import UTC, datetime, timedelta

from ingest.errors import SourceError
from ingest.stages.context import Context, StageReport, day_end, day_start
from ingest.stages.polling.arxiv_source import ask_ids, closed_to, harvest_changes
from ingest.stages.polling.asking import response_row
from ingest.store import save_pages, save_responses
from ingest.web import Gate
from ingest.works import Sighting

_DAYS = 7
_SHOWN = 10


def verify(context: Context) -> StageReport:
    """Compare the papers submitted in a window, as the warehouse has them, with arXiv's own harvest.

    The window is what `since` and `until` say, else the last week up to what is announced. What is
    harvested is kept, so what was lacking here is there afterwards; it is reported all the same.
    """
    report = StageReport("verify")
    gate = context.gate
    if gate is None:
        return report.noted("not asked: no source was polled")
    from_at, to_at = _window(context)
    known = _known_ids(context, from_at, to_at)
    try:
        harvested = _harvest(context, gate, from_at)
    except SourceError as problem:
        return report.troubled(problem)
    submitted = {
        one.ids[0] for one in harvested if one.published_at and from_at <= one.published_at <= to_at
    }
    lacking, unheard = sorted(submitted - known), sorted(known - submitted)
    report = report.counted(
        harvested=len(harvested),
        submitted=len(submitted),
        here_only=len(unheard),
        there_only=len(lacking),
    ).noted(f"arxiv: submitted {from_at:%Y-%m-%d %H:%M} to {to_at:%Y-%m-%d %H:%M}")
    if lacking:
        report = report.troubled(_lacking(context, lacking))
    if unheard:
        report = _ask_unheard(context, gate, unheard, report)
    return report


def _ask_unheard(
    context: Context, gate: Gate, unheard: list[str], report: StageReport
) -> StageReport:
    """Papers that are here and were not harvested: arXiv is asked for each by its id."""
    try:
        list(ask_ids(gate, context.config.sources.arxiv, unheard))
    except SourceError as problem:
        return report.troubled(problem)
    return report.noted(f"{len(unheard)} papers were not harvested; arXiv has them by their ids")


def _window(context: Context) -> tuple[datetime, datetime]:
    settings = context.config.sources.arxiv
    until = context.until or context.now().date()
    to_at = closed_to(settings, day_end(until), context.now())
    since = context.since or (to_at - timedelta(days=_DAYS)).date()
    return day_start(since), to_at


def _known_ids(context: Context, from_at: datetime, to_at: datetime) -> set[str]:
    """The arXiv works of the configured categories that were submitted in a time."""
    rows = context.store.rows(
        "select work_id from works where work_id like 'arxiv:%' and list_has_any(categories, ?) "
        "and published_at between ? and ?",
        list(context.config.sources.arxiv.categories),
        _naive(from_at),
        _naive(to_at),
    )
    return {work_id for (work_id,) in rows}


def _harvest(context: Context, gate: Gate, from_at: datetime) -> list[Sighting]:
    """Everything that changed since, which holds everything submitted since."""
    settings = context.config.sources.arxiv
    answers = list(harvest_changes(gate, settings, from_at, context.now()))
    with context.store.transaction():
        for answer in answers:
            response = answer.response
            save_pages(
                context.store, [answer.kept], origin=response.url, seen_at=response.fetched_at
            )
        save_responses(context.store, [response_row(answer.response) for answer in answers])
    return [one for answer in answers for one in answer.kept.sightings]


def _lacking(context: Context, ids: list[str]) -> SourceError:
    more = f" and {len(ids) - _SHOWN} more" if len(ids) > _SHOWN else ""
    return SourceError(
        f"{len(ids)} papers lacked here and are saved now: {', '.join(ids[:_SHOWN])}{more}",
        where=context.config.sources.arxiv.oai_url,
        todo="run it once more; where papers go on lacking, make overlap_days longer",
    )


def _naive(moment: datetime) -> datetime:
    return moment.astimezone(UTC).replace(tzinfo=None)
