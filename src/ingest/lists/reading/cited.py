"""Authors that stand before their work's title, as in citations."""

import re
from functools import lru_cache

from ingest.lists.reading.authors import NAME_LIST, are_names
from ingest.lists.reading.before_title import FEW_WORDS, after_tags
from ingest.lists.reading.fields import is_generic
from ingest.lists.reading.labels import is_venue
from ingest.lists.reading.title_ends import has_any

_LINKED = re.compile(  # `Ito et al. [Tides of the North](...)`, `Ito and Okafor. [...](...)`
    r"(?P<names>[A-Z][\w'’-]+(?: [A-Z][\w'’.-]*){0,3}(?:,? et al\.?| (?:and|&) [A-Z][\w'’-]+))[.,:]? +"
    r"\[(?P<label>[^\[\]\n]{12,})\]\(http"
)
_LISTED = re.compile(  # `Ito, A., Okafor, B., & Moor, C. [Tides of the North](...)`, `Ito, Ada, and Ben Okafor. [...](...)`
    r"(?P<names>(?=[^\[\n]*(?:, | & ))[^\W\d_][^\[\]<>\"“`\n*():]{3,400}(?:(?<=[ .-][A-Z]\.)|(?<=\w)\.(?<=[^\W\d_]{2}\.))) +"
    r"\[(?P<label>[^\[\]\n]{12,})\]\(http"
)
_CITED = re.compile(  # names with an initial, `et al.` or `and`, then a title in quotes or bold
    r"(?P<names>(?=[^\[\]<>\"“`\n*]*(?:\b[A-Z]\.|et al|,[^,\"“*]+,| and )|[^\[\]<>\"“`\n*,]+, [^\[\]<>\"“`\n*,]+[.,:] ?[\"“]"
    r"|[A-Z][\w'’-]+(?: [A-Z][\w'’.-]*){1,2}[.,] ?[\"“*_])"
    r"[^\W\d_][^\[\]<>\"“`\n*]{3,200}?)"
    r"(?:\*{0,2}[\"“]\*{0,2}(?P<quoted>[^\"”\n*]{12,}?)\*{0,2}[.,]?\*{0,2}[\"”]|\*\*(?P<bold>[^*\n\[\]]{8,})\*\*|(?<=[., ])[*_](?P<italic>[^\s*_][^*_\n\[\]]{10,}[^\s*_])[*_](?=[.,]? ))"
)
_REVERSED = re.compile(r"[^\W\d_][\w'’ -]*, [A-Z]\.")
_NAME = r"[A-Z][\w'’-]+(?: [A-Z]\.)? [A-Z][\w'’-]+"
_VANCOUVER = re.compile(  # `Ito A, Okafor BK, et al. Tides of the North.`
    r"(?P<names>[A-Z][\w'’-]+ [A-Z]{1,3}(?:(?:, [A-Z][\w'’-]+ [A-Z]{1,3})+(?:,? et al)?|,? et al))\. "
    r"(?P<plain>[^\[\]<>\n*_.]{16,}?)[.?!](?=\s|$)"
)
_TOLD = re.compile(  # `Ada Ito et al., Tides of the North.`, `Ada Ito, Ben Okafor, Chloe Marsh: Tides of the North.`
    rf"(?P<names>[A-Z][\w'’-]+(?: [A-Z][\w'’.-]*){{0,3}},? et al\.?|{_NAME}(?:, {_NAME}){{2,}})(?:(?<=\.) |[,:.] )"
    r"[\"“]?(?P<plain>[A-Z][^\[\]<>\n*_.\"“”,]*? [^\[\]<>\n*_.\"“”]{12,}?)[.?!](?=\s)"
)
_PAIR_FIRST = re.compile(  # `Ada Ito, Ben Okafor. Tides of the North. ICML 2024.`
    rf"(?P<names>{_NAME}(?:, | and ){_NAME})\. (?P<plain>[^\W\d_][^\[\]<>\n*_.]{{11,}}?)[.?!]"
    r" +(?=[*_]{0,2}(?:In )?(?:[A-Z]|ar[Xx]|bioR|medR)[^\[\]<>\n]{0,80}(?:(?:19|20)\d\d|['’]\d\d)|\[{1,2}[^\[\]]{1,12}\]\()"
)
_INNER = re.compile(r"^[ \t]*[-*+][ \t]", re.MULTILINE)
_NAMES_ABOVE = re.compile(  # `**TideNet**: Ada Ito, Ben Okafor.` above `  - Tides of the North. [[ICLR 2024](...)]`
    rf"(?:\*\*[^*\n]{{1,40}}\*\*[:：][ \t]*)?(?P<names>{NAME_LIST.pattern}"
    r"|(?<=[:：] )[A-Z][\w'’-]+(?: [A-Z][\w.'’-]*?){1,2}(?=\.[ \t]*\r?\n))\.?[ \t]*\r?\n[ \t]*[-*+][ \t]+"
    r"(?P<below>[^\W\d_][^\[\]\n]{11,}?)[ \t]*\["
)
_APA = re.compile(  # names, the year, then a title: `Ito, A., & Okafor, B. (2023). Tides of the North.`
    r"(?P<names>(?=[^\[\]<>\"“`\n*()]*(?:\b[A-Z]\.|et al|,| and | & ))[^\W\d_][^\[\]<>\"“`\n*()]{3,300}?)\s*"
    r"(?:\((?:19|20)\d\d[a-z]?(?:, [A-Za-z. ]{3,12}\d{0,2})?\)[.,:]?|(?<=\w)\.? (?:19|20)\d\d[a-z]?\.)\s+"
    r"(?:\[(?P<label>[^\[\]\n]{8,})\]\(|[*_](?P<italic>[^*_\n]{8,})[*_]|(?P<plain>[^\[\]<>\n*_]{12,}?)(?:[.?!](?=\s|$)|(?=\s*(?:\[|https?:|$))))",
    re.MULTILINE,
)
_DATED = re.compile(r"\s+[-–—]\s+(?:19|20)\d\d\b")  # `Ito et al. - 2016 - **Tides of the North**`
_MARKS = ('"', "“", "*", " _")
_CENTURIES = ("(20", "(19", " 20", " 19")  # what an APA year begins with


