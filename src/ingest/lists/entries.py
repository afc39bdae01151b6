"""One entry from its lines: title, links, ids, cells, year."""

import re
from collections.abc import Sequence
from dataclasses import replace
from functools import lru_cache
from typing import NamedTuple

from ingest.ids import id_of_url
from ingest.lists.blocks import Block
from ingest.lists.cited import stands_above_title
from ingest.lists.dates import find_short_dates
from ingest.lists.fields import (
    PAPER_ISSUERS,
    header_field,
    is_anchor,
    is_generic,
    is_paper,
    leads_away,
    link_field,
    told_field,
)
from ingest.lists.inline import LETTER, find_links, plain
from ingest.lists.lines import Lines, decode, encode
from ingest.lists.model import Entry, EntryKind, Link, Table
from ingest.lists.numbers import number_range
from ingest.lists.references import with_references
from ingest.lists.row_titles import find_row_title
from ingest.lists.tables import cell_ranges, cell_texts
from ingest.lists.titles import find_title, title_range

YEAR = re.compile(r"((?:19|20)\d\d)(?<![\d./-]\d{4})(?!\d|\.\d{4,5}\b)")
_FIELD_LINE = re.compile(
    r"^[ \t]*(?:[-*+][ \t]+)?(?:\*\*|<strong>)?(?P<label>[^\s*:：<>\[\]][^*:：<>\[\]\n]{0,20}?)"
    r"(?:\*\*|</strong>)?[ \t]*[:：](?!//)",
    re.MULTILINE,
)
_MARKUP = re.compile(
    r"<(?P<tag>tr|li)\b[^>]*>(?:(?!<(?P=tag)\b).)*?"
    r"(?:</(?P=tag)\s*>|(?<!\s)(?=\s*+<(?:(?P=tag)\b|/tbody|/table|/ul|/ol)))",  # closing tags are optional
    re.IGNORECASE | re.DOTALL,
)
MARKUP_CELL = re.compile(  # one merged over several rows is the group's
    r"<td\b(?![^<>]*\browspan\s*=\s*[\"']?(?:[2-9]|1\d))[^<>]*>(.*?)</td\s*>",
    re.IGNORECASE | re.DOTALL,
)
_HEADER_CELL = re.compile(r"<th\b", re.IGNORECASE)
# What a line begins with that is an entry by itself: a bullet no Markdown knows, a number, a name in bold, a link.
_LINE_MARK = re.compile(
    r"[ \t]*(?P<mark>[•·▪◦●○■▸►➤→‣⁃–—*-](?!\*)|\(\d|\[\d+\]|\*\*[^\s*]|\[{1,2}[^\[\]\s]|<a\s|<b>|<strong>)",
    re.IGNORECASE,
)
_DIVIDER = re.compile(r"[ \t]*-{2,}[ \t]*\w[^|\n]{0,40}?-{2,}[ \t]*\r?")
_SHORTCODE = re.compile(r":\w+:")
_TITLE_WORDS = 3
_CITATION = re.compile(
    r"[ \t]*(?:[-*+•]|\d+[.)])[ \t]+(?:\[[ xX]\][ \t]+)?(?:[^\W\d_][^\[\]<>\"“`\n*]{3,200}?)?"
    r"(?:\*\*(?P<bold>[^*\n]{12,}?)\*\*|[\"“](?P<title>[^\"”\n]{12,})[\"”])"
)
_TITLED = re.compile(
    r"[ \t]*(?:[-*+•]|\d+[.)])[ \t]+(?:\[[ xX]\][ \t]+)?(?:[*_]{2}|[\"“]|(?:[^\W\d_][^\s]*[ ]+){3})"
)
_PUBLISHED = re.compile(r"et al|[*_][^*_\n]+[*_]|,\s*[A-Z][\w&]*[^,\n]{0,40}(?:19|20)\d\d")
_KEPT = 8192  # an edit reads the page anew, and nearly all of its entries are as they were


def links_of(text: str, lines: Lines) -> tuple[Link, ...]:
    """The links of a piece of a page, those by reference among them."""
    return with_references(text, find_links(text), lines.definitions)


