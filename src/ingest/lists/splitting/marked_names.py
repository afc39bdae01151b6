"""Names of authors of which some stand in marks: `Ada Ito, **Ben Okafor**, Cleo Lind`."""

import re
from collections.abc import Sequence

from ingest.lists.reading.authors import NAME_AND_NOTES, are_names
from ingest.lists.splitting.part import Span

_X = NAME_AND_NOTES
_NAME = (
    rf"(?:\*\*\*(?:\\\*)?{_X}(?:\\\*)?\*\*\*|\*\*{_X}\*\*|\*{_X}\*|_{_X}_"
    rf"|<(?:u|b|strong)>{_X}</(?:u|b|strong)>|{_X})"
)
_BETWEEN = re.compile(r",\s?(?:(?:and|&) )?| (?:and|&) ")
_NAMES = re.compile(
    rf"(?<![\w*_>\\])(?!(?:by|in|with|from|of|the|and)\b)"
    rf"{_NAME}(?:(?:{_BETWEEN.pattern}){_NAME})+(?:,? et al\.?)?(?![\w*_])"
)
_OPENED = re.compile(r"(?<![^\s,])(?:[*_]{1,3}|<(?:u|b|strong)>)(?:\\\*)?[^\W\d_]")
_DATED = frozenset({"venue", "year", "date"})


def find_marked_names(text: str, spans: Sequence[Span], after: int) -> tuple[int, int] | None:
    """Where names stand behind a title, one or more of them in emphasis or underlined.

    The last of them may be the venue (`Ada Ito, Ben Okafor, *Tide Letters*`): it is a name where the
    venue or the date is told before.
    """
    if text.find(",", after) < 0 or not _OPENED.search(text, after):
        return None
    for found in _NAMES.finditer(text, after):
        start, end = found.span()
        last = list(_BETWEEN.finditer(text, start, end))[-1]
        is_told = any(then <= start and part.field in _DATED for _, then, part in spans)
        if not is_told and _OPENED.match(text, last.end()):
            end = last.start()
        if text.find(",", start, end) >= 0 and _OPENED.search(text, start, end):
            return (start, end) if are_names(text[start:end]) else None
    return None
