"""Fold a text so that a phrase can be found by its words alone, and know the way back.

After folding a character is a letter or a digit, a space (what may stand between the words of a
phrase: blanks, hyphens, slashes, quotes) or a full stop (what may not: every other mark). Accents
and compatibility forms are folded away; case is kept, as acronyms need it. Characters that a
reader does not see vanish. See https://unicode.org/reports/tr15/.

A text is flattened for the scan: what it loses (stops, case, letters of other scripts) only a few
texts need.
"""

import re
import unicodedata
from typing import NamedTuple

CJK = "\u2e80-\u2fdf\u3040-\u30ff\u3400-\u9fff\uf900-\ufaff"  # scripts that write no spaces

_IS_CJK = re.compile(f"[{CJK}]")
JOINING = frozenset(" \t\n\r\v\f-_/'\"`~")


def is_cjk(char: str) -> bool:
    """Whether a character is of a script that writes no spaces between words."""
    return _IS_CJK.match(char) is not None


def _fold_ascii(code: int) -> str:
    char = chr(code)
    if char.isalnum():
        return char
    return " " if char in JOINING else "."


_ASCII = bytes(ord(_fold_ascii(code)) if code < 128 else ord(".") for code in range(256))


class _FoldTable(dict[int, str]):
    """Folds a character when it is first met; at most as many entries as Unicode has."""

    def __missing__(self, code: int) -> str:
        folded = _fold_char(chr(code))
        self[code] = folded
        return folded


def _fold_char(char: str) -> str:
    if char.isascii():
        return _fold_ascii(ord(char))
    kind = unicodedata.category(char)
    if kind in (
        "Mn",
        "Me",
        "Cf",
    ):  # accents of their own, joiners, soft hyphens, marks of direction
        return ""
    if kind in ("Pd", "Pi", "Pf", "Zs", "Zl", "Zp"):
        return " "
    if not char.isalnum():
        return "."
    if is_cjk(char) and unicodedata.decomposition(char) == "":
        return char
    parts = (c for c in unicodedata.normalize("NFKD", char) if unicodedata.category(c) != "Mn")
    return "".join(c if c.isalnum() else "." for c in parts) or "."


_TABLE = _FoldTable()
_WIDE = re.compile(f"[{CJK}]|[^\\x00-\\x7f]")
_ASCII_RUNS = re.compile(r"[\x00-\x7f]+")
_DOTLESS_I = "\u0131"  # the one letter beyond ASCII that `re` takes for a letter within
_OTHER_LETTER = "0"  # in a flat text any letter of another alphabet: see `spelling` for why a digit


def fold(text: str) -> str:
    """The folded text; it has the text's length unless accents or ligatures stood alone in it."""
    if text.isascii():
        return text.encode("ascii").translate(_ASCII).decode("ascii")
    return text.translate(_TABLE)


class FlatText(NamedTuple):
    """A text for the scan, in ASCII, a blank at either end; its case does not count."""

    text: str
    is_aligned: bool  # it has the offsets of the folded title and abstract together


def flatten(title: str, abstract: str) -> FlatText:
    """Title and abstract as one flat text: its words are those of the folded text."""
    both = f" {title} . {abstract} "
    if both.isascii():
        return FlatText(both, True)
    folded = f" {fold(title)} . {fold(abstract)} "
    flat = flatten_letters(folded)
    return FlatText(flat, len(flat) == len(folded) and _DOTLESS_I not in folded)


def flatten_letters(folded: str) -> str:
    """Folded text in lower case, each Chinese character a word, other alphabets one letter."""
    return (folded if folded.isascii() else _WIDE.sub(_flat_char, folded)).lower()


def _flat_char(match: re.Match[str]) -> str:
    char = match[0]
    if is_cjk(char):
        return f" u{ord(char):x} "
    return "i" if char == _DOTLESS_I else _OTHER_LETTER


def original_offsets(text: str) -> list[int] | range:
    """For every offset of `fold(text)`, its end included, the offset in `text` that it came from."""
    wide = set(_ASCII_RUNS.sub("", text))
    if all(len(_TABLE[ord(char)]) == 1 for char in wide):
        return range(len(text) + 1)
    offsets: list[int] = []
    for position, char in enumerate(text):
        offsets.extend([position] * len(_TABLE[ord(char)]))
    offsets.append(len(text))
    return offsets


LEAD_AT_MOST = 1000  # characters: an abstract without sentences is not all lead
_SENTENCE_END = re.compile(r"[.!?][\"')\]]*\s+(?=[\"'(\[]?[A-Z0-9\u2e80-\u9fff])|[。！？]")
_ABBREVIATION = re.compile(
    r"(?:\b(?:e\.g|i\.e|et al|etc|vs|cf|Fig|Dr|Prof|No|resp|approx)|\b[A-Z])$"
)


def lead_end(abstract: str) -> int:
    """Where the first two sentences of an abstract end, in characters."""
    lead = abstract[:LEAD_AT_MOST]
    sentences = 0
    for end in _SENTENCE_END.finditer(lead):
        if _ABBREVIATION.search(lead, max(0, end.start() - 8), end.start()):
            continue
        sentences += 1
        if sentences == 2:
            return end.start() + 1
    return len(lead)
