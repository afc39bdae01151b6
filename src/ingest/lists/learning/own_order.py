"""Links and lines in the order in which an entry has them."""

import re
from collections.abc import Sequence
from dataclasses import replace

from ingest.lists.learning.fitting import LINE
from ingest.lists.learning.units import Unit, Units
from ingest.lists.splitting.debris import fill_plainly
from ingest.lists.splitting.gaps import slots_of
from ingest.lists.splitting.tokens import TOKEN, words_of
from ingest.works import RowFacts

_LINE = re.compile(  # up to its first fact
    r"(?P<above>(?:[ \t]*\n)+)[ \t]*(?P<rest>[^\n{}]*\{(?P<field>\w+)[:}])"
)
_BELOW = re.compile(r"[ \t]+(?=[-*+] |\d)")
_INDENT = re.compile(r"(?P<above>(?:[ \t]*\n)+)(?P<depth>[ \t]*)")


def indent_of(core: str) -> str:
    """The blanks before a bullet below another; "" for what is none."""
    below = _BELOW.match(core)
    return below[0] if below else ""


def with_links_in_order(template: str, units: Units, facts: RowFacts) -> tuple[str, Units]:
    """A template with the links that stand side by side in the order in which the entry has them."""
    own = [place for place, _, _ in facts.places]
    swaps: dict[str, str] = {}
    for run in _runs_of_links(fill_plainly(template, units), own):
        swaps.update(zip(run, sorted(run, key=own.index), strict=True))

    def renamed(token: re.Match[str]) -> str:
        field = token["field"] or ""
        return token[0].replace(field, swaps[field]) if field in swaps else token[0]

    texts = tuple((swaps.get(name, name), TOKEN.sub(renamed, text)) for name, text in units)
    return TOKEN.sub(renamed, template), texts


def _runs_of_links(text: str, places: Sequence[str]) -> list[list[str]]:
    """The links that stand side by side in a template, only marks between them."""
    runs: list[list[str]] = []
    end, is_beside = 0, False
    for slot in slots_of(text):
        between = text[end : slot.start]
        if slot.field not in places:
            is_beside = False
        elif is_beside and "\n" not in between and not words_of(between):
            runs[-1].append(slot.field)
        else:
            runs.append([slot.field])
            is_beside = True
        end = slot.end
    return runs


def with_own_line(unit: Unit, facts: RowFacts, indent: str) -> Unit:
    """A line of another shape, as deep as the entry itself has its line; never as little as its bullet's `indent`."""
    theirs = _INDENT.match(unit.text)
    mine = _INDENT.match(dict(facts.spelled).get(LINE + unit.field, ""))
    if not theirs or not mine:
        return unit
    depth = _deeper(mine["depth"], indent)
    return replace(unit, text=theirs["above"] + depth + unit.text[theirs.end() :])


def _deeper(depth: str, indent: str) -> str:
    """The depth of a line as it is, below a bullet that is itself as deep with the bullet's before it."""
    return depth if not indent or len(depth) > len(indent) else indent + depth


def with_own_depths(template: str, facts: RowFacts, indent: str) -> str:
    """A template whose lines are as deep as the entry itself has them."""
    spelled = dict(facts.spelled)

    def indented(line: re.Match[str]) -> str:
        mine = _INDENT.match(spelled.get(LINE + line["field"], ""))
        if mine is None:
            return line[0]
        return line["above"] + _deeper(mine["depth"], indent) + line["rest"]

    return _LINE.sub(indented, template) if "\n" in template else template


def with_lines_in_order(units: Sequence[Unit], facts: RowFacts) -> list[Unit]:
    """Links side by side, and lines one below the other, in the order in which the entry has them."""
    links = {place: at for at, (place, _, _) in reversed(list(enumerate(facts.places)))}
    told = [name.removeprefix(LINE) for name, _ in facts.spelled]
    lines = {name: at for at, name in reversed(list(enumerate(told)))}
    found: list[Unit] = []
    run: list[Unit] = []
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
