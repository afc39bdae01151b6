"""A bullet of one line put behind another: nothing else of its list has to be read anew."""

import re
from bisect import bisect_left
from functools import lru_cache
from operator import attrgetter

from ingest.lists.editing.change import Change, edit_moved, make_stretch
from ingest.lists.markup.lines import decode, definitions_of
from ingest.lists.model import CuratedList, Edit, Entry
from ingest.lists.reading.reach import may_move_heading, stands_apart
from ingest.lists.reading.reader import read_lines_alone
from ingest.lists.reading.titled import is_labelled

_BULLET = re.compile(rb"(?P<mark>[-+*] {1,4})(?:\[|\*\*[^\s*]|[A-Za-z])[^\r\n]*\r?\n")
# What reaches over lines: comments, fences, cuts, definitions, a page's own address, a cell's pipe.
_REACHES_OUT = re.compile(
    rb"<!--|`{3}|~{3}|\[truncated|\]:|\||https://github\.com/[^/\s]+/[^/\s]+/?\S*#"
)
_HEADING = re.compile(rb"#{1,6}[ \t]")
_BLANK_LINES = re.compile(rb"(?:[ \t]*\r?\n)*")
_start, _end = attrgetter("start"), attrgetter("end")


def read_bullet(curated: CuratedList, edit: Edit) -> Change | None:
    """The change where one bullet is put behind one that begins alike; None for any other edit.

    What stands behind it is the list's next bullet, a heading or nothing: none of them can go on with it.
    The stretch is the new line and nothing else.
    """
    mark = _mark_of(edit.new) if edit.start == edit.end else None
    above = _line_above(curated, edit.start, mark) if mark else None
    if above is None or not _is_closed_below(curated, edit.end):
        return None
    if may_move_heading(curated, edit):
        return None
    text, size = curated.text, len(edit.new)
    headings, entries, tables = read_lines_alone(edit.new, curated.where, definitions_of(text))
    if headings or tables or [(e.start, e.end, e.kind) for e in entries] != [(0, size, "bullet")]:
        return None
    before = make_stretch(curated, b"", (), (), ())
    after = make_stretch(curated, edit.new, (), entries, ())
    return Change(curated, before, after, edit_moved(edit, -edit.start), edit.start, above.line)


@lru_cache(maxsize=8)  # a work is often written alike into many sections
def _mark_of(line: bytes) -> bytes | None:
    """The mark of a bullet that says nothing about the lines around it; None for any other line."""
    match = _BULLET.fullmatch(line)
    is_bare = match and not _REACHES_OUT.search(line) and not is_labelled(decode(line))
    return match["mark"] if match and is_bare else None


def _line_above(curated: CuratedList, at: int, mark: bytes) -> Entry | None:
    """The bullet of one line that ends at a byte, where it begins with the mark and stands apart."""
    found = bisect_left(curated.entries, at, key=_end)
    above = curated.entries[found] if found < len(curated.entries) else None
    if above is None or above.end != at or above.kind != "bullet":
        return None
    line = _BULLET.fullmatch(curated.text, above.start, at)
    is_alike = line is not None and line["mark"] == mark and not _REACHES_OUT.search(line[0])
    return above if is_alike and stands_apart(curated, above) else None


def _is_closed_below(curated: CuratedList, at: int) -> bool:
    """True where a bullet that stands apart, a heading or the page's end follows, blank lines left out."""
    blank = _BLANK_LINES.match(curated.text, at)
    place = blank.end() if blank else at
    if place == len(curated.text) or _HEADING.match(curated.text, place):
        return True
    found = bisect_left(curated.entries, place, key=_start)
    below = curated.entries[found] if found < len(curated.entries) else None
    is_bullet = below is not None and (below.start, below.kind) == (place, "bullet")
    return is_bullet and below is not None and stands_apart(curated, below)
