"""Change an entry where it stands: a blank cell filled, an entry written anew; proven before it is shown."""

from collections.abc import Sequence

from ingest.errors import ListError
from ingest.lists.editing.claim import Claim
from ingest.lists.editing.finding import find_entries_among, need_section, only_entry
from ingest.lists.editing.proofs import Proof, prove
from ingest.lists.editing.rereading import read_change
from ingest.lists.editing.rewrite_proofs import REWRITE_PROOFS
from ingest.lists.learning.learn import learn_style
from ingest.lists.markup.lines import decode, encode
from ingest.lists.markup.tables import cell_ranges
from ingest.lists.model import CuratedList, Edit, Section
from ingest.lists.plan import SectionPlan
from ingest.lists.splitting.blanks import is_blank
from ingest.lists.writing.rows import render_cell, render_entry
from ingest.works import RowFacts


def replace_entry(
    curated: CuratedList, plan: SectionPlan, ids: Sequence[str], facts: RowFacts
) -> Edit:
    """Write one work's entry anew, in its place: for a preprint that has become something else.

    ListError when it is not there once, or when a proof fails.
    """
    section = need_section(curated, plan)
    entry = only_entry(curated, section, ids)
    style = learn_style(curated, section, plan, facts)
    text = render_entry(style, facts, entry.number).replace("\n", style.newline)
    old = curated.text[entry.start : entry.end]
    new = encode(text) + old[len(old.rstrip(b"\r\n")) :]
    edit = Edit(entry.start, entry.end, old, new, f'replace "{entry.title}"')
    return _proven(curated, section, edit, facts.ids, facts.title)


def fill_cell(
    curated: CuratedList, plan: SectionPlan, ids: Sequence[str], field: str, facts: RowFacts
) -> Edit:
    """Write a fact into a row's blank cell.

    ListError when it is not blank, when there is no such column, when nothing is known to fill it
    with, or when a proof fails.
    """
    section = need_section(curated, plan)
    entry = only_entry(curated, section, ids)
    where = f"{curated.where}:{entry.line}"
    if not entry.cells:
        raise ListError("only a table's row has cells", where=where, todo="Replace the entry.")
    style = learn_style(curated, section, plan, facts)
    index = next((i for i, column in enumerate(style.columns) if column.field == field), None)
    if index is None or index >= len(entry.cells):
        names = ", ".join(f"{column.label} ({column.field})" for column in style.columns)
        raise ListError(f"no column holds {field!r}; there are: {names}", where=where)
    label = style.columns[index].label
    if not is_blank(entry.cells[index]) and entry.cells[index] != style.unknown:
        raise ListError(
            f'the cell "{label}" already says {entry.cells[index]!r}',
            where=where,
            todo="Replace the entry if that is wrong.",
        )
    text = decode(curated.text[entry.start : entry.end])
    first, last = cell_ranges(text)[index]
    start = entry.start + len(encode(text[:first]))
    written = render_cell(style, style.columns[index], facts)
    if is_blank(written) or written.strip() == style.unknown:
        raise ListError(f'nothing is known to fill "{label}" with', where=where)
    old = encode(text[first:last])
    edit = Edit(start, start + len(old), old, encode(written), f'fill "{label}" of "{entry.title}"')
    return _proven(curated, section, edit, ids)


def _proven(
    curated: CuratedList, section: Section, edit: Edit, ids: Sequence[str], title: str = ""
) -> Edit:
    """The edit, its proofs held: those of any rewriting, and that the work is read back in its place."""

    def is_read_back(claim: Claim) -> bool:
        found = find_entries_among(claim.after, ids, title)
        at = claim.change.edit.start
        return any(entry.start <= at < entry.end for entry in found)

    there = Proof("read back", is_read_back, "the entry is not read back as the work's")
    prove(Claim(read_change(curated, edit), section), (*REWRITE_PROOFS, there))
    return edit
