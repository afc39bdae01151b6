"""Where words stand in bytes, found at the speed of memory.

https://github.com/ashvardanian/StringZilla
"""

import numpy as np
import numpy.typing as npt
from stringzilla import Str, Strs

Bytes = npt.NDArray[np.uint8]
Places = npt.NDArray[np.int64]
Mask = npt.NDArray[np.bool_]


def find_word(data: Bytes, word: bytes) -> Places:
    """Every place of a word, in their order; of those that overlap the first."""
    return _between(Str(data.data).split(word), len(word))


def find_any(data: Bytes, some: bytes) -> Places:
    """Every place of any of these bytes, in their order."""
    return _between(Str(data.data).split_byteset(some), 1)


def _between(parts: Strs, size: int) -> Places:
    sizes = np.fromiter(map(len, parts), np.int64, len(parts))
    places: Places = np.cumsum(sizes[:-1] + size) - size
    return places


def texts_at(data: Bytes, places: Places, size: int) -> npt.NDArray[np.bytes_]:
    """So many bytes from each of these places on, all of which there are."""
    if not len(places):
        return np.empty(0, f"S{size}")
    every: npt.NDArray[np.bytes_] = np.ndarray(
        (len(data) - size + 1,), f"S{size}", data, strides=(1,)
    )
    return every[places]
