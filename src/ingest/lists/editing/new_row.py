"""A row put into a table: the one edit after which nothing else of a list has to be read anew."""

import re
from bisect import bisect_left, bisect_right
from dataclasses import replace
from operator import attrgetter

from ingest.lists.editing.change import Change, edit_moved, entries_moved, make_stretch, table_moved
from ingest.lists.editing.edits import apply_edit
from ingest.lists.markup.lines import definitions_of, split_lines
from ingest.lists.model import CuratedList, Edit, Table
from ingest.lists.reading.row_entries import fields_of, is_between, make_row

_PIPE = ord("|")
_ROW = re.compile(rb"\|[^\r\n]*\r?\n")
_REACHES_OUT = re.compile(rb"<!--|\[truncated")  # a comment may reach over lines, and so does a cut
_start = attrgetter("start")


def read_row(curated: CuratedList, edit: Edit) -> Change | None:
    """The change where one row is put into a table in the first column; None for any other edit.

    A line that begins with a pipe can begin no other block, and each line below a delimiter is a row by itself:
    https://github.github.com/gfm/#tables-extension-. So the rows above and below stay what they were.
    """
    table = _table_around(curated, edit)
    if table is None or _ROW.fullmatch(edit.new) is None:
        return None
    text = curated.text[table.start : table.end]
    if _REACHES_OUT.search(text) or _REACHES_OUT.search(edit.new):
        return None
    lines = split_lines(edit.new, curated.where)
    if is_between(lines.shown_lines[0], len(table.header)):
        return None
    lines = replace(lines, definitions=definitions_of(curated.text))
    row = make_row(lines, 0, fields_of(table.header))
    if len(row.cells) != len(table.header):
        return None
    first, count = table.start, table.line - 1
    old = table_moved(table, -first, -count, entries_moved(table.rows, -first, -count))
    own = edit_moved(edit, -first)
    at = bisect_left(old.rows, own.start, key=_start)
    above, under = old.rows[:at], old.rows[at:]
    line = text.count(b"\n", 0, own.start)
    rows = (
        *above,
        *entries_moved((row,), own.start, line),
        *entries_moved(under, len(edit.new), 1),
    )
    new = replace(old, end=old.end + len(edit.new), rows=rows)
    before = make_stretch(curated, text, (), old.rows, (old,))
    after = make_stretch(curated, apply_edit(text, own), (), rows, (new,))
    return Change(curated, before, after, own, first, count)


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
    return table if own == table.rows else None
