"""Where in an entry's text its title stands."""

import re
from collections.abc import Sequence
from functools import lru_cache

from ingest.lists.markup.inline import WORD, find_links, plain
from ingest.lists.model import Link
from ingest.lists.reading.authors import NAME_LIST
from ingest.lists.reading.before_title import (
    FEW_WORDS,
    after_tags,
    behind_name,
    behind_venue,
    dates_title,
    find_below_name,
    named,
)
from ingest.lists.reading.cited import behind_names
from ingest.lists.reading.fields import is_anchor, is_generic, label_field
from ingest.lists.reading.labels import is_venue, title_label
from ingest.lists.reading.short_months import find_month_of_label
from ingest.lists.reading.title_ends import before_names, before_year, find_stop, trim

_BOLD = re.compile(
    r"(\*\*\*|\*\*|___?)(?=\S)((?:(?!\1).)+?)(?<=\S)\1|<(b|strong)>(.{1,999}?)</\3>", re.DOTALL
)
_QUOTED = re.compile(r"[\"“](?P<inner>(?:[^\"”\n]|\n(?![ \t]*\n)){12,})[\"”]")
_ITALIC = re.compile(  # `*Tides of the North*. Ada Ito, Ben Okafor.`, which nothing goes on behind
    r"([*_])(?P<inner>[^\s*_][^*_\n]{10,}[^\s*_,])\1(?=[.,;:]|\s*(?:[(\[|<–—-]|$))"
)
_MORE_WORDS = re.compile(r" (?:[^\W\d_][\w'’-]*[:,]? ){3}")
_YEAR_BEFORE = re.compile(r"(?:19|20)\d\d[ .:：]{0,3}(?=\[)")  # which is no title
_PLAIN_LABEL = re.compile(r"[^\[\]\\\n]++")
# Words without a mark that could end a title, begin it or stand for something else: nothing below takes any off.
_PLAIN_WORDS = re.compile(
    r"[^\W\d_][^\W_]*+(?>(?:(?:[ -]|: )[^\W_]++)*)|[^\W\d_]++(?>(?:(?:[ -]|[,:] )[^\W\d_]++)*)"
)


def find_title(text: str, links: Sequence[Link]) -> tuple[int, int]:
    """Character range of the title in an entry's text, inside its markup; (n, n) when there is none."""
    if not links and _PLAIN_WORDS.fullmatch(text):
        return 0, len(text)
    if len(links) == 1 and _is_plain_link(text, links[0]):
        start, end = _within(links[0].label, links[0].url)
        return trim(text, 1 + start, 1 + end)
    if "\n" in text and (below := find_below_name(text)):
        return below[1]
    start = after_tags(text)
    if text[:start].rstrip()[-1:] == "[" and "]" in text[start:]:
        return trim(text, start, text.index("]", start))
    start = behind_venue(text, start, links)
    name = named(text, start)
    if name:
        start = name.end()
    first_stop = find_stop(text, start)
    for link in (link for link in links if link.end > start):
        if link.start > max(first_stop, start) + 8 or "\n" in text[start : link.start].strip():
            break
        if not is_generic(link.label) and not is_anchor(link.url or "x://"):
            if behind := behind_name(text, link):
                return trim(text, *behind)
            before = text[start : link.start].strip(" *_\"“'‘`[")
            if len(before) <= 3 or _calls_paper(before) or dates_title(before, link.label):
                at = text.index(link.label, link.start)
                start, end = _within(link.label, link.url)
                return trim(text, at + start, at + end)
    behind = behind_names(text, start)
    if behind:
        return trim(text, *behind)
    return _unlinked(text, start, first_stop, links)


def _is_plain_link(text: str, link: Link) -> bool:
    """True for a text that is one link with a title on it and nothing beside, as are most cells: nothing stands before it."""
    label, length = link.label, len(link.label)
    return (
        link.start == 0
        and link.end == len(text)
        and length > 0
        and text.startswith("](", 1 + length)
        and text.startswith(label, 1)
        and _PLAIN_LABEL.fullmatch(label) is not None
        and not is_generic(label)
        and not is_anchor(link.url)
        and not is_venue(label)
    )


def _within(label: str, url: str) -> tuple[int, int]:
    """Where the title stands in a label that may be a whole citation, or have a venue and a year behind it."""
    month = "".join(find_month_of_label(label, url)) if label[:1].isdigit() else ""
    if month:
        start, end = _within(label.removeprefix(month), "")
        return start + len(month), end + len(month)
    is_dated = "20" in label or "19" in label
    if is_dated and label[:1] in {"[", "(", "【"} and (tags := after_tags(label)):
        start, end = _within(label[tags:], "")  # `[2023.12] Tides of the North`
        return start + tags, end + tags
    if is_dated and (cited := behind_names(label, 0)):
        return cited
    if is_dated or label.startswith(("**", "`")):
        around = title_label(label)
        return around.start, around.end
    return 0, len(label)


def _calls_paper(before: str) -> bool:
    """True for a label that says that a paper's link stands behind it (`Paper: `)."""
    return before.endswith((":", "：")) and label_field(before[:-1].strip("*_ ")) == "paper"


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
        at, end = bold.span(2 if bold[1] else 4)
        if at < first_stop < end and text[first_stop:end].lstrip()[:1] == "[":
            end = first_stop  # `**Tides of the North. [[PDF](...)]**`
        return before_year(text, *trim(text, at, end), is_bold=bool(links))
    quoted = _QUOTED.search(text, start, start + 400)
    if quoted and quoted.start() - start <= 4:
        return trim(text, *quoted.span("inner"))
    italic = _ITALIC.match(text, start) if text.startswith(("*", "_"), start) else None
    if italic and _is_title(italic["inner"]):
        return trim(text, *italic.span("inner"))
    found = trim(text, *before_year(text, start, before_names(text, start, first_stop)))
    year = _YEAR_BEFORE.match(text, found[0])
    is_said = found[0] < found[1] and not year
    begins = year.end() if year else start + 1
    if is_said or not links or links[0].start > begins or not links[0].label:
        return found
    at = text.index(links[0].label, links[0].start)  # a page of the list's own: `[Name](./name.md)`
    return trim(text, at, at + len(links[0].label))


def _is_title(words: str) -> bool:
    """True for words in italics that are neither authors nor a venue."""
    is_long = len(WORD.findall(words)) >= FEW_WORDS
    return is_long and not NAME_LIST.fullmatch(words) and not is_venue(words)


def _goes_on(text: str, start: int, bold: re.Match[str], stop: int) -> bool:
    """True where words in bold are part of a title: `**TideNet** learns the moon`, `The **tide** of all moons`."""
    rest = text[bold.end() : stop]
    is_behind = bool(WORD.search(text, start, bold.start()))
    return (
        (is_behind or len(bold[0].split()) == 1)
        and bool(_MORE_WORDS.match(rest))
        and not NAME_LIST.match(rest.lstrip(" "))
    )


@lru_cache(maxsize=4096)
def title_range(text: str) -> tuple[int, int]:
    """`find_title` of a text whose links all stand in it."""
    return find_title(text, find_links(text))


def title_text(text: str) -> str:
    """The title of an entry's text as a reader sees it."""
    start, end = title_range(text)
    return plain(text[start:end])
