"""How entries write what stands in many places: links, arXiv addresses, venues, names, sizes."""

import re
from collections import Counter
from collections.abc import Sequence
from functools import lru_cache
from typing import Literal

from ingest.lists.markup.inline import fold, plain
from ingest.lists.model import CuratedList, Entry, LinkForm, Style
from ingest.lists.reading.authors import learn_names, learn_venue_behind, venues_behind
from ingest.lists.reading.fields import header_field, is_generic
from ingest.lists.reading.voting import vote
from ingest.lists.splitting.debris import count_debris
from ingest.lists.splitting.link_forms import label_of
from ingest.lists.splitting.link_places import links_of
from ingest.lists.splitting.part import Part
from ingest.lists.splitting.parts import parts_of_cell

_ARXIV_URL = re.compile(
    r"(https?://(?:www\.)?arxiv\.org)/(abs|pdf)/[^/?#]+?(\.pdf)?$", re.IGNORECASE
)
_BADGE_WORDS = re.compile(r"badge/[^)\s\"]*(?:19|20)\d\d")
_BADGE_SAYS = re.compile(r"/badge/[^\s()/-]+-([^\s()/-]+)-\w+(?:\.svg)?[?)]")
_PICTURE = re.compile(  # with nothing in its address that another work would fill
    r"!\[[^\]]*\]\((?P<address>[^(){}\s]+)\)|<img\b[^<>{}]*>"
)
_SAID = frozenset({"paper", "venue", "authors", "quantity"})  # whose spelling is learnt
_NEAR = 7  # links until one's word counts half
_LABEL_WORDS = 3  # of a paper's link; more are a title of its own
_OTHER_TABLES, _OTHER_ROWS = 8, 12  # looked at for link forms that the own table lacks


def with_forms(style: Style, parts: Sequence[Sequence[Part]]) -> Style:
    """The style with what holds for facts and links wherever they stand: forms, spellings, counts."""
    links = tuple(link for found in parts for link in links_of(found))
    said: dict[str, list[str]] = {}
    for found in parts:
        for part in found:
            if part.field in _SAID:
                value = plain(part.value) if "](" in part.value else part.value  # linked names
                said.setdefault(part.field, []).append(value)
    arxiv = [match for value in said.get("paper", ()) if (match := _ARXIV_URL.match(value))]
    address = vote(f"{match[1]}/{match[2].lower()}/{{id}}{match[3] or ''}" for match in arxiv)
    venues: dict[str, str] = {}
    for value in [*said.get("venue", ()), *venues_behind(said.get("authors", ()))]:
        venues.setdefault(fold(value), value)
    chosen = distinct_forms(links)
    return style._replace(
        links=chosen,
        more_links=tuple(link for link in dict.fromkeys(links) if link not in chosen),
        paper_url=address or style.paper_url,
        venues=tuple(venues.items()),
        quantity=vote(_quantity_form(value) for value in said.get("quantity", ())) or ",",
        names=learn_names(said.get("authors", ())),
        venue_behind=learn_venue_behind(said.get("authors", ())),
    )


def with_forms_elsewhere(style: Style, curated: CuratedList, near: Sequence[Entry]) -> Style:
    """The style with the link forms of the list's other tables, for sites the own table does not link yet."""
    known = frozenset((form.field, form.host) for form in style.links)
    first = curated.tables[: _OTHER_TABLES + 1]
    own = next((at for at, one in enumerate(first) if one.start <= near[0].start < one.end), None)
    at = _OTHER_TABLES if own is None else own
    new, each = _new_forms(curated, at, known), _forms_elsewhere(curated, at)[1]
    return style._replace(links=(*style.links, *new), more_links=(*style.more_links, *each))


@lru_cache(maxsize=64)
def _new_forms(
    curated: CuratedList, own: int, known: frozenset[tuple[str, str]]
) -> tuple[LinkForm, ...]:
    """One form of the other tables for each field and host that the own one does not link."""
    found, _ = _forms_elsewhere(curated, own)
    return distinct_forms([form for form in found if (form.field, form.host) not in known])


