"""The rows of items as a list holds them now, and what people changed in them."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from ingest.lists import CuratedList, Entry, Section, find_section, read_list
from ingest.lists.editing.rewriting import NUMBER
from ingest.lists.plan import ListPlan
from ingest.proposals.decide import is_known
from ingest.proposals.items import Item
from ingest.proposals.known import names_of_entry
from ingest.works import Decision

_TOLD = 500  # characters of a correction's reason


@dataclass(frozen=True, slots=True)
class Row:
    """One entry where it stands: its section (as the plan names it, if it does) and its text."""

    section: str
    text: str  # without the last newline; a leading number as `0`, because neighbours move it


def find_rows(text: bytes, where: str, plan: ListPlan, items: Iterable[Item]) -> dict[str, Row]:
    """Each item's row in a list, by work id; items without one are left out.

    Where a work stands twice the row of the item's own section counts.
    """
    curated = read_list(text, where)
    named = [(names_of_entry(entry), entry) for entry in curated.entries]
    homes = _homes(curated, plan)
    rows = {}
    for item in items:
        if item.kind != "add" and not item.row:
            continue  # it takes a row out
        found = [_row(curated, homes, entry) for names, entry in named if _is_of(item, names)]
        if item.kind != "add":
            found = [row for row in found if row.text == _numberless(item.row)] or found
        if found:
            rows[item.work_id] = next(
                (row for row in found if row.section == item.section), found[0]
            )
    return rows


def find_edits(
    plan: ListPlan,
    before: Mapping[str, Row],
    after: Mapping[str, Row],
    *,
    place: str,
    who: str,
    at: datetime,
) -> tuple[Decision, ...]:
    """Rows that people moved or rewrote between two readings; one that is gone is not told here.

    `place` in words: "on the branch", "in the list". A row may be moved and corrected at once.
    """
    decisions = []
    for work_id, old in before.items():
        new = after.get(work_id)
        if new is None:
            continue
        if new.section != old.section:
            how, reason = f"row moved {place}", f"from {old.section}"
            decisions.append(
                Decision(plan.name, work_id, "moved", how, who, at, new.section, reason)
            )
        if new.text != old.text and not _is_other_style(old, new):
            how, reason = f"row edited {place}", tell_edit(old.text, new.text)
            decisions.append(
                Decision(plan.name, work_id, "corrected", how, who, at, new.section, reason)
            )
    return tuple(decisions)


def tell_edit(old: str, new: str) -> str:
    """What a person changed in a row: the differing middle of both, at most 500 characters."""
    start = 0
    while start < min(len(old), len(new)) and old[start] == new[start]:
        start += 1
    end = 0
    while end < min(len(old), len(new)) - start and old[-1 - end] == new[-1 - end]:
        end += 1
    half = _TOLD // 2 - 8
    gone, come = old[start : len(old) - end][:half], new[start : len(new) - end][:half]
    return f"“{gone}” -> “{come}”"


def _is_of(item: Item, names: frozenset[str]) -> bool:
    """Whether an entry with these names is the one that an item adds or changes."""
    is_papers = item.kind != "add" and not names.isdisjoint(item.ids)
    return is_papers or is_known(item, names)


def _numberless(text: str) -> str:
    return NUMBER.sub(r"\g<1>0", text.strip("\r\n")).rstrip()


def _is_other_style(old: Row, new: Row) -> bool:
    """A row that went to another section is written as its new neighbours are."""
    return old.section != new.section and old.text[:1] != new.text[:1]


def _row(curated: CuratedList, homes: Sequence[tuple[Section, str]], entry: Entry) -> Row:
    text = curated.text[entry.start : entry.end].decode("utf-8", "surrogateescape")
    inside = [
        (section.start, name)
        for section, name in homes
        if section.start <= entry.start < section.end
    ]
    return Row(max(inside)[1] if inside else "", _numberless(text))


def _homes(curated: CuratedList, plan: ListPlan) -> list[tuple[Section, str]]:
    """Sections with their names: the plan's heading where one of its sections is meant."""
    named = {}
    for wanted in plan.sections:
        section = find_section(curated, wanted)
        if section is not None:
            named[section.heading_start] = wanted.heading
    planned = [(s, named[s.heading_start]) for s in curated.sections if s.heading_start in named]
    inner = [(s, s.heading) for s in curated.sections if s.heading_start not in named]
    # Sub-headings of a planned section (years, topics) belong to it.
    outside = [
        (s, name) for s, name in inner if not any(p.start <= s.start < p.end for p, _ in planned)
    ]
    return planned + outside
