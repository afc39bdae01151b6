"""What a neighbour's template has no room for, as and where the other neighbours write it."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from statistics import median_low

from ingest.lists.learning.fitting import LINE, knows
from ingest.lists.learning.shapes import Shape
from ingest.lists.learning.units import Unit, fields_of, moved_unit, placed_units, with_units
from ingest.lists.reading.voting import vote
from ingest.lists.splitting.closing import with_closing
from ingest.lists.splitting.debris import (
    count_apart_commas,
    count_debris,
    count_stray_blanks,
    find_joints,
)
from ingest.lists.splitting.gaps import lead_of, slots_of
from ingest.lists.splitting.link_places import is_link, is_note, link_field_of
from ingest.lists.splitting.tokens import words_of
from ingest.works import RowFacts

_LINE_START = re.compile(r"\n[^\w{<\n]*")
_BREAK = re.compile(r" ?<br ?/?> ?")
_TIME = ("venue", "year", "date")
_PERIOD = re.compile(r"\{(?:date|year)(?::[^{}]*)?\}")
_SEVERAL = 2


@dataclass(frozen=True, slots=True)
class Neighbours:
    """All neighbours: their units by field, nearest first, and how often each unit's text occurs."""

    shapes: Sequence[Shape]
    units: dict[str, list[Unit]]
    joints: frozenset[str]  # words and marks that meet with nothing between them
    blanks: int  # stray ones that an entry may have, where most of them have any: their way of writing, not a slip
    commas: int  # with a blank before them that most of them have: their way of writing, too


def neighbours_of(shapes: Sequence[Shape]) -> Neighbours:
    units: dict[str, list[Unit]] = {}
    for shape in shapes:
        for unit in placed_units(shape):
            units.setdefault(unit.field, []).append(unit)
    whole = [with_units(shape) for shape in shapes]
    strays = [count_stray_blanks(text) for text in whole if len(slots_of(text)) > 1] or [0]
    blanks = max(strays) if median_low(strays) else 0
    commas = median_low([count_apart_commas(text) for text in whole] or [0])
    return Neighbours(shapes, units, shown_joints(shapes), blanks, commas)


def shown_joints(shapes: Sequence[Shape]) -> frozenset[str]:
    """The words and marks that meet with nothing between them, in any of the neighbours."""
    return frozenset(joint for shape in shapes for joint in find_joints(with_units(shape)))


def borrowed_unit(
    field: str, shape: Shape, units: Sequence[Unit], others: Neighbours, facts: RowFacts
) -> Unit | None:
    """A unit for a fact that this neighbour has no room for, as and where most others have it."""
    found = [unit for unit in others.units.get(field, ()) if knows(facts, unit.text)]
    if not found and field == "year":  # where the others go by months
        found = [
            Unit(unit.place, field, _PERIOD.sub("{year}", unit.text), unit.after)
            for unit in others.units.get("date", ())
        ]
    here = fields_of(shape, units)
    chosen: Unit | None = None
    if found:
        text = vote(unit.text for unit in found)
        alike = [unit for unit in found if unit.text == text]
        chosen = next((unit for unit in alike if unit.after and unit.after[0] in here), None)
        chosen = chosen or _as_first(alike[0], here, others)
    elif facts.is_from_entry:
        chosen = _from_cores(field, others, facts) or _invented(field, others, facts)
        if chosen and chosen.text == f"{{{field}}}" and any(map(link_field_of, here)):
            chosen = replace(chosen, text=chosen.text + " ")  # no neighbour parts two links
    if chosen is None:
        return None
    moved = moved_unit(_behind_links(chosen, here, others, facts), shape, units)
    return _behind_time(moved, shape, others)


def is_instead(field: str, others: Neighbours) -> bool:
    """True for a page that several entries link in place of their paper, and none beside it (`[[PDF]](...)`, else `[[SITE]](...)`)."""
    if field != "project" or len(others.units.get(field, ())) < _SEVERAL:
        return False
    shown = [fields_of(shape, placed_units(shape)) for shape in others.shapes]
    having = [fields for fields in shown if field in fields]
    has_paper = any("paper" in fields for fields in shown)
    return has_paper and not any("paper" in fields for fields in having)


def stand_ins(shape: Shape, borrowed: Sequence[str], others: Neighbours) -> int:
    """How many facts a neighbour has words in place of (`[code]`), which others with the fact do not say."""
    said = set(words_of(shape.core))
    return sum(
        bool(said.difference(*(words_of(one.core) for one in others.shapes if _shows(one, field))))
        for field in borrowed
        if field in others.units
    )


def _behind_time(unit: Unit, shape: Shape, others: Neighbours) -> Unit:
    """A link behind the venue and time that follow its place, unless others have it before theirs."""
    if not is_link(unit.field) or "\n" in unit.text:
        return unit
    end = unit.place
    for slot in slots_of(shape.core):
        if slot.start >= end and slot.field in _TIME and "\n" not in shape.core[end : slot.start]:
            end = slot.end
        elif slot.start >= end:
            break
    is_before = any(_stands_before(unit.field, field, others) for field in _TIME)
    if end == unit.place or is_before:
        return unit
    return replace(unit, place=len(with_closing(shape.core[:end], shape.core[end:])[0]))


