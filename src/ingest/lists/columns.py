"""What each column of a table holds and how its cells are written."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

from ingest.errors import ListError
from ingest.lists.choosing import choose_template, with_units
from ingest.lists.entries import MARKUP_CELL
from ingest.lists.fields import LINK_FIELDS, header_field
from ingest.lists.fitting import in_column, wanted_facts
from ingest.lists.forms import distinct_forms
from ingest.lists.inline import fold, plain
from ingest.lists.lines import decode
from ingest.lists.link_parts import BADGE
from ingest.lists.model import Column, CuratedList, Entry, EntryKind, Section, Table
from ingest.lists.notes import DOUBTFUL, column_keys, common_words, with_notes
from ingest.lists.padding import learn_padding
from ingest.lists.part import Part, escape
from ingest.lists.parts import parts_of_cell
from ingest.lists.plan import SectionPlan
from ingest.lists.shapes import (
    Shape,
    is_link,
    is_note,
    leaked_words,
    link_field_of,
    merge_shapes,
    shape_of,
)
from ingest.lists.tables import cell_ranges
from ingest.lists.tokens import TOKEN
from ingest.lists.voting import vote
from ingest.works import RowFacts

# A column of these may take the marker of the others though it was never blank itself.
_MAY_BE_BLANK = LINK_FIELDS - {"paper"} | {"quantity"}
_MARKUP_HEADER = re.compile(r"<th\b[^>]*>(.*?)</th\s*>", re.IGNORECASE | re.DOTALL)
_ROW = re.compile(r"<tr\b[^>]*>(.*?)</tr\s*>", re.IGNORECASE | re.DOTALL)
_DATA_CELL = re.compile(r"<td\b", re.IGNORECASE)
_MERGED = re.compile(r"\browspan\b", re.IGNORECASE)
_BLANKS = frozenset(
    {
        "",
        "-",
        "--",
        "---",
        "–",
        "—",
        "/",
        "n/a",
        "na",
        "none",
        "n.a.",
        "tbd",
        "无",
        "暂无",
        "?",
        "×",
        "✗",
        "\\",
    }
)
_LONGEST_BLANK = max(len(blank) for blank in _BLANKS)


_ANSWER = re.compile(
    r"(?:[✅❌✔✓✗✘☑☐✖⭕❎🟢🔴🟡⚪]|:(?:white_check_mark|heavy_check_mark|x|o):|yes|no|y|n|是|否|\ufe0f|\s|/)+",
    re.IGNORECASE,
)
_REMARKS = re.compile(
    r"(?:other |additional )?(?:notes?|remarks?|comments?|misc|备注|注释|说明|评论|补充)"
)
_OWNERS = re.compile(
    r"affiliations?|institut(?:e|ion)s?|organi[sz]ations?|compan(?:y|ies)|teams?|labs?|机构|单位|团队|公司"
)
_YEAR = re.compile(r"(?:19|20)\d\d")
_CODE = re.compile(r"(?P<letters>[A-Za-z]{1,4})[-_. ]?\d{1,5}")
_WHEN = frozenset({"venue", "date", "year"})
_LEAST_LED = 0.3  # of a column's cells begin with a badge: a work with a repository gets one
_CONSTANT = 3  # rows that say the same before it is the table's


def is_blank(cell: str) -> bool:
    """True for what stands in a cell when there is nothing to say."""
    bare = cell.strip()
    return len(bare) <= _LONGEST_BLANK and bare.casefold() in _BLANKS


def table_for(curated: CuratedList, section: Section, nearest: Entry) -> Table | None:
    """The table a new row joins: the nearest entry's, else the section's own empty one."""
    if nearest.kind == "html" and nearest.cells:
        return markup_table(curated, nearest)
    if nearest.kind != "row":
        return None
    for owner in (section, *curated.sections):
        for table in owner.tables:
            if table.start <= nearest.start < table.end:
                return table
    raise ListError("a row without a table", where=f"{curated.where}:{nearest.line}")


def learn_columns(
    curated: CuratedList,
    near: Sequence[Entry],
    table: Table,
    plan: SectionPlan,
    facts: RowFacts | None = None,
) -> tuple[Column, ...]:
    """The table's columns, nearest rows first; the plan's `columns` override what a header means."""
    where = f"{curated.where}:{table.line}"
    overrides = {fold(label): field for label, field in plan.columns}
    missing = [
        label for label, _ in plan.columns if fold(label) not in {fold(h) for h in table.header}
    ]
    if missing:
        raise ListError(
            f"the plan names the column {missing[0]!r}; the table has: {', '.join(table.header)}",
            where=where,
            todo="Was the table restructured? Correct `columns` in the plan.",
        )
    rows = [entry for entry in near if len(entry.cells) == len(table.header)]
    if not rows:
        raise ListError(
            f"no row of the table has its {len(table.header)} cells",
            where=where,
            todo="Mend the table's rows first.",
        )
    cells = [
        _cells_of(raws) for raws in zip(*(raw_cells(curated, row) for row in rows), strict=True)
    ]
    marker = vote(cell for entry in rows for cell in entry.cells if is_blank(cell))
    if marker is None:  # none of these rows lacks anything: as the list's other tables do
        marker = _marker_elsewhere(curated, near[0].kind)
    bare = vote(raw for column in cells for raw in column.blanks if not raw.strip())
    fields = [
        overrides.get(fold(label)) or _field(label, column.said)
        for label, column in zip(table.header, cells, strict=True)
    ]
    if not overrides and "name" not in fields and "title" not in fields:
        fields = _with_name(fields, cells)
    keys = column_keys(table.header)
    return tuple(
        _column(
            label,
            keys[i],
            fields[i],
            cells[i],
            marker,
            vote(blanks_elsewhere(curated, label, table.start)),
            bare,
            facts,
        )
        for i, label in enumerate(table.header)
    )


@lru_cache(maxsize=8)
def _marker_elsewhere(curated: CuratedList, kind: EntryKind) -> str | None:
    cells = (cell for entry in curated.entries if entry.kind == kind for cell in entry.cells)
    return vote(cell for cell in cells if is_blank(cell))


@dataclass(frozen=True, slots=True)
class _Cells:
    """The cells of one column as they stand, nearest first; `said` are the filled ones without their blanks."""

    raws: tuple[str, ...]
    filled: tuple[str, ...]
    said: tuple[str, ...]
    blanks: tuple[str, ...]


def _cells_of(raws: tuple[str, ...]) -> _Cells:
    filled = tuple(raw for raw in raws if not is_blank(raw))
    blanks = tuple(raw for raw in raws if is_blank(raw)) if len(filled) < len(raws) else ()
    return _Cells(raws, filled, tuple(raw.strip() for raw in filled), blanks)


def _field(label: str, filled: Sequence[str]) -> str:
    """What a column holds by its header, unless its cells say otherwise."""
    field = header_field(label)
    linked = sum("://" in cell for cell in filled)  # a file beside the list is no artifact
    if field in LINK_FIELDS and field != "paper" and filled and linked < 0.3 * len(filled):
        return "other"
    if field == "other" and filled and all(_YEAR.fullmatch(cell) for cell in filled):
        return "year"
    return field if field != "other" else _by_content(filled)


def _with_name(fields: Sequence[str], columns: Sequence[_Cells]) -> list[str]:
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
    return len(set(said)) >= _CONSTANT and all(found) and len(letters) == 1


def raw_cells(curated: CuratedList, entry: Entry) -> tuple[str, ...]:
    """A row's cells as they stand, with their blanks."""
    text = decode(curated.text[entry.start : entry.end])
    return tuple(text[start:end] for start, end in _ranges(entry, text))


