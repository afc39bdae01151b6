"""Where a new entry belongs: under which year heading, and before or behind which entry."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Literal

from ingest.errors import ListError
from ingest.lists.dates import find_date
from ingest.lists.lines import decode, encode
from ingest.lists.model import CuratedList, Entry, Order, Section
from ingest.lists.sections import child_sections, own_entries, year_of_heading
from ingest.lists.shapes import vote
from ingest.works import RowFacts

Key = tuple[int | str, ...]
Direction = Literal["ascending", "descending", ""]
_GAP = re.compile(r"(?:[ \t]*(?:-{3,}|\*{3,}|_{3,}|<hr ?/?>|<br ?/?>)?[ \t]*\r?\n)*")
_ARXIV = re.compile(r"arxiv:(\d{4})\.(\d{4,5})")
_HEAD = 1200  # bytes of an entry in which its date is looked for
_MOSTLY = 0.9  # of neighbouring pairs must agree before a list counts as ordered


@dataclass(frozen=True, slots=True)
class Place:
    """Between `before` and `after` (entries), or at byte `at` where there is neither."""

    at: int
    before: Entry | None = None
    after: Entry | None = None
    order: Order = "append"
    order_by: str = ""
    years: Literal["", "ascending", "descending"] = ""
    year_heading: str = ""  # the raw heading line of a sibling, the year as {year}
    missing_year: int | None = None  # a heading for this year has to be written first
    run: tuple[Entry, ...] = ()  # the entries the new one goes among, in file order


def year_of(facts: RowFacts | None) -> int | None:
    """The year an entry is filed under: its venue's where it has one."""
    if facts is None:
        return None
    return (facts.venue_year if facts.venue else None) or facts.year


def find_place(curated: CuratedList, section: Section, facts: RowFacts | None) -> Place:
    """The place of a new entry; without facts, where the next one would go.

    ListError asks which sub-heading is meant when entries stand under sub-headings that are no years.
    """
    children = child_sections(curated, section)
    years = [child for child in children if year_of_heading(child.heading) is not None]
    if years and any(child.entries for child in years):
        return _under_year(curated, years, facts)
    run = own_entries(curated, section)
    filled = [child for child in children if child.entries]
    if not run and filled:
        raise ListError(
            f'the entries of "{section.heading}" stand under {len(filled)} sub-headings: '
            + ", ".join(f'"{child.heading}"' for child in filled[:12]),
            where=f"{curated.where}:{section.line}",
            todo=f'Which one is meant? Name it in the plan: "{filled[0].path}".',
        )
    if not run:
        return Place(_body_end(curated, section, children))
    return _among(curated, run, facts)


def _under_year(curated: CuratedList, years: Sequence[Section], facts: RowFacts | None) -> Place:
    known = [year_of_heading(child.heading) or 0 for child in years]
    falls = len(known) > 1 and known[0] > known[-1]
    heading = _year_heading(curated, years[0] if falls else years[-1])
    target = year_of(facts) or max(known)
    style: Literal["ascending", "descending"] = "descending" if falls else "ascending"
    if target in known:
        child = years[known.index(target)]
        place = _among(curated, child.entries, facts) if child.entries else Place(child.start)
        return Place(
            place.at, place.before, place.after, place.order, place.order_by, style, heading,
            run=place.run,
        )  # fmt: skip
    earlier = [
        child
        for child, year in zip(years, known, strict=True)
        if (year > target if falls else year < target)
    ]
    if earlier:
        last = earlier[-1]
        at = last.entries[-1].end if last.entries else last.start
        before = last.entries[-1] if last.entries else None
    else:
        at, before = years[0].heading_start, None
    return Place(at, before, None, "append", "", style, heading, target)


def _year_heading(curated: CuratedList, section: Section) -> str:
    raw = decode(curated.text[section.heading_start : section.start])
    year = str(year_of_heading(section.heading))
    return raw.replace("{", "{{").replace("}", "}}").replace(year, "{year}")


def _body_end(curated: CuratedList, section: Section, children: Sequence[Section]) -> int:
    """Behind the last line of prose of a section without entries."""
    stop = children[0].heading_start if children else section.end
    tables = [table for table in section.tables if table.start < stop]
    if tables:
        return tables[-1].delimiter_end
    body = curated.text[section.start : stop]
    kept = body.rstrip()
    if not kept:
        return section.start
    end = section.start + len(kept)
    newline = curated.text.find(b"\n", end)
    return newline + 1 if 0 <= newline < stop else stop


