"""A word is found wherever it begins, and nothing else is."""

import re

import numpy as np
import pytest

from ingest.sources.places import find_hits, find_word


@pytest.mark.parametrize(
    ("word", "step", "at"), [(b'"categories"', 4, 0), (b"withdr", 2, 3), (b"abcdefghijklmno", 8, 0)]
)
@pytest.mark.parametrize("before", range(9))
def test_a_word_is_found_wherever_it_begins(word: bytes, step: int, at: int, before: int) -> None:
    body = b"x" * before + word + word[:-1] + b" " + word[1:] + word + b"yy" + word
    for text in (body, body[:-1], word[at:] + body, b"", word[:3]):
        found = find_word(np.frombuffer(text, np.uint8), word, step, at)
        assert found.tolist() == [one.start() for one in re.finditer(re.escape(word), text)]


def test_a_word_without_enough_different_parts_is_refused() -> None:
    for word, step in ((b"short", 4), (b"aaaaaaaaaa", 4)):
        with pytest.raises(ValueError, match="different parts"):
            find_word(np.zeros(9, np.uint8), word, step)


def test_hits_are_found_wherever_they_are() -> None:
    chance = np.random.default_rng(5)
    for size in (0, 1, 7, 8, 9, 64, 1_003):
        for share in (0.0, 0.01, 0.5, 1.0):
            is_hit = chance.random(size) < share
            assert find_hits(is_hit).tolist() == np.flatnonzero(is_hit).tolist()
