"""What the columns of a table hold: by their headers, unless their cells say otherwise."""

import re
from collections.abc import Sequence
from functools import lru_cache

from ingest.lists.markup.inline import find_links, fold, plain
from ingest.lists.reading.fields import LINK_FIELDS, header_field, is_generic, names_works
from ingest.lists.reading.labels import KIND_TAG, names_venue
from ingest.lists.splitting.cells import ColumnCells
from ingest.lists.splitting.link_parts import BADGE
from ingest.lists.splitting.parts import is_citation, parts_of_cell

_SORTS = re.compile(  # headers of what many works share, or a work's own name
    r"(?:key ?words?|tags?|topics?|categor(?:y|ies)|(?:sub-?)?tasks?|types?|kinds?|domains?|areas?|fields?"
    r"|modalit(?:y|ies)|organs?|(?:body )?regions?|applications?|关键词|标签|主题|类别|分类|任务|类型|领域|模态|部位|器官)"
)
_YEAR = re.compile(r"(?:19|20)\d\d")
_COUNTS = re.compile(
    r"(?:#|no\.? of )?(?:citations?|cites?|cited(?: by)?)|引用(?:量|数|次数)?|被引"
)
_ORIGIN = re.compile(r"sources?|来源")
_PAGE = re.compile(
    r"(?:project|official|home|web)? ?-?(?:page|site|project|website|homepage|link|web)s?|here|主页|项目(?:主页)?|官网|链接"
)
_PARAMETERS = re.compile(
    r"[^\w]*\d[\d.]*(?:x\d[\d.]*)? ?[Bb](?:[^\w]+\d[\d.]*(?:x\d[\d.]*)? ?[BbMm])*[^\w]*"
)
_NAME_WORDS = 3  # of a link's label; more are a title
_APART, _SINGLE = 0.9, 0.7  # of the cells
_NAME = re.compile(r"(?=\S*[A-Z\d])(?=\S*[^\W\d_])\S+")
_FEW_CODES = 3  # cells that show how works are numbered
_CODE = re.compile(r"(?P<letters>[A-Za-z]{1,4})[-_. ]?\d{1,5}")


def field_of_column(label: str, filled: Sequence[str]) -> str:
    """What a column holds by its header, unless its cells say otherwise."""
    field = header_field(label)
    if counts_citations(label):
        return "other"
    linked = sum("://" in cell for cell in filled)  # a file beside the list is no artifact
    if field in LINK_FIELDS and field != "paper" and filled and linked < 0.3 * len(filled):
        return "other"
    if field == "venue" and _ORIGIN.fullmatch(fold(label)) and not _tell_venues(filled):
        return "other"
    if field == "other" and filled and all(_YEAR.fullmatch(cell) for cell in filled):
        return "year"
    if field == "quantity" and filled and 2 * sum(map(_is_parameters, filled)) > len(filled):
        return "other"
    if field != "other":
        return field
    field = _by_content(filled)
    return "name" if field in LINK_FIELDS and names_works(label) and _are_called(filled) else field


def _tell_venues(filled: Sequence[str]) -> bool:
    """True where a cell says a venue or a year, or links: `Source` may be where a work came out, or where its data come from."""
    words = [plain(cell) for cell in filled]
    return not words or any(
        names_venue(one) or _YEAR.search(one) or find_links(cell)
        for one, cell in zip(words, filled, strict=True)
    )


def _is_parameters(cell: str) -> bool:
    """True for the size of a model (`7B/13B`), which no data set's is."""
    return bool(_PARAMETERS.fullmatch(cell))


def _are_called(filled: Sequence[str]) -> bool:
    """True for links by one or two words of the work's own."""
    labels = [link.label for cell in filled for link in find_links(cell)[:1]]
    return all(not is_generic(one) and len(one.split()) <= _NAME_WORDS for one in labels)


@lru_cache(maxsize=256)
def counts_citations(label: str) -> bool:
    """True for the header of a column that says how often each work was cited."""
    return bool(_COUNTS.fullmatch(fold(label)))


