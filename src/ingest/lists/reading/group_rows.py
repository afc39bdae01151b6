"""Rows of a table that are no entries: they name what stands below them (`| **2024** | | |`), part it, or are empty."""

import re
from collections.abc import Sequence

from ingest.lists.markup.inline import LETTER, find_links, plain
from ingest.lists.markup.lines import decode
from ingest.lists.markup.tables import cell_texts
from ingest.lists.reading.dates import find_date
from ingest.lists.reading.nesting import year_of_heading

_LONGEST = 60  # characters of a label; more says something of a work
_EMPHASIS = re.compile(
    r"(?:\*{1,3}|_{1,3})(?![\s*_])[^*_|]+(?:\*{1,3}|_{1,3})"
    r"|<(?P<tag>b|strong|center|i|em|u)>[^<>]+</(?P=tag)>",
    re.IGNORECASE,
)


def is_no_entry(cells: Sequence[str]) -> bool:
    """True for a row that names what stands below it, parts it (`| --- | --- |`) or says nothing at all."""
    return is_group_row(cells) or not any(cell.strip("-:") for cell in cells)


def is_group_row(cells: Sequence[str]) -> bool:
    """True for a row with one cell that says anything, and that a year or a date or words set off as a whole."""
    filled = [cell for cell in cells if cell]
    return len(filled) == 1 and bool(_label_of(filled[0]))


def row_label(text: bytes) -> str:
    """What the last group row among lines of a table says; "" where none stands there."""
    for line in reversed(decode(text).splitlines()):
        cells = cell_texts(line)
        if is_group_row(cells):
            return next(_label_of(cell) for cell in cells if cell)
    return ""


def _label_of(cell: str) -> str:
    if len(cell) > 2 * _LONGEST or find_links(cell):
        return ""
    label = plain(cell).strip()
    if not 0 < len(label) <= _LONGEST:
        return ""
    is_marked = bool(_EMPHASIS.fullmatch(cell)) and bool(LETTER.search(label))
    return label if is_marked or _is_time(label) else ""


def _is_time(label: str) -> bool:
    date = find_date(label)
    is_date = date is not None and date.end - date.start == len(label)
    return is_date or year_of_heading(label) is not None
