"""What the entries of a section are ordered by, and where among them another belongs."""

import re
from collections.abc import Mapping, Sequence
from functools import lru_cache
from itertools import combinations, pairwise
from types import MappingProxyType
from typing import NamedTuple

from ingest.lists.dates import find_date
from ingest.lists.fields import header_field
from ingest.lists.inline import fold, plain
from ingest.lists.lines import decode
from ingest.lists.model import CuratedList, Entry, Signal
from ingest.lists.parts import parts_of_entry
from ingest.works import RowFacts

Key = tuple[int | str, ...]
_ARXIV = re.compile(r"arxiv:(\d{4})\.(\d{4,5})")
_NUMBERED = re.compile(r"[#№(]?(\d{1,4})[.):、]\s*\D")
_NO_LETTER = re.compile(r"[\W_]")
_FEW_NUMBERS = 4
_RECENT = 60  # entries whose venues are read
_NUMBER_HEAD = 40  # bytes of an entry in which its number is looked for
_HEAD = 1200  # bytes of an entry in which its date is looked for
_MOSTLY = 0.9  # of neighbouring pairs must agree before a list counts as ordered
_BETTER = 0.02  # by so much another order must agree more
_MORE = 2  # times as many pairs make an alphabet more than a time's rise
_TIMES: tuple[Signal, ...] = ("date", "year", "id")
_SIGNALS: tuple[Signal, ...] = (*_TIMES, "title")
_LEANING: tuple[Signal, ...] = ("id", "date", "year")
_LEANING_PAIRS, _LEANT = (
    6,
    0.6,
)  # pairs of entries at least, the share of them that has the newer first
_LOOKED_AT = 200  # entries
_MONTHS: dict[Signal, int] = {"date": 2, "id": 1}  # so much of a key is its month
_NAME_WORDS = 3
_MANY = 0.7  # of the entries must show what they are ordered by
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
        if sum(key is not None for key in keys) < max(3, _MANY * len(run)):
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
    share = _rising_share(keys, needed=3)
    if share is None or max(share, 1 - share) < _MOSTLY:
        return None
    is_falling = share < 0.5
    by_month = _is_by_month(keys, by, is_falling)
    return max(share, 1 - share), Ranking(by, is_falling, is_by_month=by_month)


def _each_year_anew(
    curated: CuratedList, run: Sequence[Entry], best: tuple[float, int, Ranking]
) -> tuple[float, int, Ranking]:
    """The order of the years where the alphabet begins anew with each of them, two years as well as ten."""
    years = [key_of_entry(curated, entry, "year") for entry in run]
    share = _rising_share(years, needed=2)
    if None in years or share not in {0, 1}:
        return best
    titles = [fold(entry.title) for entry in run]
    pairs = [(titles[i], titles[i + 1]) for i in range(len(run) - 1) if years[i] == years[i + 1]]
    kept = sum(one <= two for one, two in pairs)
    return best if kept <= best[0] * len(pairs) else (1.0, best[1], Ranking("year", share == 0))


def _title_ranking(
    curated: CuratedList, keys: Sequence[Key | None]
) -> tuple[float, Ranking] | None:
    """The alphabet of the titles, blanks counted or passed over; None where too few keep it."""
    share = _rising_share(keys, needed=5)
    by_letter = _rising_share([*map(_letters, keys)], needed=5)
    is_by_letter = by_letter is not None and by_letter > (share or 0)
    if by_letter is not None and by_letter == share and share >= _MOSTLY:
        is_by_letter = _passes_over_blanks(curated)
    share = by_letter if is_by_letter else share
    if share is None or share < _MOSTLY:
        return None
    return share, Ranking("title", False, is_by_letter=is_by_letter)


def _pair_count(keys: Sequence[Key | None]) -> int:
    """How many neighbours differ, and so tell an order."""
    known = [key for key in keys if key is not None]
    return sum(a != b for a, b in pairwise(known))


@lru_cache(maxsize=4)
def _passes_over_blanks(curated: CuratedList) -> bool:
    """True where a page's alphabets pass over blanks more often than not, where that makes a difference."""
    found = 0
    titles = [_title_words(entry.title) for entry in curated.entries]
    for (words, letters), (words_below, letters_below) in pairwise(titles):
        is_rising = letters < letters_below
        if words[:1] == words_below[:1] and is_rising != (words < words_below):
            found += 1 if is_rising else -1
    return found > 0


@lru_cache(maxsize=16384)  # an edit asks for all of a page's titles anew
def _title_words(title: str) -> tuple[str, str]:
    """A title's words, and these without what is no letter or digit."""
    words = fold(title)
    return words, _letters_of(words)


def _letters_of(words: str) -> str:
    """Words without what is no letter or digit."""
    return _NO_LETTER.sub("", words)


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
    return sum((a > b) == is_falling for a, b in pairs) < _MOSTLY * len(pairs)


