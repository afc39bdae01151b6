"""How the cells of each column of a table are written."""

import re
from collections.abc import Sequence

from ingest.errors import ListError
from ingest.lists.learning.choosing import choose_template
from ingest.lists.learning.column_fields import (
    counts_citations,
    field_of_column,
    with_name,
    with_named_header,
)
from ingest.lists.learning.column_shapes import (
    with_badge_or_without,
    with_its_time,
    with_one_naming,
    with_own_kind,
)
from ingest.lists.learning.fitting import in_column
from ingest.lists.learning.forms import distinct_forms
from ingest.lists.learning.merging import leaked_words, merge_shapes
from ingest.lists.learning.shapes import Shape, shape_of
from ingest.lists.markup.inline import fold, plain
from ingest.lists.model import Column, CuratedList, Entry, LinkForm, Table
from ingest.lists.padding import learn_padding
from ingest.lists.plan import SectionPlan
from ingest.lists.reading.fields import LINK_FIELDS
from ingest.lists.reading.voting import vote
from ingest.lists.splitting.blanks import blanks_elsewhere, is_blank, marker_elsewhere
from ingest.lists.splitting.cells import (
    ColumnCells,
    cells_of_column,
    parts_of_column_cell,
    raw_cells,
    telling_rows,
)
from ingest.lists.splitting.common_words import common_words
from ingest.lists.splitting.link_forms import names_work
from ingest.lists.splitting.notes import column_keys
from ingest.lists.splitting.part import Part, escape
from ingest.lists.splitting.parts import parts_of_cell
from ingest.lists.splitting.tokens import fields_in
from ingest.works import RowFacts

# A column of these may take the marker of the others though it was never blank itself.
_MAY_BE_BLANK = LINK_FIELDS - {"paper"} | {"quantity"}
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
_ARTIFACTS = LINK_FIELDS - {"paper", "links"}
_NAME_WORDS = 3
_CONSTANT = 3  # rows that say the same before it is the table's


def learn_columns(
    curated: CuratedList,
    near: Sequence[Entry],
    table: Table,
    plan: SectionPlan,
    facts: RowFacts | None = None,
) -> tuple[Column, ...]:
    """The table's columns, nearest rows first; the plan's `columns` override what a header means.

    Where no row near reaches the last columns, a new one does not either.
    """
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
    widths = {len(entry.cells) for entry in near}
    header = table.header[: max((one for one in widths if one <= len(table.header)), default=0)]
    rows = telling_rows(near, len(header))
    if not rows:
        raise ListError(
            f"no row of the table has its {len(table.header)} cells",
            where=where,
            todo="Mend the table's rows first.",
        )
    raws = [raw_cells(curated, row) for row in rows]
    cells = [
        cells_of_column(tuple(row[at] for row in raws if at < len(row)), header[at])
        for at in range(len(header))
    ]
    marker = vote(cell for entry in rows for cell in entry.cells if is_blank(cell))
    if marker is None:  # none of these rows lacks anything: as the list's other tables do
        marker = marker_elsewhere(curated, near[0].kind)
    bare = vote(raw for column in cells for raw in column.blanks if not raw.strip())
    fields = [
        overrides.get(fold(label)) or field_of_column(label, column.said)
        for label, column in zip(header, cells, strict=True)
    ]
    if not overrides and "name" not in fields:
        fields = with_named_header(header, fields, cells)
    if not overrides and "name" not in fields and "title" not in fields:
        fields = with_name(header, fields, cells)
    keys = column_keys(header)
    beside = tuple(raw for row in raws for raw in row if raw.strip())
    columns = tuple(
        _column(
            label,
            keys[i],
            fields[i],
            cells[i],
            marker,
            vote(blanks_elsewhere(curated, label, table.start)),
            bare,
            beside,
            facts,
        )
        for i, label in enumerate(header)
    )
    is_new = facts is not None and not facts.is_from_entry and bool(facts.name)
    return _with_names_as_labels(columns, cells) if is_new and "title" in fields else columns


