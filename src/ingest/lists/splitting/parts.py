"""Take an entry's text apart into literals, facts and links: the reverse of rendering it."""

import re
from collections.abc import Sequence
from functools import lru_cache
from itertools import pairwise

from ingest.lists.markup.exceptions import EXCEPTION
from ingest.lists.markup.inline import find_links
from ingest.lists.markup.lines import decode, definitions_of
from ingest.lists.markup.references import with_addresses
from ingest.lists.model import CuratedList, Entry, Link
from ingest.lists.reading.before_title import find_name
from ingest.lists.reading.cited import find_cited
from ingest.lists.reading.fields import is_anchor, is_generic, link_field
from ingest.lists.reading.labels import KIND_TAG
from ingest.lists.reading.linked_names import find_linked_names, links_of_work
from ingest.lists.reading.numbers import number_range
from ingest.lists.reading.titles import find_title, title_range
from ingest.lists.splitting.author_parts import add_authors, add_said_authors
from ingest.lists.splitting.dated_cells import add_run_together, add_venue_and_year, add_whole_date
from ingest.lists.splitting.labelled_parts import add_labelled
from ingest.lists.splitting.link_parts import (
    add_badge,
    add_lone_badge,
    add_own_files,
    cell_link,
    link_spans,
    waits,
)
from ingest.lists.splitting.part import Part, Span, add_fact, add_span, assemble
from ingest.lists.splitting.venue_parts import (
    SENTENCE,
    add_badges,
    add_dates,
    add_said_venue,
    add_venue_alone,
)

_TWO_DATED = 4  # two venues, each with its year
_BOLD_LINE = re.compile(r"\*\*[^*\n]+\*\*\s*<br")
_ARTIFACTS = frozenset({"code", "data", "weights"})
_YEAR_ALONE = re.compile(r"(?:19|20)\d\d")
_TIMES = ("year", "date")
_BESIDE = 4  # characters between a venue and its year, or another venue
_BREAK = re.compile(r"<br ?/?>", re.IGNORECASE)
_WRAPPING = re.compile(
    r"(?:<br ?/?>(?=\s*<[a-z]))?(?:<summary>[^<]*</summary>|<(?!br|a\b|/)[a-z][^<>]*>|\s)*",
    re.IGNORECASE,
)
_MARKED = re.compile(r"(?P<mark>\*\*|[*_`])(?P<inner>[^*_`]+)(?P=mark)")
_ASKING = re.compile(r"^ (?=[Ii]n [*_])")  # behind a title whose question mark is its full stop
_BROKEN = re.compile(r"^[ \t]*\n[ \t]*(?=[.,]?(?:[\"”]|\*\*)(?:[*_]|\s|$))")
_NUMBERED = re.compile(r"[^\w]*(?P<digits>\d{1,6})[^\w]*")
_ANCHOR = re.compile(r"(?P<tag><a\s+(?:id|name)\s*=[^<>]*></a>)(?P<gap> *)", re.IGNORECASE)
_EXCEPTION = re.compile(rf"(?P<gap> *)(?P<said>{EXCEPTION.pattern})")
_CLOSING = re.compile(r"</[a-z][^<>]*>", re.IGNORECASE)


def parts_of_entry(curated: CuratedList, entry: Entry) -> tuple[Part, ...]:
    """The parts of a bullet, item, paragraph or HTML entry, its links by reference with their addresses."""
    raw = decode(curated.text[entry.start : entry.end])
    text = raw.rstrip("\n").removesuffix("\r").replace("\r\n", "\n")
    definitions = definitions_of(curated.text)
    if entry.cells or definitions or "\r" in raw:
        return parts_of_text(with_addresses(text, definitions))
    return _taken_apart(text, entry.links, entry.title_at)


def parts_of_text(text: str) -> tuple[Part, ...]:
    """The parts of a text like those of an entry."""
    title = title_range(text)
    return _taken_apart(text, links_of_work(text, find_links(text), title[1]), title)


