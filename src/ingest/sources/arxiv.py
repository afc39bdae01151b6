"""arXiv's query API: the URL to ask, and its Atom answer as sightings.

https://info.arxiv.org/help/api/user-manual.html. Listings, OAI-PMH and the metadata snapshot have a file
each; this module shows the whole of arXiv to the other layers.
"""

import re
from collections.abc import Sequence
from copy import deepcopy
from datetime import UTC, datetime
from typing import Any, Literal
from urllib.parse import urlencode

import arxiv as arxiv_package
from arxiv import _feed
from lxml import etree

from ingest.errors import SourceError
from ingest.ids import parse_arxiv_id
from ingest.sources.arxiv_listing import parse_listing
from ingest.sources.arxiv_oai import parse_oai
from ingest.sources.arxiv_snapshot import snapshot_sighting
from ingest.sources.bodies import Element, child_text, parse_xml
from ingest.sources.pages import make_page
from ingest.sources.paper_ids import paper_ids
from ingest.sources.plain import clean_names, make_reject, one_line
from ingest.sources.withdrawn import is_withdrawn
from ingest.works import Page, Reject, Sighting

__all__ = [
    "SortBy",
    "id_list_url",
    "parse_listing",
    "parse_oai",
    "parse_query",
    "query_url",
    "snapshot_sighting",
    "title_url",
]

SortBy = Literal["submitted", "updated"]

_ATOM = "{http://www.w3.org/2005/Atom}"
_OPENSEARCH = "{http://a9.com/-/spec/opensearch/1.1/}"


def query_url(
    base_url: str,
    categories: Sequence[str],
    from_at: datetime,
    to_at: datetime,
    start: int,
    page_size: int,
    by: SortBy,
    without: Sequence[str] = (),
) -> str:
    """The URL of one page of a window over the categories; `base_url` is the endpoint itself.

    Papers that are filed under one of `without` as well are left out.

    by `submitted` the window is part of the query. by `updated` it is not, since arXiv compares a
    lastUpdatedDate range with the submission date: newest update first, and the caller stops at a
    page whose last entry is older than `from_at`.
    """
    query = _any_of(categories)
    if without:
        query = f"({query}) ANDNOT ({_any_of(without)})"
    if by == "submitted":
        span = f"{from_at.astimezone(UTC):%Y%m%d%H%M} TO {to_at.astimezone(UTC):%Y%m%d%H%M}"
        query = f"({query}) AND submittedDate:[{span}]"
    sort_by = {
        "submitted": arxiv_package.SortCriterion.SubmittedDate,
        "updated": arxiv_package.SortCriterion.LastUpdatedDate,
    }[by]
    search = arxiv_package.Search(query=query, max_results=page_size, sort_by=sort_by)
    return _search_url(base_url, search, start)


def _any_of(categories: Sequence[str]) -> str:
    return " OR ".join(f"cat:{category}" for category in categories)


def id_list_url(base_url: str, arxiv_ids: Sequence[str], start: int, page_size: int) -> str:
    """The URL that asks for these papers by id (canonical or bare, a version may follow)."""
    bare = [arxiv_id.removeprefix("arxiv:") for arxiv_id in arxiv_ids]
    return _search_url(base_url, arxiv_package.Search(id_list=bare, max_results=page_size), start)


def title_url(base_url: str, title: str) -> str:
    """The URL that asks for papers by a title; arXiv takes its words, so the caller compares."""
    words = " ".join(re.findall(r"\w+", title))
    return _search_url(base_url, arxiv_package.Search(query=f'ti:"{words}"', max_results=10), 0)


def _search_url(base_url: str, search: arxiv_package.Search, start: int) -> str:
    values = {
        "search_query": search.query,
        "id_list": ",".join(search.id_list),
        "sortBy": search.sort_by.value,
        "sortOrder": search.sort_order.value,
        "start": start,
        "max_results": search.max_results,
    }
    asked = {name: value for name, value in values.items() if value != ""}
    return f"{base_url}?{urlencode(asked)}"


def parse_saved_query(body: bytes, where: str) -> Page:
    """As `parse_query`, but an error feed is a page whose records are rejects.

    Of a live answer an error must stop the window; in a saved one it is a bad record among others.
    """
    root = parse_xml(body, where)
    errors = [entry for entry in root.iterfind(f"{_ATOM}entry") if _is_error(entry)]
    if not errors:
        return parse_query(body, where)
    return make_page(
        [_reject(entry, place, _error_text(entry)) for place, entry in enumerate(errors, start=1)]
    )


