"""Read an entry back into facts: what a list already says of a work."""

import re
from collections.abc import Iterator, Sequence

from ingest.lists.markup.inline import find_links, plain
from ingest.lists.markup.lines import decode, definitions_of
from ingest.lists.markup.references import with_addresses
from ingest.lists.model import CuratedList, Entry, Style
from ingest.lists.placing.place import DEPTH
from ingest.lists.reading.authors import read_names, venues_behind
from ingest.lists.reading.dates import find_dates, read_short_date
from ingest.lists.reading.labels import VenueLabel, title_label, venue_label
from ingest.lists.reading.short_months import FORM
from ingest.lists.splitting.blanks import is_blank
from ingest.lists.splitting.cells import cell_parts, raw_cells
from ingest.lists.splitting.link_places import is_note, link_field_of
from ingest.lists.splitting.notes import with_notes
from ingest.lists.splitting.papers_by_place import with_paper_of_style
from ingest.lists.splitting.part import Part
from ingest.lists.splitting.parts import parts_of_text, without_blank_behind_title
from ingest.lists.writing.shown import label_named, places_of, shown_id, spelled_words, told_words
from ingest.works import Artifact, LinkKind, RowFacts

_KINDS: dict[str, LinkKind] = {
    "weights": "weights",
    "data": "data",
    "code": "code",
    "project": "project",
    "paper": "paper",
    "other_link": "paper",
}
_SIZE = re.compile(r"^.*?\S(?:\s*[(（]([^()（）]+)[)）]|\s+(\d[\d.x]*[BbMm]))$")
_QUANTITY = re.compile(r"(\d[\d,]*(?:\.\d+)?)\s*([KkMmBb]?)")
_DATED_VENUE = re.compile(r"(?P<venue>.*?[^\W\d_])[ ,'’-]{1,2}(?P<year>(?:19|20)\d\d)")
_SCALE = {"": 1, "k": 1_000, "m": 1_000_000, "b": 1_000_000_000}


def read_facts(curated: CuratedList, entry: Entry, style: Style) -> RowFacts:
    """The facts an entry shows, its addresses as they stand there.

    What it says in words of its own are `notes`, under the label of their column or field or by
    their place among the entry's other remarks.
    """
    text = decode(curated.text[entry.start : entry.end])
    body = text.rstrip("\n").removesuffix("\r").replace("\r\n", "\n")
    body = with_addresses(body, definitions_of(curated.text))
    if style.columns:
        cells = cell_parts(style.columns, entry)
        parts = [part for cell in cells for part in cell]
        blanks = {
            column.key: cell
            for column, cell in zip(style.columns, entry.cells, strict=False)
            if is_blank(cell)
        }
        names = [
            label_named(cell, column.field)
            for column, cell in zip(style.columns, entry.cells, strict=False)
        ]
        places = tuple(
            (f"{column.key}@{name}", url, label)
            for column, cell in zip(style.columns, cells, strict=False)
            for name, url, label in places_of(cell)
        )
        spelled = tuple(spelled_words(style.columns, cells, raw_cells(curated, entry), entry))
    else:
        raw = with_paper_of_style(parts_of_text(body), style.links)
        if raw and "{title} , " not in style.template:  # else it is the list's
            raw = without_blank_behind_title(raw)
        parts, names = list(with_notes(raw, style.common)), []
        places = tuple(places_of(parts))
        blanks = {}
        depth = ((DEPTH, str(entry.depth)),) if entry.kind == "bullet" else ()
        spelled = (*told_words(parts), *shown_id(entry, parts), *depth)
    said = {part.field: plain(part.value) for part in reversed(parts) if part.kind == "fact"}
    year, month, day = _when(parts, said)
    paper = _paper_url(parts)
    label_name, label_venue, label_year = _said_by_labels(text, places)
    behind = venues_behind([said.get("authors", "")])
    venue = said.get("venue") or label_venue or next(iter(behind), None)
    dated = _DATED_VENUE.fullmatch(venue or "")
    if dated and not year:  # `- Venue: ICLR 2024`
        venue, year = dated["venue"], int(dated["year"])
    return RowFacts(
        work_id=entry.ids[0] if entry.ids else "",
        ids=entry.ids,
        title=said.get("title") or entry.title,
        paper_url=paper,
        name=said.get("name")
        or next((name for name in names if name), label_name or _name_linked(parts)),
        authors=read_names(said.get("authors", "")),
        year=year or label_year,
        month=month,
        day=day,
        venue=venue,
        venue_year=_year(said) or year,
        links=_links(text, parts, paper),
        quantity=_quantity(said.get("quantity", "")),
        is_llm=_is_bold(text, parts),
        notes=(*_notes(said, year), *blanks.items()),
        places=places,
        spelled=spelled,
        is_from_entry=True,
    )


