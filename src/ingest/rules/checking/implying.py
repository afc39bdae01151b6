"""What follows from what: conditions that exclude themselves, and conditions that a wider one shadows."""

from collections.abc import Iterator
from itertools import chain

from ingest.rules.book import PLACES, Condition, Place, RuleBook
from ingest.rules.finding.phrases import phrase_pattern

_DEPTH: dict[Place, int] = {place: depth for depth, place in enumerate(PLACES)}


class NeverFires:
    """Reads conditions against a book's concepts and shared rules."""

    def __init__(self, book: RuleBook) -> None:
        self._rules = {rule.name: rule.condition for rule in book.rules}
        self._concepts = {concept.name: concept for concept in book.concepts}
        self._phrases = {name: self._resolved(name) for name in self._concepts}
        self._masks = {
            concept.name: {phrase_pattern(mask.text) for mask in concept.masks}
            for concept in book.concepts
        }

    def _resolved(self, name: str) -> set[str]:
        concept = self._concepts[name]
        own = {phrase_pattern(phrase.text) for phrase in concept.phrases}
        return own.union(*map(self._resolved, concept.include))

    def why(self, condition: Condition, place: Place = "anywhere") -> str:
        """Why a condition can never hold, as far as that can be told from its parts; else ""."""
        place = condition.place or place
        name = condition.name
        if name in self._rules:
            return self.why(self._rules[name], place)
        if name is not None:
            left = self._phrases[name] - self._masks[name]
            if len(left) < condition.min:
                return f"{name!r} has {len(left)} phrase{'s' if len(left) != 1 else ''} to match, {condition.min} are asked for"
        asked = list(self._asked(condition, place))
        for part in condition.none:
            for one, where in asked:
                if self._implies(one, where, part, part.place or place):
                    return f"{one.name!r} is both asked for and excluded"
        for part in condition.all:
            if reason := self.why(part, place):
                return reason
        reasons = [reason for part in condition.any if (reason := self.why(part, place))]
        minimum = condition.min if name is None else 1
        if condition.any and len(condition.any) - len(reasons) < minimum:
            few = f"{minimum} of {len(condition.any)} conditions are asked for"
            return reasons[0] if reasons else few
        return ""

    def shadowed(
        self, condition: Condition, place: Place = "anywhere"
    ) -> Iterator[tuple[Condition, Condition]]:
        """(narrow, wide) conditions of one `any`, where it takes one alone: the narrow one is idle."""
        place = condition.place or place
        if condition.name is not None or condition.min == 1:
            for narrow in condition.any:
                for wide in condition.any:
                    places = (narrow.place or place, wide.place or place)
                    if narrow is not wide and self._implies(narrow, places[0], wide, places[1]):
                        yield narrow, wide
        for part in chain(condition.all, condition.any, condition.none):
            yield from self.shadowed(part, place)

    def _asked(self, condition: Condition, place: Place) -> Iterator[tuple[Condition, Place]]:
        """The named conditions that must hold for this one to hold, each with its place."""
        place = condition.place or place
        if condition.name is not None:
            yield condition, place
            if condition.name in self._rules:
                yield from self._asked(self._rules[condition.name], place)
        for part in condition.all:
            yield from self._asked(part, place)

    def _implies(self, one: Condition, place: Place, other: Condition, other_place: Place) -> bool:
        """Whether a mention that `one` asks for is always one that `other` asks for."""
        if not (_is_name(one) and _is_name(other)) or _DEPTH[place] > _DEPTH[other_place]:
            return False
        if one.name == other.name:
            return one.min >= other.min
        if one.name not in self._phrases or other.name not in self._phrases:
            return False
        is_within = self._phrases[one.name or ""] <= self._phrases[other.name or ""]
        return is_within and one.min >= other.min and not self._masks[other.name or ""]


def _is_name(condition: Condition) -> bool:
    return condition.name is not None and not (condition.all or condition.any or condition.none)
