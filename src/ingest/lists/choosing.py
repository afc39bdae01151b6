"""Which neighbour's way of writing fits a work: a vote over what each of them would have written for it."""

import math
import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from statistics import median_low

from ingest.lists.dates import find_dates
from ingest.lists.debris import count_debris, count_stray_blanks, find_joints
from ingest.lists.fitting import LINE, knows, wanted_facts
from ingest.lists.gaps import before_slot, lead_of, slots_of, without_fact
from ingest.lists.shapes import (
    EXPECTED,
    Shape,
    is_link,
    is_note,
    leaked_words,
    link_field_of,
    with_closing,
    without_places,
    words_of,
)
from ingest.lists.tokens import TOKEN
from ingest.lists.voting import vote
from ingest.works import RowFacts

Units = tuple[tuple[str, str], ...]
_NEAR = 3  # neighbours until one's word counts half
# How much less likely each makes a template, as logarithms.
_UNSAID, _BORROWED, _UNKNOWN, _LEAKED, _DEBRIS = 3.0, 1.0, 5.0, 9.0, 3.0
_LABEL_WORDS = 3
_LINE_START = re.compile(r"\n[^\w{<\n]*")
_INDENT = re.compile(r"(?P<above>(?:[ \t]*\n)+)(?P<depth>[ \t]*)")
_BREAK = re.compile(r" ?<br ?/?> ?")
_LINE_MARK = re.compile(r"\s*(?:[-*+]|\d+[.)])\s+")
_PERIOD = re.compile(r"\{(?:date|year)(?::[^{}]*)?\}")
_WHEN = re.compile(
    r"(?P<venue>\{venue\}[^{}\w]{0,4})?\{(?:date|year)(?::[^{}]*)?\}|(?P<bare>\{venue\})"
)
TIME = frozenset({"venue", "date", "year"})
_NAMED = re.compile(
    r"(?P<name>[*_`\[(\"]*\{name\}[*_`\])\"]*[:：,-]?[*_`]* *)(?P<title>[\"“]?\{(?:title|paper)\})"
)
_TITLED = re.compile(
    r"[\"“]?\{title\}|\{paper\}(?!.*\{title\})", re.DOTALL
)  # whose link may hold it


@dataclass(frozen=True, slots=True)
class _Unit:
    """A unit in its place in a core; `after` are the facts before it, the nearest first."""

    place: int
    field: str
    text: str
    after: tuple[str, ...]
    gap: str = ""  # what stands in the core between it and the nearest of them


@dataclass(frozen=True, slots=True)
class _Others:
    """All neighbours: their units by field, nearest first, and how often each unit's text occurs."""

    shapes: Sequence[Shape]
    units: dict[str, list[_Unit]]
    counts: Counter[str]
    joints: frozenset[str]  # words and marks that meet with nothing between them
    blanks: int  # stray ones that most of them have: their way of writing, not a slip
    words: dict[str, set[str]]  # field -> the words of the cores that have room for it


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
    others = _others(shapes)
    wanted = wanted_facts(facts)
    said = {core: leaked_words(core, shapes) for core in {shape.core for shape in shapes}}
    known: dict[tuple[object, ...], tuple[tuple[str, Units], float]] = {}
    votes: dict[tuple[str, Units], float] = {}
    for rank, shape in enumerate(shapes):
        key = (shape.core, shape.units)
        if key not in known:
            known[key] = _for_work(shape, others, facts, wanted)
        found, cost = known[key]
        cost += _LEAKED if said[shape.core] else 0
        cost += costs[rank] if costs else 0
        votes[found] = votes.get(found, 0.0) + math.exp(-cost) / (1 + rank / _NEAR)
    return max(votes, key=lambda found: votes[found])


def _others(shapes: Sequence[Shape]) -> _Others:
    units: dict[str, list[_Unit]] = {}
    for shape in shapes:
        for unit in _placed(shape):
            units.setdefault(unit.field, []).append(unit)
    counts = Counter(text for shape in shapes for _, _, text in shape.units)
    words: dict[str, set[str]] = {}
    for shape in shapes:
        said = words_of(shape.core)
        for _, field, _ in shape.units:
            words.setdefault(field, set()).update(said)
    blanks = median_low(count_stray_blanks(with_units(shape)) for shape in shapes)
    return _Others(shapes, units, counts, shown_joints(shapes), blanks, words)


def shown_joints(shapes: Sequence[Shape]) -> frozenset[str]:
    """The words and marks that meet with nothing between them, in any of the neighbours."""
    return frozenset(joint for shape in shapes for joint in find_joints(with_units(shape)))


