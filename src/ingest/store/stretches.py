"""Stretches of a file as DuckDB reads them: a file system whose one file is what is wanted of the stretch shown to it.

https://duckdb.org/docs/stable/guides/python/filesystems
"""

import io
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, BinaryIO

import numpy as np
from fsspec import AbstractFileSystem

from ingest.sources.one_lines import Places
from ingest.sources.other_lines import Others

_STEP = 1 << 16
_WINDOW = 1 << 18  # stays in the cache
_LINE_END = ord("\n")
_SHORT = 64
# Where nearly every line is wanted only each sixteenth window is searched for others.
_SELDOM = 16


@dataclass(frozen=True, slots=True)
class Stretch:
    """Whole lines: bytes `start` to `end` of a file, or `body` where they are at hand."""

    path: str
    start: int
    end: int
    body: bytes | None = None

    def __len__(self) -> int:
        return self.end - self.start

    def open(self) -> BinaryIO:
        """Where its bytes are; `read_at` reads them."""
        return Path(self.path).open("rb") if self.body is None else io.BytesIO(self.body)

    def read_at(self, stream: BinaryIO, at: int, size: int) -> bytes:
        """Bytes so far behind its start, no more than it has."""
        stream.seek(at if self.body is not None else self.start + at)
        return stream.read(min(size, len(self) - at))

    def tail(self) -> bytes:
        """What stands behind the last line end."""
        size = _STEP
        while True:
            at = max(0, len(self) - size)
            with self.open() as stream:
                last = self.read_at(stream, at, size)
            if (place := last.rfind(b"\n")) >= 0 or not at:
                return last[place + 1 :]
            size *= 8

    def cut(self, size: int) -> "Stretch":
        """Its first bytes."""
        body = self.body if self.body is None else self.body[:size]
        return Stretch(self.path, self.start, self.start + size, body)

    def windows(self) -> Iterator[tuple[bytes, int]]:
        """Its lines, many at a time: bytes, and how many of them are whole lines."""
        held, left = b"", len(self)
        with self.open() as stream:
            step = self.read_at(stream, 0, _WINDOW)
            while step:
                left -= len(step)
                body = held + step
                end = body.rfind(b"\n") + 1 if left else len(body)
                if end:
                    yield body, end
                held = body[end:]
                step = stream.read(min(_WINDOW, left))


class Picked:
    """The lines of a stretch that are neither blank nor surely of other categories, as they are read."""

    def __init__(self, stretch: Stretch, categories: Collection[str]) -> None:
        self._stretch, self._others = stretch, Others(categories)
        self.line_count = 0
        self.blank_count = 0
        self._found = [
            np.empty((0, 3), np.int64)
        ]  # number from 1, where it begins, where its line end stands

    def bodies(self) -> Iterator[bytes]:
        """Their bytes, many at a time."""
        at, searched, left_out = 0, 0, 0
        for turn, (body, size) in enumerate(self._stretch.windows()):
            if turn % _SELDOM and left_out * 8 < searched:
                found = _find_lines(body, size)
                count = len(found)
            else:
                left, count = self._others.leave(body, size)
                found = np.array(left, np.int64).reshape(-1, 3)
                searched, left_out = searched + count, left_out + count - len(left)
            found = self._without_blanks(body, found)
            yield _join(body, size, found, count)
            self._found.append(np.add(found, (self.line_count + 1, at, at)))
            self.line_count += count
            at += size

    def numbers(self) -> Places:
        """Their numbers in the stretch, from 1, of as many as are read."""
        return np.concatenate(self._found)[:, 0]

    def lines(self, places: Sequence[int]) -> dict[int, bytes]:
        """Some of them by their places among the picked ones, from 0: their bytes by their numbers."""
        with self._stretch.open() as stream:
            return {
                number: self._stretch.read_at(stream, start, end - start + 1)
                for number, start, end in np.concatenate(self._found)[list(places)].tolist()
            }

    def _without_blanks(self, body: bytes, found: Places) -> Places:
        is_short = found[:, 2] - found[:, 1] < _SHORT
        blank = [
            place
            for place in np.flatnonzero(is_short).tolist()
            if not body[found[place, 1] : found[place, 2]].strip()
        ]
        self.blank_count += len(blank)
        return np.delete(found, blank, 0) if blank else found


def _find_lines(body: bytes, size: int) -> Places:
    """All lines as `Others.leave` gives those that are left."""
    ends = np.flatnonzero(np.frombuffer(body, np.uint8, size) == _LINE_END)
    if not len(ends) or ends[-1] != size - 1:
        ends = np.append(ends, size)
    return np.column_stack((np.arange(len(ends)), np.concatenate(([0], ends[:-1] + 1)), ends))


def _join(body: bytes, size: int, found: Places, count: int) -> bytes:
    """These lines with their line ends, of `count` that there are."""
    view = memoryview(body)[:size]
    if len(found) == count:
        return bytes(view)
    return b"".join([view[start : end + 1] for _, start, end in found.tolist()])


class Stretches(AbstractFileSystem):  # type: ignore[misc]
    """What is picked of the stretch that is shown, under whatever name."""

    protocol = "stretch"
    cachable = False

    def __init__(self) -> None:
        super().__init__()
        self._size, self._bodies = 0, iter((b"",))

    def show(self, size: int, bodies: Iterator[bytes]) -> None:
        """What is read next, once: these bytes, at most so many."""
        self._size, self._bodies = size, bodies

    def open(self, path: str, mode: str = "rb", **_: Any) -> "_Reader":
        return _Reader(self._bodies)

    def glob(self, path: str, **_: Any) -> list[str]:
        return [path]

    def info(self, path: str, **_: Any) -> dict[str, object]:
        return {"name": path, "size": self._size, "type": "file"}


class _Reader:
    """What DuckDB calls of a file."""

    def __init__(self, bodies: Iterator[bytes]) -> None:
        self._bodies = bodies
        self._rest, self._at = b"", 0

    def read(self, size: int) -> bytes:
        while not self._rest and (body := next(self._bodies, None)) is not None:
            self._rest = body
        step, self._rest = self._rest[:size], self._rest[size:]
        self._at += len(step)
        return step

    def seek(self, place: int, whence: int = 0) -> int:
        if whence or place != self._at:
            raise io.UnsupportedOperation("what is picked is read from its start to its end")
        return place

    def tell(self) -> int:
        return self._at

    def close(self) -> None:
        pass
