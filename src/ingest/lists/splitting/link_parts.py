"""The links of an entry as parts: what kind each is, and what of its label belongs to the work."""

import re
from collections.abc import Sequence

from ingest.ids import github_repo, id_of_url
from ingest.lists.markup.inline import fold
from ingest.lists.model import Link
from ingest.lists.reading.before_title import behind_name
from ingest.lists.reading.fields import (
    LABEL_OF_LINE,
    LINK_FIELDS,
    header_field,
    host_of,
    is_anchor,
    is_generic,
    label_field,
    last_name,
    leads_away,
    link_field,
)
from ingest.lists.reading.labels import is_venue, venue_label
from ingest.lists.splitting.link_labels import dated_badge, titled, urled
from ingest.lists.splitting.part import Part, Span, add_span, escape
from ingest.lists.splitting.venue_parts import BADGE_VENUE

_LINE_LABEL = re.compile(LABEL_OF_LINE)
_BADGE = re.compile(r"[ \t]*!\[[^\]\n]*\]\([^()\s]*\)(?!\])")
_FIRST_MARK = "\u2600"
_MARK_LENGTH = 24
_MARK = re.compile(r"(?<![\w:]):[a-z][a-z0-9_+-]*:$|[\u2600-\u27bf\U0001f300-\U0001faff]\ufe0f? ?$")
_COUNTER = re.compile(  # a picture that counts a repository's stars, without a link
    r"!\[[^\]\n]*\]\(https?://[^()\s]*?/github/[a-z-]+/(?P<repo>[\w.-]+/[\w.-]+?)"
    r"(?:\.svg)?(?:\?[^()\s]*)?\)"
)
BADGE = "badge"  # the host of such a picture: it stands beside the link to the same repository
_SIZE = re.compile(
    r"^(?P<word>.*?\S)(?P<open>\s*[(（]?)(?P<label>[^()（）\s]{1,12})(?P<close>[)）]?)$"
)
_DOI = re.compile(r"10\.\d{4,}/\S+")
_ID = re.compile(_DOI.pattern + r"|(?:arXiv:)?\d{4}\.\d{4,5}(?:v\d+)?", re.IGNORECASE)
_NAME_WORDS = 3  # of a link's label; more are a title
_WORD_ALONE = re.compile(r"[*_`]{0,3}[A-Za-z][\w.+-]{1,24}[*_`]{0,3}")
_PARAMETERS = re.compile(r"\d[\d.]*(?:x\d[\d.]*)?[BbMm]")
_SIZE_ONLY = re.compile(r"\d[\d.]*x?\d*\.?\d*[BbMm]|[A-Z]{2,4}|\d+[KkMm]")


def cell_link(text: str, link: Link, field: str) -> Part:
    """A link of a cell as a part; the column says what it is where its label does not."""
    role = link_field(link)
    if is_generic(link.label):
        is_picture = "![" in link.label or "<img" in link.label
        known = field in LINK_FIELDS and field != "links" and not (is_picture and role == "code")
        return _link_part(text, link, field if known else role)
    if field in {"title", "paper"}:
        is_name = field == "paper" and _is_word(link.label)
        return _link_part(text, link, "paper", "name" if is_name else "title")
    if field in {"name", "data", "weights", "code", "project", "other"}:
        target = field if field in {"data", "weights", "code"} else role
        if target == "weights" and _PARAMETERS.fullmatch(link.label):
            return _link_part(text, link, target, "label")
        if field == "other" and role == "paper" and len(link.label.split()) > _NAME_WORDS:
            return _link_part(text, link, "paper", "title")
        return _link_part(text, link, target, "repo" if field in {"code", "project"} else "name")
    return _link_part(text, link, role, "repo")


def _is_word(label: str) -> bool:
    """True for one word, as works are called and titles seldom are (`TideNet-2`)."""
    return (
        " " not in label
        and bool(_WORD_ALONE.fullmatch(label))
        and not is_venue(label)
        and not _ID.fullmatch(label)
    )


def waits(link: Link) -> bool:
    """True for a link whose address is not known yet (`[[code]()]`)."""
    is_picture = "![" in link.label or "<img" in link.label  # one that leads nowhere is a tag
    return not link.url and not is_picture and bool(label_field(link.label))


def add_badge(text: str, spans: list[Span]) -> None:
    """A picture at the beginning that counts the stars of the work's repository, as a link to it."""
    match = _COUNTER.match(text)
    if match:
        _add_counter(spans, match)


def add_lone_badge(text: str, spans: list[Span], after: int) -> None:
    """A picture behind the title that counts the stars of a repository which nothing else in the entry links, as a link to it."""
    match = _COUNTER.search(text, after) if "/github/" in text else None
    if match and not any(part.field == "code" for _, _, part in spans):
        _add_counter(spans, match)


def _add_counter(spans: list[Span], match: re.Match[str]) -> None:
    form = escape(match[0]).replace(match["repo"], "{slug}")
    url = f"https://github.com/{match['repo']}"
    add_span(spans, *match.span(), Part("link", form, "code", BADGE, url, form))


