"""The hidden machine block of a body: all items, so that the body alone can rebuild them.

It also marks every line that we wrote: what is no line of ours in a body was written by a person.

An HTML comment with a checksum and base64 of compressed JSON: no letter of base64 is a hyphen or a
bracket, so the comment can't be closed from within. https://github.github.com/gfm/#html-comment
"""

import base64
import binascii
import hashlib
import json
import re
import zlib
from collections.abc import Sequence
from typing import Any

from ingest.errors import PublishError
from ingest.proposals.items import Item, from_record, to_record

_MARK = "paper-ingest:v1"
_BLOCK = re.compile(
    r"<!--\s*paper-ingest:v(?P<version>\d+)\s+(?P<sum>\S*)\s(?P<data>.*?)-->", re.DOTALL
)
_BOX = re.compile(r"\[[ xX]\]")
_MARK_LENGTH = 4
_SIZE_LIMIT = 8_000_000  # bytes of JSON; a block that unpacks to more was not written by us


def render_block(
    list_name: str, items: Sequence[Item], last_number: int, *, text: str = "", title: str = ""
) -> str:
    """The block as it stands at the end of a body; the same values give the same characters.

    `text` is the visible body, whose lines are marked as ours; `title` the title that we gave.
    """
    content: dict[str, Any] = {
        "list": list_name,
        "last": last_number,
        "items": [to_record(item) for item in items],
    }
    marks = dict.fromkeys(line_mark(line) for line in text.split("\n") if line.strip())
    content |= {"marks": "".join(marks)} if marks else {}
    content |= {"title": title} if title else {}
    packed = json.dumps(content, ensure_ascii=True, separators=(",", ":"), sort_keys=True).encode()
    data = base64.b64encode(zlib.compress(packed, 9)).decode()
    return f"<!-- {_MARK} {_checksum(packed)}\n{data}\n-->"


def line_mark(line: str) -> str:
    """Four characters for a line of a body, the same whether its box is ticked or not."""
    plain = " ".join(_BOX.sub("[ ]", line).split())
    digest = hashlib.sha256(plain.encode("utf-8", "surrogatepass")).digest()
    return base64.b64encode(digest[:3]).decode()


def line_marks(text: str) -> frozenset[str]:
    """The marks of all lines of a text."""
    return frozenset(line_mark(line) for line in text.split("\n") if line.strip())


def read_marks(body: str) -> frozenset[str]:
    """The marks of the lines that we wrote; empty where no block tells them."""
    marks = str(_content_or_nothing(body).get("marks", ""))
    return frozenset(marks[at : at + _MARK_LENGTH] for at in range(0, len(marks), _MARK_LENGTH))


def read_title(body: str) -> str:
    """The title that we gave when we wrote this body; "" where no block tells it."""
    return str(_content_or_nothing(body).get("title", ""))


def without_block(body: str) -> tuple[str, str]:
    """What stands above the first machine block and what stands below it, all blocks left out."""
    first = _BLOCK.search(body)
    if not first:
        return body, ""
    return body[: first.start()], _BLOCK.sub("", body[first.end() :])


def _content_or_nothing(body: str) -> dict[str, Any]:
    try:
        return _read_content(body)
    except PublishError:
        return {}


def read_block(body: str) -> tuple[str, int, tuple[Item, ...]]:
    """List name, last item number and items of the block in a body.

    `PublishError` says in its text whether the block is gone, from a newer program, or damaged.
    """
    content = _read_content(body)
    try:
        items = tuple(from_record(record) for record in content["items"])
        return str(content["list"]), int(content["last"]), items
    except (KeyError, TypeError, ValueError, AttributeError) as error:
        raise _unreadable(f"the machine block lacks a part ({error})") from error


def _read_content(body: str) -> dict[str, Any]:
    blocks = {match["sum"] + match["data"]: match for match in _BLOCK.finditer(body)}
    if not blocks:
        is_cut = "paper-ingest:v" in body
        raise _unreadable("the machine block is cut off" if is_cut else "the machine block is gone")
    if len(blocks) > 1:
        raise _unreadable("there are several different machine blocks")
    match = next(iter(blocks.values()))
    if match["version"] != "1":
        raise _unreadable(f"the machine block has version {match['version']}, this program reads 1")
    return _unpack("".join(match["data"].split()), match["sum"])


def _unpack(data: str, checksum: str) -> dict[str, Any]:
    try:
        unpacker = zlib.decompressobj()
        text = unpacker.decompress(base64.b64decode(data, validate=True), _SIZE_LIMIT)
        if unpacker.unconsumed_tail:
            raise _unreadable("the machine block is larger than any of ours")
        if _checksum(text) != checksum:
            raise _unreadable("the machine block was changed: its checksum does not match")
        content: dict[str, Any] = json.loads(text)
    except (binascii.Error, zlib.error, ValueError) as error:
        raise _unreadable("the machine block was changed: it can't be unpacked") from error
    if not isinstance(content, dict):
        raise _unreadable("the machine block lacks a part (it is no mapping)")
    return content


def _checksum(text: bytes) -> str:
    return hashlib.sha256(text).hexdigest()[:16]


def _unreadable(what: str) -> PublishError:
    return PublishError(what, todo="Let the next run rebuild the body from the store.")
