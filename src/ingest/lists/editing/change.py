"""A list before and after one edit, and how the whole list follows from what was read anew."""

from bisect import bisect_left
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from operator import attrgetter

from ingest.lists.markup.lines import find_newline
from ingest.lists.markup.outline import WHOLE_PAGE, Heading, heading_of, make_sections
from ingest.lists.model import CuratedList, Edit, Entry, Section, Table
from ingest.lists.reading.reader import find_cuts


@dataclass(frozen=True, slots=True)
class Change:
    """A list before and after one edit, both cut down to the stretch that was read anew.

    The stretch is a text of its own: its bytes and lines, those of `edit` among them, count from its start, which is byte
    `first` and behind `lines` lines of the page. What the page has outside of it is as it was, further on by what the edit adds.
    """

    page: CuratedList  # the whole list before
    before: CuratedList
    after: CuratedList
    edit: Edit
    first: int = 0
    lines: int = 0

    @property
    def by(self) -> tuple[int, int]:
        """How many bytes and lines all behind the edit moved."""
        old, new = self.edit.old, self.edit.new
        return len(new) - len(old), new.count(b"\n") - old.count(b"\n")

    @property
    def is_whole(self) -> bool:
        """True where the stretch is the whole page."""
        return self.before is self.page


def join_change(change: Change) -> CuratedList:
    """The whole list after a change: the stretch as read anew, all behind it moved."""
    if change.is_whole:
        return change.after
    page, after = change.page, change.after
    first, stop = change.first, change.first + len(change.before.text)
    at, by = (first, change.lines), change.by
    text = b"".join((memoryview(page.text)[:first], after.text, memoryview(page.text)[stop:]))
    low, high = places_between(page.entries, first, stop)
    above, below = page.entries[:low], page.entries[high:]
    inside_moved, below_moved = entries_moved(after.entries, *at), entries_moved(below, *by)
    entries = above + inside_moved + below_moved
    low, high = places_between(page.tables, first, stop)
    tables = (
        *page.tables[:low],
        *tables_moved(after.tables, *at, after.entries, inside_moved),
        *tables_moved(page.tables[high:], *by, below, below_moved),
    )
    low, high = headings_between(page, first, stop)
    headings = [
        *map(heading_of, page.sections[:low]),
        *(heading_moved(heading_of(section), *at) for section in after.sections),
        *(heading_moved(heading_of(section), *by) for section in page.sections[high:]),
    ]
    headings = headings or ([WHOLE_PAGE] if entries else [])
    sections = make_sections(headings, len(text), entries, tables, find_cuts(text))
    return CuratedList(text, page.where, sections, entries, find_newline(text), tables)


def places_between(found: Sequence[Entry] | Sequence[Table], first: int, stop: int) -> list[int]:
    """The positions from and up to which entries or tables begin between two bytes."""
    return [bisect_left(found, at, key=attrgetter("start")) for at in (first, stop)]


def headings_between(curated: CuratedList, first: int, stop: int) -> list[int]:
    """The same of a list's headings."""
    start = attrgetter("heading_start")
    return [bisect_left(curated.sections, at, key=start) for at in (first, stop)]


def edit_moved(edit: Edit, by: int) -> Edit:
    """An edit of the same bytes, counted from elsewhere."""
    return Edit(edit.start + by, edit.end + by, edit.old, edit.new, edit.what)


def make_stretch(
    curated: CuratedList,
    text: bytes,
    headings: Sequence[Heading],
    entries: Sequence[Entry],
    tables: Sequence[Table],
) -> CuratedList:
    """A part of a list as a list of its own, from what was read of it."""
    sections = make_sections(headings, len(text), entries, tables, find_cuts(text))
    return CuratedList(
        text, curated.where, sections, tuple(entries), curated.newline, tuple(tables)
    )


def entries_moved(entries: Sequence[Entry], by: int, by_lines: int) -> tuple[Entry, ...]:
    """Entries that stand further down, unchanged."""
    make = Entry._make
    return tuple(
        [
            make((start + by, end + by, kind, line + by_lines, *said))
            for start, end, kind, line, *said in entries
        ]
    )


def heading_moved(heading: Heading, by: int, by_lines: int) -> Heading:
    return Heading(
        heading.level,
        heading.text,
        heading.line + by_lines,
        heading.heading_start + by,
        heading.start + by,
    )


def tables_moved(
    tables: Sequence[Table],
    by: int,
    by_lines: int,
    entries: tuple[Entry, ...],
    moved: tuple[Entry, ...],
) -> Iterator[Table]:
    """Tables that stand further down; rows that are among `entries` are those of `moved`, made once."""
    for table in tables:
        at = bisect_left(entries, table.start, key=attrgetter("start"))
        stop = at + len(table.rows)
        is_shared = entries[at:stop] == table.rows
        rows = moved[at:stop] if is_shared else entries_moved(table.rows, by, by_lines)
        yield table_moved(table, by, by_lines, rows)


def table_moved(table: Table, by: int, by_lines: int, rows: tuple[Entry, ...]) -> Table:
    """A table that stands further down, with its rows there."""
    return Table(
        table.start + by,
        table.end + by,
        table.line + by_lines,
        table.header,
        table.delimiter_start + by,
        table.delimiter_end + by,
        rows,
    )


def entries_after(change: Change, section: Section) -> tuple[Entry, ...]:
    """The entries afterwards of a section of the page before, as far as it lies in the stretch."""
    start, stop = section.start - change.first, section.end - change.first + change.by[0]
    return tuple(e for e in change.after.entries if start <= e.start < stop)
