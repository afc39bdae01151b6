"""How far around an edit a list has to be read anew.

A heading or a list item in the first column ends whatever stands before it, and so does a paragraph behind
a blank line: what lies behind the next one reads as before, if that one is still read as what it was.
"""

import re
from bisect import bisect_left, bisect_right
from operator import attrgetter

from ingest.lists.markup.inline import find_links
from ingest.lists.markup.lines import decode
from ingest.lists.model import CuratedList, Edit, Entry, Section
from ingest.lists.reading.field_lines import has_fields
from ingest.lists.reading.fields import is_anchor, is_generic
from ingest.lists.reading.heading_items import NUMBERED, is_about_heading
from ingest.lists.reading.titled import is_labelled

_HASH = ord("#")
_OPENING = {  # by kind of entry: how one in the first column begins that ends all above it
    "bullet": re.compile(rb"(?:[-+*]|\d{1,9}[.)]) {1,4}[^\s]"),
    "item": re.compile(rb"#{1,6}[ \t]"),
    "paragraph": re.compile(rb"[^\s]"),
}
_HASHES = re.compile(rb"#{1,6}[ \t]")
_BLANK_BEFORE = re.compile(rb"\n[ \t]*\r?\n\Z")
_BLANK_BEHIND = re.compile(rb"[ \t]*(?:\r?\n|\Z)")
_LONGEST_BLANK = 80  # bytes of the blank line above a paragraph that are looked at
_FENCE = "``"
_NESTED = re.compile(r"^[ ]{2,3}[-+*] .*", re.MULTILINE | re.DOTALL)
# A rule or a heading, also inside a list's item or a quote.
_RULE = re.compile(rb"^[ \t]*+(?:[#<]|[>*+.)\d=_ \t-]++(?:#|\r?$))", re.MULTILINE)
_start, _heading_start = attrgetter("start"), attrgetter("heading_start")


def find_reach(curated: CuratedList, edit: Edit) -> tuple[tuple[int, int], tuple[int, int]] | None:
    """Where a stretch around an edit begins (byte, line) and ends (byte, end of the line or entry there).

    Both are a heading, or an entry under a heading that can't become an entry itself; the one it ends
    at is read too, to see that it still reads as what it was.
    """
    if curated.sections and curated.sections[0].level == 0:
        return None  # a page without headings
    top, first, below = _headings_around(curated, edit)
    text = curated.text
    if not _may_become_item(curated, edit, below[0]):
        above, under = _entries_around(curated, edit, first[0], below[0])
        if above and top:
            first = (above.start, above.line - 1)
        if under:
            below = (under.start, under.end)
    whole = first[0] == 0 and below[0] == len(text)
    return None if whole else (first, below)


def may_move_heading(curated: CuratedList, edit: Edit) -> bool:
    """True where the heading above an edit could be read otherwise after it, or there is none."""
    if curated.sections and curated.sections[0].level == 0:
        return True
    top, _, below = _headings_around(curated, edit)
    return top is None or _may_become_item(curated, edit, below[0])


def _headings_around(
    curated: CuratedList, edit: Edit
) -> tuple[Section | None, tuple[int, int], tuple[int, int]]:
    """The nearest `#` headings: the section above with its (byte, line), and (byte, end) of the one below."""
    text, sections = curated.text, curated.sections
    first = bisect_right(sections, edit.start, key=_start)
    above = (sections[at] for at in range(first - 1, -1, -1))
    top = next((s for s in above if text[s.heading_start] == _HASH), None)
    last = bisect_left(sections, edit.end, key=_heading_start)
    under = (sections[at] for at in range(last, len(sections)))
    below = next((s for s in under if text[s.heading_start] == _HASH), None)
    return (
        top,
        (top.heading_start, top.line - 1) if top else (0, 0),
        (below.heading_start, below.start) if below else (len(text), len(text)),
    )


def _entries_around(
    curated: CuratedList, edit: Edit, first: int, stop: int
) -> tuple[Entry | None, Entry | None]:
    """The last entry that stands apart above an edit, and the first below it, between two bytes."""
    entries = curated.entries
    low, high = bisect_left(entries, first, key=_start), bisect_left(entries, stop, key=_start)
    last = bisect_left(entries, edit.end, low, high, key=_start)
    split = bisect_right(entries, edit.start, low, high, key=_start)
    above = range(split - 1, low - 1, -1)
    under = range(last, high)
    is_parted = _RULE.search(edit.new) or _RULE.search(
        edit.old
    )  # what follows may become its fields
    kinds = {"item"} if is_parted else set(_OPENING)
    return (
        next(
            (
                entries[at]
                for at in above
                if entries[at].end <= edit.start
                and stands_apart(curated, entries[at])
                and _is_bare_pair(curated, at, at + 1 < split and entries[at + 1].end <= edit.start)
            ),
            None,
        ),
        next(
            (
                entries[at]
                for at in under
                if stands_apart(curated, entries[at])
                and entries[at].kind in kinds
                and _is_bare_pair(curated, at - 1, at > last, of=at)
            ),
            None,
        ),
    )


