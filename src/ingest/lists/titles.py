"""Where in an entry's text its title stands, and what kind of title it is."""

import re
from collections.abc import Sequence
from functools import lru_cache

from ingest.lists.authors import NAME_LIST, are_names
from ingest.lists.fields import LABEL_OF_LINE, header_field, is_anchor, is_generic, label_field
from ingest.lists.inline import find_links, plain
from ingest.lists.labels import is_venue, title_label
from ingest.lists.model import Link

_MARKER = re.compile(
    r"[ \t]*(?:(?:[-+•]|\*(?!\*)|\d+[.)]|\[\d{1,3}\](?=[ \t])|\(\d{1,3}\)(?=[ \t]))[ \t]*)?(?:\[[ xX]\][ \t]+)?"
)
_HASHES = re.compile(r"[ \t]*#{1,6}[ \t]+(?:\d+(?:\.\d+)*[.)、:][ \t]*)?")
_TAGS = re.compile(
    r"(?:\s*(?:"
    r"\[!\[[^\]\n]*\]\([^)\n]*\)\]\([^)\n]*\)|!\[[^\]\n]*\]\([^)\n]*\)|<img\b[^>]*>|<br ?/?>|&nbsp;|:[a-z_]+:|[\u2600-\u27bf\U0001f300-\U0001faff\ufe0f]+"
    r"|\*\*\[[^\]\n]{2,40}\]\*\*(?!\()|`\[?[^`\n]{2,40}\]?`(?=[ \t]+[^|\n]{12})|\[\*{0,2}[^\[\]\n]{2,60}\*{0,2}\](?![(\[])"
    r"|\((?:[^()\n]{0,30}[ ,'/.-])?(?:19|20)?\d\d[^()\n]{0,12}\)|\d{4}[-./]\d\d(?:[-./]\d\d)?(?=[ :|,])"
    r"|</?(?:details|summary|strong|b|p|div|li|td|sup|span|font)\b[^>]*>|<a\s+(?:id|name)\s*=[^<>]*>(?:</a>)?"
    r")[ \t]*[:：,|-]?)+"
)
_BOLD = re.compile(
    r"(\*\*\*|\*\*|___?)(?=\S)((?:(?!\1).)+?)(?<=\S)\1|<(b|strong)>(.{1,999}?)</\3>", re.DOTALL
)
_NAME_COLON = re.compile(
    r"(?:\*\*(?P<bold>[^*\n]{1,40})\*\*|<u>(?P<u>[^<\n]{1,40})</u>|`(?P<tick>[^`\n]{1,40})`)\s*[:：]\s*"
)
_NAME_LINE = re.compile(  # a name of one to three words, alone on its line
    r"(?:\*\*|__|`|<u>)?(?P<name>[^\W\d_][^\s\[\]()*`<>|]{1,24}(?: [^\s\[\]()*`<>|:]{1,16}){0,2})(?:\*\*|__|`|</u>)?[:：]?[ \t]*(?:<br ?/?>|\\)?\r?\n"
)
_LABELLED_TITLE = re.compile(  # `**Paper:** [Tides of the North](...)`
    LABEL_OF_LINE
    + r"[ \t]*(?:\*\*|[\"“])?(?:\[(?P<linked>[^\[\]\n]{12,})\]\(|(?P<said>[^\s\[<(][^\[\]\n<]{11,}))",
    re.MULTILINE,
)
_NAME_WORD = re.compile(  # a bare name before a title that a link or quotes hold
    r"(?P<word>[^\W\d_][^\s:：\[\]()*`<>\"“”]{1,24}(?: [^\s:：\[\]()*`<>\"“”]{1,16}){0,2})[:：]"
    r"(?:[ \t]+(?=\[[^\[\]\n]{12,}\]\()|[ \t]*(?=[\"“][^\"”\n]{12,}[\"”]))"
)
_NAME_TAG = re.compile(  # written as a name is: capitals within the word, or a digit, but no year
    r"\*\*\[(?=[^\]\n]*[^\W\d_](?-i:[A-Z]|\d)|[^\]\n]*\d[A-Za-z])(?![^\]\n]*(?:19|20)\d\d)(?P<name>[^\]\n]{2,30})\]\*\*[ \t]*$"
)
_NAME_DASH = re.compile(  # a name of one word, then a title in capitals above its paper's link
    r"\*\*(?P<bold>[^\s*]{2,30})\*\*\s+[-–—|]\s+(?=(?:(?:[A-Z]\w*+|\w{1,3})[ :-]++){2}"
    r"[^\n]*\]\(https?://(?:www\.)?(?:arxiv|doi|openreview|aclanthology)\.)"
)
_VENUE_FIRST = re.compile(  # `ICML 2024 oral, Tides of the North`
    r"(?:(?:[A-Z]|arXiv|(?:bio|med)Rxiv)[\w&/-]*(?: [A-Z][\w&/-]*){0,2} (?:19|20)\d\d(?:[./-]\d\d?)?)"
    r"(?: [a-z]+){0,2},[ \t]+(?=[\[*_\"“A-Z])"
)
_QUOTED = re.compile(r"[\"“](?P<inner>(?:[^\"”\n]|\n(?![ \t]*\n)){12,})[\"”]")
_LINKED = re.compile(  # `Ito et al. [Tides of the North](...)`, `Ito and Okafor. [...](...)`
    r"(?P<names>[A-Z][\w'’-]+(?: [A-Z][\w'’.-]*){0,3}(?:,? et al\.?| (?:and|&) [A-Z][\w'’-]+))[.,:]? +"
    r"\[(?P<label>[^\[\]\n]{12,})\]\(http"
)
_CITED = re.compile(  # names with an initial, `et al.` or `and`, then a title in quotes or bold
    r"(?P<names>(?=[^\[\]<>\"“`\n*]*(?:\b[A-Z]\.|et al|,[^,\"“*]+,| and ))"
    r"[^\W\d_][^\[\]<>\"“`\n*]{3,200}?)"
    r"(?:\*{0,2}[\"“]\*{0,2}(?P<quoted>[^\"”\n*]{12,}?)\*{0,2}[.,]?\*{0,2}[\"”]|\*\*(?P<bold>[^*\n\[\]]{8,})\*\*)"
)
# Each way begins with one character of its own, so that `re` runs over all others: what stands before it is asked behind it.
_STOP = re.compile(
    r"\[\[|\[\^(?=\w+\])|\[(?=(?:\\.|[^\]\n\\]){1,40}\]\()|\\(?=\r?$)|<br ?/?>|\|(?=\s)"
    r"|-(?<=\s-)(?=\s+[A-Z`*\[])|–(?<=\s–)(?=\s+[A-Z`*\[])|—(?<=\s—)(?=\s+[A-Z`*\[])"
    r"|\*(?<=\s\*)(?=[^*_\n]{3,}[*_])|_(?<=\s_)(?=[^*_\n]{3,}[*_])"
    r"|`(?<=\s`)(?=[^`\n\d]{0,24}(?:19|20)\d\d[^`\n]{0,12}`)"
    r"|https?://|<https?://|<(?:a|img)\s|!(?=\[[^\]\n]*\]\()|</(?:strong|b|summary|td|u)>",
    re.MULTILINE,
)
_BEHIND_BLANK = "-–—*_"
_YEAR_BEHIND = re.compile(  # `(ICLR 2021)`, which no title goes on behind
    r"[(（][^()（）\d\n]{0,40}(?:(?:19|20)\d\d|['’]\d\d)[)）](?!\s+(?!by\b)[a-z])"
)
_VENUE_BEHIND = re.compile(
    r"(?:[,.]\s+|\s[,，]\s*|[,，](?=\w*rxiv ))(?:(?:[A-Z]|(?=\w*rxiv ))[\w@& -]{1,30}?\s?(?:['’]\d\d|(?:19|20)\d\d)|(?:19|20)\d\d)[\s.,，]*$"
    r"|\.\s+[A-Z][\w@& -]{1,30}, (?:19|20)\d\d[\s.,]*$"
)
_APA = re.compile(  # names, the year, then a title: `Ito, A., & Okafor, B. (2023). Tides of the North.`
    r"(?P<names>(?=[^\[\]<>\"“`\n*()]*(?:\b[A-Z]\.|et al|,| and | & ))[^\W\d_][^\[\]<>\"“`\n*()]{3,300}?)\s*"
    r"(?:\((?:19|20)\d\d[a-z]?(?:, [A-Za-z. ]{3,12}\d{0,2})?\)[.,:]?|(?<=\w)\.? (?:19|20)\d\d[a-z]?\.)\s+"
    r"(?:\[(?P<label>[^\[\]\n]{8,})\]\(|[*_](?P<italic>[^*_\n]{8,})[*_]|(?P<plain>[^\[\]<>\n*_]{12,}?)(?:[.?!](?=\s|$)|(?=\s*(?:\[|https?:|$))))",
    re.MULTILINE,
)
_MORE_WORDS = re.compile(r" (?:[^\W\d_][\w'’-]*[:,]? ){3}")
_WORDS, _FEW_WORDS = re.compile(r"[^\W\d_]{2,}"), 3
_FULL_STOP = re.compile(r"[.?!](?<=\w\w.)\s+(?=[^\W\d_])")
_TRAILING = ".,:;，。：；"
# Words without a mark that could end a title, begin it or stand for something else: nothing below takes any off.
_PLAIN_WORDS = re.compile(
    r"[^\W\d_][^\W_]*+(?:(?:[ -]|: )[^\W_]++)*+|[^\W\d_]++(?:(?:[ -]|[,:] )[^\W\d_]++)*+"
)
_IN = re.compile(
    r",\s+(?:[a-z]+ ){0,2}(?:in|at|by|to)$|(?<=[.?!])\s+In$"
)  # the venue that stands behind a title


