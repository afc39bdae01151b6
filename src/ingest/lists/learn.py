"""Learn how the entries of a section are written, from the entries themselves."""

import re
from collections.abc import Collection, Sequence
from dataclasses import replace
from typing import Literal

from ingest.errors import ListError
from ingest.ids import id_of_url
from ingest.lists.columns import learn_columns, row_frames, table_for
from ingest.lists.fields import header_field, host_of
from ingest.lists.inline import fold
from ingest.lists.lines import decode
from ingest.lists.model import CuratedList, Entry, LinkForm, Section, Style, Table
from ingest.lists.order import Place, find_place, gap_between
from ingest.lists.parts import Part, parts_of_cell, parts_of_text
from ingest.lists.plan import SectionPlan
from ingest.lists.shapes import (
    Shape,
    leaked_words,
    merge_shapes,
    shape_of,
    vote,
    without_free_tails,
)
from ingest.works import RowFacts

_BOLD_RULE = re.compile(
    r"(?:LLM|large language)[^\n]{0,60}\bbold|\bbold[^\n]{0,60}(?:LLM|large language)",
    re.IGNORECASE,
)
_ARXIV_URL = re.compile(
    r"(https?://(?:www\.)?arxiv\.org)/(abs|pdf)/[^/?#]+?(\.pdf)?$", re.IGNORECASE
)
_ARXIV_WORD = re.compile(r"(?<![/.\w\[-])arxiv(?![\w.:-])", re.IGNORECASE)
_BOLD_TITLE = re.compile(r"\*\*\{title\}\*\*")
_OTHER_TABLES, _OTHER_ROWS = 8, 12  # looked at for link forms that the own table lacks
_NEIGHBOURS = 40  # of a section with thousands of entries only the nearest are read for their style


def learn_style(
    curated: CuratedList, section: Section, plan: SectionPlan, facts: RowFacts | None = None
) -> Style:
    """How a new entry of this section has to look; `facts` tells where it would go.

    An empty section borrows from its sibling sections. ListError when the section is cut, when
    nobody shows what an entry looks like, or when a column is named in the plan that isn't there.
    """
    refuse_cut(curated, section)
    return style_at(curated, section, plan, find_place(curated, section, facts), facts)


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
    if not table and all(not entry.ids for entry in near):
        raise ListError(
            f'the entries of "{section.heading}" link pages of the list\'s own, not works',
            where=f"{curated.where}:{near[0].line}",
            todo="Which file holds the entries? Name it as the plan's path.",
        )
    style = _of_rows(curated, near, table, plan) if table else _of_texts(curated, near, facts)
    spelled = vote(_ARXIV_WORD.findall(decode(curated.text)))
    if spelled and "arxiv" not in dict(style.venues):
        style = replace(style, venues=(*style.venues, ("arxiv", spelled)))
    years, heading = place.years, place.year_heading
    return replace(
        style,
        where=f"{curated.where}:{section.line}",
        section=section.heading,
        order=place.order,
        order_by=place.order_by,
        years=years,
        year_heading=heading,
        gap=gap_between(curated, near),
        newline=curated.newline.decode(),
        unknown=plan.unknown,
        example=decode(curated.text[near[0].start : near[0].end]).rstrip("\r\n"),
    )


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
        kind = vote(entry.kind for entry in own) or own[0].kind
        return tuple(entry for entry in own if entry.kind == kind)[:_NEIGHBOURS]
    siblings = [
        other
        for other in curated.sections
        if other.level == section.level and other.entries and not other.is_cut
    ]
    siblings.sort(key=lambda other: abs(other.line - section.line))
    return tuple(reversed(siblings[0].entries))[:_NEIGHBOURS] if siblings else ()


def _of_texts(curated: CuratedList, near: Sequence[Entry], facts: RowFacts | None) -> Style:
    texts = [decode(curated.text[entry.start : entry.end]) for entry in near]
    parts = [parts_of_text(_without_end(text)) for text in texts]
    bold = bool(_BOLD_RULE.search(decode(curated.text)))
    shapes = [shape_of(found) for found in without_free_tails(parts)]
    if bold:
        shapes = [_unbold(shape) for shape in shapes]
    leaked = leaked_words(merge_shapes(shapes)[0], shapes)
    if leaked:
        raise ListError(
            "no two entries here are written alike: " + " ".join(leaked[:8]),
            where=f"{curated.where}:{near[0].line}",
            todo="Write this entry by hand.",
        )
    wanted = {artifact.kind for artifact in facts.links} if facts else set()
    template, units = _merge_for(shapes, wanted)
    return _with_facts(
        Style(
            kind=near[0].kind,
            where="",
            section="",
            template=template,
            units=units,
            bold_for_llm=bold,
            is_numbered=all(entry.number is not None for entry in near),
        ),
        parts,
    )


