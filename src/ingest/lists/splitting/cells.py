"""What the cells of a row say: their texts as they stand, their parts, what stands between them."""

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

from ingest.lists.markup.lines import decode
from ingest.lists.markup.tables import cell_ranges
from ingest.lists.model import Column, CuratedList, Entry, Table
from ingest.lists.reading.fields import header_field
from ingest.lists.reading.own_table import MERGED
from ingest.lists.reading.paragraphs import MARKUP_CELL
from ingest.lists.reading.voting import vote
from ingest.lists.splitting.blanks import is_blank
from ingest.lists.splitting.common_words import DOUBTFUL
from ingest.lists.splitting.link_places import is_note
from ingest.lists.splitting.notes import with_notes
from ingest.lists.splitting.part import Part
from ingest.lists.splitting.parts import parts_of_cell

_PLACES_OF_LINKS = frozenset({"code", "weights", "project", "links"})
_ALIKE = 2  # cells that say the same instead of a link
_NOTHING_WORDS = 4
_PROMISE = re.compile(
    r"soon|\bto be\b|\btb[ac]\b|\bwill\b|later|pending|progress|wait|todo|待|即将|将|稍后",
    re.IGNORECASE,
)


def raw_cells(curated: CuratedList, entry: Entry) -> tuple[str, ...]:
    """A row's cells as they stand, with their blanks."""
    text = decode(curated.text[entry.start : entry.end])
    return tuple(text[start:end] for start, end in _ranges(entry, text))


def _ranges(entry: Entry, text: str) -> tuple[tuple[int, int], ...]:
    if entry.kind == "html":
        return tuple(match.span(1) for match in MARKUP_CELL.finditer(text))
    return cell_ranges(text)


def cell_parts(columns: Sequence[Column], entry: Entry) -> tuple[tuple[Part, ...], ...]:
    """The parts of a row's cells; words of its own under the key of their column."""
    return tuple(
        ()
        if is_blank(cell)
        else parts_of_column_cell(cell, column.field, column.key, column.common)
        for column, cell in zip(columns, entry.cells, strict=False)
    )


@lru_cache(maxsize=4096)
def parts_of_column_cell(
    cell: str, field: str, key: str, common: frozenset[str]
) -> tuple[Part, ...]:
    """The parts of a cell, what is of its own kind under the key of its column."""
    named = [
        part._replace(field=key) if part.kind == "fact" and part.field == "other" else part
        for part in parts_of_cell(cell, field)
    ]
    found = with_notes(named, _told(common, key), "_" + key.removeprefix("other_") + "_")
    is_text = field in {"other", "summary"} and not any(part.kind == "link" for part in found)
    if is_text and any(is_note(part.field) and part.field != key for part in found):
        return (Part("fact", "", key, value=cell),)  # words around words: one text, tags and all
    return found


@lru_cache(maxsize=64)
def _told(common: frozenset[str], key: str) -> frozenset[str]:
    """What is no word of a cell's own: the column itself says what its cells hold."""
    return common | {f"{{{fact}}}" for fact in DOUBTFUL} | {key}


def row_frames(
    curated: CuratedList, near: Sequence[Entry], table: Table, count: int
) -> tuple[tuple[int, tuple[str, ...]], ...]:
    """How rows end, by how many cells reach up to the last that says something: what stands before, between and behind cells.

    As most of the nearest rows that say as many have it; where rows of this table leave their last cells out, it is as much
    shorter. The most cells come first, as most rows have them that have all `count`. Of which there is no such row ends as a
    whole one does, cut behind its last cell where most of those with fewer are.
    """
    by_filled: dict[int, list[Entry]] = {}
    for entry in near:
        is_own = entry.kind == "row" and table.start <= entry.start < table.end
        if len(entry.cells) == count or (is_own and len(entry.cells) < count):
            by_filled.setdefault(filled_cells(entry.cells), []).append(entry)
    whole = [entry for entry in near if len(entry.cells) == count]
    found = {filled: _agreed(curated, rows) for filled, rows in by_filled.items()}
    full = found.pop(count, None) or _agreed(curated, whole)
    if vote(len(frames) - 1 == filled for filled, frames in found.items()):
        found = {size: (*full[:size], full[-1]) for size in range(1, count)} | found
    return ((count, full), *found.items())


def filled_cells(cells: Sequence[str]) -> int:
    """How many cells reach up to the last one that says something."""
    return next((at for at in range(len(cells), 0, -1) if not is_blank(cells[at - 1])), 0)


def _agreed(curated: CuratedList, near: Sequence[Entry]) -> tuple[str, ...]:
    every = (_frames(curated, entry) for entry in near)
    own = (frames for frames in every if not MERGED.search("".join(frames)))
    return vote(own) or vote(_frames(curated, entry) for entry in near) or ()


def _frames(curated: CuratedList, entry: Entry) -> tuple[str, ...]:
    whole = decode(curated.text[entry.start : entry.end])
    ranges, text = _ranges(entry, whole), whole.rstrip("\r\n")
    edges = [0, *(edge for pair in ranges for edge in pair), len(text)]
    return tuple(
        [text[edges[i] : edges[i + 1]].replace("\r\n", "\n") for i in range(0, len(edges), 2)]
    )


def telling_rows(near: Sequence[Entry], count: int) -> list[Entry]:
    """The rows that show how `count` columns are written: those with so many cells, or all where most leave their last ones out."""
    rows = [entry for entry in near if 0 < len(entry.cells) <= count]
    whole = [entry for entry in rows if len(entry.cells) == count]
    return rows if whole and 2 * len(whole) < len(rows) else whole


@dataclass(frozen=True, slots=True)
class ColumnCells:
    """The cells of one column as they stand, nearest first; `said` are the filled ones without their blanks."""

    raws: tuple[str, ...]
    filled: tuple[str, ...]
    said: tuple[str, ...]
    blanks: tuple[str, ...]


def cells_of_column(raws: tuple[str, ...], label: str = "") -> ColumnCells:
    """The cells of one column by what they say; `label` is its header.

    What stands for a missing link is no work's own word; a promise (`coming soon`) stands for nobody else's.
    """
    nothing = _said_for_no_link(raws) if header_field(label) in _PLACES_OF_LINKS else None
    filled = tuple(raw for raw in raws if not is_blank(raw) and raw.strip() != nothing)
    blanks: tuple[str, ...] = ()
    if len(filled) < len(raws):
        said = None if _PROMISE.search(nothing or "") else nothing
        blanks = tuple(raw for raw in raws if is_blank(raw) or raw.strip() == said)
    return ColumnCells(raws, filled, tuple(raw.strip() for raw in filled), blanks)


def _said_for_no_link(raws: Sequence[str]) -> str | None:
    """What most cells without a link say in a column that links (`No`, `Coming soon`); None where no two agree."""
    words = [raw.strip() for raw in raws if "://" not in raw and not is_blank(raw)]
    if len(words) < _ALIKE or not any("://" in raw for raw in raws):
        return None
    said, count = Counter(words).most_common(1)[0]
    is_usual = count >= _ALIKE and 2 * count > len(words)
    return said if is_usual and len(said.split()) <= _NOTHING_WORDS else None
