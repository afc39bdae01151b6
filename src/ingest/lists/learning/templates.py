"""How a whole entry is put together: the template of bullets and paragraphs, the columns of rows."""

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from functools import lru_cache
from itertools import pairwise

from ingest.errors import ListError
from ingest.lists.learning.borrowing import shown_joints
from ingest.lists.learning.choosing import choose_template
from ingest.lists.learning.columns import learn_columns
from ingest.lists.learning.elsewhere import entries_elsewhere, words_of_two
from ingest.lists.learning.forms import with_forms, with_forms_elsewhere
from ingest.lists.learning.merging import leaked_words, merge_shapes
from ingest.lists.learning.names_in_tags import with_names
from ingest.lists.learning.shapes import Shape, shape_of
from ingest.lists.learning.venue_kinds import costs_of_kind
from ingest.lists.markup.inline import fold
from ingest.lists.markup.lines import decode
from ingest.lists.model import Column, CuratedList, Entry, Style, Table
from ingest.lists.plan import SectionPlan
from ingest.lists.reading.dates import agreed_pattern
from ingest.lists.reading.fields import link_field
from ingest.lists.splitting.cells import cell_parts, row_frames, telling_rows
from ingest.lists.splitting.common_words import common_words, short_words
from ingest.lists.splitting.debris import fill_plainly, find_joints
from ingest.lists.splitting.line_ends import learn_line_end
from ingest.lists.splitting.notes import with_notes
from ingest.lists.splitting.papers_by_place import with_papers_by_place
from ingest.lists.splitting.part import Part, escape
from ingest.lists.splitting.parts import parts_of_entry, without_blank_behind_title
from ingest.lists.splitting.pieces import joined
from ingest.works import RowFacts

_BOLD_RULE = re.compile(
    r"(?:LLM|large language)[^\n]{0,60}\bbold|\bbold[^\n]{0,60}(?:LLM|large language)",
    re.IGNORECASE,
)
_OTHER_DIGITS = 1.5  # against a neighbour whose number is longer or shorter, and so its indent
_LOST_TITLE = 8.0  # against a neighbour whose title is its link's label, where the work's link is called otherwise
_BOLD_TITLE = re.compile(r"\*\*\{title\}\*\*")


def _loses_title(shape: Shape, facts: RowFacts) -> bool:
    """True where an entry's title would stand nowhere: it has its own words for the paper's link."""
    said = next((said for place, _, said in facts.places if place == "paper"), None)
    if said is None or fold(facts.title) in fold(said):
        return False
    return "{title}" not in shape.core


def style_of_texts(curated: CuratedList, near: Sequence[Entry], facts: RowFacts | None) -> Style:
    """What bullets, items or paragraphs have in common, nearest first."""
    is_new = facts is not None and not facts.is_from_entry
    told = with_papers_by_place([parts_of_entry(curated, entry) for entry in near])
    raw = _without_kinds(with_names(told, near) if is_new else told)
    raw = _without_stray_blanks(raw)
    common = common_words(raw, is_new) if len(raw) > 1 else short_words(raw[0])
    common -= words_of_two(curated, near, raw)
    parts = [with_notes(found, common) for found in raw]
    bold = _asks_for_bold(curated.text)
    parts = with_agreed_dates(parts)
    shapes = [shape_of(found) for found in parts]
    if bold:
        shapes = [_unbold(shape) for shape in shapes]
    leaked = leaked_words(merge_shapes(shapes)[0], shapes)
    if leaked:
        raise ListError(
            "no two entries here are written alike: " + " ".join(leaked[:8]),
            where=f"{curated.where}:{near[0].line}",
            todo="Write this entry by hand.",
        )
    more = entries_elsewhere(curated, near, shapes, facts) if facts else ()
    if more:
        return style_of_texts(curated, (*near, *more), facts)
    if facts:
        digits = [len(str(entry.number)) for entry in near]
        costs = [_OTHER_DIGITS * (found != digits[0]) for found in digits]
        kinds = costs_of_kind(parts, shapes, facts)
        lost = [_LOST_TITLE * _loses_title(shape, facts) for shape in shapes]
        costs = [sum(each) for each in zip(costs, kinds, lost, strict=True)]
        template, units = choose_template(shapes, facts, costs)
        if not facts.is_from_entry:
            _refuse_joints(template, units, shapes, f"{curated.where}:{near[0].line}")
    else:
        template, units = merge_shapes(shapes)
    style = Style(
        kind=near[0].kind,
        where="",
        section="",
        template=template,
        units=units,
        common=common,
        bold_for_llm=bold,
        is_numbered=all(entry.number is not None for entry in near),
        line_end=learn_line_end(_of_several_lines(curated, near)),
    )
    return with_forms(style, parts)


