"""Which payload begins with some bytes: by what they hold, never by a file's name."""

import re

from lxml import etree

from ingest.errors import SourceError
from ingest.sources.bodies import BLANK, check_body, is_html, local_name, why_not_data
from ingest.sources.saved_json import UNDERSTOOD
from ingest.sources.saved_lines import is_lines
from ingest.sources.trending_text import looks_like_feed

_JSON = re.compile(rb'\{\s*["}]|\[\s*[\[{"\]]')


def recognise(head: bytes, name: str = "payload") -> str:
    """Which payload begins with these bytes (the first 64 KB are enough).

    One of arxiv-query, arxiv-listing, arxiv-oai, trending-html, trending-text, jsonl, json; SourceError
    for anything else. HTML and JSON need their whole body before more can be said.
    """
    if is_html(head):
        if why_not_data(head) != "an HTML page where data was due":
            check_body(head, name)
        return "trending-html"
    check_body(head, name)
    first = head.lstrip(BLANK)[:1]
    if first == b"<":
        return _recognise_xml(head, name)
    if _JSON.match(head.lstrip(BLANK)):
        return "jsonl" if is_lines(head) else "json"
    text = head.decode("utf-8-sig", errors="ignore")
    if looks_like_feed(text):
        return "trending-text"
    shown = " ".join(text[:60].split())
    raise SourceError(f"unknown payload: {shown!r}", where=f"{name}:1", todo=UNDERSTOOD)


def _recognise_xml(head: bytes, name: str) -> str:
    parser = etree.XMLPullParser(events=("start",), resolve_entities=False, no_network=True)
    names: list[str] = []
    try:
        parser.feed(head)
        names = [local_name(element) for _, element in parser.read_events()]
    except etree.XMLSyntaxError:
        names = [local_name(element) for _, element in parser.read_events()]
    root = names[0] if names else ""
    if root == "feed":
        is_listing = (
            b"rss.arxiv.org" in head or "announce_type" in names or b"oai:arXiv.org:" in head
        )
        is_query = any(each in names for each in ("totalResults", "itemsPerPage", "startIndex"))
        if is_query or is_listing:
            return "arxiv-query" if is_query else "arxiv-listing"
    if root == "rss" and b"arxiv" in head.lower():
        return "arxiv-listing"
    if root == "OAI-PMH" or "record" in names[:8]:
        return "arxiv-oai"
    raise SourceError(
        f"XML of no known kind, root element {root!r}" if root else "not well-formed XML",
        where=f"{name}:1",
        todo=UNDERSTOOD,
    )
