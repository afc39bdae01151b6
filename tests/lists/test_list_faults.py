"""Marks of an entry that don't pair; the proof of its form refuses what its neighbours do not have."""

import pytest

from ingest.lists.markup.faults import find_faults, find_flaws


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


@pytest.mark.parametrize(
    ("text", "said"),
    [
        (
            "| Tides | 🔗 [arXiv](https://arxiv.org/abs/2409.00011) | 💻 [GitHub](not given) |",
            "no address stands behind the label: [GitHub](not given)",
        ),
        (
            "- Tides [[paper](https://arxiv.org/abs/2409.00011)][code](https://github.com/a/b)] and [[data](https://c.org)]",
            "the brackets don't pair: 09.00011)][code](https://github.com/a/b)] and [[data](https://c.org)]",
        ),
    ],
)
def test_a_stray_bracket_is_shown_where_it_stands(text: str, said: str) -> None:
    assert [message for code, _, message in find_faults(text) if code == "brackets"] == [said]
