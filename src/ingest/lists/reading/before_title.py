"""What stands before a title in an entry's text: marks, tags, a venue, a short name."""

import re
from collections.abc import Sequence
from functools import lru_cache
from itertools import islice

from ingest.lists.markup.inline import WORD
from ingest.lists.model import Link
from ingest.lists.reading.authors import NAME_LIST
from ingest.lists.reading.fields import LABEL_OF_LINE, header_field, is_generic
from ingest.lists.reading.labels import VENUE_NAMES, is_venue
from ingest.lists.reading.title_ends import trim
from ingest.lists.reading.venue_leads import behind_lead
from ingest.lists.reading.years import YEAR

_MARKER = re.compile(
    r"[ \t]*(?:(?:[-+•]|\*(?=[ \t]|[^*\n]*+(?:\n|\Z))|\d+[.)]|\[\d{1,3}\](?=[ \t])|\(\d{1,3}\)(?=[ \t]))[ \t]*)?(?:\[[ xX]\][ \t]+)?"
)
_HASHES = re.compile(r"[ \t]*#{1,6}[ \t]+(?:\d+(?:\.\d+)*[.)、:][ \t]*)?")
_TAGS = re.compile(
    r"(?:\s*(?:"
    r"\[!\[[^\]\n]*\]\([^)\n]*\)\]\([^)\n]*\)|!\[[^\]\n]*\]\([^)\n]*\)|<img\b[^>]*>|<br ?/?>|&nbsp;|:[a-z_]+:|[\u2600-\u27bf\U0001f300-\U0001faff\ufe0f]+"
    r"|\*\*\[[^\]\n]{2,40}\]\*\*(?!\()|\[\d{1,3}\](?=\[\*\*)|\[\*\*[^\[\]\n*]{2,90}(?:19|20)\d\d\*\*\](?![(\[])|`\[?[^`\n]{2,40}\]?`(?=[ \t]+[^|\n]{12})|\[\*{0,2}[^\[\]\n]{2,60}\*{0,2}\](?![(\[])"
    r"|\((?:[^()\n]{0,30}[ ,'/.-])?(?:19|20)?\d\d[^()\n]{0,12}\)|\d{4}[-./]\d\d(?:[-./]\d\d)?(?=[ :|,])"
    r"|</?(?:details|summary|strong|b|p|div|li|td|sup|span|font)\b[^>]*>|<a\s+(?:id|name)\s*=[^<>]*>(?:</a>)?"
    r"|【[^【】\n]{0,40}(?:19|20)\d\d[^【】\n]{0,12}】"
    r")[ \t]*[:：,|-]?)+"
)
_NAME_COLON = re.compile(
    r"(?:\*\*(?P<bold>[^*\n]{1,40})\*\*|<u>(?P<u>[^<\n]{1,40})</u>|`(?P<tick>[^`\n]{1,40})`|【(?P<hooks>[^【】\d\n]{2,30})】(?=.{12}))\s*(?:[:：]\s*|(?<=】)|(?=[\"“][^\"”\n]{12,}[\"”]))"
)
_NAME_LINE = re.compile(  # a name of one to three words, alone on its line
    r"(?:\*\*|__|`|<u>)?(?P<name>[^\W\d_][^\s\[\]()*`<>|]{1,24}(?: [^\s\[\]()*`<>|:]{1,16}){0,2})(?:\*\*|__|`|</u>)?[:：]?[ \t]*(?:<br ?/?>|\\)?\r?\n"
)
_HEADING_LINE = re.compile(  # `#### A survey in Nature`, above `Title: Tides of the North`
    r"[ \t]*#{1,6}[ \t]+(?P<name>[^\s\[#][^\n\[\]]{0,60}?)[ \t]*\r?\n(?=[^:：\n]{0,12}(?:题目|标题|[Tt]itle))"
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
    r"\*\*\[(?=[^\]\n]*[^\W\d_](?-i:[A-Z]|\d)|[^\]\n]*\d[A-Za-z])(?![^\]\n]*(?:19|20)\d\d)(?P<bold>[^\]\n]{2,30})\]\*\*[ \t]*$"
    r"|(?<![\w*])(?P<open>\[)?`?(?=[^\]`\s]*(?:[a-z][A-Z]|[A-Z]{2}[a-z]))(?![^\]`\n]*(?:19|20)\d\d)(?P<name>[^\W\d_][^\s\[\]`]{2,24})`?(?(open)\]|(?<=`))[ \t]*$"
)
_NAME_DASH = re.compile(  # a name of one word, then a title in capitals above its paper's link
    r"\*\*(?P<bold>[^\s*]{2,30})\*\*\s+[-–—|]\s+(?=(?:(?:[A-Z]\w*+|\w{1,3})[ :-]++){2}"
    r"[^\n]*\]\(https?://(?:www\.)?(?:arxiv|doi|openreview|aclanthology)\.)"
)
_NAME_LINKED = re.compile(  # a name of one word, then a link that may be the title: `**TideNet** [Tides of the North](...)`
    r"(?P<marks>\*\*|`|)(?P<word>[^\W\d_][^\s\[\]()*`<>|:：]{1,29})(?P=marks):?[ \t]+(?:[-–—|][ \t]+)?(?=\[[^\[\]\n]{12,}\]\()"
)
_NAME_PIPE = re.compile(  # `TideNet | Tides of the North | [paper](...)`
    r"(?P<marks>\*\*|`|)(?P<word>[^\W\d_][^\s\[\]()*`<>|:：]{1,29})(?P=marks)[ \t]+\|[ \t]+"
    r"(?=[^\s\[\]()<>|,]+(?:[ ][^\s\[\]()<>|,]+){2,}[ \t]+\|)"
)
_BEHIND_NAME = re.compile(
    r"\]?\*{0,2}(?:[:：,]| ?[-–—|](?= ))?[ \t]*(?P<mark>\*{1,2}|_|[\"“])(?P<title>[^\s*_\"“”][^*_\"“”\n]{10,}[^\s*_\"“”])(?:(?P=mark)|”)"
)
_LINKED_TITLE = re.compile(r"\[(?P<label>[^\[\]\n]{12,})\]\(")
_SHORT_VENUE = re.compile(r"[A-Z][\w&-]*[A-Z](?: [A-Z]\w*)? \d\d")  # `ECCV 22`
_LONGEST_LEAD, _LEAD_WORDS = 48, 6
FEW_WORDS = 3


