"""The dates and venues that an entry's words tell."""

import re

from ingest.lists.markup.inline import LETTER
from ingest.lists.reading.authors import NAME_LIST, are_names, find_end
from ingest.lists.reading.dates import WrittenDate, find_dates, find_short_dates
from ingest.lists.reading.labels import VENUE_NAMES, is_venue
from ingest.lists.reading.short_months import FORM, find_arxiv_month, find_short_month
from ingest.lists.splitting.author_parts import ITALIC, italics
from ingest.lists.splitting.part import Part, Span, add_fact, add_span, end_before, is_taken

YEAR_ALONE = re.compile(  # behind a dash where letters stand before that: `NeurIPS-2023`
    r"(?:19|20)\d\d(?<![\d./]\d{4})(?<![^A-Za-z]-\d{4})(?![\d/]|[.-]\d)"
)
_VENUE_BEFORE = re.compile(
    r"(?P<venue>(?<![A-Za-z])[A-Za-z](?:[^\[\](){}*_|\n·,.;:<>`\"“”]|\.(?=org\b)){0,89}?)(?P<sep>[,'’ ]*\(?|-)$"
)
_SPELLED_OUT = re.compile(  # `Annual Meeting of a Society (AMS), `, its acronym in brackets
    r"(?<![\w(])(?P<venue>[A-Z][^\[\](){}*_|\n·<>`\"“”.]{3,140} \([A-Z][\w&-]{1,12}\))(?P<sep>,? ?)$"
)
_GROUP = re.compile(r"(?:\[\*{0,2}|\(\*{0,2}|【|\*\*\[?(?=\w))(?P<inner>[^\[\]()【】*\n]{0,70})$")
_SQUARE_GROUP = re.compile(r"\[\*{0,2}[A-Z][^\[\]\n]{1,90}$")
_ITALIC_GROUP = re.compile(  # `*ICRA, May 2023*`, from its star to the date
    r"(?<![\w*_])[*_](?=\w)(?P<inner>(?:[^*_\n\[\],.;:]|\b[A-Z]\w{0,8}\.){2,70}[,'’ ]*\(?)$"
)
_VENUE_BEHIND = re.compile(  # `[2024.06 Nature Methods]`
    r"(?:(?<=\[\d{4})|(?<=\[\d{4}[./-]\d\d)|(?<=\[\d{4}[./-]\d\d[./-]\d\d)),? (?P<venue>[^\W\d_][^\[\]()*\n]{1,40})\]"
)
_VENUE_FOLLOWS = re.compile(  # `- 2017 ICLR [Tides of the North](...)`
    rf" (?P<venue>{VENUE_NAMES}(?=[ \[])|[A-Z][^\s\[]*(?: [A-Z][^\s\[]*){{0,2}}(?= ?\[))[^\[\n]{{0,30}}\["
)
_INSIDE = re.compile(r"[\s`_]*(?P<venue>.*?)(?P<sep>[,'’ ]*\(?|-)")
_NAMES_BEFORE = re.compile(rf"(?P<names>{NAME_LIST.pattern})[,.:;]? (?P<venue>[^,;]+)")
_LINE_BEFORE = re.compile(r"\n[A-Z][^*_\n\[\](){}|`·.,;:<>]{1,69},? $")
_LINE_BEHIND = re.compile(r"\.?[ \t]*(?:<br ?/?>|\\)?[ \t]*(?:\n|$)")
_IN_ITALICS = re.compile(r"\b[Ii]n ([*_])(?P<venue>[^*_\n]{2,90})\1(?![*_\w])")
_BEHIND_BAR = re.compile(  # all of it, whatever years it has: `Ito, Ada, 2023 | Proceedings of the 2023 Tides. [Paper](...)`
    r"[, (]{1,3}(?:19|20)\d\d\)? \| (?P<venue>[^\W\d_][^|\[\]\n]{2,250}?)(?=\.? ?(?:\[|$))"
)
_SAID = re.compile(r"^(?:[Ii]n|at) (?=[A-Z]|[a-z]{1,3}[A-Z]|npj )")  # `in Big Data 2021`
_NO_VENUE = re.compile(r"(?:^|\W)(?:by|and|&)\s+\w")
_ITALIC_VENUE = re.compile(r"(?<![*_\w])([*_])(?P<venue>[^*_\n,]{2,60})\1[ ·,|-]*$")
_VENUE_NAME = re.compile(
    r"(?:[A-Z]\w*[A-Z][\w-]*|arXiv)(?: (?:Findings|Workshops?))?"
    r"|(?:arXiv preprint|Nature|Science|Cell|Lancet|The Lancet|JAMA|NEJM|Radiology|Proc|Proceedings|Journal|IEEE|ACM"
    r"|Transactions|Conference|Advances|International|Medical Image Analysis)\b[^,\n]{0,60}"
)
_VENUE_TAG = re.compile(  # in brackets, in code, or behind quotes or emphasis, without a year; `re` runs to such a mark
    rf"[\[(`\"”*](?:(?<=[\[(`])\*{{0,2}}|(?:(?<=[\"”]) |(?<=\S\*)  ?)(?=\w+[.,]?(?:\s|$)))"
    rf"(?P<venue>{VENUE_NAMES})(?=\*{{0,2}}[\])`.,]|\s|$)(?!\*{{0,2}}[\])`]*\()"
)
_VENUE_AT_END = re.compile(  # directly behind a title: `Tides of the North, CVPR. [[pdf]](...)`
    rf"(?:[,.]\s+|，\s*)(?P<venue>{VENUE_NAMES})(?=[.,，]?(?:\s|$)|[，])"
)
_TIGHT = re.compile(  # `[CVPR23]`
    rf"[\[(（`]\*{{0,2}}(?P<venue>{VENUE_NAMES})[ -]?(?P<year>\d\d)\*{{0,2}}[\])）`]"
)
PICTURE = re.compile(r"!\[[^\]\n]*\]\((?P<address>[^()\s]*)\)")
BADGE_VENUE = re.compile(  # `badge/Paper-CMIG%202011-blue`, `badge/ACL_2023-red`
    r"(?<=/)(?P<label>badge/(?:[^\s(){}/?-]+-)?)(?P<venue>[A-Za-z](?:%20|[^\s(){}\d/?%-])*?)"
    r"(?P<blank>%20|_|-)(?P<year>(?:19|20)\d\d)(?=-\w+(?:\.svg)?(?:[?)\"']|$))"
)
SENTENCE = 9  # words; the longest venues have as many


