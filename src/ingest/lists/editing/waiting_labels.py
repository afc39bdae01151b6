"""Labels that wait for their address (`[code]`): a new entry links there what its work has."""

import re
from functools import lru_cache

from ingest.lists.markup.escape import escape_url
from ingest.lists.reading.fields import label_field
from ingest.works import RowFacts

_WAITING = re.compile(r"(?<![\[\]!\\])\[(?P<label>[A-Za-z]{3,12})\](?![\[\](:])")
_BARE = re.compile(r"(?<=\)/)(?P<label>[A-Za-z]{3,12})(?=[ \t]*(?:\||$))", re.MULTILINE)
_ARTIFACTS = frozenset({"code", "data", "weights", "project"})


def with_links_of_labels(page: bytes, text: str, facts: RowFacts) -> str:
    """An entry with the work's own link at a bare label of its kind, linked as the page links that label."""
    if facts.is_from_entry:
        return text

    def linked(match: re.Match[str]) -> str:
        kind = label_field(match["label"])
        own = next((one for one in facts.links if one.kind == kind), None)
        url = escape_url(own.url) if own and kind in _ARTIFACTS else None
        if url is None or f"({url})" in text:
            return match[0]
        if match.re is _BARE:  # `[Paper](...)/Code` among `[Paper](...)/[Code](...)`
            form = f"[{match['label']}]("
            return f"{form}{url})" if f"/{form}".encode() in page else match[0]
        return _form_of(page, match["label"]).format(url)

    text = _BARE.sub(linked, text) if ")/" in text else text
    return _WAITING.sub(linked, text)


@lru_cache(maxsize=16)
def _form_of(page: bytes, label: str) -> str:
    """How a page mostly links a label: `[[code]](...)`, `[[code](...)]`, `[code](...)`."""
    forms = (f"[[{label}]]({{}})", f"[[{label}]({{}})]", f"[{label}]({{}})")
    marks = (f"[[{label}]](", f"[[{label}](", f" [{label}](")
    counts = [page.count(mark.encode()) for mark in marks]
    return forms[counts.index(max(counts))] if any(counts) else forms[-1]
