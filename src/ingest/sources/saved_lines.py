"""JSON Lines, streamed: lines of a capped length, and the record on each."""

import json
from collections.abc import Iterator
from typing import Any, BinaryIO

from ingest.errors import SourceError
from ingest.sources.bodies import BLANK
from ingest.sources.pages import PAGE_SIZE, make_page
from ingest.sources.plain import make_reject
from ingest.sources.saved_json import raise_if_unknown, read_record
from ingest.works import Page, Reject, Sighting

_CHUNK = 1 << 20
_LINE_CAP = 50 << 20


def is_lines(head: bytes) -> bool:
    """Whether the text is one JSON object a line, and more than one of them.

    The first line tells; where it is broken, most of the next ones must be objects (a document laid
    out over lines has commas behind its objects).
    """
    lines = [line for line in head.lstrip(BLANK).split(b"\n", 20)[:20] if line.strip()]
    if len(lines) < 2 or not lines[0].startswith(b"{"):
        return False
    whole = [isinstance(_load(line), dict) for line in lines]
    return whole[0] or (sum(whole) > 1 and 2 * sum(whole) > len(whole))


def _load(line: bytes) -> Any:
    try:
        return json.loads(line)
    except (ValueError, RecursionError):
        return None


def split_lines(head: bytes, rest: BinaryIO, name: str) -> Iterator[tuple[bytes, bool]]:
    """Lines without their newline, and whether they had one."""
    pending, number = head.removeprefix(b"\xef\xbb\xbf"), 1
    while True:
        lines = pending.split(b"\n")
        pending = lines.pop()
        number += len(lines)
        for line in lines:
            yield line, True
        if len(pending) > _LINE_CAP:
            raise SourceError(
                f"a line of more than {_LINE_CAP >> 20} MB",
                where=f"{name}:{number}",
                todo="give JSON Lines, one record a line",
            )
        chunk = rest.read(_CHUNK)
        if not chunk:
            break
        pending += chunk
    if pending:
        yield pending, False


def read_lines(lines: Iterator[tuple[bytes, bool]], name: str) -> Iterator[Page]:
    """Pages of the lines' records; SourceError where the file ends in the middle of one.

    Blank lines are no records. A line that is no JSON among others is a reject; a file whose first page
    holds nothing of a known shape is no payload.
    """
    made: list[Sighting | Reject] = []
    is_known = False
    for number, (line, is_ended) in enumerate(lines, start=1):
        if not line or line.isspace():
            continue
        made.append(_read_line(line, number, is_ended, name))
        if len(made) == PAGE_SIZE:
            if not is_known:
                raise_if_unknown(made, f"{name}:1")
            is_known = True
            yield make_page(made)
            made = []
    if made:
        if not is_known:
            raise_if_unknown(made, f"{name}:1")
        yield make_page(made)


def _read_line(line: bytes, number: int, is_ended: bool, name: str) -> Sighting | Reject:
    try:
        record = json.loads(line)
    except (ValueError, RecursionError) as error:
        if not is_ended:
            raise SourceError(
                f"truncated: the last line is no whole JSON object ({error})",
                where=f"{name}:{number}",
                todo="fetch the file again; nothing of it is kept",
            ) from error
        text = line[:2_000].decode("utf-8", "replace")
        return make_reject("arxiv", "jsonl", number, f"not JSON: {error}", text)
    return read_record(record, number)
