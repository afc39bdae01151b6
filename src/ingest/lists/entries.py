"""One entry from its lines: title, links, ids, cells, year."""

import re
from collections.abc import Sequence
from dataclasses import replace

from ingest.ids import id_of_url
from ingest.lists.blocks import Block
from ingest.lists.fields import PAPER_ISSUERS, header_field, is_anchor, leads_away, link_field
from ingest.lists.inline import find_links, plain
from ingest.lists.lines import Lines, decode, encode
from ingest.lists.model import Entry, EntryKind, Link, Table
from ingest.lists.tables import cell_ranges, cell_texts
from ingest.lists.titles import find_title

YEAR = re.compile(r"(?<![\d./-])((?:19|20)\d\d)(?!\d|\.\d{4,5}\b)")
_FIELD_LINE = re.compile(
    r"^[ \t]*(?:[-*+][ \t]+)?(?:\*\*|<strong>)?(?P<label>[^\s*:：<>\[\]][^*:：<>\[\]\n]{0,20}?)"
    r"(?:\*\*|</strong>)?[ \t]*[:：](?!//)",
    re.MULTILINE,
)
_NUMBER = re.compile(r"\s*(?:#{1,6}\s+)?(\d{1,4})[.)、]")
_MARKUP = re.compile(
    r"<(?P<tag>tr|li)\b[^>]*>(?:(?!<(?P=tag)\b).)*?"
    r"(?:</(?P=tag)\s*>|(?=\s*<(?:(?P=tag)\b|/tbody|/table|/ul|/ol)))",  # closing tags are optional
    re.IGNORECASE | re.DOTALL,
)
MARKUP_CELL = re.compile(r"<td\b[^>]*>(.*?)</td\s*>", re.IGNORECASE | re.DOTALL)
_HEADER_CELL = re.compile(r"<th\b", re.IGNORECASE)
_LETTERS = re.compile(r"[^\W\d_]")


def make_entry(lines: Lines, first: int, last: int, kind: EntryKind, depth: int = 0) -> Entry:
    """The entry of lines first..last-1."""
    start, end = lines.range_of(first, last)
    text = decode(lines.text[start:end])
    links = find_links(text)
    at = find_title(text, links)
    number = _NUMBER.match(text)
    urls, ids = _addresses(links)
    return Entry(
        start,
        end,
        kind,
        first + 1,
        plain(text[at[0] : at[1]]),
        urls,
        ids,
        year=find_year(text),
        number=int(number[1]) if number else None,
        depth=depth,
        links=links,
    )


def make_row(lines: Lines, line: int, fields: Sequence[str]) -> Entry:
    """The entry of one table row; `fields` is what each column's header names."""
    start, end = lines.range_of(line, line + 1)
    text = decode(lines.text[start:end])
    links = find_links(text)
    ranges = cell_ranges(text)
    cells = tuple(text[a:b].strip() for a, b in ranges)
    title, column = _row_title(cells, fields)
    named = [i for i, field in enumerate(fields) if field == "paper"] or [column]
    spans = [ranges[i] for i in named if i < len(ranges)]
    first = [link for link in links if any(a <= link.start < b for a, b in spans)]
    urls, ids = _addresses(links, first)
    years = [
        find_year(cells[i])
        for i, field in enumerate(fields)
        if i < len(cells) and field in {"year", "date"}
    ]
    year = next((y for y in years if y), None) or find_year(text)
    return Entry(start, end, "row", line + 1, title, urls, ids, cells, year, links=links)


def _row_title(cells: Sequence[str], fields: Sequence[str]) -> tuple[str, int]:
    """The title of a row and its column: the named column, else the first cell that says anything."""
    for wanted in ("title", "name", "paper", "data", "project", "other"):
        for index, field in enumerate(fields):
            if field != wanted or index >= len(cells):
                continue
            at = find_title(cells[index], find_links(cells[index]))
            text = plain(cells[index][at[0] : at[1]])
            if wanted == "paper" and len(text) < 12:
                continue
            if _LETTERS.search(text):
                return text, index
    for index, cell in enumerate(cells):
        if _LETTERS.search(plain(cell)):
            return plain(cell), index
    return "", 0