def find_title(text: str, links: Sequence[Link]) -> tuple[int, int]:
    """Character range of the title in an entry's text, inside its markup; (n, n) when there is none."""
    if not links and _PLAIN_WORDS.fullmatch(text):
        return 0, len(text)
    if "\n" in text and (below := _below_name(text)):
        return below[1]
    start = _behind_venue(text, _after_tags(text), links)
    name = _named(text, start)
    if name:
        start = name.end()
    first_stop = _find_stop(text, start)
    for link in (link for link in links if link.end > start):
        if link.start > max(first_stop, start) + 8 or "\n" in text[start : link.start].strip():
            break
        if not is_generic(link.label) and not is_anchor(link.url or "x://"):
            before = text[start : link.start].strip(" *_\"“'‘`[")
            if len(before) <= 3 or _calls_paper(before):
                at = text.index(link.label, link.start)
                around = title_label(link.label)
                cited = _behind_names(link.label, 0) or (around.start, around.end)
                return _trim(text, at + cited[0], at + cited[1])
    behind = _behind_names(text, start)
    if behind:
        return _trim(text, *behind)
    return _unlinked(text, start, first_stop, links)


def _below_name(text: str) -> tuple[tuple[int, int], tuple[int, int]] | None:
    """A short name that is all of the first line, and the title that a line below links or says.

    `**TideNet**` above `Paper: [Tides of the North](...)` or `Title: Tides of the North`.
    """
    start = _after_tags(text)
    name = _NAME_LINE.match(text, start)
    found = _LABELLED_TITLE.search(text, name.end()) if name else None
    if not name or not found or header_field(found["label"]) not in {"paper", "title"}:
        return None
    group = "linked" if found["linked"] else "said"
    if is_generic(found[group]) or len(_WORDS.findall(found[group])) < _FEW_WORDS:
        return None
    return name.span("name"), _trim(text, *found.span(group))


