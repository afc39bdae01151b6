"""Edits of a curated list as byte ranges: add and remove an entry."""

import re
from collections.abc import Iterator
from dataclasses import replace

from ingest.errors import ListError
from ingest.lists.editing.calling import as_called, as_told, without_name
from ingest.lists.editing.counted_rows import counted_on, next_row_number, number_column
from ingest.lists.editing.finding import find_entries, find_work, ids_of, need_section
from ingest.lists.editing.insertion import insertion
from ingest.lists.editing.removal import remove_entry
from ingest.lists.editing.renumbering import renumber
from ingest.lists.editing.waiting_labels import with_links_of_labels
from ingest.lists.learning.learn import style_at
from ingest.lists.markup.inline import LETTER
from ingest.lists.markup.lines import encode
from ingest.lists.markup.tables import cell_ranges
from ingest.lists.model import CuratedList, Edit, Section, Style
from ingest.lists.placing.order import find_place, oldest_first
from ingest.lists.placing.place import Place
from ingest.lists.plan import SectionPlan
from ingest.lists.reading.paragraphs import MARKUP_CELL
from ingest.lists.splitting.debris import ADDRESS, find_leftovers
from ingest.lists.writing.rows import render_entry
from ingest.works import RowFacts

_WORDS = "Plain Words That Stand for a Title"
_PLAIN = re.compile(r"(?>(?:[^\W_]+(?:[ -]|[:,.] )?)*)(?<![ -])")
_CITATION = re.compile(r"^[^\S\n]*(?:`{3}|~{3})|@(?:article|inproceedings|misc)\b", re.MULTILINE)
_ANCHOR = re.compile(  # of the neighbour: two places of a page can't have one name
    r"<(?P<tag>span|a)\s+(?:id|name)\s*=\s*[\"'][^\"']*[\"']\s*>(?P<said>.*?)</(?P=tag)>"
)
_NUMBER = re.compile(r"\d{1,4}[.)] +")
_LABELLED = re.compile(r"\[[^\[\]]+\]\(\S+?\)")
_BREAK_AT_END = re.compile(r"\s*<br ?/?>\s*\Z")

__all__ = [
    "add_entry",
    "add_to_section",
    "apply_edit",
    "find_entries",
    "find_work",
    "ids_of",
    "need_section",
    "oldest_first",
    "remove_entry",
    "renumber",
]


def apply_edit(text: bytes, edit: Edit) -> bytes:
    """The text after one edit; ListError when the bytes it replaces are not what it says."""
    if text[edit.start : edit.end] != edit.old:
        raise ListError(f"the text has changed under the edit: {edit.what}", todo="Read it again.")
    whole = memoryview(text)  # each side copied once, into its place
    return b"".join((whole[: edit.start], edit.new, whole[edit.end :]))


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
    title, facts = facts.title, as_called(curated, section, facts)
    place = find_place(curated, section, facts, plan.style)
    style = style_at(curated, section, plan, place, facts)
    facts = without_name(curated, section, style, as_told(style, facts, title))
    number = _next_number(place, style) or next_row_number(place, style)
    written = with_links_of_labels(curated.text, render_entry(style, facts, number), facts)
    if not facts.is_from_entry:
        written = _without_break(style, _ANCHOR.sub(r"\g<said>", written))
    _refuse_leftovers(style, facts, number, written)
    text = _under_number(written).replace("\n", style.newline)
    what = f'add "{title}" to "{section.heading}"'
    edit = insertion(curated, section, style, place, encode(text), what)
    return counted_on(curated, edit, place.run, number_column(style))


def _without_break(style: Style, text: str) -> str:
    """An entry without the break that parted its neighbours' last line from one that it has not."""
    is_usual = "<br" not in text or bool(style.columns) or bool(_BREAK_AT_END.search(style.example))
    return text if is_usual else _BREAK_AT_END.sub("", text)


