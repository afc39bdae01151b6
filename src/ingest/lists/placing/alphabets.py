"""Alphabets of titles: word by word, or letter by letter over blanks (OpenEyes, Open Field, openMaps)."""

from collections.abc import Sequence
from functools import lru_cache
from itertools import pairwise

from ingest.lists.markup.inline import fold
from ingest.lists.model import CuratedList
from ingest.lists.placing.sort_keys import Key, letters, letters_of, rising_share


def find_alphabet(
    curated: CuratedList, keys: Sequence[Key | None], least: float
) -> tuple[float, bool] | None:
    """The share of titles that keep the alphabet, and whether it passes over blanks; None below `least`."""
    share = rising_share(keys, needed=5)
    by_letter = rising_share([*map(letters, keys)], needed=5)
    is_by_letter = by_letter is not None and by_letter > (share or 0)
    if by_letter is not None and by_letter == share and share >= least:
        is_by_letter = _passes_over_blanks(curated)
    share = by_letter if is_by_letter else share
    if share is None or share < least:
        return None
    return share, is_by_letter


@lru_cache(maxsize=4)
def _passes_over_blanks(curated: CuratedList) -> bool:
    """True where a page's alphabets pass over blanks more often than not, where that makes a difference."""
    found = 0
    titles = [_title_words(entry.title) for entry in curated.entries]
    for (words, spelt), (words_below, spelt_below) in pairwise(titles):
        is_rising = spelt < spelt_below
        if words[:1] == words_below[:1] and is_rising != (words < words_below):
            found += 1 if is_rising else -1
    return found > 0


@lru_cache(maxsize=16384)  # an edit asks for all of a page's titles anew
def _title_words(title: str) -> tuple[str, str]:
    """A title's words, and these without what is no letter or digit."""
    words = fold(title)
    return words, letters_of(words)