def with_units(shape: Shape) -> str:
    """A neighbour's whole template, its units in their places."""
    text, position = "", 0
    for place, _, unit in shape.units:
        text, position = text + shape.core[position:place] + unit, place
    return text + shape.core[position:]


def _for_work(
    shape: Shape, others: _Others, facts: RowFacts, wanted: frozenset[str]
) -> tuple[tuple[str, Units], float]:
    """A neighbour's template for a work, and what speaks against it."""
    shape = _with_own_links(shape, facts, wanted)
    shape, swapped = _with_own_facts(shape, others, facts, wanted)
    if facts.is_from_entry:
        shape, cut = _without_foreign(shape, facts, wanted)
        swapped += 2 * cut
    said = {match["field"] for match in TOKEN.finditer(shape.core) if match["field"]}
    units = [unit for unit in _placed(shape) if _is_written(unit, others, facts, wanted)]
    said |= {unit.field for unit in units}
    borrowed = []
    for field in sorted(wanted - said):
        unit = _borrowed(field, shape, units, others, facts)
        if unit is not None:
            units = _inserted(units, unit)
            borrowed.append(field)
    cost = _BORROWED * (len(borrowed) + swapped) + _UNKNOWN * _stand_ins(shape, borrowed, others)
    cost += _UNSAID * len(wanted - said - set(borrowed))
    if not knows(facts, shape.core):
        cost += _UNKNOWN
    if not facts.is_from_entry and "paper" in wanted - said:
        cost += _LEAKED  # without its own link an entry is not known as the work's
    if facts.is_from_entry:
        units = _in_own_order([_with_own_line(unit, facts) for unit in units], facts)
        cost += _UNKNOWN * len(said - wanted - {"number", "title"})
    assembled = _assembled(shape, units, _expected(shape, others, facts, said))
    if facts.is_from_entry:
        assembled = _with_links_in_order(*assembled, facts)
    cost += _DEBRIS * len(find_joints(*assembled) - others.joints)
    return assembled, cost + _DEBRIS * count_debris(*assembled, others.blanks)


def _with_own_links(shape: Shape, facts: RowFacts, wanted: frozenset[str]) -> Shape:
    """The shape with an entry's links where the others have links of a kind that it lacks."""
    if not facts.is_from_entry:
        return shape
    shown = [match["field"] for match in TOKEN.finditer(shape.core) if match["field"]]
    foreign = [field for field in shown if link_field_of(field) and field not in wanted]
    places = dict.fromkeys(place for place, _, _ in facts.places)
    spare = [place for place in places if place not in shown]
    for field, place in zip(foreign, spare, strict=False):
        at, by = shape.core.index(f"{{{field}}}"), len(place) - len(field)
        units = tuple(
            (start + by if start > at else start, name, text)
            for start, name, text in shape.units
            if name != place
        )
        core = shape.core.replace(f"{{{field}}}", f"{{{place}}}")
        shape = Shape(core, units, shape.links)
    return shape


def _with_own_facts(
    shape: Shape, others: _Others, facts: RowFacts, wanted: frozenset[str]
) -> tuple[Shape, int]:
    """The shape with or without a short name, with a date or a year, as the entry or work has them.

    How many of these were exchanged comes with it; each as another neighbour writes it.
    """
    changes: list[tuple[str, str]] = []
    named = _NAMED.search(shape.core)
    if named and not facts.name:
        changes.append((named[0], _still_open(named["name"]) + named["title"]))
    elif not named and facts.name and "name" in wanted and shape.core.count("{title}") <= 1:
        titled = _TITLED.search(shape.core)
        names = [match for other in others.shapes if (match := _NAMED.search(other.core))]
        found = vote(match["name"] for match in names)
        if found and titled and _still_open(found):  # within the title's own marks
            changes.append((titled[0], vote(match[0] for match in names) or titled[0]))
        elif found and titled:
            changes.append((titled[0], found + titled[0]))
    if facts.is_from_entry:
        changes += _own_time(shape, others, facts, wanted)
    for old, new in changes:
        shape = _exchanged(shape, old, new)
    return shape, len(changes)


