"""`plain.one_line` for a whole column at once: what a loop over values does, at the speed of memory."""

from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from stringzilla import translate

from ingest.ids import title_key
from ingest.sources.places import Bytes, Places, find_any, find_word
from ingest.sources.plain import one_line

_BREAKS = b"\t\n\v\f\r"
_ODD = bytes({*range(0x20), *range(0x80, 0x100)} - {*_BREAKS})
_WITHOUT_BREAKS = bytes(range(256)).translate(bytes.maketrans(_BREAKS, b" " * len(_BREAKS)))
_BETWEEN = b"\xff"  # in no text of UTF-8
_NO_WORD = bytes(code for code in range(0x80) if not chr(code).isalnum())
_LOWER = bytes(range(256)).lower()
_NO_TITLE = b"\\$&" + bytes(range(0x80, 0x100))  # what `title_key` does not just drop or make small


def one_lines(column: Any) -> pa.StringArray:
    """Each value as `one_line` gives it, null as the empty text.

    Line ends and blanks around a text are settled in the column's own bytes. Only values with two blanks in a row,
    other control characters, or letters beyond ASCII, among which there are other kinds of space, are read one by one.
    """
    offsets, data, column = text_bytes(column)
    if not len(data):
        return column
    odd = rows_with(offsets, find_any(data, _ODD))
    new_offsets, new_data, made = text_bytes(pc.ascii_trim_whitespace(column))
    translate(new_data.data, _WITHOUT_BREAKS, inplace=True)  # nobody else has seen this copy
    odd = np.union1d(odd, rows_with(new_offsets, find_word(new_data, b"  ")))
    if not len(odd):
        return made
    return put(made, odd, [one_line(text) for text in column.take(pa.array(odd)).to_pylist()])


def title_keys(column: Any) -> pa.StringArray:
    """`ids.title_key` of each title: what is plain ASCII at once, the others one by one."""
    offsets, data, column = text_bytes(column)
    if not len(column):
        return column
    body = _BETWEEN.join(column.cast(pa.binary()).to_pylist()).translate(_LOWER, _NO_WORD)
    made = pa.array(body.split(_BETWEEN), pa.binary()).cast(pa.string())
    odd = rows_with(offsets, find_any(data, _NO_TITLE))
    if not len(odd):
        return made
    return put(made, odd, [title_key(title) for title in column.take(odd).to_pylist()])


def text_bytes(column: Any) -> tuple[Places, Bytes, pa.StringArray]:
    """A text column's offsets and bytes without a copy, and the column itself with no nulls in it."""
    column = column.combine_chunks() if isinstance(column, pa.ChunkedArray) else column
    column = pc.fill_null(column, "") if column.null_count else column
    _, offsets, data = column.buffers()
    places = np.frombuffer(offsets, np.int32)[column.offset : column.offset + len(column) + 1]
    body = np.frombuffer(data, np.uint8) if data is not None else np.empty(0, np.uint8)
    start, end = (int(places[0]), int(places[-1])) if len(places) else (0, 0)
    return places.astype(np.int64) - start, body[start:end], column


def rows_with(offsets: Places, places: Places) -> Places:
    """The rows, each once, in which these places are."""
    return np.unique(np.searchsorted(offsets, places, "right") - 1)


def put(column: pa.StringArray, rows: Places, values: list[str]) -> pa.StringArray:
    """The column with other values in these rows."""
    is_put = np.zeros(len(column), np.bool_)
    is_put[rows] = True
    return pc.replace_with_mask(column, pa.array(is_put), pa.array(values, pa.string()))
