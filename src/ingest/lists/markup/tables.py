"""Cells of a pipe table's line: where each begins and ends, escaped pipes left alone.

https://github.github.com/gfm/#tables-extension-
"""

import re
from functools import lru_cache
from itertools import pairwise

_DELIMITER = re.compile(r"\s*:?-+:?\s*")


@lru_cache(maxsize=2048)
def cell_ranges(line: str) -> tuple[tuple[int, int], ...]:
    """Character ranges of the raw cells between the pipes; outer pipes are optional."""
    body = line.rstrip("\r\n")
    end = len(body.rstrip())
    start = len(body) - len(body.lstrip())
    cuts = _pipes(body)
    if cuts and cuts[0] == start:
        start = cuts.pop(0) + 1
    if cuts and cuts[-1] == end - 1:
        end = cuts.pop()
    edges = [start - 1, *cuts, end]
    return tuple((left + 1, right) for left, right in pairwise(edges))


def _pipes(line: str) -> list[int]:
    """Where the pipes stand that no backslash escapes."""
    found = []
    at = line.find("|")
    while at >= 0:
        before = line[:at] if line[at - 1 : at] == "\\" else ""
        if (len(before) - len(before.rstrip("\\"))) % 2 == 0:
            found.append(at)
        at = line.find("|", at + 1)
    return found


def cell_texts(line: str) -> tuple[str, ...]:
    """The cells without outer blanks."""
    return tuple(line[start:end].strip() for start, end in cell_ranges(line))


def is_delimiter(line: str) -> bool:
    """True for a line like `|:-|:-:|`."""
    cells = cell_texts(line)
    return "-" in line and all(_DELIMITER.fullmatch(cell) for cell in cells)
