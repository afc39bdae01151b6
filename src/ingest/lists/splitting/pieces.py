"""The words between facts, cut where their lines end: each piece may be a remark."""

import re
import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from functools import lru_cache

from ingest.lists.markup.inline import WORD
from ingest.lists.splitting.part import Part
from ingest.lists.splitting.tokens import PLACEHOLDER, TAG

_PIECE = re.compile(r"\n?(?:(?!<br ?/?>)[^\n])*(?:<br ?/?>)?")
FEW = 3
_CHINESE, _LETTERS = re.compile(r"[\u4e00-\u9fff]"), 3  # a label of one is up to nine
_NUMBER = re.compile(r"\d[:/-]?\d")  # of pages, a volume and its issue
IMAGE = re.compile(r"<img\b|!\[|<a\s+(?:id|name)\b", re.IGNORECASE)  # or an anchor: its own


@lru_cache(maxsize=4096)  # neighbours have the same literals
def pieces_of_text(text: str) -> tuple[str, ...]:
    """A literal cut where its lines end: each may be one remark."""
    return tuple(line[0] for line in _PIECE.finditer(text) if line[0])


def pieces_of(parts: Sequence[Part]) -> Iterator[str]:
    for part in parts:
        if part.kind == "literal":
            yield from pieces_of_text(part.text)
        elif part.field.startswith("other_"):
            yield part.field


@lru_cache(maxsize=4096)
def says(text: str) -> bool:
    """True for words or pictographs, tags and placeholders left out."""
    if IMAGE.search(text):
        return True
    bare = TAG.sub("", text).replace("{{", "(").replace("}}", ")")
    if "{" in bare:  # the paper's id: in a sentence it is one word more
        return len(WORD.findall(PLACEHOLDER.sub(" ", bare))) > FEW - 1
    if any(char.isalpha() or unicodedata.category(char) == "So" for char in bare):
        return True
    return bool(_NUMBER.search(bare))


def count_words(text: str) -> int:
    """How many words a text has, two letters of Chinese for each."""
    return len(WORD.findall(text)) + len(_CHINESE.findall(text)) // _LETTERS


def last_fact(parts: Sequence[Part]) -> int:
    return max((i for i, part in enumerate(parts) if part.kind != "literal"), default=-1)


def joined(parts: Iterable[Part]) -> Iterator[Part]:
    """Neighbouring literals as one."""
    literal = ""
    for part in parts:
        if part.kind == "literal":
            literal += part.text
            continue
        yield Part("literal", literal)
        literal = ""
        yield part
    yield Part("literal", literal)
