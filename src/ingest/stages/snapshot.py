"""The public snapshot of arXiv's metadata, of any size: read in pieces, saved as it goes, resumed after a kill.

https://www.kaggle.com/datasets/Cornell-University/arxiv
"""

import hashlib
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor, wait
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field, replace
from functools import partial
from pathlib import Path
from typing import TypeVar

import pyarrow as pa

from ingest.errors import SourceError
from ingest.runners import open_runner, run_ahead
from ingest.stages.context import Context, Progress, StageReport
from ingest.stages.pieces import ReadPiece, cut_pieces, cut_short, is_packed, read_piece
from ingest.store import (
    ReadLines,
    SnapshotMark,
    Wanted,
    bulk_loading,
    load_mark,
    save_mark,
    save_rows,
)
from ingest.works import Reject

T = TypeVar("T")
_HEAD = 1 << 16
_MEGA = 1_000_000
_BEAT_SECONDS = 1.0


@dataclass(frozen=True, slots=True)
class Sizes:
    """How much is read and saved at a time; the more the faster, the less is read again after a kill."""

    piece_bytes: int = 128 << 20
    batch_bytes: int = 512 << 20
    batch_rows: int = 30_000


@dataclass(slots=True)
class _Batch:
    """What was read and is not saved yet."""

    mark: SnapshotMark  # before it
    tables: list[pa.Table] = field(default_factory=list)
    rejects: list[Reject] = field(default_factory=list)
    byte_count: int = 0
    line_count: int = 0
    row_count: int = 0
    read_to: int = 0  # in the file, which may be packed

    def add(self, piece: ReadPiece) -> None:
        """Take what a piece held, its lines numbered as in the file."""
        lines, self.read_to = piece.lines, piece.read_to
        before = self.mark.line_count + self.line_count
        numbers = pa.array(lines.rows["line"].to_numpy() + before)
        self.tables.append(lines.rows.set_column(0, "line", numbers))
        self.rejects += [replace(one, position=one.position + before) for one in lines.rejects]
        self.byte_count += lines.byte_count
        self.line_count += lines.line_count
        self.row_count += len(lines.rows)

    def is_full(self, sizes: Sizes) -> bool:
        return self.byte_count >= sizes.batch_bytes or self.row_count >= sizes.batch_rows


def read_snapshot(context: Context, path: Path, sizes: Sizes | None = None) -> StageReport:
    """Bring in the papers of the configured categories, submitted between `since` and `until` if given.

    Errors: SourceError for a file that holds none, or that ends in the middle of a record; what came
    before stays, and the same file is read on from there.
    """
    sizes = sizes or Sizes()
    report = StageReport("backfill").counted(records=0, kept=0, rejects=0, new_works=0)
    batch = _Batch(load_mark(context.store, _key(context, path), path.name))
    if batch.mark.line_count:
        report = report.noted(f"goes on after record {batch.mark.line_count:,} of {path.name}")
    tell = partial(_tell, context, path)
    tell(batch, 0)
    settings, wanted = context.config.sources.backfill, _wanted(context)
    pieces = cut_pieces(path, batch.mark.byte_offset, sizes.piece_bytes, partial(tell, batch))
    with (
        _bulk_loading(context),
        open_runner(settings.runner, settings.workers, settings.address) as submit,
    ):
        read = partial(read_piece, wanted=wanted)
        try:
            made = run_ahead(submit, read, pieces, settings.max_in_flight)
            while piece := _aside(partial(next, made, None), partial(tell, batch, batch.read_to)):
                _refuse_unknown(batch, piece.lines, path)
                batch.add(piece)
                tell(batch, piece.read_to)
                if piece.lines.cut:
                    line = batch.mark.line_count + batch.line_count + 1
                    why = f"the last line is no whole record: {piece.lines.cut}"
                    raise cut_short(why, f"{path}:{line}")
                if batch.is_full(sizes):
                    batch, report = _save_aside(context, batch, report, tell)
        except SourceError:
            _save_aside(context, batch, report, tell)  # what came before is whole
            raise
        return _save_aside(context, batch, report, tell)[1]