def _shows(shape: Shape, field: str) -> bool:
    return any(name == field for _, name, _ in shape.units)


def _from_cores(field: str, others: Neighbours, facts: RowFacts) -> Unit | None:
    """A fact that all others that show it always show, with what parts it from the fact before it."""
    found = []
    for shape in others.shapes:
        slots = slots_of(shape.core)
        for at, slot in enumerate(slots):
            if slot.field == field and at and knows(facts, slot.text):
                gap, text = lead_of(shape.core, slot, slots)
                after = tuple(one.field for one in reversed(slots[:at]))
                found.append(Unit(0, field, text, after, gap))
    usual = vote(unit.text for unit in found)
    return next((unit for unit in found if unit.text == usual), None)


def _as_first(unit: Unit, here: Sequence[str], others: Neighbours) -> Unit:
    """A link that follows another in its own entry, as the others have their first one, where it is the first here."""
    is_later = is_link(unit.field) and any(unit.after) and is_link(unit.after[0])
    if not is_later or "\n" in unit.text or any(map(is_link, here)):
        return unit
    every = [one for units in others.units.values() for one in units if is_link(one.field)]
    firsts = [one for one in every if any(one.after) and one.after[0] in here]
    marks = [one for one in firsts if not words_of(one.text) and "\n" not in one.text]
    lead = vote(one.text.partition("{")[0] for one in marks)
    return (
        unit if lead is None else replace(unit, text=lead + "".join(unit.text.partition("{")[1:]))
    )


def _behind_links(unit: Unit, here: Sequence[str], others: Neighbours, facts: RowFacts) -> Unit:
    """A link that was the first of its own entry, behind the links that stand before it here.

    These are those that the entry has before it; for a new work all. What parts it from them is what
    parts other links.
    """
    is_first = bool(unit.after) and not link_field_of(unit.after[0])
    if not is_link(unit.field) or not is_first or "\n" in unit.text:
        return unit
    before = [field for field in here if link_field_of(field)]
    if facts.is_from_entry:
        own = [place for place, _, _ in facts.places]
        before = [place for place in own[: own.index(unit.field)] if place in before]
    told = next((field for field in unit.after if field in here), None)
    if not before or (told and here.index(told) >= here.index(before[-1])):
        return unit
    if not facts.is_from_entry and _stands_before(unit.field, before[-1], others):
        return unit
    every = [other for units in others.units.values() for other in units]
    later = [one for one in every if is_link(one.field) and link_field_of((*one.after, "")[0])]
    texts = [_token_of(one.field).sub(f"{{{unit.field}}}", one.text) for one in later]
    marks = vote(text for text in texts if "\n" not in text and not words_of(text))
    text = marks or " " + unit.text.lstrip(" .,;:")  # no full stop parts two links that ended words
    return Unit(0, unit.field, text, (before[-1], *unit.after))


def fields_behind(field: str, units: Sequence[Unit], others: Neighbours) -> frozenset[str]:
    """The facts of these units that stand behind a field in most entries that show both."""
    return frozenset(one.field for one in units if _stands_before(field, one.field, others))


def _stands_before(field: str, other: str, others: Neighbours) -> bool:
    """True where most entries that show both show the one before the other."""
    shown = [fields_of(shape, placed_units(shape)) for shape in others.shapes]
    both = [one for one in shown if field in one and other in one]
    return bool(vote(one.index(field) < one.index(other) for one in both))


def _invented(field: str, others: Neighbours, facts: RowFacts) -> Unit | None:
    """A unit that no neighbour has: a line with its own marks, else as another of its kind, else behind a blank."""
    if not is_note(field) and not link_field_of(field):
        return None
    own = dict(facts.spelled).get(LINE + field)
    after: tuple[str, ...] = ()
    if is_note(field):
        after = (re.sub(r"^(?:note|tail)(?:line[^_]*)?_|\d+$", "", field),)
    if own and not is_note(field):
        return Unit(0, field, f"{own}{{{field}}}", ())
    every = [unit for units in others.units.values() for unit in units]
    alike = [u for u in every if (is_note(u.field) if is_note(field) else is_link(u.field))]
    if any(after):  # one before all facts has its blank behind it
        alike = [unit for unit in alike if any(unit.after)]
    if is_note(field) and "line" in field.split("_")[0]:  # begins a line as the others' lines do
        starts = [match[0] for unit in every if (match := _LINE_START.match(unit.text))]
        texts = [f"{start}{{{field}}}" for start in ([own] if own else starts)]
    elif own:  # behind its own dash
        texts = [f"{own}{{{field}}}"]
    else:
        alike = [unit for unit in alike if not unit.text.startswith("\n")]
        texts = [_token_of(unit.field).sub(f"{{{field}}}", unit.text) for unit in alike]
        texts = [text for text in texts if not count_debris(text)]
        if not texts and field.startswith("tail"):  # words where others have another link
            breaks = [match[0] for unit in every if (match := _BREAK.match(unit.text))]
            texts = [f"{one}{{{field}}}" for one in breaks]
    if alike and not is_note(field):
        after = vote(unit.after for unit in alike) or ()
    return Unit(0, field, vote(texts) or f" {{{field}}}", after)


def _token_of(field: str) -> re.Pattern[str]:
    return re.compile(rf"\{{{field}(?::[^{{}}]*)?\}}")
