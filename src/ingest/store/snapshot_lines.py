"""Lines of arXiv's metadata snapshot to rows of `sightings`, by columns: DuckDB and Arrow read what is plain.

`sources.arxiv_snapshot` says what a record is. Whatever is not as plain as nearly all of them are is read by
it, line by line, so that both ways give the same rows.
"""

import threading
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from itertools import pairwise
from typing import Any

import duckdb
import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.json as pj
from numpy.typing import NDArray

from ingest.ids import title_key
from ingest.sources.arxiv_snapshot import read_line, why_cut
from ingest.sources.one_lines import Places, one_lines, rows_at, text_bytes, title_keys
from ingest.store.rows import as_column
from ingest.store.snapshot_sql import connect, find_lines, find_shaped, make_rows
from ingest.store.watched import judged_digest, text_digest
from ingest.store.works import record_digest, sighting_fields
from ingest.works import Reject, Sighting

_opened = threading.local()
_TEXTS = ("title", "submitter", "comments", "journal-ref", "report-no", "license", "abstract")
_WORDS = ("id", "doi", "categories", "update_date")
_VERSION = pa.struct([("version", pa.string()), ("created", pa.string())])
_FIELDS = pa.schema(
    [
        *((name, pa.string()) for name in (*_TEXTS, *_WORDS)),
        ("versions", pa.list_(_VERSION)),
        ("authors_parsed", pa.list_(pa.list_(pa.string()))),
    ]
)
# Where `snapshot_sighting` looks besides, for archives of the same metadata with names of their own.
_OTHER_FIELDS = {
    "comment", "journal_ref", "primary_category", "published", "updated", "listed", "announce",
    "abstract_truncated",
}  # fmt: skip
_NAMES, _TIME = pa.list_(pa.string()), pa.timestamp("us")
ROWS = pa.schema(
    [
        ("line", pa.int64()), ("sighting_id", pa.string()), ("title_key", pa.string()),
        ("text_digest", pa.string()), ("source", pa.string()), ("kind", pa.string()),
        ("title", pa.string()), ("ids", _NAMES), ("abstract", pa.string()),
        ("is_abstract_cut", pa.bool_()), ("authors", _NAMES), ("categories", _NAMES),
        ("comment", pa.string()), ("journal_ref", pa.string()), ("doi", pa.string()),
        ("version", pa.int32()), ("published_at", _TIME), ("updated_at", _TIME),
        ("listed_at", _TIME), ("is_withdrawn", pa.bool_()), ("rank", pa.int32()),
        ("upvotes", pa.int32()), ("organisation", pa.string()), ("links", pa.string()),
        ("facts", pa.string()),
    ]
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which papers of a snapshot are asked for: of any of these categories, submitted on these days."""

    categories: tuple[str, ...]
    since: date | None = None
    until: date | None = None


@dataclass(frozen=True, slots=True)
class ReadLines:
    """What a stretch of lines held."""

    line_count: int
    byte_count: int
    rows: pa.Table  # of the schema ROWS, in the order of their lines, which count from 1
    rejects: tuple[Reject, ...] = ()  # at their lines
    blank_count: int = 0
    cut: str = ""  # why the last line, which has no end, is no record; it is not counted then


def read_lines(body: bytes, wanted: Wanted) -> ReadLines:
    """The papers in whole lines of a snapshot; depends on nothing else, so that any process may run it."""
    start = body.rfind(b"\n") + 1
    cut = why_cut(body[start:])
    size = start if cut else len(body)
    ends = _line_ends(body, size)
    lines = _as_text(body, ends)
    connection = _connection()
    found = find_lines(connection, lines, wanted.categories)
    maybe, is_plain = found["n"].to_numpy(), found["is_plain"].to_numpy()
    rows = _read_plain(connection, lines["line"], maybe[is_plain])
    odd = np.setdiff1d(maybe, rows["line"].to_numpy())
    made = {
        int(n): read_line(body[ends[n] : ends[n + 1]], int(n) + 1, wanted.categories) for n in odd
    }
    papers = {
        n: one
        for n, one in made.items()
        if isinstance(one, Sighting) and not set(wanted.categories).isdisjoint(one.categories)
    }
    rows = pa.concat_tables([rows, _rows_of(papers)]).sort_by("line") if papers else rows
    rows = _of_days(rows, wanted)
    rows = rows.set_column(0, "line", pc.add(rows["line"], 1))
    rejects = tuple(one for one in made.values() if isinstance(one, Reject))
    blank_count = sum(
        one is None and body[ends[n] : ends[n + 1]].isspace() for n, one in made.items()
    )
    return ReadLines(len(ends) - 1, size, rows, rejects, blank_count, cut)


def _connection() -> duckdb.DuckDBPyConnection:
    """This thread's own: opening one takes as long as reading a thousand lines."""
    if not hasattr(_opened, "connection"):
        _opened.connection = connect()
    connection: duckdb.DuckDBPyConnection = _opened.connection
    return connection


def _line_ends(body: bytes, size: int) -> list[int]:
    """Where each line ends, its line end included; before them the beginning."""
    ends, end = [0], 0
    find, add = body.find, ends.append
    while end < size:
        end = find(b"\n", end, size) + 1 or size
        add(end)
    return ends


def _as_text(body: bytes, ends: list[int]) -> pa.Table:
    """The lines with their numbers, without a copy; those that are not UTF-8 are empty."""
    numbers = pa.array(np.arange(len(ends) - 1))
    offsets = pa.py_buffer(np.array(ends, np.int32))
    lines = pa.StringArray.from_buffers(len(ends) - 1, offsets, pa.py_buffer(body))
    if body.isascii():
        return pa.table({"n": numbers, "line": lines})
    try:
        lines.validate(full=True)
    except pa.ArrowInvalid:
        texts = [body[start:end].decode("utf-8", "ignore") for start, end in pairwise(ends)]
        sizes = [end - start for start, end in pairwise(ends)]
        lines = pa.array(
            [
                text if len(text.encode()) == size else ""
                for text, size in zip(texts, sizes, strict=True)
            ],
            pa.string(),
        )
    return pa.table({"n": numbers, "line": lines})


def _read_plain(
    connection: duckdb.DuckDBPyConnection, lines: pa.ChunkedArray, places: Places
) -> pa.Table:
    """Rows of those of these lines of which there is no doubt."""
    fields = _parse(lines, places)
    if fields is None:  # one line in a thousand spoils it for all: leave out what is not as usual
        places = find_shaped(connection, pa.table({"n": places, "line": lines.take(places)}))
        fields = _parse(lines, places)
    if fields is None or not len(places):
        return ROWS.empty_table()
    texts = _normal(fields, places)
    abstract = _Abstract(texts["abstract"])
    made = make_rows(connection, abstract.marked(texts))
    is_sure = made["is_sure"].to_numpy() & ~abstract.is_doubtful & _is_spelled(made)
    made = made.append_column("abstract", abstract.column)
    columns = {name: made[name] for name in made.column_names} | {
        "sighting_id": abstract.digests(made, "record", record_digest, abstract.slashed),
        "text_digest": abstract.digests(made, "judged", judged_digest, {}),
        "title_key": title_keys(made["title"]),
    }
    rows = pa.table([columns[name] for name in ROWS.names], ROWS.names)
    return (rows if is_sure.all() else rows.filter(pa.array(is_sure))).cast(ROWS)


class _Abstract:
    """A piece's abstracts, most of its bytes: they are looked at as they lie there, and copied nowhere."""

    def __init__(self, column: pa.StringArray) -> None:
        self.offsets, self.data, self.column = text_bytes(column)
        self._ends = self.offsets.tolist()
        apostrophe = self._has(self.data == ord("'"))
        self.is_doubtful = apostrophe & self._has(self.data == ord('"'))
        for row in rows_at(self.offsets, (self.data < 0x20) | (self.data >= 0x7F)).tolist():
            self.is_doubtful[row] |= not self.column[row].as_py().isprintable()
        self.quotes = np.where(apostrophe, '"', "'")
        rows = rows_at(self.offsets, self.data == ord("\\")).tolist()
        self.slashed = {row: self.body(row).tobytes().replace(b"\\", b"\\\\") for row in rows}

    def body(self, row: int) -> memoryview:
        return self.data.data[self._ends[row] : self._ends[row + 1]]

    def marked(self, texts: pa.Table) -> pa.Table:
        """The other texts, with the mark that Python would set around each abstract."""
        return texts.drop_columns("abstract").append_column("quote", pa.array(self.quotes))

    def digests(
        self, made: pa.Table, name: str, digest: Callable[..., str], instead: Mapping[int, bytes]
    ) -> pa.Array:
        """The digest of what stands before each abstract, the abstract and what stands behind it."""
        heads, tails = _views(made[f"{name}_head"]), _views(made[f"{name}_tail"])
        bodies = (instead.get(row) or self.body(row) for row in range(len(self.column)))
        return pa.array(map(digest, heads, bodies, tails), pa.string())

    def _has(self, is_hit: NDArray[np.bool_]) -> NDArray[np.bool_]:
        found = np.zeros(len(self.column), np.bool_)
        found[rows_at(self.offsets, is_hit)] = True
        return found


def _is_spelled(made: pa.Table) -> NDArray[np.bool_]:
    """Whether Python would spell the record so: what can't be printed it spells in another way."""
    is_spelled = np.ones(len(made), np.bool_)
    for name in ("record_head", "record_tail"):
        offsets, data, column = text_bytes(made[name])
        for row in rows_at(offsets, (data < 0x20) | (data >= 0x7F)).tolist():
            is_spelled[row] &= column[row].as_py().isprintable()
    return is_spelled


def _views(column: Any) -> Iterator[memoryview]:
    offsets, data, _ = text_bytes(column)
    view = data.data
    return (view[start:end] for start, end in pairwise(offsets.tolist()))


def _parse(lines: pa.ChunkedArray, places: Places) -> pa.Table | None:
    """The records of these lines; None unless each is strict JSON of the usual fields, each field once."""
    if not len(places):
        return _FIELDS.empty_table()
    _, body, _ = text_bytes(lines.take(places))
    try:
        table = pj.read_json(
            pa.BufferReader(pa.py_buffer(body)),
            read_options=pj.ReadOptions(use_threads=False, block_size=len(body) + 1),
            parse_options=pj.ParseOptions(explicit_schema=_FIELDS),
        )
    except pa.ArrowInvalid:
        return None
    is_usual = len(table) == len(places) and _OTHER_FIELDS.isdisjoint(table.column_names)
    return table.select(_FIELDS.names) if is_usual else None


def _normal(fields: pa.Table, places: Places) -> pa.Table:
    """The fields with every text on one line, no null among the texts, and whether `withdr` is said."""
    columns = {name: one_lines(fields[name]) for name in _TEXTS}
    columns |= {name: pc.fill_null(fields[name], "") for name in _WORDS}
    columns["versions"] = fields["versions"]
    people = fields["authors_parsed"].combine_chunks()
    names = people.values
    # `str(None)` is what the reader of records makes of a part that is null
    parts = one_lines(pc.fill_null(names.values, "None"))
    names = pa.ListArray.from_arrays(names.offsets, parts, mask=_nulls(names))
    columns["authors_parsed"] = pa.ListArray.from_arrays(people.offsets, names, mask=_nulls(people))
    is_withdrawn = np.zeros(len(fields), np.bool_)
    for name in ("abstract", "comments"):
        offsets, data, _ = text_bytes(columns[name])
        lowered, at = data.tobytes().lower(), -1
        while (at := lowered.find(b"withdr", at + 1)) >= 0:
            is_withdrawn[np.searchsorted(offsets, at, "right") - 1] = True
    return pa.table({"n": places, "is_withdrawn": is_withdrawn, **columns})


def _nulls(column: pa.ListArray) -> pa.Array | None:
    return column.is_null() if column.null_count else None


def _rows_of(papers: dict[int, Sighting]) -> pa.Table:
    rows = [
        sighting_fields(paper)
        | {
            "line": line,
            "sighting_id": record_digest(repr(paper).encode("utf-8", "surrogatepass")),
            "title_key": title_key(paper.title),
            "text_digest": text_digest(paper.title, paper.abstract, paper.categories),
        }
        for line, paper in papers.items()
    ]
    columns = [as_column([row[field.name] for row in rows], field.type) for field in ROWS]
    return pa.table(columns, schema=ROWS)


def _of_days(rows: pa.Table, wanted: Wanted) -> pa.Table:
    """Those submitted on the days that are wanted; a paper without a date was submitted long ago."""
    day = pc.fill_null(pc.cast(rows["published_at"], pa.date32()), date.min)
    if wanted.since is not None:
        rows, day = rows.filter(is_in := pc.greater_equal(day, wanted.since)), day.filter(is_in)
    if wanted.until is not None:
        rows = rows.filter(pc.less_equal(day, wanted.until))
    return rows
