"""Entries that stand out of their section's order, where the section has a clear one."""

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from ingest.ids import title_key
from ingest.lists.markup.inline import shorten
from ingest.lists.markup.lines import decode
from ingest.lists.model import CuratedList, Entry, Finding, Section
from ingest.lists.reading.dates import find_dates
from ingest.lists.reading.nesting import own_entries

Key = tuple[int | str, ...]
_FEW = 8  # entries in two orders at once by chance: one run in a thousand of eight
_STRAYS = 0.06  # a section with more strays than that has no clear order
_SHOWN = 60  # characters of a title in a message
_HEAD = 400  # characters of an entry in which its date is looked for


@dataclass(frozen=True, slots=True)
class _Kind:
    """One thing a section may be ordered by."""

    name: str
    few: int  # so many entries, at least
    distinct: int  # so many different keys, at least
    share: float = 1.0  # of the entries that have a key, at least
    strays: float = _STRAYS  # a section with a greater share of strays has no clear order


_KINDS = (
    _Kind("date", _FEW, 6),
    _Kind("arXiv month", 12, 6, share=0.8, strays=0.02),  # works may come long after their preprint
    _Kind("year", 10, 3),
    _Kind("title", _FEW, _FEW),
)
_ARXIV = re.compile(r"arxiv:(\d{4})\.\d{4,5}")


def find_order_breaks(curated: CuratedList) -> Iterator[Finding]:
    """The fewest entries that would have to move; nothing for a section without a clear order."""
    for section in curated.sections:
        entries = _longest_kind(own_entries(curated, section))
        for kind in _KINDS:
            keyed = [(e, key) for e in entries if (key := _key(curated, e, kind.name)) is not None]
            run, known = [e for e, _ in keyed], [key for _, key in keyed]
            if len(run) < max(kind.few, kind.share * len(entries)):
                continue
            if len(set(known)) < kind.distinct:
                continue
            strays, falls = _fewest_strays(known)
            spare = 0 if kind.name == "year" else 1
            if len(strays) <= max(spare, kind.strays * len(run)):
                yield from _findings(section, run, known, strays, falls, kind.name)
            if len(strays) <= max(spare, _STRAYS * len(run)):
                break  # the section keeps to this order: another that it shows is chance


def _longest_kind(entries: Sequence[Entry]) -> list[Entry]:
    """The entries of the kind and depth that most have."""
    kinds: dict[tuple[str, int], list[Entry]] = {}
    for entry in entries:
        kinds.setdefault((entry.kind, entry.depth), []).append(entry)
    return max(kinds.values(), key=len, default=[])


def _key(curated: CuratedList, entry: Entry, by: str) -> Key | None:
    if by == "title":
        return (title_key(entry.title),) if title_key(entry.title) else None
    if by == "year":
        return (entry.year,) if entry.year else None
    text = decode(curated.text[entry.start : entry.end])
    if by == "arXiv month":
        if any(date.month for date in find_dates(text)):
            return None  # a date of its own says more
        months = {match[1] for name in entry.ids if (match := _ARXIV.fullmatch(name))}
        return (months.pop(),) if len(months) == 1 else None  # of two papers nobody can tell
    found = find_dates(text[:_HEAD])
    if len({(date.year, date.month, date.day) for date in found}) != 1:
        return None  # two dates: nobody can tell which one counts
    return found[0].year, found[0].month or 0, found[0].day or 0


def _fewest_strays(keys: Sequence[Key]) -> tuple[list[int], bool]:
    """Indexes to take out so that the rest rises, or falls where that takes fewer."""
    rising = _strays(list(range(len(keys))), keys)
    falling = _strays(list(range(len(keys) - 1, -1, -1)), keys)
    return (sorted(falling), True) if len(falling) < len(rising) else (rising, False)


def _strays(order: Sequence[int], keys: Sequence[Key]) -> list[int]:
    """What is not in the longest run that never falls, read in the given order (patience sorting)."""
    tails: list[Key] = []
    last: list[int] = []
    before: dict[int, int | None] = {}
    for index in order:
        at = bisect_right(tails, keys[index])
        before[index] = last[at - 1] if at else None
        if at == len(tails):
            tails.append(keys[index])
            last.append(index)
        else:
            tails[at], last[at] = keys[index], index
    kept: set[int] = set()
    step: int | None = last[-1] if last else None
    while step is not None:
        kept.add(step)
        step = before[step]
    return [index for index in order if index not in kept]


def _findings(
    section: Section,
    run: Sequence[Entry],
    keys: Sequence[Key],
    strays: Sequence[int],
    falls: bool,
    by: str,
) -> Iterator[Finding]:
    stray = set(strays)
    left = [index for index in range(len(run)) if index not in stray]
    ordered = [keys[index] for index in left]
    if falls:
        left, ordered = left[::-1], ordered[::-1]
    for index in strays:
        at = bisect_right(ordered, keys[index]) if not falls else bisect_left(ordered, keys[index])
        behind = run[left[at - 1]] if at else None
        beside = run[left[at]] if at < len(left) else None
        after, before = (beside, behind) if falls else (behind, beside)
        near, side = (after, "behind") if after else (before, "before")
        place = f'{side} "{shorten(near.title, _SHOWN)}" (line {near.line})' if near else "alone"
        message = f'"{shorten(run[index].title, _SHOWN)}" is out of the order by {by} of "{section.heading}": it belongs {place}'
        yield Finding("order", run[index].line, message, (near.line,) if near else ())
