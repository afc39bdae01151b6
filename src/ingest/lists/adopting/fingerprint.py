"""What a list looked like when it was last understood, and whether it was restructured since.

A new row, a new heading or a renamed one that no section of ours stands under is the list's daily life.
"""

from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from difflib import SequenceMatcher
from typing import Any

from ingest.errors import ListError
from ingest.lists.adopting.successors import find_successors, name_of, names_of
from ingest.lists.markup.headings import without_count
from ingest.lists.markup.inline import fold
from ingest.lists.model import CuratedList, Section, Table
from ingest.lists.plan import ListPlan, SectionPlan
from ingest.lists.reading.sections import find_section
from ingest.lists.reading.times import time_of

_MOST = 0.5  # of the headings or the entries: a list that lost more than this was rewritten
_SLIP = 0.8  # of a column's letters stay when its label is corrected
_FEW_HEADINGS, _FEW_ENTRIES = 4, 10  # below these a share says nothing


@dataclass(frozen=True, slots=True)
class SectionPrint:
    """One mapped section: the plan's heading, the list's own path, the columns, the works."""

    heading: str
    path: str
    columns: tuple[str, ...]  # of its first table with rows, folded; none for bullets
    kind: str  # of most entries: row, bullet, ...; "" for an empty section
    ids: tuple[str, ...]  # each work's first; its title where it has none


@dataclass(frozen=True, slots=True)
class Fingerprint:
    """Headings without years and months, all mapped sections, and how many entries there were."""

    headings: tuple[str, ...]  # folded
    sections: tuple[SectionPrint, ...]
    entry_count: int


@dataclass(frozen=True, slots=True)
class Restructuring:
    """Why a list stops, in phrases, and what its plan's headings may be called now."""

    reasons: tuple[str, ...]
    renamed: tuple[tuple[str, str], ...] = ()  # (heading in the plan, heading in the list)
    moved: tuple[
        tuple[str, tuple[str, ...]], ...
    ] = ()  # (heading in the plan, where its works are)
    joined: tuple[tuple[str, str], ...] = ()  # (heading in the plan, another of its sections)
    lost: tuple[str, ...] = ()  # headings of the plan with nothing like them in the list
    line: int = 1

    @property
    def needs_hand(self) -> bool:
        """True where setting new headings does not answer it."""
        return bool(self.moved or self.joined or self.lost)


def find_fingerprint(curated: CuratedList, plans: Sequence[SectionPlan]) -> Fingerprint:
    """A list's fingerprint; a section that is missing leaves none of its own."""
    found = [(plan, _section(curated, plan)) for plan in plans]
    return Fingerprint(
        headings=_headings(curated),
        sections=tuple(_print(plan, section) for plan, section in found if section),
        entry_count=len(curated.entries),
    )


def fingerprint_record(fingerprint: Fingerprint) -> dict[str, Any]:
    """A fingerprint as plain values for the store."""
    return asdict(fingerprint)


def parse_fingerprint(record: Mapping[str, Any]) -> Fingerprint:
    """The other way round."""
    sections = tuple(
        SectionPrint(**{**one, "columns": tuple(one["columns"]), "ids": tuple(one["ids"])})
        for one in record["sections"]
    )
    return Fingerprint(tuple(record["headings"]), sections, record["entry_count"])


def find_restructuring(
    before: Fingerprint, curated: CuratedList, plans: Sequence[SectionPlan]
) -> Restructuring | None:
    """What became of a list that is no longer built as it was; None while it is.

    It is not when most headings or most entries are gone, or when a mapped section lost its heading
    or has other columns. A section whose plan says `when_missing: skip` may go.
    """
    reasons, line = _losses(before, curated), 1
    gone: list[SectionPrint] = []
    known = {one.heading: one for one in before.sections}
    for plan in plans:
        old = known.get(plan.heading)
        section = _section(curated, plan)
        if old is None or (section is None and plan.when_missing == "skip"):
            continue
        if section is None:
            reasons.append(f'the heading "{old.heading}" is gone')
            gone.append(old)
        elif told := _rebuilt(old, section, plan):
            reasons.append(told)
            line = section.line
    if not reasons:
        return None
    return _answer(curated, before, plans, gone, Restructuring(tuple(reasons), line=line))