def _merge_for(
    shapes: Sequence[Shape], wanted: Collection[str]
) -> tuple[str, tuple[tuple[str, str], ...]]:
    """The neighbours' template; of those with a link that this work has, where the others have no room for it."""
    template, units = merge_shapes(shapes)
    roomless = set(wanted) - {field for field, _ in units}
    alike = [shape for shape in shapes if roomless & {field for _, field, _ in shape.units}]
    return merge_shapes(alike) if alike else (template, units)


def _without_end(text: str) -> str:
    return text.rstrip("\n").removesuffix("\r").replace("\r\n", "\n")


def _unbold(shape: Shape) -> Shape:
    core = _BOLD_TITLE.sub("{title}", shape.core)
    shift = len(shape.core) - len(core)
    moved = tuple((max(0, place - shift), field, text) for place, field, text in shape.units)
    return Shape(core, moved, shape.links)


def _of_rows(curated: CuratedList, near: Sequence[Entry], table: Table, plan: SectionPlan) -> Style:
    columns = learn_columns(curated, near, table, plan)
    parts = [
        tuple(
            part
            for column, cell in zip(columns, entry.cells, strict=False)
            for part in parts_of_cell(cell, column.field)
        )
        for entry in near
        if len(entry.cells) == len(columns)
    ]
    frames = row_frames(curated, [entry for entry in near if len(entry.cells) == len(columns)])
    style = Style(near[0].kind, "", "", columns=columns, frames=frames)
    style = _with_facts(style, parts)
    known = {(form.field, form.host) for form in style.links}
    more = [
        form for form in _forms_elsewhere(curated, near) if (form.field, form.host) not in known
    ]
    return replace(style, links=(*style.links, *_distinct(more)))


def _forms_elsewhere(curated: CuratedList, near: Sequence[Entry]) -> list[LinkForm]:
    """Link forms of the list's other tables, for a kind of site that the own table does not link yet."""
    found = []
    seen = 0
    for table in dict.fromkeys(table for section in curated.sections for table in section.tables):
        if table.start <= near[0].start < table.end or seen == _OTHER_TABLES:
            continue
        seen += 1
        fields = [header_field(label) for label in table.header]
        for row in reversed(table.rows[-_OTHER_ROWS:]):
            for field, cell in zip(fields, row.cells, strict=False):
                forms = shape_of(parts_of_cell(cell, field)).links
                found += [form for form in forms if "{title}" not in form.form]
    return found


def _with_facts(style: Style, parts: Sequence[Sequence[Part]]) -> Style:
    """Add what holds for facts and links wherever they stand: forms, spellings, counts."""
    links = tuple(link for found in parts for link in shape_of(found).links)
    papers = [part.value for found in parts for part in found if part.field == "paper"]
    arxiv = [match for value in papers if (match := _ARXIV_URL.match(value))]
    address = vote(f"{match[1]}/{match[2].lower()}/{{id}}{match[3] or ''}" for match in arxiv)
    venues: dict[str, str] = {}
    authors: list[str] = []
    quantities: list[str] = []
    for found in parts:
        for part in found:
            if part.field == "venue":
                venues.setdefault(fold(part.value), part.value)
            elif part.field == "authors":
                authors.append(part.value)
            elif part.field == "quantity":
                quantities.append(part.value)
    return replace(
        style,
        links=_distinct(links),
        paper_url=address or style.paper_url,
        paper_form="pdf" if address and "/pdf/" in address else "abs",
        venues=tuple(venues.items()),
        quantity=vote(_quantity_form(value) for value in quantities) or ",",
        author_count=vote(_author_count(value) for value in authors) or 0,
        is_surname_first=vote(_is_surname_first(value) for value in authors) or False,
    )


def _distinct(links: Sequence[LinkForm]) -> tuple[LinkForm, ...]:
    """One form for each field and host, as most near neighbours write it."""
    found = []
    for key in dict.fromkeys((link.field, link.host) for link in links):
        same = [link for link in links if (link.field, link.host) == key]
        plain = vote(link.plain for link in same) or ""
        sized = [link.form for link in same if link.form != link.plain and link.plain == plain]
        if not sized:
            sized = [link.form for link in links if link.form != link.plain == plain]
        joiner = vote(link.joiner for link in same if link.joiner) or ""
        found.append(LinkForm(*key, vote(sized) or plain, plain, joiner))
    return tuple(found)


def _quantity_form(value: str) -> Literal[",", "short", ""]:
    if re.search(r"\d\s?[KkMm]\b", value):
        return "short"
    return "" if re.search(r"\d{4}", value) else ","


def _author_count(value: str) -> int:
    if "et al" not in value:
        return 0
    return len([name for name in re.split(r",| and ", value.split("et al")[0]) if name.strip()])


def _is_surname_first(value: str) -> bool:
    return bool(re.match(r"[^\W\d_][\w'’ -]* [A-Z]{1,3}(?:,| et al|$)", value))


def is_arxiv(url: str) -> bool:
    """True for an address of an arXiv paper."""
    return host_of(url) == "arxiv" and (id_of_url(url) or "").startswith("arxiv:")
