"""The words of many texts at once, each as a number: one pass of numpy, whatever is looked for.

https://numpy.org/doc/stable/reference/ufuncs.html. A word is a run of ASCII letters and digits, its
case does not count. Its number is made of its first and its last eight letters: two words with the
same number are a rare accident, which costs a look at the text and no more.
"""

from collections.abc import Iterable, Sequence
from itertools import accumulate
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

Numbers = NDArray[np.uint64]
Positions = NDArray[np.int64]

MARGIN = " " * 8  # around a buffer, so that eight bytes can be read at either end
BEYOND = len(MARGIN) - 1  # bytes of it that are read and not looked at
EIGHT = 8
_FIRST, _LAST, _PAIR, _START = (
    np.uint64(odd)
    for odd in (0x9E3779B97F4A7C15, 0xC2B2AE3D27D4EB4F, 0x165667B19E3779F9, 0xD6E8FEB86659FD93)
)  # any large odd numbers: the high bits of a product depend on all of a factor
LOW = np.array([(1 << 8 * n) - 1 for n in range(EIGHT + 1)], np.uint64)
_HIGH = np.array([(1 << 64) - (1 << 8 * (EIGHT - n)) for n in range(EIGHT + 1)], np.uint64)
_BLANK_BIT, _A, _ZERO = np.uint8(32), np.uint8(ord("a")), np.uint8(ord("0"))
_LETTERS, _DIGITS = np.uint8(26), np.uint8(10)
_ROOM = 4  # places of a table for each known number: most are empty, and it stays in the cache
_EMPTY, _SHARED = np.uint8(0), np.uint8(1)  # marks of places that no number has, or several


class Words(NamedTuple):
    """The words of a buffer, in order."""

    starts: Positions  # in the buffer
    numbers: Numbers
    beginnings: Numbers  # the eight bytes at each start, in lower case


def read_words(raw: NDArray[np.uint8]) -> Words:
    """The words of ASCII bytes that have a blank at both ends and seven bytes of anything around."""
    lower = raw | _BLANK_BIT  # digits have that bit already
    is_word = (lower[BEYOND:-BEYOND] - _A) < _LETTERS
    is_word |= (raw[BEYOND:-BEYOND] - _ZERO) < _DIGITS
    edges = np.flatnonzero(is_word[1:] != is_word[:-1])
    edges += len(MARGIN)
    starts, ends = edges[0::2], edges[1::2]
    eights = eights_of(lower)
    size = ends - starts
    beginnings = eights[starts]
    numbers = beginnings & LOW.take(size, mode="clip")
    numbers *= _FIRST
    last = eights[ends - EIGHT]
    last &= _HIGH.take(size, mode="clip")
    last *= _LAST
    numbers += last
    return Words(starts, numbers, beginnings)


def eights_of(raw: NDArray[np.uint8]) -> Numbers:
    """The eight bytes from each one on, as a number; nothing is copied."""
    return np.ndarray((max(0, len(raw) - 7),), "<u8", buffer=raw.data, strides=(1,))


def pair_numbers(numbers: Numbers) -> Numbers:
    """A number for each word and the one after it."""
    pairs = numbers[:-1] * _PAIR
    pairs += numbers[1:]
    return pairs


def start_numbers(beginnings: Numbers, size: int) -> Numbers:
    """A number for the first letters of each word, eight at most."""
    masked: Numbers = beginnings & LOW[size]
    return masked * _START


class NumberTable:
    """Which of some numbers stand where in a long row of them."""

    def __init__(self, known: Iterable[int], first: int = 0) -> None:
        """`find` tells the known numbers by their rank, counted from `first` on."""
        numbers = sorted(known)
        self._keys = np.array(numbers, np.uint64)
        bits = (max(1, len(numbers)) * _ROOM).bit_length()
        self._shift = np.uint64(64 - bits)
        places = (self._keys >> self._shift).view(np.int64)
        self._has_next = np.append(places[1:] == places[:-1], False)  # in the same place
        self._first = np.zeros(1 << bits, np.min_scalar_type(len(places)))  # key of each place
        self._first[places[::-1]] = np.arange(len(places))[::-1]
        self._marks = np.full(1 << bits, _EMPTY)  # the last byte of the number that is there
        marks = self._keys.astype(np.uint8)
        self._marks[places] = np.where(marks == _EMPTY, _SHARED, marks)
        self._marks[places[self._has_next]] = _SHARED
        self._rank = first

    def maybe(self, numbers: Numbers) -> Positions:
        """Where the known numbers are, and now and then others."""
        marks = self._marks.take((numbers >> self._shift).view(np.int64), mode="clip")
        is_maybe = marks == numbers.astype(np.uint8)
        is_maybe |= marks == _SHARED
        return np.flatnonzero(is_maybe)

    def find(self, numbers: Numbers) -> tuple[Positions, Positions]:
        """(position, rank) of the numbers that are known."""
        at = self._first[(numbers >> self._shift).view(np.int64)].astype(np.int64)
        is_found = self._keys[at] == numbers
        others = np.flatnonzero(~is_found)
        while len(others := others[self._has_next[at[others]]]):
            at[others] += 1
            is_found[others] = self._keys[at[others]] == numbers[others]
            others = others[~is_found[others]]
        found = np.flatnonzero(is_found)
        return found, at[found] + self._rank


