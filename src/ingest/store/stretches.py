"""Stretches of a file as DuckDB reads them: a file system whose one file is what is wanted of the stretch shown to it.

https://duckdb.org/docs/stable/guides/python/filesystems
"""

import io
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any, BinaryIO

from fsspec import AbstractFileSystem

_STEP = 1 << 16
_WINDOW = 1 << 21  # about what the cache holds; a thousand lines share the cost of a call


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

    def windows(self) -> Iterator[memoryview]:
        """Its whole lines, many at a time, each time in the same memory."""
        buffer, held, left = bytearray(_WINDOW), 0, len(self)
        with self.open() as stream:
            stream.seek(0 if self.body is not None else self.start)
            while left:
                if held == len(buffer):
                    buffer = buffer + bytes(held)  # a long line
                free = memoryview(buffer)[held : held + left]
                step = stream.readinto(free)  # type: ignore[attr-defined]
                if not step:
                    return
                left, size = left - step, held + step
                end = buffer.rfind(b"\n", 0, size) + 1 if left else size
                if end:
                    yield memoryview(buffer)[:end]
                held = size - end
                buffer[:held] = buffer[end:size]


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
