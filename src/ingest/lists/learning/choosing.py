"""Which neighbour's way of writing fits a work: a vote over what each of them would have written for it."""

import math
from collections.abc import Sequence
from dataclasses import replace
from functools import lru_cache

from ingest.lists.learning.borrowing import (
    Neighbours,
    borrowed_unit,
    fields_behind,
    is_instead,
    neighbours_of,
    stand_ins,
)
from ingest.lists.learning.fitting import knows, wanted_facts
from ingest.lists.learning.own_order import (
    indent_of,
    with_lines_in_order,
    with_links_in_order,
    with_own_depths,
    with_own_line,
)
from ingest.lists.learning.shapes import EXPECTED, Shape, without_places
from ingest.lists.learning.tailoring import with_own_links, with_own_time, without_foreign
from ingest.lists.learning.units import Unit, Units, placed_units, template_of, with_unit
from ingest.lists.reading.voting import vote
from ingest.lists.splitting.debris import count_apart_commas, count_debris, find_joints
from ingest.lists.splitting.link_places import is_link
from ingest.lists.splitting.tokens import fields_in, words_of
from ingest.works import RowFacts

_NEAR = 3  # neighbours until one's word counts half
_UNSAID, _BORROWED, _UNKNOWN, _LOST, _DEBRIS = 3.0, 1.0, 5.0, 9.0, 3.0
_BAR = 2.0
_NO_BARS = str.maketrans("", "", " |")


def choose_template(
    shapes: Sequence[Shape], facts: RowFacts, costs: Sequence[float] = ()
) -> tuple[str, Units]:
    """The template most of the near neighbours would use for this work, and its units.

    Each neighbour's own template is cut down to what the work has; what it has no room for is
    borrowed from the others. Nearer ones count more, and the less the more a template leaves unsaid,
    borrows, or shows that the work lacks. `costs` say what else speaks against each neighbour.
    """
    return _choose_template(tuple(shapes), facts, tuple(costs))


@lru_cache(maxsize=64)  # the sections of a page are mostly written alike
def _choose_template(
    shapes: Sequence[Shape], facts: RowFacts, costs: Sequence[float]
) -> tuple[str, Units]:
    if not facts.is_from_entry:
        shapes = [without_places(shape) for shape in shapes]
    others = neighbours_of(shapes)
    wanted = wanted_facts(facts)
    if not facts.is_from_entry and "paper" in wanted:
        wanted = frozenset(field for field in wanted if not is_instead(field, others))
    known: dict[tuple[object, ...], tuple[tuple[str, Units], float]] = {}
    votes: dict[tuple[str, Units], float] = {}
    for rank, shape in enumerate(shapes):
        key = (shape.core, shape.units)
        if key not in known:
            known[key] = _for_work(shape, others, facts, wanted)
        found, cost = known[key]
        cost += costs[rank] if costs else 0
        votes[found] = votes.get(found, 0.0) + math.exp(-cost) / (1 + rank / _NEAR)
    return max(votes, key=lambda found: votes[found])


def _for_work(
    shape: Shape, others: Neighbours, facts: RowFacts, wanted: frozenset[str]
) -> tuple[tuple[str, Units], float]:
    """A neighbour's template for a work, and what speaks against it."""
    shape = with_own_links(shape, facts, wanted)
    shape, swapped = with_own_time(shape, others, facts, wanted)
    shape, cut = without_foreign(shape, facts, wanted)
    said = set(fields_in(shape.core))
    units = _written_units(placed_units(shape), facts, wanted)
    said |= {unit.field for unit in units}
    borrowed = []
    for field in sorted(wanted - said):
        unit = borrowed_unit(field, shape, units, others, facts)
        if unit is not None:
            units = with_unit(units, unit, fields_behind(field, units, others))
            borrowed.append(field)
    as_others = sum(field in others.units for field in borrowed)
    cost = _BORROWED * (as_others + swapped + cut) + _UNKNOWN * stand_ins(shape, borrowed, others)
    cost += _UNSAID * (len(wanted - said) - as_others)
    cost += _BAR * _loses_bar(shape, units, others)
    if not knows(facts, shape.core):
        cost += _UNKNOWN
    if not facts.is_from_entry and "paper" in wanted - said:
        cost += _LOST  # without its own link an entry is not known as the work's
    indent = indent_of(shape.core)
    if facts.is_from_entry:
        own = [with_own_line(unit, facts, indent) for unit in units]
        units = with_lines_in_order(own, facts)
    written = template_of(shape, units, _expected(shape, others, facts, said))
    if facts.is_from_entry:
        template, texts = with_links_in_order(*written, facts)
        written = with_own_depths(template, facts, indent), texts
    cost += _DEBRIS * len(find_joints(*written) - others.joints)
    left = count_debris(*written, others.blanks)
    left -= min(left, others.commas, count_apart_commas(written[0])) if others.commas else 0
    return written, cost + _DEBRIS * left


def _written_units(units: Sequence[Unit], facts: RowFacts, wanted: frozenset[str]) -> list[Unit]:
    """The units that the work has; a link that is the first now has before it what the first one had."""
    found: list[Unit] = []
    lead: Unit | None = None  # a link left out, with nothing before it in its place
    for unit in units:
        is_plain = is_link(unit.field) and "\n" not in unit.text and not words_of(unit.text)
        is_first = is_plain and not (found and found[-1].place == unit.place)
        if not _is_written(unit, facts, wanted):
            lead = (lead if lead and lead.place == unit.place else unit) if is_first else lead
            continue
        if lead and is_first and lead.place == unit.place:
            _, brace, rest = unit.text.partition("{")
            found.append(replace(unit, text=lead.text.partition("{")[0] + brace + rest))
        else:
            found.append(unit)
    return found


def _loses_bar(shape: Shape, units: Sequence[Unit], others: Neighbours) -> bool:
    """True where a link is left out with a bar before it that stands without the link, too (`**Tides** | `)."""
    left = {name for _, name, _ in shape.units if is_link(name)} - {unit.field for unit in units}
    if not any(is_link(name) and "|" in text for _, name, text in shape.units if name in left):
        return False
    bare = shape.core.translate(_NO_BARS)
    return any(
        other.core.count("|") > shape.core.count("|")
        and other.core.translate(_NO_BARS) == bare
        and left.isdisjoint(name for _, name, _ in other.units)
        for other in others.shapes
    )


def _is_written(unit: Unit, facts: RowFacts, wanted: frozenset[str]) -> bool:
    if facts.is_from_entry and unit.field not in wanted:
        return False
    if unit.field == "venue" and facts.venue is None:
        return False
    return knows(facts, unit.text)


def _expected(shape: Shape, others: Neighbours, facts: RowFacts, said: set[str]) -> list[Unit]:
    """Facts that most entries written alike show and this work lacks; an entry itself did without."""
    if facts.is_from_entry:
        return []
    alike = [other for other in others.shapes if other.core == shape.core]
    own: dict[str, list[Unit]] = {}
    for other in alike:
        for unit in placed_units(other):
            if not is_link(unit.field):
                own.setdefault(unit.field, []).append(unit)
    found = []
    for field, units in own.items():
        if len(units) < EXPECTED * len(alike) or field in said:
            continue
        if field in {"date", "year"} and said & {"date", "year"}:
            continue
        text = vote(unit.text for unit in units)
        found.append(next(unit for unit in units if unit.text == text))
    return found
