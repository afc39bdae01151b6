"""Rows of a table that counts them, down the page or up: the others' numbers move with a row that comes or goes."""

import re
from collections.abc import Sequence
from operator import itemgetter
from typing import Literal

from ingest.errors import ListError
from ingest.lists.markup.lines import decode, encode
from ingest.lists.markup.tables import cell_ranges
from ingest.lists.model import CuratedList, Edit, Entry, Section, Style
from ingest.lists.placing.place import Place
from ingest.lists.reading.counting import Step, counting_column, row_number, step_of
from ingest.lists.reading.own_table import table_of

_DIGITS = re.compile(r"\d+")


def number_column(style: Style) -> int | None:
    """Which column of a style counts its rows."""
    return next((i for i, one in enumerate(style.columns) if one.field == "number"), None)


def next_row_number(place: Place, style: Style) -> int | None:
    """The number of a new row, None where no row around it is counted.

    ListError for a place among rows that do not count by one: nobody can say how they go on.
    """
    at = number_column(style)
    if at is None:
        return None
    before, after = row_number(place.before, at), row_number(place.after, at)
    if before is None and after is None:
        return 1 if place.missing_heading else None
    step = _step(place.run, at)
    if before is not None and (step == 1 or (place.after is None and step == 0)):
        return before + 1
    if after is not None and (step == -1 or (before is None and after == len(place.run))):
        return after + 1
    if step:
        return before if before is not None else after
    raise ListError(
        "the table counts its rows with slips, and where the new one goes they can't be counted on",
        where=style.where,
        todo="Renumber the table, add the row by hand, or say in the plan's `order` where new rows go.",
    )


def counted_on(curated: CuratedList, edit: Edit, run: Sequence[Entry], at: int | None) -> Edit:
    """The edit that adds a row, with the numbers moved of the rows of `run` that count on from it."""
    return _moved(curated, edit, run, at, 1)


def counted_back(curated: CuratedList, section: Section, edit: Edit, gone: Entry) -> Edit:
    """The edit that takes a row out, with the numbers moved of the rows that counted on from it."""
    table = table_of(section.tables, gone)
    return _moved(curated, edit, table.rows, counting_column(table), -1) if table else edit


def step_of_number(old: Entry, new: Entry) -> tuple[int, int] | None:
    """The column and the step, 1 or -1, where all that differs in a row is that it is counted anew; else None."""
    is_other = (old.kind, old.title, old.urls, old.year) != (
        new.kind,
        new.title,
        new.urls,
        new.year,
    )
    if is_other or len(old.cells) != len(new.cells):
        return None
    changed = [at for at, cell in enumerate(old.cells) if cell != new.cells[at]]
    numbers = [row_number(row, changed[0]) for row in (old, new)] if len(changed) == 1 else [None]
    before, after = numbers[0], numbers[-1]
    if before is None or after is None or abs(after - before) != 1:
        return None
    return changed[0], after - before


def _moved(
    curated: CuratedList, edit: Edit, rows: Sequence[Entry], at: int | None, by: Literal[1, -1]
) -> Edit:
    if at is None or not (step := _step(rows, at)):
        return edit
    others = [
        row for row in rows if (row.start >= edit.end if step == 1 else row.end <= edit.start)
    ]
    if not others:
        return edit
    start, end = min(edit.start, others[0].start), max(edit.end, others[-1].end)
    pieces, position = [], start
    changes = [(row.start, row.end, _with_number(curated, rows, row, at, by)) for row in others]
    for one, other, new in sorted(
        [*changes, (edit.start, edit.end, edit.new)], key=itemgetter(0, 1)
    ):
        pieces += [curated.text[position:one], new]
        position = other
    new = b"".join([*pieces, curated.text[position:end]])
    return Edit(start, end, curated.text[start:end], new, f"{edit.what}, and renumber")


def _with_number(
    curated: CuratedList, rows: Sequence[Entry], row: Entry, at: int, by: int
) -> bytes:
    """A row's bytes with another number; its cell stays as wide as it is where all rows' are."""
    line = decode(curated.text[row.start : row.end])
    start, end = cell_ranges(line)[at]
    cell = line[start:end]
    number = _DIGITS.search(cell)
    assert number is not None
    digits = str(int(number[0]) + by).zfill(len(number[0]) if number[0][0] == "0" else 0)
    behind = cell[number.end() :]
    grown = len(digits) - len(number[0])
    if grown and _is_even(curated, rows, at):
        behind = (
            behind.removesuffix(" ") if grown > 0 and len(behind) > 1 else behind + " " * -grown
        )
    return encode(f"{line[:start]}{cell[: number.start()]}{digits}{behind}{line[end:]}")


def _is_even(curated: CuratedList, rows: Sequence[Entry], at: int) -> bool:
    lines = (decode(curated.text[row.start : row.end]) for row in rows)
    widths = {end - start for start, end in (cell_ranges(line)[at] for line in lines)}
    return len(widths) == 1


def _step(rows: Sequence[Entry], at: int) -> Step:
    return step_of([row_number(row, at) for row in rows])