def _compared_by(ranking: Ranking, key: Key | None) -> Key | None:
    """What of a key counts in an order."""
    if key is None:
        return None
    if ranking.is_by_month:
        return key[: _MONTHS[ranking.by]]
    return _letters(key) if ranking.is_by_letter else key


def _letters(key: Key | None) -> Key | None:
    """A key of words without what is no letter or digit of them."""
    return key and tuple(_letters_of(part) if isinstance(part, str) else part for part in key)


def _venue_ranking(curated: CuratedList, run: Sequence[Entry]) -> Ranking | None:
    """The alphabet of the venues, asked for where nothing else orders the entries."""
    recent = run[-_RECENT:]
    keys = [key_of_entry(curated, entry, "venue") for entry in recent]
    if sum(key is not None for key in keys) < _MANY * len(recent):
        return None
    share = _rising_share(keys, needed=5)
    if share is None or max(share, 1 - share) < _MOSTLY:
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
    if shown and shown.by in _TIMES:
        return shown.by
    for by in _TIMES:
        known = sum(key_of_entry(curated, entry, by) is not None for entry in run)
        if known >= _MANY * len(run):
            return by
    return "date"


def number_ranking(curated: CuratedList, run: Sequence[Entry]) -> Ranking | None:
    """The order of entries that bear a number in their text (`| 3) ...`): one more each, or one less."""
    found = [number_of_entry(curated, entry) for entry in run]
    known = [number for number in found if number is not None]
    steps = [two - one for one, two in pairwise(known)]
    if len(known) < max(_FEW_NUMBERS, _MOSTLY * len(run)):
        return None
    for step in (1, -1):
        if sum(1 <= each * step <= 2 for each in steps) >= _MOSTLY * len(steps):
            return Ranking("number", step < 0)
    return None


def number_of(title: str) -> int | None:
    """The number a title begins with; None where it begins with words."""
    match = _NUMBERED.match(title)
    return int(match[1]) if match else None


def number_of_entry(curated: CuratedList, entry: Entry) -> int | None:
    """The number an entry's own words begin with (`| 3) A title`), a numbered item's not among them."""
    if entry.number is not None:
        return None
    start = decode(curated.text[entry.start : entry.start + _NUMBER_HEAD])
    return number_of(start.lstrip(" \t|-*+>"))


def _with_ties(curated: CuratedList, run: Sequence[Entry], ranking: Ranking) -> Ranking:
    """The ranking with what orders the entries that it holds for equal, where anything does."""
    main = [_compared_by(ranking, key_of_entry(curated, entry, ranking.by)) for entry in run]
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
        if max(rising, 1 - rising) >= _MOSTLY:
            return ranking._replace(then_by=by, is_then_falling=rising < 0.5)
    if ranking.by == "year":  # a year's works in the order of the years
        return Ranking(ranking.by, ranking.is_falling)
    return ranking


def _rising_share(keys: Sequence[Key | None], needed: int) -> float | None:
    known = [key for key in keys if key is not None]
    pairs = [(a, b) for a, b in pairwise(known) if a != b]
    if len(set(known)) < needed or len(pairs) < needed - 1:
        return None
    return sum(a < b for a, b in pairs) / len(pairs)


def count_pairs(curated: CuratedList, run: Sequence[Entry], ranking: Ranking) -> tuple[int, int]:
    """How many neighbours stand by an order, and how many against it; equals say nothing."""
    keys = [_compared_by(ranking, key_of_entry(curated, entry, ranking.by)) for entry in run]
    known = [key for key in keys if key is not None]
    pairs = [(a, b) for a, b in pairwise(known) if a != b]
    kept = sum((a > b) == ranking.is_falling for a, b in pairs)
    return kept, len(pairs) - kept


def leans_down(curated: CuratedList, run: Sequence[Entry]) -> bool:
    """True where the newest rather stand first, in no order."""
    for by in _LEANING:
        keys = [key_of_entry(curated, entry, by) for entry in run]
        known = [key for key in keys if key is not None]
        if len(known) < max(3, _MANY * len(run)):
            continue
        pairs = [(a, b) for a, b in combinations(known[:_LOOKED_AT], 2) if a != b]
        return len(pairs) >= _LEANING_PAIRS and sum(a > b for a, b in pairs) > _LEANT * len(pairs)
    return False


def fitting_places(
    curated: CuratedList, run: Sequence[Entry], ranking: Ranking, facts: RowFacts
) -> tuple[int, ...]:
    """Every index at which the work breaks the order least; more than one among its equals."""
    told = _told_ranking(curated, run, ranking, facts)
    key = key_of_facts(told.by, facts) if told else None
    if told is None or key is None:
        return ()
    ranking, key = told, _compared_by(told, key)
    then = key_of_facts(ranking.then_by, facts) if ranking.then_by else None
    sides = [_side(curated, entry, ranking, key, then) for entry in run]
    cost = sum(side < 0 for side in sides)  # at the top: all that should stand before it are behind
    costs = [cost]
    for side in sides:
        cost += (side > 0) - (side < 0)
        costs.append(cost)
    least = min(costs)
    return tuple(index for index, cost in enumerate(costs) if cost == least)


