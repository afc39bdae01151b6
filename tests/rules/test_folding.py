"""Folding keeps the way back; the lead is two sentences."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ingest.rules.finding.folding import fold, lead_end, original_offsets


@pytest.mark.parametrize(
    ("text", "folded"),
    [
        ("A-b_c/d", "A b c d"),
        ("a, b. c", "a. b. c"),
        ("Müller’s ½", "Muller s 1.2"),
        ("a\x00b\x7f", "a.b."),
        ("e\u0301\u200b!", "e."),
        ("\ud800x", ".x"),
        ("医学。", "医学."),
    ],
)
def test_folding_leaves_letters_blanks_and_stops(text: str, folded: str) -> None:
    assert fold(text) == folded


@given(st.text(max_size=80))
def test_every_folded_offset_has_an_original_one(text: str) -> None:
    offsets = list(original_offsets(text))
    assert len(offsets) == len(fold(text)) + 1
    assert offsets == sorted(offsets)
    assert offsets[-1] == len(text)


@given(st.text(max_size=80))
def test_folding_twice_changes_nothing_and_can_be_encoded(text: str) -> None:
    assert fold(fold(text)) == fold(text)
    fold(text).encode()


@pytest.mark.parametrize(
    ("abstract", "rest"),
    [
        ("One. Two. Three.", " Three."),
        ("One (e.g. This) goes. Two by A. Smith et al. Then. Three.", " Three."),
        ("GPT-3.5 is old. It has 1.5 units! Third? Fourth.", " Third? Fourth."),
        ("一。二。三。", "三。"),
        ("Only one sentence", ""),
        ("", ""),
        ("x" * 3000, "x" * 2000),
    ],
)
def test_the_lead_is_the_first_two_sentences(abstract: str, rest: str) -> None:
    assert abstract[lead_end(abstract) :] == rest
