"""Preprints and what was accepted: many lists write the venue and the time of the two in two ways."""

import re
from collections.abc import Sequence

from ingest.lists.learning.shapes import EXPECTED, Shape
from ingest.lists.learning.tailoring import TIME, when_of
from ingest.lists.learning.units import with_units
from ingest.lists.splitting.part import Part
from ingest.lists.splitting.tokens import fields_in
from ingest.works import RowFacts

_PREPRINT = re.compile(r"\W*(?:\w*rxiv|corr|preprints?)\b", re.IGNORECASE)
_OTHER_KIND, _UNTOLD = 4.0, 2.0


def costs_of_kind(
    entries: Sequence[Sequence[Part]], shapes: Sequence[Shape], facts: RowFacts
) -> list[float]:
    """What speaks against neighbours that write venue and time as no neighbour of the work's kind does.

    Nothing does where no neighbour is of its kind, or where both kinds are written alike. Against a new
    work's neighbours that tell neither speaks that most tell, those of its kind among them.
    """
    is_arxiv = any(one.startswith("arxiv:") for one in facts.ids)
    own = _is_preprint(facts.venue or ("arXiv" if is_arxiv else ""))
    kinds = [_is_preprint(_venue_of(parts)) for parts in entries]
    written = [when_of(shape) for shape in shapes]
    alike = {way for kind, way in zip(kinds, written, strict=True) if kind is own}
    if own is None or not alike:
        return [0.0] * len(shapes)
    untold = [
        kind is None and not _tells_time(shape) for kind, shape in zip(kinds, shapes, strict=True)
    ]
    is_usual = not facts.is_from_entry and len(shapes) - sum(untold) >= EXPECTED * len(shapes)
    return [
        _OTHER_KIND * (kind is (not own) and way not in alike) + _UNTOLD * (is_usual and silent)
        for kind, way, silent in zip(kinds, written, untold, strict=True)
    ]


def _tells_time(shape: Shape) -> bool:
    """True for an entry that shows its venue or its time anywhere."""
    return not TIME.isdisjoint(fields_in(with_units(shape)))


def _venue_of(parts: Sequence[Part]) -> str:
    return next((part.value for part in parts if part.field == "venue"), "")


def _is_preprint(venue: str) -> bool | None:
    """None where no venue is said."""
    return bool(_PREPRINT.match(venue)) if venue else None
