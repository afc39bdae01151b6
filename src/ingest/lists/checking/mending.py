"""How to set right what the audit finds, where only one thing can have been meant."""

import re
from collections.abc import Callable

_SCHEME = re.compile(
    r"(?<=\]\()\s*(?:(?P<odd>[Hh][Tt][Tt][Pp](?P<s1>[Ss]?))(?=://)|h?(?P<head>https?|ttps?)(?::?;?/{1,2}|://))",
)
_SPACE_BEFORE = re.compile(r"\]\s+\((?=https?://)")
_INSIDE = re.compile(r"\[\[(?P<label>[^\[\]]{1,30})\]\((?P<url>https?://[^()\s]*)\)\]")
_OUTSIDE = re.compile(r"\[\[(?P<label>[^\[\]]{1,30})\]\]\((?P<url>https?://[^()\s]*)\)")
_ODD_YEAR = re.compile(
    r"(?P<before>\[\**[^\[\]*\n]{0,40}\b)(?P<year>20\d|19\d|20\d{3,}|19\d{3,})(?=\**\](?!\())"
)


def mend_text(code: str, message: str, text: str) -> str:
    """An entry's text with one kind of finding mended; as it was where nothing is sure.

    `message` is the finding's, which shows the piece that is wrong.
    """
    mend = _MENDS.get(code)
    return mend(message, text) if mend else text


def _mend_scheme(message: str, text: str) -> str:
    def written(match: re.Match[str]) -> str:
        word = (match["odd"] or match["head"]).lower()
        is_secure = word.endswith("s")
        return ("https" if is_secure else "http") + ("" if match["odd"] else "://")

    return _SCHEME.sub(written, text)


def _mend_link(message: str, text: str) -> str:
    return _SPACE_BEFORE.sub("](", text) if message.startswith("a blank") else text


def _mend_form(message: str, text: str) -> str:
    """Every link of the rare form written in the common one."""
    shown = message.partition(": ")[2]
    if "]](" in shown:
        return _OUTSIDE.sub(r"[[\g<label>](\g<url>)]", text)
    return _INSIDE.sub(r"[[\g<label>]](\g<url>)", text)


_MENDS: dict[str, Callable[[str, str], str]] = {
    "scheme": _mend_scheme,
    "link": _mend_link,
    "link-form": _mend_form,
}


def mend_year(text: str, year: int) -> str:
    """A tag that names no year, with the year that the work appeared in; unlike digits are no slip of it."""
    match = _ODD_YEAR.search(text)
    if match is None or not _is_slip(match["year"], str(year)):
        return text
    return text[: match.start("year")] + str(year) + text[match.end("year") :]


def _is_slip(written: str, year: str) -> bool:
    """Whether a digit was lost or doubled."""
    shorter, longer = sorted((written, year), key=len)
    return any(longer[:i] + longer[i + 1 :] == shorter for i in range(len(longer)))
