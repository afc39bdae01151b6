"""Read one text as the rules see it: the mentions of a concept, their places, their evidence."""

from bisect import bisect_left
from collections.abc import Iterable, Sequence, Set
from functools import cached_property
from typing import Literal, NamedTuple

from ingest.rules.book import Text
from ingest.rules.finding.folding import fold, lead_end, original_offsets
from ingest.rules.finding.hits import Scan
from ingest.rules.finding.index import PhraseIndex
from ingest.rules.finding.phrases import Span
from ingest.works import Evidence

TITLE, LEAD, ABSTRACT = 0, 1, 2
PLACE_NAMES: tuple[Literal["title", "lead", "abstract"], ...] = ("title", "lead", "abstract")
_MARK = "\n"  # folding leaves no newline, so it stands only between title and abstract
_BETWEEN = 3  # with the blanks around it and the one before the title, less the title's end offset
LATE = 0.6  # of the abstract's length


class Mention(NamedTuple):
    """A match in the folded text of title and abstract together."""

    start: int
    end: int
    phrase: int  # number of the phrase's pattern
    place: int  # TITLE, LEAD or ABSTRACT
    is_late: bool
    concept: str


def join(text: Text) -> str:
    """Title and abstract, folded, with boundaries at both ends of each."""
    return f" {fold(text.title)} {_MARK} {fold(text.abstract)} "


def find_borders(title: str, abstract: str) -> tuple[int, int, int]:
    """In the folded text: where the abstract starts, where its lead ends, where it grows late."""
    lead, size = lead_end(abstract), len(abstract)
    if not abstract.isascii():
        offsets = original_offsets(abstract)
        lead, size = bisect_left(offsets, lead), len(offsets) - 1
    title_size = len(title) if title.isascii() else len(original_offsets(title)) - 1
    abstract_at = title_size + 1 + _BETWEEN
    late = abstract_at + int(size * LATE)
    return abstract_at, abstract_at + lead, max(abstract_at + lead, late)


class Reading:
    """One text as the rules see it: mentions are found when a condition asks, and kept."""

    def __init__(self, index: PhraseIndex, text: Text, scan: Scan) -> None:
        self._index = index
        self._text = text
        self._places = index.places(scan)
        self._is_aligned = scan.is_aligned
        self._spans: dict[int, list[Span]] = {}
        self._mentions: dict[str, tuple[Mention, ...]] = {}

    @cached_property
    def _folded(self) -> str:
        return join(self._text)

    @cached_property
    def _offsets(self) -> tuple[Sequence[int], Sequence[int]]:
        return original_offsets(self._text.title), original_offsets(self._text.abstract)

    @cached_property
    def _borders(self) -> tuple[int, int, int]:
        return find_borders(self._text.title, self._text.abstract)

    def all_spans(self) -> list[tuple[int, int, int]]:
        """(start, -end, pattern) of everything that the scan saw and that stands there, sorted."""
        return self._all_spans(self._places.keys())

    def has_phrase(self) -> bool:
        """Whether any phrase at all stands in the text; the scan alone is not sure of it."""
        return any(self._all_spans(found.phrases) for found in self._index.concepts.values())

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
        masks = self._all_spans(patterns.masks) if patterns.masks else []
        found: list[Mention] = []
        end_of_last = 0
        for start, minus_end, phrase in spans:
            if -minus_end <= end_of_last or (masks and _is_inside(start, -minus_end, masks)):
                continue
            end_of_last = -minus_end
            place, is_late = self._place(start)
            found.append(Mention(start, -minus_end, phrase, place, is_late, concept))
        return tuple(found)

    def _all_spans(self, patterns: Set[int]) -> list[tuple[int, int, int]]:
        """(start, -end, pattern) sorted: where two start alike the longer comes first."""
        present = self._places.keys() & patterns
        if not present:
            return []
        spans = [
            (start, -end, pattern) for pattern in present for start, end in self._spans_of(pattern)
        ]
        spans.sort()
        return spans

    def _spans_of(self, pattern: int) -> list[Span]:
        if pattern not in self._spans:
            places = self._places[pattern] if self._is_aligned else None
            self._spans[pattern] = self._index.spans(pattern, self._folded, places)
        return self._spans[pattern]

    def _place(self, start: int) -> tuple[int, bool]:
        abstract_at, lead_at, late_at = self._borders
        if start < abstract_at:
            return TITLE, False
        if start < lead_at:
            return LEAD, False
        return ABSTRACT, start >= late_at

    def evidence(self, mentions: Iterable[Mention]) -> tuple[Evidence, ...]:
        """The mentions as they stand in the original title and abstract."""
        return tuple(map(self._one_evidence, mentions))

    def _one_evidence(self, mention: Mention) -> Evidence:
        in_title = mention.place == TITLE
        shift = 1 if in_title else self._borders[0]
        to_original = self._offsets[0 if in_title else 1]
        start = to_original[mention.start - shift]
        last = to_original[mention.end - shift - 1]
        end = max(to_original[mention.end - shift], last + 1)
        source = self._text.title if in_title else self._text.abstract
        place = PLACE_NAMES[mention.place]
        return Evidence(mention.concept, source[start:end], place, start, end)


def _is_inside(start: int, end: int, masks: list[tuple[int, int, int]]) -> bool:
    return any(mask <= start and end <= -minus_end for mask, minus_end, _ in masks)
