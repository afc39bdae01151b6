"""Judge very many works on several cores: this process works too, so only half of the texts travel.

The other processes first start and compile the rules themselves, which takes as long as judging tens
of thousands of works. They are spawned, not forked, as the warehouse has threads. Words travel through
shared memory that is used again and again: a pipe, or fresh memory, takes longer than judging half of
them. https://docs.python.org/3/library/multiprocessing.shared_memory.html
"""

import multiprocessing
import os
from array import array
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import FIRST_COMPLETED, Future, ProcessPoolExecutor, wait
from contextlib import contextmanager
from itertools import accumulate, chain, pairwise, starmap
from multiprocessing.shared_memory import SharedMemory
from operator import attrgetter
from types import TracebackType
from typing import Any, NamedTuple, Self

from ingest import rules
from ingest.works import Evidence, Verdict

MANY = 200_000  # works: below that one core is done before another has started
_LARGE, _SMALL = 2_048, 256  # texts that travel together, first and at the end
_OWN = 1_024  # texts that this process judges before it looks what came back
_AHEAD = 2  # parcels for each other process, so that none waits
_SLOT = 4 << 20  # bytes of one parcel's words at most
_KEPT = 16 << 20  # bytes
_PIECE = 128  # texts whose words are joined at a time: what that takes is soon used again
_AS_IT_IS = "surrogatepass"

Judge = Callable[[Sequence[rules.Text]], list[tuple[Verdict, ...]]]
Row = tuple[Any, ...]
Answer = list[tuple[int, list[Row]]]  # position in the parcel, its verdicts, where there are any

_words = attrgetter("title", "abstract")
_evidence_row = attrgetter("concept", "phrase", "place", "start", "end")
_verdict_row = attrgetter("category", "score", "state", "runner_up", "runner_up_score", "reason")
_matcher: rules.Matcher | None = None  # of another process
_slots: dict[str, SharedMemory] = {}  # that it knows, by name


class Parcel(NamedTuple):
    """Texts on their way to another process; their words lie in a slot, one after the other."""

    slot: str
    pieces: "array[int]"  # where each piece of the words ends, in bytes
    lengths: "array[int]"  # in characters: title, abstract, title, abstract ..
    categories: list[tuple[str, ...]]  # of the works' sources, each once
    numbers: "array[int]"  # for each text, which of them


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

    def classify(self, texts: Sequence[rules.Text]) -> list[tuple[Verdict, ...]]:
        """What `Matcher.classify` returns."""
        verdicts: list[tuple[Verdict, ...]] = [()] * len(texts)
        free = list(self._slots)
        away: dict[Future[Answer], tuple[int, SharedMemory]] = {}
        at = 0  # the first text that nobody has yet
        while at < len(texts) or away:
            while at < len(texts) and free:
                size = min(max(_SMALL, (len(texts) - at) // (2 * len(self._slots))), _LARGE)
                parcel = _pack(texts[at : at + size], free[-1])
                if not parcel.numbers:  # a text too long for any slot: it stays here
                    break
                away[self.others.submit(_judge, parcel)] = at, free.pop()
                at += len(parcel.numbers)
            own = texts[at : at + _OWN]
            verdicts[at : at + len(own)] = self._matcher.classify(own)
            at += len(own)
            for future in _done(away, is_waiting=at >= len(texts)):
                start, slot = away.pop(future)
                free.append(slot)
                for position, rows in future.result():
                    work_id = texts[start + position].work_id
                    verdicts[start + position] = tuple(_verdict(work_id, row) for row in rows)
        return verdicts


@contextmanager
def open_judge(
    book: rules.RuleBook, work_count: int, *, many: int = MANY, cores: int | None = None
) -> Iterator[Judge]:
    """What judges as `Matcher.classify` does, on all cores if that many works are to come."""
    _keep_memory()
    if work_count < many or (cores or os.cpu_count() or 1) < 2:
        yield rules.compile_rules(book).classify
        return
    with Cores(book, cores) as all_cores:
        yield all_cores.classify


def _done(away: dict[Future[Answer], Any], *, is_waiting: bool) -> list[Future[Answer]]:
    done = [future for future in away if future.done()]
    if done or not away or not is_waiting:
        return done
    return list(wait(away, return_when=FIRST_COMPLETED).done)


def _pack(texts: Sequence[rules.Text], slot: SharedMemory) -> Parcel:
    """As many of the texts as the slot has room for."""
    pieces, lengths, numbers = array("q"), array("q"), array("q")
    known: dict[tuple[str, ...], int] = {}
    used = 0
    for start in range(0, len(texts), _PIECE):
        some = texts[start : start + _PIECE]
        words = list(chain.from_iterable(map(_words, some)))
        data = "".join(words).encode("utf-8", _AS_IT_IS)
        if used + len(data) > _SLOT:
            break
        _view(slot)[used : used + len(data)] = data
        used += len(data)
        pieces.append(used)
        lengths.extend(map(len, words))
        numbers.extend(known.setdefault(text.categories, len(known)) for text in some)
    return Parcel(slot.name, pieces, lengths, list(known), numbers)


def _unpack(parcel: Parcel) -> Iterator[rules.Text]:
    if parcel.slot not in _slots:
        _slots[parcel.slot] = SharedMemory(parcel.slot)
    words = _view(_slots[parcel.slot])
    categories = map(parcel.categories.__getitem__, parcel.numbers)
    for number, (start, end) in enumerate(pairwise([0, *parcel.pieces])):
        text = str(words[start:end], "utf-8", _AS_IT_IS)
        lengths = parcel.lengths[2 * _PIECE * number : 2 * _PIECE * (number + 1)]
        parts = [text[begin:stop] for begin, stop in pairwise(accumulate(lengths, initial=0))]
        for title, abstract in zip(parts[::2], parts[1::2], strict=True):
            yield rules.Text("", title, abstract, next(categories))


def _view(slot: SharedMemory) -> memoryview:
    if slot.buf is None:
        raise RuntimeError("this shared memory was closed")
    return slot.buf


def _keep_memory() -> None:
    """Free one large block: from then on glibc keeps what blocks up to that size leave, as all batches take
    the same again; to give it back and fetch it takes a third as long as judging does.
    https://www.gnu.org/software/libc/manual/html_node/Malloc-Tunable-Parameters.html
    """
    bytes(_KEPT)


def _compile(book: rules.RuleBook) -> None:
    global _matcher
    _keep_memory()
    _matcher = rules.compile_rules(book)


def _judge(parcel: Parcel) -> Answer:
    """In the other process: the verdicts of the texts that have any."""
    if _matcher is None:
        raise RuntimeError("this process was not started by Cores")
    verdicts = _matcher.classify(list(_unpack(parcel)))
    return [(n, list(map(_row, found))) for n, found in enumerate(verdicts) if found]


def _row(verdict: Verdict) -> Row:
    """As tuples: values of a class with slots travel three times as slowly."""
    return (*_verdict_row(verdict), tuple(map(_evidence_row, verdict.evidence)))


def _verdict(work_id: str, row: Row) -> Verdict:
    category, score, state, runner_up, runner_up_score, reason, evidence = row
    shown = tuple(starmap(Evidence, evidence))
    return Verdict(work_id, category, score, state, shown, runner_up, runner_up_score, reason)