def _of_several_lines(curated: CuratedList, near: Sequence[Entry]) -> Iterator[str]:
    for entry in near:
        if 0 <= curated.text.find(b"\n", entry.start) < entry.end - 1:
            yield decode(curated.text[entry.start : entry.end]).replace("\r\n", "\n")


def _refuse_joints(
    template: str, units: tuple[tuple[str, str], ...], shapes: Sequence[Shape], where: str
) -> None:
    """ListError where a new entry would join words or marks that none of its neighbours joins."""
    if find_joints(template, units) - shown_joints(shapes):
        shown = fill_plainly(template, units)
        raise ListError(
            f"the neighbours' ways of writing don't fit together: {shown!r} joins what they keep apart",
            where=where,
            todo="Write this entry by hand.",
        )


@lru_cache(maxsize=4)
def _asks_for_bold(text: bytes) -> bool:
    """True where a page says that the titles of language models stand in bold."""
    low = text.lower()
    at = low.find(b"bold")
    while at >= 0:  # the rule stands on one line: the whole page would cost as much as reading it
        start, end = text.rfind(b"\n", 0, at) + 1, text.find(b"\n", at)
        end = end if end >= 0 else len(text)
        if _BOLD_RULE.search(decode(text[start:end])):
            return True
        at = low.find(b"bold", end)
    return False


def _without_kinds(entries: Sequence[tuple[Part, ...]]) -> list[tuple[Part, ...]]:
    """The parts with their names as words, where several entries bear one: it says what kind of work they are."""
    seen = Counter(part.value for parts in entries for part in parts if part.field == "name")
    if not seen or 3 * len(seen) > 2 * seen.total():
        return list(entries)
    bare = [
        joined(Part("literal", escape(p.value)) if p.field == "name" else p for p in parts)
        for parts in entries
    ]
    return [tuple(p for p in parts if p.kind != "literal" or p.text) for parts in bare]


def _without_stray_blanks(entries: Sequence[tuple[Part, ...]]) -> list[tuple[Part, ...]]:
    """The parts without the blank before the comma behind a title, unless most entries have one."""
    behind = [_behind_title(parts) for parts in entries]
    stray = sum(text.startswith(" , ") for text in behind)
    if not stray or stray > sum(text.startswith(", ") for text in behind):
        return list(entries)
    return [without_blank_behind_title(parts) for parts in entries]


def _behind_title(parts: Sequence[Part]) -> str:
    """The words behind an entry's title; "" where there are none."""
    return next(
        (
            part.text
            for before, part in pairwise(parts)
            if before.field == "title" and part.kind == "literal"
        ),
        "",
    )


def with_agreed_dates(entries: Sequence[tuple[Part, ...]]) -> list[tuple[Part, ...]]:
    """The parts with their dates in the pattern that they agree on."""
    written = [
        (part.text, part.value) for parts in entries for part in parts if part.field == "date"
    ]
    if not written:
        return list(entries)
    return [
        tuple(
            part._replace(text=agreed_pattern(part.text, written))
            if part.field == "date" and part.text
            else part
            for part in parts
        )
        for parts in entries
    ]


def _unbold(shape: Shape) -> Shape:
    core = _BOLD_TITLE.sub("{title}", shape.core)
    shift = len(shape.core) - len(core)
    moved = tuple((max(0, place - shift), field, text) for place, field, text in shape.units)
    return Shape(core, moved, shape.links)


def style_of_rows(
    curated: CuratedList,
    near: Sequence[Entry],
    table: Table,
    plan: SectionPlan,
    facts: RowFacts | None,
) -> Style:
    """What the rows of a table have in common, nearest first."""
    columns = learn_columns(curated, near, table, plan, facts)
    if facts and not facts.is_from_entry and facts.paper_url and not plan.columns:
        _refuse_lost_paper(curated, near, columns)
    parts = [cell_parts(columns, entry) for entry in telling_rows(near, len(columns))]
    flat: list[tuple[Part, ...]] = [
        tuple(part for cell in cells for part in cell) for cells in parts
    ]
    ends = row_frames(curated, near, table, len(columns))
    style = Style(near[0].kind, "", "", columns=columns, frames=ends[0][1], ends=ends)
    return with_forms_elsewhere(with_forms(style, flat), curated, near)


def _refuse_lost_paper(
    curated: CuratedList, near: Sequence[Entry], columns: Sequence[Column]
) -> None:
    """ListError where rows link their papers, and no column is left that would: each does it in another way."""
    texts = [text for column in columns for text in (column.template, *dict(column.units).values())]
    if any(column.field == "links" for column in columns) or any("{paper" in one for one in texts):
        return
    linked = [one for one in near if one.ids]
    papers = sum(any(link_field(link) == "paper" for link in one.links) for one in linked)
    if 2 * papers > len(linked):
        raise ListError(
            "no two rows here link their papers alike",
            where=f"{curated.where}:{near[0].line}",
            todo="Write this row by hand, or make the rows near it alike first.",
        )
