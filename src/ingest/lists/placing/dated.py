"""Entries under their time: headings and bullets that are years, months or days, and where a missing one goes."""

import re
from collections.abc import Sequence

from ingest.errors import ListError
from ingest.lists.markup.lines import decode
from ingest.lists.model import CuratedList, Section
from ingest.lists.placing.place import Place, Years
from ingest.lists.placing.sort_keys import key_of_facts, year_of
from ingest.lists.plan import StyleOverride
from ingest.lists.reading.groups import groups_of
from ingest.lists.reading.nesting import child_sections, own_entries, year_of_heading
from ingest.lists.reading.times import Time, time_of, write_heading
from ingest.works import RowFacts

_ARXIV = re.compile(r"arxiv:(\d\d)(\d\d)\.")
_ASKED = 40  # entries at most tell whether they stand under the time of their paper


def dated_sections(curated: CuratedList, section: Section) -> tuple[Section, ...]:
    """The sections directly under one that are times, where they hold entries; months and days: where most do."""
    children = child_sections(curated, section)
    timed = [child for child in children if time_of(child)]
    filled = sum(bool(child.entries) for child in timed)
    has_years = any(child.entries and len(time_of(child)) == 1 for child in timed)
    others = sum(bool(child.entries) for child in children) - filled
    return tuple(timed) if has_years or filled > others else ()


def dated_groups(curated: CuratedList, section: Section) -> tuple[Section, ...]:
    """A section's groups that are years or dates of one kind, where most are."""
    groups = groups_of(curated, section)
    dated = [one for one in groups if one.heading_start < one.start and time_of(one)]
    alike = {len(time_of(one)) for one in dated}
    return tuple(dated) if len(alike) == 1 and 2 * len(dated) > len(groups) else ()


def find_under_time(
    curated: CuratedList, dated: Sequence[Section], facts: RowFacts | None, said: StyleOverride
) -> tuple[Place, Section | None]:
    """The section of a work's time, or the place where a heading for it has to be written.

    Months below a year are looked into; with a year that is missing its month is written. ListError for a work
    that does not tell its month where months are headings.
    """
    known = [time_of(child) for child in dated]
    below = _times_below(curated, dated)
    told = known if len(known) > 1 else [time_of(child) for child in below] or known
    shown: Years = "descending" if told[0] > told[-1] else "ascending"
    falls = (said.years or shown) == "descending"
    style: Years = "descending" if falls else "ascending"
    sibling = dated[0] if falls else dated[-1]
    target = _target(dated, below, facts, len(time_of(sibling)), curated.where) or max(known)
    heading = _year_heading(curated, sibling) if len(target) == 1 else ""
    own = next((at for at, time in enumerate(known) if time == target[: len(time)]), None)
    if own is not None and (inner := dated_sections(curated, dated[own])):
        return find_under_time(curated, inner, facts, said)
    if facts is not None and not facts.is_from_entry:
        _refuse_below(curated, dated)
    if own is not None:
        return Place(dated[own].start, years=style, year_heading=heading), dated[own]
    earlier = [
        child
        for child, time in zip(dated, known, strict=True)
        if (time > target if falls else time < target)
    ]
    at, before = dated[0].heading_start, None
    if earlier:
        entries = earlier[-1].entries
        at, before = (entries[-1].end, entries[-1]) if entries else (earlier[-1].start, None)
    alike = [one for one in (sibling, *dated) if len(time_of(one)) == len(target)]
    missing = write_heading([_raw(curated, one) for one in alike], time_of(alike[0]), target)
    if inner := dated_sections(curated, sibling):
        days = _times_below(curated, inner)
        month = _target(inner, days, facts, len(time_of(inner[0])), curated.where)
        lead = decode(curated.text[sibling.start : inner[0].heading_start])
        lines = [_raw(curated, one) for one in (*inner, *below)]
        missing += "" if lead.strip() else lead
        missing += write_heading(lines, time_of(inner[0]), month)
    place = Place(
        at,
        before,
        years=style,
        year_heading=heading,
        missing_heading=missing,
        siblings=tuple(below or dated),
    )
    return place, None


def tells_time(facts: RowFacts, dated: Sequence[Section]) -> bool:
    """True for a work whose time is as exact as the headings'."""
    return bool(dated) and bool(_time_of_work(facts, len(time_of(dated[0]))))


def times_of_work(facts: RowFacts) -> set[Time]:
    """The headings that may be written for a work."""
    own = {_time_of_work(facts, length) for length in (1, 2, 3)} - {()}
    return own | {(year,) for year in (facts.year, facts.venue_year) if year}


def _times_below(curated: CuratedList, dated: Sequence[Section]) -> list[Section]:
    return [child for one in dated for child in dated_sections(curated, one)]


def _target(
    dated: Sequence[Section],
    below: Sequence[Section],
    facts: RowFacts | None,
    length: int,
    where: str,
) -> Time:
    """A work's time among such headings; the latest there where they tell when works were added, () where it is not known."""
    time = _time_of_work(facts, length)
    if (length == 1 and not below) or facts is None or facts.is_from_entry:
        return time
    if not time:
        raise ListError(
            f'the entries stand under months, and nothing tells the month of "{facts.title}"',
            where=f"{where}:{dated[0].line}",
            todo="Write this entry by hand.",
        )
    return max(time, *map(time_of, dated)) if _are_of_adding(below or dated) else time


def _are_of_adding(dated: Sequence[Section]) -> bool:
    """True where most papers stand below another month than that of their arXiv id."""
    papers = [
        (time_of(one)[:2], (2000 + int(arxiv[1]), int(arxiv[2])))
        for one in dated
        for entry in one.entries
        if (arxiv := _ARXIV.match(entry.ids[0] if entry.ids else ""))
    ][:_ASKED]
    return len(papers) > 2 and 2 * sum(time == own for time, own in papers) < len(papers)


def _time_of_work(facts: RowFacts | None, length: int) -> Time:
    """A work's time as exactly as so many numbers tell it; () where it is not known."""
    if facts is None:
        return ()
    if length == 2 and not facts.month and (arxiv := key_of_facts("id", facts)):
        return 2000 + int(str(arxiv[0])[:2]), int(str(arxiv[0])[2:])
    time = (year_of(facts),) if length == 1 else (facts.year, facts.month, facts.day)[:length]
    known = tuple(part for part in time if part)
    return known if len(known) == length else ()


def _raw(curated: CuratedList, section: Section) -> str:
    return decode(curated.text[section.heading_start : section.start])


def _year_heading(curated: CuratedList, section: Section) -> str:
    raw = _raw(curated, section)
    year = str(year_of_heading(section.heading))
    return raw.replace("{", "{{").replace("}", "}}").replace(year, "{year}")


def _refuse_below(curated: CuratedList, dated: Sequence[Section]) -> None:
    """ListError for years whose entries stand under headings of their own, of which no work tells one."""
    for one in dated:
        inner = [s for s in child_sections(curated, one) if s.entries and not time_of(s)]
        if inner and not own_entries(curated, one):
            raise ListError(
                f'the entries of "{one.heading}" stand under {len(inner)} sub-headings: '
                + ", ".join(f'"{child.heading}"' for child in inner[:12]),
                where=f"{curated.where}:{one.line}",
                todo=f'Which one is meant? Name it in the plan: "{inner[0].path}".',
            )
