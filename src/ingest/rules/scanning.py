"""Which phrases of a rule book may stand in which texts, and exactly where: one scan for all of them.

The scan looks up each word, and each two in a row, of many texts at once. It never misses a phrase;
where it found one the folded text decides.
"""

import re
from collections.abc import Collection, Iterable, Iterator, Sequence
from copy import copy
from itertools import accumulate, count, pairwise
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from ingest.rules.book import Concept, Phrase, RuleBook, Text
from ingest.rules.folding import flatten
from ingest.rules.glancing import ConceptPatterns
from ingest.rules.phrases import (
    Keys,
    find_plain,
    find_spans,
    is_edge,
    phrase_keys,
    phrase_pattern,
)
from ingest.rules.words import (
    MARGIN,
    Numbers,
    NumberTable,
    Positions,
    Rows,
    Words,
    number_keys,
    number_start,
    pair_numbers,
    read_words,
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

BATCH = 128  # texts: what a scan makes of them stays in the processor's cache

Span = tuple[int, int]


class Batch(NamedTuple):
    """Texts as one buffer for the scan."""

    buffer: bytes
    starts: Positions  # of each text in the buffer, and where the last one ends
    titles: Positions  # where each title ends in its text; the text's own end if it is not aligned
    is_aligned: Sequence[bool]  # as in FlatText


class Hits(NamedTuple):
    """What may stand in some texts: row by row a phrase's pattern, and where its key starts."""

    patterns: Positions
    texts: Positions
    starts: Positions  # in the flat text

    def of(self, is_kept: NDArray[np.bool_]) -> "Hits":
        """Those rows alone."""
        kept = np.flatnonzero(is_kept)
        return Hits(self.patterns[kept], self.texts[kept], self.starts[kept])


class Found(NamedTuple):
    """What a scan found in the texts of some batches, numbered through."""

    hits: Hits
    titles: Positions  # as in Batch
    is_aligned: Sequence[bool]


class Scan(NamedTuple):
    """What may stand in one text: patterns, and where in the flat text; a pattern's by start."""

    patterns: Sequence[int]
    starts: Sequence[int]
    is_aligned: bool  # as in FlatText


def make_batch(texts: Sequence[Text]) -> Batch:
    """Flatten some hundred texts; more of them at once outgrow the processor's cache."""
    flats = [f" {text.title} . {text.abstract} " for text in texts]
    titles = [len(text.title) + 1 for text in texts]
    is_aligned = [True] * len(texts)
    for number in [number for number, flat in enumerate(flats) if not flat.isascii()]:
        flats[number], is_aligned[number] = flatten(texts[number].title, texts[number].abstract)
        titles[number] = len(flats[number])
    starts = np.fromiter(accumulate(map(len, flats), initial=len(MARGIN)), np.int64)
    buffer = "".join([MARGIN, *flats, MARGIN]).encode()
    return Batch(buffer, starts, np.array(titles, np.int64), is_aligned)


def make_batches(texts: Sequence[Text], size: int = BATCH) -> Iterator[Batch]:
    """The texts in batches of that size, each made when it is asked for."""
    for start in range(0, len(texts), size):
        yield make_batch(texts[start : start + size])


def split_hits(found: Found, wanted: Collection[int]) -> Iterator[tuple[int, Scan]]:
    """(number, scan) of the wanted texts, in order."""
    if not wanted:
        return
    hits = found.hits
    numbers = np.array(sorted(wanted), np.int64)
    is_wanted = np.zeros(len(found.titles), np.bool_)
    is_wanted[numbers] = True
    kept = np.flatnonzero(is_wanted[hits.texts])
    kept = kept[hits.texts[kept].argsort(kind="stable")]
    patterns, starts = hits.patterns[kept].tolist(), hits.starts[kept].tolist()
    edges = [*hits.texts[kept].searchsorted(numbers).tolist(), len(patterns)]
    for number, (begin, end) in zip(numbers.tolist(), pairwise(edges), strict=True):
        yield number, Scan(patterns[begin:end], starts[begin:end], found.is_aligned[number])


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

    def pattern(self, number: int) -> str:
        """The pattern (`phrase_pattern`) of that number."""
        return self._sources[number]

    def widened(self, names: Collection[str], phrase: str) -> "PhraseIndex":
        """The same with one of its phrases in these concepts as well."""
        wider = copy(self)
        more = {self._numbers[phrase_pattern(phrase)]}
        wider.concepts = {
            name: ConceptPatterns(known.phrases | more, known.masks) if name in names else known
            for name, known in self.concepts.items()
        }
        return wider

    def scan(self, text: Text) -> Scan:
        """What may stand in a text: all phrases that do, and now and then others."""
        batch = make_batch([text])
        hits = self.find(batch)
        return Scan(hits.patterns.tolist(), hits.starts.tolist(), batch.is_aligned[0])

    def find(self, batch: Batch) -> Hits:
        """The bare scan of a batch, by kind of key and then by start."""
        words = read_words(batch.buffer)
        found = [table.find(_numbers(words, size)) for size, table in self._tables]
        if not found:
            nothing = np.zeros(0, np.int64)
            return Hits(nothing, nothing, nothing)
        at = np.concatenate([positions for positions, _ in found])
        owners, patterns = self._patterns_of.expand(np.concatenate([keys for _, keys in found]))
        starts = words.starts[at[owners]]
        texts = batch.starts.searchsorted(starts, "right") - 1
        return Hits(patterns, texts, starts - batch.starts[texts])

    def find_all(self, batches: Iterable[Batch]) -> Found:
        """The scan of one batch after the other, so that each is in the processor's cache."""
        hits: list[Hits] = []
        titles: list[Positions] = []
        is_aligned: list[bool] = []
        for batch in batches:
            patterns, texts, starts = self.find(batch)
            hits.append(Hits(patterns, texts + len(is_aligned), starts))
            titles.append(batch.titles)
            is_aligned += batch.is_aligned
        return Found(
            Hits(*map(np.concatenate, zip(*hits, strict=True))), np.concatenate(titles), is_aligned
        )

    def places(self, scan: Scan) -> dict[int, list[int]]:
        """For each pattern that may stand in a text where its keys start."""
        places: dict[int, list[int]] = {}
        for pattern, start in zip(scan.patterns, scan.starts, strict=True):
            places.setdefault(pattern, []).append(start)
        return places

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
        rows = [row for table in tables.values() for row in table.values()]
        self._patterns_of = Rows(rows)
        counter = count()
        self._tables = [
            (size, NumberTable({number: next(counter) for number in table}))
            for size, table in tables.items()
            if table
        ]

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
