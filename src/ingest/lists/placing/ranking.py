"""What the entries of a section are ordered by."""

from collections.abc import Sequence
from itertools import pairwise
from typing import NamedTuple

from ingest.lists.markup.inline import fold
from ingest.lists.model import CuratedList, Entry, Signal
from ingest.lists.placing.alphabets import find_alphabet
from ingest.lists.placing.sort_keys import (
    Key,
    cells_of,
    key_of_entry,
    letters,
    number_of_entry,
    rising_share,
)

MOSTLY = 0.9  # of neighbouring pairs must agree before a list counts as ordered
SHOWN = 0.7  # of the entries must show what they are ordered by
TIMES: tuple[Signal, ...] = ("date", "year", "id")
_SIGNALS: tuple[Signal, ...] = (*TIMES, "title")
_FEW_NUMBERS = 4
_RECENT = 60  # entries whose venues are read
_BETTER = 0.02  # by so much another order must agree more
_MORE = 2  # times as many pairs make an alphabet more than a time's rise
_MONTHS: dict[Signal, int] = {"date": 2, "id": 1}  # so much of a key is its month
_NAME_WORDS = 3
_TIE_SIGNALS: tuple[Signal, ...] = ("date", "id", "title")
_TIED_PAIRS = 3  # of equals must agree before they count as ordered among themselves


class Ranking(NamedTuple):
    """An order: what it goes by and which way, and what decides among equals."""

    by: Signal
    is_falling: bool
    then_by: Signal | None = None
    is_then_falling: bool = False
    is_by_letter: bool = (
        False  # an alphabet that passes over blanks: OpenEyes, Open Field, openMaps
    )
    is_by_month: bool = False  # an order of time that a month's works do not keep among themselves


def learn_ranking(curated: CuratedList, run: Sequence[Entry]) -> Ranking | None:
    """The order that explains the entries best; None where there is none."""
    best: tuple[float, int, Ranking] | None = None
    for by in _SIGNALS:
        keys = [key_of_entry(curated, entry, by) for entry in run]
        if sum(key is not None for key in keys) < max(3, SHOWN * len(run)):
            continue
        found = _time_ranking(keys, by) if by != "title" else _title_ranking(curated, keys)
        if found is None:
            continue
        agreement, order = found
        pairs = _pair_count(keys)
        is_better = best is None or agreement > best[0] + _BETTER
        if best is not None and by == "title" and agreement + _BETTER >= best[0]:
            is_better = is_better or pairs > _MORE * best[1]  # a few years rise in many alphabets
        if is_better:
            best = agreement, pairs, order
        if best and best[0] + _BETTER >= 1 and 2 * best[1] >= len(run):
            break
    if best is not None and best[2].by == "title" and _are_names(curated, run):
        return _with_ties(curated, run, best[2]._replace(by="name"))
    if best is not None and best[2].by == "title" and best[0] < 1:
        best = _each_year_anew(curated, run, best)
    ranking = best[2] if best else _venue_ranking(curated, run)
    return _with_ties(curated, run, ranking) if ranking else None


def _time_ranking(keys: Sequence[Key | None], by: Signal) -> tuple[float, Ranking] | None:
    """An order of time, and the share of pairs that keep it; None where too few do."""
    share = rising_share(keys, needed=3)
    if share is None or max(share, 1 - share) < MOSTLY:
        return None
    is_falling = share < 0.5
    by_month = _is_by_month(keys, by, is_falling)
    return max(share, 1 - share), Ranking(by, is_falling, is_by_month=by_month)


def _each_year_anew(
    curated: CuratedList, run: Sequence[Entry], best: tuple[float, int, Ranking]
) -> tuple[float, int, Ranking]:
    """The order of the years where the alphabet begins anew with each of them, two years as well as ten."""
    years = [key_of_entry(curated, entry, "year") for entry in run]
    share = rising_share(years, needed=2)
    if None in years or share not in {0, 1}:
        return best
    titles = [fold(entry.title) for entry in run]
    pairs = [(titles[i], titles[i + 1]) for i in range(len(run) - 1) if years[i] == years[i + 1]]
    kept = sum(one <= two for one, two in pairs)
    return best if kept <= best[0] * len(pairs) else (1.0, best[1], Ranking("year", share == 0))


def _title_ranking(
    curated: CuratedList, keys: Sequence[Key | None]
) -> tuple[float, Ranking] | None:
    found = find_alphabet(curated, keys, MOSTLY)
    return (found[0], Ranking("title", False, is_by_letter=found[1])) if found else None


