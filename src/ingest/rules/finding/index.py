"""All phrases of a rule book: which patterns its concepts have, and exactly where one stands in a text."""

import re
from collections.abc import Collection, Iterable, Sequence
from copy import copy
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from ingest.rules.book import Concept, Phrase, RuleBook, Text
from ingest.rules.finding.flattening import Flat, make_flat
from ingest.rules.finding.hits import Hits, Scan
from ingest.rules.finding.phrases import (
    Keys,
    Span,
    find_plain,
    find_spans,
    is_edge,
    phrase_keys,
    phrase_pattern,
)
from ingest.rules.finding.scanning import Scanner
from ingest.rules.finding.spelling import Spelling
from ingest.rules.finding.words import Positions, Rows


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
        self._scanner = Scanner(self._keys)
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
        return self._scanner.find(flat)

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
        if places is not None and keys.spelled and not keys.has_case:
            spans = []
            last = 0
            for start in places:
                end = find_plain(keys.spelled, folded, start)
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


def _apart(spans: Iterable[Span]) -> list[Span]:
    """Of spans in order those that begin after the one before has ended, as `re` has them."""
    apart: list[Span] = []
    for span in spans:
        if not apart or span[0] >= apart[-1][1]:
            apart.append(span)
    return apart
