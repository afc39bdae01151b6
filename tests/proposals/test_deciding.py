"""What a review decided, case by case."""

from collections.abc import Callable
from datetime import UTC, datetime

import pytest

from ingest.ids import title_key
from ingest.lists.plan import ListPlan
from ingest.proposals import Item, Review, decide, keep_standing
from ingest.works import Decision

MakeItem = Callable[..., Item]
AT = datetime(2026, 8, 21, 3, tzinfo=UTC)
OURS, LOOK = True, False  # whether we had ticked the item
NOTHING = ("undecided", "")


@pytest.mark.parametrize(
    ("state", "was", "now", "in_base", "on_branch", "decided"),
    [
        # an open pull request: a person's no counts at once, a yes waits for the next run
        ("open", OURS, True, False, True, NOTHING),
        ("open", OURS, True, False, None, NOTHING),
        ("open", OURS, False, False, True, ("refused", "unticked")),
        ("open", OURS, False, False, None, ("refused", "unticked")),
        ("open", OURS, True, False, False, ("refused", "row deleted on the branch")),
        ("open", LOOK, False, False, False, NOTHING),
        ("open", LOOK, True, False, False, NOTHING),
        ("open", OURS, False, True, True, ("merged", "added to the list by hand")),
        ("open", LOOK, False, True, None, ("merged", "added to the list by hand")),
        # merged: what is in the list is in, what is not was refused
        ("merged", OURS, True, True, None, ("merged", "merged")),
        ("merged", OURS, True, False, None, ("refused", "row removed before the merge")),
        ("merged", OURS, False, False, None, ("refused", "unticked")),
        ("merged", OURS, False, True, None, ("refused", "unticked, but merged before the branch caught up")),
        ("merged", LOOK, False, False, None, ("refused", "left unticked at the merge")),
        ("merged", LOOK, True, True, None, ("merged", "merged")),
        ("merged", LOOK, False, True, None, ("merged", "merged")),
        ("merged", LOOK, True, False, None, NOTHING),
        # closed: everything is refused that the list does not have
        ("closed", OURS, True, False, None, ("refused", "pull request closed")),
        ("closed", OURS, False, False, True, ("refused", "pull request closed")),
        ("closed", LOOK, False, False, None, ("refused", "pull request closed")),
        ("closed", OURS, True, True, None, ("merged", "added to the list by hand")),
    ],
)  # fmt: skip
def test_a_review_decides(
    make_item: MakeItem,
    plan: ListPlan,
    state: str,
    was: bool,
    now: bool,
    in_base: bool,
    on_branch: bool | None,
    decided: tuple[str, str],
) -> None:
    item = make_item(3, is_ticked=was)
    decisions = decide(
        plan,
        Review((item,), {3: now}),
        state=state,  # type: ignore[arg-type]
        base_ids=frozenset(item.ids if in_base else ["arxiv:2001.00001"]),
        branch_ids=None if on_branch is None else frozenset(item.ids if on_branch else []),
        who="maintainer",
        at=AT,
    )
    if decided == NOTHING:
        assert decisions == ()
    else:
        kind, how = decided
        assert decisions == (
            Decision("ai4med", item.work_id, kind, how, "maintainer", AT, item.section),  # type: ignore[arg-type]
        )


@pytest.mark.parametrize(
    "known",
    [
        "arxiv:2508.00001",
        "doi:10.1000/w1",
        f"title:{title_key('WORK 1 - A Medical Language Model.')}",
    ],
)
def test_a_row_is_found_by_any_id_or_by_its_title(
    make_item: MakeItem, plan: ListPlan, known: str
) -> None:
    review = Review((make_item(1),), {1: True})
    (decision,) = decide(
        plan, review, state="merged", base_ids={known}, branch_ids=None, who="m", at=AT
    )
    assert decision.kind == "merged"


def test_a_missing_box_decides_nothing_while_open_and_hides_a_look_at_the_merge(
    make_item: MakeItem, plan: ListPlan
) -> None:
    items = (make_item(1), make_item(2, is_ticked=False))
    review = Review(items, {}, missing=(1, 2))
    for state, count in (("open", 0), ("merged", 1), ("closed", 2)):
        found = decide(
            plan,
            review,
            state=state,  # type: ignore[arg-type]
            base_ids=frozenset(items[0].ids) if state == "merged" else frozenset(),
            branch_ids=frozenset(items[0].ids),
            who="m",
            at=AT,
        )
        assert len(found) == count


def test_what_nobody_decided_stands_with_the_ticks_of_the_review(
    make_item: MakeItem, plan: ListPlan
) -> None:
    items = (make_item(1), make_item(2), make_item(3, is_ticked=False))
    review = Review(items, {1: False, 2: True, 3: True})
    decisions = decide(
        plan, review, state="open", base_ids=frozenset(), branch_ids=None, who="m", at=AT
    )
    standing = keep_standing(review, decisions)
    assert [(item.number, item.is_ticked) for item in standing] == [(2, True), (3, True)]
