"""What a curated list holds, as frozen values: sections, tables, entries, styles, edits, findings.

Every `start`/`end` pair but a link's is a half-open byte range of `CuratedList.text`; a line is 1-based.
"""

from dataclasses import dataclass, field
from typing import Literal, NamedTuple

from ingest.lists.padding import PLAIN, Padding

EntryKind = Literal["row", "bullet", "item", "paragraph", "html"]
Order = Literal[
    "append", "prepend", "oldest-first", "newest-first", "alphabetical", "reverse-alphabetical"
]
Initials = Literal["", "A. Ito", "Ito, A.", "Ito, Ada", "Ito"]
Signal = Literal["date", "year", "id", "title", "name", "venue", "number"]  # what entries go by


class Link(NamedTuple):  # as a dataclass it would take three times as long to make
    """One link of an entry; `start`/`end` are characters of the entry's text, outer brackets included."""

    label: str
    url: str
    start: int
    end: int
    is_bracketed: bool = False  # `[[label](url)]`


class Entry(NamedTuple):  # as a dataclass it would take four times as long to make, and to move
    """One listed work: a table row, a bullet, a numbered item, a paragraph or an HTML row.

    The range holds whole lines, the last newline included where the file has one. Ids are the
    canonical ids of the links, the paper's first; empty for an entry without a link.
    """

    start: int
    end: int
    kind: EntryKind
    line: int
    title: str
    urls: tuple[str, ...] = ()
    ids: tuple[str, ...] = ()
    cells: tuple[str, ...] = ()  # a row's cells as they stand, outer spaces stripped
    year: int | None = None
    number: int | None = None  # of `### 3.` and `3.`
    depth: int = 0  # of a bullet: 0 is outermost
    is_cut: bool = False  # ends in `[truncated...]`
    links: tuple[Link, ...] = ()
    title_at: tuple[int, int] = (0, 0)  # of a line's text, characters inside the title's markup


@dataclass(frozen=True, slots=True)
class Table:
    """A pipe table: the header's cells, the bytes of header and delimiter line, its rows."""

    start: int
    end: int
    line: int
    header: tuple[str, ...]
    delimiter_start: int
    delimiter_end: int
    rows: tuple[Entry, ...]

    def __hash__(self) -> int:
        """By its place, as of a section."""
        return hash((self.start, self.end, self.header))


@dataclass(frozen=True, slots=True)
class Section:
    """A heading and all that stands under it until the next heading of its level or above."""

    heading: str  # plain text: no markup, images, anchors
    path: str  # "Datasets > 3.1 Text"
    level: int
    line: int
    start: int  # the body's first byte, behind the heading line
    end: int
    heading_start: int = 0  # the heading line's first byte
    entries: tuple[Entry, ...] = ()  # in file order, those of sub-headings included
    tables: tuple[Table, ...] = ()
    is_cut: bool = False  # the text stops in the middle: not editable

    def __hash__(self) -> int:
        """By its place: all that stands in it would be hashed for nothing."""
        return hash((self.path, self.start, self.end))


@dataclass(frozen=True, slots=True)
class CuratedList:
    """One list as read: the bytes are the truth, everything else points into them."""

    text: bytes
    where: str
    sections: tuple[Section, ...]  # in file order, every heading once
    entries: tuple[Entry, ...]
    newline: bytes = b"\n"
    tables: tuple[Table, ...] = ()  # in file order, those above the first heading included

    def __eq__(self, other: object) -> bool:
        """By its bytes, which all else follows from: two readings of a page are one."""
        if not isinstance(other, CuratedList):
            return NotImplemented
        return self is other or (self.text == other.text and self.where == other.where)

    def __hash__(self) -> int:
        """By its bytes, whose hash is kept: what is learnt from a whole page can be remembered for it."""
        return hash(self.text)


class LinkForm(NamedTuple):  # as a dataclass it would take six times as long to compare
    """How one kind of link is written: `[[HF ({label})]({url})]` with a size or role, `plain` without."""

    field: str  # paper | weights | data | code | project
    host: str  # arxiv | doi | hf | github | web; "" for any, as only a plan can say
    form: str
    plain: str
    joiner: str | None = None  # between two links of one field; None for the first of them
    is_shared: bool = True  # False: one neighbour's own label, which no other work can bear


