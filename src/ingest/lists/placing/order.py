"""Where a new entry belongs: under which year heading, and before or behind which entry."""

import re
from collections.abc import Sequence
from dataclasses import replace
from functools import lru_cache
from itertools import pairwise

from ingest.errors import ListError
from ingest.lists.markup.lines import decode
from ingest.lists.model import CuratedList, Entry, Order, Section
from ingest.lists.placing.among import choose_place, counts_down, leans_down
from ingest.lists.placing.beside import FEW, is_chance, ranking_elsewhere
from ingest.lists.placing.dated import dated_groups, dated_sections, find_under_time, tells_time
from ingest.lists.placing.place import DEPTH, Place
from ingest.lists.placing.ranking import Ranking, learn_ranking, number_ranking, said_ranking
from ingest.lists.placing.sort_keys import Key, key_of_facts, number_of
from ingest.lists.placing.topics import refuse_topics
from ingest.lists.plan import StyleOverride
from ingest.lists.reading.groups import group_for
from ingest.lists.reading.nesting import child_sections, own_entries
from ingest.lists.reading.own_table import markup_table
from ingest.lists.reading.voting import vote
from ingest.lists.splitting.blanks import is_form
from ingest.lists.splitting.notes import column_keys
from ingest.works import RowFacts

_LEARNT = StyleOverride()  # says nothing
_GAP = re.compile(r"(?:[ \t]*(?:-{3,}|\*{3,}|_{3,}|<hr ?/?>|<br ?/?>)?[ \t]*\r?\n)*")


@lru_cache(maxsize=4)  # who is refused for what no work brings is tried again with a marker
def find_place(
    curated: CuratedList,
    section: Section,
    facts: RowFacts | None,
    said: StyleOverride = _LEARNT,
) -> Place:
    """The place of a new entry; without facts, where the next one would go.

    An order that is said wins over the one that the entries show. ListError asks which sub-heading is meant when entries stand under sub-headings that are no years.
    """
    children = child_sections(curated, section)
    if dated := dated_sections(curated, section):
        return _under_time(curated, dated, facts, said)
    run = own_entries(curated, section)
    filled = [child for child in children if child.entries]
    if not run and filled:
        raise ListError(
            f'the entries of "{section.heading}" stand under {_sub_headings(len(filled))}: '
            + ", ".join(f'"{child.heading}"' for child in filled[:12]),
            where=f"{curated.where}:{section.line}",
            todo=f'Which one is meant? Name it in the plan: "{filled[0].path}".',
        )
    if not run:
        return Place(_body_end(curated, section, children))
    group = group_for(curated, section, facts)
    if group is None and facts is not None and not facts.is_from_entry:
        dated = dated_groups(curated, section)
        if tells_time(facts, dated):
            return _under_time(curated, dated, facts, said)
        refuse_topics(curated, section, run)
    return _among(curated, group.entries if group else run, facts, said)


def _under_time(
    curated: CuratedList, dated: Sequence[Section], facts: RowFacts | None, said: StyleOverride
) -> Place:
    place, child = find_under_time(curated, dated, facts, said)
    if child is None or not child.entries:
        return place
    inside = _among(curated, child.entries, facts, said)
    return replace(inside, years=place.years, year_heading=place.year_heading)


def _sub_headings(number: int) -> str:
    return f"{number} sub-heading{'s' if number > 1 else ''}"


def _body_end(curated: CuratedList, section: Section, children: Sequence[Section]) -> int:
    """Behind the last line of prose of a section without entries."""
    stop = children[0].heading_start if children else section.end
    tables = [table for table in section.tables if table.start < stop]
    if tables:
        return tables[-1].delimiter_end
    body = curated.text[section.start : stop]
    kept = body.rstrip()
    if not kept:
        return section.start
    end = section.start + len(kept)
    newline = curated.text.find(b"\n", end)
    return newline + 1 if 0 <= newline < stop else stop


def _among(
    curated: CuratedList, entries: Sequence[Entry], facts: RowFacts | None, said: StyleOverride
) -> Place:
    if facts is not None and facts.is_from_entry:
        entries = _of_its_columns(curated, entries, facts) or entries
    told = [entry for entry in entries if not is_form(curated, entry)]
    if not told and entries[0].kind == "row":  # they show no way: the tables beside are asked
        return Place(entries[0].start)
    entries = told or entries
    kind = vote(entry.kind for entry in reversed(entries)) or entries[0].kind
    run = _of_one_depth([entry for entry in entries if entry.kind == kind], facts)
    order, ranking = _said_order(curated, run, said) or _shown_order(curated, run, facts)
    index = _index_in(curated, run, facts, order, ranking)
    before = run[index - 1] if index else None
    after = run[index] if index < len(run) else None
    at = _end_below(curated, entries, before) if before else run[0].start
    by = ranking.by if ranking else ""
    return Place(at, before, after, order, by, run=run, ranking=ranking)


def _of_one_depth(entries: Sequence[Entry], facts: RowFacts | None) -> tuple[Entry, ...]:
    """The bullets as deep as most are, for an entry those as deep as it was.

    One among deeper ones would take those behind it from what they stand below.
    """
    known = {entry.depth for entry in entries}
    if len(known) == 1:
        return tuple(entries)
    told = dict(facts.spelled).get(DEPTH) if facts else None
    own = int(told) if told and int(told) in known else None
    depth = vote(entry.depth for entry in reversed(entries)) if own is None else own
    return tuple(entry for entry in entries if entry.depth == depth)


