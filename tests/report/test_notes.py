"""Notes of a night with a thousand lists, for a person."""

import pytest

from ingest.report import gather_notes

FEW = [f"list-{number}: #{number} stands as it is" for number in range(20)]
MANY = [f"list-{number}: #{number} stands as it is" for number in range(950)]


def test_up_to_twenty_notes_are_read_as_they_are() -> None:
    assert gather_notes(FEW) == FEW


def test_what_two_stages_say_is_said_once() -> None:
    assert gather_notes(["eyes/README.md:1: gone", "b: no", "eyes/README.md:1: gone"]) == [
        "eyes/README.md:1: gone",
        "b: no",
    ]


def test_what_happened_to_most_is_one_line_and_what_is_rare_is_said_in_full() -> None:
    rare = ["eyes: opened #1: Add 3 papers to Eyes", "teeth: the list was rebuilt"]
    assert gather_notes([*MANY[:400], *rare, *MANY[400:]]) == [
        "950 lists: … stands as it is (list-0, list-1, list-2, 947 more)",
        *rare,
    ]


@pytest.mark.parametrize(
    ("texts", "line"),
    [
        (["it rests"], "30 lists: it rests (a0, a1, a2, 27 more)"),
        (["opened #4: Add A", "opened #5: Add B"], "30 lists: opened … (a0, a1, a2, 27 more)"),
        (
            ["3 held for 'Eyes': moved", "4 held for 'Teeth': no table"],
            "30 lists: … held for … (a0, a1, a2, 27 more)",
        ),
        (
            ["accepted arxiv:2601.00001 (ticked)", "accepted doi:10.1/x2 (ticked)"],
            "30 lists: accepted … (ticked) (a0, a1, a2, 27 more)",
        ),
    ],
)
def test_what_differs_from_list_to_list_makes_no_kind_of_its_own(
    texts: list[str], line: str
) -> None:
    notes = [f"a{number}: {texts[number % len(texts)]}" for number in range(30)]
    assert gather_notes(notes) == [line]


def test_one_lists_many_notes_are_counted_for_it() -> None:
    notes = [f"eyes: accepted arxiv:2601.{number:05} (ticked)" for number in range(30)]
    assert gather_notes(notes) == ["eyes, 30 times: accepted … (ticked)"]
