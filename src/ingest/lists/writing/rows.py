"""Write one entry in a learnt style: facts in, Markdown out, nothing from outside as structure."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from functools import lru_cache

from ingest.errors import ListError
from ingest.lists.learning.fitting import LINE, WHOLE, in_column
from ingest.lists.markup.escape import escape_text
from ingest.lists.markup.inline import fold
from ingest.lists.model import Column, Style
from ingest.lists.reading.fields import LINK_FIELDS, link_kinds
from ingest.lists.splitting.blanks import is_blank
from ingest.lists.splitting.line_ends import with_line_end
from ingest.lists.splitting.link_forms import is_neutral, is_picture, label_of, names_work
from ingest.lists.splitting.link_places import link_field_of
from ingest.lists.splitting.tokens import TOKEN
from ingest.lists.writing.links import written_links
from ingest.lists.writing.placeholders import NEEDS, fill
from ingest.works import RowFacts

_BREAKS = re.compile(r"^(?:\s*<br ?/?>)+")
_DATA = re.compile(r"\bdata ?(?:sets?|bases?)?\b|\bcorp(?:us|ora)\b|数据")
_SAY_NOTHING = frozenset({"link", "url", "here", "链接"})  # of what is behind a link
_ANY_LINK: tuple[str, ...] = ("data", "code", "weights", "project")


def render_entry(style: Style, facts: RowFacts, number: int | None = None) -> str:
    """The entry's text without its last newline; line ends are `\\n` whatever the list's are.

    ListError names the fact that is missing where the list always shows one and nothing was
    learnt or configured to stand in for it.
    """
    if facts.is_from_entry:
        return _rendered(style, facts, number)
    try:
        # sections that are worded alike have one wording between them
        return _rendered_alike(style.unplaced()._replace(section=""), facts, number)
    except ListError as refusal:
        raise ListError(refusal.what, where=style.where, todo=refusal.todo) from None


@lru_cache(maxsize=64)
def _rendered_alike(wording: Style, facts: RowFacts, number: int | None) -> str:
    """`render_entry` of a work, which is asked for again in sections that are worded alike."""
    return _rendered(wording, facts, number)


def _rendered(style: Style, facts: RowFacts, number: int | None) -> str:
    if style.columns:
        return _render_row(style, facts, number)
    text = fill(style, style.template, dict(style.units), facts, number)
    has_own_lines = any("\n" in said for name, said in facts.spelled if not name.startswith(LINE))
    if style.line_end is None or "\n" not in text or has_own_lines:
        return text
    return with_line_end(text, style.line_end)


def _render_row(style: Style, facts: RowFacts, number: int | None) -> str:
    """A row that ends as the nearest rows end whose last cells are empty too."""
    said = [_said_cell(style, one, in_column(facts, one.key), number) for one in style.columns]
    filled = next((at for at in range(len(said), 0, -1) if said[at - 1] is not None), 0)
    frames = dict(style.ends).get(filled) or style.frames
    cells = [
        _blank_cell(style, column) if cell is None else cell
        for column, cell in zip(style.columns[: len(frames) - 1], said, strict=False)
    ]
    row = "".join(part for pair in zip(frames, [*cells, ""], strict=True) for part in pair)
    return row if frames[-1] else row.rstrip(" ")  # of a row that no pipe closes


def render_cell(style: Style, column: Column, facts: RowFacts, number: int | None = None) -> str:
    """One cell with its padding; what the neighbours write where the fact is not known."""
    said = _said_cell(style, column, facts, number)
    return _blank_cell(style, column) if said is None else said


def _said_cell(
    style: Style, column: Column, facts: RowFacts, number: int | None = None
) -> str | None:
    """One cell with its padding; None where nothing is known for it."""
    style = _in_column(style, column)
    if facts.is_from_entry and column.key in dict(facts.notes) and not facts.spelled:
        value = None  # it was blank
    else:
        value = _fill_cell(style, column, facts, number)
    if value is None or not value.strip():
        said = dict(facts.spelled).get(column.field) if column.field in LINK_FIELDS else None
        if said:  # words where others have a link (`coming soon`)
            return column.padding.around(said)
        own = dict(facts.notes).get(column.key)
        if facts.is_from_entry and own is not None and own != column.blank:
            is_bare = not own and not column.width
            return column.padding.left if is_bare else column.padding.around(own)
        return None
    whole = dict(facts.spelled).get(WHOLE) if facts.is_from_entry and not column.width else None
    is_same = whole is not None and whole.strip().rstrip(".") == value.rstrip(".")
    return whole if whole and is_same else column.padding.around(value)


def _in_column(style: Style, column: Column) -> Style:
    """The style with a column's own way of writing links before those of other columns.

    None of another column fits where this one's links fit any site, and where it has some none that bears the work's name.
    """
    own = {form.field for form in column.links}
    plain = tuple(form for form in style.links if not is_picture(form))
    if not own:
        return style if plain == style.links else style._replace(links=plain)
    neutral = {form.field for form in column.links if is_neutral(form)}
    pictured = own - {form.field for form in column.links if not is_picture(form)}
    others = tuple(
        form
        for form in plain
        if form.field not in pictured | neutral and (form.field not in own or not names_work(form))
    )
    known = {(form.field, form.host) for form in column.links}
    rest = tuple(form for form in others if (form.field, form.host) not in known)
    return style._replace(links=(*column.links, *rest))


def _blank_cell(style: Style, column: Column) -> str:
    """What stands for nothing in this column: as the neighbours write it, else as the plan says."""
    is_shown = column.blank is not None or column.is_answered
    unknown = None if is_shown else style.unknown
    if unknown is None and column.blank is None:
        need = NEEDS.get(column.field, "something")
        label = column.label.strip("*_ ")
        place = f'"{label}"' if label else f"column {style.columns.index(column) + 1}"
        raise ListError(
            f"the list always shows {need} in {place} and this work has none",
            where=style.where,
            todo="Add it by hand, or "
            + (
                "say in the plan's `blanks` what shall stand there."
                if column.is_answered
                else "set `unknown` in the plan to what shall stand there."
            ),
        )
    said = unknown if unknown is not None else column.blank or ""
    if column.blank_raw is not None and column.blank_raw.strip() == said and not column.width:
        return column.blank_raw
    is_lists = unknown is None or is_blank(said)  # what a plan says are words, not markup
    return column.padding.around(said if is_lists else escape_text(said))


def _fill_cell(style: Style, column: Column, facts: RowFacts, number: int | None) -> str | None:
    lacking: list[str] = []
    written = fill(style, column.template, dict(column.units), facts, number, lacking)
    if not facts.is_from_entry and _holds_artifacts(style, column):
        tokens = set(_always_shown(column))
        has_several = any(link_field_of(field) for field, _ in column.units)
        is_fitting = has_several and not lacking and "paper" not in tokens
        return written if is_fitting else _links_cell(style, column, facts)
    if lacking:
        return None
    return written if facts.is_from_entry else _BREAKS.sub("", written)  # behind a tag left out


def _always_shown(column: Column) -> Iterator[str]:
    """The facts that each cell of a column shows."""
    for match in TOKEN.finditer(column.template):
        if match["field"] and not match["mark"]:
            yield match["field"]


def _holds_artifacts(style: Style, column: Column) -> bool:
    """True for a column of links, none of them the paper's own."""
    if column.field not in LINK_FIELDS - {"paper"} or "{" not in column.template:
        return False
    return set(_always_shown(column)) <= LINK_FIELDS - {"paper"} or _is_beside_paper(style, column)