def left_to_read(context: Context, path: Path) -> tuple[int, int]:
    """Bytes of the file, and records that are read already; SourceError where there is no such file."""
    is_packed(path)
    mark = load_mark(context.store, _key(context, path), path.name)
    return path.stat().st_size, mark.line_count


def _wanted(context: Context) -> Wanted:
    return Wanted(context.config.sources.arxiv.categories, context.since, context.until)


def _key(context: Context, path: Path) -> str:
    """The file, and what is wanted of it: another wish reads it from its beginning."""
    is_packed(path)
    with path.open("rb") as stream:
        head = stream.read(_HEAD)
    wish = (context.config.sources.arxiv.categories, context.since, context.until)
    text = repr((path.stat().st_size, wish)).encode()
    return hashlib.sha256(head + text).hexdigest()[:32]


def _tell(context: Context, path: Path, batch: _Batch, read_to: int) -> None:
    lines = batch.mark.line_count + batch.line_count
    text = f"{lines:,} records, {batch.mark.kept_count + batch.row_count:,} kept"
    size = path.stat().st_size
    context.notify(Progress("backfill", text, min(read_to, size) // _MEGA, size // _MEGA + 1))


@contextmanager
def _bulk_loading(context: Context) -> Iterator[None]:
    """`bulk_loading`, whose beginning and end write for seconds: so whoever waits is told of them too."""
    doing = Progress("backfill", "the warehouse is made ready", 0, 1)

    def hear(text: str, done: int, total: int) -> None:
        nonlocal doing
        doing = Progress("backfill", text, done, total)

    with ExitStack() as stack:
        bulk = bulk_loading(context.store, hear)
        _aside(partial(stack.enter_context, bulk), lambda: context.notify(doing))
        try:
            yield
        finally:
            hear("the last rows are written", 0, 1)
            context.notify(doing)
            _aside(stack.close, lambda: context.notify(doing))


def _refuse_unknown(batch: _Batch, lines: ReadLines, path: Path) -> None:
    is_first = not batch.mark.line_count and not batch.line_count
    if is_first and lines.rejects and len(lines.rejects) + lines.blank_count == lines.line_count:
        raise SourceError(
            f"none of the first {lines.line_count:,} lines is a record of arXiv's metadata",
            where=f"{path}:1",
            todo="give the snapshot as it is published: JSON Lines with id, title, abstract, categories",
        )


def _save_aside(
    context: Context, batch: _Batch, report: StageReport, tell: Callable[[_Batch, int], None]
) -> tuple[_Batch, StageReport]:
    return _aside(partial(_save, context, batch, report), partial(tell, batch, batch.read_to))


def _aside(work: Callable[[], T], tell: Callable[[], None]) -> T:
    """Do this in a thread, so that whoever waits for it is told every second."""
    with ThreadPoolExecutor(1, "aside") as pool:
        doing = pool.submit(work)
        while not wait([doing], timeout=_BEAT_SECONDS).done:
            tell()
        return doing.result()


def _save(context: Context, batch: _Batch, report: StageReport) -> tuple[_Batch, StageReport]:
    """The batch and where it ends, in one transaction; the next batch, empty."""
    if not batch.line_count:
        return batch, report
    mark = replace(
        batch.mark,
        byte_offset=batch.mark.byte_offset + batch.byte_count,
        line_count=batch.mark.line_count + batch.line_count,
        kept_count=batch.mark.kept_count + batch.row_count,
        read_at=context.now(),
    )
    rows = pa.concat_tables(batch.tables)
    with context.store.transaction():
        done = save_rows(
            context.store, rows, batch.rejects, origin=mark.name, seen_at=context.now()
        )
        save_mark(context.store, mark)
    return _Batch(mark, read_to=batch.read_to), report.counted(
        records=batch.line_count,
        kept=batch.row_count,
        rejects=len(batch.rejects),
        new_works=done.new_work_count,
    )