def _refuse_leftovers(style: Style, facts: RowFacts, number: int | None, text: str) -> None:
    """ListError for an entry, written as `text`, that lost a fact and shows it, unless the neighbours are written so.

    Where what the work itself says holds marks, plain words stand for it.
    """
    if facts.is_from_entry:
        return
    title, name = facts.title, facts.name
    if not _is_plain(facts):
        title, name = _WORDS, facts.name and "Word"
        authors = tuple("Ada Word" for _ in facts.authors)
        plain = replace(facts, title=title, name=name, authors=authors)
        text = render_entry(style, plain, number)
    written, shown = [text], [style.example]
    if style.columns:
        written, shown = list(_cells(style, text)), list(_cells(style, style.example))
    found = [left for one in written if (left := find_leftovers(one, title))]
    usual = {left for one in shown if found and (left := find_leftovers(one, facts.title))}
    found = [left for left in found if left not in usual]
    if "\0" in text:
        found, usual = ["a stray NUL byte would be written once more"], set()
    elif _CITATION.search(text):
        found, usual = ["a citation for BibTeX is the work's own"], set()
    elif not (style.columns or title in text or (name and name in text)) and _says_words(style):
        found, usual = ["neither the work's title nor its name would be shown"], set()
    elif style.columns and not any(one and one in text for one in _names(facts, title, name)):
        found, usual = ["nothing would tell which work it is"], set()
    elif _repeats_link(text) and not _repeats_link(style.example):
        found, usual = ["the same link would stand there twice"], set()
    elif text.count("<details") != text.count("</details"):
        found, usual = ["<details> would open and never close"], set()
    if found and (style.columns or not usual):
        raise ListError(
            f"the neighbours' ways of writing don't fit together: {found[0]}",
            where=style.where,
            todo="Write this entry by hand.",
        )


def _names(facts: RowFacts, title: str, name: str | None) -> Iterator[str]:
    """What a row may show of a work to be known as its own."""
    yield from (title, name or "", *(found.partition(":")[2] for found in facts.ids))
    yield from (link.url for link in facts.links)


def _repeats_link(text: str) -> bool:
    """True where one link stands twice with the same label."""
    links = [match[0] for match in _LABELLED.finditer(text)]
    return len(set(links)) < len(links)


def _says_words(style: Style) -> bool:
    """True where the nearest entry is more than an address."""
    return bool(LETTER.search(ADDRESS.sub("", style.example)))


def _is_plain(facts: RowFacts) -> bool:
    """True for a work whose title is long enough to be known again, and no word of which is a mark."""
    said = (facts.title, facts.name or "", *facts.authors)
    return len(facts.title) >= len(_WORDS) and all(_PLAIN.fullmatch(one) for one in said)


def _cells(style: Style, row: str) -> Iterator[str]:
    """What stands in the cells of a row, blanks around it left out."""
    is_html = style.kind == "html"
    markup = (match.span(1) for match in MARKUP_CELL.finditer(row))
    for start, end in markup if is_html else cell_ranges(row):
        yield row[start:end].strip()


def _under_number(text: str) -> str:
    """A numbered item's lines as deep as its number is wide: behind `10. ` three blanks would end the item."""
    number = _NUMBER.match(text)
    if number is None:
        return text
    first, *rest = text.split("\n")
    depths = [len(line) - len(line.lstrip(" ")) for line in rest if line.strip()]
    missing = number.end() - min((depth for depth in depths if depth), default=number.end())
    pad = " " * max(0, missing)
    return "\n".join(
        [first, *(pad + line if line.startswith(" ") and line.strip() else line for line in rest)]
    )


def _next_number(place: Place, style: Style) -> int | None:
    if not style.is_numbered:
        return None
    numbers = {entry.number for entry in place.run}
    if len(place.run) > 1 and len(numbers) == 1:
        return numbers.pop()  # `1.` before each: whoever shows the page counts
    if place.before and place.before.number is not None:
        return place.before.number + 1
    return (place.after.number or 1) if place.after else 1
