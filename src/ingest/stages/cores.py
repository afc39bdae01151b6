"""Judge very many works on several cores: this process hands pieces of them out and judges some itself.

The other processes first start and compile the rules themselves, which takes as long as judging tens
of thousands of works. They are spawned, not forked, as the warehouse has threads. Texts go there, and
rows of verdicts come back, as Arrow's own bytes in shared memory that is used again and again: what
travels through a pipe would wait for the other side.
https://docs.python.org/3/library/multiprocessing.shared_memory.html
https://arrow.apache.org/docs/python/ipc.html
"""

import multiprocessing
import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import partial
from multiprocessing.connection import Connection, wait
from multiprocessing.shared_memory import SharedMemory
from types import TracebackType
from typing import Any, NamedTuple, Self

import pyarrow as pa

from ingest import rules
from ingest.errors import IngestError
from ingest.store import VERDICT_ROWS, verdict_rows

MANY = 200_000  # works: below that one core is done before another has started
_LARGE = 4_096  # texts of one piece at most
_SHARES = 3  # pieces for each core: more even out what the cores are slower by, and each costs some milliseconds
_AHEAD = 2  # pieces for each other process, so that none waits
_SLOT = 8 << 20  # bytes of one piece at most
_SCHEMA = 1 << 12  # bytes: more than what stands before the rows
_KEPT = 16 << 20  # bytes

_TEXTS = ("work_id", "title", "abstract", "categories")

Judge = Callable[[pa.Table], pa.Table]  # of texts (`load_texts`), rows of the table `verdicts`


def judge_here(matcher: rules.Matcher, texts: pa.Table) -> pa.Table:
    """The rows of the table `verdicts` that these texts get, judged by this process alone."""
    ids, *columns = (_one_array(texts[name]) for name in _TEXTS)
    judged = matcher.judge(rules.TextColumns(*columns))
    rows = (verdict_rows(found, ids[start:]) for start, found in judged)
    return pa.concat_tables([VERDICT_ROWS.empty_table(), *rows])