def _with_names_as_labels(
    columns: tuple[Column, ...], cells: Sequence[ColumnCells]
) -> tuple[Column, ...]:
    """The columns with links called by a name where another column has the title and most labels are a word or three."""
    return tuple(
        column._replace(links=tuple(map(_named_link, column.links)))
        if column.field == "paper" and _are_short(found.said)
        else column
        for column, found in zip(columns, cells, strict=True)
    )


def _are_short(said: Sequence[str]) -> bool:
    short = sum(len(plain(cell).split()) <= _NAME_WORDS for cell in said)
    return 2 * short > len(said)


def _named_link(form: LinkForm) -> LinkForm:
    return form._replace(
        form=form.form.replace("{title}", "{name}"), plain=form.plain.replace("{title}", "{name}")
    )


def _column(
    label: str,
    key: str,
    field: str,
    cells: ColumnCells,
    marker: str | None,
    sibling: str | None,
    bare: str | None,
    beside: Sequence[str],
    facts: RowFacts | None,
) -> Column:
    is_new = facts is not None and not facts.is_from_entry
    asked = [parts_of_cell(cell, field) for cell in cells.said]
    common = common_words(_mostly_linked(asked) if _may_link(cells.said) else asked, is_new)
    shapes = [shape_of(parts_of_column_cell(cell, field, key, common)) for cell in cells.said]
    shapes = with_one_naming(shapes)
    if facts:
        shapes = with_badge_or_without(shapes, in_column(facts, key))
    if facts and field == "venue":
        shapes = with_its_time(shapes, in_column(facts, key))
    if facts and facts.is_from_entry:
        shapes = with_own_kind(shapes, in_column(facts, key))
    if facts and facts.is_from_entry and shapes:
        template, units = choose_template(shapes, in_column(facts, key))
        if not units and not fields_in(template) and all(fields_in(one.core) for one in shapes):
            template = ""  # the marks of a text that the entry lacks
    else:
        template, units = merge_shapes(shapes)
    is_count = (
        is_new and field == "other" and counts_citations(label)
    )  # by a link of each work's own
    is_foreign = is_new and field == "other" and _links_others(template, shapes)
    if is_count or is_foreign or leaked_words(template, shapes):
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
        padding=learn_padding(cells.raws, cells.filled, beside),
        blank_raw=vote(cells.blanks) if cells.blanks else bare,
        common=common,
        key=key,
    )


def _may_link(said: Sequence[str]) -> bool:
    whole = "\n".join(said)
    return "://" in whole or "](" in whole


def _mostly_linked(cells: Sequence[tuple[Part, ...]]) -> Sequence[tuple[Part, ...]]:
    """The cells with links where most have one, else all."""
    linked = [parts for parts in cells if [part for part in parts if part.kind == "link"]]
    return linked if 2 * len(linked) > len(cells) else cells


def _links_others(template: str, shapes: Sequence[Shape]) -> bool:
    """True for a column of the list's own that links pages which are not the work's: a video, notes, other works by their names."""
    kinds = set(fields_in(template))
    named = [names_work(form) for shape in shapes for form in shape.links]
    return "project" in kinds or (bool(kinds & _ARTIFACTS) and all(named))


def _constant(raws: Sequence[str]) -> str:
    """What a column says in every row, as a section's tag does; "" where two differ or few rows are there."""
    said = {raw.strip() for raw in raws}
    return said.pop() if len(said) == 1 and len(raws) >= _CONSTANT else ""


def _blank(field: str, own: str | None, sibling: str | None, marker: str | None) -> str | None:
    """What stands for nothing: in the column itself, in its like of another table, in other columns."""
    if own is not None or sibling is not None:
        return own if own is not None else sibling
    return marker if field in _MAY_BE_BLANK else None
