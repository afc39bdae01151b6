"""Find a work's entry in a section: by its paper's link, its title, its name."""

from collections.abc import Sequence
from dataclasses import replace

from ingest.errors import ListError
from ingest.ids import id_of_url, title_key
from ingest.lists.learning.learn import refuse_cut
from ingest.lists.model import CuratedList, Entry, Section
from ingest.lists.plan import SectionPlan
from ingest.lists.reading.fields import PAPER_ISSUERS
from ingest.lists.reading.sections import find_section
from ingest.works import RowFacts


def need_section(curated: CuratedList, plan: SectionPlan) -> Section:
    """The plan's section, which must be there and whole."""
    section = find_section(curated, replace(plan, when_missing="error"))
    assert section is not None
    refuse_cut(curated, section)
    return section


def find_work(section: Section, facts: RowFacts) -> Entry | None:
    """The section's entry of a work, the first of several; None where there is none.

    An entry is a work's by its paper's link or its title. A row that shows only a short name is
    by that name together with one of the work's own links, or where it links no paper at all.
    """
    return find_work_among(section.entries, facts)


def find_work_among(entries: Sequence[Entry], facts: RowFacts) -> Entry | None:
    """`find_work` among some entries."""
    found = find_entries_among(entries, facts.ids, facts.title)
    if found or not facts.name:
        return found[0] if found else None
    own, key = ids_of(facts), title_key(facts.name)
    for entry in entries:
        if title_key(entry.title) != key:
            continue
        papers = any(found.startswith(PAPER_ISSUERS) for found in entry.ids)
        if own & set(entry.ids) or not papers:
            return entry
    return None


def ids_of(facts: RowFacts) -> set[str]:
    """Every canonical id of a work and of its links."""
    links = (id_of_url(artifact.url) for artifact in facts.links)
    return {*facts.ids, *(found for found in links if found)}


def find_entries(section: Section, ids: Sequence[str], title: str = "") -> tuple[Entry, ...]:
    """Every entry of the section that stands for the work with these ids or this title.

    What counts is the paper's own link: that a row also links another work's code or data does not
    make it that work's entry.
    """
    return find_entries_among(section.entries, ids, title)


def find_entries_among(
    entries: Sequence[Entry], ids: Sequence[str], title: str = ""
) -> tuple[Entry, ...]:
    """`find_entries` among some entries."""
    wanted = set(ids)
    key = title_key(title) if title else ""
    return tuple(
        entry
        for entry in entries
        if (not wanted.isdisjoint(entry.ids) and _is_of(entry, wanted))
        or (key and title_key(entry.title) == key)
    )


def _is_of(entry: Entry, wanted: set[str]) -> bool:
    return entry.ids[0] in wanted or any(
        found in wanted for found in entry.ids if found.startswith(PAPER_ISSUERS)
    )


def only_entry(curated: CuratedList, section: Section, ids: Sequence[str]) -> Entry:
    """The one entry of these ids; ListError where there is none, or more than one."""
    found = find_entries(section, ids)
    first = [entry for entry in found if entry.ids and entry.ids[0] in set(ids)]
    found = tuple(first) if len(found) > 1 and first else found
    if len(found) == 1:
        return found[0]
    lines = ", ".join(str(entry.line) for entry in found)
    raise ListError(
        f"{len(found)} entries of {ids[0] if ids else 'no id'} (lines {lines})"
        if found
        else f'no entry of {", ".join(ids) or "no id"} in "{section.heading}"',
        where=f"{curated.where}:{found[0].line if found else section.line}",
        todo="Remove the one you mean by hand." if found else "It may have been removed already.",
    )
