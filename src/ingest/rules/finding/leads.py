"""Where the leads of many abstracts end: what `lead_end` says of each, most of it told by numpy."""

import numpy as np
from numpy.typing import NDArray

from ingest.rules.finding.flattening import BETWEEN, Flat
from ingest.rules.finding.folding import LEAD_AT_MOST, lead_end
from ingest.rules.finding.words import Positions, is_first, run_sizes

_AT_FIRST = 360  # characters: most leads are shorter


def _flags(wanted: str) -> NDArray[np.bool_]:
    return np.array([chr(code) in wanted for code in range(256)], np.bool_)


_STOPS = ".!?"
_IS_BLANK = _flags(" \t\n\r\f\v\x1c\x1d\x1e\x1f")
_IS_UPPER = np.array([chr(code).isupper() and code < 128 for code in range(256)], np.bool_)
_IS_START = _IS_UPPER | _flags("0123456789")
_IS_WORD = np.array([code < 128 and (chr(code).isalnum() or code == 95) for code in range(256)])
_IS_OTHER = _flags("\"'()[]")  # marks that may stand between: the careful way tells
_ENDINGS = np.array(  # of what may be an abbreviation: its last three bytes
    [
        int.from_bytes(ending, "big")
        for ending in (b"e.g", b"i.e", b" al", b"etc", b"Fig", b"rof", b"esp", b"rox")
    ]
)
_SHORT = np.array([int.from_bytes(short, "big") for short in (b"vs", b"cf", b"Dr", b"No")])

_IS_SHORT, _IS_TAIL = np.zeros((2, 1 << 16), np.bool_)  # by two bytes; whether a longer one ends so
_IS_SHORT[_SHORT] = _IS_TAIL[_ENDINGS & 0xFFFF] = True


def find_leads(flat: Flat, numbers: Positions) -> Positions:
    """For each of these texts where the lead ends in its abstract, in characters; 0 if it is wide."""
    leads = np.zeros(len(numbers), np.int64)
    is_open = ~flat.is_wide[numbers]
    begins = flat.starts[numbers] + flat.titles[numbers] + BETWEEN
    sizes = np.minimum(flat.starts[numbers] + flat.sizes[numbers] - 1 - begins, LEAD_AT_MOST)
    for most in (_AT_FIRST, LEAD_AT_MOST):
        rows = np.flatnonzero(is_open)
        if not len(rows):
            break
        found, is_told = _second_ends(flat, begins[rows], sizes[rows], most)
        leads[rows], is_open[rows] = found, ~is_told
    for place in np.flatnonzero(is_open).tolist():
        leads[place] = lead_end(flat.original(int(numbers[place]))[1])
    return leads


def _second_ends(
    flat: Flat, begins: Positions, sizes: Positions, most: int
) -> tuple[Positions, NDArray[np.bool_]]:
    """(end of the lead, whether that is sure) by the first `most` characters of the abstracts."""
    raw = flat.buffer
    width = max(1, min(most, int(sizes.max(initial=0))))
    views = np.ndarray((len(raw) - width + 1,), f"V{width}", buffer=raw.data, strides=(1,))
    taken = views[np.minimum(begins, len(views) - 1)]  # near the end of the buffer: see `is_told`
    windows = taken.view(np.uint8).reshape(len(begins), width)
    rows, columns = np.divmod(np.flatnonzero(_stops_in(windows)), width)
    is_inside = columns < sizes[rows]
    rows, columns = rows[is_inside], columns[is_inside]
    at = begins[rows] + columns
    is_end, is_odd = _ends(raw, at, columns + 2 < sizes[rows])
    told = np.flatnonzero(is_end | is_odd)
    rows, columns, is_odd = rows[told], columns[told], is_odd[told]
    begin_of = np.flatnonzero(is_first(rows))
    rank = np.arange(len(rows)) - np.repeat(begin_of, run_sizes(begin_of, len(rows)))
    is_told = sizes <= width
    ends = sizes.copy()
    second = rank == 1
    ends[rows[second]] = columns[second] + 1
    is_told[rows[second]] = True
    is_told[rows[is_odd & (rank < 2)]] = False
    is_told &= begins < len(views)
    return ends, is_told


def _stops_in(windows: NDArray[np.uint8]) -> NDArray[np.bool_]:
    is_stop: NDArray[np.bool_] = windows == ord(_STOPS[0])
    for other in _STOPS[1:]:
        is_stop |= windows == ord(other)
    return is_stop


def _ends(
    raw: NDArray[np.uint8], at: Positions, has_room: NDArray[np.bool_]
) -> tuple[NDArray[np.bool_], NDArray[np.bool_]]:
    """Whether a sentence ends with each stop; whether only the careful way can tell."""
    before, after, next_one = raw[at - 1], raw[at + 1], raw[at + 2]
    is_odd = _IS_OTHER[after] | (_IS_BLANK[after] & (_IS_BLANK[next_one] | _IS_OTHER[next_one]))
    is_end = _IS_BLANK[after] & _IS_START[next_one] & has_room
    two = raw[at - 2].astype(np.int64) << 8 | before
    three = raw[at - 3].astype(np.int64) << 16 | two
    is_short = _IS_UPPER[before] & ~_IS_WORD[raw[at - 2]]
    is_short |= _IS_SHORT[two]
    maybe = np.flatnonzero(_IS_TAIL[two])
    is_short[maybe] |= (three[maybe, np.newaxis] == _ENDINGS).any(axis=1)
    is_odd |= is_end & is_short
    return is_end & ~is_odd, is_odd