def add_badges(text: str, spans: list[Span]) -> None:
    """The venue and the year that a picture without a link says; any other picture is words."""
    for picture in PICTURE.finditer(text) if "![" in text else ():
        said = BADGE_VENUE.search(picture["address"])
        if said is None:
            continue
        at = picture.start("address")
        blank = "%20" if "%20" in said["venue"] else "_"
        venue = Part("fact", blank, "venue", value=said["venue"].replace(blank, " "))
        if add_span(spans, at + said.start("venue"), at + said.end("venue"), venue):
            add_fact(text, spans, (at + said.start("year"), at + said.end("year")), "year")


def _in_picture(text: str, at: int) -> bool:
    """True within a picture's address: what it says is no word of the entry."""
    start = text.rfind("![", 0, at)
    picture = PICTURE.match(text, start) if start >= 0 else None
    return picture is not None and at < picture.end()


def add_dates(text: str, spans: list[Span]) -> None:
    """Dates and years, with the venue that stands before one."""
    if short := find_short_month(text):
        add_fact(text, spans, (short.start, short.end), "date", FORM)
        name = text[slice(*short.name)]
        if name and not is_venue(name):
            add_fact(text, spans, short.name, "name")
    month = find_arxiv_month(text)
    if month and add_fact(text, spans, (month.start, month.end), "date", FORM):
        _add_venue(text, spans, month.start)
    for tight in _TIGHT.finditer(text):
        if add_fact(text, spans, tight.span("year"), "year", "%y"):
            add_fact(text, spans, tight.span("venue"), "venue")
    has_pictures = "![" in text
    for date in find_dates(text):
        if not (has_pictures and _in_picture(text, date.start)) and add_fact(
            text, spans, (date.start, date.end), "date", date.pattern
        ):
            venue = _ITALIC_VENUE.search(text, 0, date.start)
            if venue:
                add_fact(text, spans, venue.span("venue"), "venue")
            elif _is_grouped(text, spans, date.start) or _is_line(text, spans, date):
                _add_venue(text, spans, date.start)
            elif behind := _VENUE_BEHIND.match(text, date.end):
                add_fact(text, spans, behind.span("venue"), "venue")
    for year in YEAR_ALONE.finditer(text):
        start, end = year.span()
        if (
            is_taken(spans, start, end)  # as in addresses
            or (has_pictures and _in_picture(text, start))
            or _is_in_sentence(text, spans, start)
        ):
            continue
        if not add_fact(text, spans, year.span(), "year"):
            continue
        _add_venue(text, spans, year.start())
        if LETTER.search(text, 0, start):
            continue
        if behind := _VENUE_BEHIND.match(text, end) or _VENUE_FOLLOWS.match(text, end):
            add_fact(text, spans, behind.span("venue"), "venue")
    for date in find_short_dates(text):
        field = "date" if date.month else "year"
        if add_fact(text, spans, (date.start, date.end), field, date.pattern):
            _add_venue(text, spans, date.start)


