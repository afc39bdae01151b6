"""Judge very many works on several cores: this process flattens all texts and judges some of them.

The other processes first start and compile the rules themselves, which takes as long as judging tens
of thousands of works. They are spawned, not forked, as the warehouse has threads. Flat texts travel
through shared memory that is used again and again, so that nothing is packed or unpacked for the way;
verdicts come back in columns. https://docs.python.org/3/library/multiprocessing.shared_memory.html
"""

import multiprocessing
import os
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import FIRST_COMPLETED, Future, ProcessPoolExecutor, wait
from contextlib import contextmanager
from functools import partial
from multiprocessing.shared_memory import SharedMemory
from types import TracebackType
from typing import Any, NamedTuple, Self

import numpy as np
import pyarrow as pa

from ingest import rules
from ingest.store import VERDICT_ROWS, verdict_rows

MANY = 200_000  # works: below that one core is done before another has started
_LARGE, _SMALL = 4_096, 2_048  # texts that travel together, first and at the end
_AHEAD = 2  # parcels for each other process, so that none waits
_SLOT = 8 << 20  # bytes of one parcel's windows at most
_KEPT = 16 << 20  # bytes

Judge = Callable[[pa.Table], pa.Table]  # of texts (`load_texts`), rows of the table `verdicts`

_matcher: rules.Matcher | None = None  # of another process
_slots: dict[str, SharedMemory] = {}  # that it knows, by name


class Parcel(NamedTuple):
    """Texts on their way to another process; their windows lie in a slot, one after the other."""

    slot: str
    size: int  # bytes
    places: rules.Places
    sources: list[tuple[str, ...]]  # categories of the works' sources, each once
    numbers: list[int]  # for each text, which of them


class Cores:
    """This process and others, all ready to judge by one book; close it after use."""

    def __init__(self, book: rules.RuleBook, cores: int | None = None) -> None:
        self._matcher = rules.compile_rules(book)
        others = max(1, (cores or os.cpu_count() or 1) - 1)
        self._slots = [SharedMemory(create=True, size=_SLOT) for _ in range(_AHEAD * others)]
        self.others = ProcessPoolExecutor(
            others, multiprocessing.get_context("spawn"), initializer=_compile, initargs=(book,)
        )

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        at: TracebackType | None,
    ) -> None:
        self.others.shutdown()
        for slot in self._slots:
            slot.close()
            slot.unlink()

    def classify(self, texts: pa.Table) -> pa.Table:
        """The rows of the table `verdicts` that these texts get."""
        some = _texts_of(texts)
        return _rows(texts, sorted(self.judge(some), key=lambda one: one[0]))

    def judge(self, texts: Sequence[rules.Text]) -> Iterator[tuple[int, rules.Verdicts]]:
        """What `Matcher.judge` yields, in the order in which it is done."""
        free = list(self._slots)
        away: dict[Future[rules.Verdicts], tuple[int, SharedMemory]] = {}
        at = 0  # the first text that nobody has yet
        while at < len(texts) or away:
            left = len(texts) - at
            some = texts[at : at + min(max(_SMALL, left // (2 * len(self._slots))), _LARGE)]
            if some:
                places, windows = rules.flatten_windows(some)
                sources = [text.categories for text in some]
                if free and sum(map(len, windows)) <= _SLOT:
                    parcel = _pack(places, windows, sources, free[-1])
                    away[self.others.submit(_judge, parcel)] = at, free.pop()
                else:
                    flat = rules.join_flat(places, windows)
                    yield at, self._matcher.judge_flat(flat, sources)
                at += len(some)
            for future in _done(away, is_waiting=at >= len(texts)):
                start, slot = away.pop(future)
                free.append(slot)
                yield start, future.result()._replace(concepts=self._matcher.concepts)


@contextmanager
def open_judge(
    book: rules.RuleBook, work_count: int, *, many: int = MANY, cores: int | None = None
) -> Iterator[Judge]:
    """What judges as `Matcher.classify` does, on all cores if that many works are to come."""
    keep_memory()
    if work_count < many or (cores or os.cpu_count() or 1) < 2:
        yield partial(judge_here, rules.compile_rules(book))
        return
    with Cores(book, cores) as all_cores:
        yield all_cores.classify


def judge_here(matcher: rules.Matcher, texts: pa.Table) -> pa.Table:
    """The rows of the table `verdicts` that these texts get, judged by this process alone."""
    return _rows(texts, matcher.judge(_texts_of(texts)))


def _texts_of(texts: pa.Table) -> list[rules.Text]:
    names, titles, abstracts, sources = (
        texts[name].to_pylist() for name in ("work_id", "title", "abstract", "categories")
    )
    return [
        rules.Text(name, title, abstract, tuple(categories or ()))
        for name, title, abstract, categories in zip(names, titles, abstracts, sources, strict=True)
    ]


def _rows(texts: pa.Table, judged: Iterable[tuple[int, rules.Verdicts]]) -> pa.Table:
    ids = texts["work_id"].combine_chunks()
    return pa.concat_tables(
        [VERDICT_ROWS.empty_table(), *(verdict_rows(found, ids[start:]) for start, found in judged)]
    )


def _done(
    away: dict[Future[rules.Verdicts], Any], *, is_waiting: bool
) -> list[Future[rules.Verdicts]]:
    done = [future for future in away if future.done()]
    if done or not away or not is_waiting:
        return done
    return list(wait(away, return_when=FIRST_COMPLETED).done)


def _pack(
    places: rules.Places,
    windows: Sequence[bytes],
    sources: Sequence[tuple[str, ...]],
    slot: SharedMemory,
) -> Parcel:
    used = 0
    for window in windows:
        _view(slot)[used : used + len(window)] = window
        used += len(window)
    known: dict[tuple[str, ...], int] = {}
    numbers = [known.setdefault(one, len(known)) for one in sources]
    return Parcel(slot.name, used, places, list(known), numbers)


def _view(slot: SharedMemory) -> memoryview:
    if slot.buf is None:
        raise RuntimeError("this shared memory was closed")
    return slot.buf


def keep_memory() -> None:
    """Free one large block: from then on glibc keeps what blocks up to that size leave, as all batches take
    the same again; to give it back and fetch it takes a third as long as judging does.
    https://www.gnu.org/software/libc/manual/html_node/Malloc-Tunable-Parameters.html
    """
    bytes(_KEPT)


def _compile(book: rules.RuleBook) -> None:
    global _matcher
    keep_memory()
    _matcher = rules.compile_rules(book)


def _judge(parcel: Parcel) -> rules.Verdicts:
    """In the other process."""
    if _matcher is None:
        raise RuntimeError("this process was not started by Cores")
    if parcel.slot not in _slots:
        _slots[parcel.slot] = SharedMemory(parcel.slot)
    buffer = np.frombuffer(_view(_slots[parcel.slot])[: parcel.size], np.uint8)
    sources = list(map(parcel.sources.__getitem__, parcel.numbers))
    verdicts = _matcher.judge_flat(rules.place_flat(buffer, parcel.places), sources)
    return verdicts._replace(concepts=())  # whoever asked knows them
