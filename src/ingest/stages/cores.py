"""Judge very many works on several cores: this process works too, so only half of the texts travel.

The other processes first start and compile the rules themselves, which takes as long as judging tens
of thousands of works. They are spawned, not forked, as the warehouse has threads. What travels is what
the scan reads, as bytes; a text is only made of it again where the scan found something.
"""

import multiprocessing
import os
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import FIRST_COMPLETED, Future, ProcessPoolExecutor, wait
from contextlib import ExitStack, closing, contextmanager
from itertools import accumulate, starmap
from multiprocessing.shared_memory import SharedMemory
from operator import attrgetter
from typing import Any, NamedTuple

from ingest import rules
from ingest.works import Evidence, Verdict

MANY = 200_000  # works: below that one core is done before another has started
_LARGE, _SMALL = 2_048, 256  # texts that travel together, first and at the end
_OWN = 512  # texts that this process judges before it looks what came back
_AHEAD = 2  # parcels for each other process, so that none waits

Judge = Callable[[Sequence[rules.Text]], list[tuple[Verdict, ...]]]
Row = tuple[Any, ...]
Answer = list[tuple[int, list[Row]]]  # position in the parcel, its verdicts, where there are any

_evidence_row = attrgetter("concept", "phrase", "place", "start", "end")
_verdict_row = attrgetter(
    "work_id", "category", "score", "state", "runner_up", "runner_up_score", "reason"
)
_matcher: rules.Matcher | None = None  # of a process of the pool


class Parcel(NamedTuple):
    """Texts on their way to another process; their words lie in shared memory, batch after batch."""

    memory: str
    batches: list[rules.Batch]  # without their buffers
    sizes: list[int]  # of the buffers
    ids: list[tuple[str, tuple[str, ...]]]  # of each text: its work and the source's categories
    rewritten: dict[int, tuple[str, str]]  # title and abstract that no buffer has as they are


@contextmanager
def open_judge(
    book: rules.RuleBook, work_count: int, *, many: int = MANY, cores: int | None = None
) -> Iterator[Judge]:
    """What judges as `Matcher.classify` does, on all cores if that many works are to come."""
    matcher = rules.compile_rules(book)
    cores = cores or os.cpu_count() or 1
    if work_count < many or cores < 2:
        yield matcher.classify
        return
    with open_pool(book, cores) as pool:
        yield lambda texts: classify_parallel(matcher, texts, pool, workers=cores - 1)


def open_pool(book: rules.RuleBook, cores: int | None = None) -> ProcessPoolExecutor:
    """Processes that can judge by this book, one less than there are cores; close it after use."""
    count = max(1, (cores or os.cpu_count() or 1) - 1)
    spawn = multiprocessing.get_context("spawn")
    return ProcessPoolExecutor(count, mp_context=spawn, initializer=_compile, initargs=(book,))


def classify_parallel(
    matcher: rules.Matcher, texts: Sequence[rules.Text], pool: ProcessPoolExecutor, workers: int = 1
) -> list[tuple[Verdict, ...]]:
    """What `matcher.classify(texts)` returns, from all cores; the pool is of the same book."""
    verdicts: list[tuple[Verdict, ...]] = [()] * len(texts)
    away: dict[Future[Answer], tuple[int, SharedMemory]] = {}
    at = 0  # the first text that nobody has yet
    try:
        while at < len(texts) or away:
            while at < len(texts) and len(away) < _AHEAD * workers:
                size = min(max(_SMALL, (len(texts) - at) // (4 * workers + 4)), _LARGE)
                parcel, memory = _make_parcel(texts[at : at + size])
                away[pool.submit(_judge, parcel)] = at, memory
                at += size
            if at < len(texts):
                own = texts[at : at + _OWN]
                verdicts[at : at + len(own)] = matcher.classify(own)
                at += len(own)
            for future in _done(away, is_waiting=at >= len(texts)):
                start, memory = away.pop(future)
                _free(memory)
                for position, rows in future.result():
                    verdicts[start + position] = tuple(map(_verdict, rows))
    finally:
        for _, memory in away.values():
            _free(memory)
    return verdicts


def _done(away: Iterable[Future[Answer]], *, is_waiting: bool) -> list[Future[Answer]]:
    done = [future for future in away if future.done()]
    return done if done or not is_waiting else list(wait(away, return_when=FIRST_COMPLETED).done)


def _make_parcel(texts: Sequence[rules.Text]) -> tuple[Parcel, SharedMemory]:
    batches = list(rules.make_batches(texts))
    sizes = [len(batch.buffer) for batch in batches]
    memory = SharedMemory(create=True, size=sum(sizes))
    for batch, size, end in zip(batches, sizes, accumulate(sizes), strict=True):
        _view(memory)[end - size : end] = batch.buffer
    ids = [(text.work_id, text.categories) for text in texts]
    numbers = [
        place + number * rules.BATCH
        for number, batch in enumerate(batches)
        for place in batch.rewritten
    ]
    rewritten = {number: (texts[number].title, texts[number].abstract) for number in numbers}
    bare = [batch._replace(buffer=b"") for batch in batches]
    return Parcel(memory.name, bare, sizes, ids, rewritten), memory


def _view(memory: SharedMemory) -> memoryview:
    if memory.buf is None:
        raise RuntimeError("this shared memory was closed")
    return memory.buf


def _free(memory: SharedMemory) -> None:
    memory.close()
    memory.unlink()


def _compile(book: rules.RuleBook) -> None:
    global _matcher
    _matcher = rules.compile_rules(book)


def _judge(parcel: Parcel) -> Answer:
    """In the other process: the verdicts of the texts that have any."""
    if _matcher is None:
        raise RuntimeError("this process was not started by open_pool")
    memory = SharedMemory(parcel.memory)
    with closing(memory), _view(memory).toreadonly() as words, ExitStack() as parts:
        ends = accumulate(parcel.sizes)
        batches = [
            batch._replace(buffer=parts.enter_context(words[end - size : end]))
            for batch, size, end in zip(parcel.batches, parcel.sizes, ends, strict=True)
        ]

        def text_of(number: int) -> rules.Text:
            work_id, categories = parcel.ids[number]
            batch, place = divmod(number, rules.BATCH)
            own = parcel.rewritten.get(number) or batches[batch].words_of(place)
            return rules.Text(work_id, *own, categories)

        found = _matcher.judge_batches(batches, text_of)
        return [(position, list(map(_row, verdicts))) for position, verdicts in found]


def _row(verdict: Verdict) -> Row:
    """As tuples: values of a class with slots travel three times as slowly."""
    return (*_verdict_row(verdict), tuple(map(_evidence_row, verdict.evidence)))


def _verdict(row: Row) -> Verdict:
    work_id, category, score, state, runner_up, runner_up_score, reason, evidence = row
    shown = tuple(starmap(Evidence, evidence))
    return Verdict(work_id, category, score, state, shown, runner_up, runner_up_score, reason)