def number_keys(keys: Sequence[Sequence[str]]) -> list[int]:
    """For each word, or each two in a row, given as flat text, its number in a scan."""
    flat = " ".join(word for key in keys for word in key)
    numbers = read_words(_bytes(flat)).numbers
    pairs = pair_numbers(numbers)
    ends = accumulate(map(len, keys), initial=0)
    return [
        int((pairs if len(key) > 1 else numbers)[at]) for key, at in zip(keys, ends, strict=False)
    ]


def number_start(start: str) -> int:
    """The number of the first letters of words, eight at most."""
    words = read_words(_bytes(start))
    return int(start_numbers(words.beginnings, len(start))[0])


def _bytes(flat: str) -> NDArray[np.uint8]:
    return np.frombuffer(f"{MARGIN}{flat}{MARGIN}".encode(), np.uint8)


class Rows:
    """Short rows of numbers, one after the other: `expand` replaces each number by its row."""

    def __init__(self, rows: Sequence[Sequence[int]]) -> None:
        self.sizes = np.array([len(row) for row in rows], np.int64)
        self._is_single = bool((self.sizes == 1).all())
        self._firsts = np.cumsum(self.sizes) - self.sizes
        self._flat = np.array([value for row in rows for value in row], np.int64)
        self._first_values = np.array([row[0] if row else 0 for row in rows], np.int64)
        self._has_more = self.sizes > 1

    def expand(self, numbers: Positions) -> tuple[Positions, Positions]:
        """(position in `numbers`, value) for each value of each number's row, in order."""
        if self._is_single:
            return np.arange(len(numbers)), self._flat[numbers]
        owners, at = spread(self._firsts[numbers], self.sizes[numbers])
        return owners, self._flat[at]

    def expand_anyhow(self, numbers: Positions) -> tuple[Positions, Positions]:
        """What `expand` returns, in another order: faster where most rows have one number; none is empty."""
        owners, values = np.arange(len(numbers)), self._first_values[numbers]
        more = np.flatnonzero(self._has_more[numbers])
        if not len(more):
            return owners, values
        others = numbers[more]
        again, at = spread(self._firsts[others] + 1, self.sizes[others] - 1)
        return np.concatenate([owners, more[again]]), np.concatenate([values, self._flat[at]])

    def value(self, numbers: Positions, place: int) -> Positions:
        """What stands at a place of each number's row; every row must be so long."""
        values: Positions = self._flat[self._firsts[numbers] + place]
        return values


def spread(firsts: Positions, sizes: Positions) -> tuple[Positions, Positions]:
    """(position, number) for runs of `sizes` numbers that begin with `firsts`."""
    return np.repeat(np.arange(len(sizes)), sizes), runs(firsts, sizes)


def runs(firsts: Positions, sizes: Positions) -> Positions:
    """The numbers of such runs alone."""
    numbers = np.repeat(firsts - (np.cumsum(sizes) - sizes), sizes)
    numbers += np.arange(len(numbers))
    return numbers


def distinct(values: Positions) -> Positions:
    """The values in order, each once; `numpy.unique` hashes them, which takes longer."""
    ordered = np.sort(values)
    return ordered[is_first(ordered)]


def order_of(first: Positions, second: Positions) -> Positions:
    """What orders by `first` and then by `second`, stably: many times as fast as `numpy.lexsort` where few tie."""
    order: Positions = first.argsort()
    begins = is_first(first[order])
    is_tied = ~begins
    is_tied[:-1] |= is_tied[1:]
    tied = np.flatnonzero(is_tied)
    rows = np.sort(order[tied])  # what ties twice stays in its order
    order[tied] = rows[np.lexsort((second[rows], first[rows]))]
    return order


def is_first(ordered: Positions) -> NDArray[np.bool_]:
    """Where another value begins."""
    begins = np.ones(len(ordered), np.bool_)
    np.not_equal(ordered[1:], ordered[:-1], out=begins[1:])
    return begins


def run_sizes(begins: Positions, total: int) -> Positions:
    """The sizes of runs that begin there, of `total` values; `numpy.diff` takes five times as long to start."""
    sizes = np.empty(len(begins), np.int64)
    np.subtract(begins[1:], begins[:-1], out=sizes[:-1])
    sizes[-1:] = total - begins[-1:]
    return sizes
