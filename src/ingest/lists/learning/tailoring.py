"""A neighbour's template cut to the facts that a work or an entry has."""

import re

from ingest.lists.learning.borrowing import Neighbours
from ingest.lists.learning.fitting import LINE, knows
from ingest.lists.learning.shapes import Shape
from ingest.lists.reading.dates import find_dates
from ingest.lists.reading.short_months import FORM
from ingest.lists.reading.voting import vote
from ingest.lists.splitting.gaps import before_slot, slots_of, without_fact
from ingest.lists.splitting.link_places import link_field_of
from ingest.lists.splitting.tokens import fields_in
from ingest.works import RowFacts

_WHEN = re.compile(
    r"(?P<venue>\{venue\}[^{}\w]{0,4})?\{(?:date|year)(?::[^{}]*)?\}|(?P<bare>\{venue\})"
)
_SHORT_MONTH = re.compile(r"\d\d(?P<mark>\.?)\d\d")
_SHORT = "%y"
TIME = frozenset({"venue", "date", "year"})


def when_of(shape: Shape) -> str:
    """The piece of a template that says venue and time; "" where none does."""
    shown = _find_when(shape.core)
    return shown[0] if shown else ""


def _find_when(core: str) -> re.Match[str] | None:
    """The piece that says the venue, with the time beside it; else the first that says a time."""
    found = list(_WHEN.finditer(core))
    return next((one for one in found if "{venue}" in one[0]), found[0] if found else None)


def with_own_links(shape: Shape, facts: RowFacts, wanted: frozenset[str]) -> Shape:
    """The shape with an entry's links where the others have links of a kind that it lacks."""
    if not facts.is_from_entry:
        return shape
    shown = fields_in(shape.core)
    foreign = [field for field in shown if link_field_of(field) and field not in wanted]
    places = dict.fromkeys(place for place, _, _ in facts.places)
    spare = [place for place in places if place not in shown]
    for field, place in zip(foreign, spare, strict=False):
        units = tuple(unit for unit in shape.units if unit[1] != place)
        old, new = f"{{{field}}}", f"{{{place}}}"
        own = dict(facts.spelled).get(LINE + place, "")
        line = shape.core[: shape.core.index(old)].rpartition("\n")
        if own.startswith("\n") and line[1]:  # with the label of its own line
            old, new = f"\n{line[2]}{old}", own + new
        shape = _exchanged(shape._replace(units=units), old, new)
    return shape


def without_foreign(shape: Shape, facts: RowFacts, wanted: frozenset[str]) -> tuple[Shape, int]:
    """The shape without the facts that the entry did without, and what they weigh."""
    count = 0
    while True:
        slots = slots_of(shape.core)
        spare = [slot for slot in slots if _is_foreign(slot.field, facts, wanted)]
        if not spare:
            return shape, count
        slot = spare[0]
        core = without_fact(shape.core, slot, slots)
        by, start = len(core) - len(shape.core), before_slot(slot, slots)
        then = min((one.start for one in slots if one.start >= slot.end), default=len(shape.core))
        units = tuple(
            (max(start, p + by) if p >= slot.end else min(p, then + by), f, t)
            for p, f, t in shape.units
        )
        shape = Shape(core, units, shape.links)
        count += 1 if slot.field == "name" else 2  # few works have a short name: it tells little


def _is_foreign(field: str, facts: RowFacts, wanted: frozenset[str]) -> bool:
    """True for a fact that an entry did without; of a new one only for a short name, which few works have."""
    if facts.is_from_entry:
        return field not in wanted | {"number", "title"}
    return field == "name" and not facts.name


def with_own_time(
    shape: Shape, others: Neighbours, facts: RowFacts, wanted: frozenset[str]
) -> tuple[Shape, bool]:
    """The shape with what the entry has of venue and date where it has its own, as most others with these write it."""
    shown = _find_when(shape.core)
    if not shown or not facts.is_from_entry or not _is_whole(shown[0]):
        return shape, False
    rest = shape.core.replace(shown[0], "", 1)
    own = (wanted & TIME).difference(fields_in(rest)) - {field for _, field, _ in shape.units}
    if own in (frozenset(), {"date", "year"}):
        return shape, False
    digits = _digits_of(own, facts)
    said = frozenset(fields_in(shown[0]))  # a year that is said elsewhere too may stand in it
    if own <= said <= wanted and digits == _digits_in(shown[0]):
        return shape, False
    found = (_find_when(other.core) for other in others.shapes)
    seen = [match for match in found if match and _is_whole(match[0])]
    fitting = [one[0] for one in seen if own == set(fields_in(one[0])) and knows(facts, one[0])]
    fitting = [one for one in fitting if digits == _digits_in(one)]
    if not fitting:
        period = _own_date(facts) if "date" in own else "{year}" if "year" in own else ""
        venue = _venue_before(shown["venue"] or "", period, digits) if "venue" in own else ""
        fitting = [venue + period]
    return _exchanged(shape, shown[0], vote(fitting) or shown[0]), True


def _is_whole(when: str) -> bool:
    """False for a piece that begins or ends within marks: `{venue}* ({year}`."""
    return not any(mark in when for mark in "*`[]") and when.count("(") == when.count(")")


def _digits_of(own: frozenset[str], facts: RowFacts) -> str:
    """How an entry writes its year, as a pattern: `24` of `ICLR'24`, `2405`; "" for four digits."""
    spelled = dict(facts.spelled)
    said = _SHORT_MONTH.fullmatch(spelled.get("date", "")) if "date" in own else None
    if said and facts.month:
        return _SHORT if said["mark"] else FORM
    is_short = "year" in own and len(spelled.get("year", "")) == len("24")
    return _SHORT if is_short else ""


def _digits_in(when: str) -> str:
    """The same of a template."""
    return FORM if FORM in when else _SHORT if _SHORT in when else ""


def _venue_before(shown: str, period: str, digits: str) -> str:
    """A venue with what parts it from its time: two digits of a year stand behind an apostrophe, four do not."""
    if not period:
        return "{venue}"
    has_mark = "'" in shown or "’" in shown
    if digits == _SHORT:
        return shown if has_mark else "{venue}'"
    return "{venue} " if has_mark or not shown else shown


def _own_date(facts: RowFacts) -> str:
    """The placeholder of a date in the form that the entry itself has it."""
    said = dict(facts.spelled)["date"]
    if short := _SHORT_MONTH.fullmatch(said):
        return f"{{date:%y{short['mark']}%m}}"
    found = find_dates(said)
    return f"{{date:{found[0].pattern}}}" if found else "{year}"


def _exchanged(shape: Shape, old: str, new: str) -> Shape:
    """A shape with one piece of its core exchanged, its units where they were."""
    at, by = shape.core.index(old), len(new) - len(old)
    units = tuple(
        (place + by if place >= at + len(old) else place, field, text)
        for place, field, text in shape.units
    )
    return Shape(shape.core.replace(old, new, 1), units, shape.links)
