"""From a rule book to verdicts: `compile_rules(book).classify(texts)`."""

from collections.abc import Collection, Iterator, Sequence
from copy import copy
from functools import lru_cache

from ingest.errors import ConfigError
from ingest.rules.book import Condition, RuleBook, Text
from ingest.rules.finding.flattening import Flat, flatten_columns, make_flat
from ingest.rules.finding.index import PhraseIndex
from ingest.rules.finding.matching import Reading
from ingest.rules.finding.texts import TextColumns, columns_of
from ingest.rules.judging.columns import Verdicts, as_tuples, round_scores
from ingest.rules.judging.deciding import Decider, Held
from ingest.rules.judging.doubting import Doubts
from ingest.rules.judging.evidencing import show, worth_showing
from ingest.rules.judging.ranking import Fired, Ranking
from ingest.works import Verdict

GROUP = 4096  # texts that are judged together: numpy is slow to start


@lru_cache(maxsize=2)  # a night asks for it once to classify and once a list that narrows
def compile_rules(book: RuleBook) -> "Matcher":
    """A matcher for a checked book, made once: it costs a tenth of a second."""
    return Matcher(book)


class Matcher:
    """A compiled rule book; it keeps nothing of any text."""

    def __init__(self, book: RuleBook) -> None:
        self._rules = {rule.name: rule.condition for rule in book.rules}
        self._index = PhraseIndex(book)
        self._decider = self._decider_of([category.rule for category in book.categories])
        self._of_rule: dict[str, Decider] = {}  # shared ones, once asked for
        self.concepts = tuple(self._index.names)
        self._ranking = Ranking(book.categories, book.calibration, book.title_calibration)
        self._doubts = Doubts(
            self._ranking.names, self.concepts, is_calibrated=self._ranking.is_calibrated
        )

    def _decider_of(self, conditions: Sequence[Condition]) -> Decider:
        return Decider(conditions, self._rules, self._index)

    def classify(self, texts: Sequence[Text]) -> list[tuple[Verdict, ...]]:
        """For each text its verdicts, best first: only of categories whose rule holds.

        An empty tuple means that the work belongs in no category.
        """
        return as_tuples(texts, self.judge(columns_of(texts)))

    def judge(self, texts: TextColumns) -> Iterator[tuple[int, Verdicts]]:
        """(position of its first text, verdicts) of one group of texts after the other; groups that get
        none are left out."""
        for start in range(0, len(texts), GROUP):
            group = texts.part(start, GROUP)
            flat = flatten_columns(group)
            held = self._decider.decide(flat)
            if held is not None:
                yield start, self._verdicts(group, flat, held)

    def _verdicts(self, texts: TextColumns, flat: Flat, held: Held) -> Verdicts:
        outcomes, ranking = held.outcomes, self._ranking
        fired = Fired(
            *(held.texts, held.conditions, held.rows, outcomes.strength[held.rows]),
            *(outcomes.lone[held.rows], outcomes.late[held.rows]),
        )
        scores = ranking.score(fired, texts.sources, flat.is_bare())
        fired, rivals = ranking.order(fired._replace(scores=scores))
        shown = worth_showing(held.mentions, held.pair_concepts, *held.mentions_of(fired.rows))
        return Verdicts(
            texts=fired.texts,
            categories=fired.categories,
            scores=round_scores(fired.scores),
            runners_up=ranking.runners_up(fired, rivals),
            reasons=self._doubts.find(fired, rivals, outcomes.names),
            shown=show(flat, held.mentions, held.pair_texts, held.pair_concepts, *shown),
            names=ranking.names,
            concepts=self.concepts,
        )

    def holds(self, rule: str, texts: Sequence[Text]) -> list[bool]:
        """For each text whether a shared rule (`medical`, say) holds, whatever its category."""
        if rule not in self._rules:
            raise ConfigError(
                f"no shared rule is named {rule!r}",
                todo=f"Use one of: {', '.join(sorted(self._rules)) or 'none is defined'}.",
            )
        if rule not in self._of_rule:
            self._of_rule[rule] = self._decider_of([self._rules[rule]])
        held = [False] * len(texts)
        for start in range(0, len(texts), GROUP):
            decided = self._of_rule[rule].decide(make_flat(texts[start : start + GROUP]))
            for position in decided.texts.tolist() if decided else ():
                held[start + position] = True
        return held

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
        wider._decider = self._decider.widened(wider._index)
        return wider.classify(texts)
