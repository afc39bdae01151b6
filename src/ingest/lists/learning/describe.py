"""A learnt style in the words in which a list's config file may override it."""

import json
from collections.abc import Iterable, Iterator

from ingest.lists.markup.inline import fold, plain
from ingest.lists.model import LinkForm, NameForm, Style
from ingest.lists.splitting.tokens import fields_in


def describe_style(style: Style, columns: Iterable[tuple[str, str]] = ()) -> str:
    """The style as keys of a section of config/lists/*.yaml, any of which may be pasted there.

    `columns` are the (label, field) pairs that a plan may name. What can't be overridden, and the
    entry that it was learnt from, stands in comments.
    """
    lines = list(_facts(style))
    lines += _mapping("columns", ((quoted(label), field) for label, field in columns))
    if style.unknown is not None:
        lines.append(f"unknown: {quoted(style.unknown)}")
    lines += ["style:", *(f"  {line}" for line in style_lines(style))]
    lines.append(f"# learnt from: {quoted(style.example)}")
    return "\n".join(lines) + "\n"


def style_lines(style: Style) -> list[str]:
    """The keys of `style:` that say again what was learnt."""
    lines = [f"order: {style.order}"]
    lines += [f"order_by: {style.order_by}"] if style.order_by else []
    lines += [f"years: {style.years}"] if style.years else []
    lines += [f"between_entries: {quoted(style.gap)}"] if style.gap else []
    lines += [f"template: {quoted(style.template)}"] if style.template else []
    lines += _mapping("optional", ((field, quoted(text)) for field, text in style.units))
    labels = [fold(column.label) for column in style.columns]
    alone = [column for column in style.columns if labels.count(fold(column.label)) == 1]
    written = [(one.label, one.template) for one in alone if one.template]
    blanks = [(one.label, one.blank) for one in alone if one.blank is not None]
    lines += _mapping("cells", ((quoted(plain(label)), quoted(cell)) for label, cell in written))
    lines += _mapping("blanks", ((quoted(plain(label)), quoted(blank)) for label, blank in blanks))
    lines += _mapping("links", _links(style))
    lines.append(f"arxiv_address: {quoted(style.paper_url)}")
    lines.append(f"bold_for_llm: {str(style.bold_for_llm).lower()}")
    shown = _fields(style)
    if "venue" in shown:
        spelled = ((venue, quoted(spelling)) for venue, spelling in style.venues)
        lines += _mapping("venues", ((venue, said) for venue, said in spelled if venue == "arxiv"))
    lines += [f"quantity: {quoted(style.quantity)}"] if "quantity" in shown else []
    lines += [f"authors: {_names(style.names)}"] if "authors" in shown else []
    return lines


def _facts(style: Style) -> Iterator[str]:
    """What is as the list is, and no plan changes."""
    yield f"# kind: {style.kind}" + (", numbered as its neighbours are" * style.is_numbered)
    if style.years:
        heading = style.year_heading.strip()
        said = (
            f"heading for its year, {quoted(heading)}"
            if heading
            else "heading or bullet for its time"
        )
        yield f"# under a {said}; a missing one is written in its place among them"


def _fields(style: Style) -> set[str]:
    texts = [style.template, *(text for _, text in style.units)]
    for column in style.columns:
        texts += [column.template, *(text for _, text in column.units)]
    return {field for text in texts for field in fields_in(text)}


def _mapping(key: str, pairs: Iterable[tuple[str, str]]) -> list[str]:
    lines = [f"  {name}: {value}" for name, value in pairs]
    return [f"{key}:", *lines] if lines else []


def _links(style: Style) -> Iterator[tuple[str, str]]:
    """A kind's form, once where all hosts share it; `links` says one form for all columns.

    A kind that two columns write in two ways is left out.
    """
    shared = [form for form in style.links if _is_anyones(form)]
    in_columns = [form for column in style.columns for form in column.links]
    for field in dict.fromkeys(form.field for form in shared):
        texts = {form.host: _text(form) for form in shared if form.field == field}
        cells = {(form.host, _text(form)) for form in in_columns if form.field == field}
        if any(texts.get(host, text) != text for host, text in cells):
            continue
        if len({frozenset(one) for one in _texts_by_column(style, field)}) > 1:
            continue
        if len(texts) > 1 and len(set(texts.values())) == 1:
            texts = {"": next(iter(texts.values()))}
        yield from ((f"{field} {host}".strip(), text) for host, text in texts.items())


def _texts_by_column(style: Style, field: str) -> Iterator[set[str]]:
    for column in style.columns:
        texts = {_text(form) for form in column.links if form.field == field}
        if texts:
            yield texts


def _text(form: LinkForm) -> str:
    texts = [quoted(text) for text in dict.fromkeys((form.form, form.plain))]
    return texts[0] if len(texts) == 1 else f"[{', '.join(texts)}]"


def _is_anyones(form: LinkForm) -> bool:
    """False for one work's own label or address."""
    return form.is_shared and ("{url}" in form.plain or "{arxiv}" in form.plain)


def _names(names: NameForm) -> str:
    first = f", surname_first: {str(names.is_surname_first).lower()}"
    joined = f"joiner: {quoted(names.joiner)}, others: {quoted(names.others)}"
    if names.written:
        first += f", written: {quoted(names.written)}"
    if names.last:
        first += f", last: {quoted(names.last)}"
    if names.end:
        first += f", end: {quoted(names.end)}"
    return f"{{count: {names.count}, {joined}{first}}}"


def quoted(text: str) -> str:
    """A YAML double-quoted string; bytes that are no UTF-8 show as \\ufffd."""
    return json.dumps(text.encode("utf-8", "replace").decode(), ensure_ascii=False)
