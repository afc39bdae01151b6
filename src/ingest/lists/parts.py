"""Take an entry's text apart into literals, facts and links: the reverse of rendering it."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import Literal

from ingest.ids import github_repo, id_of_url
from ingest.lists.authors import NAME_LIST, are_names
from ingest.lists.dates import find_dates, find_short_dates
from ingest.lists.fields import (
    LINK_FIELDS,
    header_field,
    host_of,
    is_anchor,
    is_generic,
    last_name,
    link_field,
)
from ingest.lists.inline import find_links, fold
from ingest.lists.model import Link
from ingest.lists.numbers import number_range
from ingest.lists.titles import find_cited, find_name, find_title, title_range

_YEAR = re.compile(r"(?:19|20)\d\d(?<![\d./-]\d{4})(?![\d/]|[.-]\d)")
_VENUE_BEFORE = re.compile(
    r"(?P<venue>[A-Za-z][^\[\](){}*_|\n·,.;:<>`\"“”]{0,59}?)(?P<sep>[,'’ ]*\(?)$"
)
_GROUP = re.compile(r"(?:\[\*{0,2}|\(\*{0,2}|\*\*\[?(?=\w))(?P<inner>[^\[\]()*\n]{0,70})$")
_ARXIV_ID = re.compile(r"\d{4}\.\d{4,5}")
_FIELD_LINE = re.compile(
    r"^(?P<head>[ \t]*(?:[-*+][ \t]+|>[ \t]*)?(?:<div>)?(?:\*\*|<strong>|_)?"
    r"(?P<label>[^\s*:：<>\[\]|`_][^*:：<>\[\]|`\n]{0,24}?)"
    r"(?:(?:\*\*|</strong>|_)[ \t]*[:：]|[:：](?:\*\*|</strong>|_)?)(?!//)[ \t]*)"
    r"(?P<value>[^\n]*?)(?P<tail>[ \t]*(?:</div>|\\|<br ?/?>)?[ \t]*\r?)$",
    re.MULTILINE,
)
_LINE_LABEL = re.compile(
    r"[ \t]*(?:[-*+][ \t]+|>[ \t]*)?(?:<div>)?(?:\*\*|<strong>|_)?(?P<label>[^\s*:：<>\[\]|`_][^*:：<>\[\]|`\n]{0,24}?)"
    r"(?:(?:\*\*|</strong>|_)[ \t]*[:：]|[:：](?:\*\*|</strong>|_)?)(?!//)"
)
_ONE_NAME = re.compile(r"[A-Z][\w.'’\-]*(?: [A-Z][\w.'’\-]*){1,3}")
_MORE_NAMES = re.compile(  # with what a name has in brackets or behind it: `Hao (Frank) Yang*`
    r"(?:[,;]? ?(?:and )?(?:[^\W\d_][\w.'’\-]*|\([^\W\d_]{1,20}\))[*†‡]?)*", re.UNICODE
)
_FULL_STOP = re.compile(r"[^\W\d_]{3}\.$")  # no initial's, nor that of `et al.`
_BADGE = re.compile(r"[ \t]*!\[[^\]\n]*\]\([^()\s]*\)(?!\])")
_BOLD_LINE = re.compile(r"\*\*[^*\n]+\*\*\s*<br")
_BREAK = re.compile(r"<br ?/?>", re.IGNORECASE)
_WRAPPING = re.compile(r"(?:<summary>[^<]*</summary>|<(?!br|a\b|/)[a-z][^<>]*>|\s)*", re.IGNORECASE)
_CLOSING = re.compile(r"</[a-z][^<>]*>", re.IGNORECASE)
_ITALIC = re.compile(r"(?<![*_\w])([*_])(?![*_\s])(?P<inner>[^*_\n]{3,}?)(?<!\s)\1(?![*_\w])")
_ITALIC_VENUE = re.compile(r"(?<![*_\w])([*_])(?P<venue>[^*_\n,]{2,60})\1[ ·,|-]*$")
_VENUE_NAME = re.compile(
    r"(?:[A-Z]\w*[A-Z][\w-]*|arXiv)(?: (?:Findings|Workshops?))?"
    r"|(?:arXiv preprint|Nature|Science|Cell|Lancet|The Lancet|JAMA|NEJM|Radiology|Proc|Proceedings|Journal|IEEE|ACM"
    r"|Transactions|Conference|Advances|International|Medical Image Analysis)\b[^,\n]{0,60}"
)
_VENUE_TAG = re.compile(  # in brackets or in code, without a year
    r"(?<=[\[(`])(?:ICLR|ICML|NeurIPS|NIPS|CVPR|ICCV|ECCV|WACV|BMVC|ACCV|3DV|ACL|EMNLP|NAACL|EACL|COLING|TACL|AAAI|IJCAI"
    r"|UAI|AISTATS|TMLR|JMLR|KDD|WWW|SIGIR|CIKM|WSDM|RecSys|ICRA|IROS|CoRL|RSS|MICCAI|MIDL|ISBI|IPMI|TMI|MedIA|JBHI|TPAMI"
    r"|INTERSPEECH|Interspeech|ICASSP|CHI|SIGGRAPH|ACM MM|arXiv|ArXiv|Arxiv|bioRxiv|medRxiv)(?=[\])`])(?![\])`]*\()"
)
_SIZE = re.compile(
    r"^(?P<word>.*?\S)(?P<open>\s*[(（]?)(?P<label>[^()（）\s]{1,12})(?P<close>[)）]?)$"
)
_SENTENCE = 9  # words; the longest venues have as many
_VENUE_CELL = re.compile(
    r"[*_`\s]*(?P<venue>[^\W\d_][^\n<>|\[\]]*?)(?:\s*[,(]\s*|\s*-\s*|\s*<br ?/?>\s*|\s*)"
    r"(?:(?P<year>(?:19|20)\d\d)|['’](?P<short>\d\d))[)\s*_`]*"
)
_YEAR_VENUE_CELL = re.compile(
    r"[*_`\s]*(?P<year>(?:19|20)\d\d)[\s,-]+(?P<venue>[^\W\d_][^\n<>|\[\]]*?)[*_`\s]*"
)
_NAME_WORDS = 3  # of a link's label; more are a title
_SIZE_ONLY = re.compile(r"\d[\d.]*x?\d*\.?\d*[BbMm]|[A-Z]{2,4}|\d+[KkMm]")


@dataclass(frozen=True, slots=True)
class Part:
    """A literal (`text`), a fact (`field`), or a link whose markup with placeholders is `text`."""

    kind: Literal["literal", "fact", "link"]
    text: str
    field: str = ""
    host: str = ""
    value: str = ""  # of a fact or of a link's URL: what stands there
    plain: str = ""  # of a link: its form without size or role
    raw: str = ""  # of a link: its markup as it stands


Span = tuple[int, int, Part]


def parts_of_text(text: str) -> tuple[Part, ...]:
    """The parts of a bullet, numbered item, paragraph or HTML entry."""
    links = find_links(text)
    title = title_range(text)
    spans = _link_spans(text, links, title)
    if title[0] < title[1]:
        _add(spans, *title, Part("fact", "", "title", value=text[slice(*title)]))
    cited = find_cited(text)
    if cited[0] < cited[1]:
        _add(spans, *cited, Part("fact", "", "authors", value=text[slice(*cited)]))
    name = find_name(text)
    if name[0] < name[1]:
        _add(spans, *name, Part("fact", "", "name", value=text[slice(*name)]))
    number = number_range(text)
    if number:
        _add(spans, *number, Part("fact", "", "number", value=text[slice(*number)]))
    _labelled(text, spans, title[1])
    _dated(text, spans)
    _authored(text, spans, title[1])
    _published(text, spans, title[1])
    return _assemble(text, spans)


@lru_cache(maxsize=4096)
def parts_of_cell(text: str, field: str) -> tuple[Part, ...]:
    """The parts of a table cell whose column holds `field`."""
    everything = find_links(text)
    links = [link for link in everything if not is_anchor(link.url)]
    if field in {"other", "summary"} and _is_prose(text, links):
        everything, links = (), []  # pages that a description mentions
    spans: list[Span] = []
    if field in {"name", "title", "other"} and not links and len(everything) == 1:
        own = everything[0]  # a file of the list's own: a new work has none, its bare name stands
        shown = text[own.start : own.end]
        _add(spans, own.start, own.end, Part("fact", "", field, value=shown))
    for link in links:
        _add(spans, link.start, link.end, _cell_link(text, link, field))
    if not spans and text:
        if field in {"year", "date"}:
            _dated(text, spans)
        if field == "venue":
            _venue_with_year(text, spans)
        if not spans:
            is_named = field in {"name", "title"} or bool(_BOLD_LINE.match(text))
            start, end = find_title(text, ()) if is_named else _unwrapped(text)
            whole = "title" if field == "paper" else field
            _add(spans, start, end, Part("fact", "", whole, value=text[start:end]))
    titles = [end for _, end, part in spans if part.field in {"title", "paper"}]
    if titles and (field in {"title", "paper"} or _BREAK.search(text)):
        if _BREAK.match(text[max(titles) :].lstrip(" *_")):
            _dated(text, spans)
        _authored(text, spans, max(titles))
    return _assemble(text, spans)


def _venue_with_year(text: str, spans: list[Span]) -> None:
    """The venue and the year of a cell that holds both: `NeurIPS 2022`, `ICLR'23`, `2021 ICML`."""
    found = _VENUE_CELL.fullmatch(text) or _YEAR_VENUE_CELL.fullmatch(text)
    if not found:
        return
    year = "year" if found["year"] else "short"
    pattern = "" if found["year"] else "%y"
    _add(spans, *found.span("venue"), Part("fact", "", "venue", value=found["venue"]))
    _add(spans, *found.span(year), Part("fact", pattern, "year", value=found[year]))


def _is_prose(text: str, links: Sequence[Link]) -> bool:
    """True for a text that links in passing: many words stand outside its links."""
    if not links:
        return False
    outside = len(text.split()) - sum(len(text[k.start : k.end].split()) for k in links)
    return outside > _SENTENCE * (len(links) + 1)


def _unwrapped(text: str) -> tuple[int, int]:
    """The range of a cell's words inside the tags that wrap them (`<details><summary>...`)."""
    opening = _WRAPPING.match(text)
    start = opening.end() if opening else 0
    end = start + len(text[start:].rstrip())
    while (tag := text.rfind("<", start, end)) >= 0 and _CLOSING.fullmatch(text, tag, end):
        end = start + len(text[start:tag].rstrip())
    return start, end


