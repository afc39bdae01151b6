"""From a rule book to verdicts: `compile_rules(book).classify(texts)`."""

from collections.abc import Collection, Iterable, Iterator, Sequence
from copy import copy
from functools import lru_cache
from typing import NamedTuple

from ingest.errors import ConfigError
from ingest.rules.book import Category, RuleBook, Text
from ingest.rules.calibration import calibrate
from ingest.rules.closures import all_behind
from ingest.rules.gate import Gate, find_needs
from ingest.rules.glancing import may_hold
from ingest.rules.judging import Case, Outcome, judge
from ingest.rules.matching import Mention, Reading
from ingest.rules.scanning import Batch, PhraseIndex, Scan, make_batches, split_hits
from ingest.works import State, Verdict

_SELDOM = 0.5  # a verdict of a kind that is more often wrong is doubtful
_CLOSE = 0.2  # a runner-up within this share of the score makes a verdict doubtful
_SOURCE_CHANCE = 0.1  # of what is missing from 1, where a work's own source category fits
_EVIDENCE_AT_MOST = 24
GROUP = 2048  # texts whose finds go through the gate together: numpy is slow to start


class Fired(NamedTuple):
    """A category whose rule holds for a text."""

    category: Category
    score: float
    outcome: Outcome


@lru_cache(maxsize=2)  # a night asks for it once to classify and once a list that narrows
def compile_rules(book: RuleBook) -> "Matcher":
    """A matcher for a checked book, made once: it costs a tenth of a second."""
    return Matcher(book)


