"""Marks of an entry that don't pair; the proof of its form refuses what its neighbours do not have."""

import pytest

from ingest.lists.markup.faults import find_flaws


@pytest.mark.parametrize(
    ("text", "flaws"),
    [
        ("+ 2025.01 | **Waves with Memory*** | x", {"emphasis"}),
        ("+ 2025.01 | ***Waves with Memory*** | x", set()),
        ("**Waves** *Ada Ito*", set()),
        ("* **Waves** by *Ada Ito*", set()),
        ("- waves * memory", set()),
        ("**Waves *with* memory**", set()),
        ("**Waves*", {"bold", "emphasis"}),
        ("| **Waves** | </small> |", {"tags"}),
        ("| <small>Waves</small><br> |", set()),
    ],
)
def test_marks_that_do_not_pair_are_flaws(text: str, flaws: set[str]) -> None:
    assert find_flaws(text) == flaws
