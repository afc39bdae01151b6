"""How lines of an entry end behind which its paragraph goes on: with two blanks, with `<br>`, with nothing."""

import re
from collections import Counter
from collections.abc import Iterable
from itertools import pairwise

_BREAKS = ("<br>", "<br/>", "<br />", "\\")
_OTHER_BLOCK = re.compile(
    r"\s*(?:\Z|[-*+•](?=[ \t])|\d+[.)][ \t]|[>|#]|```|~~~|<!--|</?(?:details|summary|table|t[rdh]|[uo]l|li|p|div)\b)"
)
_MOSTLY, _SHOWN = 0.8, 3  # of the ends; so many that any can be usual


def learn_line_end(texts: Iterable[str]) -> str | None:
    """How such lines usually end; None where they end in several ways or in nothing, or there are too few."""
    pairs = (pair for text in texts for pair in pairwise(text.split("\n")))
    ends = [line[_end_at(line) :] for line, below in pairs if _goes_on(line, below)]
    if len(ends) < _SHOWN:
        return None
    ((way, count),) = Counter(map(_way_of, ends)).most_common(1)
    if not way or count < _MOSTLY * len(ends):
        return None
    ((usual, _),) = Counter(end for end in ends if _way_of(end) == way).most_common(1)
    return usual


def with_line_end(text: str, usual: str) -> str:
    """The text with each of these lines ended as usual; a mark with more or fewer blanks before it is as good."""
    lines, mark = text.split("\n"), usual.strip(" \t")
    for number, (line, below) in enumerate(pairwise(lines)):
        if _goes_on(line, below):
            at = _end_at(line)
            is_good = bool(mark) and _way_of(line[at:]) == mark
            lines[number] = line if is_good else line[:at] + usual
    return "\n".join(lines)


def _end_at(line: str) -> int:
    """Where the blanks and the mark begin that end a line."""
    bare = line.rstrip(" \t")
    mark = next((mark for mark in _BREAKS if bare.endswith(mark)), "")
    return len(bare.removesuffix(mark).rstrip(" \t"))


def _goes_on(line: str, below: str) -> bool:
    """True for a line whose paragraph has another below it: a heading is one line."""
    return not line.startswith("#") and not _OTHER_BLOCK.match(below)


def _way_of(end: str) -> str:
    bare = end.strip(" \t")
    return bare or ("  " if len(end) > 1 else "")