def _cell_link(text: str, link: Link, field: str) -> Part:
    role = link_field(link)
    if is_generic(link.label):
        is_picture = "![" in link.label or "<img" in link.label
        known = field in LINK_FIELDS and field != "links" and not (is_picture and role == "code")
        return _link_part(text, link, field if known else role)
    if field in {"title", "paper"}:
        return _link_part(text, link, "paper", "title")
    if field in {"name", "data", "weights", "code", "project", "other"}:
        target = field if field in {"data", "weights", "code"} else role
        if field == "other" and role == "paper" and len(link.label.split()) > _NAME_WORDS:
            return _link_part(text, link, "paper", "title")
        return _link_part(text, link, target, "repo" if field in {"code", "project"} else "name")
    return _link_part(text, link, role, "repo")


def _link_spans(text: str, links: Sequence[Link], title: tuple[int, int]) -> list[Span]:
    spans: list[Span] = []
    has_paper = False
    for link in links:
        if is_anchor(link.url):
            continue
        holds_title = link.start <= title[0] and title[1] <= link.end and title[0] < title[1]
        field = link_field(link)
        if holds_title or (field == "paper" and not has_paper):
            has_paper = True
            field = "paper"
        elif field == "paper":  # the same paper elsewhere: written again only from its arXiv id
            markup = text[link.start : link.end]
            form = escape(markup) if _has_paper_id(link.url, spans) else _urled(markup, link.url)
            part = Part("link", form, "other_link", "", link.url, form)
            _add(spans, link.start, link.end, part)
            continue
        if not holds_title and field not in {"paper", "other_link"}:
            field = _line_field(text, link.start) or field
        naming = "title" if holds_title else _naming(link, field)
        whole = _with_badge(text, link) if field == "code" else link
        _add(spans, whole.start, whole.end, _link_part(text, whole, field, naming))
    return spans


