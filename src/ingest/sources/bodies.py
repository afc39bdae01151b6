"""The strict doors to XML and JSON: bytes that are not what was asked for never reach a parser.

lxml's tolerant mode and the arXiv package both turn half an answer into half a record without a word.
"""

import json
import re
from typing import Any

from lxml import etree

from ingest.errors import SourceError

BLANK = b" \t\r\n\xef\xbb\xbf"  # whitespace and the UTF-8 byte order mark
Element = Any  # lxml ships no types

_THROTTLED = re.compile(
    rb"\s*(?:<[^>]*>\s*)*rate (?:limit )?exceeded\.?\s*(?:<[^>]*>\s*)*", re.IGNORECASE
)
_HTML = re.compile(
    rb"(?:\xef\xbb\xbf)?\s*(?>(?:<!--(?>.*?-->)\s*)*)<(?:!doctype\s+)?html\b", re.I | re.S
)
_AGAIN = "ask again later; nothing was read from this answer"
_FETCH = "fetch or save the payload again; nothing was read from this one"


def is_throttle_text(body: bytes) -> bool:
    """Whether the body is arXiv's `Rate exceeded.` (sent with status 200 too), bare or in tags."""
    return len(body) < 2_000 and _THROTTLED.fullmatch(body) is not None


def is_html(body: bytes) -> bool:
    """Whether the body is an HTML document by its first tag."""
    return _HTML.match(body[:4_096]) is not None


def why_not_data(body: bytes) -> str | None:
    """Why these bytes can be no XML or JSON answer at all, in one phrase; None where they may be."""
    if not body.strip():
        return "an empty body"
    if is_throttle_text(body):
        return 'throttled: "Rate exceeded." where data was due'
    if is_html(body):
        return "an HTML page where data was due"
    if b"\0" in body[:4_096]:
        return "NUL bytes where text was due"
    return None


def check_body(body: bytes, where: str) -> None:
    """Raise SourceError for a body that `why_not_data` refuses."""
    reason = why_not_data(body)
    if reason:
        raise SourceError(reason, where=where, todo=_AGAIN if "Rate" in reason else _FETCH)


def parse_xml(body: bytes, where: str) -> Element:
    """The root element of a well-formed document; SourceError with the line for anything less."""
    check_body(body, where)
    parser = etree.XMLParser(resolve_entities=False, no_network=True, recover=False)
    try:
        return etree.fromstring(body, parser=parser)
    except (etree.XMLSyntaxError, ValueError) as error:
        line = getattr(error, "lineno", None) or 1
        raise SourceError(
            f"not well-formed XML, perhaps cut short: {error}", where=f"{where}:{line}", todo=_FETCH
        ) from error


def parse_json(body: bytes, where: str) -> Any:
    """The value of one JSON document in UTF-8; SourceError with the line for anything less."""
    check_body(body, where)
    try:
        return json.loads(body.decode("utf-8-sig"))
    except UnicodeDecodeError as error:
        line = body.count(b"\n", 0, error.start) + 1
        raise SourceError("not UTF-8", where=f"{where}:{line}", todo=_FETCH) from error
    except json.JSONDecodeError as error:
        is_cut = not error.doc[error.pos :].strip() or error.msg.startswith("Unterminated")
        cut = " (the document ends too early)" if is_cut else ""
        raise SourceError(
            f"not JSON{cut}: {error.msg}", where=f"{where}:{error.lineno}", todo=_FETCH
        ) from error
    except (ValueError, RecursionError) as error:
        raise SourceError(f"not JSON: {error}", where=f"{where}:1", todo=_FETCH) from error


def local_name(element: Element) -> str:
    """An element's name without its namespace; empty for comments and processing instructions."""
    tag = element.tag
    return tag.rpartition("}")[2] if isinstance(tag, str) else ""


def children(element: Element, name: str) -> list[Element]:
    """Child elements of that local name, whatever their namespace (real files often lack it)."""
    return [child for child in element if local_name(child) == name]


def child_text(element: Element, name: str) -> str:
    """All text inside the first child of that local name; empty where there is none."""
    found = children(element, name)
    return "".join(found[0].itertext()) if found else ""
