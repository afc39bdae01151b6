"""What an entry says in words of its own: descriptions, tags, remarks between and behind the facts."""

import re
import unicodedata
from collections import Counter
from collections.abc import Iterator, Sequence, Set
from functools import lru_cache

from ingest.lists.inline import fold
from ingest.lists.parts import Part, escape
from ingest.lists.shapes import WINDOW

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
    """The pieces of literals that most entries have, of all or of the nearest: the list's words.

    What fewer have (`(oral)`, a tag) is a remark, which another work's entry must not repeat.
    """
    found: set[str] = set()
    for some in (entries, entries[:WINDOW]):
        seen = Counter(text for parts in some for text in set(_pieces_of(parts)))
        most = max(1, len(some) / 2)
        found |= {text for text, count in seen.items() if count > (most if _says(text) else 1)}
    return frozenset(found)


def _pieces_of(parts: Sequence[Part]) -> Iterator[str]:
    for part in parts:
        if part.kind == "literal":
            yield from _pieces(part.text)
        elif part.field.startswith("other_"):
            yield part.field


def _last_fact(parts: Sequence[Part]) -> int:
    return max((i for i, part in enumerate(parts) if part.kind != "literal"), default=-1)


def short_words(parts: Sequence[Part]) -> frozenset[str]:
    """Of the only entry there is: the few words between its facts, which may be the list's; no remark behind them."""
    pieces = _pieces_of(parts[: _last_fact(parts) + 1])
    return frozenset(text for text in pieces if len(_WORD.findall(text)) <= _FEW)


def with_notes(parts: Sequence[Part], common: Set[str], prefix: str = "") -> tuple[Part, ...]:
    """The parts with the words that only this entry has as notes.

    They are `note1`, `note2`, ... in their order, `tail1`, ... behind the last fact; a labelled line
    that no other entry has is one too.
    """
    found: list[Part] = []
    count = 0
    known = list(_joined([_unlabelled(part, common) for part in parts]))
    last = _last_fact(known)
    for index, part in enumerate(known):
        if part.kind != "literal":
            found.append(part)
            continue
        is_tail = index > last
        label = "" if is_tail else _line_label(part.text)
        for piece in _pieces(part.text.removesuffix(label)):
            if piece in common or not _says(piece):
                found.append(Part("literal", piece))
                continue
            count = 1 if is_tail and not any("tail" in p.field for p in found) else count + 1
            start, end = _own_words(piece, common)
            name = f"{'tail' if is_tail else 'note'}{prefix}{count}"
            found += [
                Part("literal", piece[:start]),
                _note(piece[start:end], name),
                Part("literal", piece[end:]),
            ]
        found.append(Part("literal", label))
    return tuple(part for part in _joined(found) if part.kind != "literal" or part.text)


def _own_words(piece: str, common: Set[str]) -> tuple[int, int]:
    """The range that most entries don't have: `** (oral) | ` beside `** | ` says ` (oral)`."""
    best = 0, len(piece)
    for other in common:
        start = _shared_prefix(piece, other)
        rest = len(other) - start
        spared = len(piece) - (best[1] - best[0])
        if spared < len(other) < len(piece) and piece.endswith(other[start:]):
            best = start, len(piece) - rest
    return best


def _shared_prefix(one: str, two: str) -> int:
    pairs = zip(one, two, strict=False)
    return next((at for at, (a, b) in enumerate(pairs) if a != b), min(len(one), len(two)))


def _note(piece: str, name: str) -> Part:
    """The words of a piece, with the marks before (`plain`) and behind them (`text`)."""
    match = _NOTE.match(piece)
    before, words, after = match.groups() if match else ("", piece, "")
    if before.count("`") != after.count("`") or before.count("*") != after.count("*"):
        words, after = words + after, ""
    return Part("fact", after, name, value=words, plain=before)


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


@lru_cache(maxsize=4096)  # neighbours have the same literals
def _pieces(text: str) -> tuple[str, ...]:
    """A literal cut where its lines and its code or bold spans end: each may be one remark."""
    lines = (line[0] for line in _PIECE.finditer(text) if line[0])
    return tuple(span[0] for line in lines for span in _SPAN.finditer(line))


@lru_cache(maxsize=4096)
def _says(text: str) -> bool:
    """True for words or pictographs, tags and placeholders left out."""
    bare = _TAG.sub("", text)
    if "{" in bare:
        return False
    return any(char.isalpha() or unicodedata.category(char) == "So" for char in bare)


def note_key(label: str, index: int) -> str:
    """How the note of a column or field line is called: by its label, by its place where it has none."""
    return "other_" + (re.sub(r"\W", "", fold(label)) or str(index))
