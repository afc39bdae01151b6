"""What must hold of a table that an edit touches: its header, its columns, its pipes one under the other."""

import re
import unicodedata
from collections.abc import Callable, Sequence

from ingest.lists.editing.claim import Claim, is_written
from ingest.lists.markup.lines import decode
from ingest.lists.markup.tables import cell_ranges
from ingest.lists.model import Edit, Entry, Table

_ONE_LINE = re.compile(rb"[^\n]*\n?")


def tables_are_kept(claim: Claim) -> bool:
    """The same tables; one more or less only where a section got its first or lost its last, header and all."""
    edit = claim.change.edit
    old = [(table.start, table.header) for table in claim.change.before.tables]
    new = [(table.start, table.header) for table in claim.change.after.tables]
    if len(new) == len(old) + 1 and edit.new.count(b"\n") >= 2:
        new = [table for table in new if not is_written(table[0], edit)]
    if claim.gone and len(old) == len(new) + 1:  # the header of a section's first row, gone with it
        old = [table for table in old if not edit.start <= table[0] < edit.end]
    return [header for _, header in old] == [header for _, header in new]


def columns_are_kept(claim: Claim) -> bool:
    """A row that was written has as many cells as its table's header, or as other rows below that header have where these have fewer."""
    edit = claim.change.edit
    if edit.old:
        return True
    for table in claim.change.after.tables:
        new = {len(row.cells) for row in table.rows if is_written(row.start, edit)}
        if not new or new == {len(table.header)}:
            continue
        likes = (one.rows for one in claim.change.page.tables if one.header == table.header)
        old = {len(row.cells) for rows in likes for row in rows}
        if not new <= old or max(new) > len(table.header):
            return False
    return True


def alignment_is_kept(claim: Claim) -> bool:
    """In a table whose pipes stood one under the other they still do, but for a value too long to fit."""
    edit, text = claim.change.edit, claim.change.after.text
    for table in claim.change.after.tables:
        new = [row for row in table.rows if _is_touched(row, edit)]
        old = [row for row in table.rows if not _is_touched(row, edit)]
        if not new or len(old) < 2:
            continue
        for measure in (len, _display_width):
            widths = _common_widths(text, table, old, measure)
            if widths and not all(_fits(text, row, widths, measure) for row in new):
                break
            if widths:
                return True
        else:
            continue
        return False
    return True


def _is_touched(row: Entry, edit: Edit) -> bool:
    return bool(edit.new) and row.start < edit.start + len(edit.new) and row.end > edit.start


def _common_widths(
    text: bytes, table: Table, rows: Sequence[Entry], measure: Callable[[str], int]
) -> tuple[int, ...]:
    """The widths of the raw cells where header, delimiter and rows all have the same; else ()."""
    head = _ONE_LINE.match(text, table.start)
    delimiter = text[table.delimiter_start : table.delimiter_end]
    lines = (head[0] if head else b"", delimiter, *(text[row.start : row.end] for row in rows))
    widths = (_widths(decode(line), measure) for line in lines)
    first = next(widths)
    return first if all(other == first for other in widths) else ()


def _widths(line: str, measure: Callable[[str], int]) -> tuple[int, ...]:
    return tuple(measure(line[start:end]) for start, end in cell_ranges(line))


def _fits(text: bytes, row: Entry, widths: Sequence[int], measure: Callable[[str], int]) -> bool:
    line = decode(text[row.start : row.end])
    cells = [line[start:end] for start, end in cell_ranges(line)]
    return len(cells) == len(widths) and all(
        measure(cell) == width or measure(cell.strip()) > width - 2
        for cell, width in zip(cells, widths, strict=True)
    )


def _display_width(text: str) -> int:
    if text.isascii():
        return len(text)
    return sum(2 if unicodedata.east_asian_width(char) in "WF" else 1 for char in text)