def _answer(
    curated: CuratedList,
    before: Fingerprint,
    plans: Sequence[SectionPlan],
    gone: Sequence[SectionPrint],
    changed: Restructuring,
) -> Restructuring:
    """What became of each heading that is gone."""
    taken = {section.line for plan in plans if (section := _section(curated, plan))}
    known = [without_count(heading) for heading in before.headings]
    for old in gone:
        heading = old.path.split(" > ")[-1]
        found = find_successors(curated, heading, old.ids, taken, known)
        if found is None:
            changed = replace(changed, lost=(*changed.lost, old.heading))
        elif len(found.names) > 1:
            changed = replace(changed, moved=(*changed.moved, (old.heading, found.names)))
        elif found.is_taken:
            changed = replace(changed, joined=(*changed.joined, (old.heading, found.names[0])))
        else:
            changed = replace(changed, renamed=(*changed.renamed, (old.heading, found.names[0])))
    return changed


def make_question(changed: Restructuring, plan: ListPlan, where: str) -> ListError:
    """The question that a restructured list stops with, and the ways to answer it."""
    answers = [f'"{old}" is now "{new}"?' for old, new in changed.renamed]
    for old, names in changed.moved:
        parts = " and ".join(f'"{name}"' for name in names)
        answers.append(
            f'"{old}" was split up: its works stand under {parts}. Set those in its place.'
        )
    for old, new in changed.joined:
        answers.append(f'"{old}" is part of "{new}" now: add its categories there and take it out.')
    answers += [f'Where did "{old}" go?' for old in changed.lost]
    accept = f"`ingest lists accept {plan.name}`"
    if changed.lost:
        accept = "set the heading or take the section out"
    elif changed.needs_hand:
        accept = "only a person can say which works belong where"
    elif changed.renamed:
        accept = f"{accept} sets these headings"
    else:
        accept = f"look at it, and {accept} if it is as it should be"
    return ListError(
        f"the list {plan.name} was restructured: {'; '.join(changed.reasons)}",
        where=f"{where}:{changed.line}",
        todo=" ".join([*answers, f"{accept[0].upper()}{accept[1:]}, or edit {plan.where}."]),
    )


def _losses(before: Fingerprint, curated: CuratedList) -> list[str]:
    now = {name_of(one) for one in curated.sections}
    gone = [heading for heading in before.headings if without_count(heading) not in now]
    reasons = []
    count = len(before.headings)
    if count >= _FEW_HEADINGS and len(gone) > _MOST * count:
        reasons.append(f"{len(gone)} of {count} headings are gone")
    entries, left = before.entry_count, len(curated.entries)
    if entries >= _FEW_ENTRIES and left < (1 - _MOST) * entries:
        reasons.append(f"{entries - left} of {entries} entries are gone")
    return reasons


def _rebuilt(old: SectionPrint, section: Section, plan: SectionPlan) -> str:
    """How a section is written otherwise than before; "" while it is written alike."""
    kind = _kind(section)
    if old.kind and kind and kind != old.kind:
        return f'the entries of "{old.heading}" were of kind {old.kind}, now {kind}'
    now = [_labels(table) for table in section.tables]
    told = {fold(label) for label, _ in plan.columns}
    if not old.columns or any(_are_alike(old.columns, labels, told) for labels in now):
        return ""
    shown = " | ".join(now[0]) if now else "no table"
    return f'"{old.heading}" had the columns {" | ".join(old.columns)}, now {shown}'


def _are_alike(before: Sequence[str], now: Sequence[str], told: Collection[str]) -> bool:
    """The same columns, slips of the pen in labels aside where the plan does not name them."""
    return len(before) == len(now) and all(
        old == new
        or (
            old not in told
            and SequenceMatcher(None, old, new).ratio() >= _SLIP
            and new not in before
        )
        for old, new in zip(before, now, strict=True)
    )


def _headings(curated: CuratedList) -> tuple[str, ...]:
    sections = [one for one in curated.sections if not time_of(one)]
    return tuple(dict.fromkeys(name_of(one) for one in sections))


def _section(curated: CuratedList, plan: SectionPlan) -> Section | None:
    try:
        return find_section(curated, plan)
    except ListError:
        return None


def _print(plan: SectionPlan, section: Section) -> SectionPrint:
    ids = dict.fromkeys(names_of(entry)[0] for entry in section.entries)
    tables = [table for table in section.tables if table.rows] or list(section.tables)
    columns = _labels(tables[0]) if tables else ()
    return SectionPrint(plan.heading, section.path, columns, _kind(section), tuple(ids))


def _labels(table: Table) -> tuple[str, ...]:
    return tuple(fold(label) for label in table.header)


def _kind(section: Section) -> str:
    counts = Counter(entry.kind for entry in section.entries)
    return max(counts, key=lambda kind: counts[kind], default="")
