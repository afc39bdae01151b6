"""What an entry says in words of its own: descriptions, tags, remarks between and behind the facts."""

import re
import unicodedata
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from functools import lru_cache
from itertools import pairwise

from ingest.ids import id_of_url
from ingest.lists.inline import fold
from ingest.lists.part import Part, Written, escape, parts_of_written, written_of
from ingest.lists.shapes import link_places
from ingest.lists.voting import WINDOW

_PIECE = re.compile(r"\n?(?:(?!<br ?/?>)[^\n])*(?:<br ?/?>)?")
_MARKS = r"\s:：,，;·|.\-–—*_`()\[\]/~+#•"
_BEFORE_WORDS = re.compile(rf"(?:<(?!img\b|a\s+(?:id|name)\b)[^<>]*>|&nbsp;|(?!:\w+:)[{_MARKS}])*+")
_BEHIND_WORDS = "*_`[](){}|\\"
_BEHIND_MARKS, _OPENING_QUOTES = " ])*_`", '"“<'
_CLOSING_TAG = re.compile(r"</[^<>]*>|<br ?/?>")
_OPENING_TAG = re.compile(r"<(?P<name>[A-Za-z]\w*)[^<>]*>$")
_OPENS = re.compile(r"<(?!br\b|img\b|hr\b)[A-Za-z]")
_PAIRS = (("**", "**"), ("`", "`"), ("(", ")"), ("[", "]"), ("_", "_"), ("*", "*"), ("~~", "~~"))
DOUBTFUL = frozenset({"venue", "year", "date", "authors"})  # told from the words alone
_RARE = 0.2  # of the entries that show such a fact: where fewer do, it is part of a sentence
_WORD = re.compile(r"[^\W\d_]{2,}")
_LABEL_END = re.compile(r"[:：](?:\*\*|</strong>|_)?[ \t]*$")
_PLACEHOLDER = re.compile(r"\{[^{}]*\}")
_NUMBER = re.compile(r"\d{2}")
_OWN_LABEL = re.compile(r"\n[^\w\n]*(?P<label>[^\W\d_][^:：\n]{0,20})[:：]")
_LINE_MARK = re.compile(r"\s*(?:[-*+]|\d+[.)])\s+")
_FEW = 3
_MOSTLY, _NEARLY = 0.7, 0.75
_TAG = re.compile(r"<[^<>]*>")
_IMAGE = re.compile(r"<img\b|!\[|<a\s+(?:id|name)\b", re.IGNORECASE)  # or an anchor: its own


_PRAISE = re.compile(  # somebody's judgement of one work
    "[🔥⭐🌟✨💥🆕👍🏆❗💡]|:(?:star2?|fire|sparkles|boom|new|trophy|tada):"
)


def common_words(entries: Sequence[Sequence[Part]], is_new: bool = False) -> frozenset[str]:
    """The pieces of literals that most entries have: the list's words.

    What fewer have (`(oral)`, a tag) is a remark, which another work's entry must not repeat; a new
    entry says what most of the nearest do.
    """
    return _common_words(tuple([written_of(parts) for parts in entries]), is_new)


@lru_cache(maxsize=256)  # the sections of a page are mostly written alike
def _common_words(written: tuple[Written, ...], is_new: bool) -> frozenset[str]:
    entries = [parts_of_written(one) for one in written]
    pieces = [(set(_pieces_of(parts)), set(_end_pieces(parts))) for parts in entries]
    found: set[str] = set()
    for some in (pieces, pieces[:WINDOW])[: 1 + is_new]:
        seen = Counter(text for all_of, _ in some for text in all_of)
        ends = {text for _, behind in some for text in behind}
        found |= {
            text for text, count in seen.items() if count > _least(text, len(some), text in ends)
        }
    return frozenset(found) | _shown_fields(entries) | _shared_lines(entries) | _tags(entries)


def _tags(entries: Sequence[Sequence[Part]]) -> frozenset[str]:
    """That names stand in brackets (`**[TideNet]**`), as `@[name]`, where as many do as stand otherwise."""
    named = sum(any(part.field == "name" for part in parts) for parts in entries)
    tagged = sum(_tag_at(parts) >= 0 for parts in entries)
    return frozenset({"@[name]"} if tagged and 2 * tagged >= named else ())


def _tag_at(parts: Sequence[Part]) -> int:
    """Where a name in brackets stands among the parts; -1 where none does."""
    pairs = enumerate(pairwise(parts), 1)
    return next((i for i, (a, b) in pairs if b.field == "name" and a.text.endswith("**[")), -1)


def _shared_lines(entries: Sequence[Sequence[Part]]) -> frozenset[str]:
    """The labelled lines of links that a second entry has (`- Code: [...](...)`), as `@code_Code`."""
    seen = Counter(name for parts in entries for name in set(_line_places(parts)) if name)
    least = 2 if len(entries) > 1 else 1
    return frozenset(f"@{name}" for name, count in seen.items() if count >= least)


