"""What entries of a section, and works, are compared by where an order is learnt or kept."""

import re
from collections.abc import Mapping, Sequence
from functools import lru_cache
from itertools import pairwise
from types import MappingProxyType

from ingest.lists.markup.inline import fold, plain
from ingest.lists.markup.lines import decode
from ingest.lists.model import CuratedList, Entry, Signal
from ingest.lists.reading.dates import find_dates
from ingest.lists.reading.fields import header_field
from ingest.lists.reading.short_months import find_short_month
from ingest.lists.splitting.parts import parts_of_entry
from ingest.works import RowFacts

Key = tuple[int | str, ...]
_ARXIV = re.compile(r"arxiv:(\d{4})\.(\d{4,5})")
_NUMBERED = re.compile(r"[#№(]?(\d{1,4})[.):、]\s*\D")
_NO_LETTER = re.compile(r"[\W_]")
_NUMBER_HEAD = 40  # bytes of an entry in which its number is looked for
_HEAD = 1200  # bytes of an entry in which its date is looked for


def key_of_entry(curated: CuratedList, entry: Entry, by: Signal | None) -> Key | None:
    """What an entry is compared by."""
    if by == "title":
        return (fold(entry.title),) if entry.title else None
    if by == "name":
        name = cells_of(curated, "name").get(entry.start) or entry.title
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


def year_of(facts: RowFacts | None) -> int | None:
    """The year an entry is filed under: its venue's where it has one."""
    if facts is None:
        return None
    return (facts.venue_year if facts.venue else None) or facts.year


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


@lru_cache(maxsize=8)
def cells_of(curated: CuratedList, field: str) -> Mapping[int, str]:
    """A row's start -> what it says in the column that is called like the field."""
    found = {}
    for table in curated.tables:
        at = next((i for i, label in enumerate(table.header) if header_field(label) == field), None)
        for row in table.rows if at is not None else ():
            if at is not None and at < len(row.cells):
                found[row.start] = plain(row.cells[at])
    return MappingProxyType(found)


def _venue_of(curated: CuratedList, entry: Entry) -> str:
    """What a row's column of venues says, or the venue in a line's text."""
    if entry.cells:
        return cells_of(curated, "venue").get(entry.start, "")
    parts = parts_of_entry(curated, entry)
    return next((part.value for part in parts if part.field == "venue"), "")


@lru_cache(maxsize=4096)
def _date_key(head: bytes) -> Key | None:
    text = decode(head).rstrip("\n")  # as it is taken apart
    short = find_short_month(text)
    if short:
        return short.year, short.month, 0
    first = find_dates(text)[:1]
    return (first[0].year, first[0].month or 0, first[0].day or 0) if first else None


def letters(key: Key | None) -> Key | None:
    """A key of words without what is no letter or digit of them."""
    return key and tuple(letters_of(part) if isinstance(part, str) else part for part in key)


def letters_of(words: str) -> str:
    """Words without what is no letter or digit."""
    return _NO_LETTER.sub("", words)


def rising_share(keys: Sequence[Key | None], needed: int) -> float | None:
    """Of neighbours that differ, the share that rises; None for fewer than `needed` different keys."""
    known = [key for key in keys if key is not None]
    pairs = [(a, b) for a, b in pairwise(known) if a != b]
    if len(set(known)) < needed or len(pairs) < needed - 1:
        return None
    return sum(a < b for a, b in pairs) / len(pairs)
