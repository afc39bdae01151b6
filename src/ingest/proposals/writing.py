"""Rows of items as the list would hold them, or why they can't be written now."""

import hashlib
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from ingest import __version__
from ingest.errors import ListError
from ingest.lists import edit_list, render_entry, rewrite_lines
from ingest.lists.plan import ListPlan, SectionPlan
from ingest.proposals.candidates import Candidate
from ingest.proposals.items import Item

_Held = Counter[tuple[str, str]]


@dataclass(frozen=True, slots=True)
class BaseText:
    """The list on the base branch, and its plan."""

    text: bytes
    where: str
    plan: ListPlan


def write_rows(
    items: Sequence[Item], base: BaseText, held: _Held
) -> tuple[dict[int, str], set[int]]:
    """Rows by item number as the list would hold them, and the numbers that can't be written now."""
    rows: dict[int, str] = {}
    blocked: set[int] = set()
    ticked = [item for item in items if item.is_ticked]
    try:
        rows |= _rows_of(ticked, base)
        rest = [item for item in items if not item.is_ticked]
    except ListError:
        rest = list(items)  # one of them is in the way: write each alone to learn which
    for item in rest:
        try:
            rows |= _rows_of([item], base)
        except ListError as error:
            held[item.section, error.what] += 1
            blocked.add(item.number)
    return rows, blocked


def proof_of(items: Sequence[Item], base: BaseText) -> str:
    """What stands for these rows as they would be written into this page.

    Where it is the same, so is what `write_rows` makes of the items: their rows, and no refusal.
    """
    told = [(one.number, one.section, one.is_ticked, one.row, one.facts) for one in items]
    page = hashlib.sha256(base.text).hexdigest()
    return hashlib.sha256(
        repr((__version__, page, base.plan.sections, told)).encode("utf-8", "surrogateescape")
    ).hexdigest()


def _rows_of(items: Sequence[Item], base: BaseText) -> dict[int, str]:
    additions = [(section_of(item, base.plan), item.facts) for item in items]
    edited = edit_list(base.text, base.where, additions, [])
    return {item.number: row for item, row in zip(items, edited.rows, strict=True) if row}


def section_of(item: Item, plan: ListPlan) -> SectionPlan:
    """The plan's section of an item; ListError where the plan lost it meanwhile."""
    for section in plan.sections:
        if section.heading == item.section:
            return section
    raise ListError(
        f"the plan has no section {item.section!r} any more",
        where=plan.where,
        todo="Restore the section, or refuse the items that stand under it.",
    )


def keep_writable(items: Sequence[Item], base: BaseText, held: _Held) -> list[Item]:
    """The changes that can be written into the list; the others are held with their reason."""
    written = []
    for item in items:
        try:
            rewrite_lines(base.text, base.where, item.old_row, item.row)
        except ListError as error:
            held[item.section, error.what] += 1
        else:
            written.append(item)
    return written


def why_unwritable(candidate: Candidate) -> str:
    """Why no row can be written for a work, "" where one can."""
    assert candidate.place.style
    try:
        render_entry(candidate.place.style, candidate.facts, number=1)  # its place gives it another
    except ListError as error:
        return error.what
    return ""
