"""The lines of a stretch of arXiv's snapshot that are worth reading as JSON."""

from collections.abc import Collection, Iterator

import numpy as np

from ingest.sources.other_lines import Others
from ingest.sources.places import Places
from ingest.store.stretches import Stretch

_SHORT = 64


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
        at = 0
        for body in self._stretch.windows():
            found, count = self._others.leave(np.frombuffer(body, np.uint8))
            found = self._without_blanks(body, found)
            yield _join(body, found, count)
            self._found.append(np.add(found, (self.line_count + 1, at, at)))
            self.line_count += count
            at += len(body)

    def numbers(self) -> Places:
        """Their numbers in the stretch, from 1, of as many as are read."""
        return np.concatenate(self._found)[:, 0]

    def lines(self, places: Places) -> dict[int, bytes]:
        """Some of them by their places among the picked ones, from 0: their bytes by their numbers."""
        with self._stretch.open() as stream:
            return {
                number: self._stretch.read_at(stream, start, end - start + 1)
                for number, start, end in np.concatenate(self._found)[places].tolist()
            }

    def _without_blanks(self, body: memoryview, found: Places) -> Places:
        is_short = found[:, 2] - found[:, 1] < _SHORT
        blank = [
            place
            for place in np.flatnonzero(is_short).tolist()
            if not bytes(body[found[place, 1] : found[place, 2]]).strip()
        ]
        self.blank_count += len(blank)
        return np.delete(found, blank, 0) if blank else found


def _join(body: memoryview, found: Places, count: int) -> bytes:
    """These lines with their line ends, of `count` that there are."""
    if len(found) == count:
        return bytes(body)
    return b"".join([body[start : end + 1] for _, start, end in found.tolist()])
