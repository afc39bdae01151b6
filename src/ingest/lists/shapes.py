"""From the parts of one entry to its shape: a template with what is optional taken out as units."""

import re
from collections import Counter
from collections.abc import Hashable, Iterable, Sequence
from dataclasses import dataclass
from typing import TypeVar

from ingest.lists.model import LinkForm
from ingest.lists.parts import Part

T = TypeVar("T", bound=Hashable)
_OPTIONAL_LINKS = frozenset({"code", "weights", "data", "project", "other_link"})
WINDOW = 7  # how many of the nearest neighbours have a vote before all of them are asked
EXPECTED = 0.6  # of the neighbours have a unit that a new entry is expected to have
_PLACEHOLDER = re.compile(r"\{[^{}]*\}")
_WORD = re.compile(r"[^\W\d_]{2,}")
_TAG = re.compile(r"<[^<>]*>")
_LABEL_WORDS = 3
_LETTERS = re.compile(r"\w")


@dataclass(frozen=True, slots=True)
class Shape:
    """`core` is a template without units; a unit is (place in core, field, its text)."""

    core: str
    units: tuple[tuple[int, str, str], ...]
    links: tuple[LinkForm, ...]


def shape_of(parts: Sequence[Part]) -> Shape:
    """The shape of one entry.

    A link other than the paper's, and a fact on a line of its own, are units together with the
    literal before them; several links of one field in a row are one place.
    """
    core = ""
    units: list[tuple[int, str, str]] = []
    links: list[LinkForm] = []
    literal = ""
    last_link = ""
    for part in parts:
        if part.kind == "literal":
            literal += part.text
            continue
        if part.kind == "link":
            same = part.field == last_link and "\n" not in literal
            links.append(
                LinkForm(part.field, part.host, part.text, part.plain, literal if same else "")
            )
            if same:
                literal = ""
                continue
        place = f"{{{part.field}}}"
        if is_note(part.field):
            if not part.field.startswith("other_"):
                core, literal = core + literal, part.plain
            place += part.text
        elif part.kind == "fact" and part.text:
            place = f"{{{part.field}:{part.text}}}"
        last_link = part.field if part.kind == "link" else ""
        if is_note(part.field) or (core and _is_optional(part, literal)):
            units.append((len(core), part.field, literal + place))
        else:
            core += literal + place
        literal = ""
    return Shape(core + literal, tuple(units), tuple(links))


def is_note(field: str) -> bool:
    """True for what an entry says in words of its own."""
    return field.startswith(("note", "tail", "other_")) and field != "other_link"


def _is_optional(part: Part, literal: str) -> bool:
    if part.kind == "link":
        return part.field in _OPTIONAL_LINKS
    return "\n" in literal and part.field not in {"title", "number"}


def vote(values: Iterable[T]) -> T | None:
    """The value most of the nearest neighbours have, nearest first; the nearer one where they tie.

    A value that only one of several near neighbours has is asked of all of them.
    """
    everyone = list(values)
    if not everyone:
        return None
    near = Counter(everyone[:WINDOW])
    best, count = near.most_common(1)[0]
    if count == 1 and len(everyone) > WINDOW:
        best, _ = Counter(everyone).most_common(1)[0]
    return best


def _words(template: str) -> list[str]:
    """The words of a template's literals, HTML tags left out."""
    return _WORD.findall(_PLACEHOLDER.sub(" ", _TAG.sub(" ", template)))


def leaked_words(template: str, shapes: Sequence[Shape]) -> list[str]:
    """Words in a template that no second neighbour has: what one entry says of itself.

    Of a single neighbour nobody can tell: more words than a label has count as its own.
    """
    words = _words(template)
    if len(shapes) == 1:
        return words if len(words) > _LABEL_WORDS and "\n" not in template else []
    common = Counter(
        word
        for shape in shapes
        for word in set(_words(shape.core + " ".join(text for _, _, text in shape.units)))
    )
    return [word for word in words if common[word] < 2]


def merge_shapes(shapes: Sequence[Shape]) -> tuple[str, tuple[tuple[str, str], ...]]:
    """One template for all: the core most near neighbours have, with every unit seen in its place.

    `{?code}` is a unit that some have, `{!summary}` one that most have.
    """
    if not shapes:
        return "", ()
    cores = [shape.core for shape in shapes]
    core = vote(cores) or ""
    if (
        cores.count(core) == 1 and len(cores) > 1
    ):  # no two agree: what one says of itself must not leak
        core = min(cores, key=lambda one: len(_LETTERS.findall(_PLACEHOLDER.sub("", one))))
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
        if [entry[2] for entry in seen].count(text) == 1 and _words(text):
            text = min((entry[2] for entry in seen), key=lambda one: len(_words(one)))
            if len(_words(text)) > _LABEL_WORDS:
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
