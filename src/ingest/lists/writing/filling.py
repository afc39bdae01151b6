"""Write known facts into what an entry leaves blank: cells of a row, optional parts of a line."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, replace

from ingest.errors import ListError
from ingest.ids import id_of_url
from ingest.lists.markup.inline import find_links, fold
from ingest.lists.markup.lines import decode
from ingest.lists.markup.tables import cell_ranges
from ingest.lists.model import Column, CuratedList, Entry, Style
from ingest.lists.reading.fields import link_field
from ingest.lists.splitting.blanks import is_blank
from ingest.lists.writing.facts import read_facts
from ingest.lists.writing.rows import render_cell, render_entry
from ingest.works import RowFacts

_LINKS = ("weights", "data", "code", "project")
_IN_LINES = ("weights", "data", "code")  # a project page is often linked under another word
_BLANKS = (*_LINKS, "links", "quantity")
_PREPRINT = re.compile(
    r"(?:arxiv|corr|preprints?|arxiv preprints?)(?:[\s,(]*\d{4}\)?|\s*['’]\d\d)?"
)
_PREPRINT_YEAR = re.compile(
    r"\b(?:arXiv|ArXiv|Arxiv|arxiv|ARXIV)(?P<gap>[ ,'’]{1,2})(?P<year>20\d\d)\b"
)


@dataclass(frozen=True, slots=True)
class Filled:
    """An entry with more in it: its new text, and what was written where."""

    text: str
    cells: tuple[tuple[str, str], ...] = ()  # (field, the column's label or the field's name)


def entry_text(curated: CuratedList, entry: Entry) -> str:
    """An entry as it stands, without its last newline."""
    return decode(curated.text[entry.start : entry.end]).rstrip("\r\n")


def fill_blanks(curated: CuratedList, entry: Entry, style: Style, facts: RowFacts) -> Filled:
    """Every blank that the facts can fill; what says anything already is never touched.

    A line's optional parts are only written where its style gives the line back as it stands.
    """
    text = entry_text(curated, entry)
    if not style.columns:
        return _fill_line(curated, entry, style, facts, text)
    if entry.kind != "row":
        return Filled(text)
    filled = []
    for index, column in enumerate(style.columns):
        if column.field not in _BLANKS or not is_fillable(style, entry, index):
            continue
        cell = _rendered(style, column, facts)
        if cell is not None:
            text = set_cell(text, index, cell)
            filled.append((column.field, column.label))
    return Filled(text, tuple(filled))


def is_fillable(style: Style, entry: Entry, index: int) -> bool:
    """Whether a row has this cell and it says nothing yet."""
    if index >= len(entry.cells):
        return False
    return is_blank(entry.cells[index]) or entry.cells[index] == style.unknown


def set_cell(text: str, index: int, cell: str) -> str:
    """A row with another cell, its padding included."""
    first, last = cell_ranges(text)[index]
    return text[:first] + cell + text[last:]


def _rendered(style: Style, column: Column, facts: RowFacts) -> str | None:
    """The cell with the facts in it; None where they say nothing that belongs there."""
    try:
        cell = render_cell(style, column, facts)
    except ListError:
        return None  # nothing is known, and nothing stands in for it
    says = cell.strip()
    return None if is_blank(says) or says == style.unknown else cell


def _fill_line(
    curated: CuratedList, entry: Entry, style: Style, facts: RowFacts, text: str
) -> Filled:
    told = read_facts(curated, entry, style)
    if _rewritten(style, told, entry, text) != text:
        return Filled(text)
    shown = {link_field(link) for link in entry.links}
    kinds = [kind for kind in _IN_LINES if kind in dict(style.units) and kind not in shown]
    there = {_target(url) for url in entry.urls}
    new = tuple(one for one in facts.links if one.kind in kinds and _target(one.url) not in there)
    if not new:
        return Filled(text)
    filled = _rewritten(style, replace(told, links=(*told.links, *new)), entry, text)
    written = [kind for kind in kinds if any(one.kind == kind and one.url in filled for one in new)]
    return Filled(filled, tuple((kind, kind) for kind in written)) if written else Filled(text)


def _target(url: str) -> str:
    """What two spellings of one address have in common."""
    return (id_of_url(url) or url).casefold()


def _rewritten(style: Style, facts: RowFacts, entry: Entry, text: str) -> str:
    try:
        rendered = render_entry(style, facts, entry.number)
    except ListError:
        return ""
    return rendered.replace("\n", "\r\n") if "\r\n" in text else rendered


def upgrade_venue(text: str, entry: Entry, style: Style, venue: str, year: int | None) -> Filled:
    """The entry's text with a venue in place of arXiv, and its year where the entry shows one."""
    spelled = dict(style.venues).get(fold(venue), venue)
    if style.columns and entry.kind != "row":
        return Filled(text)
    if style.columns:
        return _upgrade_row(entry, style, text, spelled, year)
    masked = _masked(text)
    found = list(_PREPRINT_YEAR.finditer(masked))
    if len(found) != 1:
        return Filled(text)
    match = found[0]
    new = f"{spelled}{match['gap']}{year or match['year']}"
    return Filled(text[: match.start()] + new + text[match.end() :], (("venue", "venue"),))


def _upgrade_row(entry: Entry, style: Style, text: str, venue: str, year: int | None) -> Filled:
    facts = RowFacts("", (), "", None, year=year, venue=venue, venue_year=year, is_from_entry=True)
    changed = []
    for index, column in enumerate(style.columns):
        if index >= len(entry.cells):
            continue
        said = fold(entry.cells[index])
        is_preprint = column.field == "venue" and bool(_PREPRINT.fullmatch(said))
        is_year = column.field == "year" and year is not None and bool(re.fullmatch(r"\d{4}", said))
        cell = _rendered(style, column, facts) if is_preprint or is_year else None
        if cell is not None and cell.strip() != entry.cells[index]:
            text = set_cell(text, index, cell)
            changed.append((column.field, column.label))
    return Filled(text, tuple(changed) if any(field == "venue" for field, _ in changed) else ())


def _masked(text: str) -> str:
    """The text with its links blanked, so that a label or an address is not taken for a venue."""
    for link in find_links(text):
        if link.url:
            text = text[: link.start] + " " * (link.end - link.start) + text[link.end :]
    return text


def mended_urls(text: str, urls: Mapping[str, str]) -> str:
    """The text with addresses replaced where they stand whole."""
    if not urls:
        return text
    longest_first = sorted(urls, key=len, reverse=True)
    known = "|".join(re.escape(url) for url in longest_first)
    return re.sub(rf"(?:{known})(?![\w/%#?=&.-])", lambda match: urls[match[0]], text)
