"""See for many places at once whether a phrase stands there to the letter, in a flat buffer.

Only whole words are told here: no open end, no Chinese, no word of more than 24 letters, no
phrase that can overlap itself. Others need the folded text and `re`; so do texts that are not ASCII
where case counts, which their flat text has lost, or a digit, which may stand there for another letter.
"""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from ingest.rules.finding.folding import JOINING
from ingest.rules.finding.phrases import Keys, Spelled
from ingest.rules.finding.words import EIGHT, LOW, Numbers, Positions, Rows, eights_of

NOT_THERE, UNSURE = -1, -2

_FOLDS = {  # the bit that a small letter has more than a capital
    code: chr(ord("a") ^ ord("A")) if chr(code).isalpha() else "\0" for code in range(128)
}
_LETTERS_AT_MOST = 3 * EIGHT
_BLANKS_AT_MOST = 8  # between two words; more are left to `re`
_IS_JOINING = np.array([chr(code) in JOINING for code in range(256)], np.bool_)
_IS_WORD = np.array([code < 128 and chr(code).isalnum() for code in range(256)], np.bool_)


class Spelling:
    """The words of some phrases, by number of the phrase's pattern."""

    def __init__(self, keys: Sequence[Keys]) -> None:
        spelled = [one.spelled if _is_quick(one) else None for one in keys]
        self.is_quick = np.array([one is not None for one in spelled], np.bool_)
        self.is_literal = np.array(
            [one is not None and _is_literal(one) for one in spelled], np.bool_
        )
        words: dict[Spelled, int] = {}
        fixed, lasts = (
            [
                [words.setdefault(word, len(words)) for word in one[part]] if one else []
                for one in spelled
            ]
            for part in (0, 1)
        )
        self._fixed, self._lasts = Rows(fixed), Rows(lasts)
        self._fixed_at_most = max(map(len, fixed), default=0)
        self._lasts_at_most = max(map(len, lasts), default=0)
        self._sizes = np.array([len(word.letters) for word in words], np.int64)
        letters, folds = [word.letters for word in words], [_folds(word) for word in words]
        self._eights = [
            tuple(
                np.array([_eight(one, before) for one in part], np.uint64)
                for part in (letters, folds)
            )
            for before in (_LETTERS_AT_MOST, 2 * EIGHT, EIGHT)
        ]

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
        (firsts, folds), *others = self._eights
        masks = LOW.take(sizes, mode="clip")
        is_same: NDArray[np.bool_] = (eights[at] | folds[words]) & masks == firsts[words]
        long = np.flatnonzero(is_same & (sizes > EIGHT))
        at, words, sizes = at[long], words[long], sizes[long]
        for before, (letters, folds) in zip((2 * EIGHT, EIGHT), others, strict=True):
            ends = np.minimum(at + np.maximum(sizes - before, 0), len(eights) - 1)
            is_same[long] &= eights[ends] | folds[words] == letters[words]
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
    if keys.spelled is None:
        return False
    fixed, lasts = ([word.letters.lower() for word in part] for part in keys.spelled)
    is_short = all(len(word) <= _LETTERS_AT_MOST for word in (*fixed, *lasts))
    return is_short and set(fixed[:1]).isdisjoint((*fixed[1:], *lasts))


def _is_literal(spelled: tuple[Sequence[Spelled], Sequence[Spelled]]) -> bool:
    """Whether a phrase has a letter whose case counts, or a digit."""
    return any(word.exact or not word.letters.isalpha() for part in spelled for word in part)


def _folds(word: Spelled) -> str:
    """For each letter the bits that do not count, as a character: those of digits all do."""
    return "\0" * word.exact + word.letters[word.exact :].translate(_FOLDS)


def _eight(letters: str, before: int) -> int:
    """The eight letters that begin so many before the end, or the first, as a number."""
    return int.from_bytes(letters[max(0, len(letters) - before) :][:EIGHT].encode(), "little")
