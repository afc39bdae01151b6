"""Entries whose title stands in bold on a line of its own, above the lines of its links (`- Paper: https://...`)."""

import re
from collections.abc import Sequence

from ingest.ids import id_of_url
from ingest.lists.markup.blocks import Block
from ingest.lists.markup.inline import find_links
from ingest.lists.markup.lines import Lines
from ingest.lists.reading.fields import LINK_FIELDS, PAPER_ISSUERS, header_field, leads_away

_BOLD_LINE = re.compile(
    r"[ ]{0,3}(\*\*|__)(?P<title>[^*_\n]{12,})\1[ \t]*(?:<br ?/?>|\\)?[ \t]*\r?"
)
_LABELLED = re.compile(
    r"[ ]{0,3}(?:[-*+][ \t]+)?(?:\*\*)?(?P<label>[^\W\d_][^:：\n*(（]{0,20}?)"
    r"[ ]?(?:[(（][^()（）\n]{0,30}[)）])?(?:\*\*)?[ ]?[:：](?P<value>[^\n]*)"
)
_LONGEST = 12  # lines of one entry
_TITLE_LINES = 3  # of a title with its authors and venue


def end_of_titled(blocks: Sequence[Block], index: int, lines: Lines) -> int:
    """The line behind such an entry, whose title is the block at `index`; 0 where it is none.

    What stands below is nothing but labelled lines, one of them with a paper's link, no label twice.
    """
    if not _is_title(lines.shown_lines[blocks[index].first : blocks[index].last]):
        return 0
    fields: list[str] = []
    last = has_paper = 0
    for below in blocks[index + 1 : index + 1 + _LONGEST]:
        if below.kind not in {"item", "paragraph"} or below.last - below.first != 1:
            break
        line = lines.shown_lines[below.first]
        match = _LABELLED.fullmatch(line.rstrip("\r"))
        field = _field_of(match["label"]) if match else "other"
        if field == "other":
            if below.kind == "item":
                return 0  # a list of other things
            break
        if field == "paper" and field in fields:
            return 0  # several papers, of which the line in bold is the group
        has_paper += field == "paper" or _links_paper(line)
        fields.append(field)
        last = below.last
    is_linked = any(field in LINK_FIELDS for field in fields)
    return last if is_linked and has_paper else 0


def _is_title(said: Sequence[str]) -> bool:
    """True for a line in bold, perhaps with a line or two below it that link nothing: authors, a venue."""
    return (
        len(said) <= _TITLE_LINES
        and _BOLD_LINE.fullmatch(said[0]) is not None
        and not any("](" in line or "://" in line or "<a" in line for line in said[1:])
    )


def is_labelled(line: str) -> bool:
    """True for a line that could stand below such a title."""
    match = _LABELLED.fullmatch(line.rstrip("\r\n"))
    return match is not None and _field_of(match["label"]) != "other"


def _field_of(label: str) -> str:
    """What a label names, by its first word where it is Chinese (`论文下载链接`)."""
    field = header_field(label)
    return header_field(label[:2]) if field == "other" and not label.isascii() else field


def _links_paper(line: str) -> bool:
    found = (id_of_url(link.url) or "" for link in find_links(line) if leads_away(link.url))
    return any(one.startswith(PAPER_ISSUERS) for one in found)
