"""Measure a learnt style on the list itself: take an entry out, write it again from its own facts."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Literal

from ingest.errors import ListError
from ingest.lists.editing.change import join_change
from ingest.lists.editing.claim import Claim
from ingest.lists.editing.editing import written_row
from ingest.lists.editing.edits import (
    add_to_section,
    apply_edit,
    find_entries,
    find_work,
    remove_entry,
)
from ingest.lists.editing.rereading import read_change
from ingest.lists.learning.learn import refuse_cut, style_at
from ingest.lists.markup.inline import find_links, plain
from ingest.lists.markup.lines import decode
from ingest.lists.markup.tables import cell_ranges
from ingest.lists.model import CuratedList, Entry, Section
from ingest.lists.placing.among import fitting_places
from ingest.lists.placing.order import find_place
from ingest.lists.placing.place import Place
from ingest.lists.plan import SectionPlan
from ingest.lists.reading.counting import counting_column
from ingest.lists.reading.counts import homes_of
from ingest.lists.reading.groups import group_of
from ingest.lists.reading.numbers import without_number
from ingest.lists.reading.own_table import table_of
from ingest.lists.reading.sections import find_section
from ingest.lists.writing.facts import read_facts
from ingest.works import RowFacts

Outcome = Literal["same bytes", "unordered", "other place", "other text", "refused"]
_GOLDEN = 0.6180339887498949


@dataclass(frozen=True, slots=True)
class Rewriting:
    """What became of one entry, and why it is not the same bytes.

    `unordered` is the same text in a place that nothing in the section decides: it shows no order,
    the entry has equals in it, or tells nothing of what it goes by. `text` is what was written instead.
    """

    entry: Entry
    outcome: Outcome
    reason: str = ""
    text: str = ""


def rewrite_entries(curated: CuratedList, sample_count: int) -> Iterator[Rewriting]:
    """Rewrite about so many entries, evenly over the list; what has no id can't be named and is left out."""
    homes = homes_of(curated)
    named = [entry for entry in curated.entries if entry.ids and entry.start in homes]
    for at in spread(len(named), sample_count):
        entry = named[at]
        group = group_of(curated, homes[entry.start], entry)
        yield rewrite_entry(curated, group if len(group.entries) > 1 else homes[entry.start], entry)


def spread(count: int, wanted: int) -> tuple[int, ...]:
    """So many of `count` places, one from each stretch of equal length.

    Where in its stretch differs by the golden ratio: a fixed step falls in with lists of ten a week,
    and would meet the seventh of each.
    """
    if wanted >= count:
        return tuple(range(count))
    return tuple(int((at + at * _GOLDEN % 1) * count / wanted) for at in range(wanted))


def rewrite_entry(curated: CuratedList, section: Section, entry: Entry) -> Rewriting:
    """Remove an entry, add it again from the facts it showed, and compare the bytes."""
    plan = SectionPlan(section.path, ())
    if len(find_entries(section, entry.ids[:1])) > 1:
        return Rewriting(entry, "refused", "listed more than once")
    try:
        refuse_cut(curated, section)
        removal = remove_entry(curated, plan, entry.ids[:1])
        shorter = join_change(read_change(curated, removal))
        home = find_section(shorter, plan)
        assert home is not None
        beside = replace(find_place(shorter, home, None), at=entry.start)
        facts = read_facts(curated, entry, style_at(shorter, home, plan, beside))
        if find_work(home, facts):
            return Rewriting(entry, "refused", "listed more than once")
        place = find_place(shorter, home, facts)
        edit = add_to_section(shorter, home, plan, facts)
    except ListError as refusal:
        return Rewriting(entry, "refused", refusal.what)
    if apply_edit(shorter.text, edit) == curated.text:
        return Rewriting(entry, "same bytes")
    claim = Claim(read_change(shorter, edit), home, facts)
    written = written_row(claim) if claim.entry else decode(edit.new)
    return _compared(curated, shorter, entry, written.strip(), place, facts)


def _compared(
    curated: CuratedList,
    shorter: CuratedList,
    entry: Entry,
    new: str,
    place: Place,
    facts: RowFacts,
) -> Rewriting:
    old = decode(curated.text[entry.start : entry.end]).strip()
    at = _counting_column(curated, entry)
    if _unnumbered(new, at) != _unnumbered(old, at):  # it has its number from its place
        return Rewriting(entry, "other text", _difference(old, new), new)
    if place.ranking is None:
        return Rewriting(entry, "unordered", "the section shows no order", new)
    index = sum(other.start < entry.start for other in place.run)
    places = fitting_places(shorter, place.run, place.ranking, facts)
    if not places:
        return Rewriting(entry, "unordered", f"it tells nothing of the {place.ranking.by}", new)
    if index in places:
        return Rewriting(entry, "unordered", f"equals by {place.ranking.by}", new)
    return Rewriting(entry, "other place", f"out of order by {place.ranking.by}", new)


def _counting_column(curated: CuratedList, entry: Entry) -> int | None:
    table = table_of(curated.tables, entry) if entry.kind == "row" else None
    return counting_column(table) if table else None


def _unnumbered(text: str, at: int | None) -> str:
    cells = cell_ranges(text) if at is not None else ()
    if at is None or at >= len(cells):
        return without_number(text)
    start, end = cells[at]
    return f"{text[:start]}{re.sub(r'[0-9]+ *', '', text[start:end])}{text[end:]}"


def _difference(old: str, new: str) -> str:
    """What of an entry's text is not the same, in one phrase."""
    if "".join(old.split()) == "".join(new.split()):
        return "blanks"
    if plain(old) == plain(new):
        return "markup around the same words"
    if [link.url for link in find_links(old)] != [link.url for link in find_links(new)]:
        return "links"
    if re.sub(r"\W", "", plain(old)) == re.sub(r"\W", "", plain(new)):
        return "punctuation"
    return "fewer words" if len(plain(new)) < len(plain(old)) else "other words"
