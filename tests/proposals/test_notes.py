"""A person's words in a body outlive every update, and never become ours or a box."""

from collections.abc import Callable
from dataclasses import replace

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from ingest.lists.plan import ListPlan
from ingest.proposals import Item, Notes, Proposal, find_notes, read_body, read_title, render_body

MakeItem = Callable[..., Item]


@pytest.fixture
def body(make_item: MakeItem, plan: ListPlan) -> str:
    items = (make_item(1, runner_up_section="3. Datasets"), make_item(2, is_ticked=False))
    return render_body(Proposal("ai4med", items), plan, title="Add 1 work")


def test_a_body_of_ours_holds_no_note(body: str) -> None:
    assert find_notes(body) == Notes()
    assert find_notes(body.replace("[x]", "[ ]").replace("\n", "\r\n")) == Notes()
    assert read_title(body) == "Add 1 work"


@pytest.mark.parametrize(
    ("old", "new", "notes"),
    [
        ("**1 work**", "Hello.\n\n**1 work**", Notes("Hello.", "")),
        ("\n-->\n", "\n-->\n\nBye.\n- one\n- two\n", Notes("", "Bye.\n- one\n- two")),
        ("### Needs", "Not in 3?\n\n### Needs", Notes("", "On 1:\n\nNot in 3?")),
        ("  - **Why:**", "  - really?\n  - **Why:**", Notes("", "On 1:\n\n- really?")),
        ("| Section |", "Mine first.\n\n| Section |", Notes("", "Mine first.")),
        ("**1 work**", "~~~\n**1 work**", Notes("", "~~~")),
    ],
)
def test_a_line_that_is_not_ours_is_a_persons(body: str, old: str, new: str, notes: Notes) -> None:
    found = find_notes(body.replace(old, new, 1))
    assert (found.before, found.after.replace("- - ", "- ")) == (notes.before, notes.after)


def test_words_behind_a_box_are_kept_without_the_box(body: str) -> None:
    line = next(line for line in body.split("\n") if line.startswith("- [x] **1.**"))
    found = find_notes(body.replace(line, f"{line} good one"))
    assert found.after.startswith("On 1:")
    assert found.after.endswith("good one")
    assert "[x]" not in found.after


def test_without_a_machine_block_the_lines_we_would_write_are_ours(
    body: str, make_item: MakeItem, plan: ListPlan
) -> None:
    from ingest.proposals import line_marks

    cut = "Mine.\n" + body.split("<!-- paper-ingest:v1")[0]
    assert find_notes(cut) == Notes()
    assert find_notes(cut, line_marks(body)) == Notes("Mine.", "")


TEXT = st.text(st.characters(codec="utf-8", exclude_characters="\r"), max_size=80)


@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(st.tuples(st.integers(0, 60), TEXT), min_size=1, max_size=4))
def test_whatever_is_written_anywhere_survives_two_updates(
    make_item: MakeItem, plan: ListPlan, written: list[tuple[int, str]]
) -> None:
    items = (make_item(1), make_item(2, runner_up_section="3. Datasets"))
    proposal = Proposal("ai4med", items)
    first = render_body(proposal, plan, title="T")
    visible = first.split("<!-- paper-ingest:v1")[0].split("\n")
    marks = []
    lines = list(visible)
    for count, (place, text) in enumerate(written):
        mark = f"mark{count}"
        marks.append(mark)
        plain = "".join(char for char in text if char.isalnum() or char in " .,!?")
        lines.insert(min(place, len(lines)), f"{plain} {mark}")
    body = "\n".join(lines) + first[len("\n".join(visible)) :]
    for _ in range(2):
        notes = find_notes(body)
        body = render_body(replace(proposal, waiting_count=7), plan, title="T", notes=notes)
        for mark in marks:
            assert body.count(mark) == 1
    assert body == render_body(replace(proposal, waiting_count=7), plan, title="T", notes=find_notes(body))  # fmt: skip
    review = read_body(body)
    assert (review.items, review.problem) == (items, "")


@pytest.mark.parametrize(
    ("line", "moves"),
    [
        ("  - [x] **3 →** put under *B* instead", {3}),
        ("  - [X] **3 ->** put under *B* instead", {3}),
        ("  - [ ] **3 →** put under *B* instead", set()),
        ("```\n  - [x] **3 →** put under *B* instead\n```", set()),
        ("- [x] **3.** Title", set()),
    ],
)
def test_the_second_box_is_read(line: str, moves: set[int]) -> None:
    assert read_body(line).moves == moves
