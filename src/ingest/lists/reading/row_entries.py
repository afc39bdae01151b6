"""The rows of a pipe table as entries."""

from collections.abc import Sequence
from functools import lru_cache

from ingest.lists.markup.blocks import Block
from ingest.lists.markup.inline import find_links
from ingest.lists.markup.lines import Lines, decode
from ingest.lists.markup.tables import cell_ranges, cell_texts
from ingest.lists.model import Entry, Link, Table
from ingest.lists.reading.entries import KEPT, Said, addresses_of, links_of
from ingest.lists.reading.fields import header_field, names_works
from ingest.lists.reading.group_rows import is_no_entry
from ingest.lists.reading.row_titles import find_row_title
from ingest.lists.reading.years import find_year

_PAPER, _DATED = frozenset({"paper"}), frozenset({"year", "date"})


def make_row(lines: Lines, line: int, fields: tuple[str, ...]) -> Entry:
    """The entry of one table row; `fields` is what each column's header names."""
    start, end = lines.range_of(line, line + 1)
    text = decode(lines.text[start:end])
    if lines.definitions:
        said = _said_by_row(text, fields, links_of(text, lines))
    else:
        said = _said_by_row_alone(text, fields)
    return Entry(
        start, end, "row", line + 1, said.title, said.urls, said.ids, said.cells, said.year,
        links=said.links,
    )  # fmt: skip


@lru_cache(maxsize=KEPT)
def _said_by_row_alone(text: str, fields: tuple[str, ...]) -> Said:
    return _said_by_row(text, fields, find_links(text))


def _said_by_row(text: str, fields: tuple[str, ...], links: tuple[Link, ...]) -> Said:
    ranges = cell_ranges(text)
    cells = tuple([text[a:b].strip() for a, b in ranges])
    title, column = find_row_title(cells, fields)
    spans = [ranges[i] for i in _named(fields, _PAPER) or (column,) if i < len(ranges)]
    first = [link for a, b in spans for link in links if a <= link.start < b]
    urls, ids = addresses_of(links, first)
    dated = (find_year(cells[i]) for i in _named(fields, _DATED) if i < len(cells))
    year = next(filter(None, dated), None) or find_year(text)
    return Said(title, links, urls, ids, year, cells=cells)


@lru_cache(maxsize=256)  # the same for all rows of a table
def _named(fields: tuple[str, ...], wanted: frozenset[str]) -> tuple[int, ...]:
    return tuple(i for i, field in enumerate(fields) if field in wanted)


def fields_of(header: Sequence[str]) -> tuple[str, ...]:
    """What the columns of a table are called among the facts; "works" for one of models or methods."""
    found = ((cell, header_field(cell)) for cell in header)
    return tuple("works" if one == "other" and names_works(cell) else one for cell, one in found)


def table_of(block: Block, lines: Lines) -> Table:
    """A pipe table with its rows as entries, those left out that name what stands below them."""
    header = cell_texts(lines.shown_lines[block.first])
    fields = fields_of(header)
    shown = [line for line in block.rows if not is_between(lines.shown_lines[line], len(header))]
    rows = tuple(make_row(lines, line, fields) for line in shown)
    last = block.rows[-1] + 1 if block.rows else block.first + 2
    start, end = lines.range_of(block.first, last)
    delimiter = lines.range_of(block.first + 1, block.first + 2)
    return Table(start, end, block.first + 1, header, *delimiter, rows)


def is_between(line: str, column_count: int) -> bool:
    """True for a table's line that is no entry but stands between entries."""
    return "](" not in line and column_count > 1 and is_no_entry(cell_texts(line))