@dataclass(frozen=True, slots=True)
class NameForm:
    """How authors are written: `count` names before `others`; 0: all of them."""

    count: int = 0
    others: str = " et al."
    joiner: str = ", "
    is_surname_first: bool = False  # "Kerr A et al."
    written: Initials = ""  # "": as the work has it; "Ito, Ada" turns the first name only
    last: str = ""  # before the last of several, where it isn't the joiner: " and "
    end: str = ""  # behind the last name, where "et al." brings its own: "."


class Column(NamedTuple):  # as a dataclass it would take five times as long to make and to change
    """One column of a table: its label, the fact it holds, and how a cell is written."""

    label: str
    field: str
    template: str = ""  # `**{title}**`, `{code}`; links are written as `Style.links` say
    units: tuple[tuple[str, str], ...] = ()  # of the template, as in `Style`
    blank: str | None = None  # what neighbours write for a value they don't have; None: never seen
    padding: Padding = PLAIN
    blank_raw: str | None = None  # a blank cell with its padding
    common: frozenset[str] = frozenset()  # words that several cells have between their facts
    key: str = ""  # of a column of the list's own: what its words are called among the notes
    links: tuple[LinkForm, ...] = ()  # as this column's cells write them
    is_answered: bool = False  # every cell says yes or no: nothing else may stand there

    @property
    def width(self) -> int:
        """Of the raw cell in a padded table, in characters; 0 where it isn't padded."""
        return self.padding.width


class Style(NamedTuple):  # as a dataclass it would take five times as long to make and to change
    """How the entries of one section are written, learnt from them.

    `template` is the text of a bullet, item or paragraph: `{title}` stands for a fact, `{paper}`
    for a link written as `links` say, `{?code}` for a unit of `units`, left out when not known.
    """

    kind: EntryKind
    where: str
    section: str
    template: str = ""
    units: tuple[tuple[str, str], ...] = ()  # (field, its text with what stands before it)
    columns: tuple[Column, ...] = ()
    frames: tuple[str, ...] = ()  # of a row: what stands before, between and behind its cells
    ends: tuple[tuple[int, tuple[str, ...]], ...] = ()  # the frames of rows that say so many cells
    links: tuple[LinkForm, ...] = ()  # one for each field and host, nearest first
    more_links: tuple[LinkForm, ...] = ()  # the other forms that neighbours use
    common: frozenset[str] = frozenset()  # words that several neighbours have between their facts
    paper_url: str = "https://arxiv.org/abs/{id}"
    venues: tuple[tuple[str, str], ...] = ()  # (folded venue, as neighbours spell it)
    quantity: Literal[",", "short", ""] = ","  # 26,000,000 | 26M | 26000000
    names: NameForm = NameForm()
    venue_behind: str = ""  # what follows authors in the same marks: " {venue}."
    bold_for_llm: bool = False
    order: Order = "append"
    order_by: Signal | Literal[""] = ""  # what the order goes by; "" where it is none
    year_heading: str = ""  # "### {year}" where years are headings
    years: Literal["", "ascending", "descending"] = ""
    gap: str = ""  # between two entries: "", a blank line, "---"
    is_numbered: bool = False
    line_end: str | None = None  # of lines that go on: "  ", " <br>"; None: in several ways
    newline: str = "\n"
    unknown: str | None = None  # what the plan writes for a fact that nobody knows
    example: str = ""  # the nearest entry as it stands

    def unplaced(self) -> "Style":
        """The style without what tells where its section stands, and where in it an entry goes."""
        return self._replace(
            where="", example="", gap="", order="append", order_by="", year_heading="", years=""
        )


@dataclass(frozen=True, slots=True)
class Edit:
    """Replace `text[start:end]`, which is `old`, by `new`."""

    start: int
    end: int
    old: bytes
    new: bytes
    what: str  # one phrase for a person


@dataclass(frozen=True, slots=True)
class EditedList:
    """The list after all edits: `rows[i]` is what addition i wrote ("" where it was already there)."""

    text: bytes
    rows: tuple[str, ...]
    edits: tuple[Edit, ...]
    notes: tuple[str, ...] = field(default=())  # what was already there or already gone


@dataclass(frozen=True, slots=True)
class Finding:
    """Something the audit found; `related` names other lines that belong to it."""

    code: str
    line: int
    message: str
    related: tuple[int, ...] = ()
