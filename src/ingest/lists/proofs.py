"""Edit a list and prove the edit before anybody sees it: else ListError and nothing."""

from collections.abc import Sequence

from ingest.errors import ListError
from ingest.lists.counts import recount
from ingest.lists.edits import (
    add_to_section,
    apply_edit,
    find_entries,
    find_work,
    ids_of,
    need_section,
    remove_entry,
)
from ingest.lists.lines import decode
from ingest.lists.model import CuratedList, Edit, EditedList, Entry, Section
from ingest.lists.plan import SectionPlan
from ingest.lists.reader import read_list
from ingest.lists.sections import year_of_heading
from ingest.works import RowFacts


def edit_list(
    text: bytes,
    where: str,
    additions: Sequence[tuple[SectionPlan, RowFacts]],
    removals: Sequence[tuple[SectionPlan, tuple[str, ...]]],
) -> EditedList:
    """Apply removals, then additions, one by one, each with all its proofs.

    A counter that was right before is right afterwards (its edit comes last); a wrong one stays.
    A work that is already in its section, or already gone from it, is no error: its row is "" and a
    note says so. Each edit's range is in the text that the edits before it left.
    """
    original = curated = read_list(text, where)
    edits: list[Edit] = []
    notes: list[str] = []
    rows: list[str] = []
    for plan, ids in removals:
        section = need_section(curated, plan)
        if not find_entries(section, ids):
            notes.append(f'not in "{section.heading}": {ids[0] if ids else "no id"}')
            continue
        edit = remove_entry(curated, plan, ids)
        curated = prove_removal(curated, edit, plan, ids)
        edits.append(edit)
    for plan, facts in additions:
        section = need_section(curated, plan)
        there = find_work(section, facts)
        if there is not None:
            notes.append(f'already in "{section.heading}", line {there.line}: {facts.title}')
            rows.append("")
            continue
        edit = add_to_section(curated, section, plan, facts)
        curated, entry = prove_addition(curated, edit, section, facts)
        edits.append(edit)
        rows.append(decode(curated.text[entry.start : entry.end]).rstrip("\r\n"))
    for edit in recount(original, curated):
        before = curated
        curated = _applied(before, edit)
        _prove_bytes(before, curated, edit)
        _prove(before, edit, _same_entries(before, curated), "an entry changed")
        edits.append(edit)
    return EditedList(curated.text, tuple(rows), tuple(edits), tuple(notes))


def _same_entries(before: CuratedList, after: CuratedList) -> bool:
    return [_identity(e) for e in before.entries] == [_identity(e) for e in after.entries]


def prove_addition(
    before: CuratedList, edit: Edit, section: Section, facts: RowFacts
) -> tuple[CuratedList, Entry]:
    """The list after an addition to a section, and the new entry as read back; ListError where a proof fails."""
    after = _applied(before, edit)
    _prove_bytes(before, after, edit)
    home = next((s for s in after.sections if s.heading_start == section.heading_start), None)
    entry = find_work(home, facts) if home else None
    if entry is None:
        raise _failed(before, edit, "the new entry is not read back as itself")
    _prove(before, edit, entry.start >= edit.start, "another entry is taken for the new one")
    own = ids_of(facts)
    linked = not entry.ids or entry.ids[0] in own
    _prove(before, edit, linked, "the new entry's link names another work")
    _prove_entries(before, after, edit, new=entry)
    _prove_headings(before, after, edit, facts)
    _prove_tables(before, after, edit)
    return after, entry


def prove_removal(
    before: CuratedList, edit: Edit, plan: SectionPlan, ids: Sequence[str]
) -> CuratedList:
    """The list after a removal; ListError where a proof fails."""
    after = _applied(before, edit)
    _prove_bytes(before, after, edit)
    gone = [e for e in before.entries if edit.start <= e.start < edit.end and set(ids) & set(e.ids)]
    _prove(before, edit, len(gone) == 1, "not exactly one entry goes")
    _prove(before, edit, len(after.entries) == len(before.entries) - 1, "entries were lost")
    kept = [_identity(entry) for entry in before.entries if entry is not gone[0]]
    _prove(before, edit, kept == [_identity(e) for e in after.entries], "another entry changed")
    _prove(before, edit, _outline(before) == _outline(after), "the headings changed")
    _prove_tables(before, after, edit)
    return after