def _ranges(entry: Entry, text: str) -> tuple[tuple[int, int], ...]:
    if entry.kind == "html":
        return tuple(match.span(1) for match in MARKUP_CELL.finditer(text))
    return cell_ranges(text)


def cell_parts(columns: Sequence[Column], entry: Entry) -> tuple[tuple[Part, ...], ...]:
    """The parts of a row's cells; words of its own under the key of their column."""
    return tuple(
        () if is_blank(cell) else _parts(cell, column.field, column.key, column.common)
        for column, cell in zip(columns, entry.cells, strict=False)
    )


@lru_cache(maxsize=4096)
def _parts(cell: str, field: str, key: str, common: frozenset[str]) -> tuple[Part, ...]:
    named = [
        part._replace(field=key) if part.kind == "fact" and part.field == "other" else part
        for part in parts_of_cell(cell, field)
    ]
    found = with_notes(named, _told(common, key), "_" + key.removeprefix("other_") + "_")
    is_text = field in {"other", "summary"} and not any(part.kind == "link" for part in found)
    if is_text and any(is_note(part.field) and part.field != key for part in found):
        return (Part("fact", "", key, value=cell),)  # words around words: one text, tags and all
    return found


@lru_cache(maxsize=64)
def _told(common: frozenset[str], key: str) -> frozenset[str]:
    """What is no word of a cell's own: the column itself says what its cells hold."""
    return common | {f"{{{fact}}}" for fact in DOUBTFUL} | {key}


