"""A list after an edit, read anew only as far as the edit reaches: a table's new row, or a stretch around it.

Where the page has something that reaches further (links by reference, a contents list by full address) it is
read anew as a whole.
"""

import re
from bisect import bisect_left, bisect_right
from collections.abc import Mapping, Sequence
from dataclasses import replace
from functools import lru_cache
from operator import attrgetter

from ingest.lists.change import Change, entry_moved, heading_moved, table_moved
from ingest.lists.edits import apply_edit
from ingest.lists.entries import fields_of, make_row
from ingest.lists.lines import decode, front_matter_end, split_lines
from ingest.lists.model import CuratedList, Edit, Entry, Table
from ingest.lists.outline import Heading, heading_of, make_sections
from ingest.lists.reach import find_reach
from ingest.lists.reader import PAGE_ANCHOR, find_cuts, read_list, read_stretch
from ingest.lists.references import find_definitions

_DEFINITION = re.compile(rb"^[ ]{0,3}\[[^\[\]\n]+\]:", re.MULTILINE)
_PAGE_ANCHOR = re.compile(PAGE_ANCHOR.pattern.encode())
_PIPE = ord("|")
_ROW = re.compile(rb"\|[^\r\n]*\r?\n")
_REACHES_OUT = re.compile(rb"<!--|\[truncated")  # a comment, a cut
_start, _heading_start = attrgetter("start"), attrgetter("heading_start")


def read_change(curated: CuratedList, edit: Edit) -> Change:
    """Apply an edit and read the stretch it lies in."""
    text = apply_edit(curated.text, edit)
    found = _read_row(curated, edit, text) or _read_part(curated, edit, text)
    if found is None:
        after = read_list(text, curated.where)
        by_lines = edit.new.count(b"\n") - edit.old.count(b"\n")
        return Change(curated, after, edit, True, len(edit.new) - len(edit.old), by_lines)
    return found


def _read_row(curated: CuratedList, edit: Edit, text: bytes) -> Change | None:
    """The change where one row is put into a table in the first column; None for any other edit.

    A line that begins with a pipe can begin no other block, and each line below a delimiter is a row by itself:
    https://github.github.com/gfm/#tables-extension-. So the rows above and below stay what they were.
    """
    table = _table_around(curated, edit)
    if table is None or _ROW.fullmatch(edit.new) is None or _REACHES_OUT.search(edit.new):
        return None
    lines = split_lines(edit.new, curated.where)
    if _has_definition(curated.text):
        lines = replace(lines, definitions=_definitions_of(curated.text))
    at = bisect_left(table.rows, edit.start, key=_start)
    above, under = table.rows[:at], table.rows[at:]
    line = above[-1].line if above else table.line + 1
    row = entry_moved(make_row(lines, 0, fields_of(table.header)), edit.start, line)
    if len(row.cells) != len(table.header):
        return None
    by = len(edit.new)
    rows = (*above, row, *(entry_moved(one, by, 1) for one in under))
    longer = replace(table, end=table.end + by, rows=rows)
    before = _window(curated.text, curated, (), table.rows, (table,), (table.start, table.end))
    after = _window(text, curated, (), rows, (longer,), (table.start, longer.end))
    return Change(before, after, edit, False, by, 1)


def _table_around(curated: CuratedList, edit: Edit) -> Table | None:
    """The table in the first column that an edit puts a line into, between two rows or behind the last."""
    at = bisect_right(curated.tables, edit.start, key=_start) - 1
    table = curated.tables[at] if at >= 0 and edit.start == edit.end else None
    if table is None or not table.rows or not table.delimiter_end <= edit.start <= table.end:
        return None
    text = curated.text
    if text[table.start] != _PIPE or text[edit.start - 1 : edit.start] != b"\n":
        return None
    first = bisect_left(curated.entries, table.start, key=_start)
    own = curated.entries[first : first + len(table.rows)]
    return table if own == table.rows and not any(row.is_cut for row in own) else None


def _read_part(curated: CuratedList, edit: Edit, text: bytes) -> Change | None:
    reach = find_reach(curated, edit, text)
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
        [heading_moved(heading, *at) for heading in headings],
        [entry_moved(entry, *at) for entry in entries],
        [table_moved(table, *at) for table in tables],
        (first, stop + by),
    )
    by_lines = edit.new.count(b"\n") - edit.old.count(b"\n")
    return Change(_old_window(curated, first, stop), after, edit, False, by, by_lines)


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
