"""Lines of arXiv's metadata snapshot to rows of `sightings`: DuckDB reads what is plain.

`sources.arxiv_snapshot` says what a record is. Whatever is not as plain as nearly all of them are is read by
it, line by line, so that both ways give the same rows.
"""

import threading
from collections import deque
from dataclasses import dataclass
from datetime import date

import duckdb
import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from stringzilla import Sha256s, Strs

from ingest.ids import title_key
from ingest.sources.arxiv_snapshot import read_line, why_cut
from ingest.sources.one_lines import one_lines, rows_with, text_bytes, title_keys
from ingest.sources.places import Mask, Places, find_word
from ingest.store.picked import Picked
from ingest.store.rows import as_column
from ingest.store.snapshot_sql import ITEM, Reader
from ingest.store.stretches import Stretch
from ingest.store.watched import DIGEST_SIZE, text_digest
from ingest.store.works import sighting_fields, sighting_key
from ingest.works import Reject, Sighting

_opened = threading.local()
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


def read_lines(stretch: Stretch, wanted: Wanted) -> ReadLines:
    """The papers in whole lines of a snapshot; depends on nothing else, so that any process may run it."""
    tail = stretch.tail()
    cut = why_cut(tail)
    stretch = stretch.cut(len(stretch) - len(tail)) if cut else stretch
    picked, rows, is_sure, odd = _read_plain(stretch, wanted)
    made = {n: read_line(line, n, wanted.categories) for n, line in odd.items()}
    papers = {
        n: one
        for n, one in made.items()
        if isinstance(one, Sighting) and not set(wanted.categories).isdisjoint(one.categories)
    }
    rows = rows if is_sure.all() and not papers else _with(papers, rows, is_sure)
    rejects = tuple(one for one in made.values() if isinstance(one, Reject))
    blank_count = picked.blank_count + sum(line.isspace() for line in odd.values())
    days = _of_days(rows, wanted)
    return ReadLines(picked.line_count, len(stretch), days, rejects, blank_count, cut)


def _read_plain(
    stretch: Stretch, wanted: Wanted
) -> tuple[Picked, pa.Table, Mask, dict[int, bytes]]:
    """What was picked, its rows, of which of them there is no doubt, and the lines by number of which there is some."""
    if not hasattr(_opened, "reader"):
        _opened.reader = Reader()  # this thread's own: opening one takes as long as reading much
    reader: Reader = _opened.reader
    picked = Picked(stretch, wanted.categories)
    try:
        made = list(map(_judged, reader.read(picked, len(stretch), wanted.categories)))
    except duckdb.Error:
        return _read_singly(stretch, wanted)
    read, numbers = pa.Table.from_batches([rows for rows, _ in made]), picked.numbers()
    places = read["place"].to_numpy()
    if places[-1] != len(numbers):
        return _read_singly(stretch, wanted)
    is_sure = np.concatenate([sure for _, sure in made])[:-1]
    return picked, _finished(read[:-1], numbers), is_sure, picked.lines(places[:-1][~is_sure])


def _read_singly(
    stretch: Stretch, wanted: Wanted
) -> tuple[Picked, pa.Table, Mask, dict[int, bytes]]:
    """The same where lines are too long, or blank at length: there is a doubt of each."""
    picked = Picked(stretch, wanted.categories)
    deque(picked.bodies(), maxlen=0)
    lines = picked.lines(np.arange(len(picked.numbers())))
    return picked, ROWS.empty_table(), np.empty(0, np.bool_), lines


def _judged(read: pa.RecordBatch) -> tuple[pa.RecordBatch, Mask]:
    """Rows with each abstract on one line and the digest of what is judged, and of which of them there is no doubt.

    A few at a time, for abstracts are most of all bytes: they stay in the cache.
    """
    abstracts = one_lines(read["abstract"])
    is_sure = read["is_sure"].to_numpy(zero_copy_only=False) & ~_has_word(abstracts, b"withdr")
    is_sure &= ~_has_item(read["authors"])
    judged = pc.binary_join_element_wise(read["title"], abstracts, read["judged_tail"], "\0")
    kept = read.drop_columns(["abstract", "judged_tail", "is_sure"])
    kept = kept.append_column("abstract", abstracts)
    kept = kept.append_column("text_digest", _digests(judged))
    return kept.append_column("title_key", title_keys(read["title"])), is_sure


def _with(papers: dict[int, Sighting], rows: pa.Table, is_sure: Mask) -> pa.Table:
    """The rows of which there is no doubt, and papers read one by one, in the order of their lines."""
    every = pa.concat_tables([rows, _rows_of(papers)])
    at = np.concatenate((np.flatnonzero(is_sure), np.arange(len(rows), len(every))))
    return every.take(at[every["line"].to_numpy()[at].argsort()])


def _finished(read: pa.Table, numbers: Places) -> pa.Table:
    """Rows as they are stored; `numbers` are those of the lines that were picked."""
    size = len(read)
    made = {name: read[name] for name in read.column_names} | {
        "line": pa.array(numbers[read["place"].to_numpy()]),
        "sighting_id": pc.binary_join_element_wise(read["text_digest"], read["rest_digest"], ""),
        "source": pa.repeat("arxiv", size),
        "kind": pa.repeat("snapshot", size),
        "is_abstract_cut": pa.repeat(False, size),
        "is_withdrawn": pa.repeat(False, size),
    }
    columns = [made.get(one.name, pa.nulls(size, one.type)) for one in ROWS]
    return pa.table(columns, ROWS.names).cast(ROWS)


def _has_word(column: pa.StringArray, word: bytes) -> Mask:
    """Which texts have this word of small letters, in letters of any size."""
    offsets, data, _ = text_bytes(column)
    found = np.zeros(len(column), np.bool_)
    found[rows_with(offsets, find_word(np.bitwise_or(data, np.uint8(0x20)), word))] = True
    return found


def _has_item(names: pa.ListArray) -> Mask:
    """In which of these lists a text has what sets texts apart in a digest."""
    found = np.zeros(len(names), np.bool_)
    offsets, data, _ = text_bytes(names.flatten())
    lists = names.offsets.to_numpy()
    named = rows_with(offsets, find_word(data, ITEM.encode()))
    found[np.searchsorted(lists - lists[0], named, "right") - 1] = True
    return found


def _digests(texts: pa.StringArray) -> pa.StringArray:
    """The `text_digest` of each of these texts."""
    lanes = Sha256s(len(texts))  # many texts at once
    lanes.update(Strs(text_bytes(texts)[2], view=True))
    made = np.frombuffer(b"".join(lanes.digest()), np.uint8).reshape(len(texts), -1)
    places = np.arange(len(texts) + 1, dtype=np.int32) * DIGEST_SIZE
    heads = made[:, : DIGEST_SIZE // 2].tobytes().hex().encode()
    return pa.StringArray.from_buffers(len(texts), pa.py_buffer(places), pa.py_buffer(heads))


def _rows_of(papers: dict[int, Sighting]) -> pa.Table:
    rows = [
        sighting_fields(paper)
        | {
            "line": line,
            "sighting_id": sighting_key(paper),
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
