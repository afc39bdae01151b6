"""Words in marks of their own before a title (`[Tides] `, `` `Tides` ``) that the neighbours show to be names, not tags."""

import re
from collections.abc import Sequence

from ingest.lists.markup.inline import fold
from ingest.lists.model import Entry
from ingest.lists.splitting.part import Part

_MARKED = re.compile(
    r"(?P<before>\s*(?:(?:[-*+]|\d+[.)]) +)?(?:\*\*\[|\[\*\*|\*\*|\[|`))"
    r"(?P<word>[^\W\d_][^\s\[\]`*{}]{1,24})(?P<behind>(?:\]\*\*|\*\*\]|\*\*|\]|`):? +)"
)
_FEWEST, _MANY = 4, 8  # entries with such a word
_DISTINCT = 0.9  # of the words stand before one work alone


def with_names(
    entries: Sequence[tuple[Part, ...]], near: Sequence[Entry]
) -> list[tuple[Part, ...]]:
    """The parts with these words as names, where they are names.

    A tag comes again before another work; a name does not, and where there are few of them half stand in their titles.
    """
    marked = [
        _MARKED.fullmatch(parts[0].text) if _leads_title(parts) else None for parts in entries
    ]
    words = [fold(match["word"]) for match in marked if match]
    if len(words) < _FEWEST or len(set(words)) < _DISTINCT * len(words):
        return list(entries)
    pairs = zip(marked, near, strict=True)
    titled = sum(fold(match["word"]) in fold(entry.title) for match, entry in pairs if match)
    if len(words) < _MANY and 2 * titled < len(words):
        return list(entries)
    return [
        (
            Part("literal", match["before"]),
            Part("fact", "", "name", value=match["word"]),
            Part("literal", match["behind"]),
            *parts[1:],
        )
        if match
        else parts
        for match, parts in zip(marked, entries, strict=True)
    ]


def _leads_title(parts: Sequence[Part]) -> bool:
    """True for words before an entry's title, which is a fact or on its paper's link."""
    is_led = len(parts) > 1 and parts[0].kind == "literal"
    return is_led and (parts[1].field == "title" or "{title}" in parts[1].text)
