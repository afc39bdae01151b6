"""What stands in a cell when there is nothing to say: in a column, in its likes of other tables."""

import re
from functools import lru_cache

from ingest.lists.markup.inline import fold
from ingest.lists.markup.lines import decode
from ingest.lists.model import CuratedList, Entry, EntryKind
from ingest.lists.reading.fields import is_generic
from ingest.lists.reading.voting import vote

_BLANKS = frozenset(
    ["", "/", "n/a", "na", "none", "null", "nan", "nil", "n.a.", "tbd", "无", "暂无", "?", "×", "✗", "\\", "[]()",
     ":heavy_minus_sign:"]
)  # fmt: skip
_DASHES = "-–—−➖"  # so many as a column shows
_NO_ADDRESS = re.compile(r"\[([^\[\]\n]*)\]\(\s*\)")
_LONGEST_BLANK = max(len(blank) for blank in _BLANKS)


def is_blank(cell: str) -> bool:
    """True for what stands in a cell when there is nothing to say."""
    bare = cell.strip()
    return len(bare) <= _LONGEST_BLANK and (bare.casefold() in _BLANKS or not bare.strip(_DASHES))


@lru_cache(maxsize=8)
def marker_elsewhere(curated: CuratedList, kind: EntryKind) -> str | None:
    """What rows of a kind show for nothing anywhere in the list, the first tables first."""
    cells = (cell for entry in curated.entries if entry.kind == kind for cell in entry.cells)
    return vote(cell for cell in cells if is_blank(cell))


def blanks_elsewhere(curated: CuratedList, label: str, start: int) -> list[str]:
    """What the list's other tables write for nothing in a column of this name, nearest table first."""
    named = _blanks_by_header(curated).get(fold(label), ()) if label else ()
    others = [(first, cells) for first, end, cells in named if not first <= start < end]
    others.sort(key=lambda other: abs(other[0] - start))
    return [cell for _, cells in others for cell in cells]


@lru_cache(maxsize=4)
def _blanks_by_header(curated: CuratedList) -> dict[str, list[tuple[int, int, tuple[str, ...]]]]:
    """Folded header -> the blank cells below it, with where their table starts and ends."""
    found: dict[str, list[tuple[int, int, tuple[str, ...]]]] = {}
    for table in curated.tables:
        labels = [fold(header) for header in table.header]
        for label in dict.fromkeys(labels):
            index = labels.index(label)
            cells = (row.cells[index] for row in table.rows if index < len(row.cells))
            blanks = tuple(cell for cell in cells if is_blank(cell))
            if blanks:
                found.setdefault(label, []).append((table.start, table.end, blanks))
    return found


def is_form(curated: CuratedList, entry: Entry) -> bool:
    """True for an entry that waits to be filled in (`|.[[paper]()]||`): links without an address, no other words."""
    if entry.urls:
        return False
    text = decode(curated.text[entry.start : entry.end])
    labels = _NO_ADDRESS.findall(text)
    is_bare = not any(map(str.isalnum, _NO_ADDRESS.sub("", text)))
    return is_bare and bool(labels) and all(map(is_generic, labels))
