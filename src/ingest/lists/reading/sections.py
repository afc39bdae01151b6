"""Find the section a plan means, and say what there is when it isn't there."""

import re
from collections.abc import Iterator
from difflib import get_close_matches

from ingest.errors import ListError
from ingest.lists.markup.inline import fold
from ingest.lists.model import CuratedList, Section
from ingest.lists.plan import SectionPlan
from ingest.lists.reading.groups import groups_of
from ingest.lists.reading.times import time_of

_PARENTHESIS = re.compile(r"\s*[(（][^()（）]*[)）]\s*$")


def find_section(curated: CuratedList, plan: SectionPlan) -> Section | None:
    """The section under `plan.heading`; headings are compared with their decoration folded away.

    "A > B" names B somewhere under A, or a group of A that has no heading of its own; where several do,
    the one whose whole path it is. None only where the plan says `when_missing: skip`; else
    ListError names the headings there are, and the nearest. Two that fit are an error too.
    """
    wanted = [fold(step) for step in plan.heading.split(">")]
    found = [section for section in curated.sections if _fits(section, wanted)]
    if not found:
        bare = [_PARENTHESIS.sub("", step) for step in wanted]
        found = [section for section in curated.sections if _fits(section, bare, _PARENTHESIS)]
    if not found and len(wanted) > 1:
        found = list(_groups(curated, wanted))
    if len(found) > 1 and len(wanted) > 1:
        whole = [one for one in found if [fold(step) for step in one.path.split(" > ")] == wanted]
        found = whole or found
    if len(found) == 1:
        return found[0]
    if not found and plan.when_missing == "skip":
        return None
    if found:
        raise ListError(
            f"{len(found)} headings fit {plan.heading!r}: lines "
            + ", ".join(str(section.line) for section in found),
            where=f"{curated.where}:{found[0].line}",
            todo="Name the one you mean by its path: " + " or ".join(f'"{s.path}"' for s in found),
        )
    raise ListError(
        f"no heading {plan.heading!r}; the headings are: {_headings(curated)}",
        where=f"{curated.where}:1",
        todo=_suggest(curated, wanted[-1]),
    )


def _fits(section: Section, wanted: list[str], drop: re.Pattern[str] | None = None) -> bool:
    def plain(step: str) -> str:
        return drop.sub("", fold(step)) if drop else fold(step)

    *steps, last = section.path.split(" > ")
    if plain(last) != wanted[-1]:
        return False
    above = map(plain, steps)
    return all(step in above for step in wanted[:-1])


def _groups(curated: CuratedList, wanted: list[str]) -> Iterator[Section]:
    """The groups of that name in the sections of the path before it."""
    for section in curated.sections:
        if _fits(section, wanted[:-1]):
            for group in groups_of(curated, section):
                if fold(group.heading) == wanted[-1]:
                    yield group


def _headings(curated: CuratedList) -> str:
    shown = [f'"{s.heading}"' for s in curated.sections if not time_of(s)]
    more = f" and {len(shown) - 40} more" if len(shown) > 40 else ""
    return (", ".join(shown[:40]) + more) or "none"


def _suggest(curated: CuratedList, wanted: str) -> str:
    folded = {fold(section.heading): section.heading for section in curated.sections}
    near = get_close_matches(wanted, list(folded), n=1, cutoff=0.5)
    near = (
        near or [key for key in folded if wanted and (wanted in key or (key in wanted and key))][:1]
    )
    if near:
        return f'Set the plan\'s heading to "{folded[near[0]]}", or add the heading to the list.'
    return "Correct the plan's heading, or set when_missing: skip."
