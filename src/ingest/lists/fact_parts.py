"""The facts that an entry's words tell: labelled lines, dates, venues, authors."""

import re
from collections.abc import Iterator

from ingest.lists.authors import NAME_LIST, are_names
from ingest.lists.dates import find_dates, find_short_dates, is_run_together
from ingest.lists.fields import LABEL_OF_LINE, LINK_FIELDS, header_field
from ingest.lists.inline import LETTER
from ingest.lists.part import Part, Span, add_span

_YEAR = re.compile(r"(?:19|20)\d\d(?<![\d./-]\d{4})(?![\d/]|[.-]\d)")
_VENUE_BEFORE = re.compile(
    r"(?P<venue>[A-Za-z][^\[\](){}*_|\n·,.;:<>`\"“”]{0,59}?)(?P<sep>[,'’ ]*\(?)$"
)
_SPELLED_OUT = re.compile(  # `Annual Meeting of a Society (AMS), `, its acronym in brackets
    r"(?<![\w(])(?P<venue>[A-Z][^\[\](){}*_|\n·<>`\"“”.]{3,140} \([A-Z][\w&-]{1,12}\))(?P<sep>,? ?)$"
)
_GROUP = re.compile(r"(?:\[\*{0,2}|\(\*{0,2}|\*\*\[?(?=\w))(?P<inner>[^\[\]()*\n]{0,70})$")
_ITALIC_GROUP = re.compile(  # `*ICRA, May 2023*`, from its star to the date
    r"(?<![\w*_])[*_](?=\w)(?P<inner>[^*_\n\[\],.;:]{2,70}[,'’ ]*\(?)$"
)
_INSIDE = re.compile(r"[\s`_]*(?P<venue>.*?)(?P<sep>[,'’ ]*\(?)")
_ARXIV_ID = re.compile(r"\d{4}\.\d{4,5}")
_FIELD_LINE = re.compile(
    rf"^(?P<head>{LABEL_OF_LINE}[ \t]*)"
    r"(?P<value>[^\n]*?)(?P<tail>[ \t]*(?:</div>|\\|<br ?/?>)?[ \t]*\r?)$",
    re.MULTILINE,
)
_DATED_NAMES = re.compile(r"\s*[·|,(]\s*(?=(?:19|20)\d\d\)?\s*$)")
_ONE_NAME = re.compile(r"[A-Z][\w.'’\-]*(?: [A-Z][\w.'’\-]*){1,3}")
_MORE_NAMES = re.compile(  # with what a name has in brackets or behind it: `Hao (Frank) Yang*`
    r"(?:[,;]? ?(?:and )?(?:[^\W\d_][\w.'’\-]*|\([^\W\d_]{1,20}\))[*†‡]?)*", re.UNICODE
)
_NAME = r"[A-Z][\w'’\-]*\.?(?: [A-Z][\w'’\-]*\.?){1,3}"
_TWO_NAMES = re.compile(  # directly behind a title: `**, Ada Ito and Ben Okafor.`
    rf"[\s*_\"”`).,:;|–—-]{{1,12}}(?P<names>{_NAME} (?:and|&) {_NAME}(?<!\.))(?=[.,;]?[*_]?\s*(?:[\[(*_]|\n|$|[A-Z\d]))"
)
_BY = re.compile(  # `by Ito, Ada and Ben Okafor, 2023`
    r"(?<![^\W\d_])by (?P<names>[^\W\d_][^\n\[\]<>()*_|{}]{2,400}?)"
    r"(?=[,.]?\s*(?:[(,]?\s*(?:19|20)\d\d\b|\[|$))",
    re.MULTILINE,
)
_IN_TAGS = re.compile(  # `<sub>Ada Ito; Ben Okafor</sub>`
    r"(?<=>)(?P<names>[^\W\d_][^<>\n\d:;]{2,60}(?:; ?[^\W\d_][^<>\n\d:;]{2,60})+)(?=</)"
)
_IN_ITALICS = re.compile(r"\b[Ii]n ([*_])(?P<venue>[^*_\n]{2,90})\1(?![*_\w])")
_SAID = re.compile(r"^(?:[Ii]n|at) (?=[A-Z])")  # `in Big Data 2021`
_NO_VENUE = re.compile(r"(?:^|\W)(?:by|and|&)\s+\w")
_FULL_STOP = re.compile(r"[^\W\d_]{3}\.$")  # no initial's, nor that of `et al.`
_ITALIC = re.compile(
    r"(?<![*_\w])([*_])(?![*_\s])(?P<inner>(?:\\.|[^*_\n\\]){3,}?)(?<!\s)\1(?![*_\w])"
)
_ITALIC_VENUE = re.compile(r"(?<![*_\w])([*_])(?P<venue>[^*_\n,]{2,60})\1[ ·,|-]*$")
_VENUE_NAME = re.compile(
    r"(?:[A-Z]\w*[A-Z][\w-]*|arXiv)(?: (?:Findings|Workshops?))?"
    r"|(?:arXiv preprint|Nature|Science|Cell|Lancet|The Lancet|JAMA|NEJM|Radiology|Proc|Proceedings|Journal|IEEE|ACM"
    r"|Transactions|Conference|Advances|International|Medical Image Analysis)\b[^,\n]{0,60}"
)
_VENUE_TAG = re.compile(  # in brackets, in code, or behind quotes or emphasis, without a year; `re` runs to such a mark
    r"[\[(`\"”*](?:(?<=[\[(`])|(?:(?<=[\"”]) |(?<=\S\*)  ?)(?=\w+[.,]?(?:\s|$)))(?P<venue>(?:ICLR|ICML|NeurIPS|NIPS|CVPR|ICCV|ECCV|WACV|BMVC|ACCV|3DV|ACL|EMNLP|NAACL|EACL|COLING|TACL|AAAI|IJCAI"
    r"|UAI|AISTATS|TMLR|JMLR|KDD|WWW|SIGIR|CIKM|WSDM|RecSys|ICRA|IROS|CoRL|RSS|MICCAI|MIDL|ISBI|IPMI|TMI|MedIA|JBHI|TPAMI"
    r"|INTERSPEECH|Interspeech|ICASSP|CHI|SIGGRAPH|ACM MM|[Aa]r[Xx]iv|ARXIV|bioRxiv|medRxiv|[Pp]reprint)W?)(?=[\])`.,]|\s|$)(?![\])`]*\()"
)
SENTENCE = 9  # words; the longest venues have as many
_VENUE_CELL = re.compile(
    r"[*_`\s]*(?P<venue>[^\W\d_][^\n<>|\[\]]*?)(?:\s*[,(]\s*|\s*-\s*|\s*<br ?/?>\s*|\s*)"
    r"(?:(?P<year>(?:19|20)\d\d)|['’](?P<short>\d\d))[)\s*_`]*"
)
_YEAR_VENUE_CELL = re.compile(
    r"[*_`\s]*(?P<year>(?:19|20)\d\d)[\s,-]+(?P<venue>[^\W\d_][^\n<>|\[\]]*?)[*_`\s]*"
)


