"""Many texts as one buffer of ASCII bytes, in which numpy finds words and phrases."""

from collections.abc import Sequence
from operator import attrgetter
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from ingest.rules.book import Text
from ingest.rules.folding import flatten, fold
from ingest.rules.words import MARGIN, Positions

WINDOW = 128  # texts that are scanned together: what that makes stays in the processor's cache
BETWEEN = 3  # characters between title and abstract in a flat text: " . "

_TITLE, _ABSTRACT = attrgetter("title"), attrgetter("abstract")
_PARTS = ("  ", "", " . ", "") * WINDOW  # each text has a blank before it and one behind


class Flat(NamedTuple):
    """Texts in a buffer, in windows that have a margin at both ends."""

    buffer: NDArray[np.uint8]
    starts: Positions  # of each text, at the blank before it
    sizes: Positions  # of each, with both blanks
    titles: Positions  # where each title ends in its text; the text's own end if it is not aligned
    is_aligned: NDArray[np.bool_]  # as in FlatText
    originals: dict[int, tuple[str, str]]  # title and abstract of the texts that are not ASCII

    def original(self, number: int) -> tuple[str, str]:
        """Title and abstract of a text as they were."""
        if number in self.originals:
            return self.originals[number]
        start, end = int(self.starts[number]), int(self.starts[number] + self.sizes[number])
        title = start + int(self.titles[number])
        both = self.buffer[start + 1 : title], self.buffer[title + BETWEEN : end - 1]
        return str(both[0].data, "ascii"), str(both[1].data, "ascii")

    def is_bare(self) -> NDArray[np.bool_]:
        """Whether each text is a title with no abstract."""
        bare: NDArray[np.bool_] = self.sizes - self.titles <= BETWEEN + 1
        for number, (_, abstract) in self.originals.items():
            bare[number] = not abstract
        return bare

    def text(self, number: int) -> Text:
        """The text as the rules see it, but for its name and its source."""
        return Text("", *self.original(number))


def make_flat(texts: Sequence[Text]) -> Flat:
    """The texts, flattened into a buffer of their own."""
    places, windows = flatten_windows(texts)
    return join_flat(places, windows)


def join_flat(places: "Places", windows: Sequence[bytes]) -> Flat:
    """A Flat of windows, in a buffer of its own."""
    return place_flat(np.frombuffer(b"".join(windows), np.uint8), places)


class Places(NamedTuple):
    """Where the texts of some windows are in them: all that a Flat has beside its buffer."""

    sizes: Positions
    titles: Positions
    is_aligned: NDArray[np.bool_]
    originals: dict[int, tuple[str, str]]


def flatten_windows(texts: Sequence[Text]) -> tuple[Places, list[bytes]]:
    """The bytes of each window; one after the other they are the buffer of `place_flat`."""
    titles, abstracts = list(map(_TITLE, texts)), list(map(_ABSTRACT, texts))
    first = np.fromiter(map(len, titles), np.int64, len(titles)) + 1
    sizes = first + np.fromiter(map(len, abstracts), np.int64, len(abstracts)) + BETWEEN + 1
    is_aligned = np.ones(len(texts), np.bool_)
    originals: dict[int, tuple[str, str]] = {}
    windows = []
    for start in range(0, len(texts), WINDOW):
        some = slice(start, start + WINDOW)
        parts = [*_PARTS[: 4 * len(titles[some])], " "]
        parts[1::4], parts[3::4] = titles[some], abstracts[some]
        window = "".join(parts)
        if not window.isascii():
            for number in _wide(parts):
                title, abstract = originals[start + number] = (
                    parts[4 * number + 1],
                    parts[4 * number + 3],
                )
                flat, aligned = flatten(title, abstract)
                parts[4 * number + 1 : 4 * number + 4] = flat[1:-1], "", ""
                sizes[start + number] = len(flat)
                first[start + number] = len(fold(title)) + 1 if aligned else len(flat)
                is_aligned[start + number] = aligned
            window = "".join(parts)
        windows.append(f"{MARGIN}{window[1:]}{MARGIN}".encode("ascii"))
    return Places(sizes, first, is_aligned, originals), windows


def place_flat(buffer: NDArray[np.uint8], places: Places) -> Flat:
    """A Flat of windows that are in a buffer already."""
    sizes = places.sizes
    starts = np.cumsum(sizes) - sizes + len(MARGIN)
    starts += np.arange(len(sizes)) // WINDOW * 2 * len(MARGIN)
    return Flat(buffer, starts, *places)


def _wide(parts: Sequence[str]) -> list[int]:
    return [
        number
        for number in range(len(parts) // 4)
        if not (parts[4 * number + 1].isascii() and parts[4 * number + 3].isascii())
    ]