def with_named_header(
    labels: Sequence[str], fields: Sequence[str], columns: Sequence[ColumnCells]
) -> list[str]:
    """A column called after what is listed (`Method`), or by nothing, is the name where each cell has a word of its own."""
    for index, (label, field, cells) in enumerate(zip(labels, fields, columns, strict=True)):
        is_asked = names_works(label) or (not fold(label) and not _are_codes(cells.said))
        if field == "other" and is_asked and _are_names(cells.said):
            return [*fields[:index], "name", *fields[index + 1 :]]
    return list(fields)


def _are_names(said: Sequence[str]) -> bool:
    """True for words that tell works apart: hardly two alike, most of one word with a capital or a digit in it.

    A word in brackets (`[Survey]`) says what kind of work it is, where others have their name.
    """
    words = [plain(cell) for cell in said if not KIND_TAG.fullmatch(cell)]
    single = sum(bool(_NAME.fullmatch(one)) for one in words)
    return len(set(words)) >= max(2, _APART * len(words)) and single >= _SINGLE * len(words)


def with_name(
    labels: Sequence[str], fields: Sequence[str], columns: Sequence[ColumnCells]
) -> list[str]:
    """The first column of words is the name where no header says which column is."""
    for index, (label, field, cells) in enumerate(zip(labels, fields, columns, strict=True)):
        if field == "paper":
            return list(fields)
        shapes = (parts_of_cell(cell, field) for cell in cells.said)
        marks = [part.text for shape in shapes for part in shape if part.kind == "link"]
        if any("{title}" in mark or "{name}" in mark for mark in marks):
            return list(fields)
        is_named = sum("{repo}" in mark for mark in marks) > len(marks) / 2
        is_said = field == "other" and any(plain(cell) for cell in cells.said)
        if is_named or (
            is_said
            and not _are_codes(cells.said)
            and not _are_sorts(label, cells.said)
            and not _are_shared(cells.said)
        ):
            cited = sum(map(is_citation, cells.said))
            told = "title" if 2 * cited > len(cells.said) else "name"
            return [*fields[:index], told, *fields[index + 1 :]]
    return list(fields)


def _are_sorts(label: str, said: Sequence[str]) -> bool:
    """True for cells that say what sort of work each is: several works share one, or most are several words."""
    if not _SORTS.fullmatch(fold(label)):
        return False
    words = [plain(cell) for cell in said]
    return len(set(words)) < len(words) or 2 * sum(" " in one for one in words) > len(words)


def _are_shared(said: Sequence[str]) -> bool:
    """True for cells of which most say what another says: no works' names."""
    return len(said) > len({plain(cell) for cell in said}) * 2


def _are_codes(said: Sequence[str]) -> bool:
    """True for cells that number works in a way of the list's own: `MA-1`, `MA-2`; `R010`, `R033`."""
    found = [_CODE.fullmatch(plain(cell)) for cell in said]
    letters = {code["letters"] for code in found if code}
    return len(set(said)) >= _FEW_CODES and all(found) and len(letters) == 1


def _by_content(filled: Sequence[str]) -> str:
    """What a column with a header of its own making holds, where all its links say the same."""
    fields = [
        part.field
        for raw in filled[:8]
        for part in parts_of_cell(raw.strip(), "other")
        if part.kind == "link" and part.host != BADGE
    ]
    linked = [raw for raw in filled[:8] if "](" in raw]
    if linked and len(linked) >= 0.8 * len(filled[:8]) and len(set(fields)) == 1:
        is_known = fields[0] != "project" or all(_tells_page(raw) for raw in linked)
        return fields[0] if is_known else "other"
    return "other"


def _tells_page(cell: str) -> bool:
    """True for links by a label that says a work's own page, not its video, its notes or a data set."""
    return all(_PAGE.fullmatch(fold(link.label).strip("[]")) for link in find_links(cell))