def add_venue_and_year(text: str, spans: list[Span]) -> None:
    """The venue and the year of a cell that holds both: `NeurIPS 2022`, `ICLR'23`, `2021 ICML`."""
    found = _VENUE_CELL.fullmatch(text) or _YEAR_VENUE_CELL.fullmatch(text)
    if not found:
        return
    year = "year" if found["year"] else "short"
    pattern = "" if found["year"] else "%y"
    add_span(spans, *found.span("venue"), Part("fact", "", "venue", value=found["venue"]))
    add_span(spans, *found.span(year), Part("fact", pattern, "year", value=found[year]))


def add_whole_date(text: str, spans: list[Span]) -> bool:
    """The date that is all a cell says (`May, 2023` where others have a venue); False where it says more."""
    found = find_dates(text)
    if not found or (found[0].start, found[0].end) != (0, len(text)):
        return False
    return add_span(spans, 0, len(text), Part("fact", found[0].pattern, "date", value=text))


def add_run_together(text: str, spans: list[Span]) -> None:
    """The year and month of a cell of dates that says them without a mark: `202304`."""
    if is_run_together(text):
        add_span(spans, 0, len(text), Part("fact", "%Y%m", "date", value=text))


def add_labelled(text: str, spans: list[Span], after: int) -> None:
    """The values of labelled lines behind a title: `- Venue: ICML`."""
    for match in _FIELD_LINE.finditer(text, after):
        start, end = match.span("value")
        field = header_field(match["label"])
        inner = [span for span in spans if span[0] < end and span[1] > start]
        if start == end or inner or field in LINK_FIELDS or _ARXIV_ID.match(text, start):
            continue  # `arXiv:2301.00001` is an address, not a label
        if field in {"date", "year"}:
            dates = find_dates(match["value"])
            year = _YEAR.match(match["value"])
            if year or (dates and dates[0].start == 0):
                pattern = "" if year else dates[0].pattern
                part = Part("fact", pattern, "year" if year else "date", value=match["value"])
                add_span(spans, start, end, part)
            continue
        if field == "authors" and (dated := _DATED_NAMES.search(match["value"])):
            end = start + dated.start()  # `Ada Ito, Ben Okafor · 2026`
        if field in {"other", "title", "name", "number"}:
            field = "other_" + re.sub(r"\W", "", match["label"])
        add_span(spans, start, end, Part("fact", "", field, value=text[start:end]))


