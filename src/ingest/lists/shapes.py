"""From the parts of one entry to its shape: a template with what is optional taken out as units."""

import re
from collections import Counter
from collections.abc import Sequence
from functools import lru_cache
from typing import NamedTuple

from ingest.lists.debris import count_debris
from ingest.lists.model import LinkForm
from ingest.lists.part import Part, Written, parts_of_written, written_of
from ingest.lists.voting import vote

_OPTIONAL_LINKS = frozenset({"code", "weights", "data", "project", "other_link"})
EXPECTED = 0.6  # of the neighbours have a unit that a new entry is expected to have
_PLACEHOLDER = re.compile(r"\{[^{}]*\}")
_WORD = re.compile(r"[^\W\d_]{2,}")
_TAG = re.compile(r"<[^<>]*>")
_LABEL_WORDS = 3
_LETTERS = re.compile(r"\w")
_LINE_LABEL = re.compile(
    r"\n[^\w\n]*(?:<[^<>]*>\W*)*(?P<label>[^\W\d_][^:：\n]{0,24}?)\W*[:：][^\w\n]*(?:</?\w+>\W*)?$"
)
_OPENING = re.compile(r"(?<![\w\]*_`])[*_`\[(\"]+$")
_PAIRED = (
    ("[", "]"),
    ("(", ")"),
    ("（", "）"),
    ("“", "”"),
    ("**", "**"),
    ("*", "*"),
    ("`", "`"),
    ('"', '"'),
)
_CLOSERS = frozenset(closing[0] for _, closing in _PAIRED)
_LINE_MARK = re.compile(r"^\s*[-*+]\s")
_BREAK_BEHIND = re.compile(r" ?<br ?/?> ?$")
_MARKS_ONLY = re.compile(r"(?:\s|<br ?/?>|[-–—|:·,])*")
_MIRRORED = str.maketrans("[(", "])")
_PLACE = re.compile(r"(?:other_link|paper|weights|data|code|project)(?=_|$)")
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
    last = closing = ""
    leading = _leading_link(parts)
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
            if closing and part.text.startswith(closing):
                units[-1] = (*units[-1][:2], units[-1][2] + closing)
                literal, closing = part.text.removeprefix(closing), ""
                continue
            literal += part.text
            continue
        closing = ""
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
            if not part.field.startswith("other_"):
                parting = _broken_before(part, literal)
                core += literal.removesuffix(parting)
                core, literal = with_closing(core, parting + part.plain)
            if "\n" in literal or not part.text.strip():  # with its line goes what ends the line
                place += part.text
            else:  # what closes behind a remark closes without it too
                behind = part.text
                if not words_of(core) and _LINE_MARK.fullmatch(core + literal):
                    behind = part.text.lstrip(
                        " "
                    )  # before all facts: the blank behind it is its own
                    place += part.text[: len(part.text) - len(behind)]
        elif part.kind == "fact" and part.text:
            place = f"{{{part.field}:{part.text}}}"
        last = name
        if is_note(part.field) or (core and _is_optional(part, literal)):
            core, literal = _with_line_end(core, units, literal)
            core, literal = with_closing(core, literal)
            units.append((len(core), name or part.field, literal + place))
            closing = _closing(literal) if part.kind == "fact" and not is_note(part.field) else ""
        else:
            core += literal + place
        literal = behind
    core, literal = _with_line_end(core, units, literal)
    return Shape(core + literal, tuple(units), tuple(links))


def _broken_before(part: Part, literal: str) -> str:
    """The line break before the last words of an entry, which comes and goes with them."""
    broken = _BREAK_BEHIND.search(literal) if part.field.startswith("tail") else None
    return broken[0] if broken else ""


def _leading_link(parts: Sequence[Part]) -> int:
    """Where an optional link stands before all facts, with no words between it and the title; else -1."""
    first = next((at for at, part in enumerate(parts) if part.kind != "literal"), len(parts))
    if len(parts) <= first + 2 or parts[first].field not in _OPTIONAL_LINKS - {"other_link"}:
        return -1
    between, then = parts[first + 1], parts[first + 2]
    is_title = then.field in {"paper", "title"} and then.kind != "literal"
    is_gap = between.kind == "literal" and not words_of(between.text) and "\n" not in between.text
    return first if is_title and is_gap and _MARKS_ONLY.fullmatch(between.text) else -1


def _closing(literal: str) -> str:
    """The marks that close those a line opens before its fact: they come and go with it."""
    opened = _OPENING.search(literal)
    return opened[0][::-1].translate(_MIRRORED) if opened else ""


def with_closing(core: str, literal: str) -> tuple[str, str]:
    """The marks that close what the core opened given to the core: they stand without the unit too."""
    if literal[:1] not in _CLOSERS:
        return core, literal
    text = _LINE_MARK.sub("", core)
    while literal:
        for opening, closing in _PAIRED:
            is_open = text.count(opening) > text.count(closing)
            if opening == closing:
                bare = text.replace("**", "") if closing == "*" else text
                is_open = bare.count(closing) % 2 == 1
            if is_open and literal.startswith(closing):
                core, text, literal = (
                    core + closing, text + closing, literal.removeprefix(closing)
                )  # fmt: skip
                break
        else:
            break
    return core, literal


def _with_line_end(core: str, units: list[tuple[int, str, str]], literal: str) -> tuple[str, str]:
    """The end of a line given to what the line begins with: a unit, else the core."""
    end, newline, rest = literal.partition("\n")
    if not newline or not end:
        return core, literal
    if any(place == len(core) and "\n" in text for place, _, text in units):
        place, field, text = units[-1]
        units[-1] = (place, field, text + end)
    else:
        core += end
    return core, newline + rest


