"""What is wrong with the Markdown of one entry, whoever wrote it: a person or this program."""

import re
from collections import Counter
from collections.abc import Iterator
from functools import lru_cache

_SCHEME = re.compile(
    r"\]\(\s*(?:(?!https?:)(?i:https?)://|https?(?:/|:/(?!/)|:///|//|;//)|(?!https?:)[htps]{3,7}:/{1,3})"
)
_SPACED_URL = re.compile(r"\]\s++\((?=https?://)|\]\(https?://[^)\s]++\s++[^)\"'\[][^)\[]*\)")
_OPEN_LINK = re.compile(
    r"\]\(\s*+https?://[^()\s]*+(?>(?:\([^()\s]*\)[^()\s]*+)*)(?=\s*+$|\s++[^)\"'])"
)
_EMPTY_LINK = re.compile(r"(?<!!)\[(?:[^\[\]]++|\[[^\[\]]++\])\]\(\s*+\)")
_DOUBLE_URL = re.compile(  # an archive's address holds another, and so may a query
    r"\]\(\s*(https?://[^)\s?]{0,500}[^)\s?=/]https?://(?:arxiv|github|huggingface)[^)\s]*)\)"
)
_GOOD_LINK = re.compile(
    r"(?<!\\)!?\[(?>(?:\\.|[^\[\]\\]|\[[^\[\]]*+\])*)\]\(\s*+<?(?>(?:[^()\s]|\([^()\s]*\))*)(?>(?:\s++\"[^\"]*\")?)\s*+\)"
)
_ODD_YEAR = re.compile(r"\[\**[^\[\]*\n]{0,40}\b(?P<year>20\d|19\d|20\d{3,}|19\d{3,})\**\](?!\()")

_OF_LINKS = frozenset({"scheme", "link", "empty-link"})
_LABELS = re.compile(r"\[[^\[\]]*\]|<[^<>]*>|`[^`]*`")
_WORDS = re.compile(r"[^\W\d_]{2,}[^|]*?[^\W\d_]{2,}")

_BEFORE, _BEHIND = 40, 30  # characters that show where a bracket stands
_MARK = re.compile(r"(?<!\\)[\[\]]")
_NO_ADDRESS = re.compile(r"\[[^\[\]]*\]\([^()]*\)")
_TAG = re.compile(
    r"<(/?)(small|sub|sup|b|i|em|strong|a|font|span|u|ins|code|kbd|details|summary|p|div)\b[^<>]*(?<!/)>",
    re.IGNORECASE,
)
_LONE = re.compile(r"^\s*\*\s|(?<=\s)\*+(?=\s)", re.MULTILINE)  # a bullet, a star between words
_INERT = re.compile(r"\\.|(?<!`)(`++)(?>(?:(?!\1).)+)\1|https?://[^\s)\]>`]*", re.DOTALL)


def find_faults(text: str) -> Iterator[tuple[str, int, str]]:
    """(code, line from 0, message) of each fault in an entry's text."""
    lines = [line.rstrip("\r") for line in text.split("\n")]
    is_told = False  # a broken link leaves brackets over: one slip is one fault
    for offset, line in enumerate(lines):
        for code, message in _malformed(line):
            yield code, offset, message
            is_told = is_told or code == "link"
    if (
        is_told
        or ("[" not in text and "]" not in text)
        or (len(lines) > 1 and not _unpaired(" ".join(line.strip() for line in lines)))
    ):
        return  # brackets that pair over the lines of their entry
    for offset, line in enumerate(lines):
        if rest := _unpaired(line):
            said = _NO_ADDRESS.search(rest) if _pair(rest) else None
            shown = f"no address stands behind the label: {said[0]}" if said else ""
            yield "brackets", offset, shown or f"the brackets don't pair: {_around_stray(line)}"


def find_link_faults(line: str) -> Iterator[tuple[str, str]]:
    """(code, message) of each broken link of a line that may stand anywhere; a row to be filled in has none."""
    bare = _EMPTY_LINK.sub(lambda link: link[0] if _names_a_work(link[0]) else "", line)
    if bare == line or _WORDS.search(_LABELS.sub("", bare)):
        yield from ((code, message) for code, message in _malformed(line) if code in _OF_LINKS)


def _names_a_work(link: str) -> bool:
    return len(re.findall(r"\w+", link)) > 1


@lru_cache(maxsize=256)  # a work is written alike into many sections, beside the same neighbours
def find_flaws(text: str) -> frozenset[str]:
    """The codes of an entry's faults; `bold`, `emphasis`, `code`, `tags` and `parentheses` for marks that don't pair."""
    bare = _INERT.sub("", text)
    flaws = {code for code, _, _ in find_faults(text)}
    flaws |= {"bold"} if bare.count("**") % 2 else set()
    flaws |= {"emphasis"} if _LONE.sub("", bare).count("*") % 2 else set()
    flaws |= {"tags"} if _are_unpaired(bare) else set()
    flaws |= {"parentheses"} if bare.count("(") != bare.count(")") else set()
    return frozenset(flaws | ({"code"} if bare.count("`") % 2 else set()))


def _are_unpaired(text: str) -> bool:
    counts = Counter(f"{tag[1]}{tag[2].lower()}" for tag in _TAG.finditer(text))
    return any(counts[name] != counts[f"/{name}"] for name in {n.lstrip("/") for n in counts})


def _malformed(line: str) -> Iterator[tuple[str, str]]:
    for code, pattern, message in (
        ("scheme", _SCHEME, "the address does not begin with https:// or http://"),
        ("link", _SPACED_URL, "a blank breaks the link"),
        ("link", _OPEN_LINK, "the link's bracket is never closed"),
        ("empty-link", _EMPTY_LINK, "the link leads nowhere"),
        ("link", _DOUBLE_URL, "two addresses in one link"),
    ):
        match = pattern.search(line)
        if match:
            yield code, f"{message}: {line[match.start() : match.start() + 60].strip()}"
    if odd := _ODD_YEAR.search(line):
        yield "year", f'"{odd[0]}" names no year'


def _unpaired(line: str) -> str:
    """What is left of a line whose brackets don't pair once its well-formed links are taken out; else ""."""
    bare = _GOOD_LINK.sub("", re.sub(r"`[^`]*`", "", line))
    shown = _GOOD_LINK.sub("", re.sub(r"https?://\S+", "", re.sub(r"\\([\[\]])", r"\1", bare)))
    rest = _GOOD_LINK.sub("", re.sub(r"\\.|https?://\S+", "", bare))
    is_fine = "](" not in rest and (_pair(rest) or _pair(shown))
    return "" if is_fine else rest or bare


def _around_stray(line: str) -> str:
    """What stands around the first square bracket without its like."""
    opened: list[int] = []
    for mark in _MARK.finditer(_GOOD_LINK.sub(lambda link: " " * len(link[0]), line)):
        if mark[0] == "[":
            opened.append(mark.start())
        elif opened:
            opened.pop()
        else:
            opened = [mark.start()]
            break
    at = opened[0] if opened else len(line)
    return line[max(0, at - _BEFORE) : at + _BEHIND].strip()


def _pair(text: str) -> bool:
    return text.count("[") == text.count("]")
