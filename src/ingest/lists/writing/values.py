"""The facts of a work in the words and spelling of a list."""

import re

from ingest.lists.markup.escape import (
    clean,
    escape_code,
    escape_line_start,
    escape_markup,
    escape_text,
)
from ingest.lists.markup.inline import fold
from ingest.lists.model import Style
from ingest.lists.placing.sort_keys import year_of
from ingest.lists.reading.authors import with_venue, write_names
from ingest.lists.reading.dates import find_dates, write_date
from ingest.lists.reading.voting import vote
from ingest.lists.splitting.link_places import link_field_of
from ingest.lists.writing.links import in_badge, written_links
from ingest.works import RowFacts

_DATED = re.compile(r"(?P<mark>[ ,'’-]{1,2})(?:19|20)\d\d$")

_VENUE_BEFORE, _VENUE_BEHIND = (
    re.compile(r"\{venue\}[^{}\w\n]{0,4}$"),
    re.compile(r"[^{}\w\n]{0,4}\{venue\}"),
)
_SPELLED_OUT = re.compile(r" \w*[a-z]{3}$")  # more than an acronym


def written_value(
    style: Style, token: re.Match[str], facts: RowFacts, number: int | None, before: str
) -> str | None:
    """What stands for a placeholder, escaped for its place behind `before`; None where the work has none.

    A year that others run together with an acronym (`CVPR2023`) stands behind a blank where the venue ends in a word.
    """
    value = _written_value(style, token, facts, number, before)
    if value and token["field"] == "year" and before.endswith("{venue}"):
        said = dict(facts.spelled).get("venue") or _venue(style, facts)
        return f" {value}" if said and _SPELLED_OUT.search(said) else value
    return value


def _written_value(
    style: Style, token: re.Match[str], facts: RowFacts, number: int | None, before: str
) -> str | None:
    field = token["field"]
    if link_field_of(field):
        return written_links(style, field, facts)
    form = token["form"] or ""
    shown = dict(facts.spelled).get(field) if facts.is_from_entry else None
    is_own = field not in {"date", "year"} or not form or _says_date(shown or "", facts)
    value = shown if shown and is_own else None
    if value is not None and field == "venue" and form:
        return in_badge(value, form)
    if value is not None:
        is_bold = field == "title" and style.bold_for_llm and facts.is_llm
        return f"**{value}**" if is_bold else value
    if field == "date" and _is_of_venue(token, facts):
        field, form = "year", ""
    value = _plain_value(style, field, form, facts, number)
    if value is None:
        return None
    if field == "venue" and form:
        return in_badge(value, form)
    if before.endswith("`"):
        return escape_code(value)
    if style.kind == "html" or before.rstrip().endswith(">"):
        return escape_markup(value)
    if field == "venue" and value in dict(style.venues).values():
        return value  # as the list itself writes it
    escaped = escape_text(value)
    starts_line = not before and not (style.frames and style.frames[0].strip())
    if starts_line or before.endswith("\n"):
        escaped = escape_line_start(escaped)
    if field == "title" and style.bold_for_llm and facts.is_llm:
        return f"**{escaped}**"
    return escaped


def _is_of_venue(token: re.Match[str], facts: RowFacts) -> bool:
    """True for a date beside the venue where the preprint came out in another year: that month is not the venue's."""
    if facts.is_from_entry or not facts.venue or facts.venue_year in {None, facts.year}:
        return False
    template = token.string
    return bool(
        _VENUE_BEFORE.search(template[: token.start()])
        or _VENUE_BEHIND.match(template, token.end())
    )


def _says_date(shown: str, facts: RowFacts) -> bool:
    """True for the words of a whole date that is the work's still (`July 2023`)."""
    found = find_dates(shown)
    if not found or found[0].start or found[0].end != len(shown):
        return False
    return (found[0].year, found[0].month, found[0].day) == (facts.year, facts.month, facts.day)


def _plain_value(
    style: Style, field: str, form: str, facts: RowFacts, number: int | None
) -> str | None:
    if field == "title":
        return clean(facts.title) or None
    if field == "name":
        return clean(facts.name or "") or None
    if field == "arxiv":
        return next((i.removeprefix("arxiv:") for i in facts.ids if i.startswith("arxiv:")), None)
    if field == "number":
        return str(number) if number is not None else None
    if field == "year":
        year = year_of(facts)
        return write_date(form or "%Y", year, None, None)
    if field == "date":
        return _date(form, facts)
    if field == "venue":
        return _venue(style, facts)
    if field == "authors":
        return _authors(style, facts)
    if field == "quantity" and facts.quantity is not None:
        return _quantity(style, facts.quantity)
    return clean(dict(facts.notes).get(field, "")) or None


def _authors(style: Style, facts: RowFacts) -> str | None:
    names = write_names(style.names, facts.authors, facts.is_from_entry)
    venue = _venue(style, facts) if style.venue_behind and not facts.is_from_entry else None
    return with_venue(names, style.venue_behind, venue) if names and venue else names


def _date(form: str, facts: RowFacts) -> str | None:
    """The date in the learnt pattern; the bare year where the list goes to months and none is known."""
    written = write_date(form, facts.year, facts.month, facts.day)
    if written is None and form in {"%Y.%m", "%Y-%m", "%Y/%m"} and facts.year:
        return str(facts.year)
    return written


def _venue(style: Style, facts: RowFacts) -> str | None:
    """The venue as the list spells it; with the year where the list has both as one (`- Venue: ICLR 2024`)."""
    if facts.venue and facts.is_from_entry:
        return facts.venue
    said = [match for _, venue in style.venues if (match := _DATED.search(venue))]
    venue, year = _venue_alone(style, facts), year_of(facts)
    if venue and year and 2 * len(said) > len(style.venues) and not _DATED.search(venue):
        return f"{venue}{vote(match['mark'] for match in said)}{year}"
    return venue


def _venue_alone(style: Style, facts: RowFacts) -> str | None:
    spelled = dict(style.venues)
    if facts.venue:
        return spelled.get(fold(facts.venue), facts.venue)
    if not facts.is_from_entry and any(found.startswith("arxiv:") for found in facts.ids):
        return next(
            (spelled[key] for key in ("arxiv", "arxiv preprint", "preprint") if key in spelled),
            "arXiv",
        )
    return None


def _quantity(style: Style, quantity: int) -> str:
    if style.quantity == "short":
        for size, mark in ((1_000_000, "M"), (1_000, "K")):
            if quantity >= size:
                return f"{quantity / size:.1f}".rstrip("0").rstrip(".") + mark
    return f"{quantity:,}" if style.quantity == "," else str(quantity)
