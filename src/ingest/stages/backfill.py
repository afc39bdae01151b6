"""The past, day by day: each day is a window that closes for good, so a killed backfill goes on where it was."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from math import ceil

from ingest.errors import ConfigError
from ingest.sources import arxiv
from ingest.stages.context import Context, Progress, StageReport, day_end, day_start
from ingest.stages.polling.asking import ask_page
from ingest.stages.polling.spans import Span, find_uncovered
from ingest.stages.polling.window import poll_window
from ingest.store import load_windows
from ingest.web import Gate

SOURCES = ("arxiv", "hub")  # the trending page has no past
_MAX_FAILURES = 3  # in a row: the upstream is not well


@dataclass(frozen=True, slots=True)
class Estimate:
    """What a backfill of one source will take."""

    source: str
    days: tuple[date, ...]  # that are still open
    record_count: int | None  # what the source says it has; None where it does not say
    request_count: int
    seconds: float  # for the distances between requests alone


def plan_backfill(context: Context, gate: Gate) -> list[Estimate]:
    """The open days of each source, and what they will take; asks arXiv one question."""
    since, until = _days_of(context)
    estimates = []
    for source in _sources_of(context):
        whole = Span(source, day_start(since), day_end(until))
        windows = load_windows(context.store, source)
        days = tuple(sorted({one.from_at.date() for one in find_uncovered(whole, windows)}))
        estimates.append(_estimate(context, gate, source, days))
    return estimates


def backfill(context: Context, gate: Gate, estimates: Sequence[Estimate]) -> StageReport:
    """Ask for every open day; stops where an upstream wants to be left alone."""
    report = StageReport("backfill")
    total, done = sum(len(one.days) for one in estimates), 0
    for estimate in estimates:
        failures = 0
        for day in estimate.days:
            context.notify(Progress("backfill", f"{estimate.source} {day}", done, total))
            span = Span(estimate.source, day_start(day), day_end(day))
            report, window = poll_window(context, gate, span, report, kind="backfill")
            done += 1
            failures = 0 if window.is_closed else failures + 1
            if window.outcome == "throttled" or failures == _MAX_FAILURES:
                left = len([other for other in estimate.days if other > day])
                report = report.noted(f"{estimate.source}: stopped, {left} days left; run it again")
                break
    context.notify(Progress("backfill", "done", done, total))
    return report.counted(days=done)


def _estimate(context: Context, gate: Gate, source: str, days: tuple[date, ...]) -> Estimate:
    settings = context.config.sources
    if source == "hub":
        seconds = len(days) * settings.hub.seconds_between_requests
        return Estimate(source, days, None, len(days), seconds)
    total = 0
    if days:
        asked = (settings.arxiv.query_url, settings.arxiv.categories)
        url = arxiv.query_url(*asked, day_start(days[0]), day_end(days[-1]), 0, 1, "submitted")
        total = ask_page(gate, url, arxiv.parse_query, "xml").page.total_count or 0
    # every day's last page is part empty: half a page a day is wasted, and none has less than one
    requests = max(len(days), ceil(total / settings.arxiv.page_size + len(days) / 2))
    seconds = requests * settings.arxiv.seconds_between_requests
    return Estimate(source, days, total, requests if days else 0, seconds)


def _days_of(context: Context) -> tuple[date, date]:
    if context.since is None or context.until is None:
        raise ConfigError(
            "a backfill has a first and a last day",
            where="--since, --until",
            todo="name both; the last day is at most yesterday",
        )
    yesterday = context.now().date() - timedelta(days=1)
    if context.until > yesterday:
        raise ConfigError(
            f"{context.until} is not over yet",
            where="--until",
            todo=f"name {yesterday} or an earlier day; `ingest poll` reads what is newer",
        )
    return context.since, context.until


def _sources_of(context: Context) -> tuple[str, ...]:
    if context.sources and not set(context.sources) <= set(SOURCES):
        raise ConfigError(
            "only arxiv and the hub keep a past that can be asked for",
            where="--source",
            todo=f"use {' or '.join(SOURCES)}",
        )
    return context.sources or SOURCES
