"""Read a curated list: its bytes in, sections and entries with byte ranges out; nothing rendered."""

import re
from bisect import bisect
from collections import Counter
from collections.abc import Mapping, Sequence, Set
from dataclasses import replace
from functools import lru_cache

from ingest.ids import id_of_url
from ingest.lists.blocks import Block, find_blocks
from ingest.lists.entries import (
    bullet_of,
    has_fields,
    is_field_list,
    make_entry,
    paragraph_entries,
    table_of,
)
from ingest.lists.fields import PAPER_ISSUERS, is_anchor, is_generic
from ingest.lists.inline import find_links, plain
from ingest.lists.lines import Lines, find_newline, split_lines
from ingest.lists.model import CuratedList, Entry, Table
from ingest.lists.outline import WHOLE_PAGE, Heading, make_sections
from ingest.lists.titled import end_of_titled
from ingest.lists.titles import title_text

_CUT = re.compile(r"\[truncated(?:…|\.\.\.)\]".encode())
PAGE_ANCHOR = re.compile(r"https://github\.com/([^/\s]+/[^/#?\s]+)(?:/blob/\w+/README\.md)?/?#\S+")
_NUMBERED = re.compile(r"\s*\d{1,4}[.)、]\s+\S")


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
    items, item_lines = _heading_items(blocks, lines)
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


def _heading_items(blocks: Sequence[Block], lines: Lines) -> tuple[list[Entry], set[int]]:
    """Entries that are a heading with what is said of it, numbered, a paper's link or above its fields; their first lines."""
    found: list[Entry] = []
    first_lines: set[int] = set()
    for index, block in enumerate(blocks):
        if block.kind != "heading":
            continue
        own = _papers_of(block.text) if block.level > 1 else set()
        is_numbered = bool(own) or bool(_NUMBERED.match(plain(block.text)))
        if not is_numbered and block.level == 1:
            continue
        inside, below = _until_heading(blocks, index)
        if not is_numbered and (below > block.level or not _are_fields(inside, lines)):
            continue
        if own and (below > block.level or any(_names_other(later, lines) for later in inside)):
            continue
        if any(_holds_entries(later, lines) for later in inside) or not (inside or own):
            continue
        last = max((later.last for later in inside), default=block.last)
        body = "\n".join(lines.shown_lines[block.last : last])
        if _is_one_work(own, body):
            found.append(make_entry(lines, block.first, last, "item"))
            first_lines.add(block.first)
    return found, first_lines


def _are_fields(inside: Sequence[Block], lines: Lines) -> bool:
    """True for blocks that are nothing but the fields of one paper, its link among them."""
    if not inside or inside[0].kind not in {"item", "paragraph"}:
        return False
    body = "\n".join(lines.shown_lines[inside[0].first : max(one.last for one in inside)])
    return is_field_list(body) and len(_papers_of(body)) == 1


def _until_heading(blocks: Sequence[Block], index: int) -> tuple[list[Block], int]:
    """What stands between a heading and the next heading or rule, and that heading's level."""
    inside: list[Block] = []
    is_open = True
    for at in range(index + 1, len(blocks)):
        later = blocks[at]
        if later.kind == "heading":
            return inside, later.level
        is_open = is_open and later.kind != "rule"
        if is_open:
            inside.append(later)
    return inside, 0


def _names_other(block: Block, lines: Lines) -> bool:
    """True for a list item that names what it links: an entry of its own."""
    text = "\n".join(lines.shown_lines[block.first : block.last])
    return block.kind == "item" and any(not is_generic(link.label) for link in find_links(text))


def _is_one_work(own: Set[str], body: str) -> bool:
    """True where what stands under a heading is about one work: that which the heading links, or names."""
    if own:
        return _papers_of(body) <= own
    links = [link for link in find_links(body) if not is_anchor(link.url)]
    if has_fields(body):
        return bool(links)
    named = [link for link in links if not is_generic(link.label)]
    return len(_papers_of(body)) == 1 and not named and is_generic(title_text(body))


def _papers_of(text: str) -> set[str]:
    """The canonical ids of the papers that a text links."""
    ids = (id_of_url(link.url) for link in find_links(text) if not is_anchor(link.url))
    return {found for found in ids if found and found.startswith(PAPER_ISSUERS)}


def _holds_entries(block: Block, lines: Lines) -> bool:
    """True for a block that a section has and an entry has not: a table, a bullet with fields of its own."""
    if block.kind == "item" and block.level == 0 and block.lead < block.last:
        return has_fields("\n".join(lines.shown_lines[block.lead : block.last]))
    return block.kind == "table"


def _entries(blocks: Sequence[Block], lines: Lines) -> tuple[list[Entry], list[Table]]:
    found: list[Entry] = []
    tables: list[Table] = []
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
            found.extend(paragraph_entries(block, lines))
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