def _is_bare_pair(curated: CuratedList, at: int, is_beyond: bool, of: int | None = None) -> bool:
    """True for a paragraph with nothing between it and the next one: none of its run has paragraphs beside it.

    Of what is no paragraph, always: no such run goes over it.
    """
    entries = curated.entries
    if entries[at if of is None else of].kind != "paragraph":
        return True
    if not is_beyond or at + 1 >= len(entries):
        return False
    one, two = entries[at], entries[at + 1]
    are_alike = one.kind == two.kind == "paragraph"
    return are_alike and not curated.text[one.end : two.start].strip()


def _may_become_item(curated: CuratedList, edit: Edit, stop: int) -> bool:
    """True where the heading above an edit could be read as an entry itself after the edit: see `reader`.

    One that is not numbered can where nothing but fields stands under it. A numbered one can't where its first
    bullet, which the edit leaves alone, has fields of its own, or names what it links and no fields follow.
    Whatever stands under it up to its first entry with a heading of its own is all that it could be about.
    """
    at = bisect_right(curated.sections, edit.start, key=_start) - 1
    if at < 0:
        return False
    section = curated.sections[at]
    if _is_below_item(curated, edit, section):
        return False
    if b"](" in curated.text[section.heading_start : section.start]:
        return True  # it links a paper, and all under it may be about that one
    if _RULE.search(edit.new) or _RULE.search(edit.old):
        return True  # another part of what stands under it may be its own
    body = curated.text[section.start : edit.start] + edit.new + curated.text[edit.end : stop]
    if not NUMBERED.match(section.heading):
        rule = _RULE.search(body)
        return is_about_heading(section.heading, decode(body[: rule.start()] if rule else body))
    if b"<!--" in body or b"`" in edit.old + edit.new or len(section.entries) <= 2:
        return True
    first = section.entries[0]
    if edit.start < first.end and first.start < edit.end:
        return True
    lead = curated.text[section.start : first.start]
    if first.kind != "bullet" or not stands_apart(curated, first) or _RULE.search(lead):
        return True
    own = decode(curated.text[first.start : first.end])
    below = _NESTED.search(own)
    if not lead.strip() and below and _FENCE not in own and has_fields(below[0]):
        return False
    is_named = any(not (is_generic(o.label) or is_anchor(o.url)) for o in find_links(own))
    return not is_named or has_fields(decode(body))


def _is_below_item(curated: CuratedList, edit: Edit, section: Section) -> bool:
    """True where an entry with a heading of its own begins between a section's heading and an edit.

    One put above the section's first such entry, with a heading of the same level, stands in that one's place.
    """
    text, at = curated.text, bisect_left(curated.entries, edit.start, key=_start)
    above = curated.entries[at - 1] if at else None
    if above and above.kind == "item" and above.start >= section.start:
        line_end = text.find(b"\n", above.start) + 1
        if stands_apart(curated, above) and 0 < line_end <= edit.start:
            return True
    below = curated.entries[at] if at < len(curated.entries) else None
    if below is None or (below.start, below.kind) != (edit.start, "item"):
        return False
    marks = _HASHES.match(text, below.start)
    return marks is not None and edit.new.startswith(marks[0]) and stands_apart(curated, below)


def stands_apart(curated: CuratedList, entry: Entry) -> bool:
    """True for an entry in the first column that ends all that stands above it, a code fence excepted."""
    text, opening = curated.text, _OPENING.get(entry.kind)
    if opening is None or entry.depth or not opening.match(text, entry.start):
        return False
    if entry.kind == "bullet":
        line = text[entry.start : text.find(b"\n", entry.start) + 1 or len(text)]
        return not is_labelled(decode(line))  # a line above may be its title after the edit
    if entry.kind != "paragraph":
        return True
    above = text[max(0, entry.start - _LONGEST_BLANK) : entry.start]
    return bool(_BLANK_BEFORE.search(above) and _BLANK_BEHIND.match(text, entry.end))
