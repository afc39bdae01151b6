"""The past in partitions, each of which closes for good, so that a killed backfill goes on where it was.

One process asks, whatever runs the rest: only who asks can be polite. What came is read by any thread or
process, and saved in the order in which it was asked for.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta
from math import ceil

from ingest.errors import ConfigError
from ingest.runners import open_runner, run_ahead
from ingest.sources import arxiv, hub
from ingest.stages.context import Context, Progress, StageReport
from ingest.stages.partitions import Partition, find_open, join_closed
from ingest.stages.polling import arxiv_source, hub_source
from ingest.stages.polling.asking import Answer, Parse, ask_page, response_row
from ingest.stages.polling.spans import Span
from ingest.stages.polling.window import fetch_window
from ingest.store import (
    Window,
    load_partitions,
    load_windows,
    save_pages,
    save_partition,
    save_responses,
    save_window,
)
from ingest.web import Gate
from ingest.works import Page

SOURCES = ("arxiv", "hub")  # the trending page has no past
_PARSE: Mapping[str, Parse] = {"arxiv": arxiv.parse_query, "hub": hub.parse_daily}
_MAX_FAILURES = 3  # in a row: the upstream is not well


@dataclass(frozen=True, slots=True)
class Estimate:
    """What a backfill of one source will take."""

    source: str
    partitions: tuple[Partition, ...]  # that are still open
    record_count: int | None  # what the source says it has; None where it does not say
    request_count: int
    seconds: float  # for the distances between requests alone
    is_replayed: bool = False  # an archive answers: no request, and nobody says how many records

    @property
    def day_count(self) -> int:
        """How many days something is still open of."""
        return len({day for one in self.partitions for day in one.days()})


@dataclass(frozen=True, slots=True)
class Fetched:
    """A partition and all that was answered: enough for any process to read it."""

    partition: Partition
    window: Window  # how it ended
    bodies: tuple[tuple[str, datetime, bytes], ...] = ()  # URL, when, what
    responses: tuple[dict[str, object], ...] = ()


@dataclass(frozen=True, slots=True)
class ReadPartition:
    """A partition and the records in it."""

    fetched: Fetched  # without its bodies
    pages: tuple[tuple[str, datetime, Page], ...]


def plan_backfill(context: Context, gate: Gate) -> list[Estimate]:
    """The open partitions of each source, and what they will take; asks arXiv one question, in a replay none."""
    days = _days_of(context)
    estimates = []
    for source in _sources_of(context):
        tried = load_partitions(context.store, source)
        windows = load_windows(context.store, source)
        categories = _categories(context, source)
        partitions = find_open(source, categories, days, windows, tried)
        estimates.append(_estimate(context, gate, source, partitions))
    return estimates


def backfill(context: Context, gate: Gate, estimates: Sequence[Estimate]) -> StageReport:
    """Ask for every open partition; stops where an upstream wants to be left alone."""
    settings = context.config.sources.backfill
    total, done = sum(len(one.partitions) for one in estimates), 0
    asking = _Asking(context, gate, StageReport("backfill"), total)
    with open_runner(settings.runner, settings.workers, settings.address) as submit:
        fetched = asking.fetch_all(estimates)
        for read in run_ahead(submit, read_fetched, fetched, settings.max_in_flight):
            asking.report = _save(context, read, asking.report)
            done += 1
            context.notify(Progress("backfill", f"{read.fetched.partition} saved", done, total))
    context.notify(Progress("backfill", "done", done, total))
    return asking.report.counted(partitions=done)


def read_fetched(fetched: Fetched) -> ReadPartition:
    """Parse what was answered; it was judged and parsed once when it came, so it can be read."""
    parse = _PARSE[fetched.partition.source]
    pages = tuple((url, at, parse(body, url)) for url, at, body in fetched.bodies)
    return ReadPartition(replace(fetched, bodies=()), pages)


@dataclass(slots=True)
class _Asking:
    """One process's asking, and what there is to report of it."""

    context: Context
    gate: Gate
    report: StageReport
    total: int
    asked: int = 0
    closed: dict[tuple[datetime, datetime], list[str]] = field(default_factory=dict)

    def fetch_all(self, estimates: Sequence[Estimate]) -> Iterator[Fetched]:
        """Each partition once it is asked for, of each source as long as it is well."""
        for estimate in estimates:
            for category, parts in load_partitions(self.context.store, estimate.source).items():
                for one in parts:
                    self._note(estimate.source, category, one)
            failures = 0
            for place, partition in enumerate(estimate.partitions, 1):
                fetched = self._fetch(partition)
                self._note(partition.source, partition.category, fetched.window)
                yield fetched
                failures = 0 if fetched.window.is_closed else failures + 1
                if fetched.window.outcome == "throttled" or failures == _MAX_FAILURES:
                    left = len(estimate.partitions) - place
                    what = f"{estimate.source}: stopped, {left} partitions left; run it again"
                    self.report = self.report.noted(what)
                    break

    def _fetch(self, partition: Partition) -> Fetched:
        said = Progress("backfill", str(partition), self.asked, self.total)
        self.context.notify(said)
        self.asked += 1
        span = Span(partition.source, partition.from_at, partition.to_at)
        asked = self._ask(partition)
        self.report, window, answers = fetch_window(
            self.context, self.gate, span, asked, self.report, kind="backfill"
        )
        kept = [one.response for one in answers if one.sightings is None]
        return Fetched(
            partition,
            window,
            tuple((one.url, one.fetched_at, one.body) for one in kept),
            tuple(response_row(one.response) for one in answers),
        )

    def _ask(self, partition: Partition) -> Iterator[Answer]:
        sources = self.context.config.sources
        days = (partition.from_at, partition.to_at)
        if partition.source == "hub":
            holidays = sources.arxiv.no_announcement
            return hub_source.ask_window(self.gate, sources.hub, *days, holidays, with_recent=False)
        here = self.closed.get(days, ())
        without = [one for one in sources.arxiv.categories if one in here]
        return arxiv_source.ask_category(
            self.gate, sources.arxiv, partition.category, without, *days
        )

    def _note(self, source: str, category: str, window: Window) -> None:
        if source == "arxiv" and window.is_closed:
            self.closed.setdefault((window.from_at, window.to_at), []).append(category)


