"""Counts that a list keeps of its sections: `## Segmentation (8)`, `<summary>Nature (19)</summary>`, and in its contents."""

import re
from collections import Counter
from collections.abc import Iterable, Iterator
from typing import NamedTuple

from ingest.lists.markup.headings import CLOSE, OPEN, UNIT, is_counted, slug_of, without_count
from ingest.lists.markup.inline import fold, plain
from ingest.lists.markup.lines import decode
from ingest.lists.model import CuratedList, Edit, Section
from ingest.lists.reading.counts import recount
from ingest.lists.reading.groups import groups_of

_RAW_COUNT = re.compile(rf"{OPEN}\s*(?P<count>\d{{1,5}}){UNIT}\s*{CLOSE}".encode())
_COUNTED_LINE = re.compile(  # that is no heading and no row
    rf"^[^#|\n][^\n]*{OPEN}\s*\d{{1,5}}{UNIT}\s*{CLOSE}[*_:：]*(?:</\w+>)*[ \t\r]*$".encode(),
    re.MULTILINE,
)
_IN_CONTENTS = re.compile(  # `[Segmentation (8)](#segmentation-8)`, `[Segmentation](#segmentation) (8)`
    rf"\[(?P<label>[^\[\]\n]+?)(?:\s*{OPEN}(?P<inside>\d{{1,5}}){UNIT}{CLOSE})?\]\(#(?P<anchor>[^()\s]+)\)"
    rf"(?:[*_]{{0,2}}[ \t]?{OPEN}(?P<behind>\d{{1,5}}){UNIT}{CLOSE})?".encode()
)
_LINKED = rb"(?<=\(#)%b(?=\))|(?<=[\"']#)%b(?=[\"'])"

_FEW_WRONG = 4  # one in so many
Key = tuple[str, int]  # a section's or a group's path without counts, and which of that path it is


class SectionCount(NamedTuple):
    """The bytes of a number's digits, what it says, and how many entries stand in its section."""

    start: int
    end: int
    claimed: int
    held: int
    place: tuple[str, Key, int]  # where it stands, of which section


def recount_all(before: CuratedList, after: CuratedList) -> tuple[Edit, ...]:
    """Edits of `after` that bring all counts up to date that were right before, the last first; anchors follow."""
    edits = {*recount(before, after), *_recount_sections(before, after)}
    return tuple(sorted(edits, key=lambda edit: -edit.start))


def _recount_sections(before: CuratedList, after: CuratedList) -> Iterator[Edit]:
    was = {one.place for one in find_section_counts(before) if one.claimed == one.held}
    found = find_section_counts(after) if was else ()
    yield from count_edits(after, [one for one in found if one.place in was])


def wrong_counts(curated: CuratedList) -> tuple[SectionCount, ...]:
    """The counts of sections that are wrong, where nearly all others are right: else they count something else."""
    counted = tuple(find_section_counts(curated))
    wrong = tuple(one for one in counted if one.claimed != one.held)
    return wrong if _FEW_WRONG * len(wrong) < len(counted) else ()


def count_edits(curated: CuratedList, counted: Iterable[SectionCount]) -> Iterator[Edit]:
    """Edits that bring counts up to date, and the links to a heading whose anchor its count is part of."""
    for one in counted:
        if one.claimed != one.held:
            old, new = curated.text[one.start : one.end], str(one.held).encode()
            what = f'count: "{one.place[1][0].rpartition(" > ")[2]}" says {one.held}'
            yield Edit(one.start, one.end, old, new, what)
            if one.place[0] == "heading":
                yield from _anchors(curated, one, what)


def _anchors(curated: CuratedList, one: SectionCount, what: str) -> Iterator[Edit]:
    """Edits of the links to a heading whose count changes, and its anchor with it."""
    section = next(s for s in curated.sections if s.heading_start <= one.start < s.start)
    start, end = one.start - section.heading_start, one.end - section.heading_start
    raw = curated.text[section.heading_start : section.start]
    counted = raw[:start] + str(one.held).encode() + raw[end:]
    old, new = (slug_of(_said(line)).encode() for line in (raw, counted))
    link = re.escape(old)
    for match in re.finditer(_LINKED % (link, link), curated.text):
        yield Edit(*match.span(), old, new, what)


def _said(raw: bytes) -> str:
    return plain(decode(raw).strip().strip("#").strip())


def find_section_counts(curated: CuratedList) -> Iterator[SectionCount]:
    """Every such count of a page: in headings and in lines above groups, then in its contents."""
    keys: Counter[str] = Counter()
    has_groups = _COUNTED_LINE.search(curated.text) is not None
    known: dict[str, tuple[Key, Section]] = {}
    for section in curated.sections:
        path = " > ".join(without_count(step) for step in section.path.split(" > "))
        key, keys[path] = (path, keys[path]), keys[path] + 1
        for name in (slug_of(section.heading), slug_of(without_count(section.heading))):
            known.setdefault(name.strip("-"), (key, section))
        known.setdefault(fold(without_count(section.heading)), (key, section))
        if is_counted(section.heading):
            yield from _in_line(curated, section, ("heading", key, 0))
        for group in groups_of(curated, section) if has_groups else ():
            if group.heading_start < group.start:
                yield from _in_line(curated, group, ("group", (f"{path} > {group.heading}", 0), 0))
    numbers: Counter[Key] = Counter()
    for match in _IN_CONTENTS.finditer(curated.text) if b"](#" in curated.text else ():
        said = "inside" if match["inside"] else "behind"
        label, anchor = decode(match["label"]), decode(match["anchor"]).casefold().strip("-")
        found = known.get(anchor) or known.get(fold(label))
        if match[said] and found:
            key, section = found
            place = ("contents", key, numbers[key])
            numbers[key] += 1
            yield SectionCount(*match.span(said), int(match[said]), len(section.entries), place)


def _in_line(
    curated: CuratedList, section: Section, place: tuple[str, Key, int]
) -> Iterator[SectionCount]:
    """The count at the end of a section's own line."""
    raw = curated.text[section.heading_start : section.start]
    if not is_counted(_said(raw)):
        return
    *_, last = _RAW_COUNT.finditer(raw)
    start, end = (section.heading_start + at for at in last.span("count"))
    yield SectionCount(start, end, int(last["count"]), len(section.entries), place)
