"""Which cell of a row holds the work's title."""

import re
from collections.abc import Callable, Sequence

from ingest.lists.markup.inline import LETTER, find_links, plain
from ingest.lists.reading.fields import is_generic
from ingest.lists.reading.labels import is_venue
from ingest.lists.reading.titles import title_range

_ID = re.compile(r"10\.\d{4,}/|arxiv[:\d]", re.IGNORECASE)
_LONG, _TITLE_WORDS = 12, 3  # characters, words; a shorter word beside others is a name


def _is_long(title: str, cell: str) -> bool:
    return len(title) >= _LONG and len(title.split()) >= _TITLE_WORDS


def _is_linked(title: str, cell: str) -> bool:
    """True for the title of a work that the cell links by it."""
    links = find_links(cell)
    return _is_long(title, cell) and bool(links) and not is_generic(links[0].label)


def _names(title: str, cell: str) -> bool:
    return not is_generic(title) and not _ID.match(title)


def _names_work(title: str, cell: str) -> bool:
    return _names(title, cell) and not is_venue(title)


def _is_any(title: str, cell: str) -> bool:
    return True


# A column and what its cell has to be like to hold a row's title, the likeliest first.
_TITLE_CELLS: tuple[tuple[str, Callable[[str, str], bool]], ...] = (
    ("title", _is_any), ("paper", _is_long), ("name", _is_any), ("paper", _names_work), ("works", _is_any),
    ("data", _is_any), ("project", _names), ("other", _is_linked), ("other", _is_any),
)  # fmt: skip


def find_row_title(cells: Sequence[str], fields: Sequence[str]) -> tuple[str, int]:
    """The title of a row and its column: the named column, else the first cell that says anything."""
    shown = fields[: len(cells)]
    for wanted, is_fit in _TITLE_CELLS:
        if wanted not in shown:
            continue
        for index, field in enumerate(shown):
            title = _title_of(cells[index]) if field == wanted else ""
            if LETTER.search(title) and is_fit(title, cells[index]):
                return title, index
    for index, cell in enumerate(cells):
        whole = plain(cell)
        if LETTER.search(whole):
            title = _title_of(cell)
            return title if LETTER.search(title) else whole, index
    return "", 0


def _title_of(cell: str) -> str:
    return plain(cell[slice(*title_range(cell))])
