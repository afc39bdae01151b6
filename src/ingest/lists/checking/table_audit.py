"""Tables that readers don't see as tables, or not as a whole: https://github.github.com/gfm/#tables-extension-"""

import re
from collections.abc import Iterator, Sequence

from ingest.lists.markup.lines import outside_fences, split_lines
from ingest.lists.markup.tables import cell_texts, is_delimiter
from ingest.lists.model import CuratedList, Finding, Table

_ROW = re.compile(r"[ ]{0,3}\|.*")


def find_broken_tables(curated: CuratedList) -> Iterator[Finding]:
    """Rows with another number of cells, delimiter rows that don't fit, rows cut off from their table."""
    for table in curated.tables:
        width = len(table.header)
        for row in table.rows:
            if len(row.cells) != width:
                message = f"{len(row.cells)} cells in a table of {width} columns"
                yield Finding("table", row.line, message, (table.line,))
    if b"|" in curated.text:
        yield from _lost_rows(curated, curated.tables)


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