def behind_names(text: str, start: int) -> tuple[int, int] | None:
    """The title behind the authors: `Moor, A. et al. "Tides of the North."`, `Moor, A. (2023). Tides.`"""
    found = _cited(text, start)
    if not found:
        return None
    return next(span for name, span in _spans_of(found) if name != "names")


def stands_above_title(own: str, below: str) -> bool:
    """True for authors that are all of an item's own line, above the one bullet that has the title and its links."""
    above = _NAMES_ABOVE.match(f"{own.rstrip()}\n{below}", after_tags(own))
    return (
        above is not None
        and are_names(above["names"])
        and len(_INNER.findall(below)) == 1
        and below.strip().count("\n") == 0
    )


@lru_cache(
    maxsize=8192
)  # an entry's title is looked for as it is read, the names before it when it is taken apart
def _cited(text: str, start: int) -> re.Match[str] | None:
    """The authors that an entry begins with, and the title behind them."""
    if "\n" in text and (above := _NAMES_ABOVE.match(text, start)) and are_names(above["names"]):
        return above
    if not text[start : start + 1].isalnum():
        return None  # all below begin with a name
    found = _CITED.match(text, start) if has_any(text, _MARKS, start) else None
    found = found if found and _is_cited(found) else _LINKED.match(text, start)
    if found is None and "](" in text:
        listed = _LISTED.match(text, start)
        found = listed if listed and _are_listed(listed["names"]) else None
    if found is None and has_any(text, _CENTURIES, start):
        found = _APA.match(text, start)
    if found is None and ("et al" in text or ", " in text or " and " in text):
        ways = (_VANCOUVER, _TOLD, _PAIR_FIRST)
        found = next((match for way in ways if (match := way.match(text, start))), None)
    if not found:
        return None
    words = re.findall(r"[^\W\d_][\w'’-]*", found["names"])
    words = [word for word in words if word not in {"and", "et", "al"}]
    if not words or sum(not word[0].islower() for word in words) < 0.8 * len(words):
        return None
    label = found.groupdict().get("label")
    return None if label and is_generic(label) else found


def _are_listed(names: str) -> bool:
    """True for names with initials (`Ito, A.`), or the first one turned (`Ito, Ada, and Ben Okafor.`)."""
    return bool(_REVERSED.match(names)) or are_names(names.rstrip("."))


def _is_cited(found: re.Match[str]) -> bool:
    """False for names and words in italics that are no title: a venue, or a journal behind the title itself."""
    italic = found["italic"]
    if not italic:
        return True
    is_long = len(italic.split()) >= FEW_WORDS and not is_venue(italic)
    return is_long and not re.search(r"[\d()]", found["names"])


def _spans_of(found: re.Match[str]) -> list[tuple[str, tuple[int, int]]]:
    return [(name, found.span(name)) for name, words in found.groupdict().items() if words]


def find_cited(text: str) -> tuple[int, int]:
    """Character range of the authors where they stand before the title; (n, n) where they don't."""
    start = after_tags(text)
    found = _cited(text, start)
    if not found:
        return start, start
    start, names = found.start("names"), found["names"]
    dated = _DATED.search(names) if "19" in names or "20" in names else None
    end = start + len((names[: dated.start()] if dated else names).rstrip(" ,.:;"))
    return start, end + text.startswith(".", end)
