"""Works that somebody else's open pull request asks for already: whoever was there first goes first."""

import re
from collections.abc import Iterable
from collections.abc import Set as AbstractSet
from dataclasses import dataclass

from ingest.ids import find_arxiv_ids, id_of_url, title_key

_URL = re.compile(r"(?:https?://|www\.)[^\s<>\"'|\]`]+", re.IGNORECASE)
_TITLE_LENGTH = 20  # characters of a folded title that can't be met by chance


@dataclass(frozen=True, slots=True)
class Elsewhere:
    """What one pull request of somebody else adds."""

    label: str  # "#12 by ann"
    ids: frozenset[str]
    lines: tuple[str, ...]  # folded as titles are


def read_elsewhere(label: str, text: str) -> Elsewhere:
    """The ids (any URL form) and the lines of a pull request's title, body and added lines."""
    urls = (id_of_url(match[0].rstrip(").,;:*_")) for match in _URL.finditer(text))
    ids = frozenset([*(found for found in urls if found), *find_arxiv_ids(text)])
    return Elsewhere(label, ids, tuple(filter(None, map(title_key, text.split("\n")))))


def find_elsewhere(names: AbstractSet[str], title: str, others: Iterable[Elsewhere]) -> str:
    """The label of the pull request that asks for a work by one of its ids or its title; "" for none."""
    key = title_key(title)
    for other in others:
        if not other.ids.isdisjoint(names):
            return other.label
        if len(key) >= _TITLE_LENGTH and any(key in line for line in other.lines):
            return other.label
    return ""
