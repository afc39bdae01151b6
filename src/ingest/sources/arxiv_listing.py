"""arXiv's daily listings, as RSS 2.0 or Atom: https://info.arxiv.org/help/rss.html

The dates of a listing are those of the announcement, not of the paper.
"""

import re
from collections.abc import Mapping

from lxml import etree

from ingest.errors import SourceError
from ingest.ids import ArxivId, parse_arxiv_id
from ingest.sources.bodies import Element, child_text, children, local_name, parse_xml
from ingest.sources.pages import make_page
from ingest.sources.paper_ids import paper_ids
from ingest.sources.plain import make_reject, one_line, split_authors
from ingest.sources.times import read_time, unread_times
from ingest.sources.withdrawn import is_withdrawn
from ingest.works import Page, Reject, Sighting

_PREFIX = re.compile(
    r"^arXiv:(?P<id>\S+)\s+Announce Type:\s*(?P<type>[\w-]+)\s+Abstract:\s*", re.IGNORECASE
)


def parse_listing(body: bytes, where: str) -> Page:
    """One listing; without items (weekend, holiday) it is a valid page without sightings.

    SourceError for XML that is no feed, and for a feed whose items name no arXiv paper at all.
    """
    root = parse_xml(body, where)
    name = local_name(root)
    if name == "rss" and children(root, "channel"):
        items = children(children(root, "channel")[0], "item")
    elif name == "feed":
        items = children(root, "entry")
    else:
        raise SourceError(
            f"root element {name!r} where an RSS or Atom listing was due",
            where=where,
            todo="save the listing of rss.arxiv.org as it is",
        )
    records = [_item_sighting(item, place) for place, item in enumerate(items, start=1)]
    if records and not any(_arxiv_id(item) for item in items):
        raise SourceError(
            "a feed, but not one of its items names an arXiv paper",
            where=where,
            todo="only listings of rss.arxiv.org are understood",
        )
    return make_page(records)


def description_sighting(record: Mapping[str, object], position: int) -> Sighting | Reject:
    """A listing's item kept as JSON: `id`, `title` and the untouched `description`."""
    id_text, title, description = (
        str(record.get(name) or "") for name in ("id", "title", "description")
    )
    match = _PREFIX.match(description)
    arxiv_id = parse_arxiv_id(match["id"] if match else id_text) or parse_arxiv_id(id_text)
    if arxiv_id is None or not title.strip():
        reason = "no title" if arxiv_id else "no arXiv id"
        return make_reject("arxiv", "listing", position, reason, record)
    ids, _, _ = paper_ids(arxiv_id, "")
    abstract = one_line(description[match.end() :] if match else description)
    return Sighting(
        source="arxiv",
        kind="listing",
        title=one_line(title),
        ids=ids,
        abstract=abstract,
        version=arxiv_id.version,
        is_withdrawn=is_withdrawn("", abstract),
        facts=(("announce_type", match["type"].lower()),) if match else (),
    )


def _arxiv_id(item: Element) -> ArxivId | None:
    """From guid or id (with version), else from the link."""
    link = children(item, "link")
    texts = [child_text(item, "guid"), child_text(item, "id"), child_text(item, "link")]
    texts += [element.get("href") or "" for element in link]
    return next((found for found in map(parse_arxiv_id, texts) if found), None)


def _item_sighting(item: Element, place: int) -> Sighting | Reject:
    arxiv_id, title = _arxiv_id(item), one_line(child_text(item, "title"))
    if arxiv_id is None or not title:
        reason = "no title" if arxiv_id else "no arXiv id in guid, id or link"
        text = etree.tostring(item, encoding="unicode")
        return make_reject("arxiv", "listing", place, reason, text)
    described = child_text(item, "description") or child_text(item, "summary")
    match = _PREFIX.match(described.lstrip())
    abstract = one_line(described.lstrip()[match.end() :] if match else described)
    announced = child_text(item, "announce_type") or (match["type"] if match else "")
    ids, doi, unread = paper_ids(arxiv_id, child_text(item, "DOI") or child_text(item, "doi"))
    categories = [
        one_line(each.get("term") or each.text or "") for each in children(item, "category")
    ]
    links = [(each.get("href") or each.text or "").strip() for each in children(item, "link")]
    facts = [("announce_type", announced.strip().lower()), ("license", child_text(item, "rights"))]
    listed = child_text(item, "pubDate") or child_text(item, "published")
    return Sighting(
        source="arxiv",
        kind="listing",
        title=title,
        ids=ids,
        abstract=abstract,
        authors=tuple(
            name for each in children(item, "creator") for name in split_authors(each.text or "")
        ),
        categories=tuple(dict.fromkeys(name for name in categories if name)),
        journal_ref=one_line(child_text(item, "journal_reference")) or None,
        doi=doi,
        version=arxiv_id.version,
        listed_at=read_time(listed),
        is_withdrawn=is_withdrawn("", abstract),
        links=tuple(("link", link) for link in links if link),
        facts=(
            *unread,
            *((name, one_line(value)) for name, value in facts if value.strip()),
            *unread_times([("listed", listed)]),
        ),
    )
