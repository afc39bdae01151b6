"""The bytes that a new entry brings with it: line ends, gaps, a year's heading, a table's header."""

from collections.abc import Sequence

from ingest.lists.editing.renumbering import renumbered
from ingest.lists.markup.lines import encode
from ingest.lists.model import CuratedList, Edit, Section, Style
from ingest.lists.placing.place import Place
from ingest.lists.reading.own_table import table_for
from ingest.lists.reading.spans import grown


def insertion(
    curated: CuratedList,
    section: Section,
    style: Style,
    place: Place,
    row: bytes,
    what: str,
) -> Edit:
    """The edit that puts an entry's text in its place, with all that goes with it."""
    newline, gap = curated.newline, encode(style.gap.replace("\n", style.newline))
    if place.missing_heading:
        return _with_heading(curated, place, row, what)
    if place.before is None and place.after is None:
        return first_entry(curated, section, place, row, what)
    if place.before is None and place.after is not None:
        new = row + newline + gap
        edit = grown(curated, Edit(place.at, place.at, b"", new, what), None, place.after)
        return renumbered(curated, place.run, edit, style.is_numbered)
    ends_open = place.at > 0 and curated.text[place.at - 1 : place.at] != b"\n"
    new = newline + gap + row if ends_open else gap + row + newline
    edit = grown(curated, Edit(place.at, place.at, b"", new, what), place.before, place.after)
    return renumbered(curated, place.run, edit, style.is_numbered)


def _with_heading(curated: CuratedList, place: Place, row: bytes, what: str) -> Edit:
    """The entry under a heading for its time that is not there yet, spaced as its siblings are, and with their table's header."""
    newline = curated.newline
    heading = encode(place.missing_heading)
    row = _table_header(curated, place.siblings) + row
    above, below = _year_spacing(curated, place.siblings)
    if place.before is None:
        new = heading + below + row + newline + above
    else:
        opened = curated.text[place.at - 1 : place.at] != b"\n"
        new = (newline if opened else b"") + above + heading + below + row
        new += b"" if opened else newline
    shown = " ".join(place.missing_heading.split())
    return Edit(place.at, place.at, b"", new, f"{what}, under a new {shown}")


def _table_header(curated: CuratedList, years: Sequence[Section]) -> bytes:
    """The header of the first table that stands below one of these years; b"" where none does."""
    for year in years:
        for table in curated.tables:
            if (
                year.entries
                and year.heading_start < table.start <= year.entries[0].start < table.end
            ):
                return curated.text[table.start : table.delimiter_end]
    return b""


def _year_spacing(curated: CuratedList, years: Sequence[Section]) -> tuple[bytes, bytes]:
    """Blank lines above and below a year heading, as at the first that shows both."""
    above = below = b""
    for year in years:
        if not year.entries:
            continue
        table = table_for(curated, year, year.entries[0])
        lead = curated.text[year.start : table.start if table else year.entries[0].start]
        before = curated.text[: year.heading_start]
        blank = before[len(before.rstrip()) :].split(b"\n", 1)[-1]
        follows_entry = any(
            entry.end + len(blank) == year.heading_start for entry in curated.entries
        )
        if not lead.strip():
            below = lead
        if follows_entry:
            return blank, below
    return above, below


def first_entry(
    curated: CuratedList, section: Section, place: Place, row: bytes, what: str
) -> Edit:
    """The first entry of an empty section: its table's header too, copied from a sibling."""
    newline = curated.newline
    block = row + newline
    has_table = any(table.delimiter_end == place.at for table in section.tables)
    sibling = next(
        (
            other
            for other in sorted(curated.sections, key=lambda other: abs(other.line - section.line))
            if other.entries and other.level == section.level
        ),
        None,
    )
    lead = newline
    if sibling is not None:
        first = sibling.entries[0]
        table = table_for(curated, sibling, first)
        top = table.start if table else first.start
        if table and not has_table:
            block = curated.text[table.start : table.delimiter_end] + block
        before = curated.text[sibling.start : top]
        lead = before if not before.strip() else newline
    if has_table:
        lead = b""
    opened = curated.text[place.at - 1 : place.at] != b"\n"
    if opened:  # the file's last line, and without a newline: it stays so
        return Edit(place.at, place.at, b"", newline + lead + block.removesuffix(newline), what)
    follows = curated.text[place.at : place.at + 2]
    is_closed = not follows or follows.startswith((b"\n", b"\r\n"))
    tail = b"" if is_closed or (has_table and follows.startswith(b"|")) else newline
    return Edit(place.at, place.at, b"", lead + block + tail, what)
