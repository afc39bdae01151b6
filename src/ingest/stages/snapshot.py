"""The public snapshot of arXiv's metadata, of any size: read line by line, saved as it goes, resumed after a kill.

https://www.kaggle.com/datasets/Cornell-University/arxiv
"""

import gzip
import hashlib
import json
import zlib
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from datetime import date
from itertools import islice
from pathlib import Path
from typing import BinaryIO, cast

from ingest.errors import SourceError
from ingest.sources.arxiv import snapshot_sighting
from ingest.sources.plain import make_reject
from ingest.stages.context import Context, Progress, StageReport
from ingest.store import SnapshotMark, load_mark, save_mark, save_pages
from ingest.works import Page, Reject, Sighting

_CHUNK = 10_000  # lines in one transaction
_LINE_CAP = 50 << 20
_HEAD = 1 << 16
_MEGA = 1_000_000


def read_snapshot(context: Context, path: Path, *, chunk: int = _CHUNK) -> StageReport:
    """Bring in the papers of the configured categories, submitted between `since` and `until` if given.

    Errors: SourceError for a file that holds none, or that ends in the middle of a record; what came
    before stays, and the same file is read on from there.
    """
    report = StageReport("backfill").counted(records=0, kept=0, rejects=0, new_works=0)
    with _open(path) as (stream, packed):
        mark = load_mark(context.store, _key(context, path), path.name)
        if mark.line_count:
            report = report.noted(f"goes on after record {mark.line_count:,} of {path.name}")
        stream.seek(mark.byte_offset)
        size = path.stat().st_size
        for lines in _chunks(stream, path, mark.line_count, chunk):
            made = [
                _read(context, line, mark.line_count + number, path)
                for number, line in enumerate(lines, 1)
            ]
            _refuse_unknown(made, mark, path)
            mark, report = _save(context, mark, lines, made, report)
            text = f"{mark.line_count:,} records, {mark.kept_count:,} kept"
            done = min(packed.tell(), size) // _MEGA
            context.notify(Progress("backfill", text, done, size // _MEGA + 1))
    return report


def left_to_read(context: Context, path: Path) -> tuple[int, int]:
    """Bytes of the file, and records that are read already; SourceError where there is no such file."""
    with _open(path):
        mark = load_mark(context.store, _key(context, path), path.name)
    return path.stat().st_size, mark.line_count


@contextmanager
def _open(path: Path) -> Iterator[tuple[BinaryIO, BinaryIO]]:
    """The unpacked stream, and the file itself for how far it is."""
    try:
        packed = path.open("rb")
    except OSError as error:
        raise SourceError(
            f"the file can't be read: {error.strerror}", where=str(path), todo="check the path"
        ) from error
    with packed:
        is_gzip = packed.read(2) == b"\x1f\x8b"
        packed.seek(0)
        stream = cast(BinaryIO, gzip.GzipFile(fileobj=packed)) if is_gzip else packed
        try:
            yield stream, packed
        except (EOFError, gzip.BadGzipFile, zlib.error) as error:
            raise _cut(f"broken gzip, perhaps cut short: {error}", str(path)) from error


def _key(context: Context, path: Path) -> str:
    """The file, and what is wanted of it: another wish reads it from its beginning."""
    with path.open("rb") as stream:
        head = stream.read(_HEAD)
    wish = (context.config.sources.arxiv.categories, context.since, context.until)
    text = repr((path.stat().st_size, wish)).encode()
    return hashlib.sha256(head + text).hexdigest()[:32]


def _chunks(stream: BinaryIO, path: Path, line_count: int, size: int) -> Iterator[list[bytes]]:
    """Whole lines, some thousand at a time."""
    lines = iter(lambda: stream.readline(_LINE_CAP), b"")
    while chunk := list(islice(lines, size)):
        if len(chunk[-1]) == _LINE_CAP:
            raise SourceError(
                f"a line of more than {_LINE_CAP >> 20} MB",
                where=f"{path}:{line_count + len(chunk)}",
                todo="give the snapshot as it is published: one record a line",
            )
        yield chunk
        line_count += len(chunk)


def _read(context: Context, line: bytes, number: int, path: Path) -> Sighting | Reject | None:
    """One record; None for a blank line and for a paper of no category that is asked for."""
    if line.isspace():
        return None
    try:
        record = json.loads(line)
    except (ValueError, RecursionError) as error:
        if not line.endswith(b"\n"):
            raise _cut(f"the last line is no whole record: {error}", f"{path}:{number}") from error
        text = line[:2_000].decode("utf-8", "replace")
        return make_reject("arxiv", "snapshot", number, f"not JSON: {error}", text)
    if not isinstance(record, dict):
        return make_reject("arxiv", "snapshot", number, "not a JSON object", record)
    categories = record.get("categories")
    if isinstance(categories, str) and _is_foreign(context, categories.split()):
        return None  # most of the file: not worth reading any further
    return snapshot_sighting(record, number)


def _cut(what: str, where: str) -> SourceError:
    todo = "fetch the file again and repeat the command; what was read before stays"
    return SourceError(what, where=where, todo=todo)


def _refuse_unknown(
    made: Sequence[Sighting | Reject | None], mark: SnapshotMark, path: Path
) -> None:
    read = [one for one in made if one is not None]
    if mark.line_count == 0 and read and all(isinstance(one, Reject) for one in read):
        raise SourceError(
            f"none of the first {len(made):,} lines is a record of arXiv's metadata",
            where=f"{path}:1",
            todo="give the snapshot as it is published: JSON Lines with id, title, abstract, categories",
        )


def _save(
    context: Context,
    mark: SnapshotMark,
    lines: Sequence[bytes],
    made: Sequence[Sighting | Reject | None],
    report: StageReport,
) -> tuple[SnapshotMark, StageReport]:
    kept = tuple(one for one in made if isinstance(one, Sighting) and _is_wanted(context, one))
    rejects = tuple(one for one in made if isinstance(one, Reject))
    mark = replace(
        mark,
        byte_offset=mark.byte_offset + sum(map(len, lines)),
        line_count=mark.line_count + len(lines),
        kept_count=mark.kept_count + len(kept),
        read_at=context.now(),
    )
    with context.store.transaction():
        done = save_pages(
            context.store, [Page(kept, rejects)], origin=mark.name, seen_at=context.now()
        )
        save_mark(context.store, mark)
    return mark, report.counted(
        records=len(lines), kept=len(kept), rejects=len(rejects), new_works=done.new_work_count
    )


def _is_wanted(context: Context, paper: Sighting) -> bool:
    if _is_foreign(context, paper.categories):
        return False
    if context.since is None and context.until is None:
        return True
    day = paper.published_at.date() if paper.published_at else date.min
    return (context.since or date.min) <= day <= (context.until or date.max)


def _is_foreign(context: Context, categories: Sequence[str]) -> bool:
    return set(context.config.sources.arxiv.categories).isdisjoint(categories)