def _notes(said: dict[str, str], year: int | None) -> Iterator[tuple[str, str]]:
    """What no other fact holds: remarks, labelled lines, and values that are not of their kind."""
    for field, value in said.items():
        odd = (field == "quantity" and _quantity(value) is None) or (
            field in {"date", "year"} and year is None
        )
        if is_note(field) or field == "summary" or odd:
            yield field, value


def _when(parts: Sequence[Part], said: dict[str, str]) -> tuple[int | None, int | None, int | None]:
    dated = next((p.raw for p in parts if p.kind == "link" and "{date:" in p.text), "")
    shown = find_dates(find_links(dated)[0].label) if dated else ()
    if shown:  # `[[2023.12] Tides of the North](...)`
        return shown[0].year, shown[0].month, shown[0].day
    date = next((part for part in parts if part.field == "date"), None)
    if date is not None:
        if date.text == FORM:
            return 2000 + int(date.value[:2]), int(date.value[2:]), None
        found = find_dates(date.value)
        if found:
            return found[0].year, found[0].month, found[0].day
        return *read_short_date(date.value), None
    return _year(said), None, None


def _year(said: dict[str, str]) -> int | None:
    shown = said.get("year", "")
    year = re.match(r"\d{4}", shown)
    return int(year[0]) if year else read_short_date(shown)[0]


def _said_by_labels(
    text: str, places: Sequence[tuple[str, str, str]]
) -> tuple[str | None, str | None, int | None]:
    """The name, the venue and the year in the labels of the paper's links (`[[ICLR 2018](...)]`, `[Tides (2018)](...)`)."""
    written = {link.url: link.label for link in reversed(find_links(text))}
    labels = [
        written.get(url, label)
        for name, url, label in places
        if link_field_of(name.rpartition("@")[2]) == "paper"
    ]
    around = [title_label(label) for label in labels]
    told = [said for label in labels if (said := venue_label(label))]
    told += [VenueLabel("", one.venue, one.year) for one in around if one.year]
    name = next((one.name for one in around if one.name), None)
    return name, (told[0].venue or None) if told else None, told[0].year if told else None


def _name_linked(parts: Sequence[Part]) -> str | None:
    """The short name that the paper's link has for its label (`[TideNet](...): *Tides of the North*`)."""
    raw = next((p.raw for p in parts if p.field == "paper" and p.text.startswith("[{name}]")), "")
    found = find_links(raw)
    return plain(found[0].label) if found else None


def _paper_url(parts: Sequence[Part]) -> str | None:
    papers = (part.value for part in parts if part.kind == "link" and part.field == "paper")
    return next(filter(None, papers), None)


def _links(text: str, parts: Sequence[Part], paper: str | None) -> tuple[Artifact, ...]:
    labels = {link.url: link.label for link in find_links(text)}
    found = []
    for part in parts:
        if part.kind == "link" and part.field in _KINDS and part.value not in {"", paper}:
            size = _SIZE.match(plain(labels.get(part.value, "")))
            label = (size[1] or size[2]) if size and "{label}" in part.text else None
            found.append(
                Artifact("", _KINDS[part.field], part.value, "official", "in the list", label)
            )
    return tuple(found)


def _quantity(value: str) -> int | None:
    match = _QUANTITY.fullmatch(value.strip())
    return round(float(match[1].replace(",", "")) * _SCALE[match[2].lower()]) if match else None


def _is_bold(text: str, parts: Sequence[Part]) -> bool:
    title = next((part.value for part in parts if part.field == "title"), "")
    return bool(title) and f"**{title}**" in text
