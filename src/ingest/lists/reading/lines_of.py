"""Which line of a page a byte is on, and which entry stands on a line; lines count from 1."""

from bisect import bisect_right
from operator import attrgetter

from ingest.lists.model import CuratedList, Entry


def line_at(text: bytes, at: int) -> int:
    """The line that a byte of a page is on."""
    return text.count(b"\n", 0, at) + 1


def lines_of(curated: CuratedList, entry: Entry) -> range:
    """The lines that an entry stands on, blank ones behind it left out."""
    count = curated.text[entry.start : entry.end].rstrip().count(b"\n") + 1
    return range(entry.line, entry.line + count)


def entry_at(curated: CuratedList, line: int) -> Entry | None:
    """The entry that stands on a line."""
    at = bisect_right(curated.entries, line, key=attrgetter("line")) - 1
    found = curated.entries[at] if at >= 0 else None
    return found if found and line in lines_of(curated, found) else None
