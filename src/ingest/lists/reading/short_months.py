"""A year and a month of two digits each (`[2505]`, `1510-Deep Tides`), which the paper's arXiv id proves."""

import re
from typing import NamedTuple

_SHORT_MONTH = r"(?P<year>\d\d)(?P<month>0[1-9]|1[0-2])"
_HEAD = re.compile(
    rf"\s*(?:(?:[-*+•]|\d{{1,4}}[.)])[ \t]+)?(?:\*\*)?[\[(`](?P<date>{_SHORT_MONTH})[\])`](?!\()(?:\*\*)?"
    r"(?:[ \t]*(?:\*\*)?\[(?P<name>(?=[^\[\]\n]*[^\W\d_])(?![^\[\]\n]*(?:19|20)\d\d)[^\[\]\n]{2,40})\](?!\())?"
)
_LABEL = re.compile(rf"(?P<date>{_SHORT_MONTH})(?P<mark> ?[-–—:：] ?)(?=\S)")
_ARXIV = re.compile(
    r"arxiv\.org/(?:abs|pdf|html)/(?P<year>\d\d)(?P<month>0[1-9]|1[0-2])\.", re.IGNORECASE
)
_BEHIND_ARXIV = re.compile(rf"iv(?<=[rR][xX]iv)[ '’-]{{1,2}}(?P<date>{_SHORT_MONTH})(?!\d|\.\d)")
_LATER = 12  # months in which a paper has a new version, or comes out
FORM = "%y%m"


class ShortMonth(NamedTuple):
    """Where such a date stands in a text, what it says, and the short name in the brackets behind it."""

    start: int
    end: int
    year: int
    month: int
    name: tuple[int, int]  # (-1, -1) where no name follows


def find_short_month(text: str) -> ShortMonth | None:
    """The one in brackets at an entry's head; None where its first arXiv paper is not of that time."""
    head = _HEAD.match(text)
    if head is None or not _is_of_time(head, _ARXIV.search(text, head.end())):
        return None
    return ShortMonth(
        *head.span("date"), 2000 + int(head["year"]), int(head["month"]), head.span("name")
    )


def find_arxiv_month(text: str) -> ShortMonth | None:
    """The one behind the word arXiv (`arXiv 2012`), which is no year where the paper is of that month."""
    said = _BEHIND_ARXIV.search(text) if "Xiv" in text or "xiv" in text else None
    if said is None or not _is_of_time(said, _ARXIV.search(text)):
        return None
    return ShortMonth(*said.span("date"), 2000 + int(said["year"]), int(said["month"]), (-1, -1))


def find_month_of_label(label: str, url: str) -> tuple[str, str]:
    """The one that a label begins with, and the mark behind it; ("", "") where the address is no paper of that time."""
    head = _LABEL.match(label)
    if head is None or not _is_of_time(head, _ARXIV.search(url)):
        return "", ""
    return head["date"], head["mark"]


def _is_of_time(said: re.Match[str], paper: re.Match[str] | None) -> bool:
    """True from the month in which a paper was submitted, for a year."""
    return paper is not None and 0 <= _months(said) - _months(paper) < _LATER


def _months(match: re.Match[str]) -> int:
    return 12 * int(match["year"]) + int(match["month"])