def find_below_name(text: str) -> tuple[tuple[int, int], tuple[int, int]] | None:
    """A short name that is all of the first line, and the title that a line below links or says.

    `**TideNet**` above `Paper: [Tides of the North](...)` or `Title: Tides of the North`.
    """
    start = after_tags(text)
    name = _NAME_LINE.match(text, start) or _HEADING_LINE.match(text)
    found = _LABELLED_TITLE.search(text, name.end()) if name else None
    if not name or not found or header_field(found["label"]) not in {"paper", "title"}:
        return None
    group = "linked" if found["linked"] else "said"
    if is_generic(found[group]) or len(WORD.findall(found[group])) < FEW_WORDS:
        return None
    return name.span("name"), trim(text, *found.span(group))


def behind_venue(text: str, start: int, links: Sequence[Link]) -> int:
    """Where a title may begin: behind a link that says a venue and its year, or what it links (`[[ICML 2024](...)] Tides`)."""
    lead = next((link for link in links if link.start >= start), None)
    if lead is None or text[start : lead.start].strip(" [*\\"):
        return start
    is_said = is_venue(lead.label) or _SHORT_VENUE.fullmatch(lead.label)
    if not is_said and not (lead.label and is_generic(lead.label)):
        return start
    marks = text[start : lead.start].strip(" [\\")  # `**[[ECCV 22](...)]** Tides`
    behind = text[lead.end :].lstrip(" ]\\").removeprefix(marks).lstrip(" ],.\\")
    if behind[:1] in {"-", "–", "—", "|", ":"}:
        return start  # a name that ends in a year, and what it is
    at = len(text) - len(behind)
    if has_words(behind):
        return at
    further = (
        behind_venue(text, at, links) if lead.end < at else at
    )  # `[[paper](...)] [[code](...)] Tides`
    return further if further > at else start


def behind_name(text: str, link: Link) -> tuple[int, int] | None:
    """The title in marks of its own behind a link with a work's name: `[TideNet](...): *Tides of the North*`."""
    if " " in link.label:
        return None
    title = _BEHIND_NAME.match(text, link.end)
    if title is None or len(WORD.findall(title["title"])) < FEW_WORDS:
        return None
    is_other = NAME_LIST.fullmatch(title["title"]) or is_venue(title["title"])
    return None if is_other else title.span("title")


