"""From a rule book to verdicts: `compile_rules(book).classify(texts)`."""

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from functools import lru_cache
from typing import NamedTuple

from ingest.errors import ConfigError
from ingest.rules.book import Category, Condition, RuleBook, Text
from ingest.rules.closures import all_behind
from ingest.rules.glancing import may_hold
from ingest.rules.judging import Case, Outcome, judge, needed_concepts
from ingest.rules.matching import Mention, Reading
from ingest.rules.scanning import PhraseIndex
from ingest.works import State, Verdict

_CLOSE = 0.2  # a runner-up within this share of the score makes a verdict doubtful
_SOURCE_CHANCE = 0.1  # of what is missing from 1, where a work's own source category fits
_EVIDENCE_AT_MOST = 24


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
    """A compiled rule book; classifying leaves no trace in it."""

    def __init__(self, book: RuleBook) -> None:
        self._categories = book.categories
        self._rules = {rule.name: rule.condition for rule in book.rules}
        self._index = PhraseIndex(book)
        self._concepts_of = self._index.concepts_of
        self._needs = [
            needed_concepts(category.rule, self._rules, self._index.bits)
            for category in book.categories
        ]
        self._wakes = self._make_wakes()
        self._before = all_behind(book.categories)

    def classify(self, texts: Sequence[Text]) -> list[tuple[Verdict, ...]]:
        """For each text its verdicts, best first: only of categories whose rule holds.

        An empty tuple means that the work belongs in no category.
        """
        return [self._classify(text) for text in texts]

    def holds(self, rule: str, texts: Sequence[Text]) -> list[bool]:
        """For each text whether a shared rule (`medical`, say) holds, whatever its category."""
        if rule not in self._rules:
            raise ConfigError(
                f"no shared rule is named {rule!r}",
                todo=f"Use one of: {', '.join(sorted(self._rules)) or 'none is defined'}.",
            )
        condition = self._rules[rule]
        needs = needed_concepts(condition, self._rules, self._index.bits)
        return [self._holds(condition, needs, text) for text in texts]

    def _holds(self, condition: Condition, needs: Sequence[int], text: Text) -> bool:
        scan = self._index.scan(text)
        concepts = 0
        for literal, _, _ in scan.hits:
            concepts |= self._index.concepts_of[literal]
        if not _meets(concepts, needs):
            return False
        return judge(condition, Case(Reading(self._index, text, scan), self._rules)) is not None

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

    def _classify(self, text: Text) -> tuple[Verdict, ...]:
        scan = self._index.scan(text)
        concepts = 0
        awake: set[int] = set()
        for literal, _, _ in scan.hits:
            concepts |= self._concepts_of[literal]
            if self._wakes[literal]:
                awake.update(self._wakes[literal])
        awake = {number for number in awake if _meets(concepts, self._needs[number])}
        if not awake:
            return ()
        glance = self._index.glance(scan, text, self._rules)
        awake = {n for n in awake if may_hold(self._categories[n].rule, glance)}
        if not awake:
            return ()
        reading = Reading(self._index, text, scan)
        glance = reading.glance(self._rules)
        case = Case(reading, self._rules)
        fired: list[Fired] = []
        for number in sorted(awake):
            category = self._categories[number]
            if not may_hold(category.rule, glance):
                continue
            if not self._needs[number] and not reading.has_phrase():
                continue
            outcome = judge(category.rule, case)
            if outcome is not None:
                fired.append(Fired(category, _score(category, outcome, text), outcome))
        fired = self._ordered(fired)
        return tuple(self._verdict(one, fired, text, reading) for one in fired)

    def _make_wakes(self) -> list[tuple[int, ...]]:
        """For each literal the categories that it makes worth a look.

        A category waits for the one of its needs that the fewest others wait for as well: so a
        thousand lists cost a text no more than the few that are about its subject.
        """
        every = (1 << len(self._index.bits)) - 1
        popular = Counter(need for needs in self._needs for need in needs)
        waits = [min(needs, key=lambda need: popular[need], default=every) for needs in self._needs]
        waiting: dict[int, list[int]] = {bit: [] for bit in self._index.bits.values()}
        for number, need in enumerate(waits):
            for bit in _bits(need):
                waiting[bit].append(number)
        return [
            tuple({number for bit in _bits(concepts) for number in waiting[bit]})
            for concepts in self._index.concepts_of
        ]

    def _ordered(self, fired: Iterable[Fired]) -> list[Fired]:
        """Best score first, but nothing before a category that goes over it."""
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
        runner_up = max(others, key=lambda other: other.score, default=None)
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
        if one.outcome.lone:
            reasons.append(f"only one mention of {', '.join(one.outcome.lone)}")
        if one.outcome.late:
            reasons.append(f"{', '.join(one.outcome.late)} only late in the abstract")
        return "; ".join(reasons)


def _bits(number: int) -> Iterator[int]:
    while number:
        lowest = number & -number
        yield lowest
        number ^= lowest


def _meets(concepts: int, needs: Iterable[int]) -> bool:
    for need in needs:  # noqa: SIM110  # a third of the time of all(...), for every work
        if not concepts & need:
            return False
    return True


def _score(category: Category, outcome: Outcome, text: Text) -> float:
    if set(category.sources).isdisjoint(text.categories):
        return outcome.strength
    return outcome.strength + (1 - outcome.strength) * _SOURCE_CHANCE


def _worth_showing(mentions: Iterable[Mention]) -> list[Mention]:
    """The first mention of each phrase of each concept, in the order of the text."""
    first: dict[tuple[str, int], Mention] = {}
    for mention in sorted(mentions):
        first.setdefault((mention.concept, mention.phrase), mention)
    return list(first.values())[:_EVIDENCE_AT_MOST]
