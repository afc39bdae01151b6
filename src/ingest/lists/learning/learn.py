"""Learn how the entries of a section are written, from the entries themselves."""

import re
from functools import lru_cache
from itertools import islice

from ingest.errors import ListError
from ingest.lists.learning.override import with_override
from ingest.lists.learning.templates import style_of_rows, style_of_texts
from ingest.lists.markup.inline import plain
from ingest.lists.markup.lines import decode
from ingest.lists.model import CuratedList, Entry, Section, Style
from ingest.lists.placing.order import find_place, gap_between
from ingest.lists.placing.place import Place
from ingest.lists.plan import SectionPlan
from ingest.lists.reading.fields import has_works, is_generic
from ingest.lists.reading.own_table import table_for
from ingest.lists.reading.voting import vote
from ingest.lists.splitting.blanks import is_form
from ingest.works import RowFacts

# Looked for by its rarest letter, which `re` runs to quickly; what must not stand before the word is asked there.
_ARXIV_WORD = re.compile(r"[xX](?<=[aA][rR].)(?<![/.\w\[-]...)(?=[iI][vV](?![\w.:-]))")
_LONGEST_ENTRY, _LONGEST_LINES = 20_000, 120  # bytes and lines; real entries have a tenth of it
_NEIGHBOURS = 40  # of a section with thousands of entries only the nearest are read for their style


def learn_style(
    curated: CuratedList, section: Section, plan: SectionPlan, facts: RowFacts | None = None
) -> Style:
    """How a new entry of this section has to look; `facts` tells where it would go.

    What the plan says of the style wins. An empty section borrows from its sibling sections. ListError when the section is cut, when
    nobody shows what an entry looks like, or when a column is named in the plan that isn't there.
    """
    refuse_cut(curated, section)
    return style_at(curated, section, plan, find_place(curated, section, facts, plan.style), facts)


def columns_to_store(
    curated: CuratedList, section: Section, style: Style, facts: RowFacts | None = None
) -> tuple[tuple[str, str], ...]:
    """(label, field) of the columns as a plan may name them: () where that would change what was learnt."""
    columns = tuple((plain(column.label), column.field) for column in style.columns)
    headers = {table.header for table in section.tables if table.rows}
    if len(headers) != 1 or len(dict(columns)) != len(columns):
        return ()
    plan = SectionPlan(section.path, (), columns=columns, unknown=style.unknown)
    return columns if learn_style(curated, section, plan, facts) == style else ()


def style_at(
    curated: CuratedList,
    section: Section,
    plan: SectionPlan,
    place: Place,
    facts: RowFacts | None = None,
) -> Style:
    """`learn_style` for a place already found; a link the work has is looked for in all neighbours."""
    near = neighbours(curated, section, place)
    if not near:
        raise ListError(
            f'no entry in or beside "{section.heading}" shows how one is written',
            where=f"{curated.where}:{section.line}",
            todo="Write the first entry of this section by hand.",
        )
    table = table_for(curated, section, near[0])
    if all(not entry.ids for entry in near) and not (table and has_works(table.header)):
        what = "rows" if table else "entries"
        raise ListError(
            f'the {what} of "{section.heading}" link no works, at most pages of the list\'s own',
            where=f"{curated.where}:{near[0].line}",
            todo="Which file holds the entries? Name it as the plan's path.",
        )
    if not table and all(is_generic(entry.title) for entry in near):
        raise ListError(
            f'the entries below "{section.heading}" do not say how their works are called',
            where=f"{curated.where}:{near[0].line}",
            todo="Each has a heading of its own? Then write the new one with its heading by hand.",
        )
    if table:
        style = style_of_rows(curated, near, table, plan, facts)
    else:
        style = style_of_texts(curated, near, facts)
    venues, spelled = style.venues, _arxiv_word(curated.text)
    if spelled and "arxiv" not in dict(venues):
        venues = (*venues, ("arxiv", spelled))
    learnt = style._replace(
        where=f"{curated.where}:{section.line}",
        section=section.heading,
        venues=venues,
        order=place.order,
        order_by=place.order_by,
        years=place.years,
        year_heading=place.year_heading,
        gap=gap_between(curated, near),
        newline=curated.newline.decode(),
        unknown=plan.unknown,
        example=decode(curated.text[near[0].start : near[0].end]).rstrip("\r\n"),
    )
    return with_override(learnt, plan.style)


@lru_cache(maxsize=4)
def _arxiv_word(text: bytes) -> str | None:
    """How a page mostly spells arXiv where it is no address."""
    page = decode(text)
    return vote(page[x.start() - 2 : x.end() + 2] for x in _ARXIV_WORD.finditer(page))


def refuse_cut(curated: CuratedList, section: Section) -> None:
    """ListError for a section whose text stops in the middle."""
    if section.is_cut or any(entry.is_cut for entry in section.entries):
        raise ListError(
            f'the section "{section.heading}" is cut: its text stops at a "[truncated" mark',
            where=f"{curated.where}:{section.line}",
            todo="Fetch the whole list; until then this section stays as it is.",
        )


def neighbours(curated: CuratedList, section: Section, place: Place) -> tuple[Entry, ...]:
    """The entries that show how to write a new one, nearest first; a sibling's where there are none."""
    own = list(section.entries if place.years else place.run)
    if own:
        own.sort(key=lambda entry: min(abs(entry.start - place.at), abs(entry.end - place.at)))
        if place.years and place.run and own[0].kind != "row":  # those of the same year first
            first, last = place.run[0].start, place.run[-1].end
            own.sort(key=lambda entry: not first <= entry.start < last)
        kind = vote(entry.kind for entry in own) or own[0].kind
        shown = (e for e in own if e.kind == kind and _is_readable(curated, e))
        return tuple(islice(shown, _NEIGHBOURS))
    siblings = [
        other
        for other in curated.sections
        if other.level == section.level and other.entries and not other.is_cut and other != section
    ]
    header = section.tables[0].header if section.tables else None
    if header:  # rows of other columns show nothing
        siblings = [other for other in siblings if any(t.header == header for t in other.tables)]
    siblings.sort(key=lambda other: abs(other.line - section.line))
    shown = (
        entry
        for entry in reversed(siblings[0].entries if siblings else ())
        if _is_readable(curated, entry) and not is_form(curated, entry)
    )
    return tuple(islice(shown, _NEIGHBOURS))


def _is_readable(curated: CuratedList, entry: Entry) -> bool:
    """False for an entry of such a length that it shows no way of writing: a whole page in a cell."""
    size = entry.end - entry.start
    if size <= _LONGEST_LINES:
        return True
    lines = curated.text.count(b"\n", entry.start, entry.end)
    return size <= _LONGEST_ENTRY and lines <= _LONGEST_LINES
