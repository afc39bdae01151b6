"""What an entry shows in the list's own spelling: words, links with their labels."""

import re
from collections.abc import Iterator, Sequence
from itertools import islice

from ingest.lists.learning.fitting import LINE, MARK, WHOLE
from ingest.lists.markup.inline import find_links, plain
from ingest.lists.model import Column, Entry
from ingest.lists.splitting.link_forms import bare_label, mark_of
from ingest.lists.splitting.link_places import link_places
from ingest.lists.splitting.part import Part

_LINE_START = re.compile(r"\n(?:[ \t]*\n)*[^\n]*$")  # with the blank lines above it
_DASH = re.compile(r"[-–—,]")
_TEXT = 24  # characters; less is a name or a number, whose blanks are the column's


def told_words(parts: Sequence[Part]) -> Iterator[tuple[str, str]]:
    """The words of a text; with a line of its own, or words behind a dash, the marks before them."""
    before = ""
    for part, place in zip(parts, link_places(parts), strict=True):
        if part.kind == "literal":
            begun = _LINE_START.search(part.text) if "\n" in part.text else None
            before = begun[0] if begun else ""
            continue
        if part.kind == "fact":
            yield part.field, part.value
        line = before if place else part.plain or before
        if line.startswith("\n") or (part.kind == "fact" and _DASH.search(line)):
            yield LINE + (place or part.field), line
        before = ""
        if place and (mark := mark_of(part.raw)):
            yield MARK + part.value, mark


def shown_id(entry: Entry, parts: Sequence[Part]) -> Iterator[tuple[str, str]]:
    """The arXiv id where an entry shows it outside its links (`arXiv preprint arXiv:2301.00001`)."""
    if any(part.kind == "literal" and "{arxiv}" in part.text for part in parts):
        ids = (one.removeprefix("arxiv:") for one in entry.ids if one.startswith("arxiv:"))
        yield from (("arxiv", one) for one in islice(ids, 1))


def spelled_words(
    columns: Sequence[Column], cells: Sequence[Sequence[Part]], raws: Sequence[str], entry: Entry
) -> Iterator[tuple[str, str]]:
    """The words of a row's cells; a text also with the stray blanks beside it and its full stop."""
    for column, cell, raw in zip(columns, cells, raws, strict=False):
        yield from ((f"{column.key}@{name}", value) for name, value in shown_id(entry, cell))
        before = ""
        for part in cell:
            before, mark = part.text if part.kind == "literal" else "", part.plain or before
            if part.kind != "fact":
                continue
            yield f"{column.key}@{part.field}", part.value
            if mark.strip() == "/":  # words behind a link: `[Paper](...)/Code`
                yield f"{column.key}@{LINE}{part.field}", mark
            if len(part.value) > _TEXT and raw.strip() in {part.value, f"{part.value}."}:
                yield f"{column.key}@{WHOLE}", raw


def places_of(parts: Sequence[Part]) -> Iterator[tuple[str, str, str]]:
    for part, name in zip(parts, link_places(parts), strict=True):
        if name:
            found = find_links(part.raw)
            yield name, part.value, bare_label(found[0].label if found else "")


def label_named(cell: str, field: str) -> str:
    """The label of a cell whose link carries the work's short name."""
    links = find_links(cell)
    return plain(links[0].label) if field in {"name", "data", "weights"} and len(links) == 1 else ""
