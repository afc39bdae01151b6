"""Compare verdicts with the categories that people gave.

A work counts once: by the first verdict among the categories that its labelling list could choose
from, as a list takes the first verdict that it has a section for. It is right where people named
that category, whatever others they named; where it is not, the first category they named is missed.
A label that is the topic's name ("medical") says no more than that the work is on the topic.
Whether a work is on the topic is told by any verdict of the topic's categories. For which category,
those count that a list asks for or that people named; what is wrong among certain verdicts counts by
the former alone, for only those are ever proposed.
"""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from ingest.rules.book import Condition, RuleBook
from ingest.rules.calibration import Bin, reliability
from ingest.rules.evaluating.labelled import Labelled
from ingest.rules.intervals import Score, Share
from ingest.works import Evidence, Verdict

NOWHERE = "nowhere"


@dataclass(frozen=True, slots=True)
class Topic:
    """What all lists are about: a shared rule, and the categories whose rules ask for it."""

    name: str
    categories: frozenset[str]


@dataclass(frozen=True, slots=True)
class Outcome:
    """One work: what people said, what the rules say."""

    labelled: Labelled
    wanted: str  # a category, `nowhere`, or the topic's name
    found: str  # a category or `nowhere`
    score: float = 0.0
    is_certain: bool = False
    evidence: tuple[Evidence, ...] = ()  # of the verdict that was found


@dataclass(frozen=True, slots=True)
class Evaluation:
    """Everything that `rules test` prints."""

    work_count: int
    categories: tuple[tuple[str, Score], ...]  # by name
    macro_f1: float | None  # over categories that people gave at least once and that lists ask for
    topic: Score
    wrong_topic: Share  # works off the topic among certain verdicts
    wrong_category: Share  # on the topic, but not where people put it, among certain verdicts
    certain: Share  # certain among all verdicts
    confusion: tuple[tuple[str, str, int], ...]  # (wanted, found, works), most first
    worst: tuple[Outcome, ...]  # mistakes, the most confident first
    reliability: tuple[Bin, ...] = ()  # of scores


def find_topic(book: RuleBook, name: str = "medical") -> Topic:
    """The categories that ask for the shared rule of that name."""
    asking = (one.name for one in book.categories if _asks(one.rule, name))
    return Topic(name, frozenset(asking))


def _asks(condition: Condition, name: str) -> bool:
    return condition.name == name or any(_asks(part, name) for part in condition.all)


def evaluate(
    labelled: Sequence[Labelled],
    verdicts: Sequence[Sequence[Verdict]],
    topic: Topic,
    served: Iterable[str] = (),
) -> Evaluation:
    """Measure verdicts, best first, against labels.

    `served`: categories that a list asks for; verdicts of others are never proposed, and count for a
    category only where people named it. Empty: all.
    """
    proposable = frozenset(served)
    named = frozenset(name for one in labelled for name in one.categories)
    asked = _only(verdicts, proposable and proposable | named)
    outcomes = _outcomes(labelled, asked, topic)
    proposed = _outcomes(labelled, _only(verdicts, proposable), topic)
    placed = [one for one in outcomes if one.wanted != topic.name]
    scores = _category_scores(placed)
    measured = [
        score.f1 or 0.0
        for name, score in scores
        if score.hits + score.missed and (not proposable or name in proposable)
    ]
    sure = [one for one in proposed if one.is_certain and one.found in topic.categories]
    return Evaluation(
        work_count=len(outcomes),
        categories=scores,
        macro_f1=sum(measured) / len(measured) if measured else None,
        topic=_topic_score(labelled, verdicts, topic),
        wrong_topic=Share(sum(not _is_on(one.labelled, topic) for one in sure), len(sure)),
        wrong_category=Share(
            sum(_is_on(one.labelled, topic) and _is_wrong(one, topic) for one in sure), len(sure)
        ),
        certain=Share(
            sum(one.is_certain for one in outcomes), sum(one.found != NOWHERE for one in outcomes)
        ),
        confusion=_confusion(placed),
        worst=tuple(sorted((o for o in outcomes if _is_wrong(o, topic)), key=_badness)),
        reliability=reliability([pair for _, pair in _scored(placed)]),
    )


