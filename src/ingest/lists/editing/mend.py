"""Set right what a list counts of itself: the numbers of its entries and the badges that count them."""

from collections.abc import Sequence

from ingest.lists.editing.editing import prove_edit
from ingest.lists.editing.edits import renumber
from ingest.lists.model import CuratedList, Edit, Entry, Section
from ingest.lists.reading.counts import find_counters, homes_of, ways_to_count
from ingest.lists.reading.section_counts import count_edits, wrong_counts


def renumber_section(curated: CuratedList, section: Section) -> Edit | None:
    """One edit that makes a section's numbers count up by one from its first; None where they do.

    ListError when a proof fails.
    """
    homes = homes_of(curated)
    run = [
        entry
        for entry in section.entries
        if entry.number is not None and homes.get(entry.start) == section
    ]
    wanted = [(run[0].number or 1) + index for index in range(len(run))] if run else []
    wrong = [
        i
        for i, (entry, number) in enumerate(zip(run, wanted, strict=True))
        if entry.number != number
    ]
    if not wrong:
        return None
    later = run[wrong[0] :]
    start, end = later[0].start, later[-1].end
    new = _renumbered(curated.text, later, wanted[wrong[0] :])
    what = f'renumber "{section.heading}" from {wanted[wrong[0]]}'
    edit = Edit(start, end, curated.text[start:end], new, what)
    prove_edit(curated, edit)
    return edit


def _renumbered(text: bytes, entries: Sequence[Entry], wanted: Sequence[int]) -> bytes:
    parts: list[bytes] = []
    position = entries[0].start
    for entry, number in zip(entries, wanted, strict=True):
        parts.append(text[position : entry.start])
        parts.append(renumber(text, [entry], number - (entry.number or 0)))
        position = entry.end
    return b"".join(parts)


def correct_counts(curated: CuratedList) -> tuple[Edit, ...]:
    """An edit for each counter that is wrong however one counts (the nearest true count), and each section's; last one first."""
    edits = list(count_edits(curated, wrong_counts(curated)))
    for counter in find_counters(curated):
        counts = ways_to_count(curated, counter)
        if counter.claimed in counts:
            continue
        count = min(counts, key=lambda one: abs(one - counter.claimed))
        old = curated.text[counter.start : counter.end]
        what = f'count: "{counter.label}" says {count}'
        edits.append(Edit(counter.start, counter.end, old, str(count).encode(), what))
    for edit in edits:
        prove_edit(curated, edit)
    return tuple(sorted(set(edits), key=lambda edit: -edit.start))
