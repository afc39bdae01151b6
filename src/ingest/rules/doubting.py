"""Say why verdicts are doubtful, for many at once: each distinct reason is worded once."""

from collections.abc import Callable, Sequence

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from ingest.rules.ranking import Fired, Rivals
from ingest.rules.weighing import NO_NAMES
from ingest.rules.words import Positions

_SELDOM = 0.5  # a verdict of a kind that is more often wrong is doubtful
_CLOSE = 0.2  # a runner-up within this share of the score makes a verdict doubtful


def find_reasons(
    fired: Fired,
    rivals: Rivals,
    *,
    names: Sequence[tuple[int, ...]],
    categories: Sequence[str],
    concepts: Sequence[str],
    is_calibrated: bool,
) -> pa.StringArray:
    """For each verdict why it needs a look, empty where it is certain; `names` as in Outcomes."""

    def listed(number: int) -> str:
        return ", ".join([concepts[concept] for concept in names[number]])

    reasons = _Reasons()
    ones, others = _as_likely(fired, rivals)
    reasons.add(ones, fired.categories[others], lambda n: f"as likely {categories[n]}")
    if is_calibrated:
        seldom = np.flatnonzero(fired.scores < _SELDOM)
        right = "of 100 such verdicts {:.0f} are right"
        reasons.add(seldom, fired.scores[seldom], lambda score: right.format(score * 100))
    lone = np.flatnonzero(fired.lone != NO_NAMES)
    reasons.add(lone, fired.lone[lone], lambda n: f"only one mention of {listed(n)}")
    late = np.flatnonzero(fired.late != NO_NAMES)
    reasons.add(late, fired.late[late], lambda n: f"{listed(n)} only late in the abstract")
    return reasons.joined(len(fired.texts))


class _Reasons:
    """Verdicts and what is doubtful about them, in the order in which it is told."""

    def __init__(self) -> None:
        self._rows: list[Positions] = []
        self._numbers: list[Positions] = []  # of the wordings
        self._wordings: list[str] = []

    def add(self, rows: Positions, values: NDArray[np.generic], word: Callable[..., str]) -> None:
        """A reason for each of these rows: `word` of its value."""
        if len(rows):
            known, numbers = np.unique(values, return_inverse=True)
            self._rows.append(rows)
            self._numbers.append(numbers + len(self._wordings))
            self._wordings += map(word, known.tolist())

    def joined(self, count: int) -> pa.StringArray:
        """For each of `count` rows its reasons as one text."""
        if not self._rows:
            return pa.array([""], pa.string()).take(pa.array(np.zeros(count, np.int64)))
        rows, numbers = np.concatenate(self._rows), np.concatenate(self._numbers)
        order = rows.argsort(kind="stable")
        edges = np.zeros(count + 1, np.int32)
        np.cumsum(np.bincount(rows, minlength=count), out=edges[1:])
        wordings = pa.array(self._wordings, pa.string()).take(pa.array(numbers[order]))
        return pc.binary_join(pa.ListArray.from_arrays(pa.array(edges), wordings), "; ")


def _as_likely(fired: Fired, rivals: Rivals) -> tuple[Positions, Positions]:
    """(verdict, rival) where neither goes over the other, both are near and the rival is sure."""
    one, other = fired.scores[rivals.ones], fired.scores[rivals.others]
    is_close = np.minimum(one, other) >= (1 - _CLOSE) * np.maximum(one, other)
    is_close &= ~rivals.is_related
    is_close &= fired.lone[rivals.others] == NO_NAMES
    is_close &= fired.late[rivals.others] == NO_NAMES
    return rivals.ones[is_close], rivals.others[is_close]
