"""Rows of a table that name what stands below them, and rows that only look so."""

import pytest

from ingest.lists import read_list, try_list
from ingest.lists.reading.group_rows import is_group_row

HEAD = "## Papers\n| Paper | Venue | Code |\n|---|---|---|\n"


@pytest.mark.parametrize(
    ("row", "is_group"),
    [
        ("**2024**| | ", True),
        ("2024||", True),
        ("|**Registration**|", True),
        ("<b>March 2024</b>||", True),
        ("_Segmentation_||", True),
        ("**Tides of the North**|ICML|", False),
        ("Tides of the North||", False),
        ("**[Tides of the North](https://arxiv.org/abs/2301.00001)**||", False),
        ("**2024**|-|-", False),
        ("**A**, **B**||", False),
        ("||", False),
        ("**" + "a" * 70 + "**||", False),
    ],
)
def test_a_group_row_says_one_thing_set_off_as_a_whole(row: str, is_group: bool) -> None:
    assert is_group_row(tuple(cell.strip() for cell in row.split("|"))) is is_group


def test_rows_between_entries_are_none_and_their_table_keeps_its_lines() -> None:
    rows = "".join(
        f"| **{topic}** | | |\n| [{topic} of the Sea by Night](https://arxiv.org/abs/{at}) | ICML | |\n"
        for topic, at in (("Maps", "2301.00001"), ("Lamps", "2302.00002"), ("Buoys", "2303.00003"))
    )
    curated = read_list((HEAD + rows + "\nBehind | the | table\n").encode(), "x")
    assert [(entry.title, entry.line) for entry in curated.entries] == [
        ("Maps of the Sea by Night", 5),
        ("Lamps of the Sea by Night", 7),
        ("Buoys of the Sea by Night", 9),
    ]
    assert all(trial.is_held for trial in try_list(curated))
