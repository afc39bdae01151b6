"""Verdicts the plain way: every phrase sought with `re` in every text, every rule asked, one work at a time.

It says what the fast way (`deciding`, `weighing`, `ranking`) must come to, to the last bit.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import chain
from math import exp, log, prod

from ingest.rules import Category, Condition, Knot, RuleBook, Text, calibrate
from ingest.rules.book import Place
from ingest.rules.finding.hits import Scan
from ingest.rules.finding.index import PhraseIndex
from ingest.rules.finding.matching import ABSTRACT, LEAD, TITLE, Mention, Reading
from ingest.rules.judging.closures import all_behind
from ingest.rules.judging.gate import find_needs
from ingest.works import Verdict

CHANCE = {TITLE: 0.85, LEAD: 0.7, ABSTRACT: 0.5}  # that one phrase there means its concept
_ALONE = {place: 1 - (1 - chance) for place, chance in CHANCE.items()}
AGAIN = 0.15  # of the chance, for each further mention of the same phrase
FURTHER = 0.3  # of its strength, for each further condition of `any`
DEEPEST: dict[Place, int] = {"title": TITLE, "lead": LEAD, "anywhere": ABSTRACT}


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
    deepest = DEEPEST[place]
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
            CHANCE[mention.place] if chance is None else chance + (1 - chance) * AGAIN
        )
    strength = 1 - prod(1 - chance for chance in chances.values())
    return len(chances), _doubted(strength, mentions)


def _judge_any(condition: Condition, case: Case, place: Place) -> Outcome | None:
    found = [judge(part, case, place) for part in condition.any]
    held = sorted((o for o in found if o is not None), key=lambda o: -o.strength)
    minimum = condition.min if condition.name is None else 1
    if len(held) < minimum:
        return None
    doubt = (1 - held[0].strength) * prod(1 - FURTHER * o.strength for o in held[1:])
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
    weight = total = 0.0
    for one, outcome in parts:  # not `sum`, which rounds otherwise from Python 3.12 on
        weight += one
        total += one * log(max(outcome.strength, 1e-9))
    return Outcome(
        exp(total / weight) if weight else 1.0,
        tuple(chain.from_iterable(outcome.mentions for _, outcome in parts)),
        tuple(dict.fromkeys(name for w, outcome in parts if w >= 1 for name in outcome.lone)),
        tuple(dict.fromkeys(name for w, outcome in parts if w >= 1 for name in outcome.late)),
    )


@dataclass(frozen=True, slots=True)
class Fired:
    """A category whose rule holds for a text."""

    category: Category
    score: float
    outcome: Outcome


def _knots_of(book: RuleBook, text: Text) -> Sequence[Knot]:
    return book.calibration if text.abstract else book.title_calibration or book.calibration


def judge_plainly(book: RuleBook, text: Text) -> tuple[Verdict, ...]:
    """A text's verdicts, best first."""
    index = PhraseIndex(book)
    every = [pattern for one in index.concepts.values() for pattern in one.phrases | one.masks]
    reading = Reading(index, text, Scan(every, [0] * len(every), is_aligned=False))
    rules = {rule.name: rule.condition for rule in book.rules}
    case = Case(reading, rules)
    fired: list[Fired] = []
    for category in book.categories:
        needs = find_needs(category.rule, rules)
        outcome = judge(category.rule, case)
        if outcome is not None and (needs or _has_phrase(reading, index)):
            score = calibrate(_raw(category, outcome, text), _knots_of(book, text))
            fired.append(Fired(category, score, outcome))
    behind = all_behind(book.categories)
    ordered = _ordered(fired, behind)
    return tuple(
        _verdict(one, ordered, behind, bool(book.calibration), text, reading) for one in ordered
    )


def _has_phrase(reading: Reading, index: PhraseIndex) -> bool:
    phrases = frozenset[int]().union(*(one.phrases for one in index.concepts.values()))
    return any(pattern in phrases for _, _, pattern in reading.all_spans())


def _raw(category: Category, outcome: Outcome, text: Text) -> float:
    if set(category.sources).isdisjoint(text.categories):
        return outcome.strength
    return outcome.strength + (1 - outcome.strength) * 0.1


def _ordered(fired: list[Fired], behind: Mapping[str, frozenset[str]]) -> list[Fired]:
    waiting = sorted(fired, key=lambda one: (-one.score, one.category.name))
    ordered: list[Fired] = []
    while waiting:
        last = set[str]().union(*(behind[one.category.name] for one in waiting))
        best = next(one for one in waiting if one.category.name not in last)
        waiting.remove(best)
        ordered.append(best)
    return ordered


def _verdict(
    one: Fired,
    fired: Sequence[Fired],
    behind: Mapping[str, frozenset[str]],
    is_calibrated: bool,
    text: Text,
    reading: Reading,
) -> Verdict:
    name = one.category.name
    others = [other for other in fired if other is not one]
    rivals = [
        other for other in others if other.category.over or other.category.name not in behind[name]
    ]
    runner_up = max(rivals, key=lambda other: other.score, default=None)
    reasons = [
        f"as likely {other.category.name}"
        for other in others
        if not (other.outcome.lone or other.outcome.late)
        and other.category.name not in behind[name]
        and name not in behind[other.category.name]
        and min(one.score, other.score) >= (1 - 0.2) * max(one.score, other.score)
    ]
    if is_calibrated and one.score < 0.5:
        reasons.append(f"of 100 such verdicts {one.score * 100:.0f} are right")
    if one.outcome.lone:
        reasons.append(f"only one mention of {', '.join(one.outcome.lone)}")
    if one.outcome.late:
        reasons.append(f"{', '.join(one.outcome.late)} only late in the abstract")
    return Verdict(
        work_id=text.work_id,
        category=name,
        score=round(one.score, 3),
        state="needs-look" if reasons else "certain",
        evidence=reading.evidence(_worth_showing(one.outcome.mentions)),
        runner_up=runner_up.category.name if runner_up else None,
        runner_up_score=round(runner_up.score, 3) if runner_up else 0.0,
        reason="; ".join(reasons),
    )


def _worth_showing(mentions: Iterable[Mention]) -> list[Mention]:
    first: dict[tuple[str, int], Mention] = {}
    for mention in sorted(set(mentions)):
        first.setdefault((mention.concept, mention.phrase), mention)
    return list(first.values())[:24]