class _Said(NamedTuple):
    """What an entry's text says, wherever it stands."""

    title: str
    links: tuple[Link, ...]
    urls: tuple[str, ...]
    ids: tuple[str, ...]
    year: int | None
    number: int | None = None
    cells: tuple[str, ...] = ()
    title_at: tuple[int, int] = (0, 0)


def make_entry(lines: Lines, first: int, last: int, kind: EntryKind, depth: int = 0) -> Entry:
    """The entry of lines first..last-1."""
    start, end = lines.range_of(first, last)
    text = decode(lines.text[start:end]).rstrip("\n")
    said = _said_with(text, links_of(text, lines)) if lines.definitions else _said_alone(text)
    return Entry(
        start, end, kind, first + 1, said.title, said.urls, said.ids,
        year=said.year, number=said.number, depth=depth, links=said.links, title_at=said.title_at,
    )  # fmt: skip


def make_row(lines: Lines, line: int, fields: tuple[str, ...]) -> Entry:
    """The entry of one table row; `fields` is what each column's header names."""
    start, end = lines.range_of(line, line + 1)
    text = decode(lines.text[start:end])
    if lines.definitions:
        said = _said_by_row(text, fields, links_of(text, lines))
    else:
        said = _said_by_row_alone(text, fields)
    return Entry(
        start, end, "row", line + 1, said.title, said.urls, said.ids, said.cells, said.year,
        links=said.links,
    )  # fmt: skip


@lru_cache(maxsize=_KEPT)
def _said_alone(text: str) -> _Said:
    return _said_by(text, find_links(text), title_range(text))


def _said_with(text: str, links: tuple[Link, ...]) -> _Said:
    return _said_by(text, links, find_title(text, links))


@lru_cache(maxsize=_KEPT)
def _said_by_row_alone(text: str, fields: tuple[str, ...]) -> _Said:
    return _said_by_row(text, fields, find_links(text))


def _said_by(text: str, links: tuple[Link, ...], at: tuple[int, int]) -> _Said:
    number = number_range(text)
    urls, ids = _addresses(links)
    title = plain(text[at[0] : at[1]])
    if not title and links and not is_generic(links[0].label):
        title = plain(links[0].label)  # a link to another file of the list
    return _Said(
        title,
        links,
        urls,
        ids,
        find_year(text[number[1] if number else 0 : at[0]])  # `1999.` may be the item's number
        or find_year(text[at[1] :])
        or find_year(text[slice(*at)]),
        int(text[slice(*number)]) if number else None,
        title_at=at,
    )


def _said_by_row(text: str, fields: Sequence[str], links: tuple[Link, ...]) -> _Said:
    ranges = cell_ranges(text)
    cells = tuple(text[a:b].strip() for a, b in ranges)
    title, column = find_row_title(cells, fields)
    named = [i for i, field in enumerate(fields) if field == "paper"] or [column]
    spans = [ranges[i] for i in named if i < len(ranges)]
    first = [link for link in links if any(a <= link.start < b for a, b in spans)]
    urls, ids = _addresses(links, first)
    years = [
        find_year(cells[i])
        for i, field in enumerate(fields)
        if i < len(cells) and field in {"year", "date"}
    ]
    year = next((y for y in years if y), None) or find_year(text)
    return _Said(title, links, urls, ids, year, cells=cells)


def _addresses(
    links: Sequence[Link], first: Sequence[Link] = ()
) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """URLs and canonical ids of an entry's links, the paper's own first."""
    real = [link for link in links if not is_anchor(link.url)]
    papers = [link for link in first if not is_anchor(link.url)]
    if not papers:
        told = [link for link in real if told_field(link) == "paper"]
        papers = told[:1] or next(([link] for link in real if link_field(link) == "paper"), [])
    urls = dict.fromkeys(link.url for link in [*papers, *real])
    ids = dict.fromkeys(found for url in urls if (found := id_of_url(url)))
    return tuple(urls), tuple(ids)


