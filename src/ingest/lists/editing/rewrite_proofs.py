"""What must hold of an edit that rewrites an entry where it stands, or takes lines out."""

from ingest.lists.editing.claim import Claim
from ingest.lists.editing.heading_proofs import headings_are_kept
from ingest.lists.editing.proofs import (
    Proof,
    bytes_are_kept,
    identity_of,
    last_newline_is_kept,
)
from ingest.lists.editing.table_proofs import alignment_is_kept, tables_are_kept
from ingest.lists.model import CuratedList, Entry


def others_are_kept(claim: Claim) -> bool:
    """Every entry outside the edit reads as it did; inside as many stand as before, or none is left."""
    edit = claim.change.edit
    old_inside, old = _split(claim.change.before, edit.start, edit.end)
    new_inside, new = _split(claim.change.after, edit.start, edit.start + len(edit.new))
    is_count_kept = len(new_inside) == len(old_inside) if edit.new else not new_inside
    return is_count_kept and [identity_of(e) for e in old] == [identity_of(e) for e in new]


def cells_are_kept(claim: Claim) -> bool:
    """A rewritten row has as many cells as it had."""
    edit = claim.change.edit
    if not edit.new:
        return True
    old, _ = _split(claim.change.before, edit.start, edit.end)
    new, _ = _split(claim.change.after, edit.start, edit.start + len(edit.new))
    return [len(e.cells) for e in old] == [len(e.cells) for e in new]


REWRITE_PROOFS = (
    Proof("bytes", bytes_are_kept, "bytes outside the edit changed"),
    Proof("last newline", last_newline_is_kept, "the file's last newline changed"),
    Proof("headings", headings_are_kept, "the headings changed"),
    Proof("tables", tables_are_kept, "a table's header changed"),
    Proof("entries", others_are_kept, "another entry changed, came or was lost"),
    Proof("columns", cells_are_kept, "the row has another number of cells"),
    Proof("alignment", alignment_is_kept, "the row's pipes don't stand under the others"),
)


def only_more(claim: Claim) -> bool:
    """What comes back is an entry again, and every other one reads as it did."""
    edit = claim.change.edit
    back, others = _split(claim.change.after, edit.start, edit.start + len(edit.new))
    before = [identity_of(entry) for entry in claim.change.before.entries]
    return bool(back) and [identity_of(entry) for entry in others] == before


SET_BACK_PROOFS = (*REWRITE_PROOFS[:4], Proof("entries", only_more, "another entry changed"))


def _split(curated: CuratedList, start: int, end: int) -> tuple[list[Entry], list[Entry]]:
    """The entries that the bytes from `start` to `end` touch, and all others."""
    inside = [entry for entry in curated.entries if entry.start < end and entry.end > start]
    return inside, [entry for entry in curated.entries if entry not in inside]
