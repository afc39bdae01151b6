"""The bytes of a list as lines, and a copy that a CommonMark parser reads line for line.

Positions come from https://markdown-it-py.readthedocs.io line maps, so the copy must have exactly
as many lines as the bytes: it is split on b"\\n" only, and what a parser would take for a line end
of its own (a lone carriage return) or for structure (comments, front matter) is blanked in place.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache

from ingest.errors import ListError
from ingest.lists.markup.references import find_definitions

_LONE_CR = re.compile(r"\r(?!\n)")
_FENCE_OR_HIDDEN = re.compile(
    r"^[ ]{0,3}(?P<fence>`{3,}(?=[^`\n]*$)|~{3,})"
    r"|<!--(?:>|->|.*?(?:-->|\Z))"
    r"|^[ ]{0,3}<(?P<tag>pre|script|style)\b.*?(?:</(?P=tag)\s*>|\Z)",
    re.MULTILINE | re.DOTALL | re.IGNORECASE,
)
_MARKS = re.compile(
    r"```+|~~~+|<!--|<[pP][rR][eE]\b|<[sS][cC][rR][iI][pP][tT]\b|<[sS][tT][yY][lL][eE]\b"
)
_FRONT_MATTER = re.compile(
    r"\A\ufeff?---[ \t]*\r?\n(?:[\w-]+[ \t]*:.*\r?\n|[ \t#-].*\r?\n|\r?\n)*?---[ \t]*\r?(?=\n)"
)
DEFINITION_LINE = re.compile(rb"^[ ]{0,3}\[[^\[\]\n]+\]:", re.MULTILINE)
_LOOKED_AT = 8192  # bytes in which a binary file shows
_NOT_NEWLINE = re.compile(r"[^\n]")
_UTF16 = (b"\xff\xfe", b"\xfe\xff")


@dataclass(frozen=True, slots=True)
class Lines:
    """`starts[i]` is the byte where line i (from 0) begins; one more entry holds the text's length."""

    text: bytes
    starts: tuple[int, ...]
    shown: str  # what the parser reads: as many lines, hidden parts blank
    shown_lines: tuple[str, ...]
    definitions: Mapping[str, str] = field(default_factory=dict)  # of links by reference

    def range_of(self, first: int, last: int) -> tuple[int, int]:
        """Bytes of lines first..last-1, the last newline included."""
        return self.starts[first], self.starts[min(last, len(self.starts) - 1)]


def decode(raw: bytes) -> str:
    """Text of bytes that need not be UTF-8; `encode` gives exactly these bytes back."""
    return raw.decode("utf-8", "surrogateescape")


def encode(text: str) -> bytes:
    """The bytes of `decode`d text."""
    return text.encode("utf-8", "surrogateescape")


def split_lines(text: bytes, where: str) -> Lines:
    """Cut a list into lines; ListError for text whose lines can't be told (UTF-16, binary, old Mac line ends)."""
    if text.startswith(_UTF16):
        raise ListError(
            "the list is UTF-16, not UTF-8", where=f"{where}:1", todo="Save it as UTF-8 first."
        )
    if text[:_LOOKED_AT].count(b"\0") > 1:  # one is a stray byte
        raise ListError(
            "the file is binary, not text", where=f"{where}:1", todo="Name a Markdown file."
        )
    if b"\n" not in text and text.count(b"\r") > 1:
        raise ListError(
            "the list ends its lines with a lone carriage return",
            where=f"{where}:1",
            todo="Save it with LF or CRLF line ends first.",
        )
    starts = [0]
    position = text.find(b"\n")
    while position >= 0:
        starts.append(position + 1)
        position = text.find(b"\n", position + 1)
    if starts[-1] != len(text):
        starts.append(len(text))
    shown = _hide(_LONE_CR.sub(" ", decode(text)))
    definitions = find_definitions(shown)
    return Lines(text, tuple(starts), shown, tuple(shown.split("\n")), definitions)


@lru_cache(maxsize=8)
def has_definition(text: bytes) -> bool:
    """True for a page that defines links by reference."""
    return b"]:" in text and bool(DEFINITION_LINE.search(text))


@lru_cache(maxsize=8)
def definitions_of(text: bytes) -> Mapping[str, str]:
    """The links by reference that a page defines, by label."""
    return split_lines(text, "").definitions if has_definition(text) else {}


def find_newline(text: bytes) -> bytes:
    """The line end that most lines have."""
    if b"\r" not in text:
        return b"\n"
    return b"\r\n" if 2 * text.count(b"\r\n") > text.count(b"\n") else b"\n"


def front_matter_end(text: bytes) -> int:
    """The byte behind a page's front matter; 0 where it has none."""
    if not text.startswith((b"---", b"\xef\xbb\xbf---")):
        return 0
    front = _FRONT_MATTER.match(decode(text))
    return len(encode(front[0])) if front else 0


def _hide(text: str) -> str:
    """Blank front matter, comments and raw blocks outside code fences, keeping every newline."""
    front = _FRONT_MATTER.match(text)
    if front:
        text = _blank(front[0]) + text[front.end() :]
    elif text.startswith("\ufeff"):
        text = text[1:]
    parts: list[str] = []
    position = 0
    while match := _find_fence_or_hidden(text, position):
        if match["fence"]:
            end = _fence_end(text, match)
            parts.append(text[position:end])
        else:
            end = match.end()
            starts_line = not text[text.rfind("\n", 0, match.start()) + 1 : match.start()].strip()
            hidden = starts_line or "\n" in match[0]
            parts.append(text[position : match.start()])
            parts.append(_blank(match[0]) if hidden else match[0])
        position = end
    parts.append(text[position:])
    return "".join(parts)


def _find_fence_or_hidden(text: str, position: int) -> re.Match[str] | None:
    """The next match of `_FENCE_OR_HIDDEN`, asked only where its marks stand: a page has few."""
    while found := _MARKS.search(text, position):
        line = text.rfind("\n", 0, found.start()) + 1
        at = found.start() if found[0] == "<!--" else line
        if at >= position and (match := _FENCE_OR_HIDDEN.match(text, at)):
            return match
        position = found.end()
    return None


def _fence_end(text: str, opening: re.Match[str]) -> int:
    mark = opening["fence"]
    closing = re.compile(
        rf"^[ ]{{0,3}}{re.escape(mark[0])}{{{len(mark)},}}[ \t]*\r?$", re.MULTILINE
    )
    found = closing.search(text, opening.end())
    return found.end() if found else len(text)


def _blank(text: str) -> str:
    return _NOT_NEWLINE.sub(" ", text)


def outside_fences(shown: Sequence[str]) -> Iterator[tuple[int, str]]:
    """The lines, numbered from 1, that stand in no code fence."""
    is_fenced = False
    for number, line in enumerate(shown, 1):
        if line.lstrip().startswith(("```", "~~~")):
            is_fenced = not is_fenced
        if not is_fenced:
            yield number, line
