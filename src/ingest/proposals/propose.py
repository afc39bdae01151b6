"""What a list's pull request should hold tonight: what stands, what is new, what has to wait."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from ingest.lists import CuratedList, read_once
from ingest.lists.plan import ListPlan
from ingest.proposals.candidates import (
    Candidate,
    Place,
    find_candidates,
    find_places,
    names_decided,
    sections_chosen,
)
from ingest.proposals.elsewhere import Elsewhere, find_elsewhere
from ingest.proposals.items import NOTHING_BESIDE, Beside, Item, Proposal
from ingest.proposals.known import ids_of_list, names_of_item
from ingest.proposals.making import make_item
from ingest.proposals.placing import place_changes
from ingest.proposals.writing import BaseText, keep_writable, proof_of, why_unwritable, write_rows
from ingest.works import Decision, Found

_Held = Counter[tuple[str, str]]


@dataclass(frozen=True, slots=True)
class _Draft:
    """New works before they have numbers and rows."""

    accepted: tuple[Candidate, ...]
    waiting_count: int
    refused_count: int


def make_proposal(
    plan: ListPlan,
    text: bytes,
    where: str,
    found: Sequence[Found],
    decisions: Sequence[Decision],
    standing: Sequence[Item],
    now: datetime,
    *,
    last_number: int = 0,
    elsewhere: Sequence[Elsewhere] = (),
    new_room: int | None = None,
    changes: Sequence[Item] = (),
    beside: Beside = NOTHING_BESIDE,
    proven: str = "",
) -> Proposal:
    """Standing items first, as they were, then the new ones under the caps.

    `changes` are tonight's changes of rows that are there (`find_updates`), not numbered yet.

    `text` is the list on the base branch, `standing` what `keep_standing` gave for the open pull
    request, `last_number` its highest number, `elsewhere` the open pull requests of others,
    `beside` the candidates that are not among `found`, counted, `new_room` how many more ticked items may come new (None: as many as the caps allow). A section that can't take entries is held with its
    reason; one that is missing is a ListError for the whole list. `proven` is that of the last proposal: the same
    rows on the same page are not proven again.
    """
    curated = read_once(text, where)
    places = find_places(curated, plan)
    known, decided = ids_of_list(curated), names_decided(decisions, plan.name, now)
    moved = sections_chosen(decisions, plan.name)
    candidates = find_candidates(found, places, moved)
    adds = [item for item in standing if item.kind == "add"]
    kept = [_move(item, moved, places) for item in _keep(adds, found, known | decided.keys())]
    held: _Held = Counter({(section, why): count for section, why, count in beside.held})
    room = _room(plan, kept, new_room)
    candidates = _without(candidates, elsewhere, known | decided.keys(), kept, held)
    draft = _draft(room, candidates, kept, known, decided, held)
    top = max([last_number, *(item.number for item in standing)], default=0)
    fresh = [
        make_item(one, number, places, "")
        for number, one in enumerate(_by_section(draft.accepted, plan), top + 1)
    ]
    items = [*(_refresh(item, candidates, places) for item in kept), *fresh]
    base = BaseText(text, where, plan)
    written = _write(items, base, held, proven)
    rows, blocked = written.rows, written.blocked
    new = {item.number for item in fresh}
    items = [
        replace(i, row=rows.get(i.number, i.row)) for i in items if i.number not in new & blocked
    ]
    top = max([top, *(item.number for item in items)], default=0)
    others = [item for item in standing if item.kind != "add"]
    changed, waiting_count = place_changes(plan, changes, others, decided, top)
    items += keep_writable(changed, base, held)
    return Proposal(
        list_name=plan.name,
        items=tuple(items),
        waiting_count=draft.waiting_count + waiting_count + beside.waiting_count,
        held=tuple((section, reason, count) for (section, reason), count in sorted(held.items())),
        refused_count=draft.refused_count + beside.refused_count,
        blocked=tuple(sorted(blocked - new)),
        last_number=max([top, *(item.number for item in items)], default=0),
        proven=written.proven,
    )


@dataclass(frozen=True, slots=True)
class _Written:
    """Rows by item number, the numbers of those that can't be written, and what stands for all of them proven."""

    rows: Mapping[int, str]
    blocked: frozenset[int]
    proven: str = ""


def _write(items: Sequence[Item], base: BaseText, held: _Held, proven: str) -> _Written:
    if proven and proof_of(items, base) == proven:
        return _Written({}, frozenset(), proven)
    rows, blocked = write_rows(items, base, held)
    if blocked:
        return _Written(rows, frozenset(blocked))
    written = [replace(one, row=rows.get(one.number, one.row)) for one in items]
    return _Written(rows, frozenset(), proof_of(written, base))


