"""A list after an edit, read anew only between the headings or bullets around the edit.

A heading or a bullet in the first column ends whatever stands before it, so what lies behind the next
one reads as before, if that one is still read as what it was. Where the page has something that reaches further
(links by reference, a contents list by full address) it is read anew as a whole.
"""

import re
from bisect import bisect_left, bisect_right
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from operator import attrgetter

from ingest.lists.edits import apply_edit
from ingest.lists.entries import has_fields, is_field_list
from ingest.lists.lines import decode, find_newline, front_matter_end, split_lines
from ingest.lists.model import CuratedList, Edit, Entry, Section, Table
from ingest.lists.outline import WHOLE_PAGE, Heading, heading_of, make_sections
from ingest.lists.reader import PAGE_ANCHOR, find_cuts, read_list, read_stretch
from ingest.lists.references import find_definitions

_HASH = ord("#")
_DEFINITION = re.compile(rb"^[ ]{0,3}\[[^\[\]\n]+\]:", re.MULTILINE)
_PAGE_ANCHOR = re.compile(PAGE_ANCHOR.pattern.encode())
_BULLET = re.compile(rb"[-+*] {1,4}[^\s]")
_FENCE = "``"
_NESTED = re.compile(r"^[ ]{2,3}[-+*] .*", re.MULTILINE | re.DOTALL)
_RULE = re.compile(rb"^[ ]{0,3}(?:#|<|=|(?:[-*_][ \t]*){3,}\r?$)", re.MULTILINE)  # or a heading
_NUMBERED = re.compile(r"\s*\d{1,4}[.)、]\s+\S")
_start, _heading_start = attrgetter("start"), attrgetter("heading_start")


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


def read_change(curated: CuratedList, edit: Edit) -> Change:
    """Apply an edit and read the stretch it lies in."""
    text = apply_edit(curated.text, edit)
    found = _read_part(curated, edit, text)
    if found is None:
        after = read_list(text, curated.where)
        by_lines = edit.new.count(b"\n") - edit.old.count(b"\n")
        return Change(curated, after, edit, True, len(edit.new) - len(edit.old), by_lines)
    return found


def _read_part(curated: CuratedList, edit: Edit, text: bytes) -> Change | None:
    reach = _reach(curated, edit, text)
    if reach is None or front_matter_end(curated.text) != front_matter_end(text):
        return None
    (first, line), (stop, sentinel) = reach
    by = len(edit.new) - (edit.end - edit.start)
    part = text[first : sentinel + by]
    old_part = curated.text[first:sentinel]
    definitions: Mapping[str, str] = {}
    if _has_definition(curated.text) or (b"]:" in part and _DEFINITION.search(part)):
        definitions = _definitions_of(curated.text)
        if find_definitions(decode(part)) != find_definitions(decode(old_part)):
            return None
    if _PAGE_ANCHOR.search(part) or _PAGE_ANCHOR.search(old_part):
        return None
    headings, entries, tables = read_stretch(part, curated.where, definitions)
    if stop < sentinel and not _drop_sentinel(headings, entries, stop + by - first, len(part)):
        return None  # the edit swallows what stands behind it
    at = (first, line)
    after = _window(
        text,
        curated,
        [_heading_moved(heading, *at) for heading in headings],
        [entry_moved(entry, *at) for entry in entries],
        [_table_moved(table, *at) for table in tables],
        (first, stop + by),
    )
    by_lines = edit.new.count(b"\n") - edit.old.count(b"\n")
    return Change(_old_window(curated, first, stop), after, edit, False, by, by_lines)


def _reach(
    curated: CuratedList, edit: Edit, text: bytes
) -> tuple[tuple[int, int], tuple[int, int]] | None:
    """Where a stretch around an edit begins (byte, line) and ends (byte, end of the line or entry there).

    Both are a heading, or a bullet under a heading that can't become an entry itself; the one it ends
    at is read too, to see that it still reads as what it was.
    """
    if curated.sections and curated.sections[0].level == 0:
        return None  # a page without headings
    top, first, below = _headings_around(curated, edit)
    by = len(edit.new) - (edit.end - edit.start)
    if top is None or not _may_become_item(curated, top, edit, text[top.start : below[0] + by]):
        above, under = _bullets_around(curated, edit, first[0], below[0])
        if above and top:
            first = (above.start, above.line - 1)
        if under:
            below = (under.start, under.end)
    whole = first[0] == 0 and below[0] == len(curated.text)
    return None if whole else (first, below)


def _headings_around(
    curated: CuratedList, edit: Edit
) -> tuple[Section | None, tuple[int, int], tuple[int, int]]:
    """The nearest `#` headings: the section above with its (byte, line), and (byte, end) of the one below."""
    text, sections = curated.text, curated.sections
    first = bisect_right(sections, edit.start, key=_start)
    above = (sections[at] for at in range(first - 1, -1, -1))
    top = next((s for s in above if text[s.heading_start] == _HASH), None)
    last = bisect_left(sections, edit.end, key=_heading_start)
    under = (sections[at] for at in range(last, len(sections)))
    below = next((s for s in under if text[s.heading_start] == _HASH), None)
    return (
        top,
        (top.heading_start, top.line - 1) if top else (0, 0),
        (below.heading_start, below.start) if below else (len(text), len(text)),
    )


