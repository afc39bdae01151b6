"""Turn a phrase of a rule file into the pattern that finds it in a folded text.

A phrase matches whole words, whatever blanks or hyphens stand between them, and its last word in
the plural too. Case does not count, but for words of up to six characters that are all capitals or
digits (LLM, VQA, R1). A phrase that starts with `=` matches in that case and number only.
`radiolog*` matches any end. Chinese and Japanese words need no boundary.
https://docs.python.org/3/library/re.html
"""

import re
from collections.abc import Iterator
from itertools import product
from typing import NamedTuple

from ingest.rules.folding import CJK, GAP_AT_MOST, OTHER_LETTER, flatten_letters, fold, is_cjk

BOUNDARY = f"[ .\n{CJK}]"

_RUNS = re.compile(f"[{CJK}]+|[^ .{CJK}]+|[ .]+")
_ACRONYM_AT_MOST = 6
_GAPS = tuple(" " * count for count in range(1, GAP_AT_MOST + 1))
_WORDS_AT_MOST = 4  # of a literal: in all widths that makes 27
_PLURAL_OF_Y = re.compile(r"[^aeiou0-9]y$")


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


class Literals(NamedTuple):
    """Strings of which one stands in a flat text wherever a phrase stands in the folded one."""

    texts: tuple[str, ...]
    is_start: bool  # the phrase starts with it, after its first blank
    is_plain: bool  # where the folded text has it in any case and without a stop, it is the phrase


def phrase_literals(phrase: str) -> Literals:
    """What to look for in a flat text: the longest fixed part of a phrase that has a pattern.

    Stops and open ends (`*`) part a phrase; its last word comes in all numbers.
    """
    is_exact = phrase.startswith("=")
    runs = _RUNS.findall(_fold_phrase(phrase.removeprefix("=")))
    pieces = _flat_pieces(runs)
    chosen = max(range(len(pieces)), key=lambda number: len(pieces[number].strip()))
    piece, is_cut = _cut(pieces[chosen])
    texts: tuple[str, ...] = (piece,)
    if chosen == len(pieces) - 1 and not is_exact and not is_cut:
        texts = _flat_numbers(piece, runs[-1])
    has_case = is_exact or any(is_acronym(run) for run in runs)
    is_latin = OTHER_LETTER not in piece and not any(map(is_cjk, piece))
    return Literals(
        tuple(wide for text in texts for wide in _in_all_widths(text)),
        is_start=chosen == 0,
        is_plain=len(pieces) == 1 and is_latin and not has_case and not is_cut,
    )


def _cut(piece: str) -> tuple[str, bool]:
    """The first words of a piece that has too many to be looked for in all widths."""
    words = piece.split()
    if len(words) <= _WORDS_AT_MOST:
        return piece, False
    return f" {' '.join(words[:_WORDS_AT_MOST])} ", True


def _in_all_widths(text: str) -> Iterator[str]:
    """A literal with one to GAP_AT_MOST blanks between its words; Chinese is only met with one."""
    first, *words = text[1:].split(" ", text.count(" ", 1, len(text) - 1))
    if any(map(is_cjk, text)):
        yield text
        return
    for gaps in product(_GAPS, repeat=len(words)):
        yield f" {first}" + "".join(f"{gap}{word}" for gap, word in zip(gaps, words, strict=True))


def _flat_pieces(runs: list[str]) -> list[str]:
    """The fixed parts of a phrase, each with its blanks, but where a word's end is open."""
    pieces = [""]
    for run in runs:
        if run[0] in " .":
            if "." in run:
                pieces[-1] += " "
                pieces.append("")
            continue
        words = flatten_letters(run.replace("*", "")).split()
        pieces[-1] += "".join(f" {word}" for word in words)
        if run.endswith("*"):
            pieces[-1] += "" if words else " "
            pieces.append("")
    pieces[-1] += " "
    return pieces


def _flat_numbers(piece: str, last_word: str) -> tuple[str, ...]:
    """A piece with its last word in singular and plural, as `_word_pattern` has them."""
    if is_cjk(last_word[0]):
        return (piece,)
    stem = piece.removesuffix(" ")
    if is_acronym(last_word):
        return (piece, f"{stem}s ")
    if _PLURAL_OF_Y.search(last_word.lower()):
        return (piece, f"{stem[:-1]}ies ")
    return (piece, f"{stem}s ", f"{stem}es ")


def find_spans(pattern: re.Pattern[str], folded: str) -> list[tuple[int, int]]:
    """Where an unbounded pattern stands in a folded text that has a boundary at both ends.

    The boundaries are looked at here: classes of Chinese in a pattern take `re` a millisecond each
    to compile.
    """
    spans: list[tuple[int, int]] = []
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
    return stem, "(?:s|es)?"


def is_acronym(word: str) -> bool:
    """Whether a word's case counts: two to six capitals and digits, one capital at least."""
    return 2 <= len(word) <= _ACRONYM_AT_MOST and word.isascii() and word.isupper()
