"""An HTML row put between two others: nothing else of its table has to be read anew."""

import re
from bisect import bisect_left
from operator import attrgetter

from ingest.lists.editing.change import Change, edit_moved, make_stretch
from ingest.lists.markup.lines import definitions_of
from ingest.lists.model import CuratedList, Edit
from ingest.lists.reading.reader import read_lines_alone

# One row with its closing tag, each of its lines a tag: such a line goes on with its paragraph, whatever stands above.
_ROW = re.compile(rb"[ \t]*<tr\b(?:(?!<tr\b|</tr\b|<!--|[`~]{3}|\n[ \t]*(?!<|\r?\n)|\n[ \t]*\r?\n).)*</tr>[ \t]*\r?\n", re.DOTALL)  # fmt: skip
_ABOVE = re.compile(rb"(?:</tr>|^[ \t]*<table\b[^<>]*>|^[ \t]*</?t(?:body|head)>)[ \t]*\r?\n\Z")
_BELOW = re.compile(rb"[ \t]*<tr\b|[ \t]*</(?:tbody|table)>")
_REACHES_OUT = re.compile(rb"\[truncated|\[[^\]]*\]:|https://github\.com/[^/]+/[^/]+/?[^\"'>]*#")
_ITEM = re.compile(rb"<[lL][iI]\b")
_start, _end = attrgetter("start"), attrgetter("end")


def read_markup_row(curated: CuratedList, edit: Edit) -> Change | None:
    """The change where one `<tr>` of whole lines is put right beside another; None for any other edit.

    Its lines go on with the paragraph that the rows above and below are read as, and rows are told
    apart by their own tags: those stay what they were. The stretch is the new row and nothing else.
    """
    text, new = curated.text, edit.new
    count = _lines_above(curated, edit.start)
    if edit.start != edit.end or count is None or not _ROW.fullmatch(new):
        return None
    line = text.rfind(b"\n", 0, edit.start - 1) + 1
    if not _ABOVE.search(text[line : edit.start]) or not _BELOW.match(text, edit.end):
        return None
    if _ITEM.search(text, text.rfind(b"\n\n", 0, edit.start) + 1, edit.start):
        return None  # an item that is never closed takes in the rows behind it
    if _REACHES_OUT.search(new):
        return None
    headings, entries, tables = read_lines_alone(new, curated.where, definitions_of(text))
    if headings or tables or [(e.start, e.end, e.kind) for e in entries] != [(0, len(new), "html")]:
        return None
    before, after = (
        make_stretch(curated, b"", (), (), ()),
        make_stretch(curated, new, (), entries, ()),
    )
    return Change(curated, before, after, edit_moved(edit, -edit.start), edit.start, count)


def _lines_above(curated: CuratedList, at: int) -> int | None:
    """How many lines stand above a byte at which an HTML row begins or ends; None where none does."""
    entries = curated.entries
    first, last = bisect_left(entries, at, key=_start), bisect_left(entries, at, key=_end)
    if first < len(entries) and (entries[first].kind, entries[first].start) == ("html", at):
        return entries[first].line - 1
    if last < len(entries) and (entries[last].kind, entries[last].end) == ("html", at):
        above = entries[last]
        return above.line - 1 + curated.text.count(b"\n", above.start, at)
    return None
