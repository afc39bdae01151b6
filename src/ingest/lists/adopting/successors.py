"""Where a section's works stand after its heading is gone: renamed, split up, or part of another section."""

from collections import Counter
from collections.abc import Collection, Sequence, Set
from dataclasses import dataclass
from difflib import SequenceMatcher

from ingest.errors import ListError
from ingest.ids import title_key
from ingest.lists.markup.headings import without_count
from ingest.lists.markup.inline import fold
from ingest.lists.model import CuratedList, Entry, Section
from ingest.lists.plan import SectionPlan
from ingest.lists.reading.sections import find_section
from ingest.lists.reading.times import time_of

_MOVED = 0.3  # of a section's works are needed to tell where they went
_PART = 0.15  # of those that are found; fewer were listed there as well
_WIDE = 2  # a heading over more than so many times the works is not theirs
_ALIKE = 0.5  # of two headings' letters


@dataclass(frozen=True, slots=True)
class Successors:
    """The headings that hold a section's works now, as a plan names them."""

    names: tuple[str, ...]
    is_taken: bool = False  # the one heading has a section of the plan already


def find_successors(
    curated: CuratedList,
    heading: str,
    works: Collection[str],
    taken: Collection[int],
    known: Sequence[str],
) -> Successors | None:
    """Where the works of a lost heading went; by its letters alone where they can't tell.

    `taken` are lines of sections that the plan has, `known` folded headings that were there before.
    """
    topics = [one for one in curated.sections if not time_of(one)]
    old_names = {name for name in known if name != fold(without_count(heading))}
    homes = _homes(topics, frozenset(works), old_names)
    total = sum(homes.values())
    if not total or total < _MOVED * len(works):
        return _most_alike(
            curated, heading, [one for one in topics if one.line not in taken], known
        )
    parts = [topics[at] for at, count in sorted(homes.items()) if count >= _PART * total]
    above = _shared_heading(topics, parts, total, known)
    if above is not None and above.line not in taken:
        return _named(curated, [above])
    return _named(curated, parts, is_taken=len(parts) == 1 and parts[0].line in taken)


def _homes(topics: Sequence[Section], works: frozenset[str], old: Set[str]) -> Counter[int]:
    """How many of the works stand directly under each topic.

    A work in several counts for a new heading (one that is not in `old`) or the lost one at another level, else for
    the one that holds most of them.
    """
    held: dict[int, set[str]] = {}
    for at, topic in enumerate(topics):
        inner = [one for one in topics[at + 1 :] if one.start < topic.end]
        held[at] = {
            name
            for entry in topic.entries
            if not any(one.start <= entry.start < one.end for one in inner)
            for name in works.intersection(names_of(entry))
        }
    places: dict[str, int] = {}
    for at in sorted(held, key=lambda at: (name_of(topics[at]) in old, -len(held[at]))):
        for name in held[at]:
            places.setdefault(name, at)
    return Counter(places.values())


def name_of(section: Section) -> str:
    """A heading as a fingerprint keeps it."""
    return fold(without_count(section.heading))


def names_of(entry: Entry) -> tuple[str, ...]:
    """What a work is known by in this list: its ids, else its title."""
    return entry.ids or (f"title:{title_key(entry.title)}",)


def _shared_heading(
    topics: Sequence[Section], parts: Sequence[Section], total: int, known: Sequence[str]
) -> Section | None:
    """The innermost new heading over all parts, where these are not but a corner of it."""
    if len(parts) == 1 and name_of(parts[0]) not in known:
        return parts[0]
    over = [
        one
        for one in topics
        if name_of(one) not in known
        and len(one.entries) <= _WIDE * total
        and all(one.heading_start < part.start and part.end <= one.end for part in parts)
    ]
    return max(over, key=lambda one: one.start, default=None)


def _most_alike(
    curated: CuratedList, heading: str, free: Sequence[Section], known: Sequence[str]
) -> Successors | None:
    near = [
        (SequenceMatcher(None, fold(heading), name_of(one)).ratio(), -one.line, one)
        for one in free
        if name_of(one) not in known
    ]
    best = max(near, default=None, key=lambda pair: pair[:2])
    return _named(curated, [best[2]]) if best and best[0] >= _ALIKE else None


def _named(
    curated: CuratedList, sections: Sequence[Section], *, is_taken: bool = False
) -> Successors | None:
    names = [name for one in sections if (name := plan_name(curated, one))]
    return Successors(tuple(names), is_taken) if names else None


def plan_name(curated: CuratedList, section: Section) -> str | None:
    """How a plan names a section so that no other fits; None where two have one path."""
    for name in (section.heading, section.path):
        try:
            find_section(curated, SectionPlan(name, ()))
        except ListError:
            continue
        return name
    return None