def _calls_paper(before: str) -> bool:
    """True for a label that says that a paper's link stands behind it (`Paper: `)."""
    return before.endswith((":", "：")) and label_field(before[:-1].strip("*_ ")) == "paper"


def _behind_venue(text: str, start: int, links: Sequence[Link]) -> int:
    """Where a title may begin: behind a link that says a venue and its year, or what it links (`[[ICML 2024](...)] Tides`)."""
    lead = next((link for link in links if link.start >= start), None)
    if lead is None or text[start : lead.start].strip(" [\\"):
        return start
    if not is_venue(lead.label) and not (lead.label and is_generic(lead.label)):
        return start
    behind = text[lead.end :].lstrip(" ],.\\")
    if behind[:1] in {"-", "–", "—", "|", ":"}:
        return start  # a name that ends in a year, and what it is
    return len(text) - len(behind) if _has_words(behind) else start


def _unlinked(text: str, start: int, first_stop: int, links: Sequence[Link]) -> tuple[int, int]:
    """The title that no link carries: in bold, in quotes, else the words up to what is no title's."""
    stop = max(first_stop, min(len(text), start + 600))
    is_marked = text.find("**", start, stop) >= 0 or "__" in text or "<" in text
    bold = _BOLD.search(text, start, stop) if is_marked else None
    is_first = bold and bold.start() <= first_stop
    if (
        bold
        and is_first
        and not _goes_on(text, start, bold, first_stop)
        and (len(text[start : bold.start()].strip()) <= 4)
    ):
        return _before_year(
            text, *_trim(text, *bold.span(2 if bold[1] else 4)), is_bold=bool(links)
        )
    quoted = _QUOTED.search(text, start, start + 400)
    if quoted and quoted.start() - start <= 4:
        return _trim(text, *quoted.span("inner"))
    found = _trim(text, *_before_year(text, start, _before_names(text, start, first_stop)))
    if found[0] < found[1] or not links or links[0].start > start + 1 or not links[0].label:
        return found
    at = text.index(links[0].label, links[0].start)  # a page of the list's own: `[Name](./name.md)`
    return _trim(text, at, at + len(links[0].label))


