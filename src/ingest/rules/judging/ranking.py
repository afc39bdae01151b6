"""Score the categories that hold for texts, and order them: many texts at once."""

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from ingest.rules.book import Category
from ingest.rules.calibration import Knot
from ingest.rules.finding.words import Positions, distinct, is_first, run_sizes, spread
from ingest.rules.judging.closures import all_behind
from ingest.rules.judging.strengths import Strengths

NOBODY = -1
_SOURCE_CHANCE = 0.1  # of what is missing from 1, where a work's own source category fits


class Fired(NamedTuple):
    """Row by row a text and a category whose rule holds for it."""

    texts: Positions
    categories: Positions
    rows: Positions  # of the outcome
    scores: Strengths
    lone: Positions  # as in Outcomes
    late: Positions

    def of(self, rows: Positions) -> "Fired":
        """Those rows, in that order."""
        return Fired(
            self.texts[rows],
            self.categories[rows],
            self.rows[rows],
            self.scores[rows],
            self.lone[rows],
            self.late[rows],
        )


class Rivals(NamedTuple):
    """Row by row a verdict and another one of its text."""

    ones: Positions
    others: Positions
    is_related: NDArray[np.bool_]  # one goes over the other
    is_left_over: NDArray[np.bool_]  # the other is what nothing else fits, and the one goes over it


class Ranking:
    """What of the categories the order of verdicts depends on."""

    def __init__(
        self,
        categories: Sequence[Category],
        knots: Sequence[Knot],
        title_knots: Sequence[Knot] = (),
    ) -> None:
        self.names = tuple(category.name for category in categories)
        self._knots = knots
        self._title_knots = title_knots or knots
        self.is_calibrated = bool(knots)
        sources = sorted({source for category in categories for source in category.sources})
        self._sources = pa.array(sources, pa.string())
        self._is_source = np.zeros(
            (len(categories), len(sources) + 1), np.bool_
        )  # the last: another
        for number, category in enumerate(categories):
            self._is_source[number, [sources.index(source) for source in category.sources]] = True
        self._has_sources = np.array([bool(one.sources) for one in categories], np.bool_)
        ranks = {name: rank for rank, name in enumerate(sorted(self.names))}
        self._ranks = np.array([ranks[name] for name in self.names], np.int64)
        behind = all_behind(categories)
        numbers = {name: number for number, name in enumerate(self.names)}
        self._behind = [frozenset(numbers[name] for name in behind[own]) for own in self.names]
        size = len(categories)
        pairs = [(n, other) for n, those in enumerate(self._behind) for other in those]
        self._over = np.array(sorted(n * size + other for n, other in pairs), np.int64)
        self._is_bottom = np.array([not category.over for category in categories], np.bool_)

    def score(self, fired: Fired, sources: pa.ListArray, is_bare: NDArray[np.bool_]) -> Strengths:
        """Calibrated scores; for each text `sources` has its source's own categories, `is_bare` whether it
        is a title alone."""
        raw = fired.scores.copy()
        rows = np.flatnonzero(self._has_sources[fired.categories])
        if len(rows):
            fits = self._of_source(fired, rows, sources)
            raw[fits] += (1 - raw[fits]) * _SOURCE_CHANCE
        scores = _calibrate(raw, self._knots)
        if self._title_knots is not self._knots:
            rows = np.flatnonzero(is_bare[fired.texts])
            scores[rows] = _calibrate(raw[rows], self._title_knots)
        return scores

    def _of_source(self, fired: Fired, rows: Positions, sources: pa.ListArray) -> Positions:
        """Those rows whose text has a source's category that makes theirs likelier."""
        own = sources.take(pa.array(fired.texts[rows]))
        counts = pc.fill_null(pc.list_value_length(own), 0).to_numpy()
        numbers = pc.fill_null(pc.index_in(own.flatten(), self._sources), -1).to_numpy()
        rows = np.repeat(rows, counts)
        return distinct(rows[self._is_source[fired.categories[rows], numbers]])

    def order(self, fired: Fired) -> tuple[Fired, Rivals]:
        """Best score first in each text, but nothing before a category that goes over it."""
        fired = fired.of(np.lexsort((self._ranks[fired.categories], -fired.scores, fired.texts)))
        rivals = self._rivals(fired)
        tangled = distinct(fired.texts[rivals.ones[rivals.is_related]])
        if not len(tangled):
            return fired, rivals
        begins, ends = fired.texts.searchsorted(tangled), fired.texts.searchsorted(tangled, "right")
        rows = list(range(len(fired.texts)))
        for begin, end in zip(begins.tolist(), ends.tolist(), strict=True):
            rows[begin:end] = self._disentangle(rows[begin:end], fired.categories.tolist())
        fired = fired.of(np.array(rows, np.int64))
        return fired, self._rivals(fired)

    def _disentangle(self, waiting: list[int], categories: Sequence[int]) -> list[int]:
        ordered: list[int] = []
        while waiting:
            behind = frozenset[int]().union(*(self._behind[categories[row]] for row in waiting))
            best = next(row for row in waiting if categories[row] not in behind)
            waiting.remove(best)
            ordered.append(best)
        return ordered

    def _rivals(self, fired: Fired) -> Rivals:
        begins = np.flatnonzero(is_first(fired.texts))
        counts = run_sizes(begins, len(fired.texts))
        ones, others = spread(np.repeat(begins, counts), np.repeat(counts, counts))
        is_other = ones != others
        ones, others = ones[is_other], others[is_other]
        one, other = fired.categories[ones], fired.categories[others]
        is_over = self._goes_over(one, other)
        is_related = is_over | self._goes_over(other, one)
        return Rivals(ones, others, is_related, is_over & self._is_bottom[other])

    def _goes_over(self, ones: Positions, others: Positions) -> NDArray[np.bool_]:
        if not len(self._over):
            return np.zeros(len(ones), np.bool_)
        return np.isin(ones * len(self.names) + others, self._over)

    def runners_up(self, fired: Fired, rivals: Rivals) -> Positions:
        """For each verdict the row of its best rival, NOBODY where there is none."""
        runners = np.full(len(fired.texts), NOBODY)
        ones, others = rivals.ones[~rivals.is_left_over], rivals.others[~rivals.is_left_over]
        if not len(ones):
            return runners
        begins = np.flatnonzero(is_first(ones))
        scores = fired.scores[others]
        best = np.repeat(np.maximum.reduceat(scores, begins), run_sizes(begins, len(ones)))
        ones, others = ones[scores == best], others[scores == best]
        firsts = is_first(ones)
        runners[ones[firsts]] = others[firsts]
        return runners


def _calibrate(raw: Strengths, knots: Sequence[Knot]) -> Strengths:
    """What `calibrate` says of each."""
    if not knots:
        return raw
    xs, ys = np.array([knot.raw for knot in knots]), np.array([knot.right for knot in knots])
    after = xs.searchsorted(raw, "right")
    low = np.maximum(after - 1, 0)
    high = np.minimum(after, len(knots) - 1)
    is_between = low < high
    width = np.where(is_between, xs[high] - xs[low], 1.0)
    between = ys[low] + (ys[high] - ys[low]) * (raw - xs[low]) / width
    below = ys[0] * raw / xs[0] if xs[0] else np.full(len(raw), ys[0])
    above: Strengths = np.where(after == len(knots), ys[-1], between)
    return np.where(after == 0, below, above)