def _applied(before: CuratedList, edit: Edit) -> CuratedList:
    return read_list(apply_edit(before.text, edit), before.where)


def _prove_bytes(before: CuratedList, after: CuratedList, edit: Edit) -> None:
    """Every byte outside the edit is where it was, and stays so whatever the edit says of itself."""
    stop = len(after.text) - (len(before.text) - edit.end)
    same = (
        before.text[: edit.start] == after.text[: edit.start]
        and before.text[edit.end :] == after.text[stop:]
        and after.text[edit.start : stop] == edit.new
    )
    _prove(before, edit, same, "bytes outside the edit changed")
    ends = before.text.endswith(b"\n") == after.text.endswith(b"\n") or not before.text
    _prove(before, edit, ends, "the file's last newline changed")


def _prove_entries(before: CuratedList, after: CuratedList, edit: Edit, new: Entry) -> None:
    kept = [_identity(entry) for entry in after.entries if entry.start != new.start]
    _prove(before, edit, len(kept) >= len(before.entries), "entries were lost")
    _prove(before, edit, len(kept) == len(before.entries), "more than one entry appeared")
    same = kept == [_identity(entry) for entry in before.entries]
    _prove(before, edit, same, "another entry changed")


def _identity(entry: Entry) -> tuple[object, ...]:
    return entry.kind, entry.title, entry.urls, entry.cells, entry.year


def _outline(curated: CuratedList) -> list[tuple[int, str]]:
    return [(section.level, section.heading) for section in curated.sections]


def _prove_headings(before: CuratedList, after: CuratedList, edit: Edit, facts: RowFacts) -> None:
    """The same headings, but for one new year."""
    old, new = _outline(before), _outline(after)
    if old == new:
        return
    added: list[Section] = [
        section
        for section in after.sections
        if edit.start <= section.heading_start < edit.start + len(edit.new)
    ]
    years = [year_of_heading(section.heading) for section in added]
    rest = [(section.level, section.heading) for section in after.sections if section not in added]
    fine = len(added) == 1 and years[0] in {facts.year, facts.venue_year} and rest == old
    _prove(before, edit, fine, "the headings changed")


def _prove_tables(before: CuratedList, after: CuratedList, edit: Edit) -> None:
    """The same tables, each row with as many cells as before; one more where an empty section got its first."""
    old, new = _tables(before), _tables(after)
    if len(new) == len(old) + 1 and edit.new.count(b"\n") >= 2:
        new = [table for table in new if not edit.start <= table[0] < edit.start + len(edit.new)]
    _prove(before, edit, [t[1] for t in old] == [t[1] for t in new], "a table's header changed")
    for table in {table for section in after.sections for table in section.tables}:
        for row in table.rows:
            is_new = edit.start <= row.start < edit.start + len(edit.new) and not edit.old
            if is_new and len(row.cells) != len(table.header):
                raise _failed(before, edit, "the new row has another number of cells")


def _tables(curated: CuratedList) -> list[tuple[int, tuple[str, ...]]]:
    found = {table.start: table.header for section in curated.sections for table in section.tables}
    return sorted(found.items())


def _prove(before: CuratedList, edit: Edit, holds: bool, failure: str) -> None:
    if not holds:
        raise _failed(before, edit, failure)


def _failed(before: CuratedList, edit: Edit, failure: str) -> ListError:
    line = before.text.count(b"\n", 0, edit.start) + 1
    return ListError(
        f"{edit.what}: {failure}; nothing was written",
        where=f"{before.where}:{line}",
        todo="Make this edit by hand, and report the list so that it can be learnt.",
    )
