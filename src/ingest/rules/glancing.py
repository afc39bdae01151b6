"""Tell quickly that a condition cannot hold, from what a scan found, before anything is looked up.

It mirrors `judging.judge` in what it counts, and leaves out what only takes away: exclusions,
masks, the longest of overlapping phrases.
"""

from collections.abc import Mapping, Set
from dataclasses import dataclass, field
from typing import NamedTuple

from ingest.rules.book import Condition, Place


class ConceptPatterns(NamedTuple):
    """What of a concept, its includes resolved, is looked for: numbers of patterns."""

    phrases: frozenset[int]
    masks: frozenset[int]


@dataclass(frozen=True, slots=True)
class Glance:
    """What may stand in one text."""

    found: Mapping[Place, Set[int]]  # patterns
    concepts: Mapping[str, ConceptPatterns]
    rules: Mapping[str, Condition]
    known: dict[tuple[str, Place], bool] = field(default_factory=dict)  # shared rules, once told


def may_hold(condition: Condition, glance: Glance, place: Place = "anywhere") -> bool:
    """False where `judge` is sure to find that a condition does not hold; True says nothing."""
    place = condition.place or place
    if condition.name is not None and not _may_name(condition, glance, place):
        return False
    for part in condition.all:
        if not may_hold(part, glance, place):
            return False
    if not condition.any:
        return True
    missing = condition.min if condition.name is None else 1
    for part in condition.any:
        if may_hold(part, glance, place):
            missing -= 1
            if missing <= 0:
                return True
    return False


def _may_name(condition: Condition, glance: Glance, place: Place) -> bool:
    name = condition.name or ""
    if name in glance.rules:
        if (name, place) not in glance.known:
            glance.known[name, place] = may_hold(glance.rules[name], glance, place)
        return glance.known[name, place]
    found = glance.found[place]
    phrases = glance.concepts[name].phrases
    if condition.min <= 1:
        return not found.isdisjoint(phrases)
    return len(found & phrases) >= condition.min
