"""Entries in a paragraph: the paragraph, its lines, or its HTML rows and items."""

import re
from collections.abc import Sequence
from dataclasses import replace

from ingest.ids import id_of_url
from ingest.lists.markup.blocks import Block
from ingest.lists.markup.inline import WORD
from ingest.lists.markup.lines import Lines, encode
from ingest.lists.model import Entry
from ingest.lists.reading.before_title import FEW_WORDS
from ingest.lists.reading.entries import links_of, make_entry, said_with
from ingest.lists.reading.fields import PAPER_ISSUERS, is_anchor, is_generic, link_field, told_field
from ingest.lists.reading.row_titles import find_row_title

_MARKUP = re.compile(
    r"<(?P<tag>tr|li)\b[^>]*>(?:(?!<(?P=tag)\b).)*?"
    r"(?:</(?P=tag)\s*>|(?<!\s)(?=\s*+<(?:(?P=tag)\b|/tbody|/table|/ul|/ol)))",  # closing tags are optional
    re.IGNORECASE | re.DOTALL,
)
MARKUP_CELL = re.compile(  # one merged over several rows is the group's
    r"<td\b(?![^<>]*\browspan\s*=\s*[\"']?(?:[2-9]|1\d))[^<>]*>(.*?)</td\s*>",
    re.IGNORECASE | re.DOTALL,
)
_HEADER_CELL = re.compile(r"<th\b", re.IGNORECASE)
# What a line begins with that is an entry by itself: a bullet no Markdown knows, a number, a name in bold, a link.
_LINE_MARK = re.compile(
    r"[ \t]*(?P<mark>[•·▪◦●○■▸►➤→‣⁃–—*-](?!\*)|\(\d|\[\d+\]|\*\*[^\s*]|\[{1,2}[^\[\]\s]|<a\s|<b>|<strong>)",
    re.IGNORECASE,
)
_BEGINS = re.compile(
    r"\s*(?:[-+•] ?)?(?:\[(?!!)|\*|_|<[abi]\b|<strong|[\"“])"
)  # as an entry does: with a title in marks
_BREAKS = re.compile(r"(?: {2,}|<br ?/?>[ \t]*|\\)\r?$")
_DIVIDER = re.compile(r"[ \t]*-{2,}[ \t]*\w[^|\n]{0,40}?-{2,}[ \t]*\r?")


def paragraph_entries(block: Block, lines: Lines) -> list[Entry]:
    """A paragraph is an entry where it links a paper; HTML rows in it are entries of their own.

    A line of dashes with words between them (`--- Before ---`) names the group below it.
    """
    if block.last > block.first + 1 and _DIVIDER.fullmatch(lines.shown_lines[block.first]):
        block = replace(block, first=block.first + 1)
    text = "\n".join(lines.shown_lines[block.first : block.last])
    if "<" in text and ("<tr" in text.lower() or "<li" in text.lower()):
        found = _markup_entries(text, block, lines)
        if found:
            return found
    each = _line_entries(text, block, lines)
    if each:
        return each
    links = [link for link in links_of(text, lines) if not is_anchor(link.url)]
    is_listed = _BEGINS.match(text)
    if not any(
        (id_of_url(link.url) or "").startswith(PAPER_ISSUERS)
        or (is_generic(link.label) and link.label and told_field(link) == "paper")
        or (is_listed and link_field(link) == "paper")
        for link in links
    ):
        return []
    return [make_entry(lines, block.first, block.last, "paragraph")]


def _line_entries(text: str, block: Block, lines: Lines) -> list[Entry]:
    """A paragraph whose lines all begin alike and each link a work of their own: an entry a line."""
    rows = text.split("\n")
    if len(rows) == 1:
        return []
    marks = [_LINE_MARK.match(row) for row in rows]
    if any(mark is None for mark in marks):
        return _broken_lines(rows, block, lines)
    if len({mark["mark"][: 1 + mark["mark"].startswith("**")] for mark in marks if mark}) > 1:
        return []
    found = [
        make_entry(lines, block.first + at, block.first + at + 1, "paragraph")
        for at in range(len(rows))
    ]
    firsts = [entry.ids[0] if entry.ids else "" for entry in found]
    papers = sum(first.startswith(PAPER_ISSUERS) for first in firsts)
    return (
        found if all(firsts) and len(set(firsts)) == len(rows) and 2 * papers >= len(rows) else []
    )


def _broken_lines(rows: Sequence[str], block: Block, lines: Lines) -> list[Entry]:
    """A paragraph whose lines all break where they end and each name and link a paper of their own: an entry a line."""
    if not all(_BREAKS.search(row) for row in rows[:-1]):
        return []
    if not all("](" in row or "href" in row for row in rows):
        return []
    found = [
        make_entry(lines, block.first + at, block.first + at + 1, "paragraph")
        for at in range(len(rows))
    ]
    are_named = all(len(WORD.findall(one.title)) >= FEW_WORDS for one in found)
    papers = {one.ids[0] for one in found if one.ids and one.ids[0].startswith(PAPER_ISSUERS)}
    return found if are_named and len(papers) == len(rows) else []


def _markup_entries(text: str, block: Block, lines: Lines) -> list[Entry]:
    """`<tr>` and `<li>` with a link, each an entry: whole lines where it has its lines to itself."""
    found = []
    line, counted = block.first, 0
    for match in _MARKUP.finditer(text):
        is_header = _HEADER_CELL.search(match[0]) and not MARKUP_CELL.search(match[0])
        if is_header or "href" not in match[0].lower():
            continue
        line, counted = line + text.count("\n", counted, match.start()), match.start()
        entry = make_entry(lines, line, line + match[0].count("\n") + 1, "html")
        start, end = entry.start, entry.end
        before = text[text.rfind("\n", 0, match.start()) + 1 : match.start()]
        line_end = text.find("\n", match.end())
        after = text[match.end() : line_end if line_end >= 0 else len(text)]
        if before.strip() or after.strip():
            start += len(encode(before))
            end = start + len(encode(match[0]))
            said = said_with(match[0], links_of(match[0], lines))
            entry = entry._replace(
                title=said.title,
                urls=said.urls,
                ids=said.ids,
                year=said.year,
                links=said.links,
                title_at=said.title_at,
            )
        cells = tuple(cell[1].strip() for cell in MARKUP_CELL.finditer(match[0]))
        title = find_row_title(cells, ("other",) * len(cells))[0] if cells else entry.title
        found.append(entry._replace(start=start, end=end, cells=cells, title=title))
    return found
