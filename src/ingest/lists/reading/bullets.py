"""Which list items are entries: those with a link, with fields or a title below, or that cite a paper."""

import re
from collections.abc import Sequence
from functools import lru_cache

from ingest.ids import id_of_url
from ingest.lists.markup.blocks import Block
from ingest.lists.markup.inline import LETTER, find_links, plain
from ingest.lists.markup.lines import Lines
from ingest.lists.model import Entry, Link
from ingest.lists.reading.cited import stands_above_title
from ingest.lists.reading.entries import KEPT, links_of, make_entry
from ingest.lists.reading.field_lines import has_fields
from ingest.lists.reading.fields import PAPER_ISSUERS, is_anchor, is_generic, is_paper, leads_away
from ingest.lists.reading.years import YEAR

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


@lru_cache(maxsize=KEPT)
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
