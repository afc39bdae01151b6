"""Where a title ends: before links, tags, authors, a venue and its year."""

import re
from collections.abc import Iterable

from ingest.lists.reading.authors import NAME_LIST, are_names
from ingest.lists.reading.labels import VENUE_NAMES

# Each way begins with one character of its own, so that `re` runs over all others: what stands before it is asked behind it.
_STOP = re.compile(
    r"\[\[|\[\^(?=\w+\])|\[(?=(?:\\.|[^\]\n\\]){1,40}\]\()|\[(?<=\w\w\w\. \[)(?=[^\]\n\\]{1,80}\]\()|\\(?=\r?$)|<br ?/?>|\|(?=\s)"
    r"|-(?<=\s-)(?=\s+[A-Z`*\[])|–(?<=\s–)(?=\s+[A-Z`*\[])|—(?<=\s—)(?=\s+[A-Z`*\[])"
    r"|\*(?<=\s\*)(?=[^*_\n]{3,}[*_])(?![^*_\n\d]{3,24}\* [a-z]{4})|_(?<=\s_)(?=[^*_\n]{3,}[*_])(?![^*_\n\d]{3,24}_ [a-z]{4})"
    r"|`(?<=\s`)(?=[^`\n\d]{0,24}(?:19|20)\d\d[^`\n]{0,12}`)"
    r"|https?://|<https?://|<(?:a|img)\s|!(?=\[[^\]\n]*\]\()|</(?:strong|b|summary|td|u)>",
    re.MULTILINE,
)
_BEHIND_BLANK = "-–—*_"
_YEAR_BEHIND = re.compile(  # `(ICLR 2021)`, which no title goes on behind
    r"[(（][^()（）\d\n]{0,40}(?:(?:19|20)\d\d|['’]\d\d)\*{0,2}[)）](?!\s+(?!by\b)[a-z])"
)
_VENUE_BEHIND = re.compile(
    r"(?:[,.]\s+|\s[,，]\s*|[,，](?=\w*rxiv ))(?:(?:[A-Z]|(?=\w*rxiv ))[\w@& -]{1,30}?\s?(?:['’]\d\d|(?:19|20)\d\d)|(?:19|20)\d\d(?:[./-](?:0?[1-9]|1[0-2]))?)[\s.,，]*$"
    r"|\.\s+[A-Z][\w@& -]{1,30}, (?:19|20)\d\d[\s.,]*$"
    r"|,\s+in\s+[A-Za-z][\w@&, -]{1,90}?\s(?:19|20)\d\d[\s.,]*$"  # `Tides of the North, in Big Data 2021`
)
_ENDS_IN_DIGIT = re.compile(r"\d[\s.,，]*$")  # as all of these do, which are slow to say no
_NAME_BEHIND = re.compile(rf"(?:[,.]\s+|，\s*){VENUE_NAMES}[\s.,，]*$")
_ARXIV_BEHIND = re.compile(  # `. arXiv:2303.01234`, `(arXiv 2104)`
    r"[,.，]?\s*[(（]?(?:arXiv preprint )?(?<=[\s(（，])arXiv[ :'’-]{1,2}\d{4}(?:\.\d{4,5}(?:v\d)?)?[)）]?[\s.,，]*$",
    re.IGNORECASE,
)
_VENUE_ALONE = re.compile(rf"\s*[(（]\*{{0,2}}{VENUE_NAMES}\*{{0,2}}[)）]\s*$")  # `(CVPR)`
_FULL_STOP = re.compile(r"[.?!](?<=\w\w.)\s+(?=[^\W\d_])")
_GOES_ON = re.compile(  # no title ends its line so
    r"[ ](?:of|for|the|and|with|in|on|to|an?|by|from|via|using|or|as|at|towards?)[ \t\r]*$"
)
_ET_AL = re.compile(  # behind a comma, at the end
    r",\s+[A-Z][\w'’-]+(?: [A-Z][\w'’.-]*){0,3},? et al\.?[\s.,:;]*(?=$|\s[A-Za-z][\w ]{0,20} ?(?:19|20)\d\d)"
)
_IN_NAMES = re.compile(r" (?:in|of|for|the|on|with|to|from|via|as) ")  # of a title that goes on
_BARE, _BARE_YEAR = re.compile(r"[\s.,，]*(?:19|20)\d\d"), re.compile(r"\b(?:19|20)\d\d\b")
_TRAILING = ".,:;，。：；"
_IN = re.compile(
    r",\s+(?:[a-z]+ ){0,2}(?:in|at|by|to)$|(?<=[.?!])\s+In$"
)  # the venue that stands behind a title


