"""Read a curated list: its bytes in, sections and entries with byte ranges out; nothing rendered."""

import re
from bisect import bisect
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import replace
from functools import lru_cache

from ingest.lists.markup.blocks import Block, find_blocks
from ingest.lists.markup.inline import plain
from ingest.lists.markup.lines import Lines, find_newline, split_lines
from ingest.lists.markup.outline import WHOLE_PAGE, Heading, make_sections
from ingest.lists.model import CuratedList, Entry, Table
from ingest.lists.reading.bullets import bullet_of
from ingest.lists.reading.entries import make_entry
from ingest.lists.reading.heading_items import find_heading_items
from ingest.lists.reading.paragraph_runs import Single, with_paragraphs
from ingest.lists.reading.paragraphs import paragraph_entries
from ingest.lists.reading.row_entries import table_of
from ingest.lists.reading.titled import end_of_titled

_CUT = re.compile(r"\[truncated(?:…|\.\.\.)\]".encode())
PAGE_ANCHOR = re.compile(r"https://github\.com/([^/\s]+/[^/#?\s]+)(?:/blob/\w+/README\.md)?/?#\S+")


@lru_cache(maxsize=2)
def read_once(text: bytes, where: str) -> CuratedList:
    """`read_list`, remembered for the newest two pages: who looks at a list asks for it again and again."""
    return read_list(text, where)


def read_list(text: bytes, where: str) -> CuratedList:
    """Read a list; `where` names it in messages.

    ListError for text whose lines can't be told (UTF-16, old Mac line ends). Anything else reads:
    what is no heading, table, bullet or paper link simply is no entry. A page without headings is one
    section, "whole page".
    """
    headings, entries, tables = read_stretch(text, where)
    entries = _without_contents(entries)
    cuts = find_cuts(text)
    headings = headings or ([WHOLE_PAGE] if entries else [])
    sections = make_sections(headings, len(text), entries, tables, cuts)
    return CuratedList(text, where, sections, tuple(entries), find_newline(text), tuple(tables))


def read_stretch(
    text: bytes, where: str, definitions: Mapping[str, str] | None = None
) -> tuple[list[Heading], list[Entry], list[Table]]:
    """Headings, entries and tables of a page, or of a part of one whose links by reference are given."""
    lines = split_lines(text, where)
    if definitions:
        lines = replace(lines, definitions=definitions)
    blocks = find_blocks(lines)
    items, item_lines = find_heading_items(blocks, lines)
    entries, tables = _entries(blocks, lines)
    entries = _outermost([*items, *entries])
    cuts = find_cuts(text)
    for index, entry in enumerate(entries if cuts else ()):
        if any(entry.start <= cut < entry.end for cut in cuts):
            entries[index] = entry._replace(is_cut=True)
    return _headings(blocks, lines, item_lines), entries, tables


def read_lines_alone(
    text: bytes, where: str, definitions: Mapping[str, str]
) -> tuple[Sequence[Heading], Sequence[Entry], Sequence[Table]]:
    """`read_stretch` of an entry's own lines: a work is often written alike into many sections."""
    return read_stretch(text, where, definitions) if definitions else _read_alone(text, where)


@lru_cache(maxsize=8)
def _read_alone(
    text: bytes, where: str
) -> tuple[tuple[Heading, ...], tuple[Entry, ...], tuple[Table, ...]]:
    headings, entries, tables = read_stretch(text, where)
    return tuple(headings), tuple(entries), tuple(tables)


def find_cuts(text: bytes) -> tuple[int, ...]:
    """Where the text says that a scrape stopped in the middle."""
    return tuple(match.start() for match in _CUT.finditer(text)) if b"[truncated" in text else ()


def _headings(blocks: Sequence[Block], lines: Lines, item_lines: set[int]) -> list[Heading]:
    found = []
    for block in blocks:
        is_heading = block.kind == "heading" and block.first not in item_lines
        if is_heading and (text := plain(block.text)):
            at, start = lines.range_of(block.first, block.last)
            found.append(Heading(block.level, text, block.first + 1, at, start))
    return found


def _entries(blocks: Sequence[Block], lines: Lines) -> tuple[list[Entry], list[Table]]:
    found: list[Entry] = []
    tables: list[Table] = []
    singles: list[Single] = []
    done = -1
    inner = [block.first for block in blocks if block.kind == "table"]
    for index, block in enumerate(blocks):
        if block.first < done:
            continue
        if block.kind == "paragraph" and (end := end_of_titled(blocks, index, lines)):
            found.append(make_entry(lines, block.first, end, "paragraph"))
            done = end
        elif block.kind == "table":
            table = table_of(block, lines)
            tables.append(table)
            found.extend(table.rows)
            done = block.last
        elif block.kind == "item" and any(
            block.first < at < block.last for at in inner[bisect(inner, block.first) :][:1]
        ):
            continue  # a table under a bullet: its rows are the entries
        elif block.kind == "item" and (entry := bullet_of(block, lines)):
            found.append(entry)
            done = block.last
        elif block.kind == "paragraph" and not block.is_quoted:
            said = paragraph_entries(block, lines)
            if len(said) == 1 and said[0].kind == "paragraph":
                singles.append(Single(len(found), index))
            found.extend(said)
    with_paragraphs(found, singles, blocks, lines)
    return found, tables


def _outermost(entries: list[Entry]) -> list[Entry]:
    """In file order, without those that stand inside another (the fields of a numbered item)."""
    kept: list[Entry] = []
    for entry in sorted(entries, key=lambda entry: (entry.start, -entry.end)):
        if not kept or entry.start >= kept[-1].end:
            kept.append(entry)
    return kept


def _without_contents(entries: list[Entry]) -> list[Entry]:
    """Without a table of contents that names the page's own sections by full address."""
    pages = [_page_of(entry) for entry in entries]
    count = Counter(page for page in pages if page)
    return [entry for entry, page in zip(entries, pages, strict=True) if count[page] < 3]


def _page_of(entry: Entry) -> str:
    """`owner/name` where all links of a bullet go to places in one repository's front page."""
    found = [PAGE_ANCHOR.fullmatch(url) for url in entry.urls]
    named = {match[1] for match in found if match}
    return named.pop() if entry.kind == "bullet" and all(found) and len(named) == 1 else ""
