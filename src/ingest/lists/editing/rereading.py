"""A list after an edit, read anew only as far as the edit reaches: a table's new row, or a stretch around it.

Where the page has something that reaches further (links by reference, a contents list by full address) it is
read anew as a whole.
"""

import re
from collections.abc import Mapping

from ingest.lists.editing.change import (
    Change,
    edit_moved,
    entries_moved,
    heading_moved,
    headings_between,
    make_stretch,
    places_between,
    tables_moved,
)
from ingest.lists.editing.edits import apply_edit
from ingest.lists.editing.new_bullet import read_bullet
from ingest.lists.editing.new_markup import read_markup_row
from ingest.lists.editing.new_row import read_row
from ingest.lists.markup.lines import (
    DEFINITION_LINE,
    definitions_of,
    front_matter_end,
    has_definition,
    split_lines,
)
from ingest.lists.markup.outline import Heading, heading_of
from ingest.lists.model import CuratedList, Edit, Entry
from ingest.lists.reading.reach import find_reach
from ingest.lists.reading.reader import PAGE_ANCHOR, read_list, read_stretch

_PAGE_ANCHOR = re.compile(PAGE_ANCHOR.pattern.encode())
_BEHIND_MARK = 6  # bytes: a byte order mark and `---`


def read_change(curated: CuratedList, edit: Edit) -> Change:
    """Apply an edit and read the stretch it lies in; ListError when the text has changed under it."""
    ways = (read_row, read_bullet, read_markup_row, _read_part)
    found = next((change for read in ways if (change := read(curated, edit))), None)
    if found is None:
        after = read_list(apply_edit(curated.text, edit), curated.where)
        return Change(curated, curated, after, edit)
    return found


def _read_part(curated: CuratedList, edit: Edit) -> Change | None:
    reach = find_reach(curated, edit)
    if reach is None or _moves_front_matter(curated, edit):
        return None
    (first, count), (stop, sentinel) = reach
    own = edit_moved(edit, -first)
    old_part = curated.text[first:sentinel]
    part = apply_edit(old_part, own)
    definitions: Mapping[str, str] = {}
    if has_definition(curated.text) or (b"]:" in part and DEFINITION_LINE.search(part)):
        definitions = definitions_of(curated.text)
        shown, before_it = (split_lines(one, curated.where) for one in (part, old_part))
        if shown.definitions != before_it.definitions:
            return None  # one came, went, or stands in a comment now
    if _PAGE_ANCHOR.search(part) or _PAGE_ANCHOR.search(old_part):
        return None
    headings, entries, tables = read_stretch(part, curated.where, definitions)
    end = len(part) - (sentinel - stop)
    if stop < sentinel and not _drop_sentinel(headings, entries, end, len(part)):
        return None  # the edit swallows what stands behind it
    before = _stretch_before(curated, first, stop, count)
    after = make_stretch(curated, part[:end], headings, entries, tables)
    return Change(curated, before, after, own, first, count)


def _moves_front_matter(curated: CuratedList, edit: Edit) -> bool:
    """True where an edit begins or ends front matter, or takes it away."""
    text = curated.text
    if edit.start > _BEHIND_MARK and b"---" not in {text[:3], text[3:_BEHIND_MARK]}:
        return False
    end = front_matter_end(text)
    if 0 < end <= edit.start:
        return False
    return front_matter_end(apply_edit(text, edit)) != end


def _drop_sentinel(headings: list[Heading], entries: list[Entry], start: int, end: int) -> bool:
    """Take the heading or entry off that stands at the end; False where there is no such thing."""
    if headings and (headings[-1].heading_start, headings[-1].start) == (start, end):
        headings.pop()
        return True
    if entries and (entries[-1].start, entries[-1].end) == (start, end):
        if headings and headings[-1].heading_start >= start:
            return False  # a heading inside a list's item
        return entries.pop().depth == 0
    return False


def _stretch_before(curated: CuratedList, first: int, stop: int, count: int) -> CuratedList:
    """The stretch from one byte to another, behind so many lines, as the page was read."""
    low, high = headings_between(curated, first, stop)
    headings = [heading_moved(heading_of(s), -first, -count) for s in curated.sections[low:high]]
    low, high = places_between(curated.entries, first, stop)
    own = curated.entries[low:high]
    entries = entries_moved(own, -first, -count)
    low, high = places_between(curated.tables, first, stop)
    tables = (*tables_moved(curated.tables[low:high], -first, -count, own, entries),)
    return make_stretch(curated, curated.text[first:stop], headings, entries, tables)