def _with_badge(text: str, link: Link) -> Link:
    """A link with the picture behind it that counts its repository's stars: they come and go together."""
    repo, badge = github_repo(link.url), _BADGE.match(text, link.end)
    return replace(link, end=badge.end()) if repo and badge and repo in badge[0] else link


def _has_paper_id(url: str, spans: Sequence[Span]) -> bool:
    """True for an address with the arXiv id of the paper linked before."""
    ids = [id_of_url(part.value) or "" for _, _, part in spans if part.field == "paper"]
    arxiv = [found.removeprefix("arxiv:") for found in ids if found.startswith("arxiv:")]
    return any(found in url for found in arxiv)


def _line_field(text: str, at: int) -> str:
    """What the label of a link's line says of it (`- Datasets: [...](...)`); "" where it has none."""
    label = _LINE_LABEL.match(text, text.rfind("\n", 0, at) + 1)
    field = header_field(label["label"]) if label and label.end() <= at and "\n" in text else ""
    return field if field in LINK_FIELDS - {"paper", "links"} else ""


def _naming(link: Link, field: str) -> str:
    """What a label stands for that says no kind of link: the paper's title, else the repository's name."""
    if not link.label or is_generic(link.label) or "<" in link.label or "![" in link.label:
        return ""
    return "title" if field == "paper" else "repo"


