"""Preprints and what was accepted: many lists write the venue and the time of the two in two ways."""

import re
from collections.abc import Sequence

from ingest.lists.learning.shapes import EXPECTED, Shape
from ingest.lists.learning.tailoring import TIME, when_of
from ingest.lists.learning.units import with_units
from ingest.lists.markup.inline import fold
from ingest.lists.splitting.part import Part
from ingest.lists.splitting.tokens import fields_in
from ingest.works import RowFacts

_PREPRINT = re.compile(r"\W*(?:\w*rxiv|corr|preprints?)\b", re.IGNORECASE)
_OTHER_KIND, _UNTOLD = 4.0, 2.0


def costs_of_kind(
    entries: Sequence[Sequence[Part]], shapes: Sequence[Shape], facts: RowFacts
) -> list[float]:
    """What speaks against neighbours that write venue and time as no neighbour of the work's kind does.

    Of its kind are those of its venue; where there are none, preprints for a preprint and accepted works for any other.
    Nothing does where no neighbour is of its kind, or where both kinds are written alike. Against a new
    work's neighbours that tell neither speaks that most tell, those of its kind among them.
    """
    is_arxiv = any(one.startswith("arxiv:") for one in facts.ids)
    own = facts.venue or ("arXiv" if is_arxiv else "")
    venues = [_venue_of(parts) for parts in entries]
    written = [when_of(shape) for shape in shapes]
    for kind_of in (fold, _is_preprint):
        kinds = [kind_of(venue) if venue else None for venue in venues]
        mine = kind_of(own) if own else None
        alike = {way for kind, way in zip(kinds, written, strict=True) if kind == mine}
        if mine is not None and alike:
            costs = [
                _OTHER_KIND * (kind is not None and kind != mine and way not in alike)
                for kind, way in zip(kinds, written, strict=True)
            ]
            return costs if facts.is_from_entry else _with_untold(costs, venues, shapes)
    return [0.0] * len(shapes)


def _with_untold(
    costs: Sequence[float], venues: Sequence[str], shapes: Sequence[Shape]
) -> list[float]:
    """The costs with what speaks against neighbours that tell neither venue nor time where most tell them."""
    untold = [
        not venue and not _tells_time(shape) for venue, shape in zip(venues, shapes, strict=True)
    ]
    is_usual = len(shapes) - sum(untold) >= EXPECTED * len(shapes)
    return [
        cost + _UNTOLD * (is_usual and silent) for cost, silent in zip(costs, untold, strict=True)
    ]


def _tells_time(shape: Shape) -> bool:
    """True for an entry that shows its venue or its time anywhere."""
    return not TIME.isdisjoint(fields_in(with_units(shape)))


def _venue_of(parts: Sequence[Part]) -> str:
    return next((part.value for part in parts if part.field == "venue"), "")


def _is_preprint(venue: str) -> bool:
    return bool(_PREPRINT.match(venue))