def _lists_data(style: Style) -> bool:
    """True for rows of data sets, by the header of their names."""
    return any(one.field == "name" and _DATA.search(fold(one.label)) for one in style.columns)


def _links_cell(style: Style, column: Column, facts: RowFacts) -> str | None:
    shown = list(dict.fromkeys(form.field for form in column.links))  # the usual kind first
    wanted: Sequence[str] = (column.field,)
    is_page = column.field == "project" or (column.field == "links" and shown == ["project"])
    if is_page and _is_only_link(style, column):
        return _around(column, written_links(style, "project", _at_its_page(style, facts)))
    if column.field == "links":  # of what the column shows already before what it doesn't
        has_paper = "paper" in shown and not _is_beside_paper(style, column)
        kinds = (*_ANY_LINK, "paper") if has_paper else _ANY_LINK
        about = "data" if _lists_data(style) else ""
        named = link_kinds(column.label)
        kinds = tuple(one for one in kinds if not named or one in named or one in shown)
        ranked = {kind: rank for rank, kind in enumerate(shown)}
        wanted = sorted(
            kinds,
            key=lambda kind: (kind != about, kind not in named, ranked.get(kind, len(ranked))),
        )
    for field in wanted:
        written = written_links(style, field, facts)
        if written:
            return _around(column, written)
    return None


def _is_beside_paper(style: Style, column: Column) -> bool:
    """True for a column of links beside that of the paper, whose links to other sites say no more than `link`."""
    others = [one for one in style.columns if one is not column and "{paper" in _whole(one)]
    if column.field != "links" or not others:
        return False
    hosts = {form.host for one in others for form in one.links} | {"arxiv", "doi"}
    papers = [form for form in column.links if form.field == "paper"]
    return all(
        form.host not in hosts and fold(label_of(form.plain)) in _SAY_NOTHING for form in papers
    )


def _whole(column: Column) -> str:
    """A column's template with its units."""
    return column.template + "".join(text for _, text in column.units)


def _around(column: Column, written: str | None) -> str | None:
    """A column's links with what its cells have around them."""
    first, last = column.template.find("{"), column.template.rfind("}")
    return written and column.template[:first] + written + column.template[last + 1 :]


def _is_only_link(style: Style, column: Column) -> bool:
    """True where no other column of a table links anything."""
    return not any(one.field in LINK_FIELDS for one in style.columns if one is not column)


def _at_its_page(style: Style, facts: RowFacts) -> RowFacts:
    """The facts of a work without a page of its own with its data set, code or weights as that page."""
    kinds = ("project", "data", "code", "weights")
    if not _lists_data(style):
        kinds = ("project", "code", "weights", "data")
    own = next((one for kind in kinds for one in facts.links if one.kind == kind), None)
    if own is None or own.kind == "project":
        return facts
    return replace(facts, links=(replace(own, kind="project"),))
