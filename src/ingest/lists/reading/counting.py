"""Rows of a table that count themselves by one, down the page or up."""

import re
from collections.abc import Sequence
from itertools import pairwise
from typing import Literal

from ingest.lists.model import Entry, Table
from ingest.lists.reading.fields import header_field

_NUMBER = re.compile(r"\D*(?P<digits>\d{1,6})\D*")
Step = Literal[1, 0, -1]  # from a row to the one below it; 0 where they do not count by one


def counting_column(table: Table) -> int | None:
    """The column that is called as one that counts rows is."""
    fields = map(header_field, table.header)
    return next((at for at, field in enumerate(fields) if field == "number"), None)


def row_number(entry: Entry | None, at: int) -> int | None:
    """What a row's cell in a column counts; None for anything but one number, with or without a mark beside it."""
    return number_in(entry.cells[at]) if entry and at < len(entry.cells) else None


def number_in(cell: str) -> int | None:
    """The one number of a cell that counts its row."""
    number = _NUMBER.fullmatch(cell)
    return int(number["digits"]) if number else None


def step_of(numbers: Sequence[int | None]) -> Step:
    """How these numbers, row by row, count on."""
    steps = {
        after - before if before is not None and after is not None else 0
        for before, after in pairwise(numbers)
    }
    return 1 if steps == {1} else -1 if steps == {-1} else 0
