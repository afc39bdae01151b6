"""The least of each line that decides a page's block structure, for a parser that pays per character.

A letter can't belong to a container's marker, so all behind a line's first letter is content; of it
only some forms count (https://spec.commonmark.org/0.31.2/#blocks-and-inlines): the info string of a
fence, a heading's text and a table's header. Those lines stay whole. Link reference definitions go
over lines: a piece that may hold one is not cut at all.
"""

import re
from collections.abc import Sequence
from functools import lru_cache

from markdown_it import MarkdownIt

from ingest.lists.markup.inline import LETTER

# An item whose words begin with nothing that could be a block of its own inside it.
_PLAIN_ITEM = re.compile(r"( {0,3}[-+*]) {1,4}(?:\*\*[^\s*]|\*[^\s*]|[^\s#>+*_=|:~`\d-])")
_UNDERLINE = re.compile(r"[\s>*+.)\d-]*[=|:-][\s=|:-]*")
_NUMBERED = re.compile(r" {0,3}\d{1,9}[.)] +\S")
_INDENTED = re.compile(r" {4,}(?:[^\W\d]|\*+(?![\s*])|\[)")
_FENCE = re.compile(r"[\s>*+.)\d-]*(?:`{3}|~{3})")
_DELIMITER = re.compile(r"^[ \t>*+.)\d-]*[|:-][-:| \t\r]*$", re.MULTILINE)
_SETEXT = re.compile(r"^[ \t>*+.)\d-]*(?:-+|=+)[ \t\r]*$", re.MULTILINE)
_RULE = re.compile(r"^[ \t>*+.)\d-]*([-*_])[ \t]*(?:\1[ \t]*){2,}\r?$", re.MULTILINE)


def skeleton(shown: Sequence[str]) -> list[str]:
    """As many lines, each cut behind its first letter where that moves no block; pipes are kept."""
    cut: list[str] = []
    for at, line in enumerate(shown):
        letter = LETTER.search(line)
        if letter is None:
            if at and _UNDERLINE.fullmatch(line):
                cut[-1] = shown[at - 1]  # a table's header, or a heading underlined
            cut.append(line)
            continue
        stop = letter.end()
        if (
            len(line) - stop < 8
            or "#" in line[:stop]
            or (("```" in line or "~~~" in line) and _FENCE.match(line))
        ):
            cut.append(line)
        else:
            cut.append(line[:stop] + "|" * line.count("|", stop))
    for at in range(1, len(cut)):
        above = shown[at - 1]
        if above.startswith("    ") and _NUMBERED.match(shown[at]) and _INDENTED.match(above):
            cut[at - 1] = ""  # indented code, which a number ends, or the last words of its item
    return cut


def find_repeats(shown: Sequence[str]) -> set[int]:
    """Lines between two of their own kind, which can't be another block than the line before them.

    A row between rows, and a list item of one line between two that are indented alike: what such a
    line is can be told from its neighbour, so that the parser is spared it.
    """
    forms = [_form_of(line) if line else "" for line in shown]
    return {
        at
        for at in range(1, len(forms) - 1)
        if forms[at] and forms[at - 1] == forms[at] == forms[at + 1]
    }


def _form_of(line: str) -> str:
    """`|` for a row that says something, a plain item's indent and marker; "" for any other line."""
    if line.startswith("|"):
        return "|" if LETTER.search(line) else ""
    match = _PLAIN_ITEM.match(line)
    return match[1] if match and "```" not in line and "~~~" not in line else ""


def parser_for(text: str) -> MarkdownIt:
    """A CommonMark parser with tables, without the rules that can't fire in this skeleton.

    HTML blocks and indented code are off: a list inside `<details>`, or indented, is still a list.
    Inline parsing is off: it would take most of the time and move no line.
    """
    off = (
        *(("fence",) if "```" not in text and "~~~" not in text else ()),
        *(("reference",) if "]:" not in text else ()),
        *(("blockquote",) if ">" not in text else ()),
        *(("table",) if "|" not in text or not _DELIMITER.search(text) else ()),
        *(("lheading",) if not _SETEXT.search(text) else ()),
        *(("hr",) if not _RULE.search(text) else ()),
    )
    return _parser(off)


@lru_cache(maxsize=64)
def _parser(off: tuple[str, ...]) -> MarkdownIt:
    disabled = ["html_block", "code", "inline", *off]
    return MarkdownIt("commonmark").enable("table").disable(disabled)