def _end_below(curated: CuratedList, entries: Sequence[Entry], before: Entry) -> int:
    """Where an entry ends with the deeper ones that stand below it."""
    end = before.end
    for entry in entries:
        is_deeper = entry.start >= end and entry.depth > before.depth
        if is_deeper and not curated.text[end : entry.start].strip():
            end = entry.end
    return end


def _of_its_columns(curated: CuratedList, entries: Sequence[Entry], facts: RowFacts) -> list[Entry]:
    """The rows of tables with the columns that an entry's facts stand in; for facts of no columns, the others."""
    named = (*(name for name, _ in facts.spelled), *(name for name, _, _ in facts.places))
    keys = {name.partition("@")[0] for name in named if "@" in name}
    if not keys:
        return [entry for entry in entries if not entry.cells]
    tables = {table for section in curated.sections for table in section.tables}
    fitting = [table for table in tables if keys <= set(column_keys(table.header))]
    inside = [e for e in entries if any(table.start <= e.start < table.end for table in fitting)]
    inside = inside or _of_a_markup_table(curated, entries, keys)
    return inside or [entry for entry in entries if entry.cells]


def _of_a_markup_table(
    curated: CuratedList, entries: Sequence[Entry], keys: set[str]
) -> list[Entry]:
    """The rows of the HTML tables that have all these columns, read once for each table."""
    asked: dict[tuple[int, int], bool] = {}
    found = []
    for entry in (entry for entry in entries if entry.kind == "html" and entry.cells):
        table = curated.text.rfind(b"<table", 0, entry.start), len(entry.cells)
        if table not in asked:
            asked[table] = keys <= set(column_keys(markup_table(curated, entry).header))
        if asked[table]:
            found.append(entry)
    return found


def _said_order(
    curated: CuratedList, run: Sequence[Entry], said: StyleOverride
) -> tuple[Order, Ranking | None] | None:
    """The order that the plan names; what it leaves open is as the entries show it."""
    if said.order is None:
        return None
    if said.order in {"append", "prepend"}:
        return said.order, None
    is_falling = said.order in {"newest-first", "reverse-alphabetical"}
    is_by_name = said.order in {"alphabetical", "reverse-alphabetical"}
    by = said.order_by or ("title" if is_by_name else None)
    order, shown = _shown_order(curated, run, None)
    if shown and order == said.order and by in {None, shown.by}:
        return order, shown  # with what decides among equals
    return said.order, said_ranking(curated, run, by, is_falling)


def _shown_order(
    curated: CuratedList, run: Sequence[Entry], facts: RowFacts | None
) -> tuple[Order, Ranking | None]:
    is_numbered = facts is not None and facts.is_from_entry and number_of(facts.title) is not None
    ranking = (number_ranking(curated, run) if is_numbered else None) or learn_ranking(curated, run)
    if ranking is None and len(run) < FEW:
        ranking = ranking_elsewhere(curated, run)
    elif ranking is not None and not is_numbered and is_chance(curated, run, ranking):
        ranking = None
    if ranking is None:
        is_down = counts_down(curated, run)
        is_down = leans_down(curated, run) if is_down is None else is_down
        return ("prepend" if is_down else "append"), None
    if ranking.by in {"title", "venue"}:
        return ("reverse-alphabetical" if ranking.is_falling else "alphabetical"), ranking
    return ("newest-first" if ranking.is_falling else "oldest-first"), ranking


def _index_in(
    curated: CuratedList,
    run: Sequence[Entry],
    facts: RowFacts | None,
    order: Order,
    ranking: Ranking | None,
) -> int:
    if ranking is None:
        return 0 if order == "prepend" else len(run)
    index = choose_place(curated, run, ranking, facts) if facts else None
    if index is None:
        return 0 if ranking.is_falling else len(run)
    return index


def oldest_first(works: Sequence[RowFacts]) -> tuple[int, ...]:
    """The positions of works in the order in which they are to be added to one list.

    Behind each other where new entries go to the end or among equals, so that the newest is last;
    on top of each other where they go to the top, so that the newest is first.
    """
    return tuple(sorted(range(len(works)), key=lambda at: _age(works[at])))


def _age(facts: RowFacts) -> tuple[bool, Key]:
    """Dated works by their month, then by the arXiv id; undated ones behind them as they come."""
    arxiv = key_of_facts("id", facts) or ("",)
    return facts.year is None, (facts.year or 0, facts.month or 13, facts.day or 32, *arxiv)


def gap_between(curated: CuratedList, near: Sequence[Entry]) -> str:
    """What stands between two entries: nothing, a blank line, a rule."""
    if near[0].kind == "row":
        return ""
    ordered = sorted(near, key=lambda entry: entry.start)
    gaps = {}
    for one, two in pairwise(ordered):
        text = decode(curated.text[one.end : two.start])
        if len(text) < 80 and _GAP.fullmatch(text):
            gaps[one.start] = text.replace("\r\n", "\n")
    found = vote(gaps[entry.start] for entry in near if entry.start in gaps)
    if found is None and near[0].kind == "paragraph":
        return "\n"
    return found or ""
