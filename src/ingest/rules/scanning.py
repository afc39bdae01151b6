"""Which phrases of a rule book may stand in which texts, and exactly where: one scan for all of them.

The scan looks up each word, and each two in a row, of many texts at once. It never misses a phrase;
where it found one the folded text decides.
"""

import re
from collections.abc import Collection, Iterable, Iterator, Sequence
from copy import copy
from itertools import pairwise
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from ingest.rules.book import Concept, Phrase, RuleBook, Text
from ingest.rules.flattening import Flat, make_flat
from ingest.rules.phrases import (
    Keys,
    find_plain,
    find_spans,
    is_edge,
    phrase_keys,
    phrase_pattern,
)
from ingest.rules.spelling import Spelling
from ingest.rules.words import (
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
_STARTS = (
    8,
    5,
    3,
    2,
    1,
)  # letters of an open end that are looked up: a pass over all words for each

_WINDOW = 128  # texts that are scanned together: what that makes stays in the processor's cache
_NONE = np.zeros(0, np.int64)

Span = tuple[int, int]


class Hits(NamedTuple):
    """What may stand in some texts: row by row a phrase's pattern, and where its key starts."""

    patterns: Positions
    texts: Positions
    starts: Positions  # in the flat text

    def of(self, is_kept: NDArray[np.bool_]) -> "Hits":
        """Those rows alone."""
        kept = np.flatnonzero(is_kept)
        return Hits(self.patterns[kept], self.texts[kept], self.starts[kept])


class Scan(NamedTuple):
    """What may stand in one text: patterns, and where in the flat text; in no order."""

    patterns: Sequence[int]
    starts: Sequence[int]
    is_aligned: bool  # as in FlatText


def split_hits(hits: Hits, is_aligned: NDArray[np.bool_], wanted: Positions) -> Iterator[Scan]:
    """What the scan found in each of the wanted texts, which are in order."""
    is_wanted = np.zeros(len(is_aligned), np.bool_)
    is_wanted[wanted] = True
    kept = np.flatnonzero(is_wanted[hits.texts])
    kept = kept[hits.texts[kept].argsort(kind="stable")]
    patterns, starts = hits.patterns[kept].tolist(), hits.starts[kept].tolist()
    edges = [*hits.texts[kept].searchsorted(wanted).tolist(), len(patterns)]
    for number, (begin, end) in zip(wanted.tolist(), pairwise(edges), strict=True):
        yield Scan(patterns[begin:end], starts[begin:end], bool(is_aligned[number]))


class ConceptPatterns(NamedTuple):
    """What of a concept, its includes resolved, is looked for: numbers of patterns."""

    phrases: frozenset[int]
    masks: frozenset[int]


class PhraseIndex:
    """All phrases of a rule book, compiled; keeps nothing of any text."""

    def __init__(self, book: RuleBook) -> None:
        self._numbers: dict[str, int] = {}  # of the patterns
        self._keys: list[Keys] = []  # by pattern
        concepts = {concept.name: concept for concept in book.concepts}
        self.concepts = {name: self._resolve(concepts, name) for name in concepts}
        self._sources = list(self._numbers)
        self._compiled: dict[int, re.Pattern[str]] = {}
        self._make_tables()
        self.spelling = Spelling(self._keys)
        self.names = sorted(self.concepts)  # a concept's number is its place here
        self._set_roles(self._find_roles())

    def pattern(self, number: int) -> str:
        """The pattern (`phrase_pattern`) of that number."""
        return self._sources[number]

    def widened(self, names: Collection[str], phrase: str) -> "PhraseIndex":
        """The same with one of its phrases in these concepts as well."""
        wider = copy(self)
        pattern = self._numbers[phrase_pattern(phrase)]
        wider.concepts = {
            name: ConceptPatterns(known.phrases | {pattern}, known.masks)
            if name in names
            else known
            for name, known in self.concepts.items()
        }
        more = {2 * number for number, name in enumerate(self.names) if name in names}
        roles = list(self._roles)
        roles[pattern] = sorted(more.union(roles[pattern]))
        wider._set_roles(roles)
        return wider

    def scan(self, text: Text) -> Scan:
        """What may stand in a text: all phrases that do, and now and then others."""
        flat = make_flat([text])
        hits = self.find(flat)
        return Scan(hits.patterns.tolist(), hits.starts.tolist(), bool(flat.is_aligned[0]))

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

    def find_pairs(
        self, texts: Positions, patterns: Positions, pair_texts: Positions, concepts: Positions
    ) -> tuple[Positions, NDArray[np.bool_], Positions]:
        """(position, is it a mask, pair) of the patterns that belong to a pair of a text and a concept;
        the pairs come in order, each once."""
        width = max(1, len(self.names))
        keys = pair_texts * width + concepts
        owners, roles = self._roles_of.expand(patterns)
        wanted = texts[owners] * width + (roles >> 1)
        pairs = keys.searchsorted(wanted)
        is_asked = pairs < len(keys)
        is_asked[is_asked] = keys[pairs[is_asked]] == wanted[is_asked]
        return owners[is_asked], (roles[is_asked] & 1).astype(np.bool_), pairs[is_asked]

    def places(self, scan: Scan) -> dict[int, list[int]]:
        """For each pattern that may stand in a text where its keys start."""
        places: dict[int, list[int]] = {}
        for pattern, start in zip(scan.patterns, scan.starts, strict=True):
            places.setdefault(pattern, []).append(start)
        return {pattern: sorted(those) for pattern, those in places.items()}

    def spans(self, pattern: int, folded: str, places: Sequence[int] | None) -> list[Span]:
        """Where a pattern stands in a folded text; `places` None: its keys are not aligned."""
        keys = self._keys[pattern]
        if places is not None and keys.plain:
            spans = []
            last = 0
            for start in places:
                end = find_plain(keys.plain, folded, start)
                if end >= 0 and start >= last:
                    spans.append((start, end))
                    last = end
            return spans
        if pattern not in self._compiled:  # most phrases are never met, and compiling is slow
            self._compiled[pattern] = re.compile(self._sources[pattern])
        compiled = self._compiled[pattern]
        if places is None or not keys.is_start:
            return find_spans(compiled, folded)
        matches = (compiled.match(folded, start) for start in places)
        return _apart(m.span() for m in matches if m and is_edge(folded, m.end(), m.end() - 1))

    def _make_tables(self) -> None:
        """The keys by number: two words of one number are looked up together and told apart later."""
        wanted = [(words, p) for p, keys in enumerate(self._keys) for words in keys.words]
        numbers = number_keys([words for words, _ in wanted])
        tables: dict[int, dict[int, list[int]]] = {ONE: {}, TWO: {}}
        for number, (words, pattern) in zip(numbers, wanted, strict=True):
            tables[-len(words)].setdefault(number, []).append(pattern)
        for pattern, keys in enumerate(self._keys):
            if keys.start:
                size = next(size for size in _STARTS if size <= len(keys.start))
                number = number_start(keys.start[:size])
                tables.setdefault(size, {}).setdefault(number, []).append(pattern)
        rows: list[list[int]] = []
        self._tables: list[tuple[int, NumberTable]] = []
        for size, table in tables.items():
            if table:
                self._tables.append((size, NumberTable(table, len(rows))))
                rows += [table[number] for number in sorted(table)]
        self._patterns_of = Rows(rows)

    def _find_roles(self) -> list[list[int]]:
        """For each pattern its concepts, their numbers doubled, and one if it is a mask there."""
        roles: list[list[int]] = [[] for _ in self._sources]
        for number, name in enumerate(self.names):
            for is_mask, patterns in enumerate(self.concepts[name]):
                for pattern in sorted(patterns):
                    roles[pattern].append(2 * number + is_mask)
        return roles

    def _set_roles(self, roles: list[list[int]]) -> None:
        self._roles = roles
        self._roles_of = Rows(roles)
        phrases = [not all(role & 1 for role in those) for those in roles]
        self.is_phrase = np.array(phrases, np.bool_)  # by pattern: of any concept, not a mask alone

    def _resolve(self, concepts: dict[str, Concept], name: str) -> ConceptPatterns:
        concept = concepts[name]
        phrases = self._numbered(concept.phrases)
        masks = self._numbered(concept.masks)
        for other in concept.include:
            included = self._resolve(concepts, other)
            phrases |= included.phrases
            masks |= included.masks
        return ConceptPatterns(frozenset(phrases), frozenset(masks))

    def _numbered(self, phrases: Iterable[Phrase]) -> set[int]:
        """An empty pattern finds everything, so it gets no number; `check_rules` reports it."""
        numbers = set()
        for phrase in phrases:
            pattern = phrase_pattern(phrase.text)
            if pattern and pattern not in self._numbers:
                self._numbers[pattern] = len(self._numbers)
                self._keys.append(phrase_keys(phrase.text))
            if pattern:
                numbers.add(self._numbers[pattern])
        return numbers


def _numbers(words: Words, kind: int) -> Numbers:
    if kind == ONE:
        return words.numbers
    return pair_numbers(words.numbers) if kind == TWO else start_numbers(words.beginnings, kind)


def _apart(spans: Iterable[Span]) -> list[Span]:
    """Of spans in order those that begin after the one before has ended, as `re` has them."""
    apart: list[Span] = []
    for span in spans:
        if not apart or span[0] >= apart[-1][1]:
            apart.append(span)
    return apart
