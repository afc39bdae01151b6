"""Replace whole lines of a list by others: a row with a cell filled, a link mended, a repeated row gone."""

import re

from ingest.errors import ListError
from ingest.lists.counts import recount
from ingest.lists.lines import decode, encode
from ingest.lists.model import CuratedList, Edit, Entry
from ingest.lists.proofs import (
    Claim,
    bytes_are_kept,
    headings_are_kept,
    last_newline_is_kept,
    tables_are_kept,
)
from ingest.lists.reader import read_list
from ingest.lists.rereading import Change, join_change, read_change

NUMBER = re.compile(r"^(\s*(?:#{1,6}\s*)?(?:\*\*)?)\d+(?=[.)])")


def find_lines(text: bytes, lines: str) -> tuple[tuple[int, int], ...]:
    """Byte ranges where `lines` stand as whole lines, a leading number apart; the newline is not in them."""
    if not lines.strip():
        return ()
    return tuple(match.span() for match in _pattern(lines).finditer(text))


def _pattern(lines: str) -> re.Pattern[bytes]:
    number = NUMBER.match(lines)
    rest = re.escape(encode(lines[number.end() :] if number else lines))
    start = re.escape(encode(number[1])) + rb"(?P<number>\d+)" if number else b""
    return re.compile(rb"(?m)^" + start + rest + rb"(?=\r?$)")


def rewrite_lines(text: bytes, where: str, old: str, new: str) -> bytes:
    """The list with `old` replaced by `new`, or taken out where `new` is empty; the last place of several.

    Proven: no other byte and no other entry changes, headings and table headers stay, what stood as one
    entry is read back as one. A counter that was right before is right afterwards. ListError otherwise.
    """
    places = find_lines(text, old)
    if not places:
        raise ListError(
            f"the line to change is not there: {old.strip()[:80]}",
            where=where,
            todo="Somebody changed it meanwhile; run `ingest propose` again.",
        )
    if len(places) > 1 and new:
        raise ListError(
            f"{len(places)} lines say the same: {old.strip()[:80]}",
            where=where,
            todo="Take out the ones too many, then run `ingest propose` again.",
        )
    curated = read_list(text, where)
    change = read_change(curated, _edit(text, places[-1], old, new))
    _prove(change)
    after = join_change(curated, change)
    for edit in recount(curated, after):
        after = join_change(after, read_change(after, edit))
    return after.text


def _edit(text: bytes, place: tuple[int, int], old: str, new: str) -> Edit:
    start, end = place
    what = f"{'rewrite' if new else 'take out'} {old.strip()[:60]!r}"
    if not new:
        end = text.find(b"\n", end) + 1 or len(text)
        return Edit(start, end, text[start:end], b"", what)
    kept = NUMBER.match(decode(text[start:end]))
    wanted = NUMBER.match(new)
    if kept and wanted:  # a neighbour that came or went moved the number
        new = kept[0] + new[wanted.end() :]
    return Edit(start, end, text[start:end], encode(new), what)


def _prove(change: Change) -> None:
    claim = Claim(change)
    for holds, failure in (
        (bytes_are_kept, "bytes outside the edit changed"),
        (last_newline_is_kept, "the file's last newline changed"),
        (headings_are_kept, "the headings changed"),
        (tables_are_kept, "a table's header changed"),
        (_others_are_kept, "another entry changed, came or was lost"),
        (_cells_are_kept, "the row has another number of cells"),
    ):
        if not holds(claim):
            line = change.before.text.count(b"\n", 0, change.edit.start) + 1
            raise ListError(
                f"{change.edit.what}: {failure}; nothing was written",
                where=f"{change.before.where}:{line}",
                todo="Make this edit by hand, and report the list so that it can be learnt.",
            )


def _others_are_kept(claim: Claim) -> bool:
    """Every entry outside the edit reads as it did; inside as many stand as before, or none is left."""
    edit = claim.change.edit
    old_inside, old = _split(claim.change.before, edit.start, edit.end)
    new_inside, new = _split(claim.change.after, edit.start, edit.start + len(edit.new))
    is_count_kept = len(new_inside) == len(old_inside) if edit.new else not new_inside
    return is_count_kept and [_identity(e) for e in old] == [_identity(e) for e in new]


def _cells_are_kept(claim: Claim) -> bool:
    edit = claim.change.edit
    if not edit.new:
        return True
    old, _ = _split(claim.change.before, edit.start, edit.end)
    new, _ = _split(claim.change.after, edit.start, edit.start + len(edit.new))
    return [len(e.cells) for e in old] == [len(e.cells) for e in new]


def _split(curated: CuratedList, start: int, end: int) -> tuple[list[Entry], list[Entry]]:
    inside = [entry for entry in curated.entries if start <= entry.start < max(end, start + 1)]
    if start == end:
        inside = []
    return inside, [entry for entry in curated.entries if entry not in inside]


def _identity(entry: Entry) -> tuple[object, ...]:
    return entry.kind, entry.title, entry.urls, entry.cells, entry.year
