"""What a body says after a person was there: boxes by item number, items from the machine block."""

import re
from collections.abc import Sequence
from dataclasses import replace

from ingest.errors import PublishError
from ingest.proposals.items import Item, Review
from ingest.proposals.machine import read_block

NUMBERED_BOX = re.compile(r"^\s*(?:[-*+]|\d+[.)])\s+\[([ xX])\]\s+\*\*(\d{1,6})\.?\*\*", re.ASCII)
_MOVE = re.compile(
    r"^\s*(?:[-*+]|\d+[.)])\s+\[([ xX])\]\s+\*\*(\d{1,6})\s*(?:→|&rarr;|->)\s*\*\*", re.ASCII
)
_FENCE = re.compile(r"^\s*(`{3,}|~{3,})")
_COMMENT = re.compile(r"<!--.*?-->", re.DOTALL)


def read_body(body: str) -> Review:
    """A body as it stands on the forge, text around it edited or not, newlines of any kind.

    Never raises: a machine block that can't be trusted gives a `problem`, so that the caller takes
    the items from the store and keeps the ticks.
    """
    text = without_code(body.replace("\r\n", "\n").replace("\r", "\n"))
    ticks = _read_ticks(text)
    try:
        list_name, last_number, items = read_block(text)
    except PublishError as error:
        return Review((), ticks, problem=error.what, moves=_read_moves(text))
    missing = tuple(item.number for item in items if item.number not in ticks)
    return Review(
        items, ticks, missing, list_name=list_name, last_number=last_number, moves=_read_moves(text)
    )


def _read_moves(text: str) -> frozenset[int]:
    """Numbers of the items whose second box ("put under ... instead") is ticked."""
    lines = _COMMENT.sub("", text).split("\n")
    matches = (_MOVE.match(line) for line in lines)
    return frozenset(int(match[2]) for match in matches if match and match[1] != " ")


def _read_ticks(text: str) -> dict[int, bool]:
    """Boxes by number; one that stands twice with different ticks tells nothing and is left out."""
    ticks: dict[int, bool] = {}
    unclear: set[int] = set()
    for line in _COMMENT.sub("", text).split("\n"):
        match = NUMBERED_BOX.match(line)
        if match:
            number, is_ticked = int(match[2]), match[1] != " "
            if ticks.setdefault(number, is_ticked) != is_ticked:
                unclear.add(number)
    return {number: tick for number, tick in ticks.items() if number not in unclear}


def without_code(text: str) -> str:
    """The text without fenced code: a row that is shown there may look like a box or a comment."""
    kept: list[str] = []
    fence = ""
    for line in text.split("\n"):
        match = _FENCE.match(line)
        if fence:
            is_end = match and match[1].startswith(fence) and not line.strip().strip(fence[0])
            fence = "" if is_end else fence
        elif match:
            fence = match[1]
        else:
            kept.append(line)
    return "\n".join(kept)


def carry_ticks(items: Sequence[Item], review: Review) -> tuple[Item, ...]:
    """The items with the boxes as the review left them; an item whose box is missing stays as it was."""
    return tuple(
        replace(item, is_ticked=review.ticks.get(item.number, item.is_ticked)) for item in items
    )