class Matcher:
    """A compiled rule book; it keeps nothing of any text."""

    def __init__(self, book: RuleBook) -> None:
        self._categories = book.categories
        self._knots = book.calibration
        self._rules = {rule.name: rule.condition for rule in book.rules}
        self._index = PhraseIndex(book)
        rules = [category.rule for category in book.categories]
        self._gate = Gate(rules, self._rules, self._index.concepts)
        self._gates: dict[str, Gate] = {}  # of shared rules, once asked for
        self._needs_nothing = [not find_needs(rule, self._rules) for rule in rules]
        self._before = all_behind(book.categories)

    def classify(self, texts: Sequence[Text]) -> list[tuple[Verdict, ...]]:
        """For each text its verdicts, best first: only of categories whose rule holds.

        An empty tuple means that the work belongs in no category.
        """
        verdicts: list[tuple[Verdict, ...]] = [()] * len(texts)
        for start in range(0, len(texts), GROUP):
            batches = make_batches(texts[start : start + GROUP])
            for position, scan, awake in self._awake(self._gate, batches):
                verdicts[start + position] = self._judge(texts[start + position], scan, awake)
        return verdicts

    def holds(self, rule: str, texts: Sequence[Text]) -> list[bool]:
        """For each text whether a shared rule (`medical`, say) holds, whatever its category."""
        if rule not in self._rules:
            raise ConfigError(
                f"no shared rule is named {rule!r}",
                todo=f"Use one of: {', '.join(sorted(self._rules)) or 'none is defined'}.",
            )
        condition = self._rules[rule]
        if rule not in self._gates:
            self._gates[rule] = Gate([condition], self._rules, self._index.concepts)
        held = [False] * len(texts)
        for start in range(0, len(texts), GROUP):
            batches = make_batches(texts[start : start + GROUP])
            for position, scan, _ in self._awake(self._gates[rule], batches):
                reading = Reading(self._index, texts[start + position], scan)
                held[start + position] = judge(condition, Case(reading, self._rules)) is not None
        return held

    def _awake(
        self, gate: Gate, batches: Iterable[Batch]
    ) -> Iterator[tuple[int, Scan, Collection[int]]]:
        """(position, what the scan found, conditions of the gate) of the texts worth a look."""
        found = self._index.find_all(batches)
        awake = gate.awake(found)
        for position, scan in split_hits(found, awake):
            yield position, scan, awake[position]

    def read(self, text: Text) -> Reading:
        """A text with its mentions, for reports on single works."""
        return Reading(self._index, text, self._index.scan(text))

    def patterns_of(self, text: Text, verdict: Verdict) -> frozenset[str]:
        """The patterns (`phrase_pattern`) of the phrases that are a verdict's evidence."""
        reading = self.read(text)
        mentions = [
            mention
            for concept in {one.concept for one in verdict.evidence}
            for mention in reading.mentions(concept)
        ]
        shown = zip(mentions, reading.evidence(mentions), strict=True)
        return frozenset(
            self._index.pattern(mention.phrase)
            for mention, evidence in shown
            if evidence in verdict.evidence
        )

    def try_phrase(
        self, names: Collection[str], phrase: str, texts: Sequence[Text]
    ) -> list[tuple[Verdict, ...]]:
        """What a few texts would get if one of the book's phrases were in these concepts as well."""
        wider = copy(self)
        wider._index = self._index.widened(names, phrase)
        every = range(len(self._categories))
        return [wider._judge(text, wider._index.scan(text), every) for text in texts]

    def _judge(self, text: Text, scan: Scan, awake: Collection[int]) -> tuple[Verdict, ...]:
        reading = Reading(self._index, text, scan)
        glance = reading.glance(self._rules)
        case = Case(reading, self._rules)
        fired: list[Fired] = []
        for number in sorted(awake):
            category = self._categories[number]
            if not may_hold(category.rule, glance):
                continue
            if self._needs_nothing[number] and not reading.has_phrase():
                continue
            outcome = judge(category.rule, case)
            if outcome is not None:
                raw = _score(category, outcome, text)
                fired.append(Fired(category, calibrate(raw, self._knots), outcome))
        if not fired:
            return ()
        fired = self._ordered(fired)
        return tuple(self._verdict(one, fired, text, reading) for one in fired)

    def _ordered(self, fired: list[Fired]) -> list[Fired]:
        """Best score first, but nothing before a category that goes over it."""
        if len(fired) == 1:
            return fired
        waiting = sorted(fired, key=lambda one: (-one.score, one.category.name))
        ordered: list[Fired] = []
        while waiting:
            behind = set[str]().union(*(self._before[one.category.name] for one in waiting))
            best = next(one for one in waiting if one.category.name not in behind)
            waiting.remove(best)
            ordered.append(best)
        return ordered

    def _verdict(self, one: Fired, fired: Sequence[Fired], text: Text, reading: Reading) -> Verdict:
        others = [other for other in fired if other is not one]
        rivals = [other for other in others if not self._is_left_over(other, one)]
        runner_up = max(rivals, key=lambda other: other.score, default=None)
        reason = self._doubt(one, others)
        state: State = "needs-look" if reason else "certain"
        return Verdict(
            work_id=text.work_id,
            category=one.category.name,
            score=round(one.score, 3),
            state=state,
            evidence=reading.evidence(_worth_showing(one.outcome.mentions)),
            runner_up=runner_up.category.name if runner_up else None,
            runner_up_score=round(runner_up.score, 3) if runner_up else 0.0,
            reason=reason,
        )

    def _is_left_over(self, other: Fired, one: Fired) -> bool:
        """Whether a category holds for what nothing else fits: it goes over none, and this one over it."""
        return not other.category.over and other.category.name in self._before[one.category.name]

    def _doubt(self, one: Fired, others: Sequence[Fired]) -> str:
        reasons = []
        name = one.category.name
        for other in others:
            rival = other.category.name
            if other.outcome.lone or other.outcome.late:
                continue
            if rival in self._before[name] or name in self._before[rival]:
                continue
            if min(one.score, other.score) >= (1 - _CLOSE) * max(one.score, other.score):
                reasons.append(f"as likely {rival}")
        if self._knots and one.score < _SELDOM:
            reasons.append(f"of 100 such verdicts {one.score * 100:.0f} are right")
        if one.outcome.lone:
            reasons.append(f"only one mention of {', '.join(one.outcome.lone)}")
        if one.outcome.late:
            reasons.append(f"{', '.join(one.outcome.late)} only late in the abstract")
        return "; ".join(reasons)


def _score(category: Category, outcome: Outcome, text: Text) -> float:
    if set(category.sources).isdisjoint(text.categories):
        return outcome.strength
    return outcome.strength + (1 - outcome.strength) * _SOURCE_CHANCE


def _worth_showing(mentions: Iterable[Mention]) -> list[Mention]:
    """The first mention of each phrase of each concept, in the order of the text."""
    first: dict[tuple[str, int], Mention] = {}
    for mention in sorted(set(mentions)):
        first.setdefault((mention.concept, mention.phrase), mention)
    return list(first.values())[:_EVIDENCE_AT_MOST]
