"""The words of one remark, with the marks that are its own."""

import re
from functools import lru_cache

from ingest.lists.splitting.part import Part
from ingest.lists.splitting.pieces import says

_MARKS = r"\s:：,，;·|.\-–—*_`()\[\]/~+#•"
_BEFORE_WORDS = re.compile(
    rf"(?>(?:<(?!img\b|a\s+(?:id|name)\b)[^<>]*>|&nbsp;|(?!:\w+:)[{_MARKS}])*)"
)
_BEHIND_WORDS = "*_`[](){}|\\"
_BEHIND_MARKS, _OPENING_QUOTES = " ])*_`", '"“<'
_CLOSING_TAG = re.compile(r"</[^<>]*>|<br ?/?>")
_OPENING_TAG = re.compile(r"<(?P<name>[A-Za-z]\w*)[^<>]*>[ ]*$")
_TAGS = re.compile(r"<(?P<close>/?)(?!br\b|img\b|hr\b)(?P<name>[A-Za-z]\w*)[^<>]*>")
_FOOTNOTE = re.compile(r"<(?P<name>su[bp])>[^<>\w]+</(?P=name)>")  # `<sup>*</sup>Tide Lab`
_ANCHOR = re.compile(r"<a\s+(?:id|name)\b[^<>]*>$", re.IGNORECASE)  # nothing stands in it
_OPENS = re.compile(r"<(?!br\b|img\b|hr\b)[A-Za-z]")
_PAIRS = (("**", "**"), ("`", "`"), ("(", ")"), ("[", "]"), ("_", "_"), ("*", "*"), ("~~", "~~"))


def own_words(piece: str, common: frozenset[str]) -> tuple[int, int]:
    """The range that most entries don't have: `** (oral) | ` beside `** | ` says ` (oral)`."""
    best = 0, len(piece)
    for other in _marks_of(common):
        start = _shared_prefix(piece, other)
        rest = len(other) - start
        spared = len(piece) - (best[1] - best[0])
        if not _is_balanced(piece[start : len(piece) - rest]):
            continue
        if spared < len(other) < len(piece) and piece.endswith(other[start:]):
            best = start, len(piece) - rest
    return best


@lru_cache(maxsize=256)
def _marks_of(common: frozenset[str]) -> tuple[str, ...]:
    """The pieces that say nothing, the longest first: a set alone has another order in every process."""
    marks = (piece for piece in common if not says(piece))
    return tuple(sorted(marks, key=lambda piece: (-len(piece), piece)))


def _shared_prefix(one: str, two: str) -> int:
    pairs = zip(one, two, strict=False)
    return next((at for at, (a, b) in enumerate(pairs) if a != b), min(len(one), len(two)))


def _is_balanced(words: str) -> bool:
    """False for words with a code or emphasis mark too many, a tag too many, or a piece of one."""
    marks = [char for char in words if char in "<>"]
    is_cut = "<" in marks and (marks[0], marks[-1]) != ("<", ">")
    is_even = all(words.count(mark) % 2 == 0 for mark in "`*")
    return is_even and not is_cut and len(_OPENS.findall(words)) == words.count("</")


def note_of(piece: str, name: str, arxiv: str) -> Part:
    """The words of a piece, with the marks before (`plain`) and behind them (`text`)."""
    piece = piece.replace("{arxiv}", arxiv) if arxiv else piece
    start = match.end() if (match := _BEFORE_WORDS.match(piece)) else 0
    footnote = _FOOTNOTE.search(piece, 0, start) if "</" in piece[:start] else None
    start = footnote.start() if footnote else start
    end = _end_of_words(piece, start)
    before, words, after = _with_own_marks(piece[:start], piece[start:end], piece[end:])
    words = words.replace("{{", "{").replace("}}", "}")
    return Part("fact", after, name, value=words, plain=before)


def _end_of_words(piece: str, start: int) -> int:
    """Where the marks and closing tags begin that a piece ends in."""
    end = len(piece)
    while end > start:
        if piece[end - 1] in _BEHIND_WORDS or piece[end - 1].isspace():
            end -= 1
            continue
        if piece[end - 1] in _OPENING_QUOTES and piece[start : end - 1][-1:] in set(_BEHIND_MARKS):
            end -= 1  # of the title behind the remark
            continue
        tag = piece.rfind("<", start, end) if piece[end - 1] == ">" else -1
        if tag < 0 or not _CLOSING_TAG.fullmatch(piece, tag, end):
            break
        end = tag
    return end


def _with_own_marks(before: str, words: str, after: str) -> tuple[str, str, str]:
    """The words with the emphasis, code marks, brackets and tags that are their own."""
    if after.startswith("</a>") and _ANCHOR.search(words):
        words, after = words + "</a>", after.removeprefix("</a>")
    while True:
        tag = _OPENING_TAG.search(before)
        closing = f"</{tag['name']}>" if tag else ""
        if tag and after.lstrip(" ").startswith(closing):
            end = after.index(closing) + len(closing)
            words, before, after = tag[0] + words + after[:end], before[: tag.start()], after[end:]
            continue
        opened, closed = _unpaired_tags(words)
        if opened and after.startswith(f"</{opened}>"):
            end = len(f"</{opened}>")
            words, after = words + after[:end], after[end:]
            continue
        if tag and tag["name"] == closed:
            words, before = tag[0] + words, before[: tag.start()]
            continue
        for opening, closing in _PAIRS:
            opens, closes = before.endswith(opening), after.startswith(closing)
            surplus = _surplus(words, opening, closing)
            if opens and closes and not surplus:
                words = opening + words + closing
                before, after = before.removesuffix(opening), after.removeprefix(closing)
                break
            is_open = opening == closing and surplus and not closes
            if opens and (surplus < 0 or is_open):
                words, before = opening + words, before.removesuffix(opening)
                break
            if closes and surplus > 0:
                words, after = words + closing, after.removeprefix(closing)
                break
        else:
            return before, words, after


def _unpaired_tags(words: str) -> tuple[str, str]:
    """The names of the last tag that words open and do not close, and of the first they close and do not open."""
    opened: list[str] = []
    closed = ""
    for tag in _TAGS.finditer(words) if "<" in words else ():
        if not tag["close"]:
            opened.append(tag["name"])
        elif opened:
            opened.pop()
        else:
            closed = closed or tag["name"]
    return (opened or [""])[-1], closed


def _surplus(words: str, opening: str, closing: str) -> int:
    """How many openings have no closing; -1 for a closing too many; emphasis is open at odd counts."""
    if opening != closing:
        return words.count(opening) - words.count(closing)
    words = words.replace("**", "") if closing == "*" else words
    return (
        words.count(opening) % 2 * (-1 if words.endswith(closing) or f"{closing} " in words else 1)
    )
