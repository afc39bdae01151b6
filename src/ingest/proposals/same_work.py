"""Is the paper behind a row's link the work that the row names? By title, by name, by initials."""

import re
from dataclasses import dataclass
from difflib import SequenceMatcher
from functools import lru_cache

from ingest.artifacts import clean_title, short_name
from ingest.ids import title_key
from ingest.works import Work

_WORD = re.compile(r"[^\W_]+")
_STOP_WORDS = """
    a an and are as at by can do does for from how in into is it its of on or our that the their to towards
    toward up using use used via we what when which with without your new novel
"""
_STOP = frozenset(_STOP_WORDS.split())
_SHORT_TITLE = 4  # words that carry meaning; a row with fewer shows a name
_LONG_KEY = 12  # characters of a folded title that can't be part of another by chance
_TOLD = 0.7  # of a row's words that stand in title or abstract
_SHARED = 0.5  # of the shorter title's words: below, two full titles are different papers
# What one name may have behind the other and still be the same: a size, an s. Not a version.
_REST = re.compile(r"\d+(?:\.\d+)?[kmb]|s")
_NAME = re.compile(r"^[^:,：]{2,40}[:,：]\s*")
_LONG_TAIL = 20
_PREFIX = 4
_NEAR = 0.85
_LONGEST = 25  # words of a title
_NAME_MARK = re.compile(r"[a-z][A-Z]|[A-Z]{2}|\w[-_]\w|[A-Za-z]\d")


@dataclass(frozen=True, slots=True)
class Likeness:
    """How a row's words and a paper agree: `is_same`, and whether disagreement is sure enough to tell."""

    is_same: bool
    is_sure: bool


def compare(row_title: str, row_text: str, paper: Work) -> Likeness:
    """Whether a row that calls itself `row_title` can stand for the paper; `row_text` is all of it.

    A full title is compared by its words, a short name is looked for in title and abstract. Sure is a
    difference of two full titles, or of a name with a paper that bears another name of its own and
    whose whole abstract does not know the row's.
    """
    row, title = clean_title(row_title), clean_title(paper.title)
    row_key, key = title_key(row), title_key(title)
    if not row_key or not key:
        return Likeness(True, False)
    name = short_name(row) or (row if len(_words(row)) < _SHORT_TITLE else "")
    own = short_name(title)
    if (
        key in title_key(row_text)
        or (len(row_key) >= _LONG_KEY and row_key in key)
        or _shares(row, title)
        or (name and _bears(name, title, paper.abstract))
        or (own and _names_in(row, own))
        or _is_told(row, paper)
    ):
        return Likeness(True, True)
    return Likeness(False, _is_full(row, title) or (bool(own) and _is_name_like(row, paper)))


def bears_title(row_title: str, paper: Work) -> bool:
    """Whether a paper is surely the one a row names: its title, or its title's own name."""
    row, title = clean_title(row_title), clean_title(paper.title)
    if title_key(row) == title_key(title):
        return True
    tails = [title_key(_NAME.sub("", text, count=1)) for text in (row, title)]
    if tails[0] == tails[1] and len(tails[0]) >= _LONG_TAIL:
        return True  # the name alone is spelt otherwise: `Name2, ...`, `Name-II: ...`
    name, own = short_name(row) or row, short_name(title)
    if not own or title_key(name) != title_key(own):
        return False
    return len(_words(row)) < _SHORT_TITLE or _shares(row, title)


def _is_full(row: str, title: str) -> bool:
    """Whether both are titles: not a name, not a list of authors, not a paragraph about the paper."""
    lengths = len(_words(row)), len(_words(title))
    is_prose = len(row.split()) > _LONGEST or row.count(",") > 3 or ". " in row
    return min(lengths) >= _SHORT_TITLE and not is_prose


def _is_name_like(row: str, paper: Work) -> bool:
    """Whether a row shows a name that a whole abstract would know: `HealthGPT`, `SA-Med2D`."""
    is_name = len(row.split()) == 1 and bool(_NAME_MARK.search(row))
    return is_name and bool(paper.abstract) and not _is_cut(paper.abstract)


def _names_in(row: str, own: str) -> bool:
    """Whether the paper's own name stands in the row, among others or misspelt."""
    if len(_words(row)) >= _SHORT_TITLE or re.search(r"[/,(&+]", row):
        return _bears(own, row, "")
    one, two = row.casefold(), own.casefold()
    is_version = (
        one.startswith(two)
        or two.startswith(one)
        or re.findall(r"\d", one) != re.findall(r"\d", two)
    )
    return not is_version and SequenceMatcher(None, one, two).ratio() >= _NEAR


def _is_told(row: str, paper: Work) -> bool:
    """Whether nearly all words of a full title are the paper's: papers get new titles, and lists tell
    papers in their own words."""
    words = _words(row)
    known = _words(f"{paper.title} {paper.abstract}")
    return len(words) >= _SHORT_TITLE and len(words & known) >= _TOLD * len(words)


def _shares(row: str, title: str) -> bool:
    one, two = _words(row), _words(title)
    common = one & two
    return len(common) >= min(2, len(one)) and len(common) >= _SHARED * min(len(one), len(two))


@lru_cache(maxsize=4096)
def _words(text: str) -> frozenset[str]:
    words = (word.casefold().removesuffix("s") for word in _WORD.findall(text))
    return frozenset(word for word in words if word not in _STOP)


def _bears(name: str, title: str, abstract: str) -> bool:
    wanted = "".join(_WORD.findall(name)).casefold()
    for text in (title, abstract):
        words = [word.casefold() for word in _WORD.findall(text)]
        if any(_is_name(wanted, run) for run in _runs(words, len(wanted) + 12)):
            return True
    initials = "".join(word[0] for word in _WORD.findall(title)).casefold()
    return len(wanted) >= 3 and wanted in initials


def _runs(words: list[str], longest: int) -> list[str]:
    """Every word with the words behind it, joined: `med`, `medr1`, ..."""
    runs = []
    for start in range(len(words)):
        joined = ""
        for word in words[start : start + 6]:
            joined += word
            if len(joined) > longest:
                break
            runs.append(joined)
    return runs


def _is_name(wanted: str, found: str) -> bool:
    if wanted == found:
        return True
    shorter, longer = sorted((wanted, found), key=len)
    is_prefix = len(shorter) >= _PREFIX and longer.startswith(shorter)
    return is_prefix and bool(_REST.fullmatch(longer[len(shorter) :]))


def _is_cut(abstract: str) -> bool:
    return 900 <= len(abstract) <= 1003 and abstract.rstrip()[-1:] not in '.!?)”"'
