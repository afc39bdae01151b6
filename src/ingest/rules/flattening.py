"""Many texts as one buffer of ASCII bytes, in which numpy finds words and phrases."""

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from ingest.rules.book import Text
from ingest.rules.folding import flatten, fold
from ingest.rules.texts import TextColumns, columns_of
from ingest.rules.words import MARGIN, Positions, distinct

BETWEEN = 3  # characters between title and abstract in a flat text: " . "

_HIGH_BITS = np.uint64(0x8080808080808080)  # of eight bytes: none is set where all are ASCII


class Flat(NamedTuple):
    """Texts in a buffer, one after the other, with a margin at both ends."""

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
    return flatten_columns(columns_of(texts))


def flatten_columns(texts: TextColumns) -> Flat:
    """The same of texts in columns."""
    blanks, _ = before_and_behind = _blanks(len(texts))
    joined = _join(before_and_behind, texts.titles, texts.abstracts)
    titles = pc.binary_length(texts.titles).to_numpy() + np.int64(1)
    is_aligned = np.ones(len(texts), np.bool_)
    originals = {
        row: (texts.titles[row].as_py(), texts.abstracts[row].as_py()) for row in _wide_rows(joined)
    }
    if originals:
        wide = {row: flatten(*both) for row, both in originals.items()}
        for row, one in wide.items():
            is_aligned[row] = one.is_aligned
            size = len(one.text)
            titles[row] = len(fold(originals[row][0])) + 1 if one.is_aligned else size
        joined = _with_rows(joined, before_and_behind, {row: one.text for row, one in wide.items()})
    ends = _edges(joined)
    starts = ends[:-1] + pc.binary_length(blanks).to_numpy() - 1
    sizes = np.append(starts[1:], ends[-1] - len(MARGIN) + 1) - starts
    return Flat(_bytes_of(joined), starts, sizes, titles, is_aligned, originals)


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


def _join(
    around: tuple[pa.Array, pa.Array], titles: pa.StringArray, abstracts: pa.StringArray
) -> pa.StringArray:
    return pc.binary_join_element_wise(around[0], titles, " . ", abstracts, around[1], "")


def _with_rows(
    joined: pa.StringArray, around: tuple[pa.Array, pa.Array], flat: dict[int, str]
) -> pa.StringArray:
    """The texts with others in some rows' place, which have their blanks already."""
    is_other = np.zeros(len(joined), np.bool_)
    is_other[list(flat)] = True
    padded = [
        f"{around[0][row].as_py()}{text[1:-1]}{around[1][row].as_py()}"
        for row, text in flat.items()
    ]
    return pc.replace_with_mask(joined, pa.array(is_other), pa.array(padded, pa.string()))


def _wide_rows(joined: pa.StringArray) -> list[int]:
    """The rows that are not ASCII, in order: eight bytes are looked at together."""
    letters = _bytes_of(joined)
    eights = letters[: len(letters) // 8 * 8].view(np.uint64)  # the last bytes are a margin
    found = np.flatnonzero(eights & _HIGH_BITS) * 8
    if not len(found):
        return []
    edges = _edges(joined)
    ends = [edges.searchsorted(found + more, "right") - 1 for more in (0, 7)]
    rows = distinct(np.concatenate(ends)).tolist()
    return [row for row in rows if (letters[edges[row] : edges[row + 1]] > 127).any()]


def _edges(strings: pa.StringArray) -> Positions:
    """Where each string begins in the bytes of all, and where the last ends."""
    edges = np.frombuffer(strings.buffers()[1], np.int32)
    return edges[strings.offset : strings.offset + len(strings) + 1].astype(np.int64)


def _bytes_of(strings: pa.StringArray) -> NDArray[np.uint8]:
    letters = strings.buffers()[2]
    return np.frombuffer(letters, np.uint8) if letters else np.zeros(0, np.uint8)