def _before(text: str, spans: list[Span], at: int) -> str:
    """What stands between the last fact and a place."""
    return text[end_before(spans, at) : at]


def _is_grouped(text: str, spans: list[Span], at: int) -> bool:
    """True for a date in brackets with words before it (`[**Nature, 2023.8**]`)."""
    group = _group(_before(text, spans, at))
    return group is not None and bool(LETTER.search(group["inner"]))


def _is_line(text: str, spans: list[Span], date: WrittenDate) -> bool:
    """True for a date that ends a line of nothing but a venue and itself (`Nature Methods, May 2022.`)."""
    before = _before(text, spans, date.start)
    return bool(_LINE_BEFORE.search(before) and _LINE_BEHIND.match(text, date.end))


def _group(before: str) -> re.Match[str] | None:
    """The brackets or marks that a text ends in, still open, with the words in them."""
    return _GROUP.search(before) or _ITALIC_GROUP.search(before)


def _add_venue(text: str, spans: list[Span], at: int) -> None:
    """The venue before a year: what stands in its brackets, else the words before it."""
    before = _before(text, spans, at)
    spelled_out = _SPELLED_OUT.search(before, _behind_names(before)) if ")" in before[-4:] else None
    group = None if spelled_out else _group(before)
    inner = group["inner"] if group else before
    inside = _INSIDE.fullmatch(inner) if group else None
    venue = inside if inside and inside["venue"] else spelled_out or _VENUE_BEFORE.search(before)
    if venue and _NO_VENUE.match(" " + venue["venue"]):
        return  # the last of some names
    said = _SAID.sub("", venue["venue"]) if venue else ""
    if venue and LETTER.search(said):
        start = at - len(said) - len(venue["sep"])
        is_cited = NAME_LIST.fullmatch(said)  # `(Ito et al., 2023)`
        if "et al" in said and (both := _NAMES_BEFORE.fullmatch(said)):  # `(Ito et al., CVPR 2023)`
            add_fact(text, spans, (start, start + both.end("names")), "authors")
            start, said = start + both.start("venue"), both["venue"]
        add_fact(text, spans, (start, start + len(said)), "authors" if is_cited else "venue")


def _behind_names(text: str) -> int:
    """Where the names end that a text has; 0 where it has none."""
    ends = [find_end(found) for found in NAME_LIST.finditer(text) if are_names(found[0])]
    return ends[-1] if ends else 0


def _is_in_sentence(text: str, spans: list[Span], at: int) -> bool:
    """True for a year in running text: many words stand before it on its line."""
    line = text[max(end_before(spans, at), text.rfind("\n", 0, at) + 1) : at]
    if len(line.split()) <= SENTENCE or any(
        one.search(line) for one in (_SPELLED_OUT, _ITALIC_GROUP, _SQUARE_GROUP)
    ):
        return False
    return len(NAME_LIST.sub(_without_names, ITALIC.sub("", line)).split()) > SENTENCE


def _without_names(found: re.Match[str]) -> str:
    """Nothing in place of names, which are no sentence, however many there are."""
    return "" if are_names(found[0]) else found[0]


def add_said_venue(text: str, spans: list[Span], after: int) -> None:
    """The venue in italics behind a title and the word "in" (`, in *Big Data* 2021`), or behind authors, their year and a bar."""
    names = next((end for _, end, part in spans if part.field == "authors"), 0)
    barred = _BEHIND_BAR.match(text, names) if names > after else None
    if barred:
        add_fact(text, spans, barred.span("venue"), "venue")
    said = _IN_ITALICS.search(text, after) if "in " in text or "In " in text else None
    if said and not YEAR_ALONE.search(said["venue"]):
        add_fact(text, spans, said.span("venue"), "venue")


def add_venue_alone(text: str, spans: list[Span], after: int) -> None:
    """A venue in italics that no year stands beside."""
    if any(part.field == "venue" for _, _, part in spans):
        return
    tag = _VENUE_AT_END.match(text, after) or _VENUE_TAG.search(text)
    if tag and add_fact(text, spans, tag.span("venue"), "venue"):
        return
    found = [one for one in italics(text, after) if _VENUE_NAME.fullmatch(one["inner"])]
    if found and not (
        len(found) > 1 and text[found[0].end() :].startswith(", ")
    ):  # no list of tags
        add_fact(text, spans, found[0].span("inner"), "venue")
