"""Write one entry in a learnt style: facts in, Markdown out, nothing from outside as structure."""

import re
from dataclasses import replace

from ingest.errors import ListError
from ingest.lists.authors import with_venue, write_names
from ingest.lists.columns import is_blank
from ingest.lists.dates import find_dates, write_date
from ingest.lists.escape import clean, escape_code, escape_line_start, escape_markup, escape_text
from ingest.lists.fields import LINK_FIELDS
from ingest.lists.fitting import WHOLE, in_column
from ingest.lists.inline import fold
from ingest.lists.links import is_picture, names_work, written_links
from ingest.lists.model import Column, Style
from ingest.lists.ranking import year_of
from ingest.lists.shapes import is_note, link_field_of
from ingest.lists.tokens import TOKEN
from ingest.works import RowFacts

_NEEDS = {
    "name": "a short name",
    "arxiv": "an arXiv id",
    "paper": "a link to the paper",
    "venue": "a venue",
    "year": "a year",
    "date": "a date",
    "authors": "authors",
    "quantity": "a quantity",
    "title": "a title",
}


_ANY_LINK: tuple[str, ...] = ("data", "code", "weights", "project")
_LABEL_BEFORE = re.compile(r"(?:^|\n)[^\n]*[:：][*_ \t]*(?:</\w+>)?\s*$")
_ONE_STOP = re.compile(r"\.(?!\.)")
_LINE_END = re.compile(r"[ \t]*(?:</\w+>|\\|<br ?/?>)?[ \t]*(?:\n|$)")


def render_entry(style: Style, facts: RowFacts, number: int | None = None) -> str:
    """The entry's text without its last newline; line ends are `\\n` whatever the list's are.

    ListError names the fact that is missing where the list always shows one and nothing was
    learnt or configured to stand in for it.
    """
    if style.columns:
        cells = [
            render_cell(style, column, in_column(facts, column.key), number)
            for column in style.columns
        ]
        return "".join(
            part for pair in zip(style.frames, [*cells, ""], strict=True) for part in pair
        )
    return _fill(style, style.template, dict(style.units), facts, number)


def render_cell(style: Style, column: Column, facts: RowFacts, number: int | None = None) -> str:
    """One cell with its padding; what the neighbours write where the fact is not known."""
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
        return _blank_cell(style, column)
    whole = dict(facts.spelled).get(WHOLE) if facts.is_from_entry and not column.width else None
    is_same = whole is not None and whole.strip().rstrip(".") == value.rstrip(".")
    return whole if whole and is_same else column.padding.around(value)


def _in_column(style: Style, column: Column) -> Style:
    """The style with a column's own way of writing links before those of other columns.

    Another column's link that bears the work's name fits only where this one's do as well.
    """
    own = {form.field for form in column.links}
    plain = tuple(form for form in style.links if not is_picture(form))
    if not own:
        return style if plain == style.links else replace(style, links=plain)
    named = {form.field for form in column.links if names_work(form)}
    pictured = own - {form.field for form in column.links if not is_picture(form)}
    others = tuple(
        form
        for form in plain
        if form.field not in pictured
        and (form.field not in own or form.field in named or not names_work(form))
    )
    known = {(form.field, form.host) for form in column.links}
    rest = tuple(form for form in others if (form.field, form.host) not in known)
    return replace(style, links=(*column.links, *rest))


