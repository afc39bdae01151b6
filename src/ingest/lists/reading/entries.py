"""One entry from its lines: title, links, ids, year."""

from collections.abc import Callable, Sequence
from functools import lru_cache
from typing import NamedTuple

from ingest.ids import id_of_url
from ingest.lists.markup.inline import find_links, plain
from ingest.lists.markup.lines import Lines, decode
from ingest.lists.markup.references import with_references
from ingest.lists.model import Entry, EntryKind, Link
from ingest.lists.reading.fields import is_anchor, is_generic, link_field, told_field
from ingest.lists.reading.linked_names import links_of_work
from ingest.lists.reading.numbers import counter_range, number_range
from ingest.lists.reading.short_months import find_arxiv_month, find_short_month
from ingest.lists.reading.titles import find_title, title_range
from ingest.lists.reading.years import find_year

_SHORT_MONTH = len("[2505]")
KEPT = 8192  # an edit reads the page anew, and nearly all of its entries are as they were


def links_of(text: str, lines: Lines) -> tuple[Link, ...]:
    """The links of a piece of a page, those by reference among them."""
    return with_references(text, find_links(text), lines.definitions)


class Said(NamedTuple):
    """What an entry's text says, wherever it stands."""

    title: str
    links: tuple[Link, ...]
    urls: tuple[str, ...]
    ids: tuple[str, ...]
    year: int | None
    number: int | None = None
    cells: tuple[str, ...] = ()
    title_at: tuple[int, int] = (0, 0)


def make_entry(lines: Lines, first: int, last: int, kind: EntryKind, depth: int = 0) -> Entry:
    """The entry of lines first..last-1."""
    start, end = lines.range_of(first, last)
    text = decode(lines.text[start:end]).rstrip("\n")
    said = said_with(text, links_of(text, lines)) if lines.definitions else _said_alone(text)
    return Entry(
        start, end, kind, first + 1, said.title, said.urls, said.ids,
        year=said.year, number=said.number, depth=depth, links=said.links, title_at=said.title_at,
    )  # fmt: skip


def _said_alone(text: str) -> Said:
    """What a text says; a numbered one by its words alone, which stay when all behind a new entry are counted on."""
    number = counter_range(text)
    if number is None:
        return _said_of(text)
    start, end = number
    said = _said_of(text[:start] + "1" * (end - start) + text[end:])
    return said._replace(number=int(text[start:end]))


@lru_cache(maxsize=KEPT)
def _said_of(text: str) -> Said:
    return _said_by(text, find_links(text), title_range(text))


def said_with(text: str, links: tuple[Link, ...]) -> Said:
    return _said_by(text, links, find_title(text, links))


def _said_by(text: str, links: tuple[Link, ...], at: tuple[int, int]) -> Said:
    number = number_range(text)
    links = links_of_work(text, links, at[1])
    urls, ids = addresses_of(links)
    title = plain(text[at[0] : at[1]])
    if not title and links and not is_generic(links[0].label):
        title = plain(links[0].label)  # a link to another file of the list
    short = (find_short_month(text) if at[0] > _SHORT_MONTH else None) or find_arxiv_month(text)
    return Said(
        title,
        links,
        urls,
        ids,
        (short.year if short else None)
        or find_year(text[number[1] if number else 0 : at[0]])  # `1999.` may be the item's number
        or find_year(text[at[1] :])
        or find_year(text[slice(*at)]),
        int(text[slice(*number)]) if number else None,
        title_at=at,
    )


def _first_paper(links: Sequence[Link], field_of: Callable[[Link], str]) -> list[Link]:
    for link in links:
        if field_of(link) == "paper":
            return [link]
    return []


def addresses_of(
    links: Sequence[Link], first: Sequence[Link] = ()
) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """URLs and canonical ids of an entry's links, the paper's own first."""
    real = [link for link in links if not is_anchor(link.url)]
    papers = [link for link in first if not is_anchor(link.url)]
    if not papers:
        papers = _first_paper(real, told_field) or _first_paper(real, link_field)
    urls = dict.fromkeys(link.url for link in [*papers, *real])
    ids = dict.fromkeys(found for url in urls if (found := id_of_url(url)))
    return tuple(urls), tuple(ids)
