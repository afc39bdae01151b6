"""One window from the first request to the last row: asked, judged, saved with its rows in one transaction."""

from collections.abc import Iterable, Iterator
from datetime import datetime, timedelta

from ingest.errors import SourceError
from ingest.stages.context import Context, Progress, StageReport
from ingest.stages.polling import arxiv_source, hub_source, trending_source
from ingest.stages.polling.asking import Answer, outcome_of, record_count, response_row
from ingest.stages.polling.spans import Span
from ingest.store import Window, save_pages, save_responses, save_window
from ingest.web import Gate

_RECENT = timedelta(days=3)  # a window that ended before that is not asked for what is new


def poll_window(
    context: Context, gate: Gate, span: Span, report: StageReport
) -> tuple[StageReport, Window]:
    """Ask for one window. What was believed is kept whatever the outcome; only a closed window moves the cursor."""
    asked = _ask(context, gate, span)
    report, window, answers = fetch_window(context, gate, span, asked, report)
    new_works = _save(context, window, answers)
    counts = {"sightings": window.sighting_count, "rejects": window.reject_count}
    return report.counted(**counts, new_works=new_works).noted(_note(window, new_works)), window


def fetch_window(
    context: Context,
    gate: Gate,
    span: Span,
    asked: Iterable[Answer],
    report: StageReport,
    *,
    kind: str = "night",
) -> tuple[StageReport, Window, list[Answer]]:
    """Take the answers that `asked` gets of the gate, and judge how the window ended; nothing is saved."""
    requests_before, receipts_before = gate.request_count, len(gate.responses)
    answers: list[Answer] = []
    outcome, reason = "", ""
    try:
        for answer in asked:
            answers.append(answer)
            context.notify(Progress("poll", f"{span.source}: {len(answers)} answers"))
    except SourceError as problem:
        report = report.troubled(problem)
        outcome = outcome_of(problem, gate.responses[receipts_before:])
        reason = problem.what
    counted = [one.page for one in answers if one.is_counted]
    if not outcome:
        outcome = "complete" if any(map(record_count, counted)) else "empty-expected"
    window = Window(
        source=span.source,
        from_at=span.from_at,
        to_at=span.to_at,
        outcome=outcome,
        tried_at=context.now(),
        kind=kind,
        reason=reason,
        sighting_count=sum(len(one.kept.sightings) for one in answers),
        reject_count=sum(len(one.kept.rejects) for one in answers),
        total_count=_total(answers),
        request_count=gate.request_count - requests_before,
        is_replayed=gate.is_replay,
        closed_to_at=None if reason else _closed_to(context, span, answers),
    )
    return report, window, answers


def _total(answers: list[Answer]) -> int:
    """How many records the source says the window has; how many came, where it does not say."""
    totals = {
        one.url.partition("&start=")[0]: record_count(one.page)
        if one.page.total_count is None
        else one.page.total_count
        for one in answers
        if one.is_counted
    }
    return sum(totals.values())


def _ask(context: Context, gate: Gate, span: Span) -> Iterator[Answer]:
    sources = context.config.sources
    if span.source == "arxiv":
        from_at = span.from_at - timedelta(days=sources.arxiv.overlap_days)
        return arxiv_source.ask_window(gate, sources.arxiv, from_at, span.to_at)
    if span.source == "hub":
        from_at = span.from_at - timedelta(days=sources.hub.overlap_days)
        holidays = sources.arxiv.no_announcement
        is_now = gate.is_replay or context.now() - span.to_at < _RECENT
        return hub_source.ask_window(
            gate, sources.hub, from_at, span.to_at, holidays, with_recent=is_now
        )
    return trending_source.ask_window(gate, sources.trending)


def _closed_to(context: Context, span: Span, answers: list[Answer]) -> datetime:
    seen_at = answers[0].response.fetched_at if answers else context.now()
    closed = min(span.to_at, seen_at)
    if span.source == "arxiv":
        closed = arxiv_source.closed_to(context.config.sources.arxiv, span.to_at, seen_at)
    return max(span.from_at, closed)


def _save(context: Context, window: Window, answers: list[Answer]) -> int:
    """Rows and window together, or neither. Returns the number of new works."""
    new_works = 0
    with context.store.transaction():
        for answer in answers:
            seen_at = answer.response.fetched_at
            origin = answer.response.url
            done = save_pages(context.store, [answer.kept], origin=origin, seen_at=seen_at)
            new_works += done.new_work_count
        save_responses(context.store, [response_row(answer.response) for answer in answers])
        save_window(context.store, window)
    return new_works


def _note(window: Window, new_works: int) -> str:
    span = f"{window.from_at:%Y-%m-%d} to {window.to_at:%Y-%m-%d}"
    return (
        f"{window.source}: {window.sighting_count} sightings, {window.reject_count} rejects, "
        f"{new_works} new works, {span}: {window.outcome}"
    )