def _among(curated: CuratedList, entries: Sequence[Entry], facts: RowFacts | None) -> Place:
    kind = vote(entry.kind for entry in reversed(entries)) or entries[0].kind
    run = tuple(entry for entry in entries if entry.kind == kind)
    by, direction, keys = _learn_order(curated, run)
    order: Order = "append"
    index = len(run)
    if direction:
        named: dict[tuple[str, str], Order] = {
            ("title", "ascending"): "alphabetical",
            ("title", "descending"): "prepend",
        }
        falling: Order = "year-descending" if direction == "descending" else "year-ascending"
        order = named.get((by, direction), falling)
        key = _key_of_facts(by, facts)
        index = _index(keys, key, direction) if key else (0 if direction == "descending" else index)
    elif _leans_down(keys):
        order, index = "prepend", 0
    before = run[index - 1] if index else None
    after = run[index] if index < len(run) else None
    at = before.end if before else run[0].start
    return Place(at, before, after, order, by if direction else "", run=run)


def _learn_order(
    curated: CuratedList, run: Sequence[Entry]
) -> tuple[str, Direction, list[Key | None]]:
    """What the entries are ordered by, which way, and their keys."""
    leaning: list[Key | None] = []
    for by in ("date", "year", "id", "title"):
        keys = [_key_of_entry(curated, entry, by) for entry in run]
        if sum(key is not None for key in keys) < max(3, 0.7 * len(run)):
            continue
        direction = _direction(keys, needed=5 if by == "title" else 3)
        if direction and not (by == "title" and direction == "descending"):
            return by, direction, keys
        leaning = leaning or (keys if by != "title" else [])
    return "", "", leaning


def _direction(keys: Sequence[Key | None], needed: int) -> Direction:
    known = [key for key in keys if key is not None]
    pairs = [(a, b) for a, b in pairwise(known) if a != b]
    if len(set(known)) < needed or len(pairs) < needed - 1:
        return ""
    rising = sum(a < b for a, b in pairs) / len(pairs)
    return "ascending" if rising >= _MOSTLY else "descending" if rising <= 1 - _MOSTLY else ""


def _leans_down(keys: Sequence[Key | None]) -> bool:
    """True where the newest mostly stand first, though not strictly so."""
    known = [key for key in keys if key is not None][:200]
    pairs = [(a, b) for i, a in enumerate(known) for b in known[i + 1 :] if a != b]
    return len(pairs) >= 6 and sum(a > b for a, b in pairs) > 0.75 * len(pairs)


def _key_of_entry(curated: CuratedList, entry: Entry, by: str) -> Key | None:
    if by == "title":
        return (entry.title.casefold(),) if entry.title else None
    if by == "year":
        return (entry.year,) if entry.year else None
    if by == "id":
        match = _ARXIV.match(entry.ids[0]) if entry.ids else None
        return (match[1], match[2].zfill(5)) if match else None
    first = find_date(decode(curated.text[entry.start : entry.end][:_HEAD]))
    return (first.year, first.month or 0, first.day or 0) if first else None


def _key_of_facts(by: str, facts: RowFacts | None) -> Key | None:
    if facts is None:
        return None
    if by == "title":
        return (facts.title.casefold(),)
    if by == "year":
        year = year_of(facts)
        return (year,) if year else None
    if by == "id":
        match = next((match for found in facts.ids if (match := _ARXIV.match(found))), None)
        return (match[1], match[2].zfill(5)) if match else None
    return (facts.year, facts.month or 12, facts.day or 31) if facts.year else None


def _index(keys: Sequence[Key | None], key: Key, direction: Direction) -> int:
    """Behind all that come before it; among equals the newest: on top when falling, last when rising."""
    if direction == "descending":
        for index, other in enumerate(keys):
            if other is not None and other <= key:
                return index
        return len(keys)
    for index in range(len(keys), 0, -1):
        other = keys[index - 1]
        if other is not None and other <= key:
            return index
    return 0


def gap_between(curated: CuratedList, near: Sequence[Entry]) -> str:
    """What stands between two entries: nothing, a blank line, a rule."""
    if near[0].kind == "row":
        return ""
    ordered = sorted(near, key=lambda entry: entry.start)
    gaps = {}
    for one, two in pairwise(ordered):
        text = decode(curated.text[one.end : two.start])
        if len(text) < 80 and _GAP.fullmatch(text):
            gaps[one.start] = text.replace("\r\n", "\n")
    found = vote(gaps[entry.start] for entry in near if entry.start in gaps)
    if found is None and near[0].kind == "paragraph":
        return "\n"
    return found or ""


def render_year_heading(template: str, year: int) -> bytes:
    """The heading line for another year."""
    return encode(template.replace("{year}", str(year)).replace("{{", "{").replace("}}", "}"))