def _addresses(
    links: Sequence[Link], first: Sequence[Link] = ()
) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """URLs and canonical ids of an entry's links, the paper's own first."""
    real = [link for link in links if not is_anchor(link.url)]
    papers = [link for link in first if not is_anchor(link.url)]
    if not papers:
        papers = [link for link in real if link_field(link) == "paper"][:1]
    urls = dict.fromkeys(link.url for link in [*papers, *real])
    ids = dict.fromkeys(found for url in urls if (found := id_of_url(url)))
    return tuple(urls), tuple(ids)


def find_year(text: str) -> int | None:
    """The first year named outside links."""
    for match in YEAR.finditer(text):
        before = text[max(0, match.start() - 60) : match.start()]
        if "](" in before and ")" not in before.rsplit("](", 1)[1]:
            continue
        if "href=" in before and ">" not in before.rsplit("href=", 1)[1]:
            continue
        return int(match[1])
    return None


def table_of(block: Block, lines: Lines) -> Table:
    """A pipe table with its rows as entries."""
    header = cell_texts(lines.shown_lines[block.first])
    fields = tuple(header_field(cell) for cell in header)
    rows = tuple(make_row(lines, line, fields) for line in block.rows)
    last = block.rows[-1] + 1 if block.rows else block.first + 2
    start, end = lines.range_of(block.first, last)
    delimiter = lines.range_of(block.first + 1, block.first + 2)
    return Table(start, end, block.first + 1, header, *delimiter, rows)


def bullet_of(block: Block, lines: Lines) -> Entry | None:
    """The entry of a list item: it has a link of its own, or fields under it that have one."""
    own = "\n".join(lines.shown_lines[block.first : block.lead])
    if any(leads_away(link.url) for link in find_links(own)):
        return make_entry(lines, block.first, block.last, "bullet", block.level)
    below = "\n".join(lines.shown_lines[block.lead : block.last])
    if (
        below
        and has_fields(below)
        and plain(own)
        and any(not is_anchor(k.url) for k in find_links(below))
    ):
        return make_entry(lines, block.first, block.last, "bullet", block.level)
    return None


def paragraph_entries(block: Block, lines: Lines) -> list[Entry]:
    """A paragraph is an entry where it links a paper; HTML rows in it are entries of their own."""
    text = "\n".join(lines.shown_lines[block.first : block.last])
    if "<tr" in text.lower() or "<li" in text.lower():
        found = _markup_entries(text, block, lines)
        if found:
            return found
    ids = [id_of_url(link.url) or "" for link in find_links(text) if not is_anchor(link.url)]
    labels = [link for link in find_links(text) if link.label and link_field(link) == "paper"]
    if not labels and not any(found.startswith(PAPER_ISSUERS) for found in ids):
        return []
    return [make_entry(lines, block.first, block.last, "paragraph")]


def _markup_entries(text: str, block: Block, lines: Lines) -> list[Entry]:
    """`<tr>` and `<li>` with a link, each an entry: whole lines where it has its lines to itself."""
    found = []
    for match in _MARKUP.finditer(text):
        is_header = _HEADER_CELL.search(match[0]) and not MARKUP_CELL.search(match[0])
        if is_header or "href" not in match[0].lower():
            continue
        first = block.first + text.count("\n", 0, match.start())
        last = block.first + text.count("\n", 0, match.end()) + 1
        entry = make_entry(lines, first, last, "html")
        start, end = entry.start, entry.end
        before = text[text.rfind("\n", 0, match.start()) + 1 : match.start()]
        after = text[match.end() :].split("\n", 1)[0]
        if before.strip() or after.strip():
            start += len(encode(before))
            end = start + len(encode(match[0]))
        cells = tuple(cell[1].strip() for cell in MARKUP_CELL.finditer(match[0]))
        title = _row_title(cells, ("other",) * len(cells))[0] if cells else entry.title
        found.append(replace(entry, start=start, end=end, cells=cells, title=title))
    return found


def has_fields(body: str) -> bool:
    """True where lines name fields of an entry: `- **作者**：`, `Publish Date:`."""
    labels = [match["label"] for match in _FIELD_LINE.finditer(body)]
    return sum(header_field(label) != "other" for label in labels) >= 2
