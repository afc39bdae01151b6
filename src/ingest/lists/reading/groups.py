"""Groups within one section: entries under a line of words that is no heading.

`<summary>Nature (19)</summary>`, `**2024**`, `Deductive reasoning:` before a list. A plan names one as
the last step of a path, "Papers > Nature"; an entry belongs to the group whose label is its venue or year.
"""

import re
from bisect import bisect_left
from collections.abc import Iterator, Sequence
from functools import lru_cache

from ingest.lists.markup.inline import find_links, fold, plain
from ingest.lists.markup.lines import decode
from ingest.lists.model import CuratedList, Entry, Section
from ingest.lists.reading.group_rows import row_label
from ingest.lists.reading.nesting import child_sections, own_entries, year_of_heading
from ingest.lists.reading.own_table import table_of
from ingest.lists.reading.spans import merged_label
from ingest.works import RowFacts

_LONGEST = 60  # characters of a label; more is a sentence
_COUNT = re.compile(r"\s*[(（\[]\s*\d+[^()（）\[\]]{0,12}[)）\]]\s*$")
_SENTENCE = re.compile(r"[.。!！;；]\s*$")
_AROUND = " :：-–—*#>"
_MARKUP = re.compile(r"<(?:table|thead|tbody|tr|ul|ol)\b", re.IGNORECASE)


@lru_cache(maxsize=64)
def groups_of(curated: CuratedList, section: Section) -> tuple[Section, ...]:
    """The labelled groups of a section, as sections of their own; () where it has not two.

    Entries above the first label are in none.
    """
    run = own_entries(curated, section)
    labels = list(_labels(curated, section, run)) if len(run) > 1 else []
    if len(labels) < 2:
        return ()
    children = child_sections(curated, section)
    stop = children[0].heading_start if children else section.end
    ends = [*(start for _, start, _ in labels[1:]), stop]
    starts, table_starts = [one.start for one in run], [one.start for one in section.tables]
    found = []
    line, counted = section.line, section.heading_start
    for (label, start, begin), end in zip(labels, ends, strict=True):
        line, counted = line + curated.text.count(b"\n", counted, start), start
        first, last = bisect_left(starts, begin), bisect_left(starts, end)
        top, below = bisect_left(table_starts, begin), bisect_left(table_starts, end)
        found.append(
            Section(
                heading=label,
                path=f"{section.path} > {label}",
                level=section.level + 1,
                line=line,
                start=begin,
                end=end,
                heading_start=start,
                entries=run[first:last],
                tables=section.tables[top:below],
                is_cut=section.is_cut and end == stop,
            )
        )
    return tuple(found)


def group_of(curated: CuratedList, section: Section, entry: Entry) -> Section:
    """The group an entry stands in, where a plan can name it; else the section."""
    groups = groups_of(curated, section)
    names = [fold(group.heading) for group in groups]
    for group, name in zip(groups, names, strict=True):
        if group.start <= entry.start < group.end and names.count(name) == 1:
            return group
    return section


def group_for(curated: CuratedList, section: Section, facts: RowFacts | None) -> Section | None:
    """The group whose label is a work's venue or year; None where there is no such thing."""
    if facts is None:
        return None
    is_preprint = any(found.startswith("arxiv:") for found in facts.ids)
    venue = fold(facts.venue or ("arxiv" if is_preprint else ""))
    year = (facts.venue_year if facts.venue else None) or facts.year
    for group in groups_of(curated, section):
        if venue and fold(group.heading) == venue:
            return group
        if year and year_of_heading(group.heading) == year:
            return group
    return None


def _labels(
    curated: CuratedList, section: Section, run: Sequence[Entry]
) -> Iterator[tuple[str, int, int]]:
    """Each label with the first byte of its line and the byte behind it."""
    position = section.start
    for entry in run:
        merged = merged_label(curated, entry)
        if merged:
            yield merged, entry.start, entry.start
        elif entry.start > position:
            is_row = entry.kind == "row"
            found = _row_label(curated, section, position, entry) if is_row else None
            found = found or _label(curated, position, _top(curated, section, position, entry))
            if found:
                yield found
        position = max(position, entry.end)


def _row_label(
    curated: CuratedList, section: Section, position: int, entry: Entry
) -> tuple[str, int, int] | None:
    """The label in the row of a table right above another, with the first byte of its line."""
    own = table_of(section.tables, entry)
    first = max(position, own.delimiter_end if own else position)
    between = curated.text[first : entry.start]
    label = row_label(between) if between.strip() else ""
    start = first + between.rstrip().rfind(b"\n") + 1
    return (_bare(label), start, entry.start) if label else None


def _bare(said: str) -> str:
    """A label without its count and the marks around it."""
    return (_COUNT.sub("", said).strip(_AROUND) or said).strip(_AROUND)


def _top(curated: CuratedList, section: Section, position: int, entry: Entry) -> int:
    """Where what stands above an entry ends: its table's header is no label."""
    if entry.kind == "row":
        tops = [t.start for t in section.tables if position <= t.start <= entry.start]
        return tops[-1] if tops else position
    return entry.start


def _label(curated: CuratedList, start: int, stop: int) -> tuple[str, int, int] | None:
    """The last line of words in a stretch without entries, where it is short and no sentence."""
    between = curated.text[start:stop]
    if not between.strip():
        return None
    end = len(between)
    while end > 0:
        begin = between.rfind(b"\n", 0, end - 1) + 1
        raw = decode(between[begin:end])
        if not _MARKUP.search(raw) and any(char.isalnum() for char in plain(raw)):
            break
        end = begin
    else:
        return None
    if raw.lstrip().startswith(">"):
        return None  # what is said of the entry above
    said = plain(raw)  # `[2025.02.07]` counts nothing
    label = _bare(said)
    is_label = 0 < len(label) <= _LONGEST and not _SENTENCE.search(label) and not find_links(raw)
    return (label, start + begin, start + end) if is_label and "|" not in raw else None
