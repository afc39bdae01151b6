"""See for many places at once whether a phrase stands there to the letter, in a flat buffer.

Only phrases of plain words are told here: no acronym, no open end, no digit (which may stand for a
letter of another alphabet), no Chinese, no word of more than sixteen letters, none that can overlap itself. Others need the folded text and `re`.
"""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from ingest.rules.folding import JOINING
from ingest.rules.phrases import Keys
from ingest.rules.words import EIGHT, LOW, Numbers, Positions, Rows, eights_of

NOT_THERE, UNSURE = -1, -2

_LOWER = np.uint64(0x2020202020202020)
_LETTERS_AT_MOST = 16
_BLANKS_AT_MOST = 8  # between two words; more are left to `re`
_IS_JOINING = np.array([chr(code) in JOINING for code in range(256)], np.bool_)
_IS_WORD = np.array([code < 128 and chr(code).isalnum() for code in range(256)], np.bool_)


class Spelling:
    """The words of some phrases, by number of the phrase's pattern."""

    def __init__(self, keys: Sequence[Keys]) -> None:
        plain = [one.plain if _is_quick(one) else None for one in keys]
        self.is_quick = np.array([one is not None for one in plain], np.bool_)
        words: dict[str, int] = {}
        fixed, lasts = (
            [
                [words.setdefault(word, len(words)) for word in one[part]] if one else []
                for one in plain
            ]
            for part in (0, 1)
        )
        self._fixed, self._lasts = Rows(fixed), Rows(lasts)
        self._fixed_at_most = max(map(len, fixed), default=0)
        self._lasts_at_most = max(map(len, lasts), default=0)
        self._sizes = np.array([len(word) for word in words], np.int64)
        self._firsts = np.array([_number(word[:EIGHT]) for word in words], np.uint64)
        self._ends = np.array([_number(word[-EIGHT:]) for word in words], np.uint64)

    def find_ends(
        self, buffer: NDArray[np.uint8], starts: Positions, patterns: Positions
    ) -> Positions:
        """Where the quick pattern that may stand at each start ends; NOT_THERE if it does not stand
        there, UNSURE where very many blanks part its words.

        A phrase that begins at the end of a text may be seen to end in the next one."""
        eights = eights_of(buffer)
        found = np.full(len(starts), NOT_THERE, np.int64)
        rows, at = np.arange(len(starts)), starts
        fixed = self._fixed.sizes[patterns]
        for step in range(self._fixed_at_most + 1):
            is_last = fixed[rows] == step
            self._find_last(buffer, eights, rows[is_last], at[is_last], patterns, found)
            rows, at = rows[~is_last], at[~is_last]
            words = self._fixed.value(patterns[rows], step)
            at, is_same = at + self._sizes[words], self._is_same(eights, at, words)
            is_same &= _IS_JOINING[buffer[np.minimum(at, len(buffer) - 1)]]
            rows, at = rows[is_same], _after_blanks(buffer, at[is_same] + 1)
            is_wide = _IS_JOINING[buffer[at]]
            found[rows[is_wide]] = UNSURE
            rows, at = rows[~is_wide], at[~is_wide]
        return found

    def _find_last(
        self,
        buffer: NDArray[np.uint8],
        eights: Numbers,
        rows: Positions,
        at: Positions,
        patterns: Positions,
        found: Positions,
    ) -> None:
        for variant in range(self._lasts_at_most):
            has_it = self._lasts.sizes[patterns[rows]] > variant
            rows, at = rows[has_it], at[has_it]
            words = self._lasts.value(patterns[rows], variant)
            is_there = self._is_same(eights, at, words)
            ends = at + self._sizes[words]
            is_there &= ~_IS_WORD[buffer[np.minimum(ends, len(buffer) - 1)]]
            found[rows[is_there]] = ends[is_there]
            rows, at = rows[~is_there], at[~is_there]

    def _is_same(self, eights: Numbers, at: Positions, words: Positions) -> NDArray[np.bool_]:
        """Whether each word's letters stand there; what comes after it is another question."""
        sizes = self._sizes[words]
        masks = LOW.take(sizes, mode="clip")
        is_same: NDArray[np.bool_] = (eights[at] | _LOWER) & masks == self._firsts[words]
        long = np.flatnonzero(is_same & (sizes > EIGHT))
        ends = np.minimum(at[long] + sizes[long] - EIGHT, len(eights) - 1)
        is_same[long] = eights[ends] | _LOWER == self._ends[words[long]]
        return is_same


def _after_blanks(buffer: NDArray[np.uint8], at: Positions) -> Positions:
    """Where what joins words ends, if there is not too much of it."""
    rows = np.arange(len(at))
    for _ in range(_BLANKS_AT_MOST):
        rows = rows[_IS_JOINING[buffer[at[rows]]] & (at[rows] < len(buffer) - 1)]
        if not len(rows):
            break
        at[rows] += 1
    return at


def _is_quick(keys: Keys) -> bool:
    if keys.plain is None:
        return False
    fixed, lasts = keys.plain
    first = fixed[:1]
    return all(
        word.isalpha() and len(word) <= _LETTERS_AT_MOST for word in (*fixed, *lasts)
    ) and set(first).isdisjoint((*fixed[1:], *lasts))


def _number(letters: str) -> int:
    return int.from_bytes(letters.encode(), "little")
