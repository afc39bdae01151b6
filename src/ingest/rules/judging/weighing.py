"""Weigh the conditions of rules against many texts at once.

A concept is as strong as its mentions (`strengths.py`); `all` is the weighted geometric mean of
its parts, `any` its strongest part and a little for each further one. So a rule is as sure as its
conditions together, and a score is between 0 and 1. A condition of weight below 1 is a side
condition: it must hold, but raises no doubt by standing on one mention or late in the abstract.

What was asked down the graph of a Plan (`asking.py`) is answered up again, a level at a time, so
that numpy is called as often for a thousand texts as for one.
"""

from collections.abc import Iterable
from itertools import chain
from math import exp, log

import numpy as np
from numpy.typing import NDArray

from ingest.rules.finding.mentions import Mentions
from ingest.rules.finding.words import Positions, is_first, run_sizes, spread
from ingest.rules.judging.asking import Questions
from ingest.rules.judging.plan import ANY, LEAF, Plan
from ingest.rules.judging.strengths import weigh_mentions

NO_NAMES = -1
_NOWHERE = np.iinfo(np.int64).max

_FURTHER = 0.3  # of its strength, for each further condition of `any`


class Outcomes:
    """The answers, row by row as in Questions: an `Outcome` in columns."""

    def __init__(
        self, plan: Plan, asked: Questions, mentions: Mentions, pair_of_leaf: Positions
    ) -> None:
        size = len(asked.nodes)
        self._plan, self._asked, self._borders = plan, asked, mentions.borders
        self.holds = np.zeros(size, np.bool_)
        self.phrases = np.ones(size, np.int64)
        self.strength = np.ones(size)
        self._first = np.full(size, _NOWHERE)  # where its first mention starts, and its last
        self._last = np.full(size, -1)
        self.lone = np.full(size, NO_NAMES)  # number of `names`
        self.late = np.full(size, NO_NAMES)
        self.names: list[tuple[int, ...]] = list(plan.single_names)
        self._numbers: dict[tuple[int, ...], int] = {}  # of several names
        self.is_live = np.zeros(len(asked.children), np.bool_)  # parts that an outcome is made of
        self.first_leaf = asked.edges[-1][0].start
        self._weigh_leaves(mentions, pair_of_leaf)
        for rows, parts in reversed(asked.edges[:-1]):
            self._weigh_level(rows, parts)

    def _weigh_leaves(self, mentions: Mentions, pairs: Positions) -> None:
        rows = self._asked.edges[-1][0]
        deepest = self._plan.deepest[self._asked.nodes[rows]]
        counts = np.choose(deepest, [up_to[pairs] for up_to in mentions.up_to])
        self._leaf_sizes = counts
        strength, self.phrases[rows] = weigh_mentions(mentions, mentions.firsts[pairs], counts)
        self.strength[rows] = strength
        self.holds[rows] = counts > 0
        held = np.flatnonzero(counts)
        firsts = mentions.firsts[pairs[held]]
        own = rows.start + held
        self._first[own] = mentions.starts[firsts]
        self._last[own] = mentions.starts[firsts + counts[held] - 1]
        concepts = self._plan.concept[self._asked.nodes[own]]
        is_lone, is_late = self._doubts(own)
        self.lone[own] = np.where(is_lone, concepts, NO_NAMES)
        self.late[own] = np.where(is_late, concepts, NO_NAMES)

    def _doubts(self, rows: Positions) -> tuple[NDArray[np.bool_], NDArray[np.bool_]]:
        """Whether all mentions are one outside the title; whether all are late."""
        texts, first = self._asked.texts[rows], self._first[rows]
        is_lone = (first == self._last[rows]) & (first >= self._borders.abstracts[texts])
        return is_lone, first >= self._borders.lates[texts]

    def _weigh_level(self, rows: slice, parts: slice) -> None:
        plan, asked = self._plan, self._asked
        nodes = asked.nodes[rows]
        is_any = plan.kind[nodes] == ANY
        owners = np.repeat(np.arange(len(nodes)), asked.counts[rows])
        uses, children = asked.uses[parts], asked.children[parts]
        is_none = plan.is_none[uses]
        fits = (self.holds[children] & (self.phrases[children] >= plan.least[uses])) ^ is_none
        missing = np.bincount(owners[~fits], minlength=len(nodes))
        held = asked.counts[rows] - missing
        holds = np.where(is_any, held >= plan.minimum[nodes], missing == 0)
        self.holds[rows] = holds
        live = np.flatnonzero(fits & ~is_none & holds[owners])
        self.is_live[parts.start + live] = True
        owners, uses, children = owners[live], uses[live], children[live]
        if not len(live):
            return
        begins = np.flatnonzero(is_first(owners))
        own = rows.start + owners[begins]
        self._first[own] = np.minimum.reduceat(self._first[children], begins)
        self._last[own] = np.maximum.reduceat(self._last[children], begins)
        of_any = is_any[owners]
        for weigh, some in ((self._weigh_all, ~of_any), (self._weigh_any, of_any)):
            if some.any():
                weigh(rows.start + owners[some], uses[some], children[some])

    def _weigh_all(self, owners: Positions, uses: Positions, children: Positions) -> None:
        """The weighted geometric mean of the parts."""
        begins = np.flatnonzero(is_first(owners))
        own = owners[begins]
        nodes = self._asked.nodes[own]
        is_single = self._plan.is_single[nodes]
        logs = np.fromiter(map(log, np.maximum(self.strength[children], 1e-9).tolist()), np.float64)
        weights = self._plan.use_weight[uses]
        totals = np.bincount(owners - own[0], weights * logs)[own - own[0]]  # adds in their order
        weight = self._plan.weight[nodes]
        means = totals / np.where(weight == 0, 1.0, weight)
        strength = np.fromiter(map(exp, means.tolist()), np.float64)
        strength[weight == 0] = 1.0
        self.strength[own] = np.where(is_single, self.strength[children[begins]], strength)
        raises = self._plan.raises_doubt[uses]
        self._collect(owners[raises], children[raises])

    def _weigh_any(self, owners: Positions, uses: Positions, children: Positions) -> None:
        """The strongest part, and a little for each further one."""
        order = np.lexsort((-self.strength[children], owners))
        owners, children = owners[order], children[order]
        is_begin = is_first(owners)
        begins = np.flatnonzero(is_begin)
        own = owners[begins]
        strengths = self.strength[children]
        further = np.where(is_begin, 1.0, 1 - _FURTHER * strengths)
        self.strength[own] = 1 - (1 - strengths[begins]) * np.multiply.reduceat(further, begins)
        is_sure = (self.lone[children] == NO_NAMES) & (self.late[children] == NO_NAMES)
        counts = run_sizes(begins, len(owners))
        is_one = np.repeat(counts == 1, counts)
        self._collect(owners[is_one], children[is_one])
        for row in own[(counts > 1) & ~np.logical_or.reduceat(is_sure, begins)].tolist():
            is_lone, is_late = self._doubts(np.array([row]))
            concepts = self._plan.concept[self._asked.nodes[self.leaves(np.array([row]))[1]]]
            names = self._name(sorted(set(concepts.tolist())))
            self.lone[row] = names if is_lone[0] else NO_NAMES
            self.late[row] = names if is_late[0] else NO_NAMES

    def _collect(self, owners: Positions, children: Positions) -> None:
        """The names of what is doubtful in the parts, each once, in their order."""
        for column in (self.lone, self.late):
            names = column[children]
            has_any = names != NO_NAMES
            own, names = owners[has_any], names[has_any]
            column[own] = names
            begins = np.flatnonzero(is_first(own))
            counts = run_sizes(begins, len(own))
            for begin, count in zip(
                begins[counts > 1].tolist(), counts[counts > 1].tolist(), strict=True
            ):
                parts = (self.names[n] for n in names[begin : begin + count].tolist())
                column[own[begin]] = self._name(chain.from_iterable(parts))

    def _name(self, concepts: Iterable[int]) -> int:
        names = tuple(dict.fromkeys(concepts))
        if len(names) == 1:
            return names[0]
        if names not in self._numbers:
            self._numbers[names] = len(self.names)
            self.names.append(names)
        return self._numbers[names]

    def mention_counts(self, leaves: Positions) -> Positions:
        """How many of its concept's mentions are in the place of each leaf."""
        counts: Positions = self._leaf_sizes[leaves - self.first_leaf]
        return counts

    def leaves(self, rows: Positions) -> tuple[Positions, Positions]:
        """(position in `rows`, row of a leaf) of all leaves that these outcomes are made of."""
        owners = np.arange(len(rows))
        found: list[tuple[Positions, Positions]] = []
        while len(rows):
            is_leaf = self._plan.kind[self._asked.nodes[rows]] == LEAF
            found.append((owners[is_leaf], rows[is_leaf]))
            owners, rows = owners[~is_leaf], rows[~is_leaf]
            at, parts = spread(self._asked.firsts[rows], self._asked.counts[rows])
            live = self.is_live[parts]
            owners, rows = owners[at[live]], self._asked.children[parts[live]]
        if not found:
            return owners, rows
        return np.concatenate([one for one, _ in found]), np.concatenate([one for _, one in found])
