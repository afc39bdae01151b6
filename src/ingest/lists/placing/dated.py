"""Entries under their time: headings and bullets that are years or dates, and where a missing one goes."""

from collections.abc import Sequence

from ingest.errors import ListError
from ingest.lists.markup.lines import decode
from ingest.lists.model import CuratedList, Section
from ingest.lists.placing.place import Place, Years
from ingest.lists.placing.sort_keys import year_of
from ingest.lists.plan import StyleOverride
from ingest.lists.reading.dates import find_date, write_date
from ingest.lists.reading.groups import groups_of
from ingest.lists.reading.nesting import child_sections, own_entries, year_of_heading
from ingest.works import RowFacts

Time = tuple[int, ...]  # a year; a year and a month; with a day
_AROUND = "[](){} *_:"


def dated_groups(curated: CuratedList, section: Section) -> tuple[Section, ...]:
    """A section's groups that are years or dates of one kind, where most are."""
    groups = groups_of(curated, section)
    dated = [one for one in groups if one.heading_start < one.start and _time_of(one.heading)]
    alike = {len(_time_of(one.heading)) for one in dated}
    return tuple(dated) if len(alike) == 1 and 2 * len(dated) > len(groups) else ()


def find_under_time(
    curated: CuratedList, dated: Sequence[Section], facts: RowFacts | None, said: StyleOverride
) -> tuple[Place, Section | None]:
    """The section of a work's time, or the place where a heading for it has to be written."""
    known = [_time_of(child.heading) for child in dated]
    shown: Years = "descending" if len(known) > 1 and known[0] > known[-1] else "ascending"
    falls = (said.years or shown) == "descending"
    style: Years = "descending" if falls else "ascending"
    sibling = dated[0] if falls else dated[-1]
    target = _time_of_work(facts, len(known[0])) or max(known)
    heading = _year_heading(curated, sibling) if len(target) == 1 else ""
    if facts is not None and not facts.is_from_entry:
        _refuse_below(curated, dated)
    if target in known:
        child = dated[known.index(target)]
        return Place(child.start, years=style, year_heading=heading), child
    earlier = [
        child
        for child, time in zip(dated, known, strict=True)
        if (time > target if falls else time < target)
    ]
    at, before = dated[0].heading_start, None
    if earlier:
        entries = earlier[-1].entries
        at, before = (entries[-1].end, entries[-1]) if entries else (earlier[-1].start, None)
    missing = _heading_of(curated, sibling, target)
    place = Place(
        at,
        before,
        years=style,
        year_heading=heading,
        missing_heading=missing,
        siblings=tuple(dated),
    )
    return place, None


def tells_time(facts: RowFacts, dated: Sequence[Section]) -> bool:
    """True for a work whose time is as exact as the headings'."""
    return bool(dated) and bool(_time_of_work(facts, len(_time_of(dated[0].heading))))


def _time_of(heading: str) -> Time:
    """The year or the date that a heading is, and nothing else; () for words."""
    year = year_of_heading(heading)
    if year is not None:
        return (year,)
    bare = heading.strip(_AROUND)
    date = find_date(bare)
    if date is None or date.end - date.start < len(bare):
        return ()
    return tuple(part for part in (date.year, date.month, date.day) if part)


def _time_of_work(facts: RowFacts | None, length: int) -> Time:
    """A work's time as exactly as so many numbers tell it; () where it is not known."""
    if facts is None:
        return ()
    time = (year_of(facts),) if length == 1 else (facts.year, facts.month, facts.day)[:length]
    known = tuple(part for part in time if part)
    return known if len(known) == length else ()


def _heading_of(curated: CuratedList, sibling: Section, time: Time) -> str:
    """The heading line for another time, written as a sibling's."""
    raw = decode(curated.text[sibling.heading_start : sibling.start])
    if len(time) == 1:
        return raw.replace(str(year_of_heading(sibling.heading)), str(time[0]))
    date = find_date(raw)
    assert date is not None  # the heading is one
    year, month, day = (*time, None)[:3]
    return raw[: date.start] + (write_date(date.pattern, year, month, day) or "") + raw[date.end :]


def _year_heading(curated: CuratedList, section: Section) -> str:
    raw = decode(curated.text[section.heading_start : section.start])
    year = str(year_of_heading(section.heading))
    return raw.replace("{", "{{").replace("}", "}}").replace(year, "{year}")


def _refuse_below(curated: CuratedList, dated: Sequence[Section]) -> None:
    """ListError for years whose entries stand under headings of their own, of which no work tells one."""
    for one in dated:
        inner = [child for child in child_sections(curated, one) if child.entries]
        if inner and not own_entries(curated, one):
            raise ListError(
                f'the entries of "{one.heading}" stand under {len(inner)} sub-headings: '
                + ", ".join(f'"{child.heading}"' for child in inner[:12]),
                where=f"{curated.where}:{one.line}",
                todo=f'Which one is meant? Name it in the plan: "{inner[0].path}".',
            )
