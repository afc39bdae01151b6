"""A list before and after one edit, and how the whole list follows from what was read anew."""

from dataclasses import dataclass, replace

from ingest.lists.lines import find_newline
from ingest.lists.model import CuratedList, Edit, Entry, Section, Table
from ingest.lists.outline import WHOLE_PAGE, Heading, heading_of, make_sections
from ingest.lists.reader import find_cuts


@dataclass(frozen=True, slots=True)
class Change:
    """A list before and after one edit, both cut down to the stretch that was read anew.

    Both hold the whole text, but of headings and entries only those of the stretch; all others are
    what they were, `by` bytes and `by_lines` lines further on.
    """

    before: CuratedList
    after: CuratedList
    edit: Edit
    is_whole: bool = True  # the stretch is the whole page
    by: int = 0
    by_lines: int = 0


def join_change(curated: CuratedList, change: Change) -> CuratedList:
    """The whole list after a change: the stretch as read anew, all behind it moved."""
    if change.is_whole:
        return change.after
    text, by = change.after.text, (change.by, change.by_lines)
    inside = {section.heading_start for section in change.before.sections}
    old = [section for section in curated.sections if section.heading_start not in inside]
    own = {entry.start for entry in change.before.entries}
    split = change.edit.end
    kept = [entry for entry in curated.entries if entry.start not in own]
    entries = [
        *(entry for entry in kept if entry.start < split),
        *change.after.entries,
        *(entry_moved(entry, *by) for entry in kept if entry.start >= split),
    ]
    headings = [
        *(heading_of(section) for section in old if section.heading_start < split),
        *(heading_of(section) for section in change.after.sections),
        *(heading_moved(heading_of(s), *by) for s in old if s.heading_start >= split),
    ]
    headings = headings or ([WHOLE_PAGE] if entries else [])
    tables = _joined_tables(curated, change)
    sections = make_sections(headings, len(text), entries, tables, find_cuts(text))
    return CuratedList(text, curated.where, sections, tuple(entries), find_newline(text), tables)


def _joined_tables(curated: CuratedList, change: Change) -> tuple[Table, ...]:
    own = {table.start for table in change.before.tables}
    kept = [table for table in curated.tables if table.start not in own]
    by, split = (change.by, change.by_lines), change.edit.end
    return (
        *(table for table in kept if table.start < split),
        *change.after.tables,
        *(table_moved(table, *by) for table in kept if table.start >= split),
    )


def entry_moved(entry: Entry, by: int, by_lines: int) -> Entry:
    """An entry that stands further down, unchanged."""
    return Entry(
        entry.start + by, entry.end + by, entry.kind, entry.line + by_lines, entry.title,
        entry.urls, entry.ids, entry.cells, entry.year, entry.number, entry.depth, entry.is_cut,
        entry.links,
    )  # fmt: skip


def heading_moved(heading: Heading, by: int, by_lines: int) -> Heading:
    return Heading(
        heading.level,
        heading.text,
        heading.line + by_lines,
        heading.heading_start + by,
        heading.start + by,
    )


def table_moved(table: Table, by: int, by_lines: int) -> Table:
    return Table(
        table.start + by,
        table.end + by,
        table.line + by_lines,
        table.header,
        table.delimiter_start + by,
        table.delimiter_end + by,
        tuple(entry_moved(row, by, by_lines) for row in table.rows),
    )


def section_after(change: Change, section: Section) -> Section:
    """A section of the list before, as far as it lies in the stretch, with its entries afterwards."""
    stop = section.end + change.by
    inside = tuple(e for e in change.after.entries if section.start <= e.start < stop)
    return replace(section, end=stop, entries=inside, tables=())
