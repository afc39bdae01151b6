"""Saved payloads as they are, recognised by what they hold and never by their names.

Metadata in JSON Lines is streamed and may have any size; everything else is one document in memory.
"""

import gzip
import io
import zlib
from collections.abc import Iterator
from typing import Any, BinaryIO, cast

from ingest.errors import SourceError
from ingest.sources.arxiv import parse_listing, parse_oai, parse_saved_query
from ingest.sources.bodies import parse_json
from ingest.sources.judge import judge_answer
from ingest.sources.pages import split_page
from ingest.sources.recognise import recognise
from ingest.sources.saved_json import read_value
from ingest.sources.saved_lines import is_lines, read_lines, split_lines
from ingest.sources.trending import parse_html, parse_text
from ingest.works import Page

__all__ = ["read_saved", "recognise"]

_HEAD = 1 << 16
_DOCUMENT_CAP = 256 << 20
_PARSERS = {
    "arxiv-query": parse_saved_query,
    "arxiv-listing": parse_listing,
    "arxiv-oai": parse_oai,
    "trending-html": parse_html,
    "trending-text": parse_text,
}


def read_saved(stream: BinaryIO, name: str) -> Iterator[Page]:
    """Every record of one saved payload, in pages of at most 2,000; gzip is unpacked on the way.

    `name` stands in error messages only. SourceError (file and line) may come after pages were yielded,
    where a file ends in the middle of a record: keep nothing of a file until it is read to its end.
    """
    head = stream.read(_HEAD)
    rest: BinaryIO = stream
    try:
        if head[:2] == b"\x1f\x8b":
            whole = cast(BinaryIO, _Joined(head, stream))
            rest = cast(BinaryIO, gzip.GzipFile(fileobj=whole, mode="rb"))
            head = rest.read(_HEAD)
        yield from _read_unpacked(head, rest, name)
    except (EOFError, gzip.BadGzipFile, zlib.error) as error:
        raise SourceError(
            f"broken gzip, perhaps cut short: {error}", where=name, todo="fetch the file again"
        ) from error


class _Joined(io.RawIOBase):
    """The head that was read already, then the rest of the stream."""

    def __init__(self, head: bytes, stream: BinaryIO) -> None:
        self._head = head
        self._stream = stream

    def readable(self) -> bool:
        return True

    def read(self, size: int = -1) -> bytes:
        if size < 0:
            return self._take(len(self._head)) + self._stream.read()
        return self._take(size) if self._head else self._stream.read(size)

    def _take(self, size: int) -> bytes:
        taken, self._head = self._head[:size], self._head[size:]
        return taken


def _read_unpacked(head: bytes, rest: BinaryIO, name: str) -> Iterator[Page]:
    kind = recognise(head, name)
    if kind == "jsonl":
        yield from read_lines(split_lines(head, rest, name), name)
        return
    body = head + rest.read(_DOCUMENT_CAP - len(head) + 1)
    if len(body) > _DOCUMENT_CAP:
        raise SourceError(
            f"a document of more than {_DOCUMENT_CAP >> 20} MB", where=name, todo="split the file"
        )
    if kind == "json" and is_lines(body):  # the first line alone is longer than the head
        yield from read_lines(split_lines(body, io.BytesIO(), name), name)
        return
    yield from split_page(_read_document(kind, body, name))


def _read_document(kind: str, body: bytes, name: str) -> Page:
    if kind != "json":
        return _PARSERS[kind](body, name)
    value = parse_json(body, name)
    if isinstance(value, dict) and isinstance(value.get("body"), str) and "url" in value:
        return _read_recorded(value, name)
    return read_value(value, name)


def _read_recorded(record: dict[str, Any], name: str) -> Page:
    """An answer kept as JSON with the URL and status it came with."""
    where = f"{name} ({record['url']})"
    body = record["body"].encode("utf-8", "surrogatepass")
    status = record.get("status_code", record.get("status", 200))
    outcome, reason = judge_answer(status if isinstance(status, int) else 0, {}, body)
    if outcome == "throttled":
        raise SourceError(f"a throttled answer: {reason}", where=where, todo="fetch it again later")
    page = _read_document(recognise(body[:_HEAD], where), body, where)
    if (
        outcome != "ok" and not page.rejects
    ):  # the parsers say more about an error answer, so they go first
        raise SourceError(f"not to be believed: {reason}", where=where, todo="fetch it again")
    return page