def _goes_on(text: str, start: int, bold: re.Match[str], stop: int) -> bool:
    """True where words in bold are part of a title: `**TideNet** learns the moon`, `The **tide** of all moons`."""
    rest = text[bold.end() : stop]
    is_behind = bool(_WORDS.search(text, start, bold.start()))
    return (
        (is_behind or len(bold[0].split()) == 1)
        and bool(_MORE_WORDS.match(rest))
        and not NAME_LIST.match(rest.lstrip(" "))
    )


def _find_stop(text: str, start: int) -> int:
    """Where something else than a title begins, or the line ends, without the blanks before it."""
    newline = text.find("\n", start)
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


def _before_names(text: str, start: int, end: int) -> int:
    """Where a title ends that a full stop and its authors follow: `Tides. Ada Ito, Ben Okafor. ICLR 2024.`"""
    for stop in _FULL_STOP.finditer(text, start, end):
        names = NAME_LIST.match(text, stop.end(), end)
        if names and are_names(names[0]) and text[names.end() - 1 : names.end() + 1].strip(" \n"):
            ends = text[names.end() - 1] == "." or text[names.end() : names.end() + 1] in {
                "",
                ".",
                ",",
                "\n",
            }
            if ends or text.startswith(" (", names.end()):
                return stop.start()
    return end


def _before_year(text: str, start: int, end: int, is_bold: bool = False) -> tuple[int, int]:
    """The range up to a year in brackets, where anything follows it in the text."""
    year = _YEAR_BEHIND.search(text, start + 1, end) or (
        None if is_bold else _VENUE_BEHIND.search(text, start + 1, end)
    )
    if not year or not text[year.end() :].strip() or (is_bold and year.end() != end):
        return start, end
    return start, max(start + 1, start + len(text[start : year.start()].rstrip()))


def _behind_names(text: str, start: int) -> tuple[int, int] | None:
    """The title behind the authors: `Moor, A. et al. "Tides of the North."`, `Moor, A. (2023). Tides.`"""
    found = _cited(text, start)
    if not found:
        return None
    return next(span for name, span in _spans_of(found) if name != "names")