def _without_foreign(
    shape: Shape, facts: RowFacts, wanted: frozenset[str]
) -> tuple[Shape, int]:
    """The shape without the facts that the entry did without, and how many they were."""
    count = 0
    while True:
        slots = slots_of(shape.core)
        spare = [s for s in slots if s.field not in wanted | {"number", "title"}]
        if not spare:
            return shape, count
        slot = spare[0]
        core = without_fact(shape.core, slot, slots)
        by, start = len(core) - len(shape.core), before_slot(slot, slots)
        units = tuple(
            (max(start, p + by) if p >= slot.end else min(p, len(core)), f, t)
            for p, f, t in shape.units
        )
        shape = Shape(core, units, shape.links)
        count += 1


def _own_time(
    shape: Shape, others: _Others, facts: RowFacts, wanted: frozenset[str]
) -> list[tuple[str, str]]:
    """The exchange of a shape's venue and date for what of them the entry has, as most others with these write it."""
    shown = _WHEN.search(shape.core)
    if not shown:
        return []
    rest = shape.core.replace(shown[0], "", 1)
    own = (wanted & TIME) - _fields_in(rest) - {field for _, field, _ in shape.units}
    if own in (frozenset(), _fields_in(shown[0]), {"date", "year"}):
        return []
    seen = [match for other in others.shapes if (match := _WHEN.search(other.core))]
    fitting = [one[0] for one in seen if _fields_in(one[0]) == own and knows(facts, one[0])]
    if not fitting:
        venue = (shown["venue"] or "{venue} ") if "venue" in own else ""
        period = _own_date(facts) if "date" in own else "{year}" if "year" in own else ""
        fitting = [venue + period if period else "{venue}"]
    return [(shown[0], vote(fitting) or shown[0])]


def _fields_in(text: str) -> frozenset[str]:
    return frozenset(match["field"] for match in TOKEN.finditer(text) if match["field"])


def _own_date(facts: RowFacts) -> str:
    """The placeholder of a date in the form that the entry itself has it."""
    found = find_dates(dict(facts.spelled)["date"])
    return f"{{date:{found[0].pattern}}}" if found else "{year}"


def _still_open(marks: str) -> str:
    """What of the marks around a short name is closed behind the title: the `**` of `**{name}: {title}**`."""
    return "".join(mark for mark in ("**", "`") if marks.count(mark) % 2)


def _exchanged(shape: Shape, old: str, new: str) -> Shape:
    """A shape with one piece of its core exchanged, its units where they were."""
    at, by = shape.core.index(old), len(new) - len(old)
    units = tuple(
        (place + by if place >= at + len(old) else place, field, text)
        for place, field, text in shape.units
    )
    return Shape(shape.core.replace(old, new, 1), units, shape.links)


def _stand_ins(shape: Shape, borrowed: Sequence[str], others: _Others) -> int:
    """How many facts a neighbour has words in place of (`[code]`), which others with the fact do not say."""
    said = set(words_of(shape.core))
    return sum(bool(said - others.words[field]) for field in borrowed if field in others.words)


def _is_written(unit: _Unit, others: _Others, facts: RowFacts, wanted: frozenset[str]) -> bool:
    if facts.is_from_entry and unit.field not in wanted:
        return False
    if unit.field == "venue" and facts.venue is None:
        return False
    return knows(facts, unit.text) and _is_anyones(unit, others)


def _is_anyones(unit: _Unit, others: _Others) -> bool:
    """False for a unit with a sentence about one work in it."""
    return others.counts[unit.text] > 1 or len(words_of(unit.text)) <= _LABEL_WORDS


def _placed(shape: Shape) -> tuple[_Unit, ...]:
    return _placed_units(shape.core, shape.units)


@lru_cache(maxsize=1024)
def _placed_units(core: str, units: tuple[tuple[int, str, str], ...]) -> tuple[_Unit, ...]:
    tokens = [(m.end(), m["field"]) for m in TOKEN.finditer(core) if m["field"]]
    found: list[_Unit] = []
    for place, field, text in units:
        before = [pair for pair in tokens if pair[0] <= place]
        before += [(unit.place, unit.field) for unit in found]
        before.sort(key=lambda pair: pair[0])  # stable: a unit stands behind the fact it follows
        gap = core[before[-1][0] : place] if before else ""
        found.append(_Unit(place, field, text, tuple(name for _, name in reversed(before)), gap))
    return tuple(found)