def add_dates(text: str, spans: list[Span]) -> None:
    """Dates and years, with the venue that stands before one."""
    for date in find_dates(text):
        part = Part("fact", date.pattern, "date", value=text[date.start : date.end])
        if add_span(spans, date.start, date.end, part):
            venue = _ITALIC_VENUE.search(text, 0, date.start)
            if venue:
                add_span(
                    spans, *venue.span("venue"), Part("fact", "", "venue", value=venue["venue"])
                )
            elif _is_grouped(text, spans, date.start):
                _add_venue(text, spans, date.start)
    for year in _YEAR.finditer(text):
        start, end = year.span()
        is_taken = any(start < span[1] and end > span[0] for span in spans)  # as in addresses
        if is_taken or _is_in_sentence(text, spans, start):
            continue
        if not add_span(spans, *year.span(), Part("fact", "", "year", value=year[0])):
            continue
        _add_venue(text, spans, year.start())
    for date in find_short_dates(text):
        field = "date" if date.month else "year"
        part = Part("fact", date.pattern, field, value=text[date.start : date.end])
        if add_span(spans, date.start, date.end, part):
            _add_venue(text, spans, date.start)


def _before(text: str, spans: list[Span], at: int) -> str:
    """What stands between the last fact and a place."""
    return text[max((span[1] for span in spans if span[1] <= at), default=0) : at]


def _is_grouped(text: str, spans: list[Span], at: int) -> bool:
    """True for a date in brackets with words before it (`[**Nature, 2023.8**]`)."""
    group = _group(_before(text, spans, at))
    return group is not None and bool(LETTER.search(group["inner"]))


def _group(before: str) -> re.Match[str] | None:
    """The brackets or marks that a text ends in, still open, with the words in them."""
    return _GROUP.search(before) or _ITALIC_GROUP.search(before)


def _add_venue(text: str, spans: list[Span], at: int) -> None:
    """The venue before a year: what stands in its brackets, else the words before it."""
    before = _before(text, spans, at)
    spelled_out = _SPELLED_OUT.search(before) if ")" in before[-4:] else None
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
        part = Part("fact", "", "authors" if is_cited else "venue", value=said)
        add_span(spans, start, start + len(said), part)


