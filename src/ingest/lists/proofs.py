"""What must hold of an edit before anybody sees it: named proofs, each to be tested alone."""

import re
import unicodedata
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from functools import cached_property

from ingest.errors import ListError
from ingest.lists.change import Change, section_after
from ingest.lists.faults import find_flaws
from ingest.lists.finding import find_entries, find_work, ids_of
from ingest.lists.lines import decode
from ingest.lists.model import CuratedList, Edit, Entry, Section, Table
from ingest.lists.nesting import year_of_heading
from ingest.lists.tables import cell_ranges
from ingest.works import RowFacts

_NEAR = 8  # neighbours that are asked whether they write so too
_ONE_LINE = re.compile(rb"[^\n]*\n?")


@dataclass(frozen=True)  # without slots: what is read back is looked for once
class Claim:
    """What an edit is meant to do: bring `added` into `section`, or take the entry of `gone` out of it."""

    change: Change
    section: Section | None = None  # as it was before
    added: RowFacts | None = None
    gone: tuple[str, ...] = ()

    @cached_property
    def entry(self) -> Entry | None:
        """The added work's entry, as read back among the bytes that were written."""
        if self.added is None or self.section is None:
            return None
        after = section_after(self.change, self.section)
        edit = self.change.edit
        written = tuple(e for e in after.entries if _is_written(e.start, edit))
        return find_work(replace(after, entries=written), self.added)


@dataclass(frozen=True, slots=True)
class Proof:
    """One thing that must hold; `failure` says what is wrong where it doesn't."""

    name: str
    holds: Callable[[Claim], bool]
    failure: str


def bytes_are_kept(claim: Claim) -> bool:
    """Every byte outside the edit is where it was, and the edit's own are what it says."""
    before, after, edit = claim.change.before.text, claim.change.after.text, claim.change.edit
    whole = memoryview(before)  # compared where it lies: a copy costs sixty times as much
    return (
        edit.start <= edit.end <= len(before)
        and len(after) == len(before) - (edit.end - edit.start) + len(edit.new)
        and before[edit.start : edit.end] == edit.old
        and after.startswith(whole[: edit.start])
        and after.endswith(whole[edit.end :])
        and after.startswith(edit.new, edit.start)
    )


def last_newline_is_kept(claim: Claim) -> bool:
    """A file that ended in a newline still does, and one that did not still does not."""
    before, after = claim.change.before.text, claim.change.after.text
    return not before or before.endswith(b"\n") == after.endswith(b"\n")


def headings_are_kept(claim: Claim) -> bool:
    """The page still parses with the same headings, but for one year that the new entry needed."""
    old, new = _outline(claim.change.before), _outline(claim.change.after)
    if old == new:
        return True
    edit, facts = claim.change.edit, claim.added
    if claim.gone:  # the heading of a year may go with its last entry
        left = [
            s for s in claim.change.before.sections if not edit.start <= s.heading_start < edit.end
        ]
        fewer = [s for s in claim.change.before.sections if s not in left]
        years = [s for s in fewer if year_of_heading(s.heading) is not None]
        return len(fewer) == len(years) == 1 and [(s.level, s.heading) for s in left] == new
    added = [s for s in claim.change.after.sections if _is_written(s.heading_start, edit)]
    rest = [(s.level, s.heading) for s in claim.change.after.sections if s not in added]
    if facts is None or len(added) != 1 or rest != old:
        return False
    is_below = claim.section is None or added[0].level > claim.section.level
    return is_below and year_of_heading(added[0].heading) in {facts.year, facts.venue_year}


def entries_are_kept(claim: Claim) -> bool:
    """Exactly the entry that was decided came or went; every other one reads as it did."""
    before = [identity_of(entry) for entry in claim.change.before.entries]
    after = [identity_of(entry) for entry in claim.change.after.entries]
    if claim.added is not None:
        new = claim.entry
        others = [e for e in claim.change.after.entries if new is None or e.start != new.start]
        return len(after) == len(before) + 1 and [identity_of(e) for e in others] == before
    if claim.gone:
        edit = claim.change.edit
        gone = [
            entry
            for entry in claim.change.before.entries
            if edit.start <= entry.start < edit.end and set(claim.gone) & set(entry.ids)
        ]
        return any(
            [identity_of(e) for e in claim.change.before.entries if e is not one] == after
            for one in gone
        )
    return before == after


def tables_are_kept(claim: Claim) -> bool:
    """The same tables; one more or less only where a section got its first or lost its last, header and all."""
    edit = claim.change.edit
    old = [(table.start, table.header) for table in claim.change.before.tables]
    new = [(table.start, table.header) for table in claim.change.after.tables]
    if len(new) == len(old) + 1 and edit.new.count(b"\n") >= 2:
        new = [table for table in new if not _is_written(table[0], edit)]
    if claim.gone and len(old) == len(new) + 1:  # the header of a section's first row, gone with it
        old = [table for table in old if not edit.start <= table[0] < edit.end]
    return [header for _, header in old] == [header for _, header in new]


def columns_are_kept(claim: Claim) -> bool:
    """A row that was written has as many cells as its table's header."""
    edit = claim.change.edit
    return all(
        len(row.cells) == len(table.header)
        for table in claim.change.after.tables
        for row in table.rows
        if _is_written(row.start, edit) and not edit.old
    )


def alignment_is_kept(claim: Claim) -> bool:
    """In a table whose pipes stood one under the other they still do, but for a value too long to fit."""
    edit, text = claim.change.edit, claim.change.after.text
    for table in claim.change.after.tables:
        new = [row for row in table.rows if _is_touched(row, edit)]
        old = [row for row in table.rows if not _is_touched(row, edit)]
        if not new or len(old) < 2:
            continue
        for measure in (len, _display_width):
            widths = _common_widths(text, table, old, measure)
            if widths and not all(_fits(text, row, widths, measure) for row in new):
                break
            if widths:
                return True
        else:
            continue
        return False
    return True


