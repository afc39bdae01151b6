"""Lay what a plan says of a style over what was learnt."""

from collections import defaultdict
from collections.abc import Mapping, Set

from ingest.errors import ListError
from ingest.lists.markup.inline import fold
from ingest.lists.model import Column, LinkForm, Style
from ingest.lists.plan import StyleOverride
from ingest.lists.splitting.tokens import TOKEN

_NOTHING = StyleOverride()


def with_override(style: Style, said: StyleOverride) -> Style:
    """The style as the plan wants it; order and years are already in it, by where the entry goes.

    ListError when the plan says how cells are written and there are no columns, names one that
    isn't there, or has a template for entries that are rows.
    """
    if said == _NOTHING:
        return style
    if said.template is not None and style.columns:
        raise _misfit(style, "has a `template`, and its entries are rows", "Use `cells` instead.")
    template = style.template if said.template is None else said.template
    spelled = {fold(venue): spelling for venue, spelling in said.venues}
    return style._replace(
        template=template,
        units=_units(template, {**dict(style.units), **dict(said.optional)}),
        columns=_columns(style, said),
        links=_links(style, said),
        paper_url=said.arxiv_address or style.paper_url,
        bold_for_llm=style.bold_for_llm if said.bold_for_llm is None else said.bold_for_llm,
        venues=tuple({**dict(style.venues), **spelled}.items()),
        quantity=style.quantity if said.quantity is None else said.quantity,
        names=said.authors or style.names,
        gap=style.gap if said.between_entries is None else said.between_entries,
    )


def _units(template: str, known: Mapping[str, str]) -> tuple[tuple[str, str], ...]:
    """The optional parts that a template has places for; one that nobody shows stands behind a blank."""
    fields = (match["field"] for match in TOKEN.finditer(template) if match["mark"])
    return tuple((field, known.get(field, f" {{{field}}}")) for field in dict.fromkeys(fields))


def _columns(style: Style, said: StyleOverride) -> tuple[Column, ...]:
    labels = {fold(column.label) for column in style.columns}
    for key, pairs in (("cells", said.cells), ("blanks", said.blanks)):
        for label, _ in pairs:
            if not style.columns:
                raise _misfit(style, f"has `{key}`, and its entries are no rows", "Take them out.")
            if fold(label) not in labels:
                shown = ", ".join(column.label for column in style.columns)
                what = f"names the column {label!r} in `{key}`; the table has: {shown}"
                raise _misfit(style, what, "Was the table restructured? Correct the plan.")
    cells = {fold(label): cell for label, cell in said.cells}
    blanks = {fold(label): blank for label, blank in said.blanks}
    fields = {name.partition(" ")[0] for name, _ in _other_links(style, said)}
    return tuple(
        _column(column, cells.get(fold(column.label)), blanks.get(fold(column.label)), fields)
        for column in style.columns
    )


def _column(column: Column, cell: str | None, blank: str | None, linked: Set[str]) -> Column:
    """A column as the plan wants it; `linked` are the links whose form it says for all of the section."""
    if linked:
        links = tuple(form for form in column.links if form.field not in linked)
        column = column._replace(links=links)
    if cell is not None and cell != column.template:
        column = column._replace(template=cell, units=_units(cell, dict(column.units)))
    if blank is not None and blank != column.blank:
        column = column._replace(blank=blank, blank_raw=None)
    return column


def _links(style: Style, said: StyleOverride) -> tuple[LinkForm, ...]:
    """The forms that were learnt, those that were said in their places; a kind's own replace all of it."""
    links = list(style.links)
    for name, (form, plain) in sorted(_other_links(style, said)):  # `code` before `code github`
        field, _, host = name.partition(" ")
        joiner = next((link.joiner for link in style.links if link.field == field), None)
        new = LinkForm(field, host, form, plain, joiner)
        if not host:
            links = [new, *(link for link in links if link.field != field)]
            continue
        if any((link.field, link.host) == (field, host) for link in links):
            links = [new if (one.field, one.host) == (field, host) else one for one in links]
        else:
            links.append(new)
    return tuple(links)


def _other_links(style: Style, said: StyleOverride) -> tuple[tuple[str, tuple[str, str]], ...]:
    """The forms that are other than what was learnt: what is said as it is written anyhow changes nothing."""
    known: dict[str, set[tuple[str, str]]] = defaultdict(set)
    for link in style.links:
        known[link.field].add((link.form, link.plain))
        known[f"{link.field} {link.host}"].add((link.form, link.plain))
    return tuple((name, forms) for name, forms in said.links if known[name] != {forms})


def _misfit(style: Style, what: str, todo: str) -> ListError:
    return ListError(f'the plan of "{style.section}" {what}', where=style.where, todo=todo)
