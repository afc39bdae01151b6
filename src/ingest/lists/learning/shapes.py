"""From the parts of one entry to its shape: a template with what is optional taken out as units."""

import re
from collections.abc import Sequence
from functools import lru_cache
from typing import NamedTuple

from ingest.lists.model import LinkForm
from ingest.lists.splitting.closing import LINE_MARK, with_closing, with_line_end
from ingest.lists.splitting.link_places import OPTIONAL_LINKS, is_note, link_field_of, link_places
from ingest.lists.splitting.part import Part, Written, parts_of_written, written_of
from ingest.lists.splitting.tokens import words_of

EXPECTED = 0.6  # of the neighbours have a unit that a new entry is expected to have
_BREAK_BEHIND = re.compile(r" ?<br ?/?> ?$")
_MARKS_ONLY = re.compile(r"(?:\s|<br ?/?>|[-–—|:·,])*")
_PLACE_TOKEN = re.compile(r"\{(other_link|paper|weights|data|code|project)(?:_\w*)?\}")
_LATER_PLACE = re.compile(r"\{(?:other_link|paper|weights|data|code|project)_")


class Shape(NamedTuple):  # as a dataclass it would take six times as long to compare
    """`core` is a template without units; a unit is (place in core, field, its text)."""

    core: str
    units: tuple[tuple[int, str, str], ...]
    links: tuple[LinkForm, ...]


def shape_of(parts: Sequence[Part]) -> Shape:
    """The shape of one entry.

    A link other than the paper's, and a fact on a line of its own, are units together with the
    literal before them; several links of one field in a row are one place. Entries that are written
    alike have one shape between them.
    """
    return _shape_of(written_of(parts))


@lru_cache(maxsize=1024)
def _shape_of(written: Written) -> Shape:
    parts = parts_of_written(written)
    core = ""
    units: list[tuple[int, str, str]] = []
    links: list[LinkForm] = []
    literal = ""
    last = ""
    leading = _leading_link(parts)
    is_alone = sum(part.kind != "literal" for part in parts) == 1  # a cell's one text
    for at, (part, name) in enumerate(zip(parts, link_places(parts), strict=True)):
        if at == leading:  # a badge before the title goes with the blank behind it
            core, behind = core + literal, parts[at + 1].text
            units.append((len(core), name, f"{{{name}}}{behind}"))
            links.append(LinkForm(part.field, part.host, part.text, part.plain))
            literal, last = "", name
            continue
        if at == leading + 1 and leading >= 0:
            continue
        if part.kind == "literal":
            literal += part.text
            continue
        if part.kind == "link":
            same = name == last
            links.append(
                LinkForm(part.field, part.host, part.text, part.plain, literal if same else None)
            )
            if same:
                literal = ""
                continue
        place = f"{{{name or part.field}}}"
        behind = ""
        if is_note(part.field):
            core, literal, behind = _around_note(part, core, literal)
            place += part.text.removesuffix(behind) if behind else part.text
        elif part.kind == "fact" and part.text:
            place = f"{{{part.field}:{part.text}}}"
        last = name
        is_unit = _is_optional(part, literal) and not _has_more(parts, at)
        if "\n" in literal:
            core, literal = with_line_end(core, units, literal)
        is_whole = is_alone and part.field.startswith("other_")
        if (is_note(part.field) and not is_whole) or (core and is_unit):
            core, literal = with_closing(core, literal)
            units.append((len(core), name or part.field, literal + place))
        else:
            core += literal + place
        literal = behind
    core, literal = with_line_end(core, units, literal)
    return Shape(core + literal, tuple(units), tuple(links))


def _around_note(part: Part, core: str, literal: str) -> tuple[str, str, str]:
    """What stands before a remark without it, what comes and goes with it, and what closes behind it without it too."""
    if not part.field.startswith("other_"):
        parting = _broken_before(part, literal)
        core += literal.removesuffix(parting)
        core, literal = with_closing(core, parting + part.plain)
    if "\n" in literal or not part.text.strip():  # with its line goes what ends the line
        return core, literal, ""
    if not words_of(core) and LINE_MARK.fullmatch(core + literal):
        return core, literal, part.text.lstrip(" ")  # before all facts its blank is its own
    return core, literal, part.text


def _broken_before(part: Part, literal: str) -> str:
    """The line break before the last words of an entry, which comes and goes with them."""
    broken = _BREAK_BEHIND.search(literal) if part.field.startswith("tail") else None
    return broken[0] if broken else ""


def _leading_link(parts: Sequence[Part]) -> int:
    """Where an optional link stands before all facts, with no words between it and the title; else -1."""
    first = next((at for at, part in enumerate(parts) if part.kind != "literal"), len(parts))
    if len(parts) <= first + 2 or parts[first].field not in OPTIONAL_LINKS - {"other_link"}:
        return -1
    between, then = parts[first + 1], parts[first + 2]
    is_title = then.field in {"paper", "title"} and then.kind != "literal"
    is_gap = between.kind == "literal" and not words_of(between.text) and "\n" not in between.text
    return first if is_title and is_gap and _MARKS_ONLY.fullmatch(between.text) else -1


def _is_optional(part: Part, literal: str) -> bool:
    if part.kind == "link":
        return part.field in OPTIONAL_LINKS
    return ("\n" in literal or "<br" in literal) and part.field not in {"title", "number"}


def _has_more(parts: Sequence[Part], at: int) -> bool:
    """True for a fact that begins a line on which other facts stand, which would be left without a beginning."""
    if parts[at].kind == "link":
        return False
    for part in parts[at + 1 :]:
        if part.kind == "literal" and ("\n" in part.text or "<br" in part.text):
            return False
        if part.kind != "literal" and part.field not in OPTIONAL_LINKS and not is_note(part.field):
            return True
    return False


@lru_cache(maxsize=1024)
def without_places(shape: Shape) -> Shape:
    """The shape with the links of one field in one place, their first, as a new work has them."""
    if not shape.units and "_" not in shape.core:
        return shape
    seen = {match[1] for match in _PLACE_TOKEN.finditer(shape.core)}
    units = []
    for place, name, text in shape.units:
        field = link_field_of(name) or name
        if field in seen:
            continue
        seen.add(field)
        at = len(_placed_first(shape.core[:place]))
        units.append((at, field, _placed_first(text)))
    return Shape(_placed_first(shape.core), tuple(units), shape.links)


def _placed_first(template: str) -> str:
    """A template with each link's place called by its field alone."""
    return _PLACE_TOKEN.sub(r"{\1}", template) if _LATER_PLACE.search(template) else template