def _link_part(text: str, link: Link, field: str, naming: str = "") -> Part:
    """A link with its URL, and what in its label belongs to the work, as placeholders."""
    markup = text[link.start : link.end]
    label = link.label
    at = markup.find(label) if label else -1
    form = plain = ""
    if naming == "repo" and fold(label) != fold(last_name(link.url)):
        naming = ""  # a label of its own, not how a repository is called
    if naming and at >= 0:
        inner = find_title(label, ()) if naming == "title" else (0, len(label))
        first, last = at + inner[0], at + inner[1]
        form = escape(markup[:first]) + "{" + naming + "}" + _urled(markup[last:], link.url)
        return Part("link", form, field, host_of(link.url), link.url, form)
    size = _SIZE.match(label) if label and field in {"weights", "data"} else None
    if (
        size
        and at >= 0
        and (size["open"].strip() or _SIZE_ONLY.fullmatch(size["label"]))
        and size["open"]
    ):
        before, after = escape(markup[:at]), _urled(markup[at + len(label) :], link.url)
        form = f"{before}{escape(size['word'] + size['open'])}{{label}}{size['close']}{after}"
        plain = f"{before}{escape(size['word'])}{after}"
        return Part("link", form, field, host_of(link.url), link.url, plain)
    form = _urled(markup, link.url)
    return Part("link", form, field, host_of(link.url), link.url, form)


def _urled(markup: str, url: str) -> str:
    """Markup with the last place of the URL as a placeholder, the arXiv id elsewhere as another."""
    at = markup.rfind(url) if not markup.startswith("<a") else markup.find(url)
    if at < 0:
        return escape(markup)
    before, after = escape(markup[:at]), escape(markup[at + len(url) :])
    before = before.rstrip(" ") if before.rstrip(" ").endswith("](") else before  # mistyped
    repo = github_repo(url) if "<img" in markup or "![" in markup else None
    if repo:  # a badge that counts this repository's stars
        before, after = before.replace(repo, "{slug}"), after.replace(repo, "{slug}")
    return before + "{url}" + after


def _labelled(text: str, spans: list[Span], after: int) -> None:
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
                _add(spans, start, end, part)
            continue
        if field in {"other", "title", "name", "number"}:
            field = "other_" + re.sub(r"\W", "", match["label"])
        _add(spans, start, end, Part("fact", "", field, value=match["value"]))


def _dated(text: str, spans: list[Span]) -> None:
    for date in find_dates(text):
        part = Part("fact", date.pattern, "date", value=text[date.start : date.end])
        if _add(spans, date.start, date.end, part):
            venue = _ITALIC_VENUE.search(text, 0, date.start)
            if venue:
                _add(spans, *venue.span("venue"), Part("fact", "", "venue", value=venue["venue"]))
            elif _is_grouped(text, spans, date.start):
                _add_venue(text, spans, date.start)
    for year in _YEAR.finditer(text):
        if _is_in_sentence(text, spans, year.start()):
            continue
        if not _add(spans, *year.span(), Part("fact", "", "year", value=year[0])):
            continue
        _add_venue(text, spans, year.start())
    for date in find_short_dates(text):
        field = "date" if date.month else "year"
        part = Part("fact", date.pattern, field, value=text[date.start : date.end])
        if _add(spans, date.start, date.end, part):
            _add_venue(text, spans, date.start)


def _before(text: str, spans: list[Span], at: int) -> str:
    """What stands between the last fact and a place."""
    return text[max((span[1] for span in spans if span[1] <= at), default=0) : at]


def _is_grouped(text: str, spans: list[Span], at: int) -> bool:
    """True for a date in brackets with words before it (`[**Nature, 2023.8**]`)."""
    group = _GROUP.search(_before(text, spans, at))
    return group is not None and bool(re.search(r"[^\W\d_]", group["inner"]))