def find_room(
    plan: ListPlan,
    curated: CuratedList,
    found: Sequence[Found],
    decisions: Sequence[Decision],
    standing: Sequence[Item],
    now: datetime,
    new_room: int | None = None,
) -> dict[bool, int]:
    """How many new works fit: certain ones (True), and those that need a look.

    `found` has the works that stand, the other arguments are those of `make_proposal`.
    """
    places, moved = find_places(curated, plan), sections_chosen(decisions, plan.name)
    gone = ids_of_list(curated) | names_decided(decisions, plan.name, now).keys()
    adds = [item for item in standing if item.kind == "add"]
    kept = [_move(item, moved, places) for item in _keep(adds, found, gone)]
    return _room(plan, kept, new_room)


def _keep(standing: Iterable[Item], found: Sequence[Found], gone: frozenset[str]) -> list[Item]:
    """Standing items but those whose work is decided, in the list by now, or withdrawn."""
    withdrawn = {
        name for one in found if one.work.is_withdrawn for name in (one.work.work_id, *one.work.ids)
    }
    kept = [item for item in standing if (gone | withdrawn).isdisjoint(names_of_item(item))]
    first = {item.work_id: item.number for item in reversed(kept)}  # two may have become one work
    return [item for item in kept if first[item.work_id] == item.number]


def _move(item: Item, moved: Mapping[str, str], places: Sequence[Place]) -> Item:
    """A standing item in the section that a person chose for it, accepted by that."""
    names = names_of_item(item)
    heading = next((moved[name] for name in sorted(names) if name in moved), item.section)
    if heading == item.section or not any(one.plan.heading == heading for one in places):
        return item
    return replace(item, section=heading, is_ticked=True, runner_up_section=item.section)


def _room(plan: ListPlan, kept: Sequence[Item], new_room: int | None) -> dict[bool, int]:
    """How many new items fit: certain ones, and those that need a look."""
    ticked_count = sum(item.is_ticked for item in kept)
    certain = plan.max_items - ticked_count
    certain = certain if new_room is None else min(certain, new_room)
    return {True: certain, False: plan.max_looks - len(kept) + ticked_count}


def _without(
    candidates: Sequence[Candidate],
    elsewhere: Sequence[Elsewhere],
    gone: frozenset[str],
    kept: Sequence[Item],
    held: _Held,
) -> tuple[Candidate, ...]:
    """The candidates that nobody else asks for; the others are held, with who asks where.

    What stands in our own pull request was there first and stays.
    """
    standing = {name for item in kept for name in names_of_item(item)}
    ours = []
    for one in candidates:
        is_new = (gone | standing).isdisjoint(one.names)
        label = find_elsewhere(one.names, one.found.work.title, elsewhere) if is_new else ""
        if label:
            held[one.place.plan.heading, f"already proposed in {label}"] += 1
        else:
            ours.append(one)
    return tuple(ours)


def _draft(
    room: dict[bool, int],
    candidates: Sequence[Candidate],
    kept: Sequence[Item],
    known: frozenset[str],
    decided: dict[str, str],
    held: _Held,
) -> _Draft:
    """Pick new works under the caps; what can't be written now is added to `held`."""
    taken = set(known)
    for item in kept:
        taken |= names_of_item(item)
    accepted: list[Candidate] = []
    waiting_count = refused_count = 0
    for one in candidates:
        kinds = {decided[name] for name in one.names if name in decided}
        refused_count += "refused" in kinds
        if kinds or not taken.isdisjoint(one.names):
            continue
        taken |= one.names
        is_certain = not one.look_reason
        # asked of every work, room or not: what is held must be the same when nothing else changed
        reason = one.place.reason or why_unwritable(one)
        if reason:
            held[one.place.plan.heading, reason] += 1
        elif room[is_certain] > 0:
            room[is_certain] -= 1
            accepted.append(one)
        else:
            waiting_count += 1
    return _Draft(tuple(accepted), waiting_count, refused_count)


def _by_section(accepted: Sequence[Candidate], plan: ListPlan) -> list[Candidate]:
    """In the order of the page: ticked ones by section, the less sure last in each, then those that need a look."""
    order = {section.heading: place for place, section in enumerate(plan.sections)}
    return sorted(
        accepted,
        key=lambda one: (
            bool(one.look_reason),
            order[one.place.plan.heading],
            one.is_less_sure,
        ),
    )


def _refresh(item: Item, candidates: Sequence[Candidate], places: Sequence[Place]) -> Item:
    """A standing needs-look item with tonight's facts; a ticked one stays as the reviewer saw it."""
    if item.is_ticked:
        return item
    names = names_of_item(item)
    for one in candidates:
        if not names.isdisjoint(one.names) and one.place.plan.heading == item.section:
            newer = make_item(one, item.number, places, item.row)
            return replace(
                newer, is_ticked=False, look_reason=newer.look_reason or item.look_reason
            )
    return item
