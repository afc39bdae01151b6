"""One line of plain text out of what payloads hold, and the people named in it."""

import re
from collections.abc import Iterable

from ingest.works import Reject, Source

_BETWEEN_NAMES = re.compile(r"\s*(?:[,;]\s+(?:and\s+)?|\s+and\s+|\s+&\s+|:\s+|,(?=\S))\s*")
_PARENTHESIS = re.compile(r"\s*\([^()]*\)")
_SUFFIXES = {"jr", "jr.", "sr", "sr.", "ii", "iii", "iv"}


def one_line(text: str) -> str:
    """The text with every run of whitespace made one space, storable as UTF-8.

    NUL is dropped and half a surrogate pair (a cut emoji in JSON) becomes U+FFFD: both are legal in
    JSON and in no database.
    """
    if not text.isascii():
        try:
            text.encode()
        except UnicodeEncodeError:
            text = text.encode("utf-16", "surrogatepass").decode("utf-16", "replace")
    return " ".join(text.replace("\0", "").split())


def split_authors(text: str) -> tuple[str, ...]:
    """The names in arXiv's author line: affiliations in parentheses go, `X Collaboration:` stays one."""
    names: list[str] = []
    for part in _BETWEEN_NAMES.split(_without_parentheses(one_line(text))):
        if part.lower() in _SUFFIXES and names:
            names[-1] = f"{names[-1]} {part}"
        else:
            names.append(part)
    return clean_names(names)


def clean_names(names: Iterable[str]) -> tuple[str, ...]:
    """Names as one line each; those without a letter (`:`, empty) are separators, not people."""
    lines = (one_line(name).strip(" ,;") for name in names)
    return tuple(name for name in lines if any(char.isalpha() for char in name))


def forename_first(name: str) -> str:
    """`Cathey, Henry M., Jr.` as `Henry M. Cathey Jr.`; a name without comma as it is."""
    parts = [part.strip() for part in name.split(",") if part.strip()]
    return " ".join([parts[1], parts[0], *parts[2:]]) if len(parts) > 1 else name.strip()


def make_reject(source: Source, kind: str, position: int, reason: str, record: object) -> Reject:
    """A Reject whose excerpt is the record's first 500 characters on one line."""
    try:
        shown = str(record)
    except RecursionError:  # JSON may nest as deep as Python can still read and no longer print
        shown = f"a {type(record).__name__} nested too deeply to show"
    return Reject(source, kind, position, one_line(reason), one_line(shown[:2_000])[:500])


def _without_parentheses(text: str) -> str:
    count = 1 if "(" in text else 0
    while count:
        text, count = _PARENTHESIS.subn("", text)
    return text.replace("(", "").replace(")", "")
