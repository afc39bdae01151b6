"""Lines that name the fields of an entry: `- **Authors**: ...`."""

import re
from collections.abc import Set

from ingest.lists.markup.inline import WORD, find_links
from ingest.lists.reading.fields import header_field, is_generic

_FIELD_LINE = re.compile(
    r"^[ \t]*(?:[-*+][ \t]+)?(?:\*\*|<strong>)?(?P<label>[^\s*:：<>\[\]][^*:：<>\[\]\n]{0,20}?)"
    r"(?:\*\*|</strong>)?[ \t]*[:：](?!//)",
    re.MULTILINE,
)


def has_fields(body: str) -> bool:
    """True where lines name fields of an entry: `- **作者**：`, `Publish Date:`."""
    labels = [match["label"] for match in _FIELD_LINE.finditer(body)]
    fields = [field for label in labels if (field := header_field(label)) != "other"]
    return len(fields) >= 2 and fields.count("paper") < 2  # of several papers each is an entry


def is_field_list(body: str) -> bool:
    """True where all that is said are fields of one entry, line by line: `- **Authors**: ...`."""
    lines = (line for line in body.split("\n") if line.strip())
    return all(_FIELD_LINE.match(line) for line in lines) and has_fields(body)


def opens_with_field(body: str, fields: Set[str] = frozenset({"authors", "title"})) -> bool:
    """True where the first line names a paper's authors or title: what follows is about that paper."""
    first = _FIELD_LINE.match(body.lstrip("\n"))
    return first is not None and header_field(first["label"]) in fields


def opens_with_links(body: str) -> bool:
    """True where the first line is nothing but links that say what is behind them: `[Paper](...) | [Code](...)`."""
    first = body.lstrip("\n").partition("\n")[0]
    rest, links = first, find_links(first)
    for link in links:
        rest = rest.replace(first[link.start : link.end], " ")
    return bool(links) and not WORD.search(rest) and all(is_generic(link.label) for link in links)
