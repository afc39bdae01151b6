"""Where a new entry belongs: under which year heading, and before or behind which entry."""

import re
from bisect import bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from itertools import islice, pairwise
from operator import attrgetter
from typing import Literal

from ingest.errors import ListError
from ingest.lists.blanks import is_form
from ingest.lists.groups import group_for, groups_of
from ingest.lists.lines import decode, encode
from ingest.lists.model import CuratedList, Entry, EntryKind, Order, Section, Signal
from ingest.lists.nesting import child_sections, own_entries, year_of_heading
from ingest.lists.notes import column_keys
from ingest.lists.own_table import markup_table
from ingest.lists.plan import StyleOverride
from ingest.lists.ranking import (
    Key,
    Ranking,
    choose_place,
    count_pairs,
    key_of_facts,
    leans_down,
    learn_ranking,
    number_of,
    number_ranking,
    said_ranking,
    year_of,
)
from ingest.lists.voting import vote
from ingest.works import RowFacts

_FEW = 3  # entries show no order: it is asked of other sections
_ASKED, _RECENT = 4, 60  # sections that are asked, entries of each
_SOUGHT = 120  # sections at most that are looked through for these
_SURE = 5  # pairs of neighbours show an order for sure; fewer may stand so by chance
_ASKED_FOR_PAIRS = 12  # sections, then
_KEPT = 0.75  # of the pairs elsewhere stand in this order too
_start = attrgetter("start")
_LEARNT = StyleOverride()  # says nothing
_GAP = re.compile(r"(?:[ \t]*(?:-{3,}|\*{3,}|_{3,}|<hr ?/?>|<br ?/?>)?[ \t]*\r?\n)*")


@dataclass(frozen=True, slots=True)
class Place:
    """Between `before` and `after` (entries), or at byte `at` where there is neither."""

    at: int
    before: Entry | None = None
    after: Entry | None = None
    order: Order = "append"
    order_by: Signal | Literal[""] = ""
    years: Literal["", "ascending", "descending"] = ""
    siblings: tuple[Section, ...] = ()  # the years that are there
    year_heading: str = ""  # the raw heading line of a sibling, the year as {year}
    missing_year: int | None = None  # a heading for this year has to be written first
    run: tuple[Entry, ...] = ()  # the entries the new one goes among, in file order
    ranking: Ranking | None = None  # None where the entries show no order


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
    years = [child for child in children if year_of_heading(child.heading) is not None]
    if years and any(child.entries for child in years):
        return _under_year(curated, years, facts, said)
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
        dated = [one for one in groups_of(curated, section) if year_of_heading(one.heading)]
        if 2 * len(dated) > len(groups_of(curated, section)) and year_of(facts):
            return _under_year(curated, dated, facts, said)
        _refuse_topics(curated, section, run)
    return _among(curated, group.entries if group else run, facts, said)


def _refuse_topics(curated: CuratedList, section: Section, run: Sequence[Entry]) -> None:
    """ListError for entries that all stand below bullets of words, each a topic: nothing tells which is meant."""
    is_below = all(entry.depth for entry in run)
    if is_below and len(run) > 1 and _stand_alone(curated, run):
        raise ListError(
            f'each entry of "{section.heading}" stands below a line of its own, which a new one would need too',
            where=f"{curated.where}:{run[0].line}",
            todo="Write this entry by hand.",
        )
    topics = groups_of(curated, section) if is_below else ()
    if len(topics) > 1:
        raise ListError(
            f'the entries of "{section.heading}" stand under {len(topics)} bullets: '
            + ", ".join(f'"{topic.heading}"' for topic in topics[:12]),
            where=f"{curated.where}:{section.line}",
            todo=f'Which one is meant? Name it in the plan: "{topics[0].path}".',
        )


def _stand_alone(curated: CuratedList, run: Sequence[Entry]) -> bool:
    """True for entries nearly all of which have words of no entry above them (`* **Name**: authors`)."""
    between = (curated.text[one.end : two.start].strip() for one, two in pairwise(run))
    return sum(bool(words) for words in between) >= _KEPT * (len(run) - 1)


def _sub_headings(number: int) -> str:
    return f"{number} sub-heading{'s' if number > 1 else ''}"


def _under_year(
    curated: CuratedList, years: Sequence[Section], facts: RowFacts | None, said: StyleOverride
) -> Place:
    known = [year_of_heading(child.heading) or 0 for child in years]
    shown = "descending" if len(known) > 1 and known[0] > known[-1] else "ascending"
    falls = (said.years or shown) == "descending"
    heading = _year_heading(curated, years[0] if falls else years[-1])
    target = year_of(facts) or max(known)
    style: Literal["ascending", "descending"] = "descending" if falls else "ascending"
    if facts is not None and not facts.is_from_entry:
        _refuse_below_years(curated, years)
    if target in known:
        child = years[known.index(target)]
        place = _among(curated, child.entries, facts, said) if child.entries else Place(child.start)
        return replace(place, years=style, year_heading=heading)
    earlier = [
        child
        for child, year in zip(years, known, strict=True)
        if (year > target if falls else year < target)
    ]
    if earlier:
        last = earlier[-1]
        at = last.entries[-1].end if last.entries else last.start
        before = last.entries[-1] if last.entries else None
    else:
        at, before = years[0].heading_start, None
    return Place(
        at, before, years=style, siblings=tuple(years), year_heading=heading, missing_year=target
    )


