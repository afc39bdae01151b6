"""The block structure of a list as line ranges, from https://markdown-it-py.readthedocs.io tokens.

HTML blocks and indented code are not blocks here: a list inside `<details>` or `<div>`, or indented
by a tool, is still a list. Inline parsing is off: it would take most of the time and move no line.
"""

import re
from dataclasses import dataclass
from typing import Literal

from markdown_it import MarkdownIt
from markdown_it.token import Token

from ingest.lists.lines import Lines

BlockKind = Literal["heading", "table", "item", "paragraph", "rule", "fence"]
_HTML_HEADING = re.compile(r"\s*<h([1-6])\b[^>]*>(.*?)</h\1\s*>", re.IGNORECASE)
_PARSER = MarkdownIt("commonmark").enable("table").disable(["html_block", "code", "inline"])


@dataclass(frozen=True, slots=True)
class Block:
    """Lines first..last-1. `level` of a heading is 1-6, of an item its list depth from 0."""

    kind: BlockKind
    first: int
    last: int
    level: int = 0
    text: str = ""  # of a heading: its Markdown
    lead: int = 0  # of an item: the line behind its own text, before nested lists
    rows: tuple[int, ...] = ()  # of a table: the lines of its rows
    is_quoted: bool = False


def find_blocks(lines: Lines) -> tuple[Block, ...]:
    """Headings, tables, list items (nested ones after their parent) and paragraphs, in line order."""
    return tuple(_walk(_PARSER.parse(lines.shown), lines.shown_lines))


def _walk(tokens: list[Token], shown: tuple[str, ...]) -> list[Block]:
    found: list[Block] = []
    depth = quotes = 0
    for index, token in enumerate(tokens):
        kind = token.type
        if kind.endswith("_list_open"):
            depth += 1
        elif kind.endswith("_list_close"):
            depth -= 1
        elif kind == "blockquote_open":
            quotes += 1
        elif kind == "blockquote_close":
            quotes -= 1
        elif token.map is None:
            continue
        elif kind == "heading_open":
            found.append(_heading(token, tokens[index + 1], shown))
        elif kind == "list_item_open":
            found.append(_item(tokens, index, depth - 1, shown))
        elif kind == "table_open":
            found.append(_table(tokens, index, shown))
        elif kind in {"hr", "fence"}:
            found.append(Block("rule" if kind == "hr" else "fence", token.map[0], token.map[1]))
        elif kind == "paragraph_open" and depth == 0:
            found.extend(_paragraph(token.map[0], token.map[1], shown, quotes > 0))
    return found


def _heading(token: Token, inline: Token, shown: tuple[str, ...]) -> Block:
    assert token.map
    first, last = token.map
    starts_html = shown[first].lstrip().startswith("<")
    if token.markup in {"-", "="} and (last - first > 3 or starts_html):
        return Block("paragraph", first, last)
    return Block("heading", first, last, int(token.tag[1]), inline.content)


def _item(tokens: list[Token], index: int, depth: int, shown: tuple[str, ...]) -> Block:
    opening = tokens[index]
    assert opening.map
    first, last = opening.map
    lead = last
    for at in range(index + 1, len(tokens)):
        token = tokens[at]
        if token.type.endswith("_list_open") and token.map:
            lead = token.map[0]
            break
        if token.type == "list_item_close" and token.level == opening.level:
            break
    while last > first + 1 and not shown[last - 1].strip():
        last -= 1
    return Block("item", first, last, depth, lead=max(first + 1, min(lead, last)))


def _table(tokens: list[Token], index: int, shown: tuple[str, ...]) -> Block:
    opening = tokens[index]
    assert opening.map
    first, last = opening.map
    rows = []
    for line in range(first + 2, last):
        if "|" not in shown[line] and (
            shown[line].lstrip().startswith("<") or not shown[line].strip()
        ):
            last = line
            break
        rows.append(line)
    return Block("table", first, last, rows=tuple(rows))


def _paragraph(first: int, last: int, shown: tuple[str, ...], is_quoted: bool) -> list[Block]:
    """One paragraph, cut at `<h2>` lines, which are headings to a reader."""
    found: list[Block] = []
    begin = first
    for line in range(first, last):
        heading = (
            _HTML_HEADING.match(shown[line]) if "<h" in shown[line] or "<H" in shown[line] else None
        )
        if heading:
            if line > begin:
                found.append(Block("paragraph", begin, line, is_quoted=is_quoted))
            found.append(Block("heading", line, line + 1, int(heading[1]), heading[2]))
            begin = line + 1
    if begin < last:
        found.append(Block("paragraph", begin, last, is_quoted=is_quoted))
    return found