@lru_cache(maxsize=16)  # most sections of a page ask the same tables
def _forms_elsewhere(
    curated: CuratedList, own: int
) -> tuple[tuple[LinkForm, ...], tuple[LinkForm, ...]]:
    """The link forms of the first tables but one, as often as they stand there, and each once."""
    others = [table for at, table in enumerate(curated.tables[: _OTHER_TABLES + 1]) if at != own]
    found = tuple(
        form
        for table in others[:_OTHER_TABLES]
        for row in reversed(table.rows[-_OTHER_ROWS:])
        for form in _forms_of_row(table.header, row.cells)
    )
    return found, tuple(dict.fromkeys(found))


@lru_cache(maxsize=1024)
def _forms_of_row(header: tuple[str, ...], cells: tuple[str, ...]) -> tuple[LinkForm, ...]:
    found = []
    for label, cell in zip(header, cells, strict=False):
        forms = links_of(parts_of_cell(cell, header_field(label)))
        found += [form for form in forms if "{title}" not in form.form]
    return tuple(found)


def distinct_forms(links: Sequence[LinkForm]) -> tuple[LinkForm, ...]:
    """One form for each field and host, as most near neighbours write it; what most write comes first."""
    return _distinct_forms(tuple(links))


@lru_cache(maxsize=256)
def _distinct_forms(links: tuple[LinkForm, ...]) -> tuple[LinkForm, ...]:
    found = []
    counts = Counter((link.field, link.plain) for link in links)
    by_site: dict[tuple[str, str], list[LinkForm]] = {}
    for link in links:
        by_site.setdefault((link.field, link.host), []).append(link)
    for key, same in by_site.items():
        clean = [link.plain for link in same if not count_debris(link.plain)]
        plain = vote(clean or [link.plain for link in same]) or ""
        sized = [link.form for link in same if link.form != link.plain and link.plain == plain]
        if not sized:
            sized = [link.form for link in links if link.form != link.plain == plain]
        joiner = vote(link.joiner for link in same if link.joiner is not None)
        is_short = key[0] == "paper" and len(label_of(plain).split()) <= _LABEL_WORDS
        may_be_shared = is_short or _is_anyones(plain)
        is_own = _is_own_picture(plain) or _are_own_pictures(same)
        shared = counts[key[0], plain] > 1 or (may_be_shared and not is_own)
        found.append(LinkForm(*key, vote(sized) or plain, plain, joiner, shared))
    weights: dict[tuple[str, str], float] = {}
    for rank, link in enumerate(links):
        key = link.field, link.plain
        weights[key] = weights.get(key, 0.0) + 1 / (1 + rank / _NEAR)
    return tuple(sorted(found, key=lambda link: -weights.get((link.field, link.plain), 0.0)))


def _is_anyones(form: str) -> bool:
    """True for a label that says what is behind the link, or that is the work's own name."""
    label = label_of(form)
    return "{title}" in label or "{name}" in label or ("{" not in label and is_generic(label))


def _is_own_picture(form: str) -> bool:
    """True for a picture of one work: a badge with its venue (`badge/ICLR-2023-blue`) or maker, a figure of its paper."""
    picture = _PICTURE.search(form)
    said = _BADGE_SAYS.search(form)
    is_own = bool(_BADGE_WORDS.search(form)) or bool(said and not is_generic(said[1]))
    return bool(picture) and ("badge" not in form or is_own)


def _are_own_pictures(links: Sequence[LinkForm]) -> bool:
    """True for pictures each of which has an address of its own: what they show is of one work."""
    shown = [picture["address"] for link in links if (picture := _PICTURE.search(link.plain))]
    return len(shown) > 1 and len(set(shown)) == len(shown) == len(links)


def _quantity_form(value: str) -> Literal[",", "short", ""]:
    if re.search(r"\d\s?[KkMm]\b", value):
        return "short"
    return "" if re.search(r"\d{4}", value) else ","
