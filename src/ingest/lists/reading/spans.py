"""Cells of HTML tables that are merged over several rows: `<td rowspan="3">` grows and shrinks with its rows."""

import re
from collections.abc import Iterator
from dataclasses import replace

from ingest.errors import ListError
from ingest.lists.markup.inline import plain
from ingest.lists.markup.lines import decode
from ingest.lists.model import CuratedList, Edit, Entry

_SPAN = re.compile(
    rb"<td\b[^<>]*?\browspan\s*=\s*[\"']?(?P<count>\d+)[^<>]*>(?P<inner>.*?)</td\s*>",
    re.IGNORECASE | re.DOTALL,
)
_ROW = re.compile(rb"<tr\b", re.IGNORECASE)


def merged_label(curated: CuratedList, entry: Entry) -> str:
    """The words of the merged cell that begins in a row; "" where none does."""
    found = next(_spans_in(curated, entry), None)
    return plain(decode(found["inner"])) if found else ""


def grown(curated: CuratedList, edit: Edit, before: Entry | None, after: Entry | None) -> Edit:
    """The edit that adds a row, with the merged cell over the row before it one row higher.

    ListError where the row would stand above the one that holds a merged cell.
    """
    if before is None:
        if after and next(_spans_in(curated, after), None):
            raise _refused(curated, after, "a row can't be put above it")
        return edit
    return _changed(curated, edit, before, 1)


def shrunk(curated: CuratedList, edit: Edit, gone: Entry) -> Edit:
    """The edit that takes a row out, with the merged cell beside it one row lower; ListError for its first row."""
    if next(_spans_in(curated, gone), None):
        raise _refused(curated, gone, "it can't be taken out alone")
    return _changed(curated, edit, gone, -1)


def _changed(curated: CuratedList, edit: Edit, row: Entry, by: int) -> Edit:
    if row.kind != "html":
        return edit
    text = curated.text
    spans = list(_spans_over(curated, row))
    if not spans:
        return edit
    start, new = spans[0].start("count"), b""
    for at, span in enumerate(spans):
        stop = spans[at + 1].start("count") if at + 1 < len(spans) else edit.start
        new += str(int(span["count"]) + by).encode() + text[span.end("count") : stop]
    return replace(edit, start=start, old=text[start : edit.end], new=new + edit.new)


def _spans_over(curated: CuratedList, row: Entry) -> Iterator[re.Match[bytes]]:
    """The merged cells that reach over a row, the first of the table first."""
    top = max(curated.text.rfind(b"<table", 0, row.start), 0)
    for span in _SPAN.finditer(curated.text, top, row.end):
        below = len(_ROW.findall(curated.text, span.end(), row.end))
        if int(span["count"]) > below and int(span["count"]) > 1:
            yield span


def _spans_in(curated: CuratedList, entry: Entry) -> Iterator[re.Match[bytes]]:
    if entry.kind == "html":
        for span in _SPAN.finditer(curated.text, entry.start, entry.end):
            if int(span["count"]) > 1:
                yield span


def _refused(curated: CuratedList, entry: Entry, what: str) -> ListError:
    return ListError(
        f"the row holds a cell merged over several rows: {what}",
        where=f"{curated.where}:{entry.line}",
        todo="Make this edit by hand.",
    )
