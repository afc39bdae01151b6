"""Where a word stands in bytes, found at the speed of memory and outside the interpreter's lock."""

import numpy as np
import numpy.typing as npt

Bytes = npt.NDArray[np.uint8]
Places = npt.NDArray[np.int64]
Mask = npt.NDArray[np.bool_]


def find_word(data: Bytes, word: bytes, step: int, at: int = 0) -> Places:
    """Every place of a word, in their order.

    The bytes are compared `step` at a time, 2, 4 or 8: wherever the word begins, one of its parts of this length, from
    its byte `at` on, stands at a multiple of it. Seldom parts are the fastest. `data` begins at an even address.
    """
    parts = [word[at + shift : at + shift + step] for shift in range(step)]
    if len(parts[-1]) < step or len(set(parts)) < step:
        raise ValueError(f"{word!r} has not {step} different parts from byte {at} on")
    values = np.frombuffer(b"".join(parts), f"<u{step}")
    whole = data[: len(data) // step * step].view(values.dtype)
    is_part = whole == values[0]
    is_one = np.empty_like(is_part)
    for value in values[1:]:
        is_part |= np.equal(whole, value, out=is_one)
    hits = np.flatnonzero(is_part)
    shifts = (whole[hits][:, None] == values).argmax(1)
    found = hits * step - shifts - at
    found = found[(found >= 0) & (found <= len(data) - len(word))]
    places: Places = found[texts_at(data, found, len(word)) == word]
    return places


def texts_at(data: Bytes, places: Places, size: int) -> npt.NDArray[np.bytes_]:
    """So many bytes from each of these places on, all of which there are."""
    if not len(places):
        return np.empty(0, f"S{size}")
    every: npt.NDArray[np.bytes_] = np.ndarray(
        (len(data) - size + 1,), f"S{size}", data, strides=(1,)
    )
    return every[places]


def find_hits(is_hit: Mask) -> Places:
    """`flatnonzero` for a new mask whose hits are seldom, such as line ends: eight places are one look."""
    whole = len(is_hit) // 8 * 8
    eights = np.flatnonzero(is_hit[:whole].view(np.uint64) != 0)
    hits = np.flatnonzero(is_hit[:whole].reshape(-1, 8)[eights])
    last = np.flatnonzero(is_hit[whole:]) + whole
    return np.concatenate((eights[hits >> 3] * 8 + (hits & 7), last))
