"""The venue, year and date of a cell that says nothing else."""

import re

from ingest.lists.reading.dates import find_dates, is_run_together
from ingest.lists.splitting.part import Span, add_fact

_VENUE_CELL = re.compile(
    r"[*_`\s]*(?P<venue>[^\W\d_][^\n<>|\[\]]*?)(?:\s*[,('’]\s*|\s*-\s*|\s*<br ?/?>\s*|\s*)"
    r"(?:(?P<year>(?:19|20)\d\d)|['’](?P<short>\d\d))[)\s*_`]*"
)
_YEAR_VENUE_CELL = re.compile(
    r"[*_`\s]*(?P<year>(?:19|20)\d\d)[\s,-]+(?P<venue>[^\W\d_][^\n<>|\[\]]*?)[*_`\s]*"
)


def add_venue_and_year(text: str, spans: list[Span]) -> None:
    """The venue and the year of a cell that holds both: `NeurIPS 2022`, `ICLR'23`, `ICML '2022`, `2021 ICML`."""
    found = _VENUE_CELL.fullmatch(text) or _YEAR_VENUE_CELL.fullmatch(text)
    if not found:
        return
    year = "year" if found["year"] else "short"
    pattern = "" if found["year"] else "%y"
    add_fact(text, spans, found.span("venue"), "venue")
    add_fact(text, spans, found.span(year), "year", pattern)


def add_whole_date(text: str, spans: list[Span]) -> bool:
    """The date that is all a cell says (`May, 2023` where others have a venue); False where it says more."""
    found = find_dates(text)
    if not found or (found[0].start, found[0].end) != (0, len(text)):
        return False
    return add_fact(text, spans, (0, len(text)), "date", found[0].pattern)


def add_run_together(text: str, spans: list[Span]) -> None:
    """The year and month of a cell of dates that says them without a mark: `202304`."""
    if is_run_together(text):
        add_fact(text, spans, (0, len(text)), "date", "%Y%m")
