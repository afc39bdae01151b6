"""Look up each word, and each two in a row, of many texts at once: one scan for all phrases.

The scan never misses a phrase; where it found one the folded text decides.
"""

from collections.abc import Iterable, Sequence

import numpy as np

from ingest.rules.finding.flattening import Flat
from ingest.rules.finding.hits import Hits
from ingest.rules.finding.phrases import Keys
from ingest.rules.finding.words import (
    BEYOND,
    Numbers,
    NumberTable,
    Positions,
    Rows,
    Words,
    number_keys,
    number_start,
    pair_numbers,
    read_words,
    run_sizes,
    start_numbers,
)

ONE, TWO = -1, -2  # kinds of keys: a word, two in a row; above zero so many letters of a start
_STARTS = (8, 5, 3, 2, 1)  # letters of an open end that are looked up: each a pass over all words
_WINDOW = 128  # texts that are scanned together: what that makes stays in the processor's cache
_NONE = np.zeros(0, np.int64)


class Scanner:
    """The keys of some patterns, ready to be found; it keeps nothing of any text."""

    def __init__(self, keys: Sequence[Keys]) -> None:
        # two words of one number are looked up together and told apart later
        wanted = [(words, p) for p, one in enumerate(keys) for words in one.words]
        numbers = number_keys([words for words, _ in wanted])
        tables: dict[int, dict[int, list[int]]] = {ONE: {}, TWO: {}}
        for number, (words, pattern) in zip(numbers, wanted, strict=True):
            tables[-len(words)].setdefault(number, []).append(pattern)
        for pattern, one in enumerate(keys):
            if one.start:
                size = next(size for size in _STARTS if size <= len(one.start))
                number = number_start(one.start[:size])
                tables.setdefault(size, {}).setdefault(number, []).append(pattern)
        rows: list[list[int]] = []
        self._tables: list[tuple[int, NumberTable]] = []
        for size, table in tables.items():
            if table:
                self._tables.append((size, NumberTable(table, len(rows))))
                rows += [table[number] for number in sorted(table)]
        self._patterns_of = Rows(rows)

    def find(self, flat: Flat) -> Hits:
        """The bare scan of some texts; the hits are in no order."""
        windows = [self._look(flat, first) for first in range(0, len(flat.starts), _WINDOW)]
        found = [
            self._known(flat, table, maybe)
            for (_, table), maybe in zip(self._tables, zip(*windows, strict=True), strict=False)
        ]
        keys, texts, at = (
            (np.concatenate(columns) for columns in zip(*found, strict=True))
            if found
            else (_NONE, _NONE, _NONE)
        )
        owners, patterns = self._patterns_of.expand_anyhow(keys)
        texts = texts[owners]
        return Hits(patterns, texts, at[owners] - flat.starts[texts])

    def _look(self, flat: Flat, first: int) -> list[tuple[Numbers, Positions]]:
        """For each kind of key the numbers that may be one, and where in the buffer."""
        starts = flat.starts[first : first + _WINDOW]
        begin = int(starts[0]) - BEYOND
        last = first + len(starts) - 1
        end = int(flat.starts[last] + flat.sizes[last]) + BEYOND
        words = read_words(flat.buffer[begin:end])
        found = []
        for size, table in self._tables:
            numbers = _numbers(words, size)
            maybe = table.maybe(numbers)
            found.append((numbers[maybe], words.starts[maybe] + begin))
        return found

    def _known(
        self, flat: Flat, table: NumberTable, windows: Iterable[tuple[Numbers, Positions]]
    ) -> tuple[Positions, Positions, Positions]:
        """(key, text, where in the buffer) of those that are."""
        numbers, places = (np.concatenate(columns) for columns in zip(*windows, strict=True))
        found, keys = table.find(numbers)
        places = places[found]
        counts = run_sizes(places.searchsorted(flat.starts), len(places))
        return keys, np.repeat(np.arange(len(counts)), counts), places


def _numbers(words: Words, kind: int) -> Numbers:
    if kind == ONE:
        return words.numbers
    return pair_numbers(words.numbers) if kind == TWO else start_numbers(words.beginnings, kind)
