"""Which words between facts are the list's own: what most of its entries say."""

import re
from collections import Counter
from collections.abc import Sequence
from functools import lru_cache
from itertools import chain, pairwise
from typing import NamedTuple

from ingest.lists.markup.inline import WORD
from ingest.lists.reading.voting import WINDOW
from ingest.lists.splitting.link_places import link_places
from ingest.lists.splitting.part import Part, Written, parts_of_written, written_of
from ingest.lists.splitting.pieces import (
    FEW,
    IMAGE,
    count_words,
    last_fact,
    pieces_of,
    says,
)
from ingest.lists.splitting.tokens import PLACEHOLDER

_YEAR = re.compile(
    r"(?<![\w/=-])(?:19|20)\d\d(?![\w/-])"
)  # in words: of one work, whatever surrounds it
DOUBTFUL = frozenset({"venue", "year", "date", "authors"})  # told from the words alone
_DATED = frozenset({"date", "year"})
_RARE = 0.2  # of the entries that show such a fact: where fewer do, it is part of a sentence
_MOSTLY, _NEARLY = 0.7, 0.75
_PRAISE = re.compile(  # somebody's judgement of one work
    "[🔥⭐🌟✨💥🆕👍🏆❗💡]|:(?:star2?|fire|sparkles|boom|new|trophy|tada):"
)


class _Words(NamedTuple):
    """What one way of writing an entry brings to the vote: looked for once, however many entries are written so."""

    pieces: frozenset[str]  # of its literals
    ends: frozenset[str]  # those behind its last fact
    fields: frozenset[str]
    lines: frozenset[str]  # the places of links on labelled lines
    is_tagged: bool  # a name stands in brackets


@lru_cache(maxsize=1024)
def _words_of(written: Written) -> _Words:
    parts = parts_of_written(written)
    return _Words(
        frozenset(pieces_of(parts)),
        frozenset(pieces_of(parts[last_fact(parts) + 1 :])),
        frozenset(part.field for part in parts),
        frozenset(name for name in line_places(parts) if name),
        tag_at(parts) >= 0,
    )


def common_words(entries: Sequence[Sequence[Part]], is_new: bool = False) -> frozenset[str]:
    """The pieces of literals that most entries have: the list's words.

    What fewer have (`(oral)`, a tag) is a remark, which another work's entry must not repeat; a new
    entry says what most of the nearest do.
    """
    return _common_words(tuple([written_of(parts) for parts in entries]), is_new)


@lru_cache(maxsize=256)  # the sections of a page are mostly written alike
def _common_words(written: tuple[Written, ...], is_new: bool) -> frozenset[str]:
    entries = [_words_of(one) for one in written]
    found: set[str] = set()
    for some in (entries, entries[:WINDOW])[: 1 + is_new]:
        seen = Counter(chain.from_iterable(one.pieces for one in some))
        ends = frozenset(chain.from_iterable(one.ends for one in some))
        found |= {
            text for text, count in seen.items() if count > _least(text, len(some), text in ends)
        }
    return frozenset(found) | _shared(entries)


def short_words(parts: Sequence[Part]) -> frozenset[str]:
    """Of the only entry there is: the few words between its facts, which may be the list's; no remark behind them."""
    pieces = pieces_of(parts[: last_fact(parts) + 1])
    few = frozenset(text for text in pieces if count_words(text) <= FEW and not _YEAR.search(text))
    return few | _shared([_words_of(written_of(parts))])


def _least(text: str, count: int, is_end: bool) -> float:
    """How many of so many entries may have a piece before it is the list's.

    A picture, or a mark that praises, all of them; a pictograph, or words behind all facts, nearly all:
    those speak of one work.
    """
    if IMAGE.search(text) or says_praise(text):
        return max(1, count - 1)
    if not says(text):
        return 1
    is_own = is_end or not WORD.search(PLACEHOLDER.sub("", text))
    return max(1, (_NEARLY if is_own else _MOSTLY) * count)


def says_praise(text: str) -> bool:
    """True for words with a mark that praises one work."""
    return bool(_PRAISE.search(text))


def _shared(entries: Sequence[_Words]) -> frozenset[str]:
    """What else than words the entries have in common."""
    return _shown_fields(entries) | _shared_lines(entries) | _tags(entries)


def _shown_fields(entries: Sequence[_Words]) -> frozenset[str]:
    """The facts told from words alone that enough entries show, as `{field}`."""
    seen = Counter(chain.from_iterable(one.fields for one in entries))
    seen["date"] = seen["year"] = sum(not _DATED.isdisjoint(one.fields) for one in entries)
    least = max(2.0, _RARE * len(entries)) if len(entries) > FEW else 1.0
    return frozenset(f"{{{field}}}" for field in DOUBTFUL if seen[field] >= least)


def _tags(entries: Sequence[_Words]) -> frozenset[str]:
    """That names stand in brackets (`**[TideNet]**`), as `@[name]`, where as many do as stand otherwise."""
    named = sum("name" in one.fields for one in entries)
    tagged = sum(one.is_tagged for one in entries)
    return frozenset({"@[name]"} if tagged and 2 * tagged >= named else ())


def tag_at(parts: Sequence[Part]) -> int:
    """Where a name in brackets stands among the parts; -1 where none does."""
    pairs = enumerate(pairwise(parts), 1)
    return next((i for i, (a, b) in pairs if b.field == "name" and a.text.endswith("**[")), -1)


def _shared_lines(entries: Sequence[_Words]) -> frozenset[str]:
    """The labelled lines of links that a second entry has (`- Code: [...](...)`), as `@code_Code`."""
    seen = Counter(chain.from_iterable(one.lines for one in entries))
    least = 2 if len(entries) > 1 else 1
    return frozenset(f"@{name}" for name, count in seen.items() if count >= least)


def line_places(parts: Sequence[Part]) -> list[str]:
    """The places of an entry's links that stand on a line with a label; "" for all else."""
    if not any("\n" in part.text for part in parts if part.kind == "literal"):
        return [""] * len(parts)
    names = [name.rstrip("_") for name in link_places(parts)]
    return [name if "_" in name.removeprefix("other_") else "" for name in names]