def _told_ranking(
    curated: CuratedList, run: Sequence[Entry], ranking: Ranking, facts: RowFacts
) -> Ranking | None:
    """The ranking; for a work that does not tell its time, by another that it tells and the entries keep as well.

    None where the order says nothing of the work: a DOI among arXiv ids, the entries' years in no order.
    """
    if key_of_facts(ranking.by, facts) is not None:
        return ranking
    for by in _TIMES if ranking.by in _TIMES else ():
        other = Ranking(by, ranking.is_falling)
        if key_of_facts(by, facts) is not None:
            kept, broken = count_pairs(curated, run, other)
            return other if kept and kept >= _MOSTLY * (kept + broken) else None
    return None


def _side(
    curated: CuratedList, entry: Entry, ranking: Ranking, key: Key | None, then: Key | None
) -> int:
    """-1 for an entry that belongs before the work, 1 behind it, 0 where the order doesn't say."""
    other = _compared_by(ranking, key_of_entry(curated, entry, ranking.by))
    side = _compared(other, key, ranking.is_falling)
    if side or not ranking.then_by:
        return side
    return _compared(key_of_entry(curated, entry, ranking.then_by), then, ranking.is_then_falling)


def _compared(other: Key | None, key: Key | None, is_falling: bool) -> int:
    if other is None or key is None or other == key:
        return 0
    return 1 if (other > key) != is_falling else -1


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


def _is_known(curated: CuratedList, entry: Entry, by: Signal) -> bool:
    return key_of_entry(curated, entry, by) is not None


def key_of_entry(curated: CuratedList, entry: Entry, by: Signal | None) -> Key | None:
    """What an entry is compared by."""
    if by == "title":
        return (fold(entry.title),) if entry.title else None
    if by == "name":
        name = _cells_of(curated, "name").get(entry.start) or entry.title
        return (fold(name),) if name else None
    if by == "venue":
        venue = _venue_of(curated, entry)
        return (fold(venue),) if venue else None
    if by == "number":
        number = number_of_entry(curated, entry)
        return (number,) if number is not None else None
    if by == "year":
        return (entry.year,) if entry.year else None
    if by == "id":
        match = _ARXIV.match(entry.ids[0]) if entry.ids else None
        return (match[1], match[2].zfill(5)) if match else None
    return _date_key(curated.text[entry.start : min(entry.end, entry.start + _HEAD)])


@lru_cache(maxsize=8)
def _cells_of(curated: CuratedList, field: str) -> Mapping[int, str]:
    """A row's start -> what it says in the column that is called like the field."""
    found = {}
    for table in curated.tables:
        at = next((i for i, label in enumerate(table.header) if header_field(label) == field), None)
        for row in table.rows if at is not None else ():
            if at is not None and at < len(row.cells):
                found[row.start] = plain(row.cells[at])
    return MappingProxyType(found)


def _are_names(curated: CuratedList, run: Sequence[Entry]) -> bool:
    """True for rows that are known by a short name: they have no column of titles and few words."""
    titles = _cells_of(curated, "title")
    short = [
        bool(entry.cells) and entry.start not in titles and len(entry.title.split()) <= _NAME_WORDS
        for entry in run
    ]
    return sum(short) >= _MOSTLY * len(run)


def _venue_of(curated: CuratedList, entry: Entry) -> str:
    """What a row's column of venues says, or the venue in a line's text."""
    if entry.cells:
        return _cells_of(curated, "venue").get(entry.start, "")
    parts = parts_of_entry(curated, entry)
    return next((part.value for part in parts if part.field == "venue"), "")


@lru_cache(maxsize=4096)
def _date_key(head: bytes) -> Key | None:
    first = find_date(decode(head))
    return (first.year, first.month or 0, first.day or 0) if first else None


def year_of(facts: RowFacts | None) -> int | None:
    """The year an entry is filed under: its venue's where it has one."""
    if facts is None:
        return None
    return (facts.venue_year if facts.venue else None) or facts.year


def key_of_facts(by: Signal | None, facts: RowFacts) -> Key | None:
    """What a work is compared by; a month that isn't known counts as the year's last."""
    if by == "title":
        return (fold(facts.title),)
    if by == "name":
        return (fold(facts.name or facts.title),)
    if by == "venue":
        is_preprint = any(found.startswith("arxiv:") for found in facts.ids)
        venue = facts.venue or ("arxiv" if is_preprint else "")
        return (fold(venue),) if venue else None
    if by == "number":
        number = number_of(facts.title)
        return (number,) if number is not None else None
    if by == "year":
        year = year_of(facts)
        return (year,) if year else None
    if by == "id":
        match = next((match for found in facts.ids if (match := _ARXIV.match(found))), None)
        return (match[1], match[2].zfill(5)) if match else None
    unknown = (0, 0) if facts.is_from_entry else (12, 31)
    return (facts.year, facts.month or unknown[0], facts.day or unknown[1]) if facts.year else None