_OPENS = re.compile(r"<(u|b|i|em|strong)>")


def find_stop(text: str, start: int) -> int:
    """Where something else than a title begins, or the line ends, without the blanks before it."""
    newline = text.find("\n", start)
    while newline >= 0 and _GOES_ON.search(text, start, newline):
        newline = text.find("\n", newline + 1)
    line_end = start + len(text[start : newline if newline >= 0 else len(text)].rstrip())
    mark = _STOP.search(text, start)
    if mark and mark[0] in _BEHIND_BLANK and mark.start() == start:
        mark = _STOP.search(text, start + 1)  # the blank before it is not the title's
    if not mark:
        return line_end
    kept = text[start : mark.start()].rstrip()
    if mark[0] in "*_":
        kept = _IN.sub("", kept.removesuffix(".").rstrip())
    return min(line_end, start + len(kept))


def before_names(text: str, start: int, end: int) -> int:
    """Where a title ends that its authors follow: `Tides. Ada Ito, Ben Okafor. ICLR 2024.`, `Tides, Ada Ito et al.`"""
    others = _ET_AL.search(text, start + 1, end) if text.find(" et al", start, end) > 0 else None
    if others:
        return others.start()
    for stop in _FULL_STOP.finditer(text, start, end):
        names = NAME_LIST.match(text, stop.end(), end)
        if (
            names
            and are_names(names[0])
            and not _IN_NAMES.search(names[0])
            and text[names.end() - 1 : names.end() + 1].strip(" \n")
        ):
            ends = text[names.end() - 1] == "." or text[names.end() : names.end() + 1] in {
                "",
                ".",
                ",",
                "\n",
            }
            if ends or text.startswith(" (", names.end()):
                return stop.start()
    return end


def before_year(text: str, start: int, end: int, is_bold: bool = False) -> tuple[int, int]:
    """The range up to a year in brackets or an arXiv id, where anything follows it in the text."""
    start, end = _before_year(text, start, end, is_bold)
    known = not is_bold and "rxiv" in text[start:end].lower() and text[end:].strip(" .,")
    arxiv = _ARXIV_BEHIND.search(text, start + 1, end) if known else None
    return start, arxiv.start() if arxiv else end


def _before_year(text: str, start: int, end: int, is_bold: bool) -> tuple[int, int]:
    year = None
    if has_any(text, "(（", start + 1, end):
        year = _YEAR_BEHIND.search(text, start + 1, end) or _VENUE_ALONE.search(
            text, start + 1, end
        )
    if year is None and not is_bold and has_any(text, ",.，", start + 1, end):
        is_dated = _ENDS_IN_DIGIT.search(text, start + 1, end)
        year = (_VENUE_BEHIND if is_dated else _NAME_BEHIND).search(text, start + 1, end)
    if year and _BARE.match(year[0]) and _BARE_YEAR.search(text, 0, start):
        return start, end  # the date before the title says it: `[JAMA, 2023] Tides. 2023.`
    if not year or not text[year.end() :].strip() or (is_bold and year.end() != end):
        return start, end
    return start, max(start + 1, start + len(text[start : year.start()].rstrip()))


def has_any(text: str, marks: Iterable[str], start: int, end: int | None = None) -> bool:
    """True where one of these marks stands in the range: patterns that need one are slow to say no."""
    for mark in marks:  # noqa: SIM110 - a generator costs as much again
        if text.find(mark, start, end) >= 0:
            return True
    return False


def trim(text: str, start: int, end: int) -> tuple[int, int]:
    """The range without outer blanks, markup, quotes and a full stop."""
    while start < end:
        piece = text[start:end]
        kept = piece.rstrip()
        if piece != kept or piece[-1] in _TRAILING:
            end = start + len(kept.rstrip(_TRAILING))
        elif piece[-1] in "(（" and piece[-2:-1].isspace():
            end -= 1
        elif piece[0] in " \t\r\n":
            start += 1
        elif piece[0] in '*_"“‘`' and piece[-1] in '*_"”’`' and len(piece) > 2:
            start, end = start + 1, end - 1
        elif tag := _OPENS.match(piece):
            start += tag.end()
            end -= len(closing) if piece.endswith(closing := f"</{tag[1]}>") else 0
        elif piece.startswith("["):
            whole = re.fullmatch(r"\[([^\[\]]*)\]", piece)
            if not whole:
                break
            start, end = start + 1, end - 1
        else:
            break
    return start, end
