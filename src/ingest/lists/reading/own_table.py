"""The table an entry stands in, of pipes or of HTML."""

import re
from collections.abc import Iterable

from ingest.errors import ListError
from ingest.lists.markup.inline import plain
from ingest.lists.markup.lines import decode
from ingest.lists.model import CuratedList, Entry, Section, Table
from ingest.lists.reading.lines_of import line_at
from ingest.lists.reading.paragraphs import MARKUP_CELL

_MARKUP_HEADER = re.compile(r"<th\b[^>]*>(.*?)</th\s*>", re.IGNORECASE | re.DOTALL)
_ROW = re.compile(r"<tr\b[^>]*>(.*?)</tr\s*>", re.IGNORECASE | re.DOTALL)
_DATA_CELL = re.compile(r"<td\b", re.IGNORECASE)
MERGED = re.compile(r"\browspan\b", re.IGNORECASE)


def table_of(tables: Iterable[Table], entry: Entry) -> Table | None:
    """The one of these tables that an entry is a row of."""
    return next((one for one in tables if one.start <= entry.start < one.end), None)


def table_for(curated: CuratedList, section: Section, nearest: Entry) -> Table | None:
    """The table a new row joins: the nearest entry's, else the section's own empty one."""
    if nearest.kind == "html" and nearest.cells:
        return markup_table(curated, nearest)
    if nearest.kind != "row":
        return None
    for owner in (section, *curated.sections):
        if table := table_of(owner.tables, nearest):
            return table
    raise ListError("a row without a table", where=f"{curated.where}:{nearest.line}")


def markup_table(curated: CuratedList, nearest: Entry) -> Table:
    """The HTML table an entry stands in: its header row where it has a cell for each column."""
    at = curated.text.rfind(b"<table", 0, nearest.start)
    above = decode(curated.text[max(at, 0) : nearest.start])
    rows = [row[1] for row in _ROW.finditer(above)]
    headers = [_MARKUP_HEADER.findall(row) for row in rows if not _DATA_CELL.search(row)]
    fitting = [cells for cells in headers if len(cells) == len(nearest.cells)]
    header = tuple(plain(cell) for cell in max(fitting or headers, key=len, default=()))
    if not header and rows and "<a " not in rows[0]:  # a row of plain words above all others
        header = tuple(plain(match[1]) for match in MARKUP_CELL.finditer(rows[0]))
    if len(header) > len(nearest.cells) > 0 and MERGED.search(above):
        header = header[len(header) - len(nearest.cells) :]  # behind the columns of merged cells
    if len(header) != len(nearest.cells):
        header = ("",) * len(nearest.cells)
    line = line_at(curated.text, max(at, 0))
    return Table(max(at, 0), nearest.end, line, header, nearest.start, nearest.start, ())
