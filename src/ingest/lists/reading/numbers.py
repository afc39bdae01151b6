"""The number that an entry begins with: `3.`, `### 3.`, `3)`, `[3]`, `(3)`."""

import re

_FORM = (
    r"\s*(?:#{1,6}[ \t]+)?"
    r"(?:(?P<dotted>\d{1,4})(?=[.)、])|\[(?P<squared>\d{1,3})\](?=[ \t])|\((?P<round>\d{1,3})\)(?=[ \t]))"
)
_NUMBER = re.compile(_FORM)
_COUNTER = re.compile(r"\s*(?:#{1,6}[ \t]+)?(?P<digits>(?!(?:19|20)\d\d)\d{1,4})[.)、](?=\s)")
_NUMBER_BYTES = re.compile(_FORM.replace("、", r"\xe3").encode("ascii"))


def number_range(text: str) -> tuple[int, int] | None:
    """The characters of the digits; None where an entry has no number."""
    match = _NUMBER.match(text)
    return match.span(match.lastgroup) if match and match.lastgroup else None


def counter_range(text: str) -> tuple[int, int] | None:
    """The digits of a number that can be nothing but a counter: no year, and parted from the words behind it."""
    match = _COUNTER.match(text)
    return match.span("digits") if match else None


def number_bytes(text: bytes, start: int) -> tuple[int, int] | None:
    """`number_range` among the bytes of a page, for the entry that begins at `start`."""
    match = _NUMBER_BYTES.match(text, start)
    return match.span(match.lastgroup) if match and match.lastgroup else None


def without_number(text: str) -> str:
    """The text without its number's digits."""
    found = number_range(text)
    return text[: found[0]] + text[found[1] :] if found else text
