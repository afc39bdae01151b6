"""Links inside the page and the headings they are meant to reach."""

import re
import unicodedata
from collections.abc import Iterator
from difflib import get_close_matches
from urllib.parse import unquote

from ingest.lists.markup.headings import slug_of
from ingest.lists.markup.inline import plain
from ingest.lists.markup.lines import split_lines
from ingest.lists.model import CuratedList, Finding

_ANCHOR = re.compile(r"\]\(#(?P<md>[^)\s]*)\)|href\s*=\s*[\"']#(?P<html>[^\"'\s]+)[\"']")
_TARGET = re.compile(r"\b(?:id|name)\s*=\s*[\"']?([^\"'\s>]+)", re.IGNORECASE)
_HEADING = re.compile(r"^[ ]{0,3}#{1,6}[ \t]+(.*?)[ \t]*#*[ \t]*\r?$", re.MULTILINE)
_ALIKE, _ASKED = 0.8, 100  # of two anchors before one is taken for the other; so many are asked for
_PAGE_TOP = frozenset({"", "top", "readme", "readme-ov-file"})


def find_lost_anchors(curated: CuratedList) -> Iterator[Finding]:
    """Links to a place in this page that has no such place; compared without marks and outer hyphens."""
    if any(section.is_cut for section in curated.sections):
        return  # the headings they mean may stand in what was cut off
    text = split_lines(curated.text, curated.where).shown
    known = {_key(target): target for target in _TARGET.findall(text)}  # and as it is written
    for raw in (match[1] for match in _HEADING.finditer(text)):
        known |= {_key(slug): slug for slug in (slug_of(plain(raw)), slug_of(raw))}
    for slug in (slug_of(section.heading) for section in curated.sections):
        known.setdefault(_key(slug), slug)
    seen: dict[str, int] = {}
    for number, line in enumerate(text.split("\n"), 1):
        if "#" not in line:
            continue
        for match in _ANCHOR.finditer(line):
            anchor = match["md"] if match["md"] is not None else match["html"]
            key = _key(unquote(anchor))
            if (
                key in known
                or key in _PAGE_TOP
                or re.sub(r"-\d+$", "", key) in known
                or key in seen
            ):
                continue
            seen[key] = number
            near = (
                get_close_matches(key, sorted(known), n=1, cutoff=_ALIKE)
                if len(seen) < _ASKED
                else []
            )
            hint = f": is #{known[near[0]]} meant?" if near else ""
            yield Finding("anchor", number, f"no heading answers to #{anchor}{hint}")


def _key(anchor: str) -> str:
    folded = unicodedata.normalize("NFKC", anchor.casefold())
    return "".join(c for c in folded if unicodedata.category(c) not in {"Mn", "Me", "Cf"}).strip(
        "-"
    )
