"""An entry that moves, numbers that are set right, badges that count anew."""

import pytest

from ingest.errors import ListError
from ingest.lists import (
    SectionPlan,
    apply_edit,
    correct_counts,
    find_section,
    move_entry,
    read_list,
    renumber_section,
)

PAGE = b"""![](https://img.shields.io/badge/papers-9-green)
## Vision
- [**CVPR 2023**] One Paper [[pdf]](https://arxiv.org/abs/2301.00001)
- [**CVPR 2023**] Two Paper, *quite special* [[pdf]](https://arxiv.org/abs/2302.00002)
## Text
- [**ACL 2023**] Three Paper [[pdf]](https://arxiv.org/abs/2303.00003)
## Table
| Title | Year |
|-------|------|
| [Four Paper](https://arxiv.org/abs/2304.00004) | 2023 |
| [Five Paper](https://arxiv.org/abs/2305.00005) | 2023 |
"""


def test_an_entry_moves_with_its_own_bytes_where_both_sections_write_alike() -> None:
    curated = read_list(PAGE, "list.md")
    edit, after = move_entry(
        curated, SectionPlan("Vision", ()), ("arxiv:2302.00002",), SectionPlan("Text", ())
    )
    line = PAGE.split(b"\n")[3] + b"\n"
    at = PAGE.index(b"## Table") - len(line)
    without = PAGE.replace(line, b"")
    assert after.text == without[:at] + line + without[at:]
    assert apply_edit(PAGE, edit) == after.text
    assert 'move "Two Paper' in edit.what


def test_an_entry_is_written_anew_where_its_new_neighbours_write_otherwise() -> None:
    curated = read_list(PAGE, "list.md")
    _, after = move_entry(
        curated, SectionPlan("Text", ()), ("arxiv:2303.00003",), SectionPlan("Table", ())
    )
    assert after.text.endswith(b"| [Three Paper](https://arxiv.org/abs/2303.00003) | 2023 |\n")
    assert b"- [**ACL 2023**]" not in after.text


def test_a_move_to_where_the_work_already_is_is_refused() -> None:
    text = PAGE.replace(b"Three", b"Two").replace(b"2303.00003", b"2302.00002")
    curated = read_list(text, "list.md")
    with pytest.raises(ListError, match="already in"):
        move_entry(
            curated, SectionPlan("Vision", ()), ("arxiv:2302.00002",), SectionPlan("Text", ())
        )


def numbered(*numbers: int) -> bytes:
    return b"## A\n" + b"".join(
        b"### %d. Paper Nr %d\n- **Authors**: A\n- **Link**: [arXiv](https://arxiv.org/abs/2301.0000%d)\n"
        % (number, at, at)
        for at, number in enumerate(numbers)
    )


@pytest.mark.parametrize("numbers", [(1, 2, 4, 5), (1, 3, 2), (3, 3, 3)])
def test_numbers_are_made_to_count_up_from_the_first(numbers: tuple[int, ...]) -> None:
    curated = read_list(numbered(*numbers), "list.md")
    section = find_section(curated, SectionPlan("A", ()))
    assert section is not None
    edit = renumber_section(curated, section)
    assert edit is not None
    wanted = numbered(*range(numbers[0], numbers[0] + len(numbers)))
    assert apply_edit(curated.text, edit) == wanted


def test_numbers_that_count_up_are_left_alone() -> None:
    curated = read_list(numbered(1, 2, 3), "list.md")
    assert renumber_section(curated, curated.sections[0]) is None


def test_a_wrong_counter_is_set_to_what_the_list_holds() -> None:
    (edit,) = correct_counts(read_list(PAGE, "list.md"))
    assert apply_edit(PAGE, edit) == PAGE.replace(b"papers-9", b"papers-5")
