"""How sure the mentions of a concept are of it.

The strength of a concept is the chance that at least one of its distinct phrases is meant, each
likelier in the title than in the lead than further down.
"""

import numpy as np
from numpy.typing import NDArray

from ingest.rules.finding.matching import ABSTRACT, LEAD, TITLE
from ingest.rules.finding.mentions import Mentions
from ingest.rules.finding.words import Positions, is_first, run_sizes, spread

_CHANCE = {TITLE: 0.85, LEAD: 0.7, ABSTRACT: 0.5}  # that one phrase there means its concept
_AGAIN = 0.15  # of the chance, for each further mention of the same phrase

Strengths = NDArray[np.float64]


def weigh_mentions(
    mentions: Mentions, firsts: Positions, counts: Positions
) -> tuple[Strengths, Positions]:
    """The strength of each run of mentions, and how many phrases are in it."""
    owners, at = spread(firsts, counts)
    patterns = mentions.patterns[at]
    order = (owners * (int(patterns.max(initial=0)) + 1) + patterns).argsort(kind="stable")
    is_begin = is_first(owners[order]) | is_first(patterns[order])
    begins = np.flatnonzero(is_begin)
    times = run_sizes(begins, len(order))
    in_order = order[begins].argsort()  # as they are first met
    first, times = order[begins][in_order], times[in_order]
    chances = _chances(int(times.max(initial=1)))[mentions.places[at[first]], times]
    strength, phrases = np.zeros(len(counts)), np.bincount(owners[first], minlength=len(counts))
    begins = np.flatnonzero(is_first(owners[first]))
    if len(begins):
        strength[owners[first][begins]] = 1 - np.multiply.reduceat(1 - chances, begins)
    return strength, phrases


def _chances(times: int) -> Strengths:
    """By place, and by how often a phrase is mentioned."""
    table = np.zeros((len(_CHANCE), times + 1))
    for place, chance in _CHANCE.items():
        table[place, 1] = chance
        for again in range(2, times + 1):
            table[place, again] = table[place, again - 1] + (1 - table[place, again - 1]) * _AGAIN
    return table
