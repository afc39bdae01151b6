"""What an entry says in words of its own: descriptions, tags, remarks between and behind the facts."""

import re
from collections import Counter
from collections.abc import Sequence
from functools import lru_cache

from ingest.ids import id_of_url
from ingest.lists.markup.inline import WORD, fold
from ingest.lists.splitting.common_words import line_places, tag_at
from ingest.lists.splitting.own_facts import (
    dated_venue,
    is_own,
    unlabelled,
    without_mentions,
    without_own_lines,
)
from ingest.lists.splitting.part import Part, escape
from ingest.lists.splitting.pieces import FEW, joined, last_fact, pieces_of_text, says
from ingest.lists.splitting.remarks import note_of, own_words
from ingest.lists.splitting.tokens import ITEM_MARK

_LABEL_END = re.compile(r"[:：](?:\*\*|</strong>|_)?[ \t]*$")
_OWN_LABEL = re.compile(r"\n[^\w\n]*(?P<label>[^\W\d_][^:：\n]{0,20})[:：]")
_BETWEEN_STOPS = re.compile(r"\. [^\n]*\. ")
_OPENING = re.compile(r"\n[ \t]*[(\[*_`]")
_CLOSING = '*_`)]"”.,'  # marks that end what stands before a remark


def with_notes(parts: Sequence[Part], common: frozenset[str], prefix: str = "") -> tuple[Part, ...]:
    """The parts with the words that only this entry has as notes.

    They are called by the fact they follow, `note_title1`, `note_title2`, ..., and `tail1`, ... behind
    the last one; a labelled line that no other entry has is one too, and so is a year or a name in
    a sentence where the other entries show none.
    """
    tag = tag_at(parts)
    if tag >= 0 and "@[name]" not in common:  # others write names in another way
        words = Part("literal", escape(parts[tag].value))
        parts = tuple(joined([*parts[:tag], words, *parts[tag + 1 :]]))
    if _has_no_notes(parts, common):
        return tuple(parts)
    known = _with_words(parts, common)
    last, arxiv = last_fact(known), _arxiv_id(parts)
    found: list[Part] = []
    counts: Counter[str] = Counter()
    before = ""
    for index, part in enumerate(known):
        if part.kind != "literal":
            found.append(part)
            before = part.field
            continue
        is_tail = index > last
        label = "" if is_tail else _line_label(part.text)
        pieces = pieces_of_text(part.text.removesuffix(label))
        for at, piece in enumerate(pieces):
            if piece in common or not says(piece):
                found.append(Part("literal", piece))
                continue
            kind = "tail" if is_tail else "note"
            kind += "line" + _label_of_line(piece) if piece.startswith("\n") else ""
            kind += prefix if is_tail else f"{prefix}_{before}"
            counts[kind] += 1
            is_whole = at + 1 < len(pieces) or bool(label) or index == len(known) - 1
            start, end = _range_of_words(piece, common, is_whole, is_first=index == at == 0)
            above = ""
            if not start and _is_apart(pieces, at, is_end=index == len(known) - 1):
                above = found.pop().text  # the blank line comes and goes with it
            note = note_of(above + piece[start:end], f"{kind}{counts[kind]}", arxiv)
            found += [Part("literal", piece[:start]), note, Part("literal", piece[end:])]
        found.append(Part("literal", label))
    return tuple(part for part in joined(found) if part.kind != "literal" or part.text)


def _is_apart(pieces: Sequence[str], at: int, is_end: bool) -> bool:
    """True for a line with a blank line above it, and below it too where the entry goes on."""
    if not at or not pieces[at].startswith("\n") or not pieces[at - 1].isspace():
        return False
    return pieces[at + 1].isspace() if at + 1 < len(pieces) else is_end


def _with_words(parts: Sequence[Part], common: frozenset[str]) -> list[Part]:
    """The parts with what was taken for a fact or a link, and is none, as the words it is."""
    mine = tuple(without_own_lines(parts, common))
    shown = common | dated_venue(mine)
    known = joined([unlabelled(part, shown) for part in mine])
    return list(joined(without_mentions(list(known), common)))


def _range_of_words(
    piece: str, common: frozenset[str], is_whole: bool, is_first: bool
) -> tuple[int, int]:
    """What of a piece is the entry's own; `is_whole` where it ends its line, `is_first` where it begins the entry."""
    start, end = own_words(piece, common)
    if (is_whole and piece.startswith("\n")) or not piece[:start].strip(" /"):
        if _OPENING.match(piece):  # what they open ends with it, too
            end += len(piece) - end - len(piece[end:].lstrip(_CLOSING))
        start = 0  # a line of its own begins with its marks, any other with its blank
        end -= not is_whole and _is_between_blanks(piece[:end])
        if _BETWEEN_STOPS.fullmatch(piece):  # the full stop before it ends what stands there
            start, end = 1, len(piece) - 1
    mark = ITEM_MARK.match(piece) if is_first else None
    if mark:  # the bullet is no word of its own, the blank behind the remark is
        start = max(start, mark.end())
        end = end if piece[end:].strip(" ") else len(piece)
    return start, end


def _has_no_notes(parts: Sequence[Part], common: frozenset[str]) -> bool:
    """True where it is plain at first sight that an entry says nothing but what the others say too."""
    for part in parts:
        if part.kind == "literal":
            if _says_own(part.text, common):
                return False
        elif part.kind == "fact" and is_own(part, common):
            return False
    if not any(part.kind == "literal" and "\n" in part.text for part in parts):
        return True
    return all(f"@{name}" in common for name in line_places(parts) if name)


@lru_cache(maxsize=1024)  # entries of a section are mostly written alike
def _says_own(literal: str, common: frozenset[str]) -> bool:
    """True for a literal with words that are not the list's."""
    own = (piece for piece in pieces_of_text(literal) if piece not in common)
    return any(says(piece) or len(WORD.findall(piece)) > FEW for piece in own)


def _is_between_blanks(words: str) -> bool:
    """True for a remark with a blank on both sides: one of them stays where it is left out."""
    words = words.lstrip(_CLOSING)
    return len(words.strip(" ")) <= len(words) - 2 and words[:1] == words[-1:] == " "


def _label_of_line(piece: str) -> str:
    """The letters of a line's own label (`Venue` of `- Venue: ...`), by which its like is found."""
    match = _OWN_LABEL.match(piece)
    return re.sub(r"[\W\d_]", "", match["label"]) if match else ""


def _line_label(text: str) -> str:
    """The label of the fact behind a literal (`- **期刊**：`): the list's word though only one entry has it."""
    line = text[text.rfind("\n") :] if "\n" in text else ""
    line = line[max(0, line.rfind(". ")) :]  # behind a sentence of the entry's own
    return line if _LABEL_END.search(line) else ""


def _arxiv_id(parts: Sequence[Part]) -> str:
    """The arXiv id of an entry's paper, which literals have as a placeholder."""
    ids = (id_of_url(part.value) or "" for part in parts if part.field == "paper")
    return next((one.removeprefix("arxiv:") for one in ids if one.startswith("arxiv:")), "")


def column_keys(header: Sequence[str]) -> tuple[str, ...]:
    """What the columns of a table are called among the notes, each by a name of its own."""
    labels = [label if header.count(label) == 1 else "" for label in header]
    return tuple(note_key(label, index) for index, label in enumerate(labels))


def note_key(label: str, index: int) -> str:
    """How the note of a column or field line is called: by its label, by its place where it has none."""
    return "other_" + (re.sub(r"\W", "", fold(label)) or str(index))
