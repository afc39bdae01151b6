"""The block structure of a list as line ranges, from https://markdown-it-py.readthedocs.io tokens.

A heading or a bullet in the first column ends every block but an open code fence (a bullet goes on
with its list, but nothing here asks which), so a page is parsed in pieces that begin with one, each
with no more rules than can fire in it.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise
from typing import Literal

from markdown_it.token import Token

from ingest.lists.markup.lines import Lines
from ingest.lists.markup.skeleton import find_repeats, parser_for, skeleton

BlockKind = Literal["heading", "table", "item", "paragraph", "rule", "fence"]
_HTML_HEADING = re.compile(r"\s*<h([1-6])\b[^>]*>(.*?)</h\1\s*>", re.IGNORECASE)
_PIECE = re.compile(r"#{1,6}[ \t]|[-+*] {1,4}[^\s]")
_BREAKS = re.compile(r"(?:<br ?/?>[ \t]*)+\r?", re.IGNORECASE)
_PIECE_LINES = 64  # a piece shorter than this is not worth a parser of its own
_IGNORED = frozenset({"inline", "paragraph_close", "list_item_close", "td_open", "td_close"})


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
    shown = lines.shown_lines
    cut = skeleton(shown)
    repeats = find_repeats(shown)
    found: list[Block] = []
    first = 0
    for last in _piece_ends(shown):
        if last <= first:
            continue
        numbers: Sequence[int] = range(first, last)
        if any("]:" in line for line in shown[first:last]):
            text = "\n".join(shown[first:last])
        else:
            numbers = [n for n in numbers if n not in repeats or n in {first, last - 1}]
            text = "\n".join([cut[n] for n in numbers])
        text += "\n" if last < len(shown) else ""
        tokens = parser_for(text).parse(text)
        _renumber(tokens, numbers, first)
        if _ends_in_fence(tokens, shown, first) and last < len(shown):
            continue  # the next heading stands inside the fence
        blocks = _walk(tokens, shown, first)
        found += blocks if len(numbers) == last - first else _with_repeats(blocks, numbers)
        first = last
    return tuple(found)


def _renumber(tokens: Sequence[Token], numbers: Sequence[int], base: int) -> None:
    """Let the tokens' line maps count the lines of the piece, those the parser was spared included."""
    if len(numbers) == numbers[-1] - numbers[0] + 1:
        return
    for token in tokens:
        if token.map:
            begin, end = token.map
            token.map = [numbers[begin] - base, numbers[end - 1] + 1 - base]


def _with_repeats(blocks: Sequence[Block], numbers: Sequence[int]) -> list[Block]:
    """The blocks with the list items that repeat the one before them, line by line."""
    spared = {one + 1: two for one, two in pairwise(numbers) if two > one + 1}
    found: list[Block] = []
    for block in blocks:
        found.append(block)
        if block.kind == "item" and block.first + 1 in spared:
            below = range(block.first + 1, spared[block.first + 1])
            found += [replace(block, first=line, last=line + 1, lead=line + 1) for line in below]
    return found


def _piece_ends(shown: Sequence[str]) -> Iterator[int]:
    began = 0
    for number, line in enumerate(shown):
        is_due = number - began >= _PIECE_LINES
        if is_due and line.startswith(("#", "-", "*", "+")) and _PIECE.match(line):
            began = number
            yield number
    yield len(shown)


def _ends_in_fence(tokens: list[Token], shown: Sequence[str], first: int) -> bool:
    """True where a code fence of the top level is never closed."""
    if not tokens or tokens[-1].type != "fence" or tokens[-1].map is None:
        return False
    begin, end = tokens[-1].map
    closing, mark = shown[first + end - 1].strip(), tokens[-1].markup
    return end - begin < 2 or set(closing) != {mark[0]} or len(closing) < len(mark)


def _walk(tokens: list[Token], shown: Sequence[str], base: int) -> list[Block]:
    """The blocks of one piece, whose first line is line `base` of the page."""
    found: list[Block] = []
    depth = quotes = 0
    for index, token in enumerate(tokens):
        kind = token.type
        if kind in _IGNORED:
            continue
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
        elif kind == "list_item_open":
            found.append(_item(tokens, index, depth - 1, shown, base))
        elif kind == "heading_open":
            found.append(_heading(token, tokens[index + 1], shown, base))
        elif kind == "table_open":
            found.append(_table(tokens, index, shown, base))
        elif kind in {"hr", "fence"}:
            first, last = token.map
            found.append(Block("rule" if kind == "hr" else "fence", base + first, base + last))
        elif kind == "paragraph_open" and depth == 0:
            first, last = token.map
            found.extend(_paragraph(base + first, base + last, shown, quotes > 0))
    return found


def _heading(token: Token, inline: Token, shown: Sequence[str], base: int) -> Block:
    assert token.map
    first, last = base + token.map[0], base + token.map[1]
    is_underlined = token.markup in {"-", "="}
    if is_underlined and (last - first > 3 or shown[first].lstrip().startswith("<")):
        return Block("paragraph", first, last)
    text = inline.content
    if is_underlined and last - first == 3:
        text = "\n".join(line.rstrip("\r") for line in shown[first : last - 1]).strip()
    return Block("heading", first, last, int(token.tag[1]), text)


def _item(tokens: list[Token], index: int, depth: int, shown: Sequence[str], base: int) -> Block:
    opening = tokens[index]
    assert opening.map
    first, last = base + opening.map[0], base + opening.map[1]
    lead = last
    for at in range(index + 1, len(tokens)):
        token = tokens[at]
        if token.type.endswith("_list_open") and token.map:
            lead = base + token.map[0]
            break
        if token.type == "list_item_close" and token.level == opening.level:
            break
    while last > first + 1 and _parts_only(shown[last - 1]):
        last -= 1
    return Block("item", first, last, depth, lead=max(first + 1, min(lead, last)))


def _parts_only(line: str) -> bool:
    """True for a line that parts an item from what follows: blank, or line breaks in the first column."""
    return not line.strip() or (line.startswith("<br") and bool(_BREAKS.fullmatch(line)))


def _table(tokens: list[Token], index: int, shown: Sequence[str], base: int) -> Block:
    opening = tokens[index]
    assert opening.map
    first, last = base + opening.map[0], base + opening.map[1]
    rows = []
    for line in range(first + 2, last):
        if "|" not in shown[line] and (
            shown[line].lstrip().startswith("<") or not shown[line].strip()
        ):
            last = line
            break
        rows.append(line)
    return Block("table", first, last, rows=tuple(rows))


def _paragraph(first: int, last: int, shown: Sequence[str], is_quoted: bool) -> list[Block]:
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
