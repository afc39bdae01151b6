"""What stands between two facts: marks that close the one, what parts the two, marks that open the other."""

import re
from typing import NamedTuple

from ingest.lists.splitting.tokens import TOKEN

_CLOSERS = re.compile(r"(?:[.,]?(?:\*\*|[*_`\"”）)\]]|</\w+>))*")
_OPENERS = re.compile(r"(?<![\w*_`])(?:\*\*|[*_`\"“（(\[]|<\w+>)+$")
_SEPARATORS = re.compile(r"^[\s,.;|·–—-]+")
_LAST_MARK = re.compile(r"(?:\*\*|<\w+>|.)$")
_MIRRORED = {"“": "”", "（": "）", "(": ")", "[": "]"}


class Gap(NamedTuple):
    """The text between two facts in three pieces."""

    closing: str
    parting: str
    opening: str


class Slot(NamedTuple):
    """A fact's placeholder in a template, with its place."""

    field: str
    text: str
    start: int
    end: int


def slots_of(template: str) -> list[Slot]:
    """The facts that a template shows, in their order."""
    return [Slot(m["field"], m[0], *m.span()) for m in TOKEN.finditer(template) if m["field"]]


def split_gap(text: str, is_first: bool = False) -> Gap:
    """A gap in its pieces: `.** *` behind a title closes with `.**`, parts by a blank and opens with `*`."""
    closed = None if is_first else _CLOSERS.match(text)
    at = closed.end() if closed else 0
    opened = _OPENERS.search(text, at)
    end = opened.start() if opened else len(text)
    return Gap(text[:at], text[at:end], text[end:])


def _unpaired(opening: str, closing: str) -> tuple[str, str]:
    """The marks before and behind a fact without those that are a pair around it."""
    while mark := _LAST_MARK.search(opening):
        closed = "</" + mark[0][1:] if mark[0][0] == "<" else _MIRRORED.get(mark[0], mark[0])
        bare = closing.lstrip(".,")
        if not bare.startswith(closed):
            break
        opening, closing = opening[: mark.start()], bare[len(closed) :]
    return opening, closing


def before_slot(slot: Slot, slots: list[Slot]) -> int:
    """Where the fact before one ends; 0 for the first."""
    return max((one.end for one in slots if one.end <= slot.start), default=0)


def _around(template: str, slot: Slot, slots: list[Slot]) -> tuple[Gap, Gap, int, int]:
    """The gaps before and behind a fact, and the places where the first begins and the second ends."""
    start = before_slot(slot, slots)
    end = min((one.start for one in slots if one.start >= slot.end), default=len(template))
    before = split_gap(template[start : slot.start], not start)
    return before, split_gap(template[slot.end : end]), start, end


def without_fact(template: str, slot: Slot, slots: list[Slot]) -> str:
    """A template with one fact cut out: with the marks around it goes what parts it from one of its neighbours."""
    before, behind, start, end = _around(template, slot, slots)
    opening, closing = _unpaired(before.opening, behind.closing)
    parting = behind.parting
    is_named = behind.parting.startswith((":", "："))  # a colon belongs to what stands before it
    if opening or is_named:
        parting = before.parting
    elif not start:  # the bullet stays, and what is no mark that parts
        parting = before.parting + _SEPARATORS.sub("", behind.parting)
    elif not parting and not closing and end < len(template):
        parting = before.parting
    marks = closing + parting if closing and not opening else parting + opening + closing
    return template[:start] + before.closing + marks + behind.opening + template[end:]


def lead_of(template: str, slot: Slot, slots: list[Slot]) -> tuple[str, str]:
    """What closes before a fact, and the fact with what parts it from that and the marks around it."""
    before, behind, _, _ = _around(template, slot, slots)
    opening, closing = _unpaired(before.opening, behind.closing)
    own = before.opening[len(opening) :]
    closed = behind.closing[: len(behind.closing) - len(closing)]
    return before.closing, before.parting + own + slot.text + closed