@lru_cache(maxsize=1024)  # an entry is asked for its venue, and then for its style
def _taken_apart(text: str, links: tuple[Link, ...], title: tuple[int, int]) -> tuple[Part, ...]:
    spans: list[Span] = []
    # links of names are none of the entry's: where it has all there are none
    has_others = text.count("](") > len(links)
    names = find_linked_names(text, find_links(text), title[1]) if has_others else None
    if names:
        add_fact(text, spans, names, "authors")
    spans += link_spans(text, links, title)
    add_lone_badge(text, spans, title[1])
    anchor = _ANCHOR.search(text, 0, title[0]) if "<a " in text else None
    if anchor:  # another work's leads elsewhere
        part = Part("fact", anchor["gap"], "note_anchor", value=anchor["tag"])
        add_span(spans, *anchor.span(), part)
    if "<!--" in text:
        for at, said in enumerate(_EXCEPTION.finditer(text)):  # of this entry's faults alone
            part = Part("fact", "", f"note_exception{at}", value=said["said"], plain=said["gap"])
            add_span(spans, *said.span(), part)
    if title[0] < title[1]:
        add_span(spans, *title, Part("fact", "", "title", value=text[slice(*title)]))
    cited = find_cited(text)
    if cited[0] < cited[1]:
        add_span(spans, *cited, Part("fact", "", "authors", value=text[slice(*cited)]))
    name = find_name(text)
    if name[0] < name[1]:
        add_span(spans, *name, Part("fact", "", "name", value=text[slice(*name)]))
    add_own_files(text, links, spans)
    number = number_range(text)
    if number:
        add_span(spans, *number, Part("fact", "", "number", value=text[slice(*number)]))
    add_badges(text, spans)
    add_labelled(text, spans, title[1])
    add_said_authors(text, spans, title[1])
    add_said_venue(text, spans, title[1])
    add_dates(text, spans)
    add_authors(text, spans, title[1])
    add_venue_alone(text, spans, title[1])
    parts = assemble(text, _with_one_venue(text, spans))
    is_asked = text[title[1] - 1 : title[1]] in {"?", "!"} and title[0] < title[1]
    return _without_slip(parts) if "\n" in text or is_asked else parts


def _with_one_venue(text: str, spans: list[Span]) -> list[Span]:
    """The spans with one venue and its year: where a work was before (`arXiv 2019, ICLR 2020`) is a remark."""
    shown = [span for span in spans if span[2].field in {"venue", *_TIMES}]
    told = sorted(shown, key=lambda span: span[0])
    if len(told) < _TWO_DATED:
        return spans
    dated = [
        (venue[0], year[1])
        for venue, year in pairwise(told)
        if venue[2].field == "venue" and year[2].field in _TIMES and year[0] - venue[1] < _BESIDE
    ]
    for at, ((start, end), (then, _)) in enumerate(pairwise(dated)):
        if then - end < _BESIDE and "\n" not in text[end:then]:
            spans = [span for span in spans if not start <= span[0] < then]
            remark = Part("fact", "", f"note_earlier{at}", value=text[start:then])
            spans.append((start, then, remark))
    return spans


def _without_slip(parts: tuple[Part, ...]) -> tuple[Part, ...]:
    """The parts without a line break between a title and what closes it, and with the full stop that a question mark stands for."""
    return tuple(
        part._replace(
            text=_BROKEN.sub(
                "",
                _ASKING.sub(". ", part.text) if parts[at - 1].value[-1:] in "?!" else part.text,
                count=1,
            )
        )
        if part.kind == "literal" and at and parts[at - 1].field == "title"
        else part
        for at, part in enumerate(parts)
    )


