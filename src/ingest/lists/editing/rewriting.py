"""Replace whole lines of a list by others: a row with a cell filled, a link mended, a repeated row gone."""

import re
from collections.abc import Iterator, Sequence

from ingest.errors import ListError
from ingest.lists.editing.change import join_change
from ingest.lists.editing.claim import Claim
from ingest.lists.editing.proofs import Proof, prove
from ingest.lists.editing.rereading import read_change
from ingest.lists.editing.rewrite_proofs import REWRITE_PROOFS, SET_BACK_PROOFS
from ingest.lists.markup.lines import decode, encode
from ingest.lists.model import Edit
from ingest.lists.reading.counts import homes_of
from ingest.lists.reading.reader import read_list
from ingest.lists.reading.section_counts import recount_all

NUMBER = re.compile(r"^(\s*(?:#{1,6}\s*)?(?:\*\*)?)\d+(?=[.)])")


def find_lines(text: bytes, lines: str) -> tuple[tuple[int, int], ...]:
    """Byte ranges where `lines` stand as whole lines, a leading number apart; the newline is not in them."""
    if not lines.strip():
        return ()
    if NUMBER.match(lines):
        return tuple(match.span() for match in _pattern(lines).finditer(text))
    return tuple(_find_plain(text, encode(lines)))


def _find_plain(text: bytes, lines: bytes) -> Iterator[tuple[int, int]]:
    """The same without a number: most rows are looked for once, so that no pattern is worth its making."""
    start = text.find(lines)
    while start >= 0:
        end = start + len(lines)
        is_whole = text[end : end + 2] in (b"", b"\r", b"\r\n") or text[end : end + 1] == b"\n"
        if is_whole and (start == 0 or text[start - 1 : start] == b"\n"):
            yield start, end
            start = text.find(lines, end)
        else:
            start = text.find(lines, start + 1)


def _pattern(lines: str) -> re.Pattern[bytes]:
    number = NUMBER.match(lines)
    rest = re.escape(encode(lines[number.end() :] if number else lines))
    start = re.escape(encode(number[1])) + rb"(?P<number>\d+)" if number else b""
    return re.compile(rb"(?m)^" + start + rest + rb"(?=\r?$)")


def rewrite_lines(text: bytes, where: str, old: str, new: str) -> bytes:
    """The list with `old` replaced by `new`, or taken out where `new` is empty: of several places the last that repeats another.

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
    edit = _edit(text, _one_too_many(text, where, places), old, new)
    return _proven(text, where, edit, REWRITE_PROOFS)


def _one_too_many(text: bytes, where: str, places: Sequence[tuple[int, int]]) -> tuple[int, int]:
    """The last place of an entry that stands in its section twice, else the last one: in two sections both may be meant."""
    if len(places) == 1:
        return places[0]
    homes = homes_of(read_list(text, where))
    starts = [home.start if (home := homes.get(start)) else None for start, _ in places]
    again = [place for place, home in zip(places, starts, strict=True) if starts.count(home) > 1]
    return (again or places)[-1]


def set_back_lines(text: bytes, base: bytes, where: str, lines: str) -> bytes:
    """The list with lines that were taken out of `base` back between their neighbours there.

    Proven as a rewriting is. ListError where neither neighbour stands in the text once.
    """
    start, end = _one_too_many(base, where, find_lines(base, lines))
    before = decode(base[:start]).rstrip("\n").rpartition("\n")[2].rstrip("\r")
    after = decode(base[end:]).lstrip("\r").removeprefix("\n").partition("\n")[0].rstrip("\r")
    above, below = find_lines(text, before), find_lines(text, after)
    if len(above) == 1:
        at = text.find(b"\n", above[0][1]) + 1 or len(text)
    elif len(below) == 1:
        at = below[0][0]
    else:
        raise ListError(
            f"no place is left for what is set back: {lines.strip()[:80]}",
            where=where,
            todo="Put the line back by hand, on the branch.",
        )
    newline = b"\r\n" if b"\r\n" in base else b"\n"
    edit = Edit(at, at, b"", encode(lines) + newline, f"set back {lines.strip()[:60]!r}")
    return _proven(text, where, edit, SET_BACK_PROOFS)


def _proven(text: bytes, where: str, edit: Edit, proofs: Sequence[Proof]) -> bytes:
    curated = read_list(text, where)
    change = read_change(curated, edit)
    prove(Claim(change), proofs)
    after = join_change(change)
    for counted in recount_all(curated, after):
        after = join_change(read_change(after, counted))
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
