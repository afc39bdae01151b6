"""A work as a list of short names calls it: by its name, its title behind it."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace

from ingest.lists.markup.inline import fold, plain
from ingest.lists.markup.lines import decode
from ingest.lists.model import CuratedList, Entry, Section, Style
from ingest.lists.placing.sort_keys import cells_of
from ingest.lists.reading.before_title import find_name
from ingest.lists.splitting.link_places import is_note
from ingest.lists.splitting.tokens import TOKEN, fields_in
from ingest.works import RowFacts

_NAME_WORDS = 3
_MOSTLY = 0.8  # of the entries are called by a name
_DESCRIBED = 0.6  # of them say what it is
_SAID = re.compile(r"[*_`\])]*(?:\([^()\s]*\)[*_]*)?\s*[-–—:]\s+(?:[^\W\d_][\w'’/-]*,?[ \n]+){2}")
_FEW_NAMES = 5  # entries with a name and a title that tell whether titles repeat names
_DOUBLED = 0.1  # of them may
_LOOKED_AT = 60  # entries
_FEW = 3  # entries that tell how works are called; of fewer the whole page is asked too


def as_called(curated: CuratedList, section: Section, facts: RowFacts) -> RowFacts:
    """The facts of a new work with its short name as its title where the section's entries have no other."""
    if facts.is_from_entry or not facts.name or not _are_names(curated, section.entries):
        return facts
    if len(section.entries) < _FEW and not _are_names(curated, curated.entries):
        return facts
    return replace(facts, title=facts.name)


def as_told(style: Style, facts: RowFacts, title: str) -> RowFacts:
    """The facts of a work that is called by its name with its whole title as the words that say what it is.

    Its link is the paper's even where the others link their pages: that is what it is known by.
    """
    if facts.title == title or style.columns:
        return facts
    units = [match["field"] for match in TOKEN.finditer(style.template) if match["mark"] == "!"]
    texts = dict(style.units)
    note = next((unit for unit in units if is_note(unit) and "line" not in unit), None)
    if note is None or fields_in(texts[note]) != (note,) or not _is_behind(style.template, note):
        return facts
    ends = style.example.rstrip().endswith(".") and style.template.endswith(f"{{!{note}}}")
    words = title.removeprefix(f"{facts.title}: ").rstrip(".") + "." * ends
    return replace(facts, notes=((note, words),))


def without_name(curated: CuratedList, section: Section, style: Style, facts: RowFacts) -> RowFacts:
    """The facts with a title that does not begin with the name, where the list has names and none of its titles repeats one.

    `**TideNet**: Tides of the North` is a work called "TideNet: Tides of the North".
    """
    bare = facts.title.removeprefix(f"{facts.name}: ")
    if facts.is_from_entry or bare == facts.title or "{name}" not in _shown(style):
        return facts
    if "title" not in fields_in(_shown(style)):
        return facts
    named = list(_named(curated, section.entries))
    if len(named) < _FEW_NAMES:
        named = list(_named(curated, curated.entries))
    doubled = sum(fold(title).startswith(fold(name)) for name, title in named)
    is_bare = len(named) >= _FEW_NAMES and doubled <= _DOUBLED * len(named)
    return replace(facts, title=bare[:1].upper() + bare[1:]) if is_bare else facts


def _shown(style: Style) -> str:
    """All templates of a style: the entry's or its cells', those of units and of links."""
    cells = [text for one in style.columns for text in (one.template, *dict(one.units).values())]
    forms = [form.form for form in style.links if form.field == "paper"]
    return " ".join((style.template, *dict(style.units).values(), *cells, *forms))


def _named(curated: CuratedList, entries: Sequence[Entry]) -> Iterator[tuple[str, str]]:
    """The (name, title) of the entries that show both."""
    names, titles = cells_of(curated, "name"), cells_of(curated, "title")
    for entry in entries[-_LOOKED_AT:]:
        if entry.cells:
            name, title = names.get(entry.start, ""), titles.get(entry.start) or entry.title
        else:
            text = decode(curated.text[entry.start : entry.end])
            name, title = text[slice(*find_name(text))], entry.title
        if name and title and name != title:
            yield plain(name), title


def _is_behind(template: str, note: str) -> bool:
    """True for words right behind the name, or at the entry's end."""
    before = template[: template.index(f"{{!{note}}}")].rstrip("*_` ")
    return before.endswith(("{title}", "{paper}")) or note.startswith("tail")


def _are_names(curated: CuratedList, entries: Sequence[Entry]) -> bool:
    """True for lines whose titles are a word or three, and say behind them what that is."""
    short = [  # a title has one blank between its words
        one for one in entries if one.title and one.title.count(" ") < _NAME_WORDS and not one.cells
    ]
    if not entries or len(short) < _MOSTLY * len(entries):
        return False
    texts = (decode(curated.text[one.start : one.end]) for one in short)
    said = (text[one.title_at[1] :] for one, text in zip(short, texts, strict=True))
    return sum(map(bool, map(_SAID.match, said))) >= _DESCRIBED * len(short)
