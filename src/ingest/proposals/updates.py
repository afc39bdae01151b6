"""What entries of a list lack and the warehouse knows: blank cells to fill, preprints that were accepted."""

import hashlib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from ingest.artifacts import Venue, row_facts, venue_of
from ingest.errors import ListError
from ingest.lists import CuratedList, Entry, Section, Style, find_lines, find_section, learn_style
from ingest.lists.markup.inline import plain
from ingest.lists.plan import ListPlan
from ingest.lists.writing.filling import Filled, entry_text, fill_blanks, upgrade_venue
from ingest.proposals.items import Item
from ingest.proposals.same_work import compare
from ingest.proposals.sanitise import clean_text
from ingest.works import ChangeKind, Found, RowFacts, Work

_MAIN = frozenset({"Datasets and Benchmarks", "Position", "Findings", "Industry", "Demo"})


@dataclass(frozen=True, slots=True)
class _Place:
    """A section of the plan as it stands, with how its entries are written."""

    heading: str
    section: Section
    style: Style


def find_updates(
    curated: CuratedList,
    plan: ListPlan,
    known: Mapping[int, Found],
    gone: frozenset[str] = frozenset(),
) -> tuple[Item, ...]:
    """Fills and upgrades of the plan's sections, in file order, as items that have no number yet.

    `known` are the works of entries by the entry's line, `gone` what people decided already
    (`decided_atoms`). An entry whose link leads to another work, or whose text stands twice, is left
    alone.
    """
    seen: set[int] = set()
    items = []
    for place in _places(curated, plan):
        for entry in place.section.entries:
            found = known.get(entry.line)
            if found is None or entry.start in seen or found.work.is_withdrawn:
                continue
            seen.add(entry.start)
            item = _update(curated, place, entry, found, gone)
            if item:
                items.append(item)
    return tuple(items)


def _places(curated: CuratedList, plan: ListPlan) -> Iterator[_Place]:
    for planned in plan.sections:
        section = find_section(curated, planned)
        if section is None or section.is_cut or not section.entries:
            continue
        try:
            yield _Place(planned.heading, section, learn_style(curated, section, planned))
        except ListError:
            continue  # the section is held, with this reason, for new rows as well


def _update(
    curated: CuratedList, place: _Place, entry: Entry, found: Found, gone: frozenset[str]
) -> Item | None:
    text = entry_text(curated, entry)
    is_alone = len(find_lines(curated.text, text)) == 1
    if not is_alone or not compare(entry.title, text, found.work).is_same:
        return None
    facts = _without_refused(row_facts(found), place, gone)
    filled = fill_blanks(curated, entry, place.style, facts)
    venue = venue_of(found.work.comment, found.work.journal_ref, found.work.doi)
    if venue and _atom(place.heading, found.work, "venue", venue.label) in gone:
        venue = None
    upgraded = _upgraded(place, entry, venue, filled.text)
    cells = (*filled.cells, *(upgraded.cells if upgraded else ()))
    row = upgraded.text if upgraded else filled.text
    if not cells or row == text:
        return None
    return _item(place, entry, found, facts, venue if upgraded else None, cells, (text, row))


def _upgraded(place: _Place, entry: Entry, venue: Venue | None, text: str) -> Filled | None:
    if venue is None:
        return None
    upgraded = upgrade_venue(text, entry, place.style, venue.label, venue.year)
    return upgraded if upgraded.cells else None


def _item(
    place: _Place,
    entry: Entry,
    found: Found,
    facts: RowFacts,
    venue: Venue | None,
    cells: Sequence[tuple[str, str]],
    rows: tuple[str, str],
) -> Item:
    work = found.work
    fields = [field for field, _ in cells]
    links = tuple(one for one in facts.links if one.url in rows[1] and one.url not in rows[0])
    is_fill = any(field not in {"venue", "year"} for field in fields)
    kind: ChangeKind = "fill" if is_fill else "upgrade"
    look = _look_reason(place, entry, venue)
    told: list[tuple[str, str]] = [(one.kind, one.url) for one in links]
    told += [("venue", venue.label)] if venue else []
    told += [("quantity", str(facts.quantity))] if "quantity" in fields else []
    atoms = [_atom(place.heading, work, field, value) for field, value in told]
    return Item(
        number=0,
        work_id=f"{kind}:{work.work_id}:{'+'.join(atoms)}",
        ids=tuple(dict.fromkeys((*entry.ids[:1], work.work_id, *work.ids))),
        section=place.heading,
        kind=kind,
        is_ticked=not look,
        row=rows[1],
        title=clean_text(entry.title),
        paper_url=facts.paper_url,
        facts=facts,
        why=_why(work, cells, venue, facts if "quantity" in fields else None),
        links=links,
        look_reason=look,
        old_row=rows[0],
    )


def _why(
    work: Work,
    cells: Sequence[tuple[str, str]],
    venue: Venue | None,
    counted: RowFacts | None,
) -> tuple[str, ...]:
    """What the row lacked, and who accepted the paper; the links tell their own proof."""
    blank = [plain(label).strip("[]") for field, label in cells if field not in {"venue", "year"}]
    lines = [f"blank until now: {', '.join(blank)}"] if blank else []
    if venue:
        year = f" {venue.year}" if venue.year else ""
        lines.append(f"accepted by {venue.label}{year}: {_said_where(work, venue)}")
    if counted:
        lines.append(f"{counted.quantity:,} items, as its card or abstract counts them")
    return tuple(lines)


def _said_where(work: Work, venue: Venue) -> str:
    """Which field of the paper's record says so, with its words."""
    if venue.quote.startswith("DOI "):
        return f"its {venue.quote}"
    is_reference = bool(work.journal_ref) and venue.quote.rstrip("…") in " ".join(
        (work.journal_ref or "").split()
    )
    field = "journal reference" if is_reference else "comment"
    return f"its {field} on arXiv says “{clean_text(venue.quote, 120)}”"


def _look_reason(place: _Place, entry: Entry, venue: Venue | None) -> str:
    if venue is None:
        return ""
    if venue.track and venue.track not in _MAIN:
        return f"accepted by a {venue.track.lower()}, which not every list counts"
    is_by_year = bool(place.style.years) or place.style.order.startswith("year")
    if is_by_year and entry.year and venue.year and entry.year != venue.year:
        return f"its year becomes {venue.year}: the entry may belong under another year"
    return ""


def _without_refused(facts: RowFacts, place: _Place, gone: frozenset[str]) -> RowFacts:
    work = Work(facts.work_id, facts.title)
    links = tuple(
        one for one in facts.links if _atom(place.heading, work, one.kind, one.url) not in gone
    )
    quantity = facts.quantity
    if _atom(place.heading, work, "quantity", str(quantity)) in gone:
        quantity = None
    return replace(facts, links=links, quantity=quantity)


def _atom(heading: str, work: Work, field: str, value: str) -> str:
    """What a decision remembers of one filled cell: eight letters for its place and its content."""
    told = "\0".join((heading, work.work_id, field, value))
    return hashlib.sha256(told.encode()).hexdigest()[:8]


def decided_atoms(keys: Iterable[str]) -> frozenset[str]:
    """The atoms of the keys of decided changes; other names among them are passed over."""
    return frozenset(
        atom
        for key in keys
        if key.startswith(("fill:", "upgrade:"))
        for atom in key.rsplit(":", 1)[-1].split("+")
    )