def _bullets_around(
    curated: CuratedList, edit: Edit, first: int, stop: int
) -> tuple[Entry | None, Entry | None]:
    """The last bullet of the first column that ends above an edit, and the first below it, between two bytes."""
    entries = curated.entries
    low, high = bisect_left(entries, first, key=_start), bisect_left(entries, stop, key=_start)
    last = bisect_left(entries, edit.end, low, high, key=_start)
    split = bisect_right(entries, edit.start, low, high, key=_start)
    above = (entries[at] for at in range(split - 1, low - 1, -1))
    under = (entries[at] for at in range(last, high))
    return (
        next((e for e in above if e.end <= edit.start and _is_bullet(curated, e)), None),
        next((e for e in under if _is_bullet(curated, e)), None),
    )


def _may_become_item(curated: CuratedList, section: Section, edit: Edit, body: bytes) -> bool:
    """True where a numbered heading could be read as an entry itself after the edit: see `reader`.

    It can't where nothing under it is a labelled line, or where its first bullet, which the edit
    leaves alone, has fields of its own.
    """
    if b"](" in curated.text[section.heading_start : section.start]:
        return True  # it links a paper, and all under it may be about that one
    if not _NUMBERED.match(section.heading):
        return is_field_list(decode(body))
    if b"<!--" in body or len(section.entries) <= 2:
        return True
    first = section.entries[0] if section.entries else None
    is_apart = first is not None and (
        first.end <= edit.start or (first.start >= edit.end and not _RULE.search(edit.new))
    )
    if first and is_apart and _is_bullet(curated, first):
        lead = curated.text[section.start : first.start]
        below = _NESTED.search(decode(curated.text[first.start : first.end]))
        if not lead.strip() and below and _FENCE not in below.string and has_fields(below[0]):
            return False
    return has_fields(decode(body))


def _is_bullet(curated: CuratedList, entry: Entry) -> bool:
    return (
        entry.kind == "bullet"
        and entry.depth == 0
        and bool(_BULLET.match(curated.text, entry.start))
    )


def _drop_sentinel(headings: list[Heading], entries: list[Entry], start: int, end: int) -> bool:
    """Take the heading or bullet off that stands at the end; False where there is no such thing."""
    if headings and (headings[-1].heading_start, headings[-1].start) == (start, end):
        headings.pop()
        return True
    if entries and (entries[-1].start, entries[-1].end) == (start, end):
        is_bullet = entries[-1].kind == "bullet" and entries[-1].depth == 0
        entries.pop()
        return is_bullet
    return False


@lru_cache(maxsize=8)
def _has_definition(text: bytes) -> bool:
    return b"]:" in text and bool(_DEFINITION.search(text))


@lru_cache(maxsize=8)
def _definitions_of(text: bytes) -> Mapping[str, str]:
    return split_lines(text, "").definitions


def _window(
    text: bytes,
    curated: CuratedList,
    headings: Sequence[Heading],
    entries: Sequence[Entry],
    tables: Sequence[Table],
    span: tuple[int, int],
) -> CuratedList:
    cuts = [span[0] + cut for cut in find_cuts(text[span[0] : span[1]])]
    sections = make_sections(headings, span[1], entries, tables, cuts)
    return CuratedList(
        text, curated.where, sections, tuple(entries), curated.newline, tuple(tables)
    )


def _old_window(curated: CuratedList, first: int, stop: int) -> CuratedList:
    low, high = (bisect_left(curated.sections, at, key=_heading_start) for at in (first, stop))
    headings = [heading_of(section) for section in curated.sections[low:high]]
    low, high = (bisect_left(curated.entries, at, key=_start) for at in (first, stop))
    entries = curated.entries[low:high]
    low, high = (bisect_left(curated.tables, at, key=_start) for at in (first, stop))
    tables = curated.tables[low:high]
    return _window(curated.text, curated, headings, entries, tables, (first, stop))


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
        *(_heading_moved(heading_of(s), *by) for s in old if s.heading_start >= split),
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
        *(_table_moved(table, *by) for table in kept if table.start >= split),
    )


def entry_moved(entry: Entry, by: int, by_lines: int) -> Entry:
    """An entry that stands further down, unchanged."""
    return Entry(
        entry.start + by, entry.end + by, entry.kind, entry.line + by_lines, entry.title,
        entry.urls, entry.ids, entry.cells, entry.year, entry.number, entry.depth, entry.is_cut,
        entry.links,
    )  # fmt: skip


def _heading_moved(heading: Heading, by: int, by_lines: int) -> Heading:
    return Heading(
        heading.level,
        heading.text,
        heading.line + by_lines,
        heading.heading_start + by,
        heading.start + by,
    )


def _table_moved(table: Table, by: int, by_lines: int) -> Table:
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
