"""Shares of small samples with their 95 % interval.

Wilson's score interval: https://www.itl.nist.gov/div898/handbook/prc/section2/prc241.htm
"""

from dataclasses import dataclass
from math import sqrt

_Z = 1.959964  # two-sided 95 %


@dataclass(frozen=True, slots=True)
class Share:
    """`hits` of `total`, as measured: `value` is None where there was nothing to measure."""

    hits: float
    total: float

    @property
    def value(self) -> float | None:
        return self.hits / self.total if self.total else None

    @property
    def interval(self) -> tuple[float, float]:
        """Between which values the true share lies with 95 %; (0, 1) where nothing was measured."""
        if not self.total:
            return 0.0, 1.0
        share = self.hits / self.total
        spread = _Z * _Z / self.total
        middle = (share + spread / 2) / (1 + spread)
        half = _Z / (1 + spread) * sqrt(share * (1 - share) / self.total + spread / 4 / self.total)
        return max(0.0, middle - half), min(1.0, middle + half)


@dataclass(frozen=True, slots=True)
class Score:
    """How well one thing is found: hits, false alarms and misses."""

    hits: int
    false: int
    missed: int

    @property
    def precision(self) -> Share:
        return Share(self.hits, self.hits + self.false)

    @property
    def recall(self) -> Share:
        return Share(self.hits, self.hits + self.missed)

    @property
    def f1(self) -> float | None:
        """None where there was nothing to find and nothing was found."""
        return _f1_of(self._overlap.value)

    @property
    def f1_interval(self) -> tuple[float, float]:
        """From the interval of hits among all three: F1 grows with that share and nothing else."""
        low, high = self._overlap.interval
        return 2 * low / (1 + low), 2 * high / (1 + high)

    @property
    def _overlap(self) -> Share:
        return Share(self.hits, self.hits + self.false + self.missed)


def _f1_of(overlap: float | None) -> float | None:
    return None if overlap is None else 2 * overlap / (1 + overlap)