def _column(
    label: str,
    key: str,
    field: str,
    cells: _Cells,
    marker: str | None,
    sibling: str | None,
    bare: str | None,
    facts: RowFacts | None,
) -> Column:
    common = common_words([parts_of_cell(cell, field) for cell in cells.said])
    shapes = [shape_of(_parts(cell, field, key, common)) for cell in cells.said]
    if facts:
        shapes = _with_badge_or_without(shapes, in_column(facts, key))
    if facts and field == "venue":
        shapes = _with_its_time(shapes, in_column(facts, key))
    if facts and facts.is_from_entry:
        shapes = _with_own_kind(shapes, in_column(facts, key))
    if facts and facts.is_from_entry and shapes:
        template, units = choose_template(shapes, in_column(facts, key))
    else:
        template, units = merge_shapes(shapes)
    if leaked_words(template, shapes):
        template, units = f"{{{key if field == 'other' else field}}}", ()
    if field == "other" and not (facts and facts.is_from_entry) and not _OWNERS.search(fold(label)):
        same = _constant(cells.raws)
        template, units = (escape(same), ()) if same else (template, units)
    blank = vote(raw.strip() for raw in cells.blanks)
    if blank is None and sibling is None and _REMARKS.fullmatch(fold(label)):
        blank = marker or ""
    return Column(
        label=label,
        field=field,
        template=template or f"{{{key if field == 'other' else field}}}",
        units=units,
        blank=_blank(field, blank, sibling, marker),
        links=distinct_forms([link for shape in shapes for link in shape.links]),
        is_answered=bool(cells.said) and all(_ANSWER.fullmatch(cell) for cell in cells.said),
        padding=learn_padding(cells.raws, cells.filled),
        blank_raw=vote(cells.blanks) if cells.blanks else bare,
        common=common,
        key=key,
    )


def _with_badge_or_without(shapes: list[Shape], facts: RowFacts) -> list[Shape]:
    """The cells that begin with a link as the work's would, or those that do not, where there are such.

    What parts a badge from the title stands nowhere in the cells without one.
    """
    led = [_begins_with_link(shape) for shape in shapes]
    kinds = {str(one.kind) for one in facts.links}
    begins = [shape.units[0][1] for shape, is_led in zip(shapes, led, strict=True) if is_led]
    wants = any(link_field_of(field) in kinds for field in begins)
    fitting = [shape for shape, is_led in zip(shapes, led, strict=True) if is_led == wants]
    is_usual = bool(fitting) and (not wants or len(fitting) >= _LEAST_LED * len(shapes))
    return fitting if is_usual else shapes


