"""Where among the entries of a section a work belongs, by their order or by what they lean to."""

from collections.abc import Sequence
from itertools import combinations, pairwise

from ingest.lists.model import CuratedList, Entry, Signal
from ingest.lists.placing.ranking import MOSTLY, SHOWN, TIMES, Ranking, compared_by
from ingest.lists.placing.sort_keys import Key, cells_of, key_of_entry, key_of_facts
from ingest.lists.reading.counting import number_in, step_of
from ingest.works import RowFacts

_LEANING: tuple[Signal, ...] = ("id", "date", "year")
_LEANING_PAIRS = 6  # pairs of entries at least
_LEANT = 0.6  # the share of them that has the newer first
_LOOKED_AT = 200  # entries


def choose_place(
    curated: CuratedList, run: Sequence[Entry], ranking: Ranking, facts: RowFacts
) -> int | None:
    """The index for a work: among its equals behind them where the order rises, on top where it falls."""
    told = _told_ranking(curated, run, ranking, facts)
    places = fitting_places(curated, run, told, facts) if told else ()
    if told is None or not places:
        return None
    ranking = told
    if ranking.is_by_month:  # within its month by the day or number all the same
        finer = fitting_places(curated, run, ranking._replace(is_by_month=False), facts)
        places = tuple(place for place in places if place in finer) or places
    if not any(_is_known(curated, entry, ranking.by) for entry in run):
        return None
    if ranking.is_falling:
        beside = [i for i in places if i < len(run) and _is_known(curated, run[i], ranking.by)]
        return beside[0] if beside else places[-1]
    beside = [i for i in places if i and _is_known(curated, run[i - 1], ranking.by)]
    return beside[-1] if beside else places[0]


def fitting_places(
    curated: CuratedList, run: Sequence[Entry], ranking: Ranking, facts: RowFacts
) -> tuple[int, ...]:
    """Every index at which the work breaks the order least; more than one among its equals."""
    told = _told_ranking(curated, run, ranking, facts)
    key = key_of_facts(told.by, facts) if told else None
    if told is None or key is None:
        return ()
    ranking, key = told, compared_by(told, key)
    then = key_of_facts(ranking.then_by, facts) if ranking.then_by else None
    sides = [_side(curated, entry, ranking, key, then) for entry in run]
    cost = sum(side < 0 for side in sides)  # at the top: all that should stand before it are behind
    costs = [cost]
    for side in sides:
        cost += (side > 0) - (side < 0)
        costs.append(cost)
    least = min(costs)
    return tuple(index for index, cost in enumerate(costs) if cost == least)


def count_pairs(curated: CuratedList, run: Sequence[Entry], ranking: Ranking) -> tuple[int, int]:
    """How many neighbours stand by an order, and how many against it; equals say nothing."""
    keys = [compared_by(ranking, key_of_entry(curated, entry, ranking.by)) for entry in run]
    known = [key for key in keys if key is not None]
    pairs = [(a, b) for a, b in pairwise(known) if a != b]
    kept = sum((a > b) == ranking.is_falling for a, b in pairs)
    return kept, len(pairs) - kept


def leans_down(curated: CuratedList, run: Sequence[Entry]) -> bool:
    """True where the newest rather stand first, in no order."""
    for by in _LEANING:
        keys = [key_of_entry(curated, entry, by) for entry in run]
        known = [key for key in keys if key is not None]
        if len(known) < max(3, SHOWN * len(run)):
            continue
        pairs = [(a, b) for a, b in combinations(known[:_LOOKED_AT], 2) if a != b]
        return len(pairs) >= _LEANING_PAIRS and sum(a > b for a, b in pairs) > _LEANT * len(pairs)
    return False


def counts_down(curated: CuratedList, run: Sequence[Entry]) -> bool | None:
    """True for rows of which the first has the highest number; None for rows that no column counts."""
    cells = cells_of(curated, "number") if run[0].cells else {}
    step = step_of([number_in(cells.get(entry.start, "")) for entry in run])
    return step < 0 if step else None


def _told_ranking(
    curated: CuratedList, run: Sequence[Entry], ranking: Ranking, facts: RowFacts
) -> Ranking | None:
    """The ranking; for a work that does not tell its time, by another that it tells and the entries keep as well.

    None where the order says nothing of the work: a DOI among arXiv ids, the entries' years in no order.
    """
    if key_of_facts(ranking.by, facts) is not None:
        return ranking
    for by in TIMES if ranking.by in TIMES else ():
        other = Ranking(by, ranking.is_falling)
        if key_of_facts(by, facts) is not None:
            kept, broken = count_pairs(curated, run, other)
            return other if kept and kept >= MOSTLY * (kept + broken) else None
    return None


def _side(
    curated: CuratedList, entry: Entry, ranking: Ranking, key: Key | None, then: Key | None
) -> int:
    """-1 for an entry that belongs before the work, 1 behind it, 0 where the order doesn't say."""
    other = compared_by(ranking, key_of_entry(curated, entry, ranking.by))
    side = _compared(other, key, ranking.is_falling)
    if side or not ranking.then_by:
        return side
    return _compared(key_of_entry(curated, entry, ranking.then_by), then, ranking.is_then_falling)


def _compared(other: Key | None, key: Key | None, is_falling: bool) -> int:
    if other is None or key is None or other == key:
        return 0
    return 1 if (other > key) != is_falling else -1


def _is_known(curated: CuratedList, entry: Entry, by: Signal) -> bool:
    return key_of_entry(curated, entry, by) is not None
