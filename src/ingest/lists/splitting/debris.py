"""What is left over where a way of writing lost a fact or was mistyped: open marks, empty ones, a stray dash."""

import re
from functools import lru_cache

from ingest.lists.splitting.tokens import TOKEN

_PAIRS = (("(", ")"), ("[", "]"), ("“", "”"), ("（", "）"))
_TWINS = ("**", "`", '"')
_TAGS = ("strong", "b", "i", "em", "u", "div", "summary", "span", "sub", "sup")
_EMPTY = re.compile(
    r"\(\s*\)|(?<![^\s*])\[\]|(?<![.\s/])\.\.(?![./])|,,|;;|\*{4}|\"\"|“”|(?<!\\)\|[ \t]*\||,[ \t]*,"
)
# A bullet in a bullet, a dash where a bracket opens, a blank before a full stop or an address.
_DANGLING = re.compile(
    r"^\s*[-*+]\s+(?:\*\*)?[-*+]\s|(?:\[\**|\()[-–—:,;]\s"
    r"|(?<=\S)[ \t]+[.,](?=\s|$)|\]\([ \t]"
)
_BLANKS = re.compile(
    r"\n[ \t]+\n|(?<=[^\s|])[ ]{2,}(?=[^\s|])"
)  # a line of them, two where one parts words
_APART = re.compile(r"(?<=[^\s\n]) ,(?=\s)")
_HANGING = re.compile(
    r"^[^\S\n]*[-*+]\s+[-*+:,]\s|(?<![:：])(?<![:：]\*\*)\s[-–—:,][ \t]*$", re.MULTILINE
)
ADDRESS = re.compile(r"https?://[^\s)>\"']+")
_SHORT = 24  # characters: a longer title is not repeated by chance
_LINKS = ("paper", "weights", "data", "code", "project", "other_link")
_LETTER = re.compile(r"\w")
_JOINT = re.compile(r"(?=(w\0|\0w|\0\0|[.,;:]{2}|[ \t][.,;:](?=\s|$)|\)\(|<ww ?/?>[ \t]*<ww ?/?>))")
_LINE_MARK = re.compile(r"^\s*(?:[-*+]|\d+[.)])\s")


def count_apart_commas(template: str) -> int:
    """How many commas have a blank before them."""
    return len(_APART.findall(template)) if " , " in template else 0


@lru_cache(maxsize=4096)
def count_debris(
    template: str, units: tuple[tuple[str, str], ...] = (), usual_blanks: int = 0
) -> int:
    """How many marks of a template are left over once a word stands for each fact, all units written.

    So many stray blanks as are usual count for nothing: they are a way of writing.
    """
    text = _worded(template, units)
    open_pairs = sum(text.count(first) != text.count(last) for first, last in _PAIRS)
    open_tags = sum(
        len(re.findall(rf"<{tag}\b", text)) != text.count(f"</{tag}>")
        for tag in _TAGS
        if tag in text
    )
    open_twins = sum(_LINE_MARK.sub("", text).count(mark) % 2 for mark in _TWINS)
    return (
        open_pairs
        + open_tags
        + open_twins
        + len(_EMPTY.findall(text))
        + len(_DANGLING.findall(text))
        + max(0, len(_BLANKS.findall(text)) - usual_blanks)
    )


@lru_cache(maxsize=4096)
def count_stray_blanks(template: str, units: tuple[tuple[str, str], ...] = ()) -> int:
    """How many lines of blanks, and blanks beside the one that parts words, a template has."""
    return len(_BLANKS.findall(_worded(template, units)))


def fill_plainly(template: str, units: tuple[tuple[str, str], ...]) -> str:
    """A template as a person reads it, all units written: `{title}, {venue} {year}`."""
    texts = dict(units)
    return TOKEN.sub(lambda m: texts[m["field"]] if m["mark"] else m[0], template)


@lru_cache(maxsize=4096)
def find_joints(template: str, units: tuple[tuple[str, str], ...] = ()) -> frozenset[str]:
    """Where a fact meets a word or another fact, or a mark meets a mark, with nothing between them.

    A fact is told as NUL, a letter as `w`: `EMNLP 2023Findings .` has NUL and NUL, and a blank before its full stop;
    two breaks in a row are `<ww><ww>`.
    """
    text = _LETTER.sub("w", _worded(template, units, "\0"))
    return frozenset(match[1] for match in _JOINT.finditer(text))


def _worded(template: str, units: tuple[tuple[str, str], ...], fact: str = "x") -> str:
    """A template with a word for each fact, all units written; beside other words than `x` links stand in brackets."""
    texts = dict(units)

    def word(match: re.Match[str]) -> str:
        if match["mark"]:
            return TOKEN.sub(word, texts.get(match["field"], ""))
        if match["field"] and fact != "x" and match["field"].startswith(_LINKS):
            return "[]"
        return fact if match["field"] else match[0][0]

    return TOKEN.sub(word, template)


@lru_cache(maxsize=256)  # a work is written alike into many sections
def find_leftovers(text: str, title: str) -> str:
    """What a written entry has in it that nobody would write by hand, in a phrase; "" for a clean one."""
    bare = " ".join(text.split())
    if len(title) > _SHORT and bare.count(" ".join(title.split())) > 1:
        return "its title would stand there twice"
    marks = _LINE_MARK.sub("", ADDRESS.sub("", bare.replace(" ".join(title.split()), "x")))
    for mark in _TWINS:
        if marks.count(mark) % 2:
            return f"{mark} would open and never close"
    found = _EMPTY.search(text) or _HANGING.search(text)
    return f"{found[0].strip()!r} would be left over" if found else ""
