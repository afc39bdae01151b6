"""`plain.one_line` for a whole column at once: what a loop over values does, at the speed of memory."""

from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from ingest.ids import title_key
from ingest.sources.places import Bytes, Mask, Places, find_word
from ingest.sources.plain import one_line

_DELETE = 0x7F
_LOWER = bytes(range(256)).lower()
_NO_WORD = bytes(code for code in range(256) if not (chr(code).isalnum() and code < _DELETE))
_IS_WORD = np.array([code not in _NO_WORD for code in range(256)])


def one_lines(column: Any) -> pa.StringArray:
    """Each value as `one_line` gives it, null as the empty text.

    Line ends and blanks around a text are settled in the column's own bytes. Only values with two blanks in a row,
    other control characters, or letters beyond ASCII, among which there are other kinds of space, are read one by one.
    """
    offsets, data, column = text_bytes(column)
    if not len(data):
        return column
    odd = np.empty(0, np.int64)
    if np.count_nonzero(data < 0x20) != np.count_nonzero(data == ord("\n")) or data.max() > 0x7F:
        is_break = (data >= 0x09) & (data <= 0x0D)
        odd = rows_at(offsets, (data < 0x20) & ~is_break | (data > 0x7F))
    new_offsets, new_data, made = text_bytes(pc.ascii_trim_whitespace(column))
    np.maximum(new_data, 0x20, out=new_data)  # nobody else has seen this copy
    odd = np.union1d(odd, rows_with(new_offsets, find_word(new_data, b"  ")))
    if not len(odd):
        return made
    return put(made, odd, [one_line(text) for text in column.take(pa.array(odd)).to_pylist()])


def title_keys(column: Any) -> pa.StringArray:
    """`ids.title_key` of each title: what is plain ASCII at once, the others one by one."""
    offsets, data, column = text_bytes(column)
    is_kept = _IS_WORD[data]
    places = np.concatenate(([0], np.cumsum(is_kept)))[offsets].astype(np.int32)
    body = data.tobytes().translate(_LOWER, _NO_WORD)
    made = pa.StringArray.from_buffers(len(column), pa.py_buffer(places), pa.py_buffer(body))
    odd = rows_at(
        offsets, (data >= _DELETE) | (data == ord("\\")) | (data == ord("$")) | (data == ord("&"))
    )
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


def rows_at(offsets: Places, is_hit: Mask) -> Places:
    """The rows, each once, in whose bytes there is a hit."""
    return rows_with(offsets, np.flatnonzero(is_hit))


def rows_with(offsets: Places, places: Places) -> Places:
    """The rows, each once, in which these places are."""
    return np.unique(np.searchsorted(offsets, places, "right") - 1)


def put(column: pa.StringArray, rows: Places, values: list[str]) -> pa.StringArray:
    """The column with other values in these rows."""
    is_put = np.zeros(len(column), np.bool_)
    is_put[rows] = True
    return pc.replace_with_mask(column, pa.array(is_put), pa.array(values, pa.string()))
