"""Tables that readers don't see as tables, or not as a whole: https://github.github.com/gfm/#tables-extension-"""

import re
from collections.abc import Iterator, Sequence

from ingest.lists.markup.lines import outside_fences, split_lines
from ingest.lists.markup.tables import cell_texts, is_delimiter
from ingest.lists.model import CuratedList, Finding, Table

_ROW = re.compile(r"[ ]{0,3}\|.*")
_HABIT = 0.25  # a list that leaves so many rows short leaves out what is blank at their ends


def find_broken_tables(curated: CuratedList) -> Iterator[Finding]:
    """Rows with another number of cells, delimiter rows that don't fit, rows cut off from their table.

    Where the list writes many rows with too few cells, or blank ones over, the page is as it is meant.
    """
    rows = [(table, row) for table in curated.tables for row in table.rows]
    loose = sum(_is_loose(row.cells, len(table.header)) for table, row in rows)
    is_habit = loose > 2 and loose > _HABIT * len(rows)
    for table, row in rows:
        width, cells = len(table.header), len(row.cells)
        if cells != width and not (is_habit and _is_loose(row.cells, width)):
            lost = "what is over is not shown" if cells > width else "the last are blank"
            message = f"{cells} cells in a table of {width} columns: {lost}"
            yield Finding("table", row.line, message, (table.line,))
    if b"|" in curated.text:
        yield from _lost_rows(curated, curated.tables)


def _is_loose(cells: Sequence[str], width: int) -> bool:
    """Whether a page shows all that another number of cells says."""
    return len(cells) != width and not any(cell.strip() for cell in cells[width:])


def _lost_rows(curated: CuratedList, tables: Sequence[Table]) -> Iterator[Finding]:
    """What looks like a table's line and stands in none."""
    shown = split_lines(curated.text, curated.where).shown_lines
    ends = {_last_line(curated, table): table for table in tables}
    inside = {number for last, table in ends.items() for number in range(table.line, last + 1)}
    for number, line in outside_fences(shown):
        if number in inside or "|" not in line:
            continue
        before = shown[number - 2] if number > 1 else ""
        if "-" in line and is_delimiter(line) and before.count("|") and number - 1 not in inside:
            cells, wanted = len(cell_texts(line)), len(cell_texts(before))
            if cells != wanted:
                message = f"a delimiter row of {cells} cells under a header of {wanted}: no table"
                yield Finding("table", number, message, (number - 1,))
        table = ends.get(number - 2) if not before.strip() else None
        if table and _ROW.fullmatch(line) and len(cell_texts(line)) == len(table.header):
            follows = shown[number] if number < len(shown) else ""
            if not is_delimiter(follows):
                message = "a blank line cuts this row off from its table"
                yield Finding("table", number, message, (table.line,))


def _last_line(curated: CuratedList, table: Table) -> int:
    """The number of a table's last line, rows that are no entries counted."""
    return table.line - 1 + len(curated.text[table.start : table.end].splitlines())