@lru_cache(
    maxsize=8192
)  # an entry's title is looked for as it is read, the names before it when it is taken apart
def _cited(text: str, start: int) -> re.Match[str] | None:
    """The authors that an entry begins with, and the title behind them."""
    is_marked = '"' in text or "“" in text or text.find("**", start) >= 0
    found = _CITED.match(text, start) if is_marked else None
    found = found or _LINKED.match(text, start)
    if found is None and ("20" in text or "19" in text):
        found = _APA.match(text, start)
    if not found:
        return None
    words = re.findall(r"[^\W\d_][\w'’-]*", found["names"])
    words = [word for word in words if word not in {"and", "et", "al"}]
    if not words or sum(not word[0].islower() for word in words) < 0.8 * len(words):
        return None
    label = found.groupdict().get("label")
    return None if label and is_generic(label) else found


def _spans_of(found: re.Match[str]) -> list[tuple[str, tuple[int, int]]]:
    return [(name, found.span(name)) for name, words in found.groupdict().items() if words]


def find_cited(text: str) -> tuple[int, int]:
    """Character range of the authors where they stand before the title; (n, n) where they don't."""
    start = _after_tags(text)
    found = _cited(text, start)
    if not found:
        return start, start
    end = start + len(found["names"].rstrip(" ,.:;"))
    return start, end + text.startswith(".", end)


@lru_cache(maxsize=4096)
def title_range(text: str) -> tuple[int, int]:
    """`find_title` of a text whose links all stand in it."""
    return find_title(text, find_links(text))


def find_name(text: str) -> tuple[int, int]:
    """Character range of a short name that stands before the title (`**EHRs**: A Study ...`, `**[EHRNet]** A Study`)."""
    start = _after_tags(text)
    if "\n" in text and (below := _below_name(text)):
        return below[0]
    name = _named(text, start)
    if not name:
        tag = _NAME_TAG.search(text, 0, start)
        is_name = tag and not is_venue(tag["name"]) and _long_after(text, start)
        return tag.span("name") if tag and is_name else (start, start)
    return next(name.span(group) for group, words in name.groupdict().items() if words)


def _named(text: str, start: int) -> re.Match[str] | None:
    """The short name with the mark behind it: `**EHRs**: A Study`, `**EHRs** - Study of a Record`."""
    name = _NAME_COLON.match(text, start) or _NAME_DASH.match(text, start)
    if name:
        return name if _long_after(text, name.end()) else None
    bare = _NAME_WORD.match(text, start)
    is_label = bare is None or header_field(bare["word"]) != "other"  # of a line
    return None if is_label else bare


def title_text(text: str) -> str:
    """The title of an entry's text as a reader sees it."""
    start, end = title_range(text)
    return plain(text[start:end])


@lru_cache(maxsize=8192)
def _after_tags(text: str) -> int:
    head = _HASHES.match(text) or _MARKER.match(text)
    start = head.end() if head else 0
    tags = _TAGS.match(text, start)
    if tags and tags.end() < len(text.rstrip()):
        start = tags.end()
    start += len(text[start:]) - len(text[start:].lstrip(" \t\r\n"))
    venue = _VENUE_FIRST.match(text, start)
    return venue.end() if venue and _has_words(text[venue.end() :]) else start


def _has_words(text: str) -> bool:
    """True for a line whose words before the first address are enough for a title."""
    return len(_WORDS.findall(text.split("\n")[0].split("](")[0])) >= _FEW_WORDS


def _long_after(text: str, start: int) -> bool:
    rest = text[start : start + 200].split("\n")[0].lstrip()
    return len(rest) >= 12 and not rest.startswith(("[", "<a", "http", "!"))


def _trim(text: str, start: int, end: int) -> tuple[int, int]:
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
        elif tag := re.match(r"<(?:u|b|i|em|strong)>", piece):
            start += tag.end()
        elif piece.startswith("["):
            whole = re.fullmatch(r"\[([^\[\]]*)\]", piece)
            if not whole:
                break
            start, end = start + 1, end - 1
        else:
            break
    return start, end
