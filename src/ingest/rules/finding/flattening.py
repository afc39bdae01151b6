"""Many texts as one buffer of ASCII bytes, in which numpy finds words and phrases."""

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from ingest.rules.book import Text
from ingest.rules.finding.folding import flatten, fold
from ingest.rules.finding.texts import TextColumns, columns_of
from ingest.rules.finding.words import BEYOND, MARGIN, Positions, distinct

BETWEEN = 3  # characters between title and abstract in a flat text: " . "

_BLOCK = 4096  # bytes that are looked at together for one that is not ASCII


class Flat(NamedTuple):
    """Texts in a buffer, one after the other, with a margin at both ends."""

    buffer: NDArray[np.uint8]
    starts: Positions  # of each text, at the blank before it
    sizes: Positions  # of each, with both blanks
    titles: Positions  # where each title ends in its text; the text's own end if it is not aligned
    is_aligned: NDArray[np.bool_]  # as in FlatText
    is_wide: NDArray[np.bool_]  # whether each is not ASCII
    originals: dict[int, tuple[str, str]]  # title and abstract of those

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
    return flatten_columns(columns_of(texts))


def flatten_columns(texts: TextColumns) -> Flat:
    """The same of texts in columns."""
    before, behind = _blanks(len(texts))
    joined = pc.binary_join_element_wise(before, texts.titles, " . ", texts.abstracts, behind, "")
    letters = _bytes_of(joined)
    titles = pc.binary_length(texts.titles).to_numpy() + np.int64(1)
    sizes = pc.binary_length(texts.abstracts).to_numpy() + titles + (BETWEEN + 1)
    is_aligned, is_wide = np.ones(len(texts), np.bool_), np.zeros(len(texts), np.bool_)
    originals = {
        row: (texts.titles[row].as_py(), texts.abstracts[row].as_py()) for row in _wide_rows(joined)
    }
    if originals:
        wide = {row: flatten(*original) for row, original in originals.items()}
        letters = _with_rows(letters, sizes, {row: one.text for row, one in wide.items()})
        for row, one in wide.items():
            is_aligned[row], is_wide[row] = one.is_aligned, True
            sizes[row] = len(one.text)
            titles[row] = len(fold(originals[row][0])) + 1 if one.is_aligned else sizes[row]
    return Flat(letters, _starts(sizes), sizes, titles, is_aligned, is_wide, originals)


def _starts(sizes: Positions) -> Positions:
    return np.cumsum(sizes) - sizes + BEYOND


def _blanks(count: int) -> tuple[pa.StringArray, pa.StringArray]:
    """What stands before each text and behind it: a blank, and the margin at either end of all."""
    sizes = np.ones((2, count), np.int32)
    sizes[0, :1] = sizes[1, -1:] = len(MARGIN)
    blanks = b" " * (count + len(MARGIN))
    edges = np.zeros((2, count + 1), np.int32)
    np.cumsum(sizes, axis=1, out=edges[:, 1:])
    before, behind = (
        pa.StringArray.from_buffers(count, pa.py_buffer(row), pa.py_buffer(blanks)) for row in edges
    )
    return before, behind


def _with_rows(
    letters: NDArray[np.uint8], sizes: Positions, others: dict[int, str]
) -> NDArray[np.uint8]:
    """The buffer of texts of these sizes with others in some rows' place."""
    starts = _starts(sizes)
    pieces: list[NDArray[np.uint8]] = []
    last = 0
    for row, other in others.items():
        pieces += [letters[last : starts[row]], np.frombuffer(other.encode("ascii"), np.uint8)]
        last = int(starts[row] + sizes[row])
    return np.concatenate([*pieces, letters[last:]])


def _wide_rows(joined: pa.StringArray) -> list[int]:
    """The rows that are not ASCII, in order; most blocks of letters are passed over whole."""
    letters = _bytes_of(joined).view(np.int8)
    whole = len(letters) // _BLOCK * _BLOCK
    blocks = letters[:whole].reshape(-1, _BLOCK)
    touched = np.flatnonzero(blocks.min(axis=1) < 0)
    rows, columns = np.divmod(np.flatnonzero(blocks[touched] < 0), _BLOCK)
    found = [touched[rows] * _BLOCK + columns, whole + np.flatnonzero(letters[whole:] < 0)]
    rows = _edges(joined).searchsorted(np.concatenate(found), "right") - 1
    return list(map(int, distinct(rows)))


def _edges(strings: pa.StringArray) -> Positions:
    """Where each string begins in the bytes of all, and where the last ends."""
    edges = np.frombuffer(strings.buffers()[1], np.int32)
    return edges[strings.offset : strings.offset + len(strings) + 1].astype(np.int64)


def _bytes_of(strings: pa.StringArray) -> NDArray[np.uint8]:
    letters = strings.buffers()[2]
    return np.frombuffer(letters, np.uint8) if letters else np.zeros(0, np.uint8)
