"""Headings that are entries: numbered, with a paper's link or above its fields."""

import re
from collections.abc import Sequence
from functools import lru_cache

from ingest.ids import id_of_url
from ingest.lists.markup.blocks import Block
from ingest.lists.markup.inline import WORD, find_links, plain
from ingest.lists.markup.lines import Lines
from ingest.lists.model import Entry, Link
from ingest.lists.reading.authors import NAME_LIST, are_names
from ingest.lists.reading.before_title import FEW_WORDS
from ingest.lists.reading.entries import KEPT, make_entry
from ingest.lists.reading.field_lines import (
    has_fields,
    is_field_list,
    opens_with_field,
    opens_with_links,
)
from ingest.lists.reading.fields import PAPER_ISSUERS, is_anchor, is_generic, is_paper
from ingest.lists.reading.titles import title_text

_LONGEST = 60  # lines of what is said of one paper, fields apart
NUMBERED = re.compile(r"\s*\d{1,4}[.)、]\s+\S")


def find_heading_items(blocks: Sequence[Block], lines: Lines) -> tuple[list[Entry], set[int]]:
    """Entries that are a heading with what is said of it, numbered, a paper's link or above its fields; their first lines."""
    found: list[Entry] = []
    first_lines: set[int] = set()
    for index, block in enumerate(blocks):
        if block.kind != "heading":
            continue
        own = _papers_of(block.text) if block.level > 1 else frozenset()
        is_numbered = bool(own) or bool(NUMBERED.match(plain(block.text)))
        if not is_numbered and block.level == 1:
            continue
        inside, below = _until_heading(blocks, index)
        if not is_numbered and (below > block.level or not _is_about_one(block, inside, lines)):
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


def _is_about_one(heading: Block, inside: Sequence[Block], lines: Lines) -> bool:
    """True for blocks that are the fields of one paper, its link among them.

    Prose only behind its title, or below a title behind its authors or a line of its links.
    """
    if not inside or inside[0].kind not in {"item", "paragraph"}:
        return False
    body = "\n".join(lines.shown_lines[inside[0].first : max(one.last for one in inside)])
    return is_about_heading(plain(heading.text), body) and len(_papers_of(body)) == 1


def is_about_heading(heading: str, body: str) -> bool:
    """True for what is said below a heading, as it is shown, where that is the title of a paper or above its fields."""
    is_told = opens_with_field(body, {"title"}) or is_field_list(body)
    return is_told or (len(WORD.findall(heading)) > FEW_WORDS and _is_named_above(body))


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


@lru_cache(maxsize=KEPT)
def _is_one_work(own: frozenset[str], body: str) -> bool:
    """True where what stands under a heading is about one work: that which the heading links, or names."""
    if own:
        return _papers_of(body) <= own
    links = [link for link in find_links(body) if not is_anchor(link.url)]
    if has_fields(body):
        return bool(links)
    named = [link for link in links if not is_generic(link.label)]
    return not named and len(_papers_of(body)) == 1 and _is_untitled(body)


def _is_named_above(body: str) -> bool:
    """True for a few lines about a paper that is named above: more are a section, and dear to look through."""
    return body.count("\n") <= _LONGEST and _is_untitled(body)


def _is_untitled(body: str) -> bool:
    """True for what is said of a paper that is named above: its authors, its fields or its links come first."""
    title = title_text(body)
    is_names = NAME_LIST.fullmatch(title) is not None and are_names(title)
    is_told = is_names or is_generic(title)
    return is_told or opens_with_field(body) or opens_with_links(body)


@lru_cache(maxsize=KEPT)
def _papers_of(text: str) -> frozenset[str]:
    """The canonical ids of the papers that a text links, with a label or by their own addresses."""
    links = [link for link in find_links(text) if not is_anchor(link.url)]
    ids = [(id_of_url(link.url) or "", link) for link in links]
    told = {found: found.startswith(PAPER_ISSUERS) or _is_paper_page(link) for found, link in ids}
    return frozenset(found for found, is_kept in told.items() if is_kept)


def _is_paper_page(link: Link) -> bool:
    return bool(link.label) and is_paper(link.url)


def _holds_entries(block: Block, lines: Lines) -> bool:
    """True for a block that a section has and an entry has not: a table, a bullet with fields of its own."""
    if block.kind == "item" and block.level == 0 and block.lead < block.last:
        return has_fields("\n".join(lines.shown_lines[block.lead : block.last]))
    return block.kind == "table"
