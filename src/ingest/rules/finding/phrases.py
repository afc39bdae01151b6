"""Turn a phrase of a rule file into the pattern that finds it in a folded text.

A phrase matches whole words, whatever blanks or hyphens stand between them, and its last word in
the plural too. Case does not count, but for words of up to six characters that are all capitals or
digits (LLM, VQA, R1). A phrase that starts with `=` matches in that case and number only.
`radiolog*` matches any end. Chinese and Japanese words need no boundary.
https://docs.python.org/3/library/re.html
"""

import re
from collections.abc import Sequence
from functools import cache
from typing import NamedTuple

from ingest.rules.finding.folding import CJK, flatten_letters, fold, is_cjk

Span = tuple[int, int]

BOUNDARY = f"[ .\n{CJK}]"

_RUNS = re.compile(f"[{CJK}]+|[^ .{CJK}]+|[ .]+")
ACRONYM_AT_MOST = 6
_PLURAL_OF_Y = re.compile(r"[^aeiou0-9]y$")
_PLURAL_IN_ES = re.compile(r"(?:[sxzo]|[cs]h)$")


@cache
def phrase_pattern(phrase: str) -> str:
    """The pattern of a phrase, boundaries not included; phrases that fold alike have the same one.

    An empty string where nothing of the phrase is left after folding.
    """
    is_exact = phrase.startswith("=")
    runs = _RUNS.findall(_fold_phrase(phrase.removeprefix("=")))
    parts: list[str] = []
    for position, run in enumerate(runs):
        if run[0] in " .":
            parts.append(_gap_pattern(run, runs[position - 1], runs[position + 1]))
            continue
        if parts and runs[position - 1][0] not in " .":  # Latin next to Chinese
            parts.append(" *")
        parts.append(_word_pattern(run, is_exact, is_last=position == len(runs) - 1))
    return "".join(parts)


class Spelled(NamedTuple):
    """A word, and of how many of its first letters the case counts; the others are in lower case."""

    letters: str
    exact: int = 0


class Keys(NamedTuple):
    """What to look for in the words of a flat text: it stands there wherever the phrase does in the
    folded one."""

    words: tuple[tuple[str, ...], ...]  # one of these: a word, or two in a row
    start: str  # where there are none: how a word starts
    is_start: bool  # the phrase starts there
    spelled: tuple[tuple[Spelled, ...], tuple[Spelled, ...]] | None
    # where there is neither stop nor open end: its words but the last, and the numbers of the last
    has_case: bool  # case counts in a letter at least


@cache
def phrase_keys(phrase: str) -> Keys:
    """The keys of a phrase that has a pattern: the longest of its parts between stops and open ends."""
    is_exact = phrase.startswith("=")
    runs = _RUNS.findall(_fold_phrase(phrase.removeprefix("=")))
    pieces = _pieces(runs)
    whole = [piece.words[:-1] if piece.is_open else piece.words for piece in pieces]
    chosen = max(range(len(pieces)), key=lambda n: len(" ".join(whole[n][:2])))
    lasts = _numbers(pieces[-1].words[-1], runs[-1], is_exact) if pieces[-1].words else ()
    has_case = is_exact or any(is_acronym(run) for run in runs)
    is_latin = all(run.isascii() for run in runs)
    is_whole = len(pieces) == 1 and not pieces[0].is_open and is_latin
    spelled = _spelled(runs, lasts, is_exact) if is_whole else None
    if not whole[chosen]:
        chosen = max(range(len(pieces)), key=lambda n: len("".join(pieces[n].words)))
        return Keys((), pieces[chosen].words[0], chosen == 0, spelled, has_case)
    first = tuple(whole[chosen][:2])
    is_last = chosen == len(pieces) - 1 and not pieces[-1].is_open and len(whole[chosen]) <= 2
    ends = lasts if is_last else first[-1:]
    return Keys(tuple((*first[:-1], end) for end in ends), "", chosen == 0, spelled, has_case)


class _Piece(NamedTuple):
    words: list[str]
    is_open: bool  # the last word's end is


def _pieces(runs: list[str]) -> list[_Piece]:
    """The words of a phrase, parted at stops and behind open ends; none is empty."""
    pieces = [_Piece([], False)]
    for run in runs:
        if run[0] in " .":
            if "." in run:
                pieces.append(_Piece([], False))
            continue
        pieces[-1].words.extend(flatten_letters(run.replace("*", "")).split())
        if run.endswith("*"):
            pieces[-1:] = [_Piece(pieces[-1].words, bool(pieces[-1].words)), _Piece([], False)]
    return [piece for piece in pieces if piece.words]