def find_year(text: str) -> int | None:
    """The first year named outside links; one of two digits behind a venue where there is no other."""
    for match in YEAR.finditer(text):
        if not _is_in_address(text, match.start()):
            return int(match[1])
    if "'" in text or "’" in text:
        for date in find_short_dates(text):
            if not _is_in_address(text, date.start):
                return date.year
    return None


def fields_of(header: Sequence[str]) -> tuple[str, ...]:
    """What the columns of a table are called among the facts."""
    return tuple(header_field(cell) for cell in header)


def _is_in_address(text: str, at: int) -> bool:
    before = text[max(0, at - 60) : at]
    if "](" in before and ")" not in before.rsplit("](", 1)[1]:
        return True
    return "href=" in before and ">" not in before.rsplit("href=", 1)[1]


def table_of(block: Block, lines: Lines) -> Table:
    """A pipe table with its rows as entries."""
    header = cell_texts(lines.shown_lines[block.first])
    fields = fields_of(header)
    rows = tuple(make_row(lines, line, fields) for line in block.rows)
    last = block.rows[-1] + 1 if block.rows else block.first + 2
    start, end = lines.range_of(block.first, last)
    delimiter = lines.range_of(block.first + 1, block.first + 2)
    return Table(start, end, block.first + 1, header, *delimiter, rows)


def bullet_of(block: Block, lines: Lines) -> Entry | None:
    """The entry of a list item: it has a link of its own, or fields under it that have one."""
    own = "\n".join(lines.shown_lines[block.first : block.lead])
    below = "\n".join(lines.shown_lines[block.lead : block.last])
    if lines.definitions:
        links_own, links_below = links_of(own, lines), links_of(below, lines)
        is_entry = _is_bullet_entry(own, below, links_own, links_below)
    else:
        is_entry = _is_bullet_entry_alone(own, below)
    return make_entry(lines, block.first, block.last, "bullet", block.level) if is_entry else None


@lru_cache(maxsize=_KEPT)
def _is_bullet_entry_alone(own: str, below: str) -> bool:
    links = find_links(own)
    if any(leads_away(link.url) for link in links):
        return True
    return _is_bullet_entry(own, below, links, find_links(below))


def _is_bullet_entry(own: str, below: str, links: Sequence[Link], inner: Sequence[Link]) -> bool:
    if any(leads_away(link.url) for link in links):
        return True
    if not links and not inner and _names_paper(own):
        return True
    if not below or not plain(own) or all(is_anchor(link.url) for link in inner):
        return False
    return has_fields(below) or stands_above_title(own, below) or _is_title_above(own, below, inner)


def _is_title_above(own: str, below: str, inner: Sequence[Link]) -> bool:
    """True for a title in bold or of several words above links that name nothing themselves.

    All are of one paper, or they are all that their one line says (`:link: [[Paper](...)][[GitHub](...)]`).
    """
    away = [link for link in inner if leads_away(link.url)]
    if not away or not _TITLED.match(own):
        return False
    is_generic_all = all(is_generic(link.label) for link in away)
    if is_generic_all and len({link.url for link in away if is_paper(link.url)}) == 1:
        return True
    ids = {id_of_url(link.url) or "" for link in away}
    if sum(found.startswith(PAPER_ISSUERS) for found in ids) == 1:
        return is_generic_all
    first, last = away[0].start, away[-1].end
    line = below[below.rfind("\n", 0, first) + 1 : below.find("\n", last) % (len(below) + 1)]
    return "\n" not in line and is_generic(away[0].label) and not _says_words(line)


def _says_words(line: str) -> bool:
    """True for words beside the links of a line; the name of a pictograph (`:link:`) is none."""
    for link in reversed(find_links(line)):
        line = line[: link.start] + line[link.end :]
    return bool(LETTER.search(_SHORTCODE.sub("", line)))


def _names_paper(own: str) -> bool:
    """True for a line that cites a paper without a link: a title in bold or quotes, then where and when."""
    named = _CITATION.match(own)
    if not named or "://" in own:
        return False
    title = named["title"] or named["bold"]
    if len(title.split()) < _TITLE_WORDS:
        return False
    rest = own[named.end() :]
    return bool(YEAR.search(rest)) and bool(_PUBLISHED.search(rest))