def without_blank_behind_title(parts: Sequence[Part]) -> tuple[Part, ...]:
    """The parts without the blank between the title and its comma."""
    return tuple(
        part._replace(text=part.text[1:])
        if before.field == "title" and part.text.startswith(" , ")
        else part
        for before, part in zip((parts[0], *parts), parts, strict=False)
    )


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
        add_span(spans, own.start, own.end, Part("fact", "", field, value=shown))
    for at, link in enumerate(everything):
        if not link.url and "![" in link.label and field in {"title", "paper"}:  # a tag of its own
            shown = text[link.start : link.end]
            add_span(spans, link.start, link.end, Part("fact", "", f"note_tag{at}", value=shown))
        if waits(link):
            part = cell_link(text, link, "links")
            add_span(spans, link.start, link.end, part)
    for link in links:
        is_artifact = field == "paper" and len(links) > 1 and link_field(link) in _ARTIFACTS
        part = cell_link(text, link, "links" if is_artifact and is_generic(link.label) else field)
        add_span(spans, link.start, link.end, part)  # beside the paper a repository is none
    if links:
        add_badge(text, spans)
    if links and field in {"title", "paper"} and all(is_generic(link.label) for link in links):
        start, end = find_title(text, links)  # words before links that say what they are
        if start < end <= links[0].start:
            add_span(spans, start, end, Part("fact", "", "title", value=text[start:end]))
    if not spans and text:
        if field in {"year", "date"} or (field == "venue" and _YEAR_ALONE.fullmatch(text)):
            add_dates(text, spans)
            add_run_together(text, spans)
        if field == "venue" and not spans and not add_whole_date(text, spans):
            add_venue_and_year(text, spans)
        if not spans:
            is_named = field in {"name", "title"} or bool(_BOLD_LINE.match(text))
            is_named = is_named or (field == "paper" and (_calls_first(text) or is_citation(text)))
            is_named = is_named and not KIND_TAG.fullmatch(text)
            start, end = find_title(text, ()) if is_named else _unwrapped(text)
            if text.startswith("<", start):
                start, end = _unwrapped(text)
            if field == "venue" and (marked := _MARKED.fullmatch(text, start, end)):
                start, end = marked.span("inner")
            digits = _NUMBERED.fullmatch(text) if field == "number" else None
            if digits:  # `**3.**`: the marks are the list's
                start, end = digits.span("digits")
            whole = "title" if field == "paper" else field
            add_span(spans, start, end, Part("fact", "", whole, value=text[start:end]))
    titles = [(start, end) for start, end, part in spans if part.field in {"title", "paper"}]
    if titles and field in {"title", "paper"} and min(titles)[0] > _BESIDE:
        _add_before_title(text, spans, min(titles)[0])
    last = max(titles)[1] if titles else len(text)
    if last < len(text) and (field in {"title", "paper"} or _BREAK.search(text)):
        behind = text[last:].lstrip(" *_")
        is_cited = any(part.field == "authors" and end < last for _, end, part in spans)
        if is_cited or behind.startswith(("(", "[", "`")) or _BREAK.match(behind):
            add_dates(text, spans)
        if is_cited:
            add_venue_alone(text, spans, last)
        add_authors(text, spans, last)
    return assemble(text, spans)


def is_citation(text: str) -> bool:
    """True for a cell with the authors before the title."""
    start, end = find_cited(text)
    return start < end


def _calls_first(text: str) -> bool:
    """True for a cell that begins with a short name in bold (`**TideNet**: Tides of the North`)."""
    start, end = find_name(text) if text.startswith("**") else (0, 0)
    return start < end


def _add_before_title(text: str, spans: list[Span], title: int) -> None:
    """The authors or the short name that a cell says before the title."""
    for field, (start, end) in (("authors", find_cited(text)), ("name", find_name(text))):
        if start < end <= title:
            add_fact(text, spans, (start, end), field)


def _is_prose(text: str, links: Sequence[Link]) -> bool:
    """True for a text that links in passing: many words stand outside its links."""
    if not links:
        return False
    outside = len(text.split()) - sum(len(text[k.start : k.end].split()) for k in links)
    return outside > SENTENCE * (len(links) + 1)


def _unwrapped(text: str) -> tuple[int, int]:
    """The range of a cell's words inside the tags that wrap them (`<details><summary>...`)."""
    opening = _WRAPPING.match(text)
    start = opening.end() if opening else 0
    end = start + len(text[start:].rstrip())
    while (tag := text.rfind("<", start, end)) >= 0 and _CLOSING.fullmatch(text, tag, end):
        end = start + len(text[start:tag].rstrip())
    return start, end
