"""Everything that comes from outside, made harmless before it stands in a body or a commit message.

GitHub looks for mentions, references and closing keywords in the *rendered* text, so a backslash
does not stop them; a zero-width space behind the trigger does.
https://docs.github.com/en/get-started/writing-on-github/working-with-advanced-formatting/autolinked-references-and-urls
https://github.github.com/gfm/#autolinks-extension-
"""

import re
import unicodedata
from urllib.parse import quote, urlsplit

from ingest.ids import github_repo, hub_id

TITLE_LIMIT = 240
_BREAK = "\u200b"
_JOINERS = {"\u200c", "\u200d"}  # Persian spelling and composed emoji need them
_SPACES = re.compile(r"\s+")
_ESCAPES = {
    **{char: f"\\{char}" for char in "\\`*_[]<>~|!"},
    "&": "&amp;",
    "$": "<span>$</span>",  # GitHub's own way to keep a dollar sign out of a formula
}
_MARKUP = re.compile(r"[\\`*_\[\]<>~|!&$]")
_TRIGGER = re.compile(r"[@#](?=\S)|(?<=GH)-(?=\d)|:(?=//)|www(?=\.)", re.IGNORECASE)
_TASK_URL = re.compile(r"/(?:issues|pull|pulls|commit|commits|discussions)(?:/|$)", re.IGNORECASE)
_KEPT_IN_URL = "/:?=&%+,~-._!'#"


def clean_text(text: str, limit: int | None = None) -> str:
    """One line of plain text: no control, direction or invisible characters, at most `limit` long."""
    kept = (_plain_char(char) for char in text)
    line = _SPACES.sub(" ", "".join(kept)).strip()
    return line if limit is None or len(line) <= limit else line[: limit - 1].rstrip() + "…"


def _plain_char(char: str) -> str:
    if char.isascii() and char.isprintable():
        return char
    if char.isspace():
        return " "
    kind = unicodedata.category(char)
    if kind == "Cs":
        return "\ufffd"
    return "" if kind in {"Cc", "Cf"} and char not in _JOINERS else char


def inline(text: str, limit: int = TITLE_LIMIT) -> str:
    """External text as Markdown that shows exactly that text, inside a line that we began."""
    line = clean_text(text, limit)
    parts, triggers = _TRIGGER.split(line), _TRIGGER.findall(line)
    escaped = [_MARKUP.sub(lambda match: _ESCAPES[match[0]], part) for part in parts]
    return "".join(
        part + (f"{trigger}&#8203;" if trigger else "")
        for part, trigger in zip(escaped, [*triggers, ""], strict=True)
    )


def plain(text: str, limit: int = TITLE_LIMIT) -> str:
    """External text for a place that is not Markdown (title, commit message) but still scanned."""
    return _TRIGGER.sub(lambda match: match[0] + _BREAK, clean_text(text, limit))


def link(label: str, url: str | None) -> str:
    """A Markdown link to an http(s) page; only the label where the URL must not be a link.

    A link to an issue, pull request or commit would leave a trace there, so it stays text.
    """
    target = safe_url(url) if url else None
    return f"[{inline(label)}]({target})" if target else inline(label)


def safe_url(url: str) -> str | None:
    """A URL that can stand between the brackets of a link; None for one that must not be linked."""
    cleaned = clean_text(url)
    try:
        parts = urlsplit(cleaned)
    except ValueError:
        return None
    if parts.scheme.lower() not in {"http", "https"} or not parts.netloc or " " in cleaned:
        return None
    if "github" in parts.netloc.lower() and _TASK_URL.search(parts.path):
        return None
    return quote(cleaned, safe=_KEPT_IN_URL)


def short_url(url: str, limit: int = 60) -> str:
    """A URL as a person would name it: `owner/name` on GitHub and the Hub, else host and path."""
    hub = hub_id(url)
    named = github_repo(url) or (hub.split("/", 1)[1] if hub else None)
    shown = named or re.sub(r"^https?://(?:www\.)?", "", clean_text(url)).rstrip("/")
    return clean_text(shown, limit)


def fence(text: str, indent: str = "", limit: int = 2000, language: str = "") -> str:
    """Text in a code block that it can't close, shown as it is; cut visibly when very long."""
    lines = [_code_line(line) for line in text.split("\n")]
    shown = "\n".join(lines)
    if len(shown) > limit:
        shown = shown[: limit - 1] + "…"
    longest = max((len(run) for run in re.findall(r"`+", shown)), default=0)
    marks = "`" * max(3, longest + 1)
    return "\n".join(indent + line for line in [marks + language, *shown.split("\n"), marks])


def _code_line(line: str) -> str:
    return "".join(_plain_char(char) for char in line).rstrip()
