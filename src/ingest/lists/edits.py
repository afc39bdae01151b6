"""Edits of a curated list as byte ranges: add, remove, replace an entry, fill a cell."""

import re
from collections.abc import Sequence

from ingest.errors import ListError
from ingest.lists.columns import is_blank
from ingest.lists.finding import find_entries, find_work, ids_of, need_section, only_entry
from ingest.lists.insertion import insertion
from ingest.lists.learn import learn_style, style_at
from ingest.lists.lines import decode, encode
from ingest.lists.model import CuratedList, Edit, Section, Style
from ingest.lists.order import Place, find_place, oldest_first
from ingest.lists.plan import SectionPlan
from ingest.lists.removal import remove_entry
from ingest.lists.renumbering import renumber
from ingest.lists.rows import render_cell, render_entry
from ingest.lists.tables import cell_ranges
from ingest.works import RowFacts

_NUMBER = re.compile(r"\d{1,4}[.)] +")

__all__ = [
    "add_entry",
    "add_to_section",
    "apply_edit",
    "fill_cell",
    "find_entries",
    "find_work",
    "ids_of",
    "need_section",
    "oldest_first",
    "remove_entry",
    "renumber",
    "replace_entry",
]


def apply_edit(text: bytes, edit: Edit) -> bytes:
    """The text after one edit; ListError when the bytes it replaces are not what it says."""
    if text[edit.start : edit.end] != edit.old:
        raise ListError(f"the text has changed under the edit: {edit.what}", todo="Read it again.")
    return text[: edit.start] + edit.new + text[edit.end :]


def add_entry(curated: CuratedList, plan: SectionPlan, facts: RowFacts) -> Edit:
    """Insert one work where and as its neighbours stand; every other byte stays.

    ListError when it is there already, when the section is missing or cut, when a fact is missing
    that the list always shows, or when the plan and the list's columns don't fit.
    """
    return add_to_section(curated, need_section(curated, plan), plan, facts)


def add_to_section(
    curated: CuratedList, section: Section, plan: SectionPlan, facts: RowFacts
) -> Edit:
    """`add_entry` for a section already found."""
    there = find_work(section, facts)
    if there:
        raise ListError(
            f'"{facts.title}" is already in "{section.heading}"',
            where=f"{curated.where}:{there.line}",
            todo="Nothing to add.",
        )
    place = find_place(curated, section, facts)
    style = style_at(curated, section, plan, place, facts)
    number = _next_number(place, style)
    text = _under_number(render_entry(style, facts, number)).replace("\n", style.newline)
    what = f'add "{facts.title}" to "{section.heading}"'
    return insertion(curated, section, style, place, encode(text), what)


def _under_number(text: str) -> str:
    """A numbered item's lines as deep as its number is wide: behind `10. ` three blanks would end the item."""
    number = _NUMBER.match(text)
    if number is None:
        return text
    first, *rest = text.split("\n")
    depths = [len(line) - len(line.lstrip(" ")) for line in rest if line.strip()]
    missing = number.end() - min((depth for depth in depths if depth), default=number.end())
    pad = " " * max(0, missing)
    return "\n".join(
        [first, *(pad + line if line.startswith(" ") and line.strip() else line for line in rest)]
    )


def _next_number(place: Place, style: Style) -> int | None:
    if not style.is_numbered:
        return None
    if place.before and place.before.number is not None:
        return place.before.number + 1
    return (place.after.number or 1) if place.after else 1


def replace_entry(
    curated: CuratedList, plan: SectionPlan, ids: Sequence[str], facts: RowFacts
) -> Edit:
    """Write one work's entry anew, in its place: for a preprint that has become something else."""
    section = need_section(curated, plan)
    entry = only_entry(curated, section, ids)
    style = learn_style(curated, section, plan, facts)
    text = render_entry(style, facts, entry.number).replace("\n", style.newline)
    old = curated.text[entry.start : entry.end]
    new = encode(text) + old[len(old.rstrip(b"\r\n")) :]
    return Edit(entry.start, entry.end, old, new, f'replace "{entry.title}"')


def fill_cell(
    curated: CuratedList, plan: SectionPlan, ids: Sequence[str], field: str, facts: RowFacts
) -> Edit:
    """Write a fact into a row's blank cell; ListError when it is not blank or there is no such column."""
    section = need_section(curated, plan)
    entry = only_entry(curated, section, ids)
    where = f"{curated.where}:{entry.line}"
    if not entry.cells:
        raise ListError("only a table's row has cells", where=where, todo="Replace the entry.")
    style = learn_style(curated, section, plan, facts)
    index = next((i for i, column in enumerate(style.columns) if column.field == field), None)
    if index is None or index >= len(entry.cells):
        names = ", ".join(f"{column.label} ({column.field})" for column in style.columns)
        raise ListError(f"no column holds {field!r}; there are: {names}", where=where)
    if not is_blank(entry.cells[index]) and entry.cells[index] != style.unknown:
        raise ListError(
            f'the cell "{style.columns[index].label}" already says {entry.cells[index]!r}',
            where=where,
            todo="Replace the entry if that is wrong.",
        )
    text = decode(curated.text[entry.start : entry.end])
    first, last = cell_ranges(text)[index]
    start = entry.start + len(encode(text[:first]))
    old = encode(text[first:last])
    new = encode(render_cell(style, style.columns[index], facts))
    label = style.columns[index].label
    return Edit(start, start + len(old), old, new, f'fill "{label}" of "{entry.title}"')
