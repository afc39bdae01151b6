"""Take an entry out, and with a section's last one the heading of its time or the table header it stood under."""

import re
from collections.abc import Sequence

from ingest.lists.editing.counted_rows import counted_back
from ingest.lists.editing.finding import need_section, only_entry
from ingest.lists.editing.insertion import first_entry
from ingest.lists.editing.renumbering import renumbered
from ingest.lists.model import CuratedList, Edit, Entry, Section
from ingest.lists.placing.dated import dated_groups, dated_sections
from ingest.lists.placing.order import find_place
from ingest.lists.plan import SectionPlan
from ingest.lists.reading.own_table import table_of
from ingest.lists.reading.reader import read_list
from ingest.lists.reading.spans import shrunk

_LEADS = (b"", b"\n", b"\r\n", b"\n\n", b"\r\n\r\n")


def remove_entry(curated: CuratedList, plan: SectionPlan, ids: Sequence[str]) -> Edit:
    """Take one work's entry out, with one of the gaps beside it; ListError when it is not there once.

    The heading of a year or a month that is left empty goes too, and a table's header where adding the entry
    again would bring it back.
    """
    section = need_section(curated, plan)
    entry = only_entry(curated, section, ids)
    siblings = _siblings(curated, section, entry)
    at = siblings.index(entry)
    start, end = entry.start, entry.end
    following = siblings[at + 1] if at + 1 < len(siblings) else None
    preceding = siblings[at - 1] if at else None
    if following and _is_gap(curated.text[end : following.start]):
        end = following.start
    elif preceding and _is_gap(curated.text[preceding.end : start]):
        start = preceding.end
    if end == len(curated.text) and not curated.text.endswith(b"\n"):
        start = len(curated.text[:start].rstrip(b"\r\n"))
    what = f'remove "{entry.title}"'
    if len(siblings) == 1:
        start, end = _with_its_heading(curated, section, entry) or (start, end)
    elif alone := _with_its_time(curated, section, entry):
        start, end = alone
    edit = shrunk(curated, Edit(start, end, curated.text[start:end], b"", what), entry)
    if entry.kind == "row":
        return counted_back(curated, section, edit, entry)
    numbered = entry.number is not None and all(e.number is not None for e in siblings)
    return renumbered(curated, siblings, edit, numbered, by=-1)


def _with_its_time(curated: CuratedList, section: Section, entry: Entry) -> tuple[int, int] | None:
    """The range of a row with the row above it that says a time which no other row has."""
    if entry.kind != "row":
        return None
    dated = dated_groups(curated, section)
    home = next((one for one in dated if one.entries == (entry,)), None)
    is_spare = home is not None and len(dated) > 2 and home.start == entry.start
    return (home.heading_start, entry.end) if home and is_spare else None


def _with_its_heading(
    curated: CuratedList, section: Section, entry: Entry
) -> tuple[int, int] | None:
    """The range of an entry with the heading of a time or the table header that stands there for it alone."""
    dated = dated_sections(curated, section)
    home = next((child for child in dated if child.start <= entry.start < child.end), None)
    if home is not None and dated_sections(curated, home):
        return _with_its_heading(curated, home, entry)
    if home is not None and len(dated) > 1:
        return _time_range(curated, dated, dated.index(home), entry)
    return _table_range(curated, section, entry) if entry.kind == "row" and not dated else None


def _time_range(
    curated: CuratedList, dated: Sequence[Section], at: int, entry: Entry
) -> tuple[int, int] | None:
    """From the entry above the heading to the entry's end, or to the next heading where it is the first."""
    text, home = curated.text, dated[at]
    table = table_of(home.tables, entry)
    if text[home.start : table.start if table else entry.start].strip():
        return None
    before = [other for child in dated[:at] for other in child.entries]
    if before and not text[before[-1].end : home.heading_start].strip():
        return before[-1].end, entry.end
    if at + 1 < len(dated) and not text[entry.end : dated[at + 1].heading_start].strip():
        return home.heading_start, dated[at + 1].heading_start
    return None


def _table_range(curated: CuratedList, section: Section, entry: Entry) -> tuple[int, int] | None:
    """The whole table of a section's only entry, where adding the entry again brings back the same bytes."""
    table = table_of(section.tables, entry)
    if table is None or len(table.rows) > 1 or len(section.entries) > 1:
        return None
    row = curated.text[entry.start : entry.end].rstrip(b"\r\n")
    for lead in _LEADS:
        start = table.start - len(lead)
        if curated.text[start : table.start] != lead:
            continue
        for tail in _LEADS[:3]:
            end = entry.end + len(tail)
            if curated.text[entry.end : end] == tail and _comes_back(
                curated, section, (start, end), row
            ):
                return start, end
    return None


def _comes_back(curated: CuratedList, section: Section, gone: tuple[int, int], row: bytes) -> bool:
    text = curated.text[: gone[0]] + curated.text[gone[1] :]
    shorter = read_list(text, curated.where)
    home = next((s for s in shorter.sections if s.heading_start == section.heading_start), None)
    if home is None or home.entries or home.tables:
        return False
    place = find_place(shorter, home, None)
    edit = first_entry(shorter, home, place, row, "")
    return text[: edit.start] + edit.new + text[edit.end :] == curated.text


def _siblings(curated: CuratedList, section: Section, entry: Entry) -> list[Entry]:
    """The entries of the same kind under the same innermost heading."""
    inner = [
        other
        for other in curated.sections
        if section.start <= other.start <= entry.start < other.end
    ]
    home = inner[-1] if inner else section
    return [other for other in home.entries if other.kind == entry.kind]


def _is_gap(between: bytes) -> bool:
    return not re.sub(rb"[\s*_-]|<(?:hr|br) ?/?>", b"", between)