def _borrowed(
    field: str, shape: Shape, units: Sequence[_Unit], others: _Others, facts: RowFacts
) -> _Unit | None:
    """A unit for a fact that this neighbour has no room for, as and where most others have it."""
    found = [
        unit
        for unit in others.units.get(field, ())
        if knows(facts, unit.text) and _is_anyones(unit, others)
    ]
    if not found and field == "year":  # where the others go by months
        found = [
            _Unit(unit.place, field, _PERIOD.sub("{year}", unit.text), unit.after)
            for unit in others.units.get("date", ())
        ]
    here = _fields_of(shape, units)
    if found:
        text = vote(unit.text for unit in found)
        alike = [unit for unit in found if unit.text == text]
        chosen = next((unit for unit in alike if unit.after and unit.after[0] in here), alike[0])
    elif facts.is_from_entry:
        chosen = _from_cores(field, others, facts)
        if chosen is None and (is_note(field) or link_field_of(field)):
            chosen = _invented(field, others, facts)
        if chosen is None:
            return None
    else:
        return None
    return _moved(_behind_links(chosen, here, others, facts), shape, units)


def _from_cores(field: str, others: _Others, facts: RowFacts) -> _Unit | None:
    """A fact that all others that show it always show, with what parts it from the fact before it."""
    found = []
    for shape in others.shapes:
        slots = slots_of(shape.core)
        for at, slot in enumerate(slots):
            if slot.field == field and at and knows(facts, slot.text):
                gap, text = lead_of(shape.core, slot, slots)
                after = tuple(one.field for one in reversed(slots[:at]))
                found.append(_Unit(0, field, text, after, gap))
    text = vote(unit.text for unit in found)
    return next((unit for unit in found if unit.text == text), None)


def _fields_of(shape: Shape, units: Sequence[_Unit]) -> list[str]:
    """The facts that a template shows, in the order of their places."""
    shown = [(match.end(), match["field"]) for match in TOKEN.finditer(shape.core)]
    shown += [(unit.place, unit.field) for unit in units]
    return [field for _, field in sorted(shown, key=lambda pair: pair[0]) if field]


def _behind_links(unit: _Unit, here: Sequence[str], others: _Others, facts: RowFacts) -> _Unit:
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
    text = vote(text for text in texts if "\n" not in text and not words_of(text))
    text = text or " " + unit.text.lstrip(" .,;:")  # no full stop parts two links that ended words
    return _Unit(0, unit.field, text, (before[-1], *unit.after))


def _stands_before(field: str, other: str, others: _Others) -> bool:
    """True where most entries that show both show the one before the other."""
    shown = [_fields_of(shape, _placed(shape)) for shape in others.shapes]
    both = [one for one in shown if field in one and other in one]
    return bool(vote(one.index(field) < one.index(other) for one in both))


def _with_own_line(unit: _Unit, facts: RowFacts) -> _Unit:
    """A line of another shape, as deep as the entry itself has its line."""
    theirs = _INDENT.match(unit.text)
    mine = _INDENT.match(dict(facts.spelled).get(LINE + unit.field, ""))
    if not theirs or not mine:
        return unit
    return replace(unit, text=theirs["above"] + mine["depth"] + unit.text[theirs.end() :])


def _token_of(field: str) -> re.Pattern[str]:
    return re.compile(rf"\{{{field}(?::[^{{}}]*)?\}}")


def _invented(field: str, others: _Others, facts: RowFacts) -> _Unit:
    """A unit that no neighbour has: a line with its own marks, else as another of its kind, else behind a blank."""
    own = dict(facts.spelled).get(LINE + field)
    after: tuple[str, ...] = ()
    if is_note(field):
        after = (re.sub(r"^(?:note|tail)(?:line[^_]*)?_|\d+$", "", field),)
    if own and not is_note(field):
        return _Unit(0, field, f"{own}{{{field}}}", _told_before(field, facts))
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
    return _Unit(0, field, vote(texts) or f" {{{field}}}", after)


def _told_before(field: str, facts: RowFacts) -> tuple[str, ...]:
    """The facts that an entry shows before one, the nearest first."""
    names = [name.removeprefix(LINE) for name, _ in facts.spelled]
    return tuple(reversed(names[: names.index(field)]))


def _moved(unit: _Unit, shape: Shape, units: Sequence[_Unit]) -> _Unit:
    """A unit of another shape in its place in this one: behind the fact that it followed there."""
    tokens = [match for match in TOKEN.finditer(shape.core) if match["field"]]
    for before in unit.after:
        ends = [other.place for other in units if other.field == before]
        ends = ends or [match.end() for match in tokens if match["field"] == before]
        if not ends and link_field_of(before):  # another link stands in its place
            ends = [match.end() for match in tokens if link_field_of(match["field"])]
        if ends:
            has_gap = before == unit.after[0] and shape.core.startswith(unit.gap, ends[-1])
            place = ends[-1] + (len(unit.gap) if has_gap else 0)
            if before != unit.after[0]:  # not within the marks of what it did not follow there
                place = len(with_closing(shape.core[:place], shape.core[place:])[0])
            return _Unit(place, unit.field, unit.text, (before,))
    is_badge = link_field_of(unit.field) and not unit.text.startswith((" ", "\n"))
    if (is_badge or unit.field.startswith("note")) and not any(unit.after):  # before all facts
        mark = _LINE_MARK.match(shape.core)
        return _Unit(mark.end() if mark else 0, unit.field, unit.text.lstrip(" "), ())
    end = tokens[-1].end() if tokens else len(shape.core)
    if unit.field.startswith("tail"):
        end = len(shape.core)
    return _Unit(end, unit.field, unit.text, unit.after)