def _line_places(parts: Sequence[Part]) -> list[str]:
    """The places of an entry's links that stand on a line with a label; "" for all else."""
    if not any("\n" in part.text for part in parts if part.kind == "literal"):
        return [""] * len(parts)
    names = [name.rstrip("_") for name in link_places(parts)]
    return [name if "_" in name.removeprefix("other_") else "" for name in names]


def _least(text: str, count: int, is_end: bool) -> float:
    """How many of so many entries may have a piece before it is the list's.

    A picture, or a mark that praises, all of them; a pictograph, or words behind all facts, nearly all:
    those speak of one work.
    """
    if _IMAGE.search(text) or _PRAISE.search(text):
        return max(1, count - 1)
    if not _says(text):
        return 1
    is_own = is_end or not _WORD.search(_PLACEHOLDER.sub("", text))
    return max(1, (_NEARLY if is_own else _MOSTLY) * count)


def _end_pieces(parts: Sequence[Part]) -> Iterator[str]:
    """The pieces behind an entry's last fact."""
    return _pieces_of(parts[_last_fact(parts) + 1 :])


def _shown_fields(entries: Sequence[Sequence[Part]]) -> frozenset[str]:
    """The facts told from words alone that enough entries show, as `{field}`."""
    seen = Counter(field for parts in entries for field in {part.field for part in parts})
    dated = sum(any(part.field in {"date", "year"} for part in parts) for parts in entries)
    seen["date"] = seen["year"] = dated
    least = max(2.0, _RARE * len(entries)) if len(entries) > _FEW else 1.0
    return frozenset(f"{{{field}}}" for field in DOUBTFUL if seen[field] >= least)


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
    few = frozenset(text for text in pieces if len(_WORD.findall(text)) <= _FEW)
    return few | _shown_fields([parts]) | _shared_lines([parts]) | _tags([parts])


def with_notes(parts: Sequence[Part], common: frozenset[str], prefix: str = "") -> tuple[Part, ...]:
    """The parts with the words that only this entry has as notes.

    They are called by the fact they follow, `note_title1`, `note_title2`, ..., and `tail1`, ... behind
    the last one; a labelled line that no other entry has is one too, and so is a year or a name in
    a sentence where the other entries show none.
    """
    tag = _tag_at(parts)
    if tag >= 0 and "@[name]" not in common:  # others write names in another way
        words = Part("literal", escape(parts[tag].value))
        parts = tuple(joined([*parts[:tag], words, *parts[tag + 1 :]]))
    if _has_no_notes(parts, common):
        return tuple(parts)
    found: list[Part] = []
    counts: Counter[str] = Counter()
    before = ""
    mine = tuple(_without_own_lines(parts, common))
    shown = common | _dated_venue(mine)
    known = list(joined([_unlabelled(part, shown) for part in mine]))
    known = list(joined(_without_mentions(known, common)))
    last = _last_fact(known)
    arxiv = _arxiv_id(parts)
    for index, part in enumerate(known):
        if part.kind != "literal":
            found.append(part)
            before = part.field
            continue
        is_tail = index > last
        label = "" if is_tail else _line_label(part.text)
        pieces = _pieces(part.text.removesuffix(label))
        for at, piece in enumerate(pieces):
            if piece in common or not _says(piece):
                found.append(Part("literal", piece))
                continue
            start, end = _own_words(piece, common)
            is_whole = at + 1 < len(pieces) or bool(label) or index == len(known) - 1
            if (is_whole and piece.startswith("\n")) or not piece[:start].strip(" "):
                start = 0  # a line of its own begins with its marks, any other with its blank
                end -= not is_whole and _is_between_blanks(piece[:end])
            mark = _LINE_MARK.match(piece) if index == 0 and at == 0 else None
            if mark:  # the bullet is no word of its own, the blank behind the remark is
                start = max(start, mark.end())
                end = end if piece[end:].strip(" ") else len(piece)
            kind = "tail" if is_tail else "note"
            if piece.startswith("\n"):
                kind += "line" + _label_of_line(piece)
            kind += prefix if is_tail else f"{prefix}_{before}"
            counts[kind] += 1
            name = f"{kind}{counts[kind]}"
            found += [
                Part("literal", piece[:start]),
                _note(piece[start:end], name, arxiv),
                Part("literal", piece[end:]),
            ]
        found.append(Part("literal", label))
    return tuple(part for part in joined(found) if part.kind != "literal" or part.text)