def _with_its_time(shapes: list[Shape], facts: RowFacts) -> list[Shape]:
    """The cells of venues that say of the time what this one does: a year beside the venue, or a date in its stead.

    A work without a venue gets its date where some works have theirs there.
    """
    if facts.is_from_entry:
        shown = {field for field, _ in facts.spelled} & _WHEN
        if shown != {"venue", "year"}:
            return shapes
        fitting = [shape for shape in shapes if _times_of(shape) == shown]
        return fitting or [Shape("{venue} {year}", (), ())]
    dated = [shape for shape in shapes if _times_of(shape) == {"date"}]
    return dated if len(dated) > 1 and facts.venue is None else shapes


def _with_own_kind(shapes: list[Shape], facts: RowFacts) -> list[Shape]:
    """The cells, or the bare fact where a cell holds one of a kind that no other holds: a link where others have words."""
    own = wanted_facts(facts)
    shown = {match["field"] for shape in shapes for match in TOKEN.finditer(with_units(shape))}
    if len(own) != 1 or own & shown:
        return shapes
    return [Shape(f"{{{min(own)}}}", (), ())]


def _times_of(shape: Shape) -> set[str]:
    return {match["field"] for match in TOKEN.finditer(with_units(shape))} & _WHEN


def _begins_with_link(shape: Shape) -> bool:
    return any(place == 0 and is_link(field) for place, field, _ in shape.units[:1])


def _constant(raws: Sequence[str]) -> str:
    """What a column says in every row, as a section's tag does; "" where two differ or few rows are there."""
    said = {raw.strip() for raw in raws}
    return said.pop() if len(said) == 1 and len(raws) >= _CONSTANT else ""


def _blank(field: str, own: str | None, sibling: str | None, marker: str | None) -> str | None:
    """What stands for nothing: in the column itself, in its like of another table, in other columns."""
    if own is not None or sibling is not None:
        return own if own is not None else sibling
    return marker if field in _MAY_BE_BLANK else None


def blanks_elsewhere(curated: CuratedList, label: str, start: int) -> list[str]:
    """What the list's other tables write for nothing in a column of this name, nearest table first."""
    named = _blanks_by_header(curated).get(fold(label), ()) if label else ()
    others = [(first, cells) for first, end, cells in named if not first <= start < end]
    others.sort(key=lambda other: abs(other[0] - start))
    return [cell for _, cells in others for cell in cells]


@lru_cache(maxsize=4)
def _blanks_by_header(curated: CuratedList) -> dict[str, list[tuple[int, int, tuple[str, ...]]]]:
    """Folded header -> the blank cells below it, with where their table starts and ends."""
    found: dict[str, list[tuple[int, int, tuple[str, ...]]]] = {}
    for table in curated.tables:
        labels = [fold(header) for header in table.header]
        for label in dict.fromkeys(labels):
            index = labels.index(label)
            cells = (row.cells[index] for row in table.rows if index < len(row.cells))
            blanks = tuple(cell for cell in cells if is_blank(cell))
            if blanks:
                found.setdefault(label, []).append((table.start, table.end, blanks))
    return found


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


def row_frames(curated: CuratedList, near: Sequence[Entry]) -> tuple[str, ...]:
    """What stands before, between and behind the cells of a row, as most near rows have it."""
    found = []
    for entry in near:
        whole = decode(curated.text[entry.start : entry.end])
        ranges, text = _ranges(entry, whole), whole.rstrip("\r\n")
        edges = [0, *(edge for pair in ranges for edge in pair), len(text)]
        found.append(
            tuple(
                text[edges[i] : edges[i + 1]].replace("\r\n", "\n") for i in range(0, len(edges), 2)
            )
        )
    own = [frames for frames in found if not _MERGED.search("".join(frames))]
    return vote(own or found) or ()


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
    if len(header) > len(nearest.cells) > 0 and _MERGED.search(above):
        header = header[len(header) - len(nearest.cells) :]  # behind the columns of merged cells
    if len(header) != len(nearest.cells):
        header = ("",) * len(nearest.cells)
    line = curated.text.count(b"\n", 0, max(at, 0)) + 1
    return Table(max(at, 0), nearest.end, line, header, nearest.start, nearest.start, ())
