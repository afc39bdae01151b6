"""The placeholders of a template filled with a work's facts."""

import re

from ingest.errors import ListError
from ingest.lists.markup.escape import escape_text
from ingest.lists.model import Style
from ingest.lists.splitting.link_places import is_note, link_field_of
from ingest.lists.splitting.tokens import TOKEN
from ingest.lists.writing.values import written_value
from ingest.works import RowFacts

NEEDS = {
    "name": "a short name",
    "arxiv": "an arXiv id",
    "paper": "a link to the paper",
    "venue": "a venue",
    "year": "a year",
    "date": "a date",
    "authors": "authors",
    "quantity": "a quantity",
    "title": "a title",
}
_LABEL_BEFORE = re.compile(r"(?:^|\n)[^\n]*[:：][*_ \t]*(?:</\w+>)?\s*$")
_ONE_STOP = re.compile(r"\.(?!\.)")
_LINE_END = re.compile(r"[ \t]*(?:</\w+>|\\|<br ?/?>)?[ \t]*(?:\n|$)")


def fill(
    style: Style,
    template: str,
    units: dict[str, str],
    facts: RowFacts,
    number: int | None,
    lacking: list[str] | None = None,
) -> str:
    """A template with its placeholders and units filled.

    What nobody knows is added to `lacking` where that is given; else it is left out or raises ListError.
    """

    def write(match: re.Match[str]) -> str:
        if match["field"] is None:
            return match[0][0]
        if match["mark"]:
            return _unit(style, match["mark"], match["field"], units, facts, number)
        before = match.string[: match.start()]
        value = written_value(style, match, facts, number, before)
        if value is None and lacking is not None:
            lacking.append(match["field"])
            return ""
        if value is None:
            return _missing(style, match["field"], before, match.string[match.end() :])
        is_doubled = value.endswith(".") and _ONE_STOP.match(match.string, match.end())
        return value[:-1] if is_doubled and not facts.is_from_entry else value

    return TOKEN.sub(write, _without_full_stop(template, facts))


def _without_full_stop(template: str, facts: RowFacts) -> str:
    """The template without a full stop behind a title that ends in a mark of its own."""
    return template.replace("{title}.", "{title}") if facts.title.endswith(("?", "!")) else template


def _unit(
    style: Style,
    mark: str,
    field: str,
    units: dict[str, str],
    facts: RowFacts,
    number: int | None,
) -> str:
    text = units[field]
    is_unsaid = field == "venue" and facts.venue is None and mark != "!"  # as of most preprints
    lacking: list[str] = []
    written = fill(style, text, {}, facts, number, lacking)
    if not lacking and not is_unsaid:
        return written
    if facts.is_from_entry or style.columns:  # the entry itself did without; the cell's rest stands
        return ""
    if mark == "!" and (field in NEEDS or style.unknown is not None):

        def stand_in(match: re.Match[str]) -> str:
            if match["field"] is None:
                return match[0][0]
            return _missing(style, match["field"], text[: match.start()], text[match.end() :])

        return TOKEN.sub(stand_in, text)
    return ""


def _missing(style: Style, field: str, before: str, after: str) -> str:
    """What stands in for a fact that nobody knows: in a cell, or behind a label to the end of the line.

    In running words nothing does: `arXiv:-, 2025` says nothing.
    """
    is_apart = bool(style.columns) or bool(_LABEL_BEFORE.search(before) and _LINE_END.match(after))
    if style.unknown is not None and is_apart:
        return escape_text(style.unknown)
    kind = link_field_of(field) or field
    words = "words of their own" if is_note(field) else NEEDS.get(kind, kind)
    way_out = ", or set `unknown` in the plan to what shall stand there."
    raise ListError(
        f"the entries show {words} and this work has none",
        where=style.where,
        todo="Add it by hand" + (way_out if is_apart else "; no stand-in fits into running words."),
    )
