"""What a neighbour's template has or not: units, with their places in its core."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import lru_cache

from ingest.lists.learning.shapes import Shape
from ingest.lists.splitting.closing import with_closing
from ingest.lists.splitting.link_places import is_link, link_field_of
from ingest.lists.splitting.tokens import ITEM_MARK, TOKEN

_BRACKETS = frozenset(
    "])`）】"
)  # a remark stands in them with what it follows: `[2024 Nature Oral]`
Units = tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class Unit:
    """A unit in its place in a core; `after` are the facts before it, the nearest first."""

    place: int
    field: str
    text: str
    after: tuple[str, ...]
    gap: str | None = None  # in the core between it and the nearest; None where no neighbour has it


def with_units(shape: Shape) -> str:
    """A neighbour's whole template, its units in their places."""
    text, position = "", 0
    for place, _, unit in shape.units:
        text, position = text + shape.core[position:place] + unit, place
    return text + shape.core[position:]


def placed_units(shape: Shape) -> tuple[Unit, ...]:
    return _placed_units_of(shape.core, shape.units)


@lru_cache(maxsize=1024)
def _placed_units_of(core: str, units: tuple[tuple[int, str, str], ...]) -> tuple[Unit, ...]:
    tokens = [(m.end(), m["field"]) for m in TOKEN.finditer(core) if m["field"]]
    found: list[Unit] = []
    for place, field, text in units:
        before = [pair for pair in tokens if pair[0] <= place]
        before += [(unit.place, unit.field) for unit in found]
        before.sort(key=lambda pair: pair[0])  # stable: a unit stands behind the fact it follows
        gap = core[before[-1][0] : place] if before else ""
        found.append(Unit(place, field, text, tuple(name for _, name in reversed(before)), gap))
    return tuple(found)


def fields_of(shape: Shape, units: Sequence[Unit]) -> list[str]:
    """The facts that a template shows, in the order of their places."""
    shown = [(match.end(), match["field"]) for match in TOKEN.finditer(shape.core)]
    shown += [(unit.place, unit.field) for unit in units]
    return [field for _, field in sorted(shown, key=lambda pair: pair[0]) if field]


def with_unit(units: Sequence[Unit], unit: Unit, before: frozenset[str]) -> list[Unit]:
    """The units with a borrowed one directly behind the fact that it follows.

    Of links in one place the borrowed one is the last, unless entries that show both have it `before` the other.
    """
    beside = [i for i, other in enumerate(units) if unit.after[:1] == (other.field,)]
    later = [
        i
        for i, other in enumerate(units)
        if other.place > unit.place
        or (
            other.place == unit.place
            and not (_are_links(unit, other) and other.field not in before)
        )
    ]
    if unit.field.startswith("tail"):
        later = []
    at = beside[-1] + 1 if beside else later[0] if later else len(units)
    return [*units[:at], unit, *units[at:]]


def _are_links(*units: Unit) -> bool:
    return all(is_link(unit.field) for unit in units)


def moved_unit(unit: Unit, shape: Shape, units: Sequence[Unit]) -> Unit:
    """A unit of another shape in its place in this one: behind the fact that it followed there."""
    tokens = [match for match in TOKEN.finditer(shape.core) if match["field"]]
    for before in unit.after:
        ends = [other.place for other in units if other.field == before]
        ends = ends or [match.end() for match in tokens if match["field"] == before]
        if not ends and link_field_of(before):  # another link stands in its place
            ends = [match.end() for match in tokens if link_field_of(match["field"])]
        if ends:
            is_there = before == unit.after[0] and unit.gap is not None
            has_gap = is_there and shape.core.startswith(unit.gap or "", ends[-1])
            place = ends[-1] + (len(unit.gap or "") if has_gap else 0)
            is_remark = before == unit.after[0] and not link_field_of(unit.field)
            is_beside = is_remark and shape.core[place : place + 1] in _BRACKETS
            if not (has_gap or is_beside):  # not within the marks of what it did not follow there
                place = len(with_closing(shape.core[:place], shape.core[place:])[0])
            return _below_line(Unit(place, unit.field, unit.text, (before,)), shape.core)
    is_badge = link_field_of(unit.field) and not unit.text.startswith((" ", "\n"))
    if (is_badge or unit.field.startswith("note")) and not any(unit.after):  # before all facts
        mark = ITEM_MARK.match(shape.core)
        return Unit(mark.end() if mark else 0, unit.field, unit.text.lstrip(" "), ())
    end = tokens[-1].end() if tokens else len(shape.core)
    if unit.field.startswith("tail"):
        end = len(shape.core)
    return Unit(end, unit.field, unit.text, unit.after)


def _below_line(unit: Unit, core: str) -> Unit:
    """A unit that begins a line of its own below the line of its place, not in the midst of it."""
    lead, newline, rest = unit.text.partition("\n")
    end = core.find("\n", unit.place) if newline and "{" not in lead else -1
    if end < 0 or not core[unit.place : end].strip():
        return unit
    return replace(unit, place=end, text=newline + rest)


def template_of(shape: Shape, units: Sequence[Unit], expected: Sequence[Unit]) -> tuple[str, Units]:
    marked = [("?", unit) for unit in units] + [("!", unit) for unit in expected]
    marked.sort(key=lambda pair: pair[1].place)
    template, position = "", 0
    texts: list[tuple[str, str]] = []
    for mark, unit in marked:
        name = unit.field
        while any(name == other for other, _ in texts):
            name += "_"  # a second place for the same fact
        is_first = not template and not shape.core[position : unit.place]
        texts.append((name, unit.text.lstrip(" ") if is_first else unit.text))
        template += shape.core[position : unit.place] + f"{{{mark}{name}}}"
        position = unit.place
    return template + shape.core[position:], tuple(texts)
