"""Ask each source for what is due: open windows first, then the new one."""

from ingest.stages.archives import prune_archives
from ingest.stages.context import Context, StageReport
from ingest.stages.polling.recent_repos import read_cards
from ingest.stages.polling.repositories import check_repositories
from ingest.stages.polling.spans import Span, asked_span, due_spans
from ingest.stages.polling.titles import resolve_titles
from ingest.stages.polling.window import poll_window
from ingest.stages.submitting import retry_submissions
from ingest.store import load_windows
from ingest.web import Gate


def poll(context: Context) -> StageReport:
    """Poll every chosen source; one that fails leaves its window open and the others go on."""
    return follow_up(context, poll_sources(context))


def poll_sources(context: Context) -> StageReport:
    """The windows of every chosen source, without what follows from several of them."""
    report = StageReport("poll")
    if context.gate is None:
        return report.noted("not asked: no source was polled")
    for source in context.chosen_sources():
        report = _poll_source(context, context.gate, source, report)
    return report


def follow_up(context: Context, report: StageReport = StageReport("poll")) -> StageReport:  # noqa: B008 - a frozen value
    """What is asked for after all sources: titles without an id, submissions, cards and repositories."""
    if context.gate is None:
        return report
    report = resolve_titles(context, context.gate, report)
    report = retry_submissions(context, context.gate, report)
    if "hub" in context.chosen_sources():
        report = read_cards(context, context.gate, report)
        report = check_repositories(context, context.gate, report)
    if context.gate.is_replay or context.is_dry_run:
        return report
    keep_days = context.config.sources.archive.keep_days
    pruned = prune_archives(context.home.raw, keep_days, context.now())
    return report.counted(pruned=len(pruned)) if pruned else report


def find_spans(context: Context, source: str) -> list[Span]:
    """The windows to ask for: what the caller said, else open ones and the one since the cursor.

    What was only replayed from an archive is no reason to ask the live source for less.
    """
    until = context.until or context.now().date()
    if context.since:
        return [asked_span(source, context.since, until)]
    is_replay = context.gate is not None and context.gate.is_replay
    windows = load_windows(context.store, source)
    return due_spans(source, [one for one in windows if is_replay or not one.is_replayed], until)


def _poll_source(context: Context, gate: Gate, source: str, report: StageReport) -> StageReport:
    spans = find_spans(context, source)
    for number, span in enumerate(spans, 1):
        report, window = poll_window(context, gate, span, report)
        if window.outcome == "throttled" and number < len(spans):
            return report.noted(f"{source}: asked no further tonight, it wants to be left alone")
    return report
