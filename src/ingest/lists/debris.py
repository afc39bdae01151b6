"""What is left over where a way of writing lost a fact or was mistyped: marks that open and never close."""

import re
from functools import lru_cache

from ingest.lists.tokens import TOKEN

_PAIRS = (("(", ")"), ("[", "]"), ("“", "”"), ("（", "）"))
_TWINS = ("**", "`", '"')
_EMPTY = re.compile(r"\(\s*\)|(?<!\S)\[\]|\*{4}|\"\"|“”")
_DANGLING = (
    re.compile(  # a bullet in a bullet, a dash where a bracket opens, a blank before a full stop
        r"^\s*[-*+]\s+(?:\*\*)?[-*+]\s|(?:\[\**|\()[-–—:,;]\s|(?<=\S)[ \t]+[.,](?=\s|$)|\]\([ \t]"
    )
)
_LINE_MARK = re.compile(r"^\s*(?:[-*+]|\d+[.)])\s")


@lru_cache(maxsize=4096)
def count_debris(template: str, units: tuple[tuple[str, str], ...] = ()) -> int:
    """How many marks of a template are left over once a word stands for each fact, all units written."""
    texts = dict(units)

    def word(match: re.Match[str]) -> str:
        if match["mark"]:
            return TOKEN.sub(word, texts.get(match["field"], ""))
        return "x" if match["field"] else match[0][0]

    text = TOKEN.sub(word, template)
    open_pairs = sum(text.count(first) != text.count(last) for first, last in _PAIRS)
    open_twins = sum(_LINE_MARK.sub("", text).count(mark) % 2 for mark in _TWINS)
    return open_pairs + open_twins + len(_EMPTY.findall(text)) + len(_DANGLING.findall(text))
