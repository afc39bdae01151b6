"""A word is found wherever it begins, and nothing else is."""

import re

import numpy as np
import pytest

from ingest.sources.places import find_word


@pytest.mark.parametrize("word", [b'"categories"', b"withdr", b"\n", b"  "])
@pytest.mark.parametrize("before", range(9))
def test_a_word_is_found_wherever_it_begins(word: bytes, before: int) -> None:
    body = b"x" * before + word + word[:-1] + b"." + word[1:] + word + b"yy" + word
    for text in (body, body[:-1], word[1:] + body, b"", word[:3]):
        found = find_word(np.frombuffer(text, np.uint8), word)
        assert found.tolist() == [one.start() for one in re.finditer(re.escape(word), text)]
