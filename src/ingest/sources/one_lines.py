"""`plain.one_line` for a whole column at once: what a loop over values does, at the speed of memory."""

from typing import Any

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from ingest.ids import title_key
from ingest.sources.plain import one_line

Bytes = npt.NDArray[np.uint8]
Places = npt.NDArray[np.int64]
Mask = npt.NDArray[np.bool_]

_DELETE = 0x7F
_LOWER = bytes(range(256)).lower()
_NO_WORD = bytes(code for code in range(256) if not (chr(code).isalnum() and code < _DELETE))
_IS_WORD = np.array([code not in _NO_WORD for code in range(256)])


def one_lines(column: Any) -> pa.StringArray:
    """Each value as `one_line` gives it, null as the empty text.

    Spaces and line ends are settled in the column's own bytes. Only values with other control characters or
    with letters beyond ASCII, among which there are other kinds of space, are read one by one.
    """
    offsets, data, column = text_bytes(column)
    if not len(data):
        return column
    is_break = (
        data - np.uint8(0x09)
    ) <= 4  # tab to carriage return; what is below them wraps around
    is_space = is_break | (data == 0x20)
    is_odd = (data.view(np.int8) < 0x20) & ~is_break  # beyond ASCII is below zero here
    odd = rows_at(offsets, is_odd | (data == _DELETE))
    new_offsets, new_data = _squeeze(offsets, data, is_space)
    made = pa.StringArray.from_buffers(
        len(column), pa.py_buffer(new_offsets.astype(np.int32)), pa.py_buffer(new_data)
    )
    if not len(odd):
        return made
    return put(made, odd, [one_line(text) for text in column.take(odd).to_pylist()])


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
    return np.unique(np.searchsorted(offsets, np.flatnonzero(is_hit), "right") - 1)


def put(column: pa.StringArray, rows: Places, values: list[str]) -> pa.StringArray:
    """The column with other values in these rows."""
    is_put = np.zeros(len(column), np.bool_)
    is_put[rows] = True
    return pc.replace_with_mask(column, pa.array(is_put), pa.array(values, pa.string()))


def _squeeze(offsets: Places, data: Bytes, is_space: Mask) -> tuple[Places, bytes]:
    """Runs of space made one blank, those at a row's ends nothing."""
    gone = np.zeros(len(data), np.bool_)
    gone[1:] = is_space[1:] & is_space[:-1]
    _trim(gone, is_space, offsets[:-1], offsets[1:], 1)
    _trim(gone, is_space, offsets[1:] - 1, offsets[:-1] - 1, -1)
    places = np.flatnonzero(gone)
    blanked = np.maximum(data, 0x20)  # no NUL left, so that it can mark what goes
    if len(places):
        blanked[places] = 0
    return offsets - np.searchsorted(places, offsets), blanked.tobytes().replace(b"\0", b"")


def _trim(gone: Mask, is_space: Mask, at: Places, stop: Places, step: int) -> None:
    """Mark the run of space that each row has at `at`, going on by `step` up to `stop`."""
    while len(at):
        going = at != stop
        at, stop = at[going], stop[going]
        blank = is_space[at]
        at, stop = at[blank], stop[blank]
        gone[at] = True
        at = at + step
