"""Entries of other sections that link what none of the neighbours links, and are written like one of them."""

from bisect import bisect_left
from collections.abc import Iterator, Sequence
from itertools import islice

from ingest.lists.learning.fitting import wanted_facts
from ingest.lists.learning.shapes import Shape, shape_of
from ingest.lists.model import CuratedList, Entry
from ingest.lists.splitting.link_places import link_field_of
from ingest.lists.splitting.parts import parts_of_entry
from ingest.lists.splitting.tokens import fields_in
from ingest.works import RowFacts

_LOOKED_AT, _ENOUGH = 40, 3  # entries


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


def _fields_of(shape: Shape) -> Iterator[str]:
    yield from fields_in(shape.core)
    yield from (field for _, field, _ in shape.units)


def _nearest(curated: CuratedList, entry: Entry) -> Sequence[Entry]:
    at = bisect_left([one.start for one in curated.entries], entry.start)
    around = curated.entries[max(0, at - _LOOKED_AT) : at + _LOOKED_AT]
    return sorted(around, key=lambda one: abs(one.start - entry.start))
