"""Which phrases of a rule book may stand in a text, and exactly where: one scan for all of them.

https://github.com/daac-tools/python-daachorse (Aho-Corasick in a double array). The scan reads the
flat text, a rough copy: it never misses a phrase, and where it found one the folded text decides.
"""

import re
from bisect import bisect_right
from collections.abc import Iterable, Sequence
from typing import NamedTuple

import daachorse

from ingest.rules.book import Concept, Phrase, RuleBook, Text
from ingest.rules.folding import flatten
from ingest.rules.phrases import Literals, find_spans, is_edge, phrase_literals, phrase_pattern

_NOWHERE = b"\n"  # no flat text has it; without phrases there is still something to look for

_SECOND_BLANK = re.compile("(?<= ) ")

Span = tuple[int, int]


class Scan(NamedTuple):
    """What a scan found: (start, end, literal) in the flat text, by end."""

    hits: Sequence[tuple[int, int, int]]
    is_aligned: bool  # as in FlatText


class ConceptPatterns(NamedTuple):
    """What of a concept, its includes resolved, is looked for: numbers of patterns."""

    phrases: frozenset[int]
    masks: frozenset[int]


class PhraseIndex:
    """All phrases of a rule book, compiled; keeps nothing of any text."""

    def __init__(self, book: RuleBook) -> None:
        self._numbers: dict[str, int] = {}  # of the patterns
        self._literals: list[Literals] = []  # by pattern
        concepts = {concept.name: concept for concept in book.concepts}
        self.concepts = {name: self._resolve(concepts, name) for name in concepts}
        self.bits = {name: 1 << position for position, name in enumerate(self.concepts)}
        self._sources = list(self._numbers)
        self._compiled: dict[int, re.Pattern[str]] = {}
        owners: dict[bytes, list[int]] = {_NOWHERE: []}
        for pattern, literals in enumerate(self._literals):
            for text in literals.texts:
                owners.setdefault(text.encode(), []).append(pattern)
        self._patterns_of = list(owners.values())  # by literal
        self.concepts_of = self._concepts_by_literal()
        self.find = daachorse.DoubleArrayAhoCorasick(list(owners)).find_overlapping

    def scan(self, text: Text) -> Scan:
        """The literals that stand in a text: those of all its phrases, and now and then others."""
        flat = flatten(text.title, text.abstract)
        return Scan(self.find(flat.text), flat.is_aligned)

    def places(self, scan: Scan, folded: str) -> dict[int, list[Span]]:
        """For each pattern that may stand in a folded text where its literals do.

        Without the blanks around them. Offsets mean nothing where the scan is not aligned.
        """
        places: dict[int, list[Span]] = {}
        cuts = [m.start() - n for n, m in enumerate(_SECOND_BLANK.finditer(folded))]
        for start, end, literal in scan.hits:
            first, last = start + 1, end - 2
            if cuts:
                first += bisect_right(cuts, first)
                last += bisect_right(cuts, last)
            for pattern in self._patterns_of[literal]:
                places.setdefault(pattern, []).append((first, last + 1))
        return places

    def spans(self, pattern: int, folded: str, places: Sequence[Span] | None) -> list[Span]:
        """Where a pattern stands in a folded text; `places` None: its literals are not aligned."""
        literals = self._literals[pattern]
        if places is not None and literals.is_plain:
            return [place for place in places if "." not in folded[slice(*place)]]
        if pattern not in self._compiled:  # most phrases are never met, and compiling is slow
            self._compiled[pattern] = re.compile(self._sources[pattern])
        compiled = self._compiled[pattern]
        if places is None or not literals.is_start:
            return find_spans(compiled, folded)
        matches = (compiled.match(folded, start) for start, _ in places)
        return [m.span() for m in matches if m and is_edge(folded, m.end(), m.end() - 1)]

    def _concepts_by_literal(self) -> list[int]:
        """The concepts, one bit each, that have a literal's patterns among their phrases."""
        bits = [0] * len(self._literals)
        for name, patterns in self.concepts.items():
            for pattern in patterns.phrases:
                bits[pattern] |= self.bits[name]
        by_literal = []
        for patterns_of in self._patterns_of:
            concepts = 0
            for pattern in patterns_of:
                concepts |= bits[pattern]
            by_literal.append(concepts)
        return by_literal

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
                self._literals.append(phrase_literals(phrase.text))
            if pattern:
                numbers.add(self._numbers[pattern])
        return numbers