def link_spans(text: str, links: Sequence[Link], title: tuple[int, int]) -> list[Span]:
    """The links of a text with their places; the first that holds the title or a paper is the paper\'s."""
    spans: list[Span] = []
    has_paper = False
    for link in links:
        if waits(link):
            add_span(spans, link.start, link.end, _link_part(text, link, label_field(link.label)))
        if is_anchor(link.url):
            continue
        holds_title = link.start <= title[0] and title[1] <= link.end and title[0] < title[1]
        field = link_field(link)
        said = "" if holds_title else _line_field(text, link.start)
        if holds_title or ("paper" in {field, said} and not has_paper):
            has_paper = True
            field = "paper"
        elif field == "paper":  # the same paper elsewhere: written again only from its arXiv id
            markup = text[link.start : link.end]
            form = escape(markup) if _has_paper_id(link.url, spans) else urled(markup, link.url)
            part = Part("link", form, "other_link", "", link.url, form)
            add_span(spans, link.start, link.end, part)
            continue
        if not holds_title and field not in {"paper", "other_link"}:
            field = said if said not in {"", "paper"} else field
        naming = "title" if holds_title else _naming(link, field, title[0] < title[1])
        if field == "paper" and not naming and behind_name(text, link) == title:
            naming = "name"
        whole = _with_badge(text, link) if field == "code" else link
        whole = _with_mark(text, whole) if field != "paper" else whole
        add_span(spans, whole.start, whole.end, _link_part(text, whole, field, naming))
    return spans


def add_own_files(text: str, links: Sequence[Link], spans: list[Span]) -> None:
    """Links to files of the list's own behind the title (`[notes](./notes/tides2024.md)`): remarks of their entry."""
    for at, link in enumerate(links):
        if is_anchor(link.url) and leads_away(link.url) and "![" not in link.label:
            whole = _with_mark(text, link)
            start = len(text[: whole.start].rstrip(" "))
            raw, gap = text[whole.start : whole.end], text[start : whole.start]
            note = Part("fact", "", f"note_file{at}", value=raw, plain=gap)
            add_span(spans, start, whole.end, note)


def _with_badge(text: str, link: Link) -> Link:
    """A link with the picture behind it that counts its repository's stars: they come and go together."""
    badge = _BADGE.match(text, link.end)
    repo = github_repo(link.url) if badge else None
    return link._replace(end=badge.end()) if badge and repo and repo in badge[0] else link


def _with_mark(text: str, link: Link) -> Link:
    """A link with the pictograph right before it (`:star:[code](...)`), which says what kind of link it is."""
    before = text[link.start - 1 : link.start]
    before = text[link.start - 2 : link.start - 1] if before == " " else before
    if before != ":" and before < _FIRST_MARK:
        return link
    mark = _MARK.search(text, max(0, link.start - _MARK_LENGTH), link.start)
    return link._replace(start=mark.start()) if mark else link


def _has_paper_id(url: str, spans: Sequence[Span]) -> bool:
    """True for an address with the arXiv id of the paper linked before."""
    ids = [id_of_url(part.value) or "" for _, _, part in spans if part.field == "paper"]
    arxiv = [found.removeprefix("arxiv:") for found in ids if found.startswith("arxiv:")]
    return any(found in url for found in arxiv)


def _line_field(text: str, at: int) -> str:
    """What the label of a link's line says of it (`- Datasets: [...](...)`); "" where it has none."""
    if "\n" not in text:
        return ""
    label = _LINE_LABEL.match(text, text.rfind("\n", 0, at) + 1)
    field = header_field(label["label"]) if label and label.end() <= at else ""
    return field if field in LINK_FIELDS - {"links"} else ""


def _naming(link: Link, field: str, has_title: bool) -> str:
    """What a label stands for that says no kind of link: a paper's venue, its title where no other words are, a repository's name."""
    if field == "paper" and is_venue(link.label):
        return "venue"
    if not link.label or is_generic(link.label) or "<" in link.label or "![" in link.label:
        return ""
    if field == "paper":
        return "" if has_title else "title"
    return "repo"


def _link_part(text: str, link: Link, field: str, naming: str = "") -> Part:
    """A link with its URL, and what in its label belongs to the work, as placeholders."""
    markup = text[link.start : link.end]
    label = link.label
    at = markup.find(label) if label else -1
    form = plain = ""
    said = venue_label(label) if naming == "venue" and at >= 0 else None
    if said:
        behind = urled(markup[at + len(label) :], link.url)
        form = escape(markup[:at]) + said.form + behind
        return Part("link", form, field, host_of(link.url), link.url, form)
    if naming == "repo" and fold(label) != fold(last_name(link.url)):  # else a label of its own
        naming = "slug" if "/" in label and label == github_repo(link.url) else ""
    is_doi = field == "paper" and at >= 0 and "10." in label and bool(_DOI.fullmatch(label.strip()))
    if is_doi or (naming and at >= 0):
        if is_doi or _ID.fullmatch(label.strip()):
            told = ("{id}",) * 2
        else:
            told = titled(label, link.url) if naming == "title" else ("{" + naming + "}",) * 2
            told = ("{label}", "{name}") if naming == "label" else told
        is_tag = markup.startswith("<a")  # whose address stands before its label
        before = urled(markup[:at], link.url) if is_tag else escape(markup[:at])
        behind = urled(markup[at + len(label) :], link.url)
        form, plain = (before + words + behind for words in told)
        return Part("link", form, field, host_of(link.url), link.url, plain)
    size = _SIZE.match(label) if label and field in {"weights", "data"} else None
    if (
        size
        and at >= 0
        and (size["open"].strip() or _SIZE_ONLY.fullmatch(size["label"]))
        and size["open"]
    ):
        before, after = escape(markup[:at]), urled(markup[at + len(label) :], link.url)
        form = f"{before}{escape(size['word'] + size['open'])}{{label}}{size['close']}{after}"
        plain = f"{before}{escape(size['word'])}{after}"
        return Part("link", form, field, host_of(link.url), link.url, plain)
    form = urled(markup, link.url)
    if field == "paper" and "/badge/" in form:
        form = BADGE_VENUE.sub(dated_badge, form, count=1)
    return Part("link", form, field, host_of(link.url), link.url, form)
