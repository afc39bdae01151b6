"""Labels that wait for their address (`[code]`, `- Code:`): a new entry links there what its work has."""

import re
from functools import lru_cache

from ingest.lists.markup.escape import escape_url
from ingest.lists.reading.fields import LABEL_OF_LINE, label_field
from ingest.works import RowFacts

_WAITING = re.compile(r"(?<![\[\]!\\])\[(?P<label>[A-Za-z]{3,12})\](?![\[\](:])")
_BARE = re.compile(r"(?<=\)/)(?P<label>[A-Za-z]{3,12})(?=[ \t]*(?:\||$))", re.MULTILINE)
_LINE = re.compile(rf"{LABEL_OF_LINE}[ \t]*(?P<value>[^\n]*?)[ \t]*(?:<br ?/?>|\\)?\s*$")
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
    return _with_lines_filled(_WAITING.sub(linked, text), facts)


def _with_lines_filled(text: str, facts: RowFacts) -> str:
    """An entry without lines that say nothing behind a label which another line says something behind, and with the work's
    own address behind the label of its kind, where the entry's lines bear bare addresses."""
    lines = [_LINE.match(line) for line in text.split("\n")]
    told = {line["label"] for line in lines if line and line["value"]}
    is_bare = any(line["value"].startswith("http") for line in lines if line)
    written = []
    for line, raw in zip(lines, text.split("\n"), strict=True):
        if line is None or line["value"] or not told:
            written.append(raw)
        elif line["label"] not in told:
            kind = label_field(line["label"])
            own = next((one.url for one in facts.links if one.kind == kind), "")
            is_missing = is_bare and kind in _ARTIFACTS and own and own not in text
            written.append(f"{raw.rstrip()} {escape_url(own)}" if is_missing else raw)
    return "\n".join(written)


@lru_cache(maxsize=16)
def _form_of(page: bytes, label: str) -> str:
    """How a page mostly links a label: `[[code]](...)`, `[[code](...)]`, `[code](...)`."""
    forms = (f"[[{label}]]({{}})", f"[[{label}]({{}})]", f"[{label}]({{}})")
    marks = (f"[[{label}]](", f"[[{label}](", f" [{label}](")
    counts = [page.count(mark.encode()) for mark in marks]
    return forms[counts.index(max(counts))] if any(counts) else forms[-1]
