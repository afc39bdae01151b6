"""Which phrases of a rule book may stand in a text, and exactly where: one scan for all of them.

https://github.com/G-Research/ahocorasick_rs (Aho-Corasick, in Rust). The scan reads the flat text, a
rough copy: it never misses a phrase, and where it found one the folded text decides.
"""

import re
from collections.abc import Iterable, Mapping, Sequence, Set
from itertools import takewhile
from typing import NamedTuple

from ahocorasick_rs import BytesAhoCorasick, Implementation

from ingest.rules.book import Concept, Condition, Phrase, Place, RuleBook, Text
from ingest.rules.folding import flatten
from ingest.rules.glancing import ConceptPatterns, Glance
from ingest.rules.phrases import Literals, find_spans, is_edge, phrase_literals, phrase_pattern

_SMALL_BOOK = 8_000  # literals
_NOWHERE = b"\n"  # no flat text has it; without phrases there is still something to look for

_STOP = re.compile("[.\n]")  # in a folded text: the end of a sentence, or of the title

Span = tuple[int, int]


class Scan(NamedTuple):
    """What a scan found: (literal, start, end) in the flat text, by end."""

    hits: Sequence[tuple[int, int, int]]
    is_aligned: bool  # as in FlatText


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
        # the fast table of a large book outgrows the processor's cache; the compact one does not
        table = Implementation.DFA if len(owners) < _SMALL_BOOK else Implementation.ContiguousNFA
        self._automaton = BytesAhoCorasick(list(owners), implementation=table)

    def pattern(self, number: int) -> str:
        """The pattern (`phrase_pattern`) of that number."""
        return self._sources[number]

    def scan(self, text: Text) -> Scan:
        """The literals that stand in a text: those of all its phrases, and now and then others."""
        flat = flatten(text.title, text.abstract)
        return Scan(self.find(flat.text), flat.is_aligned)

    def find(self, flat: bytes) -> Sequence[tuple[int, int, int]]:
        """The bare scan of a flat text: (literal, start, end), overlapping ones too, by end."""
        return self._automaton.find_matches_as_indexes(flat, overlapping=True)

    def glance(self, scan: Scan, text: Text, rules: Mapping[str, Condition]) -> Glance:
        """What the scan alone says: which phrases may stand in a text, and which in its title."""
        found = {p for literal, _, _ in scan.hits for p in self._patterns_of[literal]}
        in_title = found
        if scan.is_aligned and text.title.isascii():
            end = len(text.title) + 1
            early = takewhile(lambda hit: hit[1] < end, scan.hits)
            in_title = {p for literal, _, _ in early for p in self._patterns_of[literal]}
        by_place: dict[Place, Set[int]] = {"title": in_title, "lead": found, "anywhere": found}
        return Glance(by_place, self.concepts, rules)

    def places(self, scan: Scan) -> dict[int, list[Span]]:
        """For each pattern that may stand in a text where its literals do, blanks not counted."""
        places: dict[int, list[Span]] = {}
        for literal, start, end in scan.hits:
            for pattern in self._patterns_of[literal]:
                places.setdefault(pattern, []).append((start + 1, end - 1))
        return places

    def spans(self, pattern: int, folded: str, places: Sequence[Span] | None) -> list[Span]:
        """Where a pattern stands in a folded text; `places` None: its literals are not aligned."""
        literals = self._literals[pattern]
        if places is not None and literals.is_plain:
            return _apart(place for place in places if _STOP.search(folded, *place) is None)
        if pattern not in self._compiled:  # most phrases are never met, and compiling is slow
            self._compiled[pattern] = re.compile(self._sources[pattern])
        compiled = self._compiled[pattern]
        if places is None or not literals.is_start:
            return find_spans(compiled, folded)
        matches = (compiled.match(folded, start) for start, _ in places)
        return _apart(m.span() for m in matches if m and is_edge(folded, m.end(), m.end() - 1))

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


def _apart(spans: Iterable[Span]) -> list[Span]:
    """Of spans in order those that begin after the one before has ended, as `re` has them."""
    apart: list[Span] = []
    for span in spans:
        if not apart or span[0] >= apart[-1][1]:
            apart.append(span)
    return apart