def parse_query(body: bytes, where: str) -> Page:
    """One answer of the query API; SourceError for an error feed or anything that is no Atom feed.

    The entries are read by `arxiv._feed.parse`. The private door is used because the public one
    (`Client.results`) must do the network itself; the package is pinned exactly, and a test holds the
    door's shape. It recovers broken XML and raises on a broken date, so the document is checked
    strictly first and entries it could not read are taken out as rejects.
    """
    root = parse_xml(body, where)
    if root.tag != f"{_ATOM}feed":
        raise SourceError(
            f"root element {root.tag!r} where an Atom feed was due",
            where=where,
            todo="check the query URL; the answer is not arXiv's query API",
        )
    entries = list(root.iterfind(f"{_ATOM}entry"))
    _raise_error_feed(entries, where)
    reasons = [_complaint(entry) for entry in entries]
    results = iter(_read_entries(root, entries, reasons))
    made = [
        _reject(entry, place, reason) if reason else _sighting(next(results), entry, place)
        for place, (entry, reason) in enumerate(zip(entries, reasons, strict=True), start=1)
    ]
    return make_page(
        made,
        total_count=_number(root, "totalResults"),
        start_index=_number(root, "startIndex") or 0,
    )


def _raise_error_feed(entries: Sequence[Element], where: str) -> None:
    for entry in entries:
        if _is_error(entry):
            raise SourceError(
                _error_text(entry),
                where=where,
                todo="correct the query; asking again gives the same answer",
            )


def _is_error(entry: Element) -> bool:
    return "/api/errors#" in child_text(entry, "id")


def _error_text(entry: Element) -> str:
    return f"arXiv answers with an error, not data: {one_line(child_text(entry, 'summary'))}"


def _complaint(entry: Element) -> str | None:
    """Why the package could not read the entry, in its reader's own terms; None where it can."""
    if not (entry.findtext(f"{_ATOM}id") or "").strip():
        return "no <id>"
    for name in ("updated", "published"):
        text = (entry.findtext(f"{_ATOM}{name}") or "").strip()
        try:
            datetime.fromisoformat(text.replace("Z", "+00:00")).astimezone(UTC)
        except (ValueError, OverflowError):
            return f"unreadable <{name}>: {one_line(text)[:60]!r}" if text else f"no <{name}>"
    return None


def _read_entries(
    root: Element, entries: Sequence[Element], reasons: Sequence[str | None]
) -> Sequence[Any]:
    """One `arxiv.Result` for each entry without a reason against it, in their order."""
    copy = deepcopy(root)
    for entry, reason in zip(list(copy.iterfind(f"{_ATOM}entry")), reasons, strict=True):
        if reason:
            copy.remove(entry)
    results: list[Any] = _feed.parse(etree.tostring(copy)).results
    if len(results) != len(entries) - sum(1 for reason in reasons if reason):
        raise RuntimeError("arxiv._feed.parse skipped an entry that it should be able to read")
    return results


def _reject(entry: Element, place: int, reason: str) -> Reject:
    return make_reject("arxiv", "query", place, reason, etree.tostring(entry, encoding="unicode"))


def _number(root: Element, name: str) -> int | None:
    text = (root.findtext(f"{_OPENSEARCH}{name}") or "").strip()
    return int(text) if text.isdigit() else None


def _sighting(result: Any, entry: Element, place: int) -> Sighting | Reject:
    arxiv_id = parse_arxiv_id(result.entry_id)
    title = one_line(result.title)
    if arxiv_id is None or not title:
        return _reject(entry, place, "no title" if arxiv_id else "no arXiv id in <id>")
    ids, doi, unread = paper_ids(arxiv_id, result.doi or "")
    abstract, comment = one_line(result.summary), one_line(result.comment or "")
    affiliations = [one_line(name) for author in result.authors for name in author.affiliation]
    return Sighting(
        source="arxiv",
        kind="query",
        title=title,
        ids=ids,
        abstract=abstract,
        authors=clean_names(author.name for author in result.authors),
        categories=tuple(
            dict.fromkeys(name for name in (result.primary_category, *result.categories) if name)
        ),
        comment=comment or None,
        journal_ref=one_line(result.journal_ref or "") or None,
        doi=doi,
        version=arxiv_id.version,
        published_at=result.published,
        updated_at=result.updated,
        is_withdrawn=is_withdrawn(comment, abstract),
        links=tuple((link.title or link.rel or "link", link.href) for link in result.links),
        facts=(*unread, *(("affiliation", name) for name in dict.fromkeys(affiliations) if name)),
    )