def _expected(shape: Shape, others: _Others, facts: RowFacts, said: set[str]) -> list[_Unit]:
    """Facts that most entries written alike show and this work lacks; an entry itself did without."""
    if facts.is_from_entry:
        return []
    alike = [other for other in others.shapes if other.core == shape.core]
    own: dict[str, list[_Unit]] = {}
    for other in alike:
        for unit in _placed(other):
            if not is_link(unit.field):
                own.setdefault(unit.field, []).append(unit)
    found = []
    for field, units in own.items():
        if len(units) < EXPECTED * len(alike) or field in said:
            continue
        if field in {"date", "year"} and said & {"date", "year"}:
            continue
        text = vote(unit.text for unit in units)
        unit = next(unit for unit in units if unit.text == text)
        if _is_anyones(unit, others):
            found.append(unit)
    return found


def _assembled(
    shape: Shape, units: Sequence[_Unit], expected: Sequence[_Unit]
) -> tuple[str, Units]:
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


def _with_links_in_order(template: str, units: Units, facts: RowFacts) -> tuple[str, Units]:
    """A template with the links that stand side by side in the order in which the entry has them."""
    texts = dict(units)
    order = {place: at for at, (place, _, _) in reversed(list(enumerate(facts.places)))}
    runs: list[list[str]] = [[]]
    position, between = 0, ""
    for token in TOKEN.finditer(template):
        if not token["field"]:
            continue
        between = template[position : token.start()]
        inner = texts[token["field"]] if token["mark"] else token[0]
        slots = slots_of(inner)
        between += inner[: slots[0].start] if slots else inner
        position = token.end()
        is_beside = len(slots) == 1 and slots[0].field in order and not words_of(between) and "\n" not in between
        if not is_beside:
            runs.append([])
        if len(slots) == 1 and slots[0].field in order:
            runs[-1].append(slots[0].field)
    swaps = {}
    for run in runs:
        swaps.update(zip(run, sorted(run, key=lambda place: order[place]), strict=True))
    def renamed(text: str) -> str:
        return TOKEN.sub(lambda m: "{" + (m["mark"] or "") + swaps.get(m["field"], m["field"]) + (":" + m["form"] if m["form"] else "") + "}" if m["field"] else m[0], text)
    if all(a == b for a, b in swaps.items()):
        return template, units
    return renamed(template), tuple((swaps.get(name, name), renamed(text)) for name, text in units)


def _in_own_order(units: Sequence[_Unit], facts: RowFacts) -> list[_Unit]:
    """Links side by side, and lines one below the other, in the order in which the entry has them."""
    links = {place: at for at, (place, _, _) in reversed(list(enumerate(facts.places)))}
    told = [name.removeprefix(LINE) for name, _ in facts.spelled]
    lines = {name: at for at, name in reversed(list(enumerate(told)))}
    found: list[_Unit] = []
    run: list[_Unit] = []
    last = links
    for unit in units:
        order = lines if unit.text.startswith("\n") else {}
        is_next = unit.field in order and (order is lines or "\n" not in unit.text)
        if run and not (is_next and unit.place == run[-1].place and order is last):
            found += sorted(run, key=lambda one: last[one.field])
            run = []
        if is_next:
            run.append(unit)
            last = order
        else:
            found.append(unit)
    return found + sorted(run, key=lambda one: last[one.field])


def _inserted(units: Sequence[_Unit], unit: _Unit) -> list[_Unit]:
    """The units with a borrowed one directly behind the fact that it follows."""
    beside = [i for i, other in enumerate(units) if unit.after[:1] == (other.field,)]
    later = [i for i, other in enumerate(units) if other.place >= unit.place]
    if unit.field.startswith("tail"):
        later = []
    at = beside[-1] + 1 if beside else later[0] if later else len(units)
    return [*units[:at], unit, *units[at:]]
