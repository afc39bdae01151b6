"""Headings and what stands under them, as sections."""

from bisect import bisect_left
from collections.abc import Sequence
from typing import NamedTuple

from ingest.lists.model import Entry, Section, Table


class Heading(NamedTuple):
    """One heading as read: its plain text, its line's first byte and the byte behind it."""

    level: int
    text: str
    line: int
    heading_start: int
    start: int


WHOLE_PAGE = Heading(0, "whole page", 1, 0, 0)  # of a page that has no heading


def make_sections(
    headings: Sequence[Heading],
    end: int,
    entries: Sequence[Entry],
    tables: Sequence[Table],
    cuts: Sequence[int],
) -> tuple[Section, ...]:
    """One section for each heading, in file order; `end` is where the text ends."""
    if not headings:
        return ()
    found: list[Section] = []
    trail: list[Heading] = []
    starts = [entry.start for entry in entries]
    table_starts = [table.start for table in tables]
    stops = _stops(headings, end)
    for heading, stop in zip(headings, stops, strict=True):
        trail = [*(step for step in trail if step.level < heading.level), heading]
        first, last = bisect_left(starts, heading.start), bisect_left(starts, stop)
        top, below = bisect_left(table_starts, heading.start), bisect_left(table_starts, stop)
        found.append(
            Section(
                heading=heading.text,
                path=" > ".join(step.text for step in trail),
                level=heading.level,
                line=heading.line,
                start=heading.start,
                end=stop,
                heading_start=heading.heading_start,
                entries=tuple(entries[first:last]),
                tables=tuple(tables[top:below]),
                is_cut=any(heading.start <= cut < stop for cut in cuts),
            )
        )
    return tuple(found)


def _stops(headings: Sequence[Heading], end: int) -> list[int]:
    """Where each heading's section ends: at the next heading of its level or above."""
    stops = [end] * len(headings)
    next_at = [end] * 8  # by level: where the next heading of at most that level begins
    for index in range(len(headings) - 1, -1, -1):
        level = headings[index].level
        stops[index] = next_at[level]
        for deeper in range(level, 8):
            next_at[deeper] = headings[index].heading_start
    return stops


def heading_of(section: Section) -> Heading:
    """The heading of a section already read."""
    return Heading(
        section.level, section.heading, section.line, section.heading_start, section.start
    )
