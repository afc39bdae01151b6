"""Sightings and rejects, in the order of their records, laid out as pages."""

from collections.abc import Iterator, Sequence
from dataclasses import replace

from ingest.works import Page, Reject, Sighting

PAGE_SIZE = 2_000


def make_page(
    made: Sequence[Sighting | Reject],
    *,
    total_count: int | None = None,
    start_index: int = 0,
    next_token: str | None = None,
) -> Page:
    """One page of what every record of a payload became: nothing is left out."""
    return Page(
        sightings=tuple(each for each in made if isinstance(each, Sighting)),
        rejects=tuple(each for each in made if isinstance(each, Reject)),
        total_count=total_count,
        start_index=start_index,
        next_token=next_token,
    )


def split_page(page: Page) -> Iterator[Page]:
    """The page itself where it is small enough, else pages of at most `PAGE_SIZE` records."""
    if len(page.sightings) + len(page.rejects) <= PAGE_SIZE:
        yield page
        return
    for start in range(0, len(page.sightings), PAGE_SIZE):
        yield replace(page, sightings=page.sightings[start : start + PAGE_SIZE], rejects=())
    for start in range(0, len(page.rejects), PAGE_SIZE):
        yield replace(page, sightings=(), rejects=page.rejects[start : start + PAGE_SIZE])
