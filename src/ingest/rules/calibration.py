"""From a raw score to the share of such verdicts that people found right, and back to how true that is.

The map is fitted on labelled works with pool-adjacent-violators and written into config/rules as a
few knots; between two of them it is a straight line, so the order of scores never changes.
https://scikit-learn.org/stable/modules/isotonic.html
"""

from bisect import bisect_right
from collections.abc import Sequence
from hashlib import sha256
from itertools import groupby, pairwise
from math import pi, sqrt
from operator import itemgetter
from typing import NamedTuple

_STEP = 0.005  # two knots differ by so much at least: scores keep their order
_HIGHEST, _LOWEST = 0.98, 0.05  # no verdict is ever surer, none hopeless
_BINS = 10


class Knot(NamedTuple):
    """Of verdicts with this raw score, the share that was right."""

    raw: float
    right: float


class Bin(NamedTuple):
    """Verdicts of about the same score: what they said of themselves, and what came true."""

    low: float
    high: float
    mean_score: float
    right: float
    verdicts: int


def calibrate(raw: float, knots: Sequence[Knot]) -> float:
    """The calibrated score; the raw one where there are no knots."""
    if not knots:
        return raw
    after = bisect_right(knots, raw, key=lambda knot: knot.raw)
    if after == 0:
        return knots[0].right * raw / knots[0].raw if knots[0].raw else knots[0].right
    if after == len(knots):
        return knots[-1].right
    low, high = knots[after - 1], knots[after]
    return low.right + (high.right - low.right) * (raw - low.raw) / (high.raw - low.raw)


def fit_knots(judged: Sequence[tuple[float, bool]], groups: int = 12) -> tuple[Knot, ...]:
    """Knots for (raw score, was it right) pairs: groups of equal size, pooled until they rise."""
    pooled: list[tuple[float, float, int]] = []  # sum of raw scores, of right ones, count
    for some in _equal_parts(sorted(judged), groups):
        pooled.append((sum(raw for raw, _ in some), sum(right for _, right in some), len(some)))
        while len(pooled) > 1 and not _rises(pooled[-2], pooled[-1]):
            last, before = pooled.pop(), pooled.pop()
            pooled.append((before[0] + last[0], before[1] + last[1], before[2] + last[2]))
    knots: list[Knot] = []
    for one in pooled:
        least = knots[-1].right + _STEP if knots else _LOWEST
        right = max(min(_share(one), _HIGHEST), least)
        knots.append(Knot(round(one[0] / one[2], 3), round(right, 3)))
    return tuple(knots)


def _rises(before: tuple[float, float, int], after: tuple[float, float, int]) -> bool:
    """Both in the raw score, of which equal ones are told apart by nothing, and in the share right."""
    is_higher = round(after[0] / after[2], 3) > round(before[0] / before[2], 3)
    return is_higher and _share(after) > _share(before)


def _share(one: tuple[float, float, int]) -> float:
    return one[1] / one[2]


def _equal_parts(
    judged: Sequence[tuple[float, float]], groups: int
) -> list[Sequence[tuple[float, float]]]:
    edges = [len(judged) * number // groups for number in range(groups + 1)]
    parts = [judged[low:high] for low, high in pairwise(edges)]
    return [part for part in parts if part]


def reliability(judged: Sequence[tuple[float, bool]]) -> tuple[Bin, ...]:
    """Ten bins of equally many verdicts, lowest score first.

    Verdicts of the same score are alike: in whichever bins they are, each is as right as all of them
    together, for else those that were wrong would fill a bin of their own.
    """
    of_score = {score: list(those) for score, those in groupby(sorted(judged), itemgetter(0))}
    shares = {score: sum(r for _, r in those) / len(those) for score, those in of_score.items()}
    alike = sorted((score, shares[score]) for score, _ in judged)
    return tuple(
        Bin(
            low=part[0][0],
            high=part[-1][0],
            mean_score=sum(score for score, _ in part) / len(part),
            right=sum(right for _, right in part) / len(part),
            verdicts=len(part),
        )
        for part in _equal_parts(alike, _BINS)
    )


def calibration_error(bins: Sequence[Bin]) -> float | None:
    """The expected calibration error: how far scores are from what came true, on average."""
    total = sum(one.verdicts for one in bins)
    if not total:
        return None
    return sum(abs(one.mean_score - one.right) * one.verdicts for one in bins) / total


def least_error(bins: Sequence[Bin]) -> float | None:
    """What the calibration error would be, on average, if every score were true: chance alone, with so few verdicts."""
    total = sum(one.verdicts for one in bins)
    if not total:
        return None
    spread = [sqrt(one.mean_score * (1 - one.mean_score) * one.verdicts) for one in bins]
    return sqrt(2 / pi) * sum(spread) / total  # the mean distance of a normal value from its mean


def cross_error(halves: Sequence[Sequence[tuple[float, bool]]]) -> float | None:
    """The calibration error on each of two halves with knots from the other, as one mean."""
    errors = []
    for fitted, tested in (halves, halves[::-1]):
        knots = fit_knots(fitted)
        scored = [(calibrate(raw, knots), right) for raw, right in tested]
        errors.append(calibration_error(reliability(scored)))
    known = [error for error in errors if error is not None]
    return sum(known) / len(known) if known else None


Scored = Sequence[tuple[str, tuple[float, bool]]]  # work_id, (raw score, was it right)


def render_calibration(
    pairs: Scored, source: str, fresh: Scored = (), unseen: str = "", *, key: str = "calibration"
) -> str:
    """`calibration:` for a rule file, or `title_calibration:`, with how true it is.

    `fresh` are verdicts of rules that were not tuned on their works: all of them together count as
    much as `pairs`.
    """
    halves: tuple[list[tuple[float, bool]], ...] = ([], [])
    for work_id, pair in pairs:
        halves[sha256(work_id.encode()).digest()[0] % 2].append(pair)
    judged = [pair for _, pair in pairs]
    before, after = calibration_error(reliability(judged)), cross_error(halves)
    lines = [
        f"# From {len(pairs)} verdicts of {source}. Calibration error: raw {before or 0:.3f},"
        f" of each half by the other's knots {after or 0:.3f}."
    ]
    if fresh:
        new = [pair for _, pair in fresh]
        share = sum(right for _, right in judged) / max(1, len(judged))
        lines.append(
            f"# As much weight have {len(new)} verdicts of {unseen}, made before anybody saw those"
            f" works: {sum(right for _, right in new) / len(new):.0%} right, above {share:.0%}."
        )
        judged = judged + new * max(1, round(len(judged) / len(new)))
    lines.append(f"{key}:")
    lines += [f"  - {{raw: {one.raw}, right: {one.right}}}" for one in fit_knots(judged)]
    return "\n".join(lines)
