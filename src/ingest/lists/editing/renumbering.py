"""Move the numbers of the entries behind an edit, where they count up without a slip."""

from collections.abc import Sequence

from ingest.lists.model import CuratedList, Edit, Entry
from ingest.lists.reading.numbers import number_bytes


def renumbered(
    curated: CuratedList, run: Sequence[Entry], edit: Edit, is_numbered: bool, by: int = 1
) -> Edit:
    """The edit, with the numbers of the entries behind it moved where they count up without a slip."""
    later = [entry for entry in run if entry.start >= edit.end]
    numbers = [entry.number for entry in run]
    counts = numbers and numbers == list(range(numbers[0] or 0, (numbers[0] or 0) + len(numbers)))
    if not is_numbered or not later or not counts:
        return edit
    old = curated.text[edit.start : later[-1].end]
    shifted = renumber(curated.text, later, by)
    new = edit.new + curated.text[edit.end : later[0].start] + shifted
    return Edit(edit.start, later[-1].end, old, new, f"{edit.what}, and renumber")


def renumber(text: bytes, entries: Sequence[Entry], by: int) -> bytes:
    """The bytes from the first to the last of the entries, with their numbers moved."""
    parts: list[bytes] = []
    position = entries[0].start
    for entry in entries:
        digits = number_bytes(text, entry.start)
        if digits and entry.number is not None:
            parts += [text[position : digits[0]], str(entry.number + by).encode()]
            position = digits[1]
    parts.append(text[position : entries[-1].end])
    return b"".join(parts)
