"""How neighbours vote on the way something is written: the nearest count."""

from collections import Counter
from collections.abc import Hashable, Iterable
from itertools import chain, islice
from typing import TypeVar

T = TypeVar("T", bound=Hashable)
WINDOW = 7  # how many of the nearest neighbours have a vote before all of them are asked


def vote(values: Iterable[T]) -> T | None:
    """The value most of the nearest neighbours have, nearest first; the nearer one where they tie.

    A value that only one of several near neighbours has is asked of all of them.
    """
    others = iter(values)
    near = list(islice(others, WINDOW))  # the rest of a page is not asked where these agree
    if not near:
        return None
    if 2 * near.count(near[0]) > len(near):
        return near[0]
    best, count = Counter(near).most_common(1)[0]
    if count == 1:
        best, _ = Counter(chain(near, others)).most_common(1)[0]
    return best