def _add_venue(text: str, spans: list[Span], at: int) -> None:
    """The venue before a year: what stands in its brackets, else the words before it."""
    before = _before(text, spans, at)
    group = _GROUP.search(before)
    inner = group["inner"] if group else before
    inside = re.fullmatch(r"[\s`_]*(?P<venue>.*?)(?P<sep>[,'’ ]*\(?)", inner) if group else None
    venue = inside if inside and inside["venue"] else _VENUE_BEFORE.search(before)
    if venue and re.search(r"[^\W\d_]", venue["venue"]):
        start = at - len(venue["venue"]) - len(venue["sep"])
        part = Part("fact", "", "venue", value=venue["venue"])
        _add(spans, start, start + len(venue["venue"]), part)


def _is_in_sentence(text: str, spans: list[Span], at: int) -> bool:
    """True for a year in running text: many words stand before it on its line."""
    taken = max((span[1] for span in spans if span[1] <= at), default=0)
    line = text[max(taken, text.rfind("\n", 0, at) + 1) : at]
    return len(line.split()) > _SENTENCE


def _authored(text: str, spans: list[Span], after: int) -> None:
    if any(part.field == "authors" for _, _, part in spans):
        return
    for match in _ITALIC.finditer(text, after):
        inner = match["inner"]
        is_line = not text[text.rfind("\n", 0, match.start()) + 1 : match.start()].strip(" \t")
        is_name = NAME_LIST.fullmatch(inner) or (is_line and _ONE_NAME.fullmatch(inner))
        if "," in inner or " et al" in inner or " and " in inner or is_name:
            _add(spans, *match.span("inner"), Part("fact", "", "authors", value=inner))
            return
    names = NAME_LIST.search(text, after)
    if names and are_names(names[0]):
        end = _end_of_names(text, *names.span())
        end -= bool(_FULL_STOP.search(text, names.start(), end))
        _add(
            spans, names.start(), end, Part("fact", "", "authors", value=text[names.start() : end])
        )


def _published(text: str, spans: list[Span], after: int) -> None:
    """A venue in italics that no year stands beside."""
    if any(part.field == "venue" for _, _, part in spans):
        return
    tag = _VENUE_TAG.search(text)
    if tag and _add(spans, *tag.span(), Part("fact", "", "venue", value=tag[0])):
        return
    for match in _ITALIC.finditer(text, after):
        if _VENUE_NAME.fullmatch(match["inner"]):
            _add(spans, *match.span("inner"), Part("fact", "", "venue", value=match["inner"]))
            return


def _end_of_names(text: str, start: int, end: int) -> int:
    """Where names that begin a line end: with the line, if no more than names stands on it."""
    above = text[text.rfind("\n", 0, start) + 1 : start]
    rest = _MORE_NAMES.match(text, end)
    is_line = rest and text[rest.end() : rest.end() + 1] in {"", "\n"}
    return rest.end() if rest and is_line and not re.search(r"\w", above) else end


def _add(spans: list[Span], start: int, end: int, part: Part) -> bool:
    if any(start < other_end and end > other_start for other_start, other_end, _ in spans):
        return False
    spans.append((start, end, part))
    return True


def _assemble(text: str, spans: list[Span]) -> tuple[Part, ...]:
    spans = sorted(spans, key=lambda span: span[0])
    arxiv = next(
        (
            found.removeprefix("arxiv:")
            for _, _, part in spans
            if part.field == "paper" and (found := id_of_url(part.value) or "").startswith("arxiv:")
        ),
        "",
    )
    parts: list[Part] = []
    position = 0
    for start, end, part in spans:
        if start > position:
            parts.append(Part("literal", _with_arxiv(escape(text[position:start]), arxiv)))
        if part.kind == "link":
            form, plain = _with_arxiv(part.text, arxiv), _with_arxiv(part.plain, arxiv)
            raw = text[start:end]
            parts.append(Part("link", form, part.field, part.host, part.value, plain, raw))
        else:
            parts.append(part)
        position = end
    if position < len(text):
        parts.append(Part("literal", _with_arxiv(escape(text[position:]), arxiv)))
    return tuple(parts)


def _with_arxiv(text: str, arxiv: str) -> str:
    return text.replace(arxiv, "{arxiv}") if arxiv else text


def escape(text: str) -> str:
    """Braces doubled, so that text can stand in a template."""
    return text.replace("{", "{{").replace("}", "}}")
