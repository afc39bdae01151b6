"""Entries of several paragraphs: a title with its authors below it, links with their title above them."""

from collections.abc import Sequence
from itertools import pairwise
from typing import NamedTuple

from ingest.lists.markup.blocks import Block
from ingest.lists.markup.inline import WORD, plain
from ingest.lists.markup.lines import Lines
from ingest.lists.model import Entry
from ingest.lists.reading.before_title import FEW_WORDS
from ingest.lists.reading.entries import make_entry
from ingest.lists.reading.fields import is_generic

_LONGEST = 6  # lines of what stands above or below


class Single(NamedTuple):
    """An entry that is one paragraph: its place among the entries, its block's among the blocks."""

    at: int
    block: int


def with_paragraphs(
    entries: list[Entry], singles: Sequence[Single], blocks: Sequence[Block], lines: Lines
) -> None:
    """Let entries have the paragraphs without a link beside them, where each of their neighbours has some too."""
    if len(singles) < 2:
        return
    taken = {single.block for single in singles}
    free = [
        block.kind == "paragraph" and at not in taken and _is_bare(block, lines)
        for at, block in enumerate(blocks)
    ]
    for run in _runs(singles, blocks, free) if any(free) else ():
        rules = [blocks[two.block - 1].kind == "rule" for two in run[1:]]
        below = [
            two.block - one.block - 1 - rule
            for (one, two), rule in zip(pairwise(run), rules, strict=True)
        ]
        if not below or min(below) < 1:
            continue
        if all(is_generic(entries[one.at].title) for one in run):
            above = _free_beside(free, run[0].block, -1)
            if len(set(below)) == 1 and not any(rules) and above >= below[0]:
                _extend(entries, run, blocks, lines, [(below[0], 0)] * len(run))
        elif (last := min(_free_beside(free, run[-1].block, 1), max(below))) >= 1:
            _extend(entries, run, blocks, lines, [(0, count) for count in [*below, last]])


def _runs(
    singles: Sequence[Single], blocks: Sequence[Block], free: Sequence[bool]
) -> list[list[Single]]:
    """Entries with nothing between them but paragraphs that are free, the last of these a rule."""
    runs: list[list[Single]] = []
    for single in singles:
        before = runs[-1][-1].block if runs else -1
        inner = range(before + 1, single.block)
        is_next = bool(runs) and all(
            free[at] or (blocks[at].kind == "rule" and at + 1 == single.block) for at in inner
        )
        if is_next:
            runs[-1].append(single)
        else:
            runs.append([single])
    return runs


def _free_beside(free: Sequence[bool], at: int, step: int) -> int:
    count = 0
    while 0 <= at + step * (count + 1) < len(free) and free[at + step * (count + 1)]:
        count += 1
    return count


def _extend(
    entries: list[Entry],
    run: Sequence[Single],
    blocks: Sequence[Block],
    lines: Lines,
    reaches: Sequence[tuple[int, int]],
) -> None:
    """Make the entries of a run anew, each with so many paragraphs above and below it."""
    for single, (above, below) in zip(run, reaches, strict=True):
        first, last = blocks[single.block - above].first, blocks[single.block + below].last
        entries[single.at] = make_entry(lines, first, last, "paragraph")


def _is_bare(block: Block, lines: Lines) -> bool:
    """True for a short paragraph of words without a link: no tag, no picture, no page's own heading."""
    if block.is_quoted or block.last - block.first > _LONGEST:
        return False
    text = "\n".join(lines.shown_lines[block.first : block.last])
    has_link = "](" in text or "://" in text or "<" in text
    return not has_link and len(WORD.findall(plain(text))) >= FEW_WORDS
