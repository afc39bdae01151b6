"""Make outside text harmless in Markdown: it may say anything but never become structure.

What CommonMark and GitHub turn into markup: https://github.github.com/gfm/
"""

import re
import unicodedata
from functools import lru_cache
from html import escape
from urllib.parse import quote

_SPACES = re.compile(r"\s+")
_BACKSLASH = re.compile(r"\\(?=[!-/:-@\[-`{-~])")
_SPECIAL = re.compile(r"[|\[\]`*]")
_EDGE_UNDERSCORE = re.compile(r"(?<!\w)_+|_+(?!\w)")
_ENTITY = re.compile(r"&(?=#?\w+;)")
_ADDRESS = re.compile(r"\b(https?|ftp)://|\b(www)\.", re.IGNORECASE)
_MENTION = re.compile(r"(?<!\w)@(?=\w)")
_STRUCTURE = re.compile(r"[|\[\]`*_\\~@]|:(?=//)|(?<=www)\.")
_LINE_START = re.compile(r"^(?:[-+>#=~]|\d+(?=[.)]))")
_URL = re.compile(r"https?://[^\s<>\"'`|\\^{}\[\]]+", re.IGNORECASE)


@lru_cache(maxsize=256)  # a work is written into many sections, and asked for each fact twice
def clean(text: str) -> str:
    """One line of visible characters: controls and direction overrides gone, blanks folded.

    Lone surrogates (bytes that are no UTF-8) and unassigned characters are dropped too.
    """
    kept = (
        " " if unicodedata.category(char) in {"Zl", "Zp"} or char in "\t\n\r\f\v" else char
        for char in text
        if char in "\t\n\r\f\v\u200d"
        or unicodedata.category(char) not in {"Cc", "Cf", "Cs", "Co", "Cn"}
    )
    return _SPACES.sub(" ", "".join(kept)).strip()


@lru_cache(maxsize=256)
def escape_text(text: str) -> str:
    """Plain text as Markdown that renders as that text, in a cell, a link label or a line."""
    text = _BACKSLASH.sub(r"\\\\", clean(text))
    text = _ENTITY.sub("&amp;", text)
    text = _SPECIAL.sub(lambda match: "\\" + match[0], text)
    text = _EDGE_UNDERSCORE.sub(lambda match: match[0].replace("_", "\\_"), text)
    text = text.replace("<", "&lt;")
    if text.count("~") > 1:  # GitHub strikes out between single ones, too; one alone is "about"
        text = text.replace("~", "\\~")
    text = _MENTION.sub("&#64;", text)
    text = _ADDRESS.sub(lambda m: f"{m[1]}&#58;//" if m[1] else f"{m[2]}&#46;", text)
    return text + "\\" if _odd_backslashes(text) else text


def _odd_backslashes(text: str) -> bool:
    return (len(text) - len(text.rstrip("\\"))) % 2 == 1


def escape_line_start(text: str) -> str:
    """Escaped text that begins a line: it may not become a heading, bullet, number or quote."""
    match = _LINE_START.match(text)
    if not match:
        return text
    at = 0 if not match[0].isdigit() else match.end()
    return f"{text[:at]}\\{text[at:]}"


def escape_markup(text: str) -> str:
    """Plain text between HTML tags, where a backslash would show: entities for all that could be structure."""
    return _STRUCTURE.sub(lambda match: f"&#{ord(match[0])};", escape(clean(text), quote=False))


def escape_code(text: str) -> str:
    """Plain text inside a code span: nothing can be escaped there but a table's pipe."""
    return clean(text).replace("`", "'").replace("|", "\\|")


@lru_cache(maxsize=256)
def escape_url(url: str) -> str | None:
    """A URL that can stand in `(...)` and in `href="..."`; None for what is no web address."""
    stripped = clean(url).replace(" ", "%20")
    if not re.match(r"https?://[^/]", stripped, re.IGNORECASE):
        return None
    safe = quote(stripped, safe=";/?:@&=+$,-_.!~*'()#%")
    if not _is_balanced(safe):
        safe = safe.replace("(", "%28").replace(")", "%29")
    safe = safe.replace("'", "%27")
    return safe if _URL.fullmatch(safe) else None


def _is_balanced(url: str) -> bool:
    depth = 0
    for char in url:
        depth += (char == "(") - (char == ")")
        if depth < 0:
            return False
    return depth == 0