def _blank_cell(style: Style, column: Column) -> str:
    """What stands for nothing in this column: as the neighbours write it, else as the plan says."""
    is_shown = column.blank is not None or column.is_answered
    unknown = None if is_shown else style.unknown
    if unknown is None and column.blank is None:
        need = _NEEDS.get(column.field, f'something for the column "{column.label}"')
        raise ListError(
            f'the list always shows {need} in "{column.label.strip("*_ ")}" and this work has none',
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
    return column.padding.around(said if is_blank(said) else escape_text(said))


def _fill_cell(style: Style, column: Column, facts: RowFacts, number: int | None) -> str | None:
    if (
        not facts.is_from_entry
        and column.field in {"links", "data", "weights", "code", "project"}
        and "{" in column.template
    ):
        tokens = {
            match["field"]
            for match in TOKEN.finditer(column.template)
            if match["field"] and not match["mark"]
        }
        if tokens <= LINK_FIELDS - {"paper"}:
            return _links_cell(style, column, facts)
    if not _has_all(style, column.template, facts, number):
        return None
    return _fill(style, column.template, dict(column.units), facts, number)


def _links_cell(style: Style, column: Column, facts: RowFacts) -> str | None:
    wanted = _ANY_LINK if column.field == "links" else (column.field,)
    if column.field == "links" and any(form.field == "paper" for form in column.links):
        wanted += ("paper",)
    for field in wanted:
        written = written_links(style, field, facts)
        if written:
            first, last = column.template.find("{"), column.template.rfind("}")
            return column.template[:first] + written + column.template[last + 1 :]
    return None


def _has_all(style: Style, template: str, facts: RowFacts, number: int | None) -> bool:
    return all(
        _value(style, match, facts, number, "") is not None
        for match in TOKEN.finditer(template)
        if match["field"] and not match["mark"]
    )


def _fill(
    style: Style, template: str, units: dict[str, str], facts: RowFacts, number: int | None
) -> str:
    def write(match: re.Match[str]) -> str:
        if match["field"] is None:
            return match[0][0]
        if match["mark"]:
            return _unit(style, match["mark"], match["field"], units, facts, number)
        before = match.string[: match.start()]
        value = _value(style, match, facts, number, before)
        if value is None:
            return _missing(style, match["field"], before, match.string[match.end() :])
        is_doubled = value.endswith(".") and _ONE_STOP.match(match.string, match.end())
        return value[:-1] if is_doubled and not facts.is_from_entry else value

    return TOKEN.sub(write, _without_full_stop(template, facts))


def _without_full_stop(template: str, facts: RowFacts) -> str:
    """The template without a full stop behind a title that ends in a mark of its own."""
    return template.replace("{title}.", "{title}") if facts.title.endswith(("?", "!")) else template


def _unit(
    style: Style,
    mark: str,
    field: str,
    units: dict[str, str],
    facts: RowFacts,
    number: int | None,
) -> str:
    text = units[field]
    is_unsaid = field == "venue" and facts.venue is None and mark != "!"  # as of most preprints
    if not is_unsaid and _has_all(style, text, facts, number):
        return _fill(style, text, {}, facts, number)
    if facts.is_from_entry or style.columns:  # the entry itself did without; the cell's rest stands
        return ""
    if mark == "!" and (field in _NEEDS or style.unknown is not None):

        def stand_in(match: re.Match[str]) -> str:
            if match["field"] is None:
                return match[0][0]
            return _missing(style, match["field"], text[: match.start()], text[match.end() :])

        return TOKEN.sub(stand_in, text)
    return ""


def _missing(style: Style, field: str, before: str, after: str) -> str:
    """What stands in for a fact that nobody knows: in a cell, or behind a label to the end of the line.

    In running words nothing does: `arXiv:-, 2025` says nothing.
    """
    is_apart = bool(style.columns) or bool(_LABEL_BEFORE.search(before) and _LINE_END.match(after))
    if style.unknown is not None and is_apart:
        return escape_text(style.unknown)
    kind = link_field_of(field) or field
    words = "words of their own" if is_note(field) else _NEEDS.get(kind, kind)
    way_out = ", or set `unknown` in the plan to what shall stand there."
    raise ListError(
        f"the entries show {words} and this work has none",
        where=style.where,
        todo="Add it by hand" + (way_out if is_apart else "; no stand-in fits into running words."),
    )


def _value(
    style: Style, token: re.Match[str], facts: RowFacts, number: int | None, before: str
) -> str | None:
    field = token["field"]
    if link_field_of(field):
        return written_links(style, field, facts)
    form = token["form"] or ""
    shown = dict(facts.spelled).get(field) if facts.is_from_entry else None
    is_own = field not in {"date", "year"} or not form or _says_date(shown or "", facts)
    value = shown if shown and is_own else None
    if value is not None:
        is_bold = field == "title" and style.bold_for_llm and facts.is_llm
        return f"**{value}**" if is_bold else value
    value = _plain_value(style, field, form, facts, number)
    if value is None:
        return None
    if before.endswith("`"):
        return escape_code(value)
    if style.kind == "html" or before.rstrip().endswith(">"):
        return escape_markup(value)
    if field == "venue" and value in dict(style.venues).values():
        return value  # as the list itself writes it
    escaped = escape_text(value)
    starts_line = not before and not (style.frames and style.frames[0].strip())
    if starts_line or before.endswith("\n"):
        escaped = escape_line_start(escaped)
    if field == "title" and style.bold_for_llm and facts.is_llm:
        return f"**{escaped}**"
    return escaped


def _says_date(shown: str, facts: RowFacts) -> bool:
    """True for the words of a whole date that is the work's still (`July 2023`)."""
    found = find_dates(shown)
    if not found or found[0].start or found[0].end != len(shown):
        return False
    return (found[0].year, found[0].month, found[0].day) == (facts.year, facts.month, facts.day)


def _plain_value(
    style: Style, field: str, form: str, facts: RowFacts, number: int | None
) -> str | None:
    if field == "title":
        return clean(facts.title) or None
    if field == "name":
        return clean(facts.name or "") or None
    if field == "arxiv":
        return next((i.removeprefix("arxiv:") for i in facts.ids if i.startswith("arxiv:")), None)
    if field == "number":
        return str(number) if number is not None else None
    if field == "year":
        year = year_of(facts)
        return write_date(form or "%Y", year, None, None)
    if field == "date":
        return _date(form, facts)
    if field == "venue":
        return _venue(style, facts)
    if field == "authors":
        return _authors(style, facts)
    if field == "quantity" and facts.quantity is not None:
        return _quantity(style, facts.quantity)
    return clean(dict(facts.notes).get(field, "")) or None


def _authors(style: Style, facts: RowFacts) -> str | None:
    names = write_names(style.names, facts.authors, facts.is_from_entry)
    venue = _venue(style, facts) if style.venue_behind and not facts.is_from_entry else None
    return with_venue(names, style.venue_behind, venue) if names and venue else names


def _date(form: str, facts: RowFacts) -> str | None:
    """The date in the learnt pattern; the bare year where the list goes to months and none is known."""
    written = write_date(form, facts.year, facts.month, facts.day)
    if written is None and form in {"%Y.%m", "%Y-%m", "%Y/%m"} and facts.year:
        return str(facts.year)
    return written


def _venue(style: Style, facts: RowFacts) -> str | None:
    spelled = dict(style.venues)
    if facts.venue and facts.is_from_entry:
        return facts.venue
    if facts.venue:
        return spelled.get(fold(facts.venue), facts.venue)
    if not facts.is_from_entry and any(found.startswith("arxiv:") for found in facts.ids):
        return next(
            (spelled[key] for key in ("arxiv", "arxiv preprint") if key in spelled), "arXiv"
        )
    return None


def _quantity(style: Style, quantity: int) -> str:
    if style.quantity == "short":
        for size, mark in ((1_000_000, "M"), (1_000, "K")):
            if quantity >= size:
                return f"{quantity / size:.1f}".rstrip("0").rstrip(".") + mark
    return f"{quantity:,}" if style.quantity == "," else str(quantity)