def _is_in_sentence(text: str, spans: list[Span], at: int) -> bool:
    """True for a year in running text: many words stand before it on its line."""
    taken = max((span[1] for span in spans if span[1] <= at), default=0)
    line = text[max(taken, text.rfind("\n", 0, at) + 1) : at]
    if len(line.split()) <= SENTENCE or _SPELLED_OUT.search(line) or _ITALIC_GROUP.search(line):
        return False
    return len(_ITALIC.sub("", line).split()) > SENTENCE  # names in italics are no sentence


def add_said_venue(text: str, spans: list[Span], after: int) -> None:
    """The venue in italics behind a title and the word "in": `, in *Big Data* 2021`."""
    said = _IN_ITALICS.search(text, after) if "in " in text or "In " in text else None
    if said and not _YEAR.search(said["venue"]):
        add_span(spans, *said.span("venue"), Part("fact", "", "venue", value=said["venue"]))


def add_said_authors(text: str, spans: list[Span], after: int) -> None:
    """The authors behind a title and the word "by", up to a year, a link or the end of the line."""
    said = _BY.search(text, after) if "by " in text else None
    if said and are_names(said["names"]):
        add_span(spans, *said.span("names"), Part("fact", "", "authors", value=said["names"]))


def add_authors(text: str, spans: list[Span], after: int) -> None:
    """The authors behind a title: in italics, parted by `;` in tags, or a list of names."""
    if any(part.field == "authors" for _, _, part in spans):
        return
    for match in _italics(text, after):
        inner = match["inner"]
        is_line = not text[text.rfind("\n", 0, match.start()) + 1 : match.start()].strip(" \t")
        is_name = NAME_LIST.fullmatch(inner) or (is_line and _ONE_NAME.fullmatch(inner))
        are_several = "," in inner or " et al" in inner or " and " in inner
        told = Part("fact", "", "authors", value=inner)
        if (are_several or is_name) and add_span(spans, *match.span("inner"), told):
            return
    tagged = _IN_TAGS.search(text, after) if ";" in text and "</" in text else None
    if tagged and are_names(tagged["names"]):
        told = Part("fact", "", "authors", value=tagged["names"])
        if add_span(spans, *tagged.span("names"), told):
            return
    pair = _TWO_NAMES.match(text, after)
    if pair:
        add_span(spans, *pair.span("names"), Part("fact", "", "authors", value=pair["names"]))
        return
    may_be_names = text.find(",", after) >= 0 or text.find(" et al", after) >= 0
    names = NAME_LIST.search(text, after) if may_be_names else None
    if names and are_names(names[0]):
        end = _end_of_names(text, *names.span())
        end -= bool(_FULL_STOP.search(text, names.start(), end))
        add_span(
            spans, names.start(), end, Part("fact", "", "authors", value=text[names.start() : end])
        )


def _italics(text: str, after: int) -> Iterator[re.Match[str]]:
    """What stands in italics behind a place; most texts have no mark for it there."""
    marked = text.find("*", after) >= 0 or text.find("_", after) >= 0
    return _ITALIC.finditer(text, after) if marked else iter(())


def add_venue_alone(text: str, spans: list[Span], after: int) -> None:
    """A venue in italics that no year stands beside."""
    if any(part.field == "venue" for _, _, part in spans):
        return
    tag = _VENUE_TAG.search(text)
    if tag:
        venue = Part("fact", "", "venue", value=tag["venue"])
        if add_span(spans, *tag.span("venue"), venue):
            return
    found = [one for one in _italics(text, after) if _VENUE_NAME.fullmatch(one["inner"])]
    if found and not (
        len(found) > 1 and text[found[0].end() :].startswith(", ")
    ):  # no list of tags
        add_span(spans, *found[0].span("inner"), Part("fact", "", "venue", value=found[0]["inner"]))


def _end_of_names(text: str, start: int, end: int) -> int:
    """Where names that begin a line end: with the line, if no more than names stands on it."""
    above = text[text.rfind("\n", 0, start) + 1 : start]
    rest = _MORE_NAMES.match(text, end)
    is_line = rest and text[rest.end() : rest.end() + 1] in {"", "\n"}
    return rest.end() if rest and is_line and not re.search(r"\w", above) else end
