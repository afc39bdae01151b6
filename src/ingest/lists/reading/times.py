"""Headings that are times: a year, a month of a year, a day; a month alone below the heading of its year."""

import re
from collections.abc import Sequence
from functools import lru_cache

from ingest.lists.markup.headings import CLOSE, OPEN, UNIT, without_count
from ingest.lists.model import Section
from ingest.lists.reading.dates import MONTHS, agreed_pattern, find_date, write_date
from ingest.lists.reading.nesting import year_of_heading

Time = tuple[int, ...]  # a year; a year and a month; with a day
_COUNT = re.compile(rf"({OPEN}\s*)\d{{1,5}}({UNIT}\s*{CLOSE}\W*)$")
_AROUND = re.compile(r"^[\W_]+|[\W_]+$")
_LONGEST = 20  # characters of a time: `30th September, 2024`
_NAMES = "|".join(f"{name}|{name[:3]}|Sept" for name in MONTHS)
_YEAR_FIRST = re.compile(rf"(?P<year>(?:19|20)\d\d)(?P<gap>[ ,/-]{{1,2}})(?P<month>{_NAMES})(?!\w)")
_MONTH_ALONE = re.compile(
    rf"(?<!\w)(?:(?P<month>{_NAMES})(?!\w)|(?P<number>0?[1-9]|1[0-2])(?:月|$))"
)


def time_of(section: Section) -> Time:
    """The time that a section's heading is and nothing else; () for words."""
    above = section.path[: -len(section.heading)].removesuffix(" > ").rpartition(" > ")[2]
    return time_of_heading(section.heading, above)


@lru_cache(maxsize=4096)
def time_of_heading(heading: str, above: str = "") -> Time:
    """The time that a heading is, a count behind it aside; `above` is the heading it stands below."""
    if not any(map(str.isdigit, heading + above)):
        return ()
    said = _AROUND.sub("", without_count(heading))
    year = year_of_heading(said)
    if year is not None:
        return (year,)
    if not said or len(said) > _LONGEST:
        return ()
    date = find_date(said)
    if date and date.end - date.start == len(said):
        return tuple(part for part in (date.year, date.month, date.day) if part)
    if first := _YEAR_FIRST.fullmatch(said):
        return int(first["year"]), _number_of(first["month"])
    year, alone = year_of_heading(above), _MONTH_ALONE.fullmatch(said)
    if year is None or alone is None:
        return ()
    return year, int(alone["number"]) if alone["number"] else _number_of(alone["month"])


def write_heading(raws: Sequence[str], old: Time, time: Time) -> str:
    """The heading line of a time, written as the first of these, which is `old`'s; the others decide what it leaves open.

    A count at its end is of the one entry that comes with it.
    """
    raw = _COUNT.sub(r"\g<1>1\g<2>", raws[0])
    if len(time) == 1:
        return raw.replace(str(old[0]), str(time[0]))
    year, month, day = (*time, None)[:3]
    if date := find_date(raw):
        dates = [(one, line) for line in raws if (one := find_date(line))]
        written = [(one.pattern, line[one.start : one.end]) for one, line in dates]
        pattern = agreed_pattern(date.pattern, written)
        new = write_date(pattern, year, month, day) or ""
        return raw[: date.start] + new + raw[date.end :]
    if first := _YEAR_FIRST.search(raw):
        name = _name_of(
            time[1], [found["month"] for found in map(_YEAR_FIRST.search, raws) if found]
        )
        return raw[: first.start()] + f"{year}{first['gap']}{name}" + raw[first.end() :]
    alone = _MONTH_ALONE.search(raw.rstrip())
    assert alone is not None  # the line is a time's
    shown = [found for line in raws if (found := _MONTH_ALONE.search(line.rstrip()))]
    if alone["number"]:
        start, end = alone.span("number")
        is_wide = any(found["number"].startswith("0") for found in shown if found["number"])
        return raw[:start] + (f"{month:02}" if is_wide else str(month)) + raw[end:]
    names = [found["month"] for found in shown if found["month"]]
    return raw[: alone.start("month")] + _name_of(time[1], names) + raw[alone.end("month") :]


def _number_of(name: str) -> int:
    return next(at for at, full in enumerate(MONTHS, 1) if full.startswith(name[:3]))


def _name_of(month: int, shown: Sequence[str]) -> str:
    """A month's name, as long as the others are: of May nobody knows."""
    long = [name in MONTHS for name in shown if name != "May"]
    return MONTHS[month - 1] if not long or long[0] else MONTHS[month - 1][:3]
