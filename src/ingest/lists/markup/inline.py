"""Links and plain text inside one entry: Markdown, HTML, autolinks and bare URLs, by regex.

Only what a list needs; https://spec.commonmark.org/0.31.2/#links has the whole grammar.
"""

import re
import unicodedata
from collections.abc import Iterator
from functools import lru_cache
from html import unescape

from ingest.lists.model import Link

_NESTED = r"\[(?>(?:[^\[\]\\\n]|\\.|\[[^\[\]\n]*\])*)\]"
# Counted repeats: what opens and never closes is looked through so far only, or a long line of it would take for ever.
_IMAGE = r"!\[[^\]\n]{0,999}+\]\((?>(?:[^()\n]|\([^()\n]*\))*)\)"
_LABEL = rf"(?>(?:{_IMAGE}|\\.|[^\[\]\\!]++|!|{_NESTED}(?!\())*)"
_URL = r"(?>(?:[^()\s<>]|\((?:[^()\s]|\([^()\s]*\))*\))*)"
_TITLE = r"(?>(?:\s++(?:\"[^\"\n]*\"|'[^'\n]*'))?)"
_TARGET = rf"\(\s*+<?(?P<url>{_URL})>?{_TITLE}\s*+\)"
_ANY = re.compile(
    rf"\\."
    rf"|(?<!`)(?P<tick>`++)(?>(?:(?!(?P=tick)).)+)(?P=tick)"
    rf"|(?P<image>{_IMAGE})"
    rf"|\[(?P<label>{_LABEL})\]{_TARGET}"
    rf"|<a\s(?>(?:(?!href)[^<>])*)href\s*+=\s*+[\"']?(?P<href>[^\"'\s>]++)[\"']?[^<>]*+>"
    rf"(?P<inner>(?>(?:[^<]|<(?!a\s|/a\s*>))*))</a\s*>"
    rf"|<(?P<auto>https?://[^\s<>]+)>"
    rf"|</?(?!a\s)[a-z][^<>]*>"
    rf"|(?P<bare>\bhttps?://[^\s<>|\])\"'`，。；、）】]+)",
    re.IGNORECASE | re.DOTALL,
)
_PLAIN_LINK = re.compile(r"\[(?P<label>[^\[\]\\!]*+)\]\((?P<url>[^()\s<>]++)\)")  # as most are
LETTER = re.compile(r"[^\W\d_]")
WORD = re.compile(r"[^\W\d_]{2,}")
_MARK = re.compile(r"[\\`!\[<]")
_SCHEME = re.compile(r"[hH][tT][tT][pP]")
_IMAGES = re.compile(rf"{_IMAGE}|<img\b[^<>]*>", re.IGNORECASE)
_LINK_TEXT = re.compile(rf"(?<!\\)\[({_LABEL})\]{_TARGET}")
_TAG = re.compile(r"</?[A-Za-z][^<>]*>")
_ESCAPE = re.compile(r"\\([!-/:-@\[-`{-~])")
_EMPHASIS = re.compile(
    r"(?<![\\\w*])(\*{1,3}|~~|__?)(?=\S)(.{1,500}?)(?<=\S)\1(?![\w*])", re.DOTALL
)
_SHORTCODE = re.compile(r":[a-z][a-z0-9_+-]*:")
_NUMBERING = re.compile(r"^\W*(?:\d+(?:\.\d+)*[.)、:]?|[ivxIVX]+[.)])\s+(?=\S)")
_FOREIGN = re.compile(r"[^\x00-\x7f]")
_DECORATION = frozenset({"So", "Sk", "Cf", "Mn", "Me", "Cs", "Co", "Cn"})


@lru_cache(maxsize=16384)  # an entry, or a row's cell, is read and then taken apart for its style
def find_links(text: str) -> tuple[Link, ...]:
    """The links of a piece of Markdown in order; images and code spans are none."""
    if "](" not in text and "http" not in text and "href" not in text:
        return ()
    if whole := _PLAIN_LINK.fullmatch(text):  # as in many a table's cell
        return (Link(whole["label"], whole["url"], 0, len(text)),)
    found = []
    for match in _spans(text):
        start, end = match.span()
        if match["url"] is not None:
            bracketed = text[start - 1 : start] == "[" and text[end : end + 1] == "]"
            shift = 1 if bracketed else 0
            found.append(Link(match["label"], match["url"], start - shift, end + shift, bracketed))
        elif match["href"]:
            found.append(Link(match["inner"], unescape(match["href"]), start, end))
        elif match["auto"] or match["bare"]:
            url = match["auto"] or match["bare"].rstrip(".,;:*_")
            stop = end if match["auto"] else start + len(url)
            found.append(Link("", url, start, stop))
    return tuple(found)


def _spans(text: str) -> Iterator[re.Match[str]]:
    """`_ANY.finditer(text)`, asked only where one of its branches can begin: prose goes by quickly."""
    mark, scheme = _MARK.search(text), _SCHEME.search(text)
    while mark or scheme:
        at = mark.start() if mark else len(text)
        at = min(at, scheme.start()) if scheme else at
        match = _PLAIN_LINK.match(text, at) or _ANY.match(text, at)
        end = match.end() if match else at + 1
        if match:
            yield match
        if mark and mark.start() < end:
            mark = _MARK.search(text, end)
        if scheme and scheme.start() < end:
            scheme = _SCHEME.search(text, end)


def plain(text: str) -> str:
    """Text as a reader sees it: markup, images, HTML tags and escapes taken away, spaces folded."""
    if "[" in text or "<" in text:
        text = _IMAGES.sub("", text)
        text = _LINK_TEXT.sub(lambda match: match[1], text)
        text = _TAG.sub(" ", text)
    if "*" in text or "_" in text or "~" in text:
        text, found = _EMPHASIS.subn(r"\2", text)
        text = _EMPHASIS.sub(r"\2", text) if found else text
    if "`" in text:
        text = text.replace("`", "")
    if "\\" in text:
        text = _ESCAPE.sub(r"\1", text)
    if "&" in text:
        text = unescape(text)
    return " ".join(text.split())


def _kept(char: re.Match[str]) -> str:
    return "" if unicodedata.category(char[0]) in _DECORATION else char[0]


@lru_cache(
    maxsize=16384
)  # a page has few labels, many times; its titles are asked for after each edit
def fold(text: str) -> str:
    """A heading or label as compared: markup, emoji, numbering, case, trailing marks folded away."""
    bare = plain(text)
    if ":" in bare:
        bare = _SHORTCODE.sub(" ", bare)
    if not bare.isascii():
        bare = _FOREIGN.sub(_kept, unicodedata.normalize("NFKC", bare))
    bare = bare.replace("^", "").replace("`", "")  # the only marks of these kinds in ASCII
    bare = _NUMBERING.sub("", bare.strip())
    return " ".join(bare.split()).strip(" \t.:;,!?-–—#*_|。：；，！？、·").casefold()


def shorten(text: str, size: int = 100) -> str:
    """Words of so many characters at most, for a message."""
    return text if len(text) <= size else f"{text[: size - 1].rstrip()}…"