def _pair_count(keys: Sequence[Key | None]) -> int:
    """How many neighbours differ, and so tell an order."""
    known = [key for key in keys if key is not None]
    return sum(a != b for a, b in pairwise(known))


def _is_by_month(keys: Sequence[Key | None], by: Signal, is_falling: bool) -> bool:
    """True where a month's works do not show the order that the months keep.

    A day that an entry shows counts until another stands against it; of arXiv ids, which no reader
    looks at, some pairs of one month have to show that they are looked at.
    """
    if by not in _MONTHS:
        return False
    length = _MONTHS[by]
    known = [key for key in keys if key is not None]
    pairs = [(a, b) for a, b in pairwise(known) if a[:length] == b[:length] and a != b]
    if by == "id" and len(pairs) < _TIED_PAIRS:
        return True
    return sum((a > b) == is_falling for a, b in pairs) < MOSTLY * len(pairs)


def compared_by(ranking: Ranking, key: Key | None) -> Key | None:
    """What of a key counts in an order."""
    if key is None:
        return None
    if ranking.is_by_month:
        return key[: _MONTHS[ranking.by]]
    return letters(key) if ranking.is_by_letter else key


def _venue_ranking(curated: CuratedList, run: Sequence[Entry]) -> Ranking | None:
    """The alphabet of the venues, asked for where nothing else orders the entries."""
    recent = run[-_RECENT:]
    keys = [key_of_entry(curated, entry, "venue") for entry in recent]
    if sum(key is not None for key in keys) < SHOWN * len(recent):
        return None
    share = rising_share(keys, needed=5)
    if share is None or max(share, 1 - share) < MOSTLY:
        return None
    return Ranking("venue", share < 0.5)


def said_ranking(
    curated: CuratedList, run: Sequence[Entry], by: Signal | None, is_falling: bool
) -> Ranking:
    """An order that was said: by the time that most entries show where that was left open."""
    by = by or _shown_time(curated, run)
    return _with_ties(curated, run, Ranking(by, is_falling))


def _shown_time(curated: CuratedList, run: Sequence[Entry]) -> Signal:
    """What of a time orders the entries, else what of it most of them show."""
    shown = learn_ranking(curated, run)
    if shown and shown.by in TIMES:
        return shown.by
    for by in TIMES:
        known = sum(key_of_entry(curated, entry, by) is not None for entry in run)
        if known >= SHOWN * len(run):
            return by
    return "date"


def number_ranking(curated: CuratedList, run: Sequence[Entry]) -> Ranking | None:
    """The order of entries that bear a number in their text (`| 3) ...`): one more each, or one less."""
    found = [number_of_entry(curated, entry) for entry in run]
    known = [number for number in found if number is not None]
    steps = [two - one for one, two in pairwise(known)]
    if len(known) < max(_FEW_NUMBERS, MOSTLY * len(run)):
        return None
    for step in (1, -1):
        if sum(1 <= each * step <= 2 for each in steps) >= MOSTLY * len(steps):
            return Ranking("number", step < 0)
    return None


def _with_ties(curated: CuratedList, run: Sequence[Entry], ranking: Ranking) -> Ranking:
    """The ranking with what orders the entries that it holds for equal, where anything does."""
    main = [compared_by(ranking, key_of_entry(curated, entry, ranking.by)) for entry in run]
    tied = [i for i in range(len(run) - 1) if main[i] is not None and main[i] == main[i + 1]]
    for by in _TIE_SIGNALS if len(tied) >= _TIED_PAIRS else ():
        if by == ranking.by:
            continue
        keys = [key_of_entry(curated, entry, by) for entry in run]
        pairs = [(keys[i], keys[i + 1]) for i in tied if keys[i] != keys[i + 1]]
        known = [(a, b) for a, b in pairs if a is not None and b is not None]
        if len(known) < _TIED_PAIRS:
            continue
        rising = sum(a < b for a, b in known) / len(known)
        if max(rising, 1 - rising) >= MOSTLY:
            return ranking._replace(then_by=by, is_then_falling=rising < 0.5)
    if ranking.by == "year":  # a year's works in the order of the years
        return Ranking(ranking.by, ranking.is_falling)
    return ranking


def _are_names(curated: CuratedList, run: Sequence[Entry]) -> bool:
    """True for rows that are known by a short name: they have no column of titles and few words."""
    titles = cells_of(curated, "title")
    short = [
        bool(entry.cells) and entry.start not in titles and len(entry.title.split()) <= _NAME_WORDS
        for entry in run
    ]
    return sum(short) >= MOSTLY * len(run)
