"""What the places of an entry's links are called, and how its links are written."""

import re
from collections.abc import Sequence
from functools import lru_cache

from ingest.lists.model import LinkForm
from ingest.lists.splitting.part import Part, Written, parts_of_written, written_of

OPTIONAL_LINKS = frozenset({"code", "weights", "data", "project", "other_link"})
_LINE_LABEL = re.compile(
    r"\n[^\w\n]*(?:<[^<>]*>\W*)*(?P<label>[^\W\d_][^:：\n]{0,24}?)\W*[:：][^\w\n]*(?:</?\w+>\W*)?$"
)
_PLACE = re.compile(r"(?:other_link|paper|weights|data|code|project)(?=_|$)")


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


def is_link(field: str) -> bool:
    """True for a link that an entry may have or not."""
    return link_field_of(field) in OPTIONAL_LINKS


def is_note(field: str) -> bool:
    """True for what an entry says in words of its own."""
    return field.startswith(("note", "tail", "other_")) and field != "other_link"
