"""What an entry says in words of its own: descriptions, tags, remarks between and behind the facts."""

import re
import unicodedata
from collections import Counter
from collections.abc import Iterator, Sequence, Set

from ingest.lists.inline import fold
from ingest.lists.parts import Part, escape

_PIECE = re.compile(r"\n?(?:(?!<br ?/?>)[^\n])*(?:<br ?/?>)?")
_SPAN = re.compile(r"[^\w`*]*`[^`\n]+`|[^\w`*]*\*\*[^*\n]+\*\*|.+", re.DOTALL)
_MARKS = r"\s:：,，;·|.\-–—*_`()\[\]<>&/~+#=•"
_NOTE = re.compile(
    rf"(?P<before>(?:<[^<>]*>|[{_MARKS}])*)(?P<words>.*?)(?P<after>(?:</[^<>]*>|<br ?/?>|[\s*_`\])|\\])*)$",
    re.DOTALL,
)
_WORD = re.compile(r"[^\W\d_]{2,}")
_LABEL_END = re.compile(r"[:：](?:\*\*|</strong>|_)?[ \t]*$")
_FEW = 3
_TAG = re.compile(r"<[^<>]*>|!\[[^\]]*\]\([^)]*\)")


def common_words(entries: Sequence[Sequence[Part]]) -> frozenset[str]:
    """The pieces of literals that more than one entry has: the list's words, not one entry's."""
    seen = Counter(text for parts in entries for text in set(_pieces_of(parts)))
    return frozenset(text for text, count in seen.items() if count > 1)


def _pieces_of(parts: Sequence[Part]) -> Iterator[str]:
    for part in parts:
        if part.kind == "literal":
            yield from _pieces(part.text)
        elif part.field.startswith("other_"):
            yield part.field


def short_words(parts: Sequence[Part]) -> frozenset[str]:
    """Of the only entry there is: the few words between its facts, which may be the list's; no remark behind them."""
    last = max((i for i, part in enumerate(parts) if part.kind != "literal"), default=0)
    pieces = _pieces_of(parts[:last])
    return frozenset(text for text in pieces if len(_WORD.findall(text)) <= _FEW)


def with_notes(parts: Sequence[Part], common: Set[str], prefix: str = "") -> tuple[Part, ...]:
    """The parts with the words that only this entry has as notes.

    They are `note1`, `note2`, ... in their order, `tail1`, ... behind the last fact; a labelled line
    that no other entry has is one too.
    """
    found: list[Part] = []
    count = 0
    known = list(_joined([_unlabelled(part, common) for part in parts]))
    last = max((i for i, part in enumerate(known) if part.kind != "literal"), default=0)
    for index, part in enumerate(known):
        if part.kind != "literal":
            found.append(part)
            continue
        is_tail = index > last
        label = "" if is_tail else _line_label(part.text)
        for piece in _pieces(part.text.removesuffix(label)):
            match = _NOTE.match(piece)
            if piece in common or not match or not _says(piece):
                found.append(Part("literal", piece))
                continue
            count = 1 if is_tail and not any("tail" in p.field for p in found) else count + 1
            name = f"{'tail' if is_tail else 'note'}{prefix}{count}"
            found.append(Part("literal", match["before"]))
            found.append(Part("fact", match["after"], name, value=match["words"]))
        found.append(Part("literal", label))
    return tuple(part for part in _joined(found) if part.kind != "literal" or part.text)


def _line_label(text: str) -> str:
    """The label of the fact behind a literal (`- **期刊**：`): the list's word though only one entry has it."""
    line = text[text.rfind("\n") :] if "\n" in text else ""
    return line if _LABEL_END.search(line) else ""


def _unlabelled(part: Part, common: Set[str]) -> Part:
    """A labelled line that no other entry has, as the words it is."""
    is_own = part.field.startswith("other_") and part.field != "other_link"
    return Part("literal", escape(part.value)) if is_own and part.field not in common else part


def _joined(parts: Sequence[Part]) -> Iterator[Part]:
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


def _pieces(text: str) -> list[str]:
    """A literal cut where its lines and its code or bold spans end: each may be one remark."""
    lines = (line[0] for line in _PIECE.finditer(text) if line[0])
    return [span[0] for line in lines for span in _SPAN.finditer(line)]


def _says(text: str) -> bool:
    """True for words or pictographs, tags and placeholders left out."""
    bare = _TAG.sub("", text)
    if "{" in bare:
        return False
    return any(char.isalpha() or unicodedata.category(char) == "So" for char in bare)


def note_key(label: str, index: int) -> str:
    """How the note of a column or field line is called: by its label, by its place where it has none."""
    return "other_" + (re.sub(r"\W", "", fold(label)) or str(index))
