"""What a work would be to lists of one form: kept from night to night, as long as neither changes."""

import hashlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache

from pydantic import TypeAdapter

from ingest.ids import title_key
from ingest.lists import Style
from ingest.proposals.candidates import Place, find_candidates
from ingest.proposals.writing import why_unwritable
from ingest.works import Found


@dataclass(frozen=True, slots=True)
class Assessed:
    """A work that lists of a form would take."""

    work_id: str
    section: str
    is_certain: bool
    held: str | None  # why no row can be written
    rank: tuple[float, float, float]  # least first; then by work id
    names: frozenset[str]
    title_key: str


def plain_places(places: Sequence[Place]) -> tuple[Place, ...]:
    """The places without what differs between lists that take the same works: where a row goes, and examples."""
    return tuple(
        replace(one, style=_plain_style(one.style)) if one.style else one for one in places
    )


def _plain_style(style: Style) -> Style:
    return style.unplaced()._replace(
        newline="\n",
        common=frozenset(),  # of sets no two processes write the same
        columns=tuple(column._replace(common=frozenset()) for column in style.columns),
    )


def form_of(places: Sequence[Place], rules_digest: str, version: str) -> str:
    """The name of the form that plain places make; with shared rules it changes when the rules do."""
    narrows = any(one.plan.narrow for one in places)
    told = (version, rules_digest if narrows else "", *places)
    return hashlib.sha256(repr(told).encode("utf-8", "surrogateescape")).hexdigest()[:16]


def write_places(places: Sequence[Place]) -> str:
    """Plain places as JSON; "" where it can't hold them: bytes of a page that are no text."""
    try:
        return _adapter().dump_json(tuple(places)).decode()
    except ValueError:
        return ""


def read_places(text: str) -> tuple[Place, ...]:
    """The places of `write_places`; none where it is not from this version."""
    try:
        return _adapter().validate_json(text)
    except ValueError:
        return ()


@lru_cache(maxsize=1)
def _adapter() -> TypeAdapter[tuple[Place, ...]]:
    return TypeAdapter(tuple[Place, ...])


def assess(found: Iterable[Found], places: Sequence[Place]) -> tuple[Assessed, ...]:
    """Those of the works that places of a form would take; `found` has families of sizes whole."""
    return tuple(
        Assessed(
            work_id=one.found.work.work_id,
            section=one.place.plan.heading,
            is_certain=not one.look_reason,
            held=one.place.reason or why_unwritable(one) or None,
            rank=one.rank[:3],
            names=one.names,
            title_key=title_key(one.found.work.title),
        )
        for one in find_candidates(found, places)
    )