def find_name(text: str) -> tuple[int, int]:
    """Character range of a short name that stands before the title (`**EHRs**: A Study ...`, `**[EHRNet]** A Study`)."""
    start = after_tags(text)
    if "\n" in text and (below := find_below_name(text)):
        return below[0]
    name = named(text, start)
    if not name:
        tag = _name_tag(text, start)
        group = "bold" if tag and tag["bold"] else "name"
        if tag is None or _says_venue(tag[group]):
            return start, start
        is_titled = _long_after(text, start) or links_title(text, start)
        return tag.span(group) if is_titled else (start, start)
    return next(name.span(group) for group in name.groupdict() if group != "marks" and name[group])


def _name_tag(text: str, end: int) -> re.Match[str] | None:
    """The short name in a tag of its own that ends where the title begins."""
    head = text[:end].rstrip()
    if not head.endswith(("]", "]**", "`")):
        return None
    # but in bold brackets it has no blank in it: most heads end in the venue's or the year's bracket
    first = head.find("**[") if head.endswith("*") else head.rfind(" ") + 1
    return _NAME_TAG.search(text, first, end) if first >= 0 else None


@lru_cache(maxsize=8192)  # asked for the title as an entry is read, then for its name
def named(text: str, start: int) -> re.Match[str] | None:
    """The short name with the mark behind it: `**EHRs**: A Study`, `**EHRs** - Study of a Record`."""
    name = _NAME_COLON.match(text, start) or _NAME_DASH.match(text, start)
    if name:
        return name if _long_after(text, name.end()) or links_title(text, name.end()) else None
    name = _NAME_LINKED.match(text, start) or _NAME_PIPE.match(text, start)
    if name:
        is_titled = name.re is _NAME_PIPE or links_title(text, name.end())
        return None if _says_venue(name["word"]) or not is_titled else name
    bare = _NAME_WORD.match(text, start)
    is_label = bare is None or header_field(bare["word"]) != "other"  # of a line
    return None if is_label else bare


@lru_cache(maxsize=8192)
def after_tags(text: str) -> int:
    head = _HASHES.match(text) or _MARKER.match(text)
    start = head.end() if head else 0
    tags = _TAGS.match(text, start)
    if tags and tags.end() < len(text.rstrip()):
        start = _before_title_in_brackets(text, start, tags.end())
    start += len(text[start:]) - len(text[start:].lstrip(" \t\r\n"))
    behind = behind_lead(text, start)
    return behind if behind > start and has_words(text[behind:]) else start


def dates_title(before: str, label: str) -> bool:
    """True for a year and few words, such as a venue, before a link that says more (`2017 ICLR FGSM [Tides of the North](...)`)."""
    return (
        len(before) <= _LONGEST_LEAD
        and bool(YEAR.search(before))
        and len(before.split()) <= min(_LEAD_WORDS, len(label.split()))
        and len(WORD.findall(label)) >= FEW_WORDS
    )


def _before_title_in_brackets(text: str, start: int, end: int) -> int:
    """Where tags end, which is before the last of them where nothing but links stands behind it (`[ Tides of the North ] [ [PDF](...) ]`)."""
    if text[end - 1] not in " ]" or has_words(text[end:]):
        return end
    last = text.rfind("[", start, end)
    return last + 1 if last >= 0 and len(WORD.findall(text, last, end)) >= FEW_WORDS else end


def has_words(text: str) -> bool:
    """True for a line whose words before the first address are enough for a title."""
    words = WORD.finditer(text.partition("\n")[0].partition("](")[0])
    return len(list(islice(words, FEW_WORDS))) == FEW_WORDS


def links_title(text: str, start: int) -> bool:
    """True where a link begins whose label has the words of a title."""
    linked = _LINKED_TITLE.match(text, start)
    if linked is None or is_generic(linked["label"]) or is_venue(linked["label"]):
        return False
    return len(WORD.findall(linked["label"])) >= FEW_WORDS


def _says_venue(words: str) -> bool:
    return is_venue(words) or re.fullmatch(rf"{VENUE_NAMES}(?:[ '’-]?\d\d)?", words) is not None


def _long_after(text: str, start: int) -> bool:
    rest = text[start : start + 200].split("\n")[0].lstrip()
    return len(rest) >= 12 and not rest.startswith(("[", "<a", "http", "!"))
