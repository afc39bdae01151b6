"""Which of some conditions hold for which texts of a Flat: the scan, the gate, the mentions, the weights."""

from collections.abc import Mapping, Sequence
from copy import copy
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from ingest.rules.book import Condition
from ingest.rules.finding.flattening import Flat
from ingest.rules.finding.hits import Hits
from ingest.rules.finding.index import PhraseIndex
from ingest.rules.finding.mentions import Mentions, Spans, find_mentions, find_spans
from ingest.rules.finding.words import Positions, spread
from ingest.rules.judging.asking import ask, leaf_pairs
from ingest.rules.judging.gate import Gate, find_needs
from ingest.rules.judging.plan import Plan
from ingest.rules.judging.weighing import Outcomes


class Held(NamedTuple):
    """Row by row a text and a condition that holds for it; and what was found on the way."""

    texts: Positions
    conditions: Positions
    rows: Positions  # of `outcomes`
    outcomes: Outcomes
    mentions: Mentions
    pair_texts: Positions  # of the pairs of the mentions
    pair_concepts: Positions
    pair_of_leaf: Positions

    def mentions_of(self, rows: Positions) -> tuple[Positions, Positions]:
        """(position in `rows`, mention) of all that these outcomes rest on; some are there twice."""
        owners, leaves = self.outcomes.leaves(rows)
        pairs = self.pair_of_leaf[leaves - self.outcomes.first_leaf]
        runs, at = spread(self.mentions.firsts[pairs], self.outcomes.mention_counts(leaves))
        return owners[runs], at


class Decider:
    """Some conditions, ready to be asked of texts."""

    def __init__(
        self, conditions: Sequence[Condition], rules: Mapping[str, Condition], index: PhraseIndex
    ) -> None:
        self._index = index
        self._gate: Gate | None = Gate(conditions, rules, index.concepts)
        self._plan = Plan(conditions, rules, index.names)
        needs = [find_needs(condition, rules) for condition in conditions]
        self._needs_nothing = np.array([not those for those in needs], np.bool_)

    def widened(self, index: PhraseIndex) -> "Decider":
        """The same with another index of the same concepts; every condition is asked of every text."""
        wider = copy(self)
        wider._index, wider._gate = index, None
        return wider

    def decide(self, flat: Flat) -> Held | None:
        """What holds, by text and then by condition; None if nothing does. What needs nothing holds where
        any phrase stands."""
        hits = self._index.find(flat)
        texts, conditions = self._awake(flat, hits)
        if not len(texts):
            return None
        asked = ask(self._plan, texts, conditions)
        pair_texts, pair_concepts, of_leaf = leaf_pairs(self._plan, asked)
        pairs = pair_texts, pair_concepts
        needs_any = bool(self._needs_nothing[conditions].any())
        spans = self._spans(flat, hits, *pairs, is_everything=needs_any)
        mentions = find_mentions(self._index, flat, spans, *pairs)
        outcomes = Outcomes(self._plan, asked, mentions, of_leaf)
        rows = asked.children[: len(texts)]
        holds = outcomes.holds[rows]
        holds &= outcomes.phrases[rows] >= self._plan.root_least[conditions]
        if needs_any:
            has_phrase = self._has_phrase(spans, len(flat.starts))
            holds &= has_phrase[texts] | ~self._needs_nothing[conditions]
        if not holds.any():
            return None
        return Held(
            texts[holds], conditions[holds], rows[holds], outcomes, mentions, *pairs, of_leaf
        )

    def _awake(self, flat: Flat, hits: Hits) -> tuple[Positions, Positions]:
        if self._gate is not None:
            return self._gate.awake(flat.titles, hits)
        every = np.arange(len(flat.starts) * len(self._needs_nothing))
        texts, conditions = np.divmod(every, max(1, len(self._needs_nothing)))
        return texts, conditions

    def _spans(
        self,
        flat: Flat,
        hits: Hits,
        texts: Positions,
        concepts: Positions,
        *,
        is_everything: bool,
    ) -> Spans:
        """Where the phrases stand that these pairs are about, or that any concept has."""
        if is_everything:
            return find_spans(self._index, flat, hits)
        is_awake = np.zeros(len(flat.starts), np.bool_)
        is_awake[texts] = True
        hits = hits.of(is_awake[hits.texts])
        owners, _, _ = self._index.find_pairs(hits.texts, hits.patterns, texts, concepts)
        is_wanted = np.zeros(len(hits.texts), np.bool_)
        is_wanted[owners] = True
        return find_spans(self._index, flat, hits.of(is_wanted))

    def _has_phrase(self, spans: Spans, size: int) -> NDArray[np.bool_]:
        has_phrase = np.zeros(size, np.bool_)
        has_phrase[spans.texts[self._index.is_phrase[spans.patterns]]] = True
        return has_phrase
