"""A proposal carried out on a list's text: bytes in, bytes out, or ListError and nothing."""

from collections.abc import Mapping, Sequence

from ingest.errors import ListError
from ingest.lists import (
    CuratedList,
    Entry,
    edit_list,
    find_section,
    read_list,
    rewrite_lines,
    set_back_lines,
)
from ingest.lists.plan import ListPlan, SectionPlan
from ingest.proposals.decide import is_known
from ingest.proposals.guards import guard_change
from ingest.proposals.items import Changes, Item, Proposal
from ingest.proposals.known import is_done, known_ids, names_of_entry
from ingest.proposals.rows import Row, find_rows
from ingest.proposals.writing import section_of


def apply_proposal(text: bytes, where: str, plan: ListPlan, proposal: Proposal) -> bytes:
    """The list with the rows of all ticked items; a work that is there already is left as it is.

    `text` is the list on the pull request's branch (on the base while there is no branch).
    """
    changes = find_changes(text, where, proposal)
    return _rewrite(_add(text, where, plan, changes, changes.added), where, changes)


def apply_changes(
    text: bytes, where: str, plan: ListPlan, changes: Changes, base: bytes | None = None
) -> bytes:
    """A list with exactly these changes, proven by `guard_change`; ListError where that can't be.

    `base` is the list on the base branch, which tells where a row stood that is set back.
    """
    wanted = remove_items(text, where, plan, (*changes.removed, *changes.moved))
    wanted = _add(wanted, where, plan, changes, (*changes.added, *changes.moved))
    wanted = _rewrite(wanted, where, changes, base)
    if wanted != text:
        guard_change(text, wanted, where, changes)
    return wanted


def _add(
    text: bytes, where: str, plan: ListPlan, changes: Changes, coming: Sequence[Item]
) -> bytes:
    """The list with these rows. A new row is written as the neighbours were before our own changes:
    the last blank cell of a column may be one that we fill, and it shows what stands for nothing."""
    if not coming:
        return text
    additions = [(section_of(item, plan), item.facts) for item in coming]
    try:
        return edit_list(text, where, additions, []).text
    except ListError:
        undone = [item for item in changes.done if item.row]
        if not undone:
            raise
    for item in undone:
        text = rewrite_lines(text, where, item.row, item.old_row)
    text = edit_list(text, where, additions, []).text
    for item in undone:
        text = rewrite_lines(text, where, item.old_row, item.row)
    return text


def _rewrite(text: bytes, where: str, changes: Changes, base: bytes | None = None) -> bytes:
    for item in changes.restored:
        if item.row:
            text = rewrite_lines(text, where, item.row, item.old_row)
        elif base is not None:
            text = set_back_lines(text, base, where, item.old_row)
    for item in changes.rewritten:
        text = rewrite_lines(text, where, item.old_row, item.row)
    return text


def remove_items(text: bytes, where: str, plan: ListPlan, items: Sequence[Item]) -> bytes:
    """The list without the rows of these items; one that isn't there is passed over."""
    curated = read_list(text, where)
    removals = []
    for item in items:
        for entry in curated.entries:
            if is_known(item, names_of_entry(entry)):
                removals.append((_section_at(curated, plan, item, entry), _shared_ids(item, entry)))
                break
    return edit_list(text, where, [], removals).text if removals else text


def _section_at(curated: CuratedList, plan: ListPlan, item: Item, entry: Entry) -> SectionPlan:
    """The section in which an entry stands: the item's own, or the one that it was put into before."""
    for planned in (section_of(item, plan), *plan.sections):
        section = find_section(curated, planned)
        if section and section.start <= entry.start < section.end:
            return planned
    return section_of(item, plan)


def _shared_ids(item: Item, entry: Entry) -> tuple[str, ...]:
    """What names the entry: the work's ids, or the entry's own first where a person replaced the link."""
    ids = tuple(dict.fromkeys((item.work_id, *item.ids)))
    return entry.ids[:1] if set(ids).isdisjoint(entry.ids) else ids


def find_changes(
    text: bytes,
    where: str,
    proposal: Proposal,
    leaving: Sequence[Item] = (),
    *,
    plan: ListPlan | None = None,
    pushed: Mapping[str, Row] | None = None,
) -> Changes:
    """What a commit on `text` would do: rows of ticked items that are missing, rows of `leaving` still there.

    With `plan` and `pushed` (rows as we wrote them, by work id) also rows that stand in another
    section than the item asks for: only those that nobody touched since we wrote them.
    """
    known = known_ids(text, where)
    moved: tuple[Item, ...] = ()
    if plan and pushed:
        ticked = [
            item
            for item in proposal.items
            if item.is_ticked and item.kind == "add" and item.work_id in pushed
        ]
        rows = find_rows(text, where, plan, ticked)
        moved = tuple(
            item
            for item in ticked
            if item.number not in proposal.blocked
            and item.work_id in rows
            and rows[item.work_id] == pushed[item.work_id]
            and rows[item.work_id].section != item.section
        )
    wanted = [
        item
        for item in proposal.items
        if item.is_ticked and item.number not in proposal.blocked and not is_known(item, known)
    ]
    return Changes(
        moved=moved,
        added=tuple(item for item in wanted if item.kind == "add"),
        removed=tuple(one for one in leaving if one.kind == "add" and is_known(one, known)),
        rewritten=tuple(
            one for one in wanted if one.kind != "add" and not is_done(one, text, is_lenient=True)
        ),
        done=tuple(
            one
            for one in proposal.items
            if one.is_ticked and one.kind != "add" and is_done(one, text)
        ),
        restored=tuple(one for one in leaving if one.kind != "add" and is_done(one, text)),
    )
