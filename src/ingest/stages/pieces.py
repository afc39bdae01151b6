"""A snapshot of any size in pieces of whole lines, each of which any process can read by itself."""

import gzip
import zlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

from ingest.errors import SourceError
from ingest.store import ReadLines, Stretch, Wanted, read_lines

LINE_CAP = 50 << 20
_LAST_PIECES = 4
_PACKED_CAP = 32 << 20  # what is unpacked is held in memory, several at a time
_STEP = 1 << 20


@dataclass(frozen=True, slots=True)
class Piece:
    """Whole lines of the unpacked file, at hand where the file is packed and has no middle to begin at."""

    stretch: Stretch
    read_to: int  # how far the file itself is read then: a packed one is shorter


@dataclass(frozen=True, slots=True)
class ReadPiece:
    """What a piece held."""

    lines: ReadLines
    read_to: int


def read_piece(piece: Piece, wanted: Wanted) -> ReadPiece:
    """The papers of a piece, on whatever machine that sees the file."""
    return ReadPiece(read_lines(piece.stretch, wanted), piece.read_to)


def is_packed(path: Path) -> bool:
    """Whether a file is gzip. SourceError where it can't be read."""
    try:
        with path.open("rb") as stream:
            return stream.read(2) == b"\x1f\x8b"
    except OSError as error:
        raise SourceError(
            f"the file can't be read: {error.strerror}", where=str(path), todo="check the path"
        ) from error


def cut_pieces(path: Path, start: int, size: int, tell: Callable[[int], None]) -> Iterator[Piece]:
    """The pieces of about `size` bytes from byte `start` on, the last line with or without an end.

    `tell` hears how far a packed file is unpacked on the way to `start`. Errors: SourceError, after everything
    before it, where the file is broken.
    """
    if is_packed(path):
        return _cut_packed(path, start, min(size, _PACKED_CAP), tell)
    return _cut_plain(path, start, size)


def _cut_plain(path: Path, start: int, size: int) -> Iterator[Piece]:
    """Towards the end pieces are smaller, so that no worker is left with a large one when the others have none."""
    total, least = path.stat().st_size, size // _LAST_PIECES
    with path.open("rb") as stream:
        while start < total:
            step = max(least, min(size, (total - start) // _LAST_PIECES))
            stream.seek(start + step)
            tail = stream.readline(LINE_CAP)
            if len(tail) == LINE_CAP:
                raise _too_long(path, start)
            end = min(start + step + len(tail), total)
            yield Piece(Stretch(str(path), start, end), end)
            start = end


def _cut_packed(path: Path, start: int, size: int, tell: Callable[[int], None]) -> Iterator[Piece]:
    with path.open("rb") as packed, gzip.GzipFile(fileobj=packed) as stream:
        broken: Exception | None = None
        step_size = min(_STEP, size)
        held, at = bytearray(), 0
        while True:
            try:
                step = stream.read1(min(step_size, start - at) if at < start else step_size)
            except (EOFError, gzip.BadGzipFile, zlib.error) as error:
                step, broken = b"", error
            if at < start:
                at += len(step)
                tell(packed.tell())
            else:
                held += step
            if step and len(held) < size:
                continue
            end = held.rfind(b"\n") + 1 if step or broken else len(held)
            if not end and len(held) > LINE_CAP:
                raise _too_long(path, start)
            if end:
                body = bytes(held[:end])
                yield Piece(Stretch(str(path), start, start + end, body), packed.tell())
                start, at = start + end, start + end
                del held[:end]
            if broken:
                why = f"broken gzip, perhaps cut short: {broken}"
                raise cut_short(why, str(path)) from broken
            if not step:
                return


def cut_short(what: str, where: str) -> SourceError:
    """The error for a file that ends too early."""
    todo = "fetch the file again and repeat the command; what was read before stays"
    return SourceError(what, where=where, todo=todo)


def _too_long(path: Path, start: int) -> SourceError:
    return SourceError(
        f"a line of more than {LINE_CAP >> 20} MB behind byte {start:,}",
        where=str(path),
        todo="give the snapshot as it is published: one record a line",
    )