class Cores:
    """This process and others, all ready to judge by one book; close it after use."""

    def __init__(self, book: rules.RuleBook, cores: int | None = None) -> None:
        self._matcher = rules.compile_rules(book)
        count = max(1, (cores or os.cpu_count() or 1) - 1)
        self._others = [_Other(book) for _ in range(count)]

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        at: TracebackType | None,
    ) -> None:
        for other in self._others:
            other.close()

    def judge(self, texts: pa.Table) -> pa.Table:
        """What `judge_here` returns."""
        texts = texts.select(_TEXTS)
        judged: dict[int, pa.Table] = {}  # by the first text
        size = min(-(-len(texts) // (_SHARES * (len(self._others) + 1))), _LARGE)
        at = 0  # the first text that nobody has yet
        while at < len(texts) or any(other.away for other in self._others):
            for other in self._others:
                while other.free and at < len(texts):
                    piece = texts.slice(at, size)
                    if other.away and at + len(piece) == len(texts):
                        break  # it is busy, and this process would have nothing to do
                    if not other.send(at, piece):
                        judged[at] = judge_here(self._matcher, piece)
                    at += len(piece)
            if at < len(texts):
                piece = texts.slice(at, size)
                judged[at] = judge_here(self._matcher, piece)
                at += len(piece)
            for other in self._ready(is_waiting=at >= len(texts)):
                start, rows = other.receive()
                judged[start] = rows
        return pa.concat_tables(
            [VERDICT_ROWS.empty_table(), *(judged[one] for one in sorted(judged))]
        )

    def ask(self, function: Callable[[], Any]) -> list[Any]:
        """What each other process returns of a function that takes nothing."""
        return [other.ask(function) for other in self._others]

    def _ready(self, *, is_waiting: bool) -> list["_Other"]:
        """The others that have something to hand back."""
        busy = {other.pipe: other for other in self._others if other.away}
        return [busy[pipe] for pipe in wait(list(busy), None if is_waiting else 0)]  # type: ignore[index]


class _Other:
    """Another process, its pipe, and the shared memory in which pieces go there and rows come back."""

    def __init__(self, book: rules.RuleBook) -> None:
        spawn = multiprocessing.get_context("spawn")
        self.pipe, there = spawn.Pipe()
        self._process = spawn.Process(target=_serve, args=(there, book), daemon=True)
        self._process.start()
        there.close()
        self.free = [SharedMemory(create=True, size=_SLOT) for _ in range(_AHEAD)]
        self.away: list[tuple[int, SharedMemory]] = []  # (first text, slot), the oldest first

    def send(self, start: int, piece: pa.Table) -> bool:
        """Hand out a piece; False if it is too large."""
        slot = self.free[-1]
        size = _write(piece, slot)
        if not size:
            return False
        self._send((_judge, Parcel(slot.name, size)))
        self.away.append((start, self.free.pop()))
        return True

    def receive(self) -> tuple[int, pa.Table]:
        """(first text, rows) of the oldest piece that is away."""
        answer = self._receive()
        start, slot = self.away.pop(0)
        self.free.append(slot)
        return start, _read(bytes(_view(slot)[:answer]) if isinstance(answer, int) else answer)

    def ask(self, function: Callable[[], Any]) -> Any:
        """What it returns of this."""
        self._send((_call, function))
        return self._receive()

    def _send(self, message: object) -> None:
        try:
            self.pipe.send(message)
        except OSError as error:
            raise self._ended() from error

    def _receive(self) -> Any:
        try:
            answer = self.pipe.recv()
        except (EOFError, OSError) as error:
            raise self._ended() from error
        if isinstance(answer, Exception):
            raise answer
        return answer

    def _ended(self) -> IngestError:
        self._process.join()
        return IngestError(
            f"a process that judged works ended with exit code {self._process.exitcode}",
            todo="Run it again; if it was killed for want of memory, give it more.",
        )

    def close(self) -> None:
        """End the process, whatever it is doing, and give the memory back."""
        self.pipe.close()
        self._process.terminate()
        self._process.join()
        for slot in (*self.free, *(slot for _, slot in self.away)):
            slot.close()
            slot.unlink()


@contextmanager
def open_judge(
    book: rules.RuleBook, work_count: int, *, many: int = MANY, cores: int | None = None
) -> Iterator[Judge]:
    """What judges as `judge_here` does, on all cores if that many works are to come."""
    keep_memory()
    if work_count < many or (cores or os.cpu_count() or 1) < 2:
        yield partial(judge_here, rules.compile_rules(book))
        return
    with Cores(book, cores) as all_cores:
        yield all_cores.judge


def keep_memory() -> None:
    """Free one large block: from then on glibc keeps what blocks up to that size leave, as all batches take
    the same again; to give it back and fetch it takes a third as long as judging does. Arrow then takes from there too.
    https://www.gnu.org/software/libc/manual/html_node/Malloc-Tunable-Parameters.html
    """
    bytes(_KEPT)
    pa.set_memory_pool(pa.system_memory_pool())


class Parcel(NamedTuple):
    """A table in shared memory."""

    slot: str
    size: int  # bytes


def _write(table: pa.Table, slot: SharedMemory) -> int:
    """Put a table into shared memory: how many bytes it takes, 0 if it has no room there."""
    (batch,) = table.combine_chunks().to_batches() or [None]
    if batch is not None and pa.ipc.get_record_batch_size(batch) + _SCHEMA > _SLOT:
        return 0
    with pa.FixedSizeBufferWriter(pa.py_buffer(_view(slot))) as room:
        with pa.ipc.new_stream(room, table.schema) as stream:
            if batch is not None:
                stream.write_batch(batch)
        return int(room.tell())


def _read(buffer: bytes | memoryview) -> pa.Table:
    with pa.ipc.open_stream(pa.py_buffer(buffer)) as stream:
        return stream.read_all()


def _view(slot: SharedMemory) -> memoryview:
    if slot.buf is None:
        raise RuntimeError("this shared memory was closed")
    return slot.buf


def _one_array(column: pa.ChunkedArray) -> pa.Array:
    return column.chunk(0) if column.num_chunks == 1 else column.combine_chunks()


def _serve(pipe: "Connection[Any, Any]", book: rules.RuleBook) -> None:
    """In another process: do what is asked until nobody is there to ask."""
    keep_memory()
    matcher = rules.compile_rules(book)
    slots: dict[str, SharedMemory] = {}
    while True:
        try:
            function, argument = pipe.recv()
        except EOFError:
            return
        try:
            answer = function(matcher, slots, argument)
        except Exception as error:  # noqa: BLE001  # whoever asked raises it
            answer = error
        pipe.send(answer)


def _call(
    matcher: rules.Matcher, slots: dict[str, SharedMemory], function: Callable[[], Any]
) -> Any:
    return function()


def _judge(matcher: rules.Matcher, slots: dict[str, SharedMemory], parcel: Parcel) -> int | bytes:
    """How many bytes the rows are in the slot in which the texts came; the bytes if there is no room."""
    if parcel.slot not in slots:
        slots[parcel.slot] = SharedMemory(parcel.slot)
    slot = slots[parcel.slot]
    rows = judge_here(matcher, _read(_view(slot)[: parcel.size]))
    size = _write(rows, slot)
    if size:
        return size
    sink = pa.BufferOutputStream()
    with pa.ipc.new_stream(sink, rows.schema) as stream:
        stream.write_table(rows)
    return bytes(sink.getvalue())
