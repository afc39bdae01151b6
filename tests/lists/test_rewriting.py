"""Lines of a list replaced by others: proven, or refused and nothing written."""

import pytest

from ingest.errors import ListError
from ingest.lists import find_lines, rewrite_lines

LIST = """# L
![](https://img.shields.io/badge/Papers-3-green)

## A
- [One](https://arxiv.org/abs/2301.00001)
- [Two](https://arxiv.org/abs/2302.00002)
- [One](https://arxiv.org/abs/2301.00001)

The end.
"""


def test_only_the_line_that_was_meant_changes() -> None:
    new = rewrite_lines(
        LIST.encode(), "l.md", "- [Two](https://arxiv.org/abs/2302.00002)",
        "- [Two](https://arxiv.org/abs/2302.00003)",
    ).decode()  # fmt: skip
    assert new == LIST.replace("2302.00002", "2302.00003")


def test_of_two_equal_lines_the_later_one_goes_and_the_counter_follows() -> None:
    new = rewrite_lines(LIST.encode(), "l.md", "- [One](https://arxiv.org/abs/2301.00001)", "")
    assert new.decode().count("[One]") == 1
    assert new.decode().index("[One]") < new.decode().index("[Two]")
    assert "Papers-2-green" in new.decode()


def test_the_line_ends_of_the_file_are_kept() -> None:
    text = LIST.replace("\n", "\r\n").encode()
    old = "- [Two](https://arxiv.org/abs/2302.00002)"
    assert rewrite_lines(text, "l.md", old, old.replace("Two", "Deux")) == text.replace(
        b"[Two]", b"[Deux]"
    )


def test_a_number_that_a_neighbour_moved_is_kept() -> None:
    text = b"## A\n1. [One](https://arxiv.org/abs/2301.00001)\n2. [Two](https://arxiv.org/abs/2302.00002)\n"
    new = rewrite_lines(
        text, "l.md", "7. [Two](https://arxiv.org/abs/2302.00002)", "7. [Too](https://arxiv.org/abs/2302.00002)"
    )  # fmt: skip
    assert b"\n2. [Too](" in new


@pytest.mark.parametrize(
    ("old", "new", "what"),
    [
        ("- [Gone](https://x.org)", "- [Here](https://x.org)", "is not there"),
        (
            "- [One](https://arxiv.org/abs/2301.00001)",
            "- [Uno](https://arxiv.org/abs/2301.00001)",
            "2 lines say the same",
        ),
        ("- [Two](https://arxiv.org/abs/2302.00002)", "## Two", "headings changed"),
        ("- [Two](https://arxiv.org/abs/2302.00002)", "Two is gone.", "entry"),
    ],
)
def test_what_would_do_more_is_refused(old: str, new: str, what: str) -> None:
    with pytest.raises(ListError, match=what):
        rewrite_lines(LIST.encode(), "l.md", old, new)


def test_blank_lines_are_found_nowhere() -> None:
    assert find_lines(LIST.encode(), "") == ()