def links_of(parts: Sequence[Part]) -> tuple[LinkForm, ...]:
    """How an entry writes its links; a link of the place before it tells what stands between the two."""
    return _links_of(written_of(parts))


@lru_cache(maxsize=1024)
def _links_of(written: Written) -> tuple[LinkForm, ...]:
    parts = parts_of_written(written)
    found: list[LinkForm] = []
    last = between = ""
    for part, name in zip(parts, link_places(parts), strict=True):
        if part.kind == "literal":
            between += part.text
            continue
        if part.kind == "link":
            joiner = between if name == last else None
            found.append(LinkForm(part.field, part.host, part.text, part.plain, joiner))
        last, between = name, ""
    return tuple(found)


def link_places(parts: Sequence[Part]) -> list[str]:
    """What the place of each link is called, "" for what is no link.

    Links of one field in a row share a place. It is called by their field and, on a line with a
    label, by that (`code_Code`); a second place of the same name ends in `_`.
    """
    names: list[str] = []
    literal = ""
    field = name = ""
    for part in parts:
        if part.kind != "link":
            literal += part.text if part.kind == "literal" else ""
            if part.kind == "fact":
                literal = field = ""
            names.append("")
            continue
        if part.field != field or "\n" in literal:
            label = _LINE_LABEL.search(literal)
            name = part.field + ("_" + re.sub(r"\W|_", "", label["label"]) if label else "")
            while name in names:
                name += "_"
        field, literal = part.field, ""
        names.append(name)
    return names


@lru_cache(maxsize=1024)
def link_field_of(place: str) -> str:
    """The field of a link's place: `code` of `code_Code`; "" for what is none."""
    match = _PLACE.match(place)
    return match[0] if match else ""


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


def is_link(field: str) -> bool:
    """True for a link that an entry may have or not."""
    return link_field_of(field) in _OPTIONAL_LINKS


def is_note(field: str) -> bool:
    """True for what an entry says in words of its own."""
    return field.startswith(("note", "tail", "other_")) and field != "other_link"


def _is_optional(part: Part, literal: str) -> bool:
    if part.kind == "link":
        return part.field in _OPTIONAL_LINKS
    return ("\n" in literal or "<br" in literal) and part.field not in {"title", "number"}


@lru_cache(maxsize=1024)
def words_of(template: str) -> tuple[str, ...]:
    """The words of a template's literals, HTML tags left out."""
    return tuple(_WORD.findall(_PLACEHOLDER.sub(" ", _TAG.sub(" ", template))))


@lru_cache(maxsize=1024)
def _words_of_shape(shape: Shape) -> frozenset[str]:
    return frozenset(words_of(shape.core + " ".join(text for _, _, text in shape.units)))


def leaked_words(template: str, shapes: Sequence[Shape]) -> Sequence[str]:
    """Words in a template that no second neighbour has: what one entry says of itself.

    Of a single neighbour nobody can tell: more words than a label has count as its own.
    """
    words = words_of(template)
    if len(shapes) == 1:
        return words if len(words) > _LABEL_WORDS and "\n" not in template else ()
    if not words:
        return ()
    common = Counter(word for shape in shapes for word in _words_of_shape(shape))
    return [word for word in words if common[word] < 2]


def merge_shapes(shapes: Sequence[Shape]) -> tuple[str, tuple[tuple[str, str], ...]]:
    """One template for all: the core most near neighbours have, with every unit seen in its place.

    `{?code}` is a unit that some have, `{!summary}` one that most have.
    """
    return _merge_shapes(tuple(shapes))


@lru_cache(maxsize=256)
def _merge_shapes(shapes: Sequence[Shape]) -> tuple[str, tuple[tuple[str, str], ...]]:
    if not shapes:
        return "", ()
    shapes = [without_places(shape) for shape in shapes]
    cores = [shape.core for shape in shapes]
    core = vote(cores) or ""
    if (
        cores.count(core) == 1 and len(cores) > 1
    ):  # no two agree: what one says of itself must not leak
        core = min(
            cores,
            key=lambda one: (count_debris(one), len(_LETTERS.findall(_PLACEHOLDER.sub("", one)))),
        )
    alike = [shape for shape in shapes if shape.core == core]
    ranked: dict[str, list[tuple[int, int, str]]] = {}
    for shape in alike:
        for rank, (place, field, text) in enumerate(shape.units):
            ranked.setdefault(field, []).append((place, rank, text))
    if "date" in ranked and "year" in ranked:
        del ranked["year" if len(ranked["date"]) >= len(ranked["year"]) else "date"]
    chosen = []
    for field, seen in ranked.items():
        text = vote([entry[2] for entry in seen]) or ""
        if [entry[2] for entry in seen].count(text) == 1 and words_of(text):
            text = min((entry[2] for entry in seen), key=lambda one: len(words_of(one)))
            if len(words_of(text)) > _LABEL_WORDS:
                continue  # a sentence about one work, not the way a link is written
        place = vote([entry[0] for entry in seen if entry[2] == text]) or 0
        mean = sum(entry[1] for entry in seen) / len(seen)
        chosen.append((place, mean, field, text))
    template = core
    for place, _, field, _ in sorted(chosen, reverse=True):
        is_link = field in _OPTIONAL_LINKS
        mark = "!" if not is_link and len(ranked[field]) >= EXPECTED * len(alike) else "?"
        template = template[:place] + f"{{{mark}{field}}}" + template[place:]
    return template, tuple((field, text) for _, _, field, text in sorted(chosen))