def _numbers(flat: str, last_word: str, is_exact: bool) -> tuple[str, ...]:
    """The last word in singular and plural, as `_word_pattern` has them."""
    if is_exact or is_cjk(last_word[0]):
        return (flat,)
    if is_acronym(last_word):
        return (flat, f"{flat}s")
    if _PLURAL_OF_Y.search(last_word.lower()):
        return (flat, f"{flat[:-1]}ies")
    if _PLURAL_IN_ES.search(last_word.lower()):
        return (flat, f"{flat}s", f"{flat}es")
    return (flat, f"{flat}s")


def _spelled(
    runs: list[str], lasts: tuple[str, ...], is_exact: bool
) -> tuple[tuple[Spelled, ...], tuple[Spelled, ...]]:
    """The words of a phrase but the last, and the numbers of the last, with what case counts."""
    words = [run for run in runs if run[0] != " "]
    *fixed, last = [
        Spelled(word, len(word)) if is_exact or is_acronym(word) else Spelled(word.lower())
        for word in words
    ]
    return tuple(fixed), tuple(
        Spelled(last.letters[: last.exact] + one[last.exact :], last.exact) for one in lasts
    )


def find_plain(
    spelled: tuple[Sequence[Spelled], Sequence[Spelled]], folded: str, start: int
) -> int:
    """Where a phrase whose case does not count, and that may start at an ASCII text's `start`, ends there; -1 if it does not."""
    words, lasts = spelled
    for word, _ in words:
        end = start + len(word)
        if folded[start:end].lower() != word or folded[end] != " ":
            return -1
        start = end + 1
        while folded[start : start + 1] == " ":
            start += 1
    for last, _ in lasts:
        end = start + len(last)
        if folded[start:end].lower() == last and folded[end] in " .\n":
            return end
    return -1


def find_spans(pattern: re.Pattern[str], folded: str) -> list[Span]:
    """Where an unbounded pattern stands in a folded text that has a boundary at both ends.

    The boundaries are looked at here: classes of Chinese in a pattern take `re` a millisecond each
    to compile.
    """
    spans: list[Span] = []
    match = pattern.search(folded)
    while match:
        start, end = match.span()
        is_whole = is_edge(folded, start - 1, start) and is_edge(folded, end, end - 1)
        if is_whole:
            spans.append((start, end))
        match = pattern.search(folded, end if is_whole and end > start else start + 1)
    return spans


def is_edge(folded: str, outside: int, inside: int) -> bool:
    """Whether a match ends (or starts) at a character: the one outside and the one inside it."""
    if not 0 <= outside < len(folded):  # an open end (`*`) may take the last blank
        return False
    char = folded[outside]
    return char in " .\n" or is_cjk(char) or is_cjk(folded[inside])


def _fold_phrase(phrase: str) -> str:
    folded = "*".join(fold(part) for part in phrase.split("*")).strip(" .")
    return folded if folded.strip("* .") else ""


def _gap_pattern(gap: str, before: str, after: str) -> str:
    if is_cjk(before[-1]) or is_cjk(after[0]):
        return "[ .]*" if "." in gap else " *"
    return "[ .]+" if "." in gap else " +"


def _word_pattern(word: str, is_exact: bool, is_last: bool) -> str:
    if is_cjk(word[0]):
        return word
    open_end = word.endswith("*")
    has_case = is_exact or is_acronym(word)
    stem = re.escape(word.replace("*", "") if has_case else word.replace("*", "").lower())
    plural = ""
    if open_end:
        stem += "[A-Za-z0-9]*"
    elif is_last and not is_exact:
        stem, plural = _plural(stem)
    if is_acronym(word) and not is_exact:
        return f"{stem}(?:[sS])?" if is_last and not open_end else stem
    return stem if is_exact else f"(?i:{stem}{plural})"


def _plural(stem: str) -> tuple[str, str]:
    if _PLURAL_OF_Y.search(stem):
        return stem[:-1], "(?:y|ies)"
    return stem, "(?:s|es)?" if _PLURAL_IN_ES.search(stem) else "s?"


def is_acronym(word: str) -> bool:
    """Whether a word's case counts: two to six capitals and digits, one capital at least."""
    return 2 <= len(word) <= ACRONYM_AT_MOST and word.isascii() and word.isupper()
