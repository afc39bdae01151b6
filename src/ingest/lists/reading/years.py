"""The year that an entry names outside its links."""

import re

from ingest.lists.reading.dates import find_short_dates

YEAR = re.compile(r"((?:19|20)\d\d)(?<![\d./]\d{4})(?<![^A-Za-z]-\d{4})(?!\d|\.\d{4,5}\b)")


def find_year(text: str) -> int | None:
    """The first year named outside links; one of two digits behind a venue where there is no other."""
    for match in YEAR.finditer(text):
        if not _is_in_address(text, match.start()):
            return int(match[1])
    if "'" in text or "’" in text:
        for date in find_short_dates(text):
            if not _is_in_address(text, date.start):
                return date.year
    return None


def _is_in_address(text: str, at: int) -> bool:
    before = text[max(0, at - 60) : at]
    if "](" in before and ")" not in before.rsplit("](", 1)[1]:
        return True
    return "href=" in before and ">" not in before.rsplit("href=", 1)[1]
