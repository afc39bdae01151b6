"""Edits of a curated list as byte ranges: add, remove, replace an entry, fill a cell."""

import re
from collections.abc import Sequence
from dataclasses import replace

from ingest.errors import ListError
from ingest.ids import id_of_url, title_key
from ingest.lists.columns import is_blank, table_for
from ingest.lists.fields import PAPER_ISSUERS
from ingest.lists.learn import learn_style, refuse_cut, style_at
from ingest.lists.lines import decode, encode
from ingest.lists.model import CuratedList, Edit, Entry, Section, Style
from ingest.lists.order import Place, find_place, render_year_heading
from ingest.lists.plan import SectionPlan
from ingest.lists.rows import render_cell, render_entry
from ingest.lists.sections import find_section
from ingest.lists.tables import cell_ranges
from ingest.works import RowFacts

_NUMBER = re.compile(rb"(\s*(?:#{1,6}[ \t]+)?)(\d{1,4})(?=[.)\xe3])")


def apply_edit(text: bytes, edit: Edit) -> bytes:
    """The text after one edit; ListError when the bytes it replaces are not what it says."""
    if text[edit.start : edit.end] != edit.old:
        raise ListError(f"the text has changed under the edit: {edit.what}", todo="Read it again.")
    return text[: edit.start] + edit.new + text[edit.end :]


def need_section(curated: CuratedList, plan: SectionPlan) -> Section:
    """The plan's section, which must be there and whole."""
    section = find_section(curated, replace(plan, when_missing="error"))
    assert section is not None
    refuse_cut(curated, section)
    return section


def find_work(section: Section, facts: RowFacts) -> Entry | None:
    """The section's entry of a work, the first of several; None where there is none.

    An entry is a work's by its paper's link or its title. A row that shows only a short name is
    by that name together with one of the work's own links, or where it links no paper at all.
    """
    found = find_entries(section, facts.ids, facts.title)
    if found or not facts.name:
        return found[0] if found else None
    own, key = ids_of(facts), title_key(facts.name)
    for entry in section.entries:
        papers = any(found.startswith(PAPER_ISSUERS) for found in entry.ids)
        if title_key(entry.title) == key and (own & set(entry.ids) or not papers):
            return entry
    return None


def ids_of(facts: RowFacts) -> set[str]:
    """Every canonical id of a work and of its links."""
    links = (id_of_url(artifact.url) for artifact in facts.links)
    return {*facts.ids, *(found for found in links if found)}


def find_entries(section: Section, ids: Sequence[str], title: str = "") -> tuple[Entry, ...]:
    """Every entry of the section that stands for the work with these ids or this title.

    What counts is the paper's own link: that a row also links another work's code or data does not
    make it that work's entry.
    """
    wanted = set(ids)
    key = title_key(title) if title else ""
    return tuple(
        entry
        for entry in section.entries
        if (entry.ids and entry.ids[0] in wanted)
        or any(found in wanted for found in entry.ids if found.startswith(PAPER_ISSUERS))
        or (key and title_key(entry.title) == key)
    )


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
    text = render_entry(style, facts, number).replace("\n", style.newline)
    return _insertion(curated, section, style, place, encode(text), facts)


def _next_number(place: Place, style: Style) -> int | None:
    if not style.is_numbered:
        return None
    if place.before and place.before.number is not None:
        return place.before.number + 1
    return (place.after.number or 1) if place.after else 1


def _insertion(
    curated: CuratedList,
    section: Section,
    style: Style,
    place: Place,
    row: bytes,
    facts: RowFacts,
) -> Edit:
    newline, gap = curated.newline, encode(style.gap.replace("\n", style.newline))
    what = f'add "{facts.title}" to "{section.heading}"'
    if place.missing_year is not None:
        return _with_year_heading(curated, style, place, row, what)
    if place.before is None and place.after is None:
        return _first_entry(curated, section, style, place, row, what)
    if place.before is None and place.after is not None:
        new = row + newline + gap
        return _renumbered(curated, place, Edit(place.at, place.at, b"", new, what), style)
    ends_open = place.at > 0 and curated.text[place.at - 1 : place.at] != b"\n"
    new = newline + gap + row if ends_open else gap + row + newline
    return _renumbered(curated, place, Edit(place.at, place.at, b"", new, what), style)


def _with_year_heading(
    curated: CuratedList, style: Style, place: Place, row: bytes, what: str
) -> Edit:
    """The entry under a heading for its year that is not there yet, spaced as its siblings are."""
    assert place.missing_year is not None
    newline = curated.newline
    heading = render_year_heading(style.year_heading, place.missing_year)
    above, below = _year_spacing(curated, style)
    if place.before is None:
        new = heading + below + row + newline + above
    else:
        opened = curated.text[place.at - 1 : place.at] != b"\n"
        new = (newline if opened else b"") + above + heading + below + row
        new += b"" if opened else newline
    return Edit(place.at, place.at, b"", new, f"{what}, with a heading for {place.missing_year}")


def _year_spacing(curated: CuratedList, style: Style) -> tuple[bytes, bytes]:
    """Blank lines above and below a year heading, as at the first year heading that shows both."""
    form = style.year_heading
    above = below = b""
    for section in curated.sections:
        raw = decode(curated.text[section.heading_start : section.start])
        year = re.search(r"(?:19|20)\d\d", raw)
        if not year or raw.replace(year[0], "{year}") != form or not section.entries:
            continue
        lead = curated.text[section.start : section.entries[0].start]
        before = curated.text[: section.heading_start]
        blank = before[len(before.rstrip()) :].split(b"\n", 1)[-1]
        follows_entry = any(
            entry.end + len(blank) == section.heading_start for entry in curated.entries
        )
        if not lead.strip():
            below = lead
        if follows_entry:
            return blank, below
    return above, below


