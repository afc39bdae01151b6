"""URLs in running text with the words around them: LaTeX, Markdown, bare hosts, stray punctuation.

arXiv's own advice on URLs in abstracts: https://info.arxiv.org/help/prep.html
"""

import re
from dataclasses import dataclass
from typing import Literal

Place = Literal["abstract", "comment"]

# Abstracts that an upstream cut end between these lengths; a URL that touches such an end may be a stub.
_CUT_LENGTHS = range(900, 1004)
_LONGEST = 20_000  # characters of a text that are read: arXiv allows 1,920
_WINDOW = 240  # characters of the sentence before a URL that may say whose it is

_HINTS = ("http", "github", "huggingface", "hf.co", "gitlab")
_STRAY_SPACE = re.compile(r"\\?(https?)\s*:\s*/\s*/\s*", re.IGNORECASE)
_ESCAPED = re.compile(r"\\([_%#&$])")
_TILDE = re.compile(r"\\~\{\}|\{\\~\}|\\textasciitilde(?:\{\}|\s)?|\$\\sim\$|\\~")
_BROKEN_LINE = re.compile(
    r"(https?://\S*[/_-])[ \t]*\r?\n[ \t]*(?=[\w.~-]*[\w/])|(https?://\S+)\r?\n[ \t]*(?=/\w)"
)
_HREF = re.compile(
    r"\\?href\s*\\?\{\s*([^\s{}]+?)\s*\\?\}\s*\\?\{((?:[^{}]|\{[^{}]*\}|\\[{}])*?)\\?\}",
    re.IGNORECASE,
)
_URL_COMMAND = re.compile(
    r"\\?\b(?:url|path|nolinkurl)\s*\\?\{\s*([^\s{}]+?)\s*\\?\}", re.IGNORECASE
)
_MARKDOWN = re.compile(r"\[([^\[\]]*)\]\s?\(\s*(https?://[^\s()]+)\s*\)")
_COMMAND = re.compile(r"\\[a-zA-Z]+\*?\s*|[{}$]")
_STOP = r"\s<>\"{}|\\^`\[\]…，。；、（）【】"
_URL = re.compile(
    rf"https?://[^{_STOP}]+"
    rf"|(?<![\w./@:-])(?:www\.)?(?:github\.com|gitlab\.com|huggingface\.co|hf\.co)/[^{_STOP}]+"
    rf"|(?<![\w./@:-])[\w-]+\.github\.io\b(?:/[^{_STOP}]*)?",
    re.IGNORECASE,
)
# A sentence that starts right behind a URL, the space forgotten: ".../name.Our data".
_GLUED = re.compile(r"[.,;](?:Our|The|We|Code|Codes|Project|Data|Dataset|Video|Demo)$")
_SENTENCE_END = re.compile(r"[.!?;](?:\s+|$)(?=[^a-z]|$)")
_ABBREVIATION = re.compile(r"\b(?:e\.g|i\.e|et al|cf|vs|Fig|Eq|No)\.\s*$", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Mention:
    """A URL in a text: the sentence up to it, a few words behind it, and whether it may be cut off."""

    url: str
    before: str  # from the start of the sentence, earlier URLs of the sentence included
    segment: str  # the part of `before` behind the previous URL: what this URL is said to hold
    after: str
    place: Place
    is_last: bool  # nothing but punctuation follows
    is_cut: bool = False


def find_mentions(text: str | None, place: Place) -> tuple[Mention, ...]:
    """Every URL of an abstract or comment in order, with its words; repeats are kept.

    Organisation pages, paper pages and videos come too: what a URL may stand for is `hosts`' question.
    """
    if not text:
        return ()
    lowered = text.lower()
    if not any(hint in lowered for hint in _HINTS):
        return ()
    plain = plain_text(text[:_LONGEST]).rstrip()
    mentions = []
    previous_end = 0
    for match in _URL.finditer(plain):
        url = _trimmed(match[0])
        end = match.start() + len(url)
        before = _sentence_before(plain, match.start())
        segment = plain[max(previous_end, match.start() - len(before)) : match.start()]
        tail = plain[end:].strip(" .,;:)]}'\"*$\n")
        is_cut = end == len(plain) and len(text) in _CUT_LENGTHS
        mentions.append(
            Mention(
                url=url,
                before=before,
                segment=segment,
                after=plain[end : end + 60],
                place=place,
                is_last=not tail,
                is_cut=place == "abstract" and is_cut,
            )
        )
        previous_end = end
    return tuple(mentions)


def plain_text(text: str) -> str:
    """The text with LaTeX and Markdown links written out as `words URL`, broken URLs joined."""
    text = _STRAY_SPACE.sub(lambda match: f"{match[1].lower()}://", text)
    if "\n" in text:
        text = _BROKEN_LINE.sub(lambda match: match[1] or match[2], text)
    if "\\" in text or "{" in text:
        text = _TILDE.sub("~", _ESCAPED.sub(r"\1", text))
        text = _HREF.sub(_written_out, text)
        text = _URL_COMMAND.sub(r" \1 ", text)
    if "](" in text or "] (" in text:
        text = _MARKDOWN.sub(lambda match: f" {match[1]} {match[2]} ", text)
    return text


def _written_out(match: re.Match[str]) -> str:
    words = _COMMAND.sub(" ", match[2]).strip()
    return f" {match[1]} " if "://" in words or "." in words else f" {words} {match[1]} "


def _trimmed(url: str) -> str:
    """The URL without what belongs to the sentence: closing brackets, full stops, stars, dollars."""
    url = _GLUED.sub("", url.split("$")[0])
    while url and url[-1] in ".,;:!?'\"*)~$’”":
        if url[-1] == ")" and url.count("(") >= url.count(")"):
            break
        url = url[:-1]
    return url


def _sentence_before(text: str, start: int) -> str:
    window = text[max(0, start - _WINDOW) : start]
    cut = 0
    for match in _SENTENCE_END.finditer(window):
        stopped_in_url = "://" in window[window.rfind(" ", 0, match.start()) + 1 : match.start()]
        if match.end() == len(window) and not window[match.end() - 1].isspace():
            continue  # the stop is glued to this URL: "code.https://..."
        if _ABBREVIATION.search(window[: match.end()]):
            continue
        if not (stopped_in_url and match[0].strip() == ".") or _begins_sentence(
            window[match.end() :]
        ):
            cut = match.end()
    return window[cut:]


def _begins_sentence(text: str) -> bool:
    return text[:1].isupper()