def _save(context: Context, read: ReadPartition, report: StageReport) -> StageReport:
    """Rows and partition together, or neither; with the last category of a stretch its window."""
    partition, window = read.fetched.partition, read.fetched.window
    new_works = 0
    with context.store.transaction():
        for url, fetched_at, page in read.pages:
            done = save_pages(context.store, [page], origin=url, seen_at=fetched_at)
            new_works += done.new_work_count
        save_responses(context.store, list(read.fetched.responses))
        if partition.category:
            save_partition(context.store, partition.category, window)
            _close_stretch(context, partition)
        else:
            save_window(context.store, window)
    counts = {"sightings": window.sighting_count, "rejects": window.reject_count}
    outcome = (
        f"{partition}: {window.sighting_count} sightings, {new_works} new works, {window.outcome}"
    )
    return report.counted(**counts, new_works=new_works).noted(outcome)


def _close_stretch(context: Context, partition: Partition) -> None:
    tried = load_partitions(context.store, partition.source)
    closed = [
        one
        for category in _categories(context, partition.source)
        for one in tried.get(category, ())
        if one.is_closed and (one.from_at, one.to_at) == (partition.from_at, partition.to_at)
    ]
    if len(closed) == len(_categories(context, partition.source)):
        save_window(context.store, join_closed(closed))


def _estimate(
    context: Context, gate: Gate, source: str, partitions: tuple[Partition, ...]
) -> Estimate:
    settings = context.config.sources
    if gate.is_replay:
        return Estimate(source, partitions, None, 0, 0.0, is_replayed=True)
    if source == "hub":
        days = sum(len(list(one.days())) for one in partitions)
        seconds = days * settings.hub.seconds_between_requests
        return Estimate(source, partitions, None, days, seconds)
    total = 0
    if partitions:
        categories = list(dict.fromkeys(one.category for one in partitions))
        first, last = min(one.from_at for one in partitions), max(one.to_at for one in partitions)
        url = arxiv.query_url(settings.arxiv.query_url, categories, first, last, 0, 1, "submitted")
        total = ask_page(gate, url, arxiv.parse_query, "xml").page.total_count or 0
    # the last page of each is part empty: half a page is wasted, and none has less than one
    count = len(partitions)
    requests = max(count, ceil(total / settings.arxiv.page_size + count / 2))
    seconds = requests * settings.arxiv.seconds_between_requests
    return Estimate(source, partitions, total, requests if count else 0, seconds)


def _categories(context: Context, source: str) -> tuple[str, ...]:
    return context.config.sources.arxiv.categories if source == "arxiv" else ("",)


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