def _first_entry(
    curated: CuratedList,
    section: Section,
    style: Style,
    place: Place,
    row: bytes,
    what: str,
) -> Edit:
    """The first entry of an empty section: its table's header too, copied from a sibling."""
    newline = curated.newline
    block = row + newline
    has_table = any(table.delimiter_end == place.at for table in section.tables)
    sibling = next(
        (
            other
            for other in sorted(curated.sections, key=lambda other: abs(other.line - section.line))
            if other.entries and other.level == section.level
        ),
        None,
    )
    lead = newline
    if sibling is not None:
        first = sibling.entries[0]
        table = table_for(curated, sibling, first)
        top = table.start if table else first.start
        if table and not has_table:
            block = curated.text[table.start : table.delimiter_end] + block
        before = curated.text[sibling.start : top]
        lead = before if not before.strip() else newline
    if has_table:
        lead = b""
    opened = curated.text[place.at - 1 : place.at] != b"\n"
    if opened:  # the file's last line, and without a newline: it stays so
        return Edit(place.at, place.at, b"", newline + lead + block.removesuffix(newline), what)
    follows = curated.text[place.at : place.at + 2]
    tail = b"" if follows.startswith((b"\n", b"\r\n")) or not follows else newline
    return Edit(place.at, place.at, b"", lead + block + tail, what)


def _renumbered(curated: CuratedList, place: Place, edit: Edit, style: Style, by: int = 1) -> Edit:
    """The edit, with the numbers of the entries behind it moved where they count up without a slip."""
    later = [entry for entry in place.run if entry.start >= edit.end]
    numbers = [entry.number for entry in place.run]
    counts = numbers and numbers == list(range(numbers[0] or 0, (numbers[0] or 0) + len(numbers)))
    if not style.is_numbered or not later or not counts:
        return edit
    old = curated.text[edit.start : later[-1].end]
    shifted = renumber(curated.text, later, by)
    new = edit.new + curated.text[edit.end : later[0].start] + shifted
    return Edit(edit.start, later[-1].end, old, new, f"{edit.what}, and renumber")


def renumber(text: bytes, entries: Sequence[Entry], by: int) -> bytes:
    """The bytes from the first to the last of the entries, with their numbers moved."""
    parts: list[bytes] = []
    position = entries[0].start
    for entry in entries:
        match = _NUMBER.match(text, entry.start)
        if match and entry.number is not None:
            parts += [text[position : match.start(2)], str(entry.number + by).encode()]
            position = match.end(2)
    parts.append(text[position : entries[-1].end])
    return b"".join(parts)


def remove_entry(curated: CuratedList, plan: SectionPlan, ids: Sequence[str]) -> Edit:
    """Take one work's entry out, with one of the gaps beside it; ListError when it is not there once."""
    section = need_section(curated, plan)
    entry = _only_entry(curated, section, ids)
    siblings = _siblings(curated, section, entry)
    at = siblings.index(entry)
    start, end = entry.start, entry.end
    following = siblings[at + 1] if at + 1 < len(siblings) else None
    preceding = siblings[at - 1] if at else None
    if following and _is_gap(curated.text[end : following.start]):
        end = following.start
    elif preceding and _is_gap(curated.text[preceding.end : start]):
        start = preceding.end
    if end == len(curated.text) and not curated.text.endswith(b"\n"):
        start = len(curated.text[:start].rstrip(b"\r\n"))
    edit = Edit(start, end, curated.text[start:end], b"", f'remove "{entry.title}"')
    numbered = entry.number is not None and all(e.number is not None for e in siblings)
    style = Style(entry.kind, "", "", is_numbered=numbered)
    return _renumbered(curated, Place(start, run=tuple(siblings)), edit, style, by=-1)


def _siblings(curated: CuratedList, section: Section, entry: Entry) -> list[Entry]:
    """The entries of the same kind under the same innermost heading."""
    inner = [
        other
        for other in curated.sections
        if section.start <= other.start <= entry.start < other.end
    ]
    home = inner[-1] if inner else section
    return [other for other in home.entries if other.kind == entry.kind]


def _is_gap(between: bytes) -> bool:
    return not re.sub(rb"[\s*_-]|<(?:hr|br) ?/?>", b"", between)


def _only_entry(curated: CuratedList, section: Section, ids: Sequence[str]) -> Entry:
    found = find_entries(section, ids)
    first = [entry for entry in found if entry.ids and entry.ids[0] in set(ids)]
    found = tuple(first) if len(found) > 1 and first else found
    if len(found) == 1:
        return found[0]
    lines = ", ".join(str(entry.line) for entry in found)
    raise ListError(
        f"{len(found)} entries of {ids[0] if ids else 'no id'} (lines {lines})"
        if found
        else f'no entry of {", ".join(ids) or "no id"} in "{section.heading}"',
        where=f"{curated.where}:{found[0].line if found else section.line}",
        todo="Remove the one you mean by hand." if found else "It may have been removed already.",
    )


def replace_entry(
    curated: CuratedList, plan: SectionPlan, ids: Sequence[str], facts: RowFacts
) -> Edit:
    """Write one work's entry anew, in its place: for a preprint that has become something else."""
    section = need_section(curated, plan)
    entry = _only_entry(curated, section, ids)
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
    entry = _only_entry(curated, section, ids)
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
