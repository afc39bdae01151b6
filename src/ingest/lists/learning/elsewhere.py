"""What entries of other sections tell of how one is written: links that no neighbour has, words that nobody else says."""

from bisect import bisect_left
from collections.abc import Iterator, Sequence
from itertools import islice

from ingest.lists.learning.fitting import wanted_facts
from ingest.lists.learning.shapes import Shape, shape_of
from ingest.lists.model import CuratedList, Entry
from ingest.lists.splitting.common_words import says_praise
from ingest.lists.splitting.link_places import link_field_of
from ingest.lists.splitting.part import Part
from ingest.lists.splitting.parts import parts_of_entry
from ingest.lists.splitting.pieces import last_fact, pieces_of_text, says
from ingest.lists.splitting.tokens import fields_in
from ingest.works import RowFacts

_LOOKED_AT, _ENOUGH = 40, 3  # entries
_OFTEN, _MOSTLY = (
    0.2,
    0.75,
)  # of the entries that tell the same: as many say a list's words, and its marks
_TWO = 2
_TOLD = frozenset({"name", "authors", "venue", "year", "date"})


def entries_elsewhere(
    curated: CuratedList, near: Sequence[Entry], shapes: Sequence[Shape], facts: RowFacts
) -> tuple[Entry, ...]:
    """The nearest few of them, for an entry that has such links; a new work goes without them."""
    if not facts.is_from_entry:
        return ()
    shown = {link_field_of(field) for shape in shapes for field in _fields_of(shape)}
    wanted = {link_field_of(field) for field in wanted_facts(facts)} - shown - {""}
    if not wanted:
        return ()
    cores = {shape.core.strip() for shape in shapes}
    own = {entry.start for entry in near}

    def links_it(entry: Entry) -> bool:
        shape = shape_of(parts_of_entry(curated, entry))
        return shape.core.strip() in cores and not wanted.isdisjoint(
            map(link_field_of, _fields_of(shape))
        )

    others = (
        one
        for one in _nearest(curated, near[0])
        if one.kind == near[0].kind and one.start not in own
    )
    return tuple(islice(filter(links_it, others), _ENOUGH))


def words_of_two(
    curated: CuratedList, near: Sequence[Entry], parts: Sequence[Sequence[Part]]
) -> frozenset[str]:
    """The lines, and the words behind all facts, that the only two entries say and the page elsewhere does not.

    Two works may be of one laboratory, or both be starred: that is not the list's way of writing, where
    enough entries of other sections that tell the same facts go without.
    """
    if len(near) != _TWO:
        return frozenset()
    one, two = map(_whole_pieces, parts)
    shared = one & two
    if not shared:
        return frozenset()
    told, own = set(map(_told, parts)), {entry.start for entry in near}
    others = [
        found
        for entry in _nearest(curated, near[0])
        if entry.kind == near[0].kind and entry.start not in own
        if _told(found := parts_of_entry(curated, entry)) in told
    ]
    if len(others) < _ENOUGH:
        return frozenset()
    said = [_whole_pieces(found) for found in others]
    return frozenset(
        piece
        for piece in shared
        if sum(piece in one for one in said)
        < (_MOSTLY if says_praise(piece) else _OFTEN) * len(others)
    )


def _told(parts: Sequence[Part]) -> frozenset[str]:
    return _TOLD.intersection(part.field for part in parts)


def _whole_pieces(parts: Sequence[Part]) -> frozenset[str]:
    """The words that are a line of their own, or stand behind all facts."""
    last, found = last_fact(parts), set[str]()
    for at, part in enumerate(parts):
        if part.kind == "literal" and (at > last or "\n" in part.text):
            pieces = pieces_of_text(part.text)
            found.update(one for one in (pieces if at > last else pieces[1:-1]) if says(one))
    return frozenset(found)


def _fields_of(shape: Shape) -> Iterator[str]:
    yield from fields_in(shape.core)
    yield from (field for _, field, _ in shape.units)


def _nearest(curated: CuratedList, entry: Entry) -> Sequence[Entry]:
    at = bisect_left([one.start for one in curated.entries], entry.start)
    around = curated.entries[max(0, at - _LOOKED_AT) : at + _LOOKED_AT]
    return sorted(around, key=lambda one: abs(one.start - entry.start))
