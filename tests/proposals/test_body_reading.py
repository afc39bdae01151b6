"""Boxes are found again by their number, whatever a person or a forge did to the text around them."""

from collections.abc import Callable

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from ingest.lists.plan import ListPlan
from ingest.proposals import Item, Proposal, carry_ticks, read_body, render_body

MakeItem = Callable[..., Item]


@pytest.mark.parametrize(
    ("line", "tick"),
    [
        ("- [x] **3.** Title", True),
        ("- [X] **3.** Title", True),
        ("* [ ] **3.** Title", False),
        ("+ [x] **3.** Title", True),
        ("1. [ ] **3.** Title", False),
        ("  - [x] **3.** indented", True),
        ("- [x]  **3**  no full stop", True),
        ("- [x] **3.** [Another title](https://example.org)", True),
        ("- [x] **3.**\r", True),
    ],
)
def test_a_box_is_read_in_every_spelling(line: str, tick: bool) -> None:
    assert read_body(f"Hello\n{line}\nbye").ticks == {3: tick}


@pytest.mark.parametrize(
    "line",
    [
        "- [ ] 3. Title",
        "- [-] **3.** Title",
        "- **3.** Title",
        "> - [ ] **3.** quoted",
        "text - [ ] **3.** Title",
        "```\n- [ ] **3.** in code\n```",
        "  ````\n  ```\n  - [ ] **3.** in code\n  ````",
        "~~~\n- [ ] **3.** in code",
        "<!-- \n- [ ] **3.** commented out\n-->",
        "- [ ] **٣.** other digits",
    ],
)
def test_what_is_no_box_of_ours_is_not_read(line: str) -> None:
    assert read_body(f"Hello\n{line}\n").ticks == {}


def test_a_box_behind_a_closed_fence_is_read() -> None:
    assert read_body("```\n- [x] **1.** a\n```\n- [ ] **1.** b").ticks == {1: False}


def test_a_box_that_stands_twice_tells_nothing_when_both_differ(
    make_item: MakeItem, plan: ListPlan
) -> None:
    body = render_body(Proposal("ai4med", (make_item(1), make_item(2))), plan)
    review = read_body(body + "\n- [ ] **1.** copied\n- [x] **2.** copied\n")
    assert (review.ticks, review.missing) == ({2: True}, (1,))


def test_a_lost_box_is_missing_and_no_untick(make_item: MakeItem, plan: ListPlan) -> None:
    items = (make_item(1), make_item(2))
    body = render_body(Proposal("ai4med", items, last_number=7), plan)
    lines = [line for line in body.split("\n") if not line.startswith("- [x] **1.**")]
    review = read_body("\n".join(lines))
    assert (review.missing, review.problem, review.last_number) == ((1,), "", 7)
    assert carry_ticks(review.items, review) == items


@pytest.mark.parametrize("newline", ["\n", "\r\n"])
def test_a_body_read_back_holds_all_items(
    make_item: MakeItem, plan: ListPlan, newline: str
) -> None:
    items = (make_item(1), make_item(2, is_ticked=False, look_reason="a close call"))
    body = render_body(Proposal("ai4med", items), plan).replace("\n", newline)
    review = read_body(body)
    assert review.items == items
    assert review.ticks == {1: True, 2: False}
    assert (review.list_name, review.problem, review.missing) == ("ai4med", "", ())


@settings(
    max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(st.data())
def test_ticks_of_a_person_survive_every_update(
    make_item: MakeItem, plan: ListPlan, data: st.DataObject
) -> None:
    ours = data.draw(st.lists(st.booleans(), min_size=1, max_size=6))
    theirs = data.draw(st.lists(st.booleans(), min_size=len(ours), max_size=len(ours)))
    items = tuple(make_item(n, is_ticked=tick) for n, tick in enumerate(ours, 1))
    body = render_body(Proposal("ai4med", items), plan)
    for number, (was, now) in enumerate(zip(ours, theirs, strict=True), 1):
        old, new = ("x" if was else " "), ("x" if now else " ")
        body = body.replace(f"- [{old}] **{number}.**", f"- [{new}] **{number}.**")
    for _ in range(2):
        review = read_body(body)
        carried = carry_ticks(review.items, review)
        assert [item.is_ticked for item in carried] == theirs
        again = render_body(Proposal("ai4med", carried), plan)
        assert read_body(again).ticks == dict(enumerate(theirs, 1))
        body = again