def entry_is_read_back(claim: Claim) -> bool:
    """The new entry stands in its section and is the work that was decided, by its own link."""
    if claim.added is None:
        return True
    entry = claim.entry
    return entry is not None and (not entry.ids or entry.ids[0] in ids_of(claim.added))


def kind_is_kept(claim: Claim) -> bool:
    """The new entry is a row among rows, a bullet among bullets, as deep as others of its section."""
    entry = claim.entry
    if entry is None or claim.section is None or not claim.section.entries:
        return True
    return any((e.kind, e.depth) == (entry.kind, entry.depth) for e in claim.section.entries)


def form_is_sound(claim: Claim) -> bool:
    """The new entry's brackets, links and marks are whole, but for what its neighbours write so too."""
    entry = claim.entry
    if entry is None or claim.section is None or entry.kind == "html":
        return True
    flaws = find_flaws(decode(claim.change.after.text[entry.start : entry.end]))
    if claim.added is not None:  # what the work itself is called is no fault
        flaws -= find_flaws(f"{claim.added.title} {claim.added.name or ''}")
    if not flaws:
        return True
    text, at = claim.change.page.text, claim.change.first + entry.start
    near = sorted(claim.section.entries, key=lambda e: abs(e.start - at))[:_NEAR]
    shown = [find_flaws(decode(text[e.start : e.end])) for e in near]
    return all(2 * sum(flaw in one for one in shown) >= len(near) > 0 for flaw in flaws)


def second_run_is_idle(claim: Claim) -> bool:
    """A second run would change nothing: what was added is found, what was removed is not."""
    if claim.section is None:
        return True
    after = section_after(claim.change, claim.section)
    if claim.added is not None:
        return find_work(after, claim.added) is not None
    return not find_entries(after, claim.gone)


PROOFS = (
    Proof("bytes", bytes_are_kept, "bytes outside the edit changed"),
    Proof("last newline", last_newline_is_kept, "the file's last newline changed"),
    Proof("headings", headings_are_kept, "the headings changed"),
    Proof("tables", tables_are_kept, "a table's header changed"),
    Proof("columns", columns_are_kept, "the new row has another number of cells"),
    Proof("alignment", alignment_is_kept, "the new row's pipes don't stand under the others"),
    Proof("read back", entry_is_read_back, "the new entry is not read back as itself"),
    Proof("kind", kind_is_kept, "the new entry is of another kind than its neighbours"),
    Proof("form", form_is_sound, "the new entry's brackets, links or marks are not whole"),
    Proof("entries", entries_are_kept, "another entry changed, came or was lost"),
    Proof("second run", second_run_is_idle, "a second run would change the list again"),
)


def failed_proofs(claim: Claim) -> tuple[Proof, ...]:
    """The proofs that don't hold."""
    return tuple(proof for proof in PROOFS if not proof.holds(claim))


def prove(claim: Claim, proofs: Sequence[Proof] = PROOFS) -> None:
    """ListError for the first proof that doesn't hold."""
    for proof in proofs:
        if not proof.holds(claim):
            raise _refused(claim.change, proof.failure)


def _refused(change: Change, failure: str) -> ListError:
    line = change.lines + change.before.text.count(b"\n", 0, change.edit.start) + 1
    return ListError(
        f"{change.edit.what}: {failure}; nothing was written",
        where=f"{change.page.where}:{line}",
        todo="Make this edit by hand, and report the list so that it can be learnt.",
    )


def _is_written(at: int, edit: Edit) -> bool:
    return edit.start <= at < edit.start + len(edit.new)


def _is_touched(row: Entry, edit: Edit) -> bool:
    return bool(edit.new) and row.start < edit.start + len(edit.new) and row.end > edit.start


def identity_of(entry: Entry) -> tuple[object, ...]:
    """What an entry says, wherever it stands."""
    return entry.kind, entry.title, entry.urls, entry.cells, entry.year


def _outline(curated: CuratedList) -> list[tuple[int, str]]:
    return [(section.level, section.heading) for section in curated.sections]


def _common_widths(
    text: bytes, table: Table, rows: Sequence[Entry], measure: Callable[[str], int]
) -> tuple[int, ...]:
    """The widths of the raw cells where header, delimiter and rows all have the same; else ()."""
    head = _ONE_LINE.match(text, table.start)
    delimiter = text[table.delimiter_start : table.delimiter_end]
    lines = (head[0] if head else b"", delimiter, *(text[row.start : row.end] for row in rows))
    widths = (_widths(decode(line), measure) for line in lines)
    first = next(widths)
    return first if all(other == first for other in widths) else ()


def _widths(line: str, measure: Callable[[str], int]) -> tuple[int, ...]:
    return tuple(measure(line[start:end]) for start, end in cell_ranges(line))


def _fits(text: bytes, row: Entry, widths: Sequence[int], measure: Callable[[str], int]) -> bool:
    line = decode(text[row.start : row.end])
    cells = [line[start:end] for start, end in cell_ranges(line)]
    return len(cells) == len(widths) and all(
        measure(cell) == width or measure(cell.strip()) > width - 2
        for cell, width in zip(cells, widths, strict=True)
    )


def _display_width(text: str) -> int:
    if text.isascii():
        return len(text)
    return sum(2 if unicodedata.east_asian_width(char) in "WF" else 1 for char in text)
