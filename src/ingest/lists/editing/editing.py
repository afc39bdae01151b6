"""Edit a list and prove the edits before anybody sees them: else ListError and nothing."""

from collections.abc import Sequence

from ingest.errors import ListError
from ingest.lists.editing.change import join_change
from ingest.lists.editing.claim import Claim
from ingest.lists.editing.edits import (
    add_to_section,
    apply_edit,
    find_entries,
    find_work,
    need_section,
    oldest_first,
    remove_entry,
)
from ingest.lists.editing.proofs import prove
from ingest.lists.editing.rereading import read_change
from ingest.lists.markup.lines import decode
from ingest.lists.model import CuratedList, Edit, EditedList, Section
from ingest.lists.plan import SectionPlan
from ingest.lists.reading.reader import read_list
from ingest.lists.reading.section_counts import recount_all
from ingest.works import RowFacts


def edit_list(
    text: bytes,
    where: str,
    additions: Sequence[tuple[SectionPlan, RowFacts]],
    removals: Sequence[tuple[SectionPlan, tuple[str, ...]]],
) -> EditedList:
    """Apply removals, then additions, the oldest work first, each with all its proofs.

    A counter that was right before is right afterwards (its edit comes last); a wrong one stays.
    A work that is already in its section, or already gone from it, is no error: its row is "" and a
    note says so. Each edit's range is in the text that the edits before it left.
    """
    original = curated = read_list(text, where)
    edits: list[Edit] = []
    notes: list[str] = []
    rows = [""] * len(additions)
    for plan, ids in removals:
        section = need_section(curated, plan)
        if not find_entries(section, ids):
            notes.append(f'not in "{section.heading}": {ids[0] if ids else "no id"}')
            continue
        edits.append(remove_entry(curated, plan, ids))
        claim = prove_edit(curated, edits[-1], section, gone=tuple(ids))
        curated = join_change(claim.change)
    for at in oldest_first([facts for _, facts in additions]):
        plan, facts = additions[at]
        section = need_section(curated, plan)
        there = find_work(section, facts)
        if there is not None:
            notes.append(f'already in "{section.heading}", line {there.line}: {facts.title}')
            continue
        edits.append(add_to_section(curated, section, plan, facts))
        claim = prove_edit(curated, edits[-1], section, facts)
        curated = join_change(claim.change)
        rows[at] = written_row(claim)
    for edit in recount_all(original, curated) if edits else ():
        curated = join_change(prove_edit(curated, edit).change)
        edits.append(edit)
    refuse_strays(original.text, edits, curated)
    return EditedList(curated.text, tuple(rows), tuple(edits), tuple(notes))


def refuse_strays(original: bytes, edits: Sequence[Edit], edited: CuratedList) -> None:
    """ListError where a whole list after its edits is not the one before with just these bytes replaced."""
    text = original
    for edit in edits:
        text = apply_edit(text, edit)
    if text != edited.text:
        raise ListError(
            "bytes outside the edits changed; nothing was written",
            where=edited.where,
            todo="Make these edits by hand, and report the list so that it can be learnt.",
        )


def prove_edit(
    curated: CuratedList,
    edit: Edit,
    section: Section | None = None,
    added: RowFacts | None = None,
    gone: tuple[str, ...] = (),
) -> Claim:
    """What the edit does, all proofs held; ListError where one doesn't."""
    claim = Claim(read_change(curated, edit), section, added, gone)
    prove(claim)
    return claim


def written_row(claim: Claim) -> str:
    """The entry that an addition wrote, without its last newline."""
    entry = claim.entry
    text = claim.change.after.text
    return decode(text[entry.start : entry.end]).rstrip("\r\n") if entry else ""
