"""What must hold of an edit before anybody sees it: named proofs, each to be tested alone."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from ingest.errors import ListError
from ingest.lists.editing.change import Change
from ingest.lists.editing.claim import Claim
from ingest.lists.editing.counted_rows import step_of_number
from ingest.lists.editing.finding import find_entries_among, find_work_among, ids_of
from ingest.lists.editing.heading_proofs import headings_are_kept
from ingest.lists.editing.table_proofs import alignment_is_kept, columns_are_kept, tables_are_kept
from ingest.lists.markup.faults import find_flaws
from ingest.lists.markup.inline import shorten
from ingest.lists.markup.lines import decode
from ingest.lists.model import Entry

_NEAR = 8  # neighbours that are asked whether they write so too


@dataclass(frozen=True, slots=True)
class Proof:
    """One thing that must hold; `failure` says what is wrong where it doesn't, `promise` what is so where it does."""

    name: str
    holds: Callable[[Claim], bool]
    failure: str
    promise: str = ""


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


def entries_are_kept(claim: Claim) -> bool:
    """Exactly the entry that was decided came or went; every other one reads as it did, but for its row's number."""
    before, after = claim.change.before.entries, claim.change.after.entries
    if claim.added is not None:
        new = claim.entry
        others = [e for e in after if new is None or e.start != new.start]
        return len(after) == len(before) + 1 and read_alike(before, others)
    if claim.gone:
        edit = claim.change.edit
        gone = [
            entry
            for entry in before
            if edit.start <= entry.start < edit.end and set(claim.gone) & set(entry.ids)
        ]
        return any(read_alike([e for e in before if e is not one], after) for one in gone)
    return read_alike(before, after)


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
    if flaws and claim.added is not None:  # what the work itself is called is no fault
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
    if claim.added is not None:
        return find_work_among(claim.after, claim.added) is not None
    return not find_entries_among(claim.after, claim.gone)


PROOFS = (
    Proof(
        "bytes",
        bytes_are_kept,
        "bytes outside the edit changed",
        "every other byte is where it was",
    ),
    Proof(
        "last newline",
        last_newline_is_kept,
        "the file's last newline changed",
        "the file ends as it did",
    ),
    Proof("headings", headings_are_kept, "the headings changed", "the page has the same headings"),
    Proof("tables", tables_are_kept, "a table's header changed", "the same tables"),
    Proof(
        "columns",
        columns_are_kept,
        "the new row has another number of cells",
        "the row has as many cells as its table",
    ),
    Proof(
        "alignment",
        alignment_is_kept,
        "the new row's pipes don't stand under the others",
        "pipes that stood under one another still do",
    ),
    Proof(
        "read back",
        entry_is_read_back,
        "the new entry is not read back as itself",
        "the new entry is read as that work, in that section",
    ),
    Proof(
        "kind",
        kind_is_kept,
        "the new entry is of another kind than its neighbours",
        "it is a row among rows, a bullet among bullets",
    ),
    Proof(
        "form",
        form_is_sound,
        "the new entry's brackets, links or marks are not whole",
        "its links, brackets and marks are whole",
    ),
    Proof(
        "entries",
        entries_are_kept,
        "another entry changed, came or was lost",
        "every other entry reads as before",
    ),
    Proof(
        "second run",
        second_run_is_idle,
        "a second run would change the list again",
        "a second run changes nothing",
    ),
)


def failed_proofs(claim: Claim) -> tuple[Proof, ...]:
    """The proofs that don't hold."""
    return tuple(proof for proof in PROOFS if not proof.holds(claim))


def tell_failure(proof: Proof, claim: Claim) -> str:
    """What is wrong where a proof does not hold; of an entry that is read otherwise, what is read."""
    if claim.added is None or proof.holds is not entry_is_read_back:
        return proof.failure
    wanted = f'"{shorten(claim.added.title)}" ({", ".join(claim.added.ids[:1])})'
    if not claim.written:
        return f"{proof.failure}: {wanted} was written, and no entry is read there"
    read = claim.written[0]
    ids = ", ".join(read.ids[:2]) or "without a link"
    return f'{proof.failure}: "{shorten(read.title)}" ({ids}) is read, not {wanted}'


def prove(claim: Claim, proofs: Sequence[Proof] = PROOFS) -> None:
    """ListError for the first proof that doesn't hold."""
    for proof in proofs:
        if not proof.holds(claim):
            raise _refused(claim.change, tell_failure(proof, claim))


def _refused(change: Change, failure: str) -> ListError:
    line = change.lines + change.before.text.count(b"\n", 0, change.edit.start) + 1
    return ListError(
        f"{change.edit.what}: {failure}; nothing was written",
        where=f"{change.page.where}:{line}",
        todo="Make this edit by hand, and report the list so that it can be learnt.",
    )


def identity_of(entry: Entry) -> tuple[object, ...]:
    """What an entry says, wherever it stands."""
    return entry.kind, entry.title, entry.urls, entry.cells, entry.year


def read_alike(before: Sequence[Entry], after: Sequence[Entry]) -> bool:
    """Entry by entry the same, but that rows may all be counted one higher, or all one lower, in one column."""
    if len(before) != len(after):
        return False
    pairs = zip(before, after, strict=True)
    other = [(old, new) for old, new in pairs if identity_of(old) != identity_of(new)]
    steps = {step_of_number(old, new) for old, new in other}
    return not other or (len(steps) == 1 and None not in steps)
