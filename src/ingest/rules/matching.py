"""Find the phrases of all concepts in a text: one scan says which, spans are looked up only for those.

https://github.com/google/re2 (RE2::Set). A scan that runs out of memory answers "nothing" without
an error, so every scan must also see the mark between title and abstract, or it is not believed.
"""

import re
from bisect import bisect_left
from collections.abc import Iterable
from typing import Literal, NamedTuple

import re2

from ingest.errors import ConfigError
from ingest.rules.book import Concept, Phrase, RuleBook, Text
from ingest.rules.folding import fold, lead_end, original_offsets
from ingest.rules.phrases import bounded, find_spans, phrase_pattern
from ingest.works import Evidence

TITLE, LEAD, ABSTRACT = 0, 1, 2
_PLACE_NAMES: tuple[Literal["title", "lead", "abstract"], ...] = ("title", "lead", "abstract")
_MARK = "\n"  # folding leaves no newline, so it stands only between title and abstract
_SCAN_MEMORY = 1 << 29  # bytes the automaton may take at most; 500 phrases use a few million
_LATE = 0.6  # of the abstract's length


class Mention(NamedTuple):
    """A match in the folded text of title and abstract together."""

    start: int
    end: int
    phrase: int  # number of the phrase's pattern
    place: int  # TITLE, LEAD or ABSTRACT
    is_late: bool
    concept: str


class ConceptPatterns(NamedTuple):
    """What of a concept, its includes resolved, is looked for: numbers of patterns."""

    phrases: frozenset[int]
    masks: frozenset[int]


class PhraseIndex:
    """All patterns of a rule book, compiled; keeps nothing of any text."""

    def __init__(self, book: RuleBook) -> None:
        self._numbers: dict[str, int] = {}
        concepts = {concept.name: concept for concept in book.concepts}
        self.concepts = {name: self._resolve(concepts, name) for name in concepts}
        self._spans: dict[int, re.Pattern[str]] = {}
        self._patterns = list(self._numbers)
        self.bits = {name: 1 << position for position, name in enumerate(self.concepts)}
        self._bits_of = self._concepts_by_phrase()
        self._scan = re2.Set.SearchSet(_scan_options())
        for pattern in self._numbers:
            self._scan.Add(bounded(pattern))
        self._scan.Add(_MARK)
        self._compile_scan()

    def scan(self, folded: str) -> set[int]:
        """The numbers of the patterns that stand somewhere in a folded text."""
        found = set(self._scan.Match(folded.encode()))
        if len(self._numbers) not in found:
            raise self._too_big()
        found.discard(len(self._numbers))
        return found

    def _compile_scan(self) -> None:
        try:
            self._scan.Compile()
        except re2.error as error:
            raise self._too_big() from error

    def _too_big(self) -> ConfigError:
        return ConfigError(
            f"{len(self._numbers)} phrases are too many for the matcher's memory",
            todo="Take phrases out, or split the rule files over several homes.",
        )

    def concepts_of(self, hits: Iterable[int]) -> int:
        """The concepts, one bit each, of which one of these patterns is a phrase."""
        concepts = 0
        for hit in hits:
            concepts |= self._bits_of[hit]
        return concepts

    def spans(self, pattern: int, folded: str) -> list[tuple[int, int]]:
        """Where a pattern stands in a folded text."""
        if pattern not in self._spans:  # most phrases are never met, and compiling is slow
            self._spans[pattern] = re.compile(self._patterns[pattern])
        return find_spans(self._spans[pattern], folded)

    def _concepts_by_phrase(self) -> list[int]:
        bits = [0] * len(self._patterns)
        for name, patterns in self.concepts.items():
            for phrase in patterns.phrases:
                bits[phrase] |= self.bits[name]
        return bits

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
        patterns = filter(None, (phrase_pattern(phrase.text) for phrase in phrases))
        return {self._numbers.setdefault(pattern, len(self._numbers)) for pattern in patterns}


def _scan_options() -> re2.Options:
    options = re2.Options()
    options.max_mem = _SCAN_MEMORY
    options.log_errors = False
    return options


def join(text: Text) -> str:
    """Title and abstract, folded, with boundaries at both ends of each."""
    return f" {fold(text.title)} {_MARK} {fold(text.abstract)} "


class Reading:
    """One text as the rules see it: mentions are found when a condition asks, and kept."""

    def __init__(self, index: PhraseIndex, text: Text, folded: str, hits: set[int]) -> None:
        self._index = index
        self._text = text
        self._folded = folded
        self._hits = hits
        self._spans: dict[int, list[tuple[int, int]]] = {}
        self._mentions: dict[str, tuple[Mention, ...]] = {}
        self._abstract_at = folded.index(_MARK) + 2
        lead = bisect_left(original_offsets(text.abstract), lead_end(text.abstract))
        self._lead_end = self._abstract_at + lead
        length = len(folded) - 1 - self._abstract_at
        self._late_from = max(self._lead_end, self._abstract_at + int(length * _LATE))

    def mentions(self, concept: str) -> tuple[Mention, ...]:
        """A concept's matches in order, the longest where they overlap, none inside a mask."""
        if concept not in self._mentions:
            self._mentions[concept] = self._find(concept)
        return self._mentions[concept]

    def _find(self, concept: str) -> tuple[Mention, ...]:
        patterns = self._index.concepts[concept]
        spans = self._all_spans(patterns.phrases)
        if not spans:
            return ()
        masks = self._all_spans(patterns.masks)
        found: list[Mention] = []
        end_of_last = 0
        for start, minus_end, phrase in spans:
            if -minus_end <= end_of_last or _is_inside(start, -minus_end, masks):
                continue
            end_of_last = -minus_end
            place, is_late = self._place(start)
            found.append(Mention(start, -minus_end, phrase, place, is_late, concept))
        return tuple(found)

    def _all_spans(self, patterns: Iterable[int]) -> list[tuple[int, int, int]]:
        """(start, -end, pattern) sorted: where two start alike the longer comes first."""
        return sorted(
            (start, -end, pattern)
            for pattern in self._hits.intersection(patterns)
            for start, end in self._spans_of(pattern)
        )

    def _spans_of(self, pattern: int) -> list[tuple[int, int]]:
        if pattern not in self._spans:
            self._spans[pattern] = self._index.spans(pattern, self._folded)
        return self._spans[pattern]

    def _place(self, start: int) -> tuple[int, bool]:
        if start < self._abstract_at:
            return TITLE, False
        if start < self._lead_end:
            return LEAD, False
        return ABSTRACT, start >= self._late_from

    def evidence(self, mentions: Iterable[Mention]) -> tuple[Evidence, ...]:
        """The mentions as they stand in the original title and abstract."""
        offsets = (original_offsets(self._text.title), original_offsets(self._text.abstract))
        return tuple(self._one_evidence(mention, offsets) for mention in mentions)

    def _one_evidence(
        self, mention: Mention, offsets: tuple[list[int] | range, list[int] | range]
    ) -> Evidence:
        in_title = mention.place == TITLE
        shift = 1 if in_title else self._abstract_at
        to_original = offsets[0 if in_title else 1]
        start = to_original[mention.start - shift]
        last = to_original[mention.end - shift - 1]
        end = max(to_original[mention.end - shift], last + 1)
        source = self._text.title if in_title else self._text.abstract
        place = _PLACE_NAMES[mention.place]
        return Evidence(mention.concept, source[start:end], place, start, end)


def _is_inside(start: int, end: int, masks: list[tuple[int, int, int]]) -> bool:
    return any(mask <= start and end <= -minus_end for mask, minus_end, _ in masks)