def score_pairs(
    labelled: Sequence[Labelled],
    verdicts: Sequence[Sequence[Verdict]],
    topic: Topic,
    served: Iterable[str] = (),
) -> tuple[tuple[str, tuple[float, bool]], ...]:
    """(work_id, (score, was it right)) of each first verdict on a work whose category people named."""
    named = frozenset(name for one in labelled for name in one.categories)
    proposable = frozenset(served)
    outcomes = _outcomes(labelled, _only(verdicts, proposable and proposable | named), topic)
    return tuple(_scored([one for one in outcomes if one.wanted != topic.name]))


def _scored(outcomes: Sequence[Outcome]) -> list[tuple[str, tuple[float, bool]]]:
    return [
        (one.labelled.text.work_id, (one.score, one.wanted == one.found))
        for one in outcomes
        if one.found != NOWHERE
    ]


def _only(verdicts: Sequence[Sequence[Verdict]], chosen: frozenset[str]) -> list[Sequence[Verdict]]:
    """Verdicts of the chosen categories; of all where none is."""
    return [[v for v in found if not chosen or v.category in chosen] for found in verdicts]


def _outcomes(
    labelled: Sequence[Labelled], verdicts: Sequence[Sequence[Verdict]], topic: Topic
) -> list[Outcome]:
    return [_outcome(one, found, topic) for one, found in zip(labelled, verdicts, strict=True)]


def _outcome(one: Labelled, found: Sequence[Verdict], topic: Topic) -> Outcome:
    named = [name for name in one.categories if name != topic.name]
    is_open = not (named and one.among)
    open_to_it = [v for v in found if is_open or v.category in one.among]
    first = open_to_it[0] if open_to_it else None
    wanted = named[0] if named else topic.name if one.categories else NOWHERE
    if first is None:
        return Outcome(one, wanted, NOWHERE)
    if first.category in named:
        wanted = first.category
    return Outcome(
        one, wanted, first.category, first.score, first.state == "certain", first.evidence
    )


def _category_scores(outcomes: Sequence[Outcome]) -> tuple[tuple[str, Score], ...]:
    names = {name for one in outcomes for name in (one.wanted, one.found)} - {NOWHERE}
    pairs = Counter((one.wanted, one.found) for one in outcomes)
    return tuple(
        (
            name,
            Score(
                pairs[name, name],
                sum(n for (wanted, found), n in pairs.items() if found == name != wanted),
                sum(n for (wanted, found), n in pairs.items() if wanted == name != found),
            ),
        )
        for name in sorted(names)
    )


def _topic_score(
    labelled: Sequence[Labelled], verdicts: Sequence[Sequence[Verdict]], topic: Topic
) -> Score:
    pairs = Counter(
        (_is_on(one, topic), any(verdict.category in topic.categories for verdict in found))
        for one, found in zip(labelled, verdicts, strict=True)
    )
    return Score(pairs[True, True], pairs[False, True], pairs[True, False])


def _is_on(one: Labelled, topic: Topic) -> bool:
    return not topic.categories.union({topic.name}).isdisjoint(one.categories)


def _is_wrong(one: Outcome, topic: Topic) -> bool:
    if one.wanted == topic.name:
        return one.found == NOWHERE
    return one.wanted != one.found


def _confusion(outcomes: Iterable[Outcome]) -> tuple[tuple[str, str, int], ...]:
    pairs = Counter((one.wanted, one.found) for one in outcomes)
    ordered = sorted(pairs.items(), key=lambda item: (-item[1], item[0]))
    return tuple((wanted, found, count) for (wanted, found), count in ordered)


def _badness(one: Outcome) -> tuple[bool, bool, float, str]:
    return not one.is_certain, one.found == NOWHERE, -one.score, one.labelled.text.title