def paragraph_entries(block: Block, lines: Lines) -> list[Entry]:
    """A paragraph is an entry where it links a paper; HTML rows in it are entries of their own.

    A line of dashes with words between them (`--- Before ---`) names the group below it.
    """
    if block.last > block.first + 1 and _DIVIDER.fullmatch(lines.shown_lines[block.first]):
        block = replace(block, first=block.first + 1)
    text = "\n".join(lines.shown_lines[block.first : block.last])
    if "<" in text and ("<tr" in text.lower() or "<li" in text.lower()):
        found = _markup_entries(text, block, lines)
        if found:
            return found
    each = _line_entries(text, block, lines)
    if each:
        return each
    links = [link for link in links_of(text, lines) if not is_anchor(link.url)]
    if not any(
        (id_of_url(link.url) or "").startswith(PAPER_ISSUERS)
        or (link.label and told_field(link) == "paper")
        for link in links
    ):
        return []
    return [make_entry(lines, block.first, block.last, "paragraph")]


def _line_entries(text: str, block: Block, lines: Lines) -> list[Entry]:
    """A paragraph whose lines all begin alike and each link a work of their own: an entry a line."""
    rows = text.split("\n")
    marks = [_LINE_MARK.match(row) for row in rows] if len(rows) > 1 else [None]
    if any(mark is None for mark in marks):
        return []
    if len({mark["mark"][:1] for mark in marks if mark}) > 1:
        return []
    found = [
        make_entry(lines, block.first + at, block.first + at + 1, "paragraph")
        for at in range(len(rows))
    ]
    firsts = [entry.ids[0] if entry.ids else "" for entry in found]
    papers = sum(first.startswith(PAPER_ISSUERS) for first in firsts)
    return (
        found if all(firsts) and len(set(firsts)) == len(rows) and 2 * papers >= len(rows) else []
    )


def _markup_entries(text: str, block: Block, lines: Lines) -> list[Entry]:
    """`<tr>` and `<li>` with a link, each an entry: whole lines where it has its lines to itself."""
    found = []
    line, counted = block.first, 0
    for match in _MARKUP.finditer(text):
        is_header = _HEADER_CELL.search(match[0]) and not MARKUP_CELL.search(match[0])
        if is_header or "href" not in match[0].lower():
            continue
        line, counted = line + text.count("\n", counted, match.start()), match.start()
        entry = make_entry(lines, line, line + match[0].count("\n") + 1, "html")
        start, end = entry.start, entry.end
        before = text[text.rfind("\n", 0, match.start()) + 1 : match.start()]
        line_end = text.find("\n", match.end())
        after = text[match.end() : line_end if line_end >= 0 else len(text)]
        if before.strip() or after.strip():
            start += len(encode(before))
            end = start + len(encode(match[0]))
            said = _said_with(match[0], links_of(match[0], lines))
            entry = entry._replace(
                title=said.title,
                urls=said.urls,
                ids=said.ids,
                year=said.year,
                links=said.links,
                title_at=said.title_at,
            )
        cells = tuple(cell[1].strip() for cell in MARKUP_CELL.finditer(match[0]))
        title = find_row_title(cells, ("other",) * len(cells))[0] if cells else entry.title
        found.append(entry._replace(start=start, end=end, cells=cells, title=title))
    return found


def has_fields(body: str) -> bool:
    """True where lines name fields of an entry: `- **作者**：`, `Publish Date:`."""
    labels = [match["label"] for match in _FIELD_LINE.finditer(body)]
    fields = [field for label in labels if (field := header_field(label)) != "other"]
    return len(fields) >= 2 and fields.count("paper") < 2  # of several papers each is an entry


def is_field_list(body: str) -> bool:
    """True where all that is said are fields of one entry, line by line: `- **Authors**: ...`."""
    lines = (line for line in body.split("\n") if line.strip())
    return all(_FIELD_LINE.match(line) for line in lines) and has_fields(body)