def _refuse_below_years(curated: CuratedList, years: Sequence[Section]) -> None:
    """ListError for years whose entries stand under headings of their own, of which no work tells one."""
    for year in years:
        inner = [child for child in child_sections(curated, year) if child.entries]
        if inner and not own_entries(curated, year):
            raise ListError(
                f'the entries of "{year.heading}" stand under {len(inner)} sub-headings: '
                + ", ".join(f'"{child.heading}"' for child in inner[:12]),
                where=f"{curated.where}:{year.line}",
                todo=f'Which one is meant? Name it in the plan: "{inner[0].path}".',
            )


def _year_heading(curated: CuratedList, section: Section) -> str:
    raw = decode(curated.text[section.heading_start : section.start])
    year = str(year_of_heading(section.heading))
    return raw.replace("{", "{{").replace("}", "}}").replace(year, "{year}")


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
    if (
        not told and entries[0].kind == "row"
    ):  # they show no way of writing: it is asked of the tables beside
        return Place(entries[0].start)
    entries = told or entries
    kind = vote(entry.kind for entry in reversed(entries)) or entries[0].kind
    run = tuple(entry for entry in entries if entry.kind == kind)
    order, ranking = _said_order(curated, run, said) or _shown_order(curated, run, facts)
    index = _index_in(curated, run, facts, order, ranking)
    before = run[index - 1] if index else None
    after = run[index] if index < len(run) else None
    at = before.end if before else run[0].start
    by = ranking.by if ranking else ""
    return Place(at, before, after, order, by, run=run, ranking=ranking)


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


def _ranking_elsewhere(curated: CuratedList, run: Sequence[Entry]) -> Ranking | None:
    """The order that the nearest sections share whose entries look alike; None where two differ, or these break it."""
    beside = islice(_sections_beside(curated, run[0]), _ASKED)
    found = [learn_ranking(curated, _run_of(curated, at, run[0].kind)) for at in beside]
    known = {ranking for ranking in found if ranking is not None and ranking.by != "title"}
    shared = known.pop() if len(known) == 1 else None
    return shared if shared and not count_pairs(curated, run, shared)[1] else None


def _sections_beside(curated: CuratedList, entry: Entry) -> Iterator[int]:
    """The places of other sections on the level of an entry's own with entries that look alike, the nearest first."""
    sections = curated.sections
    own = bisect_right(sections, entry.start, key=_start) - 1
    if own < 0:
        return
    level, kind = sections[own].level, entry.kind
    for at in islice(_outwards(own, len(sections)), _SOUGHT):
        section = sections[at]
        is_beside = section.level == level and not section.start <= entry.start < section.end
        if is_beside and len(_run_of(curated, at, kind)) >= _FEW:
            yield at


@lru_cache(maxsize=1024)  # each section is asked by all those around it
def _run_of(curated: CuratedList, at: int, kind: EntryKind) -> tuple[Entry, ...]:
    """The last entries of one kind in the section at a place."""
    run = [one for one in own_entries(curated, curated.sections[at]) if one.kind == kind]
    return tuple(run[-_RECENT:])


@lru_cache(maxsize=1024)
def _pairs_of(curated: CuratedList, at: int, kind: EntryKind, ranking: Ranking) -> tuple[int, int]:
    """How many neighbours in the section at a place stand by an order, and how many against it."""
    return count_pairs(curated, _run_of(curated, at, kind), ranking)


def _outwards(middle: int, count: int) -> Iterator[int]:
    """Every place below a count, those next to a middle first, the middle itself left out."""
    for step in range(1, count):
        if step <= middle:
            yield middle - step
        if middle + step < count:
            yield middle + step


def _is_chance(curated: CuratedList, run: Sequence[Entry], ranking: Ranking) -> bool:
    """True for an order that few entries show, and that the sections beside do not keep.

    Four works stand by their dates in one of twelve sections that know no order.
    """
    if sum(count_pairs(curated, run, ranking)) >= _SURE:
        return False
    kept = broken = 0
    for at in islice(_sections_beside(curated, run[0]), _ASKED_FOR_PAIRS):
        with_it, against = _pairs_of(curated, at, run[0].kind, ranking)
        kept, broken = kept + with_it, broken + against
    return kept + broken >= _FEW and kept < _KEPT * (kept + broken)


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
    if ranking is None and len(run) < _FEW:
        ranking = _ranking_elsewhere(curated, run)
    elif ranking is not None and not is_numbered and _is_chance(curated, run, ranking):
        ranking = None
    if ranking is None:
        return ("prepend" if leans_down(curated, run) else "append"), None
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


def render_year_heading(template: str, year: int) -> bytes:
    """The heading line for another year."""
    return encode(template.replace("{year}", str(year)).replace("{{", "{").replace("}}", "}"))
