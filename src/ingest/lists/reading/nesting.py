"""What stands directly under a section: its sub-headings, its own entries, headings that are years."""

import re
from bisect import bisect_left
from operator import attrgetter

from ingest.lists.markup.inline import fold
from ingest.lists.model import CuratedList, Entry, Section

_YEAR_HEADING = re.compile(r"(?:year\s*)?((?:19|20)\d\d)(?:\s*年)?")
_heading_start = attrgetter("heading_start")


def year_of_heading(heading: str) -> int | None:
    """2025 of a heading that is nothing but a year."""
    match = _YEAR_HEADING.fullmatch(fold(heading))
    return int(match[1]) if match else None


def child_sections(curated: CuratedList, section: Section) -> tuple[Section, ...]:
    """The sections directly under one."""
    first = bisect_left(curated.sections, section.start, key=_heading_start)
    last = bisect_left(curated.sections, section.end, lo=first, key=_heading_start)
    inside = [s for s in curated.sections[first:last] if s.level > section.level]
    if not inside:
        return ()
    top = min(s.level for s in inside)
    return tuple(s for s in inside if s.level == top)


def own_entries(curated: CuratedList, section: Section) -> tuple[Entry, ...]:
    """The entries that stand before the section's first sub-heading."""
    children = child_sections(curated, section)
    stop = children[0].heading_start if children else section.end
    return tuple(entry for entry in section.entries if entry.start < stop)
