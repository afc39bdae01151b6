"""The facts that labelled lines tell: `- Venue: ICML`."""

import re

from ingest.lists.reading.dates import find_dates
from ingest.lists.reading.fields import LABEL_OF_LINE, LINK_FIELDS, header_field
from ingest.lists.reading.labels import names_venue
from ingest.lists.splitting.part import Span, add_fact
from ingest.lists.splitting.venue_parts import YEAR_ALONE

_ARXIV_ID = re.compile(r"\d{4}\.\d{4,5}")
_FIELD_LINE = re.compile(
    rf"^(?P<head>{LABEL_OF_LINE}[ \t]*)"
    r"(?P<value>[^\n]*?)(?P<tail>[ \t]*(?:</div>|\\|<br ?/?>)?[ \t]*\r?)$",
    re.MULTILINE,
)
_DATED_NAMES = re.compile(r"\s*[·|,(]\s*(?=(?:19|20)\d\d\)?\s*$)")


def add_labelled(text: str, spans: list[Span], after: int) -> None:
    """The values of labelled lines behind a title: `- Venue: ICML`."""
    for match in _FIELD_LINE.finditer(text, after):
        start, end = match.span("value")
        field = header_field(match["label"])
        inner = [span for span in spans if span[0] < end and span[1] > start]
        if start == end or inner or field in LINK_FIELDS or _ARXIV_ID.match(text, start):
            continue  # `arXiv:2301.00001` is an address, not a label
        if field in {"date", "year"}:
            dates = find_dates(match["value"])
            year = YEAR_ALONE.match(match["value"])
            if year or (dates and dates[0].start == 0):
                field, pattern = ("year", "") if year else ("date", dates[0].pattern)
                add_fact(text, spans, (start, end), field, pattern)
            continue
        if field == "authors" and (dated := _DATED_NAMES.search(match["value"])):
            end = start + dated.start()  # `Ada Ito, Ben Okafor · 2026`
        if field == "other" and names_venue(match["value"]):
            field = "venue"  # of most works, whatever a list calls it: `Publisher: ICLR 2024`
        if field in {"other", "title", "name", "number"}:
            field = "other_" + re.sub(r"\W", "", match["label"])
        add_fact(text, spans, (start, end), field)
