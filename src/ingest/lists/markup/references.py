"""Reference-style links: `[Title][1]` with `[1]: https://...` elsewhere on the page.

https://spec.commonmark.org/0.31.2/#link-reference-definitions
"""

import re
from collections.abc import Mapping, Sequence

from ingest.lists.markup.inline import find_links
from ingest.lists.model import Link

DEFINITION = re.compile(
    r"^[ ]{0,3}\[(?P<label>[^\[\]\n]+)\]:[ \t]*\r?\n?[ \t]*<?(?P<url>[^\s<>]+)>?", re.MULTILINE
)
_USE = re.compile(
    r"(?<![!\]\\])\[(?P<text>(?:\\.|[^\[\]\\\n]|\[[^\[\]\n]*\])+)\](?:\[(?P<label>[^\[\]\n]*)\])?(?![\[(:])"
)


def find_definitions(shown: str) -> dict[str, str]:
    """Folded label -> address of every definition of a page; the first counts where two have one label."""
    found: dict[str, str] = {}
    if "]:" in shown:
        for match in DEFINITION.finditer(shown):
            found.setdefault(_fold(match["label"]), match["url"])
    return found


def with_references(
    text: str, links: Sequence[Link], definitions: Mapping[str, str]
) -> tuple[Link, ...]:
    """The links of a text together with those that are written by reference, in their order."""
    if not definitions or "]" not in text:
        return tuple(links)
    found = list(links)
    position = 0
    while match := _USE.search(text, position):
        url = definitions.get(_fold(match["label"] or match["text"]))
        inside = any(link.start <= match.start() < link.end for link in links)
        if url is None or inside:
            position = match.start() + 1  # `[[code][1]]`: the brackets inside may be one
            continue
        found.append(Link(match["text"], url, match.start(), match.end()))
        position = match.end()
    return tuple(sorted(found, key=lambda link: link.start))


def with_addresses(text: str, definitions: Mapping[str, str]) -> str:
    """A text whose links by reference carry their addresses, as a new entry's have to."""
    if not definitions or "]" not in text:
        return text
    found = [
        link
        for link in with_references(text, find_links(text), definitions)
        if text[link.start : link.end].endswith("]") and not link.is_bracketed
    ]
    for link in reversed(found):
        text = f"{text[: link.start]}[{link.label}]({link.url}){text[link.end :]}"
    return text


def _fold(label: str) -> str:
    return " ".join(label.split()).casefold()
