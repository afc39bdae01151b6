"""Read an entry back into facts: what a list already says of a work."""

import re
from collections.abc import Sequence

from ingest.lists.columns import is_blank
from ingest.lists.dates import find_dates
from ingest.lists.fields import LINK_FIELDS
from ingest.lists.inline import find_links, plain
from ingest.lists.lines import decode
from ingest.lists.model import CuratedList, Entry, Style
from ingest.lists.parts import Part, parts_of_cell, parts_of_text
from ingest.works import Artifact, LinkKind, RowFacts

_KINDS: dict[str, LinkKind] = {
    "weights": "weights",
    "data": "data",
    "code": "code",
    "project": "project",
}
_SIZE = re.compile(r"^.*?\S(?:\s*[(（]([^()（）]+)[)）]|\s+(\d[\d.x]*[BbMm]))$")
_QUANTITY = re.compile(r"(\d[\d,]*(?:\.\d+)?)\s*([KkMmBb]?)")
_SCALE = {"": 1, "k": 1_000, "m": 1_000_000, "b": 1_000_000_000}


def read_facts(curated: CuratedList, entry: Entry, style: Style) -> RowFacts:
    """The facts an entry shows, its addresses as they stand there."""
    text = decode(curated.text[entry.start : entry.end])
    body = text.rstrip("\n").removesuffix("\r").replace("\r\n", "\n")
    if style.columns:
        parts = [
            part
            for column, cell in zip(style.columns, entry.cells, strict=False)
            if not is_blank(cell)
            for part in parts_of_cell(cell, column.field)
        ]
        names = [
            label_named(cell, column.field)
            for column, cell in zip(style.columns, entry.cells, strict=False)
        ]
    else:
        parts, names = list(parts_of_text(body)), []
    said = {part.field: plain(part.value) for part in reversed(parts) if part.kind == "fact"}
    year, month, day = _when(parts, said)
    venue = said.get("venue")
    is_arxiv = venue is not None and venue.casefold().startswith("arxiv")
    return RowFacts(
        work_id=entry.ids[0] if entry.ids else "",
        ids=entry.ids,
        title=said.get("title") or entry.title,
        paper_url=_paper_url(parts),
        name=said.get("name") or next((name for name in names if name), None),
        authors=_authors(said.get("authors", ""), style),
        year=year,
        month=month,
        day=day,
        venue=None if is_arxiv else venue,
        venue_year=None if is_arxiv else year,
        links=_links(text, parts),
        quantity=_quantity(said.get("quantity", "")),
        is_llm=_is_bold(text, parts),
    )


def label_named(cell: str, field: str) -> str:
    """The label of a cell whose link carries the work's short name."""
    links = find_links(cell)
    return plain(links[0].label) if field in {"name", "data", "weights"} and len(links) == 1 else ""


def _when(parts: Sequence[Part], said: dict[str, str]) -> tuple[int | None, int | None, int | None]:
    date = next((part for part in parts if part.field == "date"), None)
    if date is not None:
        found = find_dates(date.value)
        if found:
            return found[0].year, found[0].month, found[0].day
    year = re.match(r"\d{4}", said.get("year", ""))
    return (int(year[0]) if year else None), None, None


def _paper_url(parts: Sequence[Part]) -> str | None:
    return next(
        (part.value for part in parts if part.kind == "link" and part.field == "paper"), None
    )


def _authors(value: str, style: Style) -> tuple[str, ...]:
    head, et_al, _ = value.partition("et al")
    names = [name.strip() for name in re.split(r",\s*(?:and )?| and ", head) if name.strip()]
    if style.is_surname_first:
        names = [" ".join([*name.split(" ")[1:], name.split(" ")[0]]) for name in names]
    return tuple([*names, "et al."] if et_al else names)


def _links(text: str, parts: Sequence[Part]) -> tuple[Artifact, ...]:
    labels = {link.url: link.label for link in find_links(text)}
    found = []
    for part in parts:
        if part.kind == "link" and part.field in LINK_FIELDS and part.field in _KINDS:
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
