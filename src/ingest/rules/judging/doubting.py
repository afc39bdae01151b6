"""Say why verdicts are doubtful, for many at once: each distinct reason is worded once."""

from collections.abc import Callable, Sequence
from itertools import chain

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from ingest.rules.finding.words import Positions
from ingest.rules.judging.ranking import Fired, Rivals
from ingest.rules.judging.weighing import NO_NAMES

_SELDOM = 0.5  # a verdict of a kind that is more often wrong is doubtful
_CLOSE = 0.2  # a runner-up within this share of the score makes a verdict doubtful


class Doubts:
    """The wordings of a rule book's doubts: those of one category or one concept are made once."""

    def __init__(
        self, categories: Sequence[str], concepts: Sequence[str], *, is_calibrated: bool
    ) -> None:
        self._concepts, self._is_calibrated = concepts, is_calibrated
        kinds = (map(_as_likely, categories), map(_lone, concepts), map(_late, concepts))
        self._known = pa.array(chain.from_iterable(kinds), pa.string())
        self._lone_from = len(categories)
        self._late_from = len(categories) + len(concepts)

    def find(
        self, fired: Fired, rivals: Rivals, names: Sequence[tuple[int, ...]]
    ) -> pa.StringArray:
        """For each verdict why it needs a look, empty where it is certain; `names` as in Outcomes."""
        reasons = _Reasons(self._known)
        ones, others = _close_rivals(fired, rivals)
        reasons.add(ones, fired.categories[others])
        if self._is_calibrated:
            seldom = np.flatnonzero(fired.scores < _SELDOM)
            reasons.word(seldom, fired.scores[seldom], _seldom)
        for numbers, first, word in (
            (fired.lone, self._lone_from, _lone),
            (fired.late, self._late_from, _late),
        ):
            rows = np.flatnonzero(numbers != NO_NAMES)
            is_one = numbers[rows] < len(self._concepts)  # its number is that of the concept
            reasons.add(rows[is_one], numbers[rows[is_one]] + first)
            rows = rows[~is_one]
            reasons.word(rows, numbers[rows], lambda n, word=word: word(self._listed(names[n])))
        return reasons.joined(len(fired.texts))

    def _listed(self, concepts: Sequence[int]) -> str:
        return ", ".join([self._concepts[concept] for concept in concepts])


def _as_likely(category: str) -> str:
    return f"as likely {category}"


def _seldom(score: float) -> str:
    return f"of 100 such verdicts {score * 100:.0f} are right"


def _lone(concepts: str) -> str:
    return f"only one mention of {concepts}"


def _late(concepts: str) -> str:
    return f"{concepts} only late in the abstract"


class _Reasons:
    """Verdicts and what is doubtful about them, in the order in which it is told."""

    def __init__(self, known: pa.StringArray) -> None:
        self._rows: list[Positions] = []
        self._numbers: list[Positions] = []  # of the wordings
        self._known = known
        self._others: list[str] = []  # their numbers are behind those of the known

    def add(self, rows: Positions, numbers: Positions) -> None:
        """A known wording for each of these rows."""
        self._rows.append(rows)
        self._numbers.append(numbers)

    def word(self, rows: Positions, values: NDArray[np.generic], word: Callable[..., str]) -> None:
        """A reason for each of these rows: `word` of its value, each distinct one worded once."""
        if len(rows):
            distinct, numbers = np.unique(values, return_inverse=True)
            self.add(rows, numbers + (len(self._known) + len(self._others)))
            self._others += map(word, distinct.tolist())

    def joined(self, count: int) -> pa.StringArray:
        """For each of `count` rows its reasons as one text."""
        rows, numbers = np.concatenate(self._rows), np.concatenate(self._numbers)
        order = rows.argsort(kind="stable")
        edges = np.zeros(count + 1, np.int32)
        np.cumsum(np.bincount(rows, minlength=count), out=edges[1:])
        wordings = pa.concat_arrays([self._known, pa.array(self._others, pa.string())])
        told = wordings.take(pa.array(numbers[order]))
        return pc.binary_join(pa.ListArray.from_arrays(pa.array(edges), told), "; ")


def _close_rivals(fired: Fired, rivals: Rivals) -> tuple[Positions, Positions]:
    """(verdict, rival) where neither goes over the other, both are near and the rival is sure."""
    one, other = fired.scores[rivals.ones], fired.scores[rivals.others]
    is_close = np.minimum(one, other) >= (1 - _CLOSE) * np.maximum(one, other)
    is_close &= ~rivals.is_related
    is_close &= fired.lone[rivals.others] == NO_NAMES
    is_close &= fired.late[rivals.others] == NO_NAMES
    return rivals.ones[is_close], rivals.others[is_close]
