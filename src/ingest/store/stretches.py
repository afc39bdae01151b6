"""Stretches of a file as DuckDB reads them: a file system whose one file is the stretch that is shown to it.

https://duckdb.org/docs/stable/guides/python/filesystems
"""

import io
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, BinaryIO

import numpy as np
from fsspec import AbstractFileSystem

# Larger steps would each be new memory from the system, which costs more than reading it.
_STEP = 1 << 16
_LINE_END = ord("\n")


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

    def steps(self) -> Iterator[bytes]:
        """Its bytes, bit by bit."""
        with self.open() as stream:
            step, left = self.read_at(stream, 0, _STEP), len(self)
            while step:
                yield step
                left -= len(step)
                step = stream.read(min(_STEP, left))


class Stretches(AbstractFileSystem):  # type: ignore[misc]
    """The stretch that is shown, under whatever name, and how many lines it had once it is read."""

    protocol = "stretch"
    cachable = False

    def __init__(self) -> None:
        super().__init__()
        self._stretch, self._end = Stretch("", 0, 0, b""), b""
        self.counts: list[int] = []  # line ends in each step, as far as it is read

    def show(self, stretch: Stretch, end: bytes) -> None:
        """What is read next: this, and these bytes behind it."""
        self._stretch, self._end, self.counts = stretch, end, []

    def open(self, path: str, mode: str = "rb", **_: Any) -> "_Reader":
        self.counts = []
        return _Reader(self._stretch, self._end, self.counts)

    def glob(self, path: str, **_: Any) -> list[str]:
        return [path]

    def info(self, path: str, **_: Any) -> dict[str, object]:
        return {"name": path, "size": len(self._stretch) + len(self._end), "type": "file"}


class _Reader:
    """What DuckDB calls of a file."""

    def __init__(self, stretch: Stretch, end: bytes, counts: list[int]) -> None:
        self._steps, self._end, self._counts = stretch.steps(), end, counts
        self._rest, self._at = b"", 0

    def read(self, size: int) -> bytes:
        step = self._rest or next(self._steps, b"")
        if step and step is not self._rest:
            self._counts.append(count_line_ends(step))
        if not step:
            step, self._end = self._end, b""
        self._rest = step[size:]
        self._at += min(len(step), size)
        return step[:size]

    def seek(self, place: int, whence: int = 0) -> int:
        if whence or place != self._at:
            raise io.UnsupportedOperation("a stretch is read from its start to its end")
        return place

    def tell(self) -> int:
        return self._at

    def close(self) -> None:
        self._steps.close()  # type: ignore[attr-defined]


def count_line_ends(step: bytes) -> int:
    return int(np.count_nonzero(np.frombuffer(step, np.uint8) == _LINE_END))


def pick_lines(stretch: Stretch, numbers: Sequence[int], counts: Sequence[int]) -> dict[int, bytes]:
    """Lines of a stretch by their numbers, from 1; `counts` are the line ends in each of its steps."""
    wanted = np.unique([[number - 1, number] for number in numbers]).astype(np.int64)
    before = np.concatenate(([0], np.cumsum(counts)))
    ends = {0: 0}
    with stretch.open() as stream:
        for step in np.unique(np.searchsorted(before, wanted[wanted > 0]) - 1).tolist():
            if step == len(counts):
                continue  # behind the last line end
            body = np.frombuffer(stretch.read_at(stream, step * _STEP, _STEP), np.uint8)
            places = np.flatnonzero(body == _LINE_END) + step * _STEP + 1
            here = wanted[(wanted > before[step]) & (wanted <= before[step + 1])]
            ends |= zip(here.tolist(), places[here - before[step] - 1].tolist(), strict=True)
        picked = {}
        for number in numbers:
            start, end = ends[number - 1], ends.get(number, len(stretch))
            picked[number] = stretch.read_at(stream, start, end - start)
    return picked