def _has_no_notes(parts: Sequence[Part], common: frozenset[str]) -> bool:
    """True where it is plain at first sight that an entry says nothing but what the others say too."""
    for part in parts:
        if part.kind == "literal":
            if _says_own(part.text, common):
                return False
        elif part.kind == "fact" and _is_own(part, common):
            return False
    if not any(part.kind == "literal" and "\n" in part.text for part in parts):
        return True
    return all(f"@{name}" in common for name in _line_places(parts) if name)


@lru_cache(maxsize=1024)  # entries of a section are mostly written alike
def _says_own(literal: str, common: frozenset[str]) -> bool:
    """True for a literal with words that are not the list's."""
    own = (piece for piece in _pieces(literal) if piece not in common)
    return any(_says(piece) or len(_WORD.findall(piece)) > _FEW for piece in own)


def _without_mentions(parts: Sequence[Part], common: frozenset[str]) -> Iterator[Part]:
    """The parts with a further link in the middle of a sentence as words of that sentence."""
    before = ""
    has_link = False
    for part in parts:
        is_mention = has_link and part.kind == "link" and part.field != "paper"
        has_link = has_link or part.kind == "link"
        if is_mention and _ends_in_sentence(before, common):
            mention = Part("literal", escape(part.raw))
            before += mention.text
            yield mention
        else:
            before = part.text if part.kind == "literal" else ""
            yield part


def _ends_in_sentence(text: str, common: frozenset[str]) -> bool:
    """True where a line breaks off behind several words of its own."""
    line = _pieces(text)[-1:] or ("",)
    return len(_WORD.findall(_TAG.sub("", line[0]))) > _FEW and line[0] not in common


def _own_words(piece: str, common: frozenset[str]) -> tuple[int, int]:
    """The range that most entries don't have: `** (oral) | ` beside `** | ` says ` (oral)`."""
    best = 0, len(piece)
    for other in _marks_of(common):
        start = _shared_prefix(piece, other)
        rest = len(other) - start
        spared = len(piece) - (best[1] - best[0])
        if not _is_balanced(piece[start : len(piece) - rest]):
            continue
        if spared < len(other) < len(piece) and piece.endswith(other[start:]):
            best = start, len(piece) - rest
    return best


@lru_cache(maxsize=256)
def _marks_of(common: frozenset[str]) -> tuple[str, ...]:
    """The pieces that say nothing, the longest first: a set alone has another order in every process."""
    marks = (piece for piece in common if not _says(piece))
    return tuple(sorted(marks, key=lambda piece: (-len(piece), piece)))


def _is_between_blanks(words: str) -> bool:
    """True for a remark with a blank on both sides: one of them stays where it is left out."""
    return len(words.strip(" ")) <= len(words) - 2 and words[:1] == words[-1:] == " "


def _is_balanced(words: str) -> bool:
    """False for words with a code or emphasis mark too many, a tag too many, or a piece of one."""
    marks = [char for char in words if char in "<>"]
    is_cut = "<" in marks and (marks[0], marks[-1]) != ("<", ">")
    is_even = all(words.count(mark) % 2 == 0 for mark in "`*")
    return is_even and not is_cut and len(_OPENS.findall(words)) == words.count("</")


def _shared_prefix(one: str, two: str) -> int:
    pairs = zip(one, two, strict=False)
    return next((at for at, (a, b) in enumerate(pairs) if a != b), min(len(one), len(two)))


def _without_own_lines(parts: Sequence[Part], common: frozenset[str]) -> Iterator[Part]:
    """The parts with the links of a labelled line that no other entry has as words of that line."""
    is_own = False
    for part, name in zip(parts, _line_places(parts), strict=True):
        if part.kind == "literal":
            is_own = is_own and "\n" not in part.text
        elif name:
            is_own = f"@{name}" not in common
        yield Part("literal", escape(part.raw)) if is_own and part.kind == "link" else part


def _arxiv_id(parts: Sequence[Part]) -> str:
    """The arXiv id of an entry's paper, which literals have as a placeholder."""
    ids = (id_of_url(part.value) or "" for part in parts if part.field == "paper")
    return next((one.removeprefix("arxiv:") for one in ids if one.startswith("arxiv:")), "")


def _note(piece: str, name: str, arxiv: str) -> Part:
    """The words of a piece, with the marks before (`plain`) and behind them (`text`)."""
    piece = piece.replace("{arxiv}", arxiv) if arxiv else piece
    start = match.end() if (match := _BEFORE_WORDS.match(piece)) else 0
    end = _end_of_words(piece, start)
    before, words, after = _with_own_marks(piece[:start], piece[start:end], piece[end:])
    words = words.replace("{{", "{").replace("}}", "}")
    return Part("fact", after, name, value=words, plain=before)


