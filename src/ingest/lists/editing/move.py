"""Move an entry to another section: taken out and put in as one edit, proven as a whole."""

from dataclasses import replace

from ingest.errors import ListError
from ingest.lists.editing.change import join_change
from ingest.lists.editing.claim import Claim
from ingest.lists.editing.editing import prove_edit
from ingest.lists.editing.edits import add_to_section, find_entries, need_section, remove_entry
from ingest.lists.learning.learn import learn_style
from ingest.lists.model import CuratedList, Edit, Style
from ingest.lists.plan import SectionPlan
from ingest.lists.writing.facts import read_facts


def move_entry(
    curated: CuratedList, source: SectionPlan, ids: tuple[str, ...], target: SectionPlan
) -> tuple[Edit, CuratedList]:
    """The edit that takes one work's entry from one section to another, and the list after it.

    Where both sections write their entries alike the entry's own bytes move; else it is written
    from its facts as its new neighbours are. ListError when it is not there once, when the target
    has it already or when a proof fails.
    """
    taken = remove_entry(curated, source, ids)
    section = need_section(curated, source)
    entry = next(e for e in find_entries(section, ids) if taken.start <= e.start < taken.end)
    own = learn_style(curated, section, source)
    told = read_facts(curated, entry, own)
    facts = replace(told, places=(), is_from_entry=False)  # its new neighbours' ways count
    shorter = join_change(prove_edit(curated, taken, section, gone=ids).change)
    home = need_section(shorter, target)
    put = add_to_section(shorter, home, target, facts)
    claim = prove_edit(shorter, put, home, facts)
    if _are_alike(own, learn_style(shorter, home, target, facts)):
        raw = curated.text[entry.start : entry.end].rstrip(b"\r\n")
        put = _with_row(put, claim, raw)
        claim = prove_edit(shorter, put, home, facts)
    after = join_change(claim.change)
    edit = _as_one(curated, after, f'move "{entry.title}" to "{home.heading}"')
    if len(after.entries) != len(curated.entries):
        raise ListError(
            f"{edit.what}: the list held {len(curated.entries)} entries and would hold "
            f"{len(after.entries)}; nothing was written",
            where=f"{curated.where}:{entry.line}",
            todo="Move it by hand.",
        )
    return edit, after


def _are_alike(one: Style, two: Style) -> bool:
    labels = [column.label for column in one.columns] == [column.label for column in two.columns]
    return one.kind == two.kind and labels and not one.is_numbered and not two.is_numbered


def _with_row(put: Edit, claim: Claim, raw: bytes) -> Edit:
    """The addition with the entry's own bytes in the place of those written for it."""
    entry = claim.entry
    assert entry is not None
    written = claim.change.after.text[entry.start : entry.end].rstrip(b"\r\n")
    at = entry.start - claim.change.edit.start
    return replace(put, new=put.new[:at] + raw + put.new[at + len(written) :])


def _as_one(before: CuratedList, after: CuratedList, what: str) -> Edit:
    """The shortest single edit between two texts."""
    old, new = before.text, after.text
    start, limit = 0, min(len(old), len(new))
    step = limit
    while step:  # halving: comparing slices is far faster than bytes one by one
        if old[start : start + step] == new[start : start + step]:
            start += step
        step = min(step // 2 if step > 1 else 0, limit - start)
    stop, step = 0, limit - start
    while step:
        low = len(old) - stop - step, len(new) - stop - step
        if old[low[0] : low[0] + step] == new[low[1] : low[1] + step]:
            stop += step
        step = min(step // 2 if step > 1 else 0, limit - start - stop)
    return Edit(
        start, len(old) - stop, old[start : len(old) - stop], new[start : len(new) - stop], what
    )
