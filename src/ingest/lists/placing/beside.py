"""What the sections beside one say of an order that its own few entries show or do not show."""

from bisect import bisect_right
from collections.abc import Iterator, Sequence
from functools import lru_cache
from itertools import islice
from operator import attrgetter

from ingest.lists.model import CuratedList, Entry, EntryKind
from ingest.lists.placing.among import count_pairs
from ingest.lists.placing.ranking import Ranking, learn_ranking
from ingest.lists.reading.nesting import own_entries

FEW = 3  # entries show no order: it is asked of other sections
_ASKED, _RECENT = 4, 60  # sections that are asked, entries of each
_SOUGHT = 120  # sections at most that are looked through for these
_SURE = 5  # pairs of neighbours show an order for sure; fewer may stand so by chance
_ASKED_FOR_PAIRS = 12  # sections, then
_KEPT = 0.75  # of the pairs elsewhere stand in this order too
_start = attrgetter("start")


def ranking_elsewhere(curated: CuratedList, run: Sequence[Entry]) -> Ranking | None:
    """The order that the nearest sections share whose entries look alike; None where two differ, or these break it."""
    beside = islice(_sections_beside(curated, run[0]), _ASKED)
    found = [learn_ranking(curated, _run_of(curated, at, run[0].kind)) for at in beside]
    known = {ranking for ranking in found if ranking is not None and ranking.by != "title"}
    shared = known.pop() if len(known) == 1 else None
    return shared if shared and not count_pairs(curated, run, shared)[1] else None


def _sections_beside(curated: CuratedList, entry: Entry) -> Iterator[int]:
    """The places of other sections on the level of an entry's own with entries that look alike, the nearest first."""
    sections = curated.sections
    own = bisect_right(sections, entry.start, key=_start) - 1
    if own < 0:
        return
    level, kind = sections[own].level, entry.kind
    for at in islice(_outwards(own, len(sections)), _SOUGHT):
        section = sections[at]
        is_beside = section.level == level and not section.start <= entry.start < section.end
        if is_beside and len(_run_of(curated, at, kind)) >= FEW:
            yield at


@lru_cache(maxsize=1024)  # each section is asked by all those around it
def _run_of(curated: CuratedList, at: int, kind: EntryKind) -> tuple[Entry, ...]:
    """The last entries of one kind in the section at a place."""
    run = [one for one in own_entries(curated, curated.sections[at]) if one.kind == kind]
    return tuple(run[-_RECENT:])


@lru_cache(maxsize=2048)
def _pairs_of(curated: CuratedList, at: int, kind: EntryKind, ranking: Ranking) -> tuple[int, int]:
    """How many neighbours in the section at a place stand by an order, and how many against it."""
    return count_pairs(curated, _run_of(curated, at, kind), ranking)


def _outwards(middle: int, count: int) -> Iterator[int]:
    """Every place below a count, those next to a middle first, the middle itself left out."""
    for step in range(1, count):
        if step <= middle:
            yield middle - step
        if middle + step < count:
            yield middle + step


def is_chance(curated: CuratedList, run: Sequence[Entry], ranking: Ranking) -> bool:
    """True for an order that few entries show, and that the sections beside do not keep.

    Four works stand by their dates in one of twelve sections that know no order.
    """
    if sum(count_pairs(curated, run, ranking)) >= _SURE:
        return False
    kind, kept, broken = run[0].kind, 0, 0
    for at in islice(_sections_beside(curated, run[0]), _ASKED_FOR_PAIRS):
        with_it, against = _pairs_of(curated, at, kind, ranking)
        kept, broken = kept + with_it, broken + against
    return kept + broken >= FEW and kept < _KEPT * (kept + broken)
