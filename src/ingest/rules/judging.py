"""Weigh the conditions of a rule against one text.

The strength of a concept is the chance that at least one of its distinct phrases is meant, each
likelier in the title than in the lead than further down; `all` is the weighted geometric mean of
its parts, `any` its strongest part and a little for each further one. So a rule is as sure as its
conditions together, and a score is between 0 and 1. A condition of weight below 1 is a side
condition: it must hold, but raises no doubt by standing on one mention or late in the abstract.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from itertools import chain
from math import exp, log, prod

from ingest.rules.book import Condition, Place
from ingest.rules.matching import ABSTRACT, LEAD, TITLE, Mention, Reading

_CHANCE = {TITLE: 0.85, LEAD: 0.7, ABSTRACT: 0.5}  # that one phrase there means its concept
_ALONE = {place: 1 - (1 - chance) for place, chance in _CHANCE.items()}
_AGAIN = 0.15  # of the chance, for each further mention of the same phrase
_FURTHER = 0.3  # of its strength, for each further condition of `any`
_DEEPEST: dict[Place, int] = {"title": TITLE, "lead": LEAD, "anywhere": ABSTRACT}


@dataclass(frozen=True, slots=True)
class Outcome:
    """A condition that holds: how strongly, by which mentions, and what makes it doubtful."""

    strength: float
    mentions: tuple[Mention, ...] = ()  # some of them twice, where two conditions share a concept
    lone: tuple[str, ...] = ()  # concepts that stand on one single mention outside the title
    late: tuple[str, ...] = ()  # concepts that are first mentioned late in the abstract


_NOTHING = Outcome(0.0)


@dataclass(frozen=True, slots=True)
class Case:
    """One text before the rules; what a rule or a concept came to is kept for the next category."""

    reading: Reading
    rules: Mapping[str, Condition]
    judged: dict[tuple[str, Place], Outcome | None] = field(default_factory=dict)
    weighed: dict[tuple[str, Place], tuple[int, Outcome]] = field(default_factory=dict)


def judge(condition: Condition, case: Case, place: Place = "anywhere") -> Outcome | None:
    """The outcome of a condition on a text, None where it does not hold."""
    place = condition.place or place
    for part in condition.none:
        if judge(part, case, place) is not None:
            return None
    parts: list[tuple[float, Outcome]] = []
    if condition.name is not None:
        outcome = _judge_name(condition, case, place)
        if outcome is None:
            return None
        parts.append((1.0, outcome))
    for part in condition.all:
        outcome = judge(part, case, place)
        if outcome is None:
            return None
        parts.append((part.weight, outcome))
    if condition.any:
        outcome = _judge_any(condition, case, place)
        if outcome is None:
            return None
        parts.append((1.0, outcome))
    return _mean(parts)


def _judge_name(condition: Condition, case: Case, place: Place) -> Outcome | None:
    name = condition.name or ""
    if name in case.rules:
        if (name, place) not in case.judged:
            case.judged[name, place] = judge(case.rules[name], case, place)
        return case.judged[name, place]
    if (name, place) not in case.weighed:
        case.weighed[name, place] = _weigh(name, case, place)
    phrases, outcome = case.weighed[name, place]
    return outcome if phrases >= condition.min else None


def _weigh(name: str, case: Case, place: Place) -> tuple[int, Outcome]:
    """How many phrases of a concept stand in a place, and what they come to."""
    deepest = _DEEPEST[place]
    mentions = case.reading.mentions(name)
    if mentions and mentions[-1].place > deepest:  # they are in the order of the text
        mentions = tuple(m for m in mentions if m.place <= deepest)
    if not mentions:
        return 0, _NOTHING
    if len(mentions) == 1:
        return 1, _doubted(_ALONE[mentions[0].place], mentions)
    chances: dict[int, float] = {}
    for mention in mentions:  # in order, so the first of a phrase is its best
        chance = chances.get(mention.phrase)
        chances[mention.phrase] = (
            _CHANCE[mention.place] if chance is None else chance + (1 - chance) * _AGAIN
        )
    strength = 1 - prod(1 - chance for chance in chances.values())
    return len(chances), _doubted(strength, mentions)


def _judge_any(condition: Condition, case: Case, place: Place) -> Outcome | None:
    found = [judge(part, case, place) for part in condition.any]
    held = sorted((o for o in found if o is not None), key=lambda o: -o.strength)
    minimum = condition.min if condition.name is None else 1
    if len(held) < minimum:
        return None
    doubt = (1 - held[0].strength) * prod(1 - _FURTHER * o.strength for o in held[1:])
    if len(held) == 1:  # nothing beside it that could lift its doubts
        return Outcome(1 - doubt, held[0].mentions, held[0].lone, held[0].late)
    mentions = tuple(chain.from_iterable(outcome.mentions for outcome in held))
    if any(not (outcome.lone or outcome.late) for outcome in held):
        return Outcome(1 - doubt, mentions)
    return _doubted(1 - doubt, mentions)


def _doubted(strength: float, mentions: tuple[Mention, ...]) -> Outcome:
    start, place = mentions[0].start, mentions[0].place
    is_lone = place != TITLE and all(mention.start == start for mention in mentions)
    is_late = all(mention.is_late for mention in mentions)
    if not (is_lone or is_late):
        return Outcome(strength, mentions)
    names = tuple(sorted({mention.concept for mention in mentions}))
    return Outcome(strength, mentions, names if is_lone else (), names if is_late else ())


def _mean(parts: list[tuple[float, Outcome]]) -> Outcome:
    if len(parts) == 1:
        return parts[0][1]
    weight = sum(weight for weight, _ in parts)
    total = sum(w * log(max(outcome.strength, 1e-9)) for w, outcome in parts)
    return Outcome(
        exp(total / weight) if weight else 1.0,
        tuple(chain.from_iterable(outcome.mentions for _, outcome in parts)),
        tuple(dict.fromkeys(name for w, outcome in parts if w >= 1 for name in outcome.lone)),
        tuple(dict.fromkeys(name for w, outcome in parts if w >= 1 for name in outcome.late)),
    )
