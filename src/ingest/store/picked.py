"""The lines of a stretch of arXiv's snapshot that are worth reading as JSON."""

from collections.abc import Collection, Iterator, Sequence

import numpy as np

from ingest.sources.one_lines import Places
from ingest.sources.other_lines import Others
from ingest.store.stretches import Stretch

_LINE_END = ord("\n")
_SHORT = 64
# Where nearly every line is wanted only each sixteenth window is searched for others.
_SELDOM = 16


class Picked:
    """The lines of a stretch that are neither blank nor surely of other categories, as they are read."""

    def __init__(self, stretch: Stretch, categories: Collection[str]) -> None:
        self._stretch, self._others = stretch, Others(categories)
        self.line_count = 0
        self.blank_count = 0
        # number from 1, where it begins, where its line end stands
        self._found = [np.empty((0, 3), np.int64)]

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
