"""The blanks around a cell, and what counts as left over in a way of writing."""

import pytest

from ingest.lists.padding import learn_padding
from ingest.lists.splitting.debris import count_debris


@pytest.mark.parametrize(
    ("cells", "value", "cell"),
    [
        ([" multiple  ", "    cxr    ", " histology "], "fundus", "  fundus   "),
        ([" 217K  ", "  87K  ", "  1M   "], "1.6M", " 1.6M  "),
        (["    En    ", "    En    ", "    En    "], "En/zh", "  En/zh   "),
        (["  ACL "], "SIGIR", "  SIGIR "),
        (["a", "bb", "ccc"], "dddd", "dddd"),
        ([" ab   ", " abcd "], "abcdefgh", " abcdefgh "),
        (["     7", "   175"], "40", "    40"),
        (["  [a](b)    ", "  [c](d)    ", "  [long](address)    "], "[e](f)", "  [e](f)    "),
        (
            [" a      ", " far too long for it ", " as long as that one ", " bcd    "],
            "ef",
            " ef     ",
        ),
        ([" a  ", " bcd ", " efghi ", " jk "], "lm", " lm "),
    ],
)
def test_a_cell_is_padded_as_most_near_ones_are(cells: list[str], value: str, cell: str) -> None:
    assert learn_padding(cells, cells).around(value) == cell


@pytest.mark.parametrize(
    ("cells", "beside", "cell"),
    [
        (["  "], [" Tides ", " 2024 "], " fundus "),
        (["", ""], [" Tides ", " 2024 "], " fundus "),
        ([" ", " "], ["Tides", "2024"], "fundus"),
        ([" " * 10] * 3, [" Tides ", " 2024 "], " fundus   "),
        ([" " * 10] * 3, [" Tides      ", " Reefs of it ", " 2024       "], " fundus   "),
        ([" " * 10, " - "], ["Tides"], " fundus "),
    ],
)
def test_the_first_value_of_a_column_stands_in_it_as_those_beside(
    cells: list[str], beside: list[str], cell: str
) -> None:
    filled = [raw for raw in cells if raw.strip()]
    assert learn_padding(cells, filled, beside).around("fundus") == cell


@pytest.mark.parametrize(
    ("template", "count"),
    [
        ("* [**{venue}, {year}**] **{name}**: {title}. {paper}{?code}", 0),
        ('- "{title}" (see {{here}}) {paper}', 0),
        ("* [**- {year}**] {title}", 1),
        ("- - {title}", 1),
        ("* [****] {title}", 1),
        ("* **{title}. {paper}", 1),
        ('- **[{date:%Y-%m}]** :-{paper}".', 1),
    ],
)
def test_marks_that_stay_open_or_empty_are_left_over(template: str, count: int) -> None:
    assert count_debris(template, (("code", " [{code}]"),)) == count