def _end_of_words(piece: str, start: int) -> int:
    """Where the marks and closing tags begin that a piece ends in."""
    end = len(piece)
    while end > start:
        if piece[end - 1] in _BEHIND_WORDS or piece[end - 1].isspace():
            end -= 1
            continue
        if piece[end - 1] in _OPENING_QUOTES and piece[start : end - 1][-1:] in set(_BEHIND_MARKS):
            end -= 1  # of the title behind the remark
            continue
        tag = piece.rfind("<", start, end) if piece[end - 1] == ">" else -1
        if tag < 0 or not _CLOSING_TAG.fullmatch(piece, tag, end):
            break
        end = tag
    return end


def _with_own_marks(before: str, words: str, after: str) -> tuple[str, str, str]:
    """The words with the emphasis, code marks, brackets and tags that are their own."""
    while True:
        tag = _OPENING_TAG.search(before)
        if tag and after.startswith(f"</{tag['name']}>"):
            end = len(f"</{tag['name']}>")
            words, before, after = tag[0] + words + after[:end], before[: tag.start()], after[end:]
            continue
        for opening, closing in _PAIRS:
            opens, closes = before.endswith(opening), after.startswith(closing)
            surplus = _surplus(words, opening, closing)
            if opens and closes and not surplus:
                words = opening + words + closing
                before, after = before.removesuffix(opening), after.removeprefix(closing)
                break
            is_open = opening == closing and surplus and not closes
            if opens and (surplus < 0 or is_open):
                words, before = opening + words, before.removesuffix(opening)
                break
            if closes and surplus > 0:
                words, after = words + closing, after.removeprefix(closing)
                break
        else:
            return before, words, after


def _surplus(words: str, opening: str, closing: str) -> int:
    """How many openings have no closing; -1 for a closing too many; emphasis is open at odd counts."""
    if opening != closing:
        return words.count(opening) - words.count(closing)
    return (
        words.count(opening) % 2 * (-1 if words.endswith(closing) or f"{closing} " in words else 1)
    )


def _label_of_line(piece: str) -> str:
    """The letters of a line's own label (`Venue` of `- Venue: ...`), by which its like is found."""
    match = _OWN_LABEL.match(piece)
    return re.sub(r"[\W\d_]", "", match["label"]) if match else ""


def _line_label(text: str) -> str:
    """The label of the fact behind a literal (`- **期刊**：`): the list's word though only one entry has it."""
    line = text[text.rfind("\n") :] if "\n" in text else ""
    return line if _LABEL_END.search(line) else ""


def _dated_venue(parts: Sequence[Part]) -> frozenset[str]:
    """`{venue}` where a venue stands beside its year in brackets: no word of a sentence, though no other shows one."""
    for before, venue, gap, when in zip(parts, parts[1:], parts[2:], parts[3:], strict=False):
        is_dated = venue.field == "venue" and when.field in {"date", "year"}
        if is_dated and before.text.endswith(("(", "[", "`")) and not gap.text.strip(" ,"):
            return frozenset({"{venue}"})
    return frozenset()


def _unlabelled(part: Part, common: frozenset[str]) -> Part:
    """A labelled line or a word taken for a fact that no other entry has, as the words it is."""
    is_own = part.kind == "fact" and _is_own(part, common)
    return Part("literal", escape(part.value)) if is_own else part


def _is_own(fact: Part, common: frozenset[str]) -> bool:
    """True for a fact that was told from the words alone and that no other entry shows."""
    if fact.field in DOUBTFUL:
        return f"{{{fact.field}}}" not in common
    return (
        fact.field.startswith("other_") and fact.field != "other_link" and fact.field not in common
    )


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


@lru_cache(maxsize=4096)  # neighbours have the same literals
def _pieces(text: str) -> tuple[str, ...]:
    """A literal cut where its lines end: each may be one remark."""
    return tuple(line[0] for line in _PIECE.finditer(text) if line[0])


@lru_cache(maxsize=4096)
def _says(text: str) -> bool:
    """True for words or pictographs, tags and placeholders left out."""
    if _IMAGE.search(text):
        return True
    bare = _TAG.sub("", text).replace("{{", "(").replace("}}", ")")
    if "{" in bare:  # the paper's id: in a sentence it is one word more
        return len(_WORD.findall(_PLACEHOLDER.sub(" ", bare))) > _FEW - 1
    if any(char.isalpha() or unicodedata.category(char) == "So" for char in bare):
        return True
    return bool(_NUMBER.search(bare))


def column_keys(header: Sequence[str]) -> tuple[str, ...]:
    """What the columns of a table are called among the notes, each by a name of its own."""
    labels = [label if header.count(label) == 1 else "" for label in header]
    return tuple(note_key(label, index) for index, label in enumerate(labels))


def note_key(label: str, index: int) -> str:
    """How the note of a column or field line is called: by its label, by its place where it has none."""
    return "other_" + (re.sub(r"\W", "", fold(label)) or str(index))
