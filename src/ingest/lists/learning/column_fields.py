"""What the columns of a table hold: by their headers, unless their cells say otherwise."""

import re
from collections.abc import Sequence

from ingest.lists.markup.inline import plain
from ingest.lists.reading.fields import LINK_FIELDS, header_field
from ingest.lists.splitting.cells import ColumnCells
from ingest.lists.splitting.link_parts import BADGE
from ingest.lists.splitting.parts import parts_of_cell

_YEAR = re.compile(r"(?:19|20)\d\d")
_FEW_CODES = 3  # cells that show how works are numbered
_CODE = re.compile(r"(?P<letters>[A-Za-z]{1,4})[-_. ]?\d{1,5}")


def field_of_column(label: str, filled: Sequence[str]) -> str:
    """What a column holds by its header, unless its cells say otherwise."""
    field = header_field(label)
    linked = sum("://" in cell for cell in filled)  # a file beside the list is no artifact
    if field in LINK_FIELDS and field != "paper" and filled and linked < 0.3 * len(filled):
        return "other"
    if field == "other" and filled and all(_YEAR.fullmatch(cell) for cell in filled):
        return "year"
    return field if field != "other" else _by_content(filled)


def with_name(fields: Sequence[str], columns: Sequence[ColumnCells]) -> list[str]:
    """The first column of words is the name where no header says which column is."""
    for index, (field, cells) in enumerate(zip(fields, columns, strict=True)):
        if field == "paper":
            return list(fields)
        shapes = (parts_of_cell(cell, field) for cell in cells.said)
        marks = [part.text for shape in shapes for part in shape if part.kind == "link"]
        if any("{title}" in mark or "{name}" in mark for mark in marks):
            return list(fields)
        is_named = sum("{repo}" in mark for mark in marks) > len(marks) / 2
        is_said = field == "other" and any(plain(cell) for cell in cells.said)
        if is_named or (is_said and not _are_codes(cells.said)):
            return [*fields[:index], "name", *fields[index + 1 :]]
    return list(fields)


def _are_codes(said: Sequence[str]) -> bool:
    """True for cells that number works in a way of the list's own: `MA-1`, `MA-2`; `R010`, `R033`."""
    found = [_CODE.fullmatch(plain(cell)) for cell in said]
    letters = {code["letters"] for code in found if code}
    return len(set(said)) >= _FEW_CODES and all(found) and len(letters) == 1


def _by_content(filled: Sequence[str]) -> str:
    """What a column with a header of its own making holds, where all its links say the same."""
    fields = [
        part.field
        for raw in filled[:8]
        for part in parts_of_cell(raw.strip(), "other")
        if part.kind == "link" and part.host != BADGE
    ]
    linked = [raw for raw in filled[:8] if "](" in raw]
    if linked and len(linked) >= 0.8 * len(filled[:8]) and len(set(fields)) == 1:
        return fields[0]
    return "other"
