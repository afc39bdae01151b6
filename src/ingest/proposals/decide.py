"""What a review decided: boxes, the base and the branch compared with what was proposed."""

from collections.abc import Set as AbstractSet
from datetime import datetime
from typing import Literal

from ingest.lists.plan import ListPlan
from ingest.proposals.items import Item, Review
from ingest.proposals.known import names_of_item
from ingest.proposals.review import carry_ticks
from ingest.works import Decision, DecisionKind

PullState = Literal["open", "merged", "closed"]
_Verdict = tuple[DecisionKind, str] | None


def decide(
    plan: ListPlan,
    review: Review,
    *,
    state: PullState,
    base_ids: AbstractSet[str],
    branch_ids: AbstractSet[str] | None,
    who: str,
    at: datetime,
) -> tuple[Decision, ...]:
    """Decisions about the items of `review`, in item order: each work ends at most one way.

    A second box that is ticked ("put under ... instead") is a decision of its own beside that.

    `base_ids` and `branch_ids` are `known_ids` of the list there. `branch_ids` is None while the
    rows were not pushed yet: then a row that is missing there means nothing. Undecided stay: items
    whose box nobody touched in an open pull request, accepted ones whose row is still to come, and
    at a merge the unticked ones that the body had no room to show.
    """
    decisions = []
    for item in review.items:
        is_moved = is_moved_by_box(item, review) and state != "closed"
        if is_moved and item.runner_up_section:
            how, section = "second box ticked", item.runner_up_section
            decisions.append(
                Decision(
                    plan.name, item.work_id, "moved", how, who, at, section, f"from {item.section}"
                )
            )
        is_kept = is_moved or review.ticks.get(item.number, item.is_ticked)
        in_base = is_known(item, base_ids)
        if state == "open":
            verdict = _of_open(item, is_kept, in_base, branch_ids)
        elif state == "merged":
            verdict = _of_merged(item, is_kept, in_base, item.number in review.missing)
        else:
            verdict = _of_closed(in_base)
        if verdict:
            kind, how = verdict
            decisions.append(Decision(plan.name, item.work_id, kind, how, who, at, item.section))
    return tuple(decisions)


def _of_open(
    item: Item, is_kept: bool, in_base: bool, branch_ids: AbstractSet[str] | None
) -> _Verdict:
    if in_base:
        return "merged", "added to the list by hand"
    if not item.is_ticked:
        return None
    if not is_kept:
        return "refused", "unticked"
    if branch_ids is not None and not is_known(item, branch_ids):
        return "refused", "row deleted on the branch"
    return None


def _of_merged(item: Item, is_kept: bool, in_base: bool, is_hidden: bool) -> _Verdict:
    if in_base and item.is_ticked and not is_kept:
        return "refused", "unticked, but merged before the branch caught up"
    if in_base:
        return "merged", "merged"
    if item.is_ticked:
        return "refused", "row removed before the merge" if is_kept else "unticked"
    if is_kept or is_hidden:
        return None
    return "refused", "left unticked at the merge"


def _of_closed(in_base: bool) -> _Verdict:
    if in_base:
        return "merged", "added to the list by hand"
    return "refused", "pull request closed"


def is_moved_by_box(item: Item, review: Review) -> bool:
    """Whether a person asks for the item's runner-up section."""
    return item.number in review.moves and bool(item.runner_up_section)


def is_known(item: Item, ids: AbstractSet[str]) -> bool:
    """Whether one of a work's ids, or its title as `title:key`, is among the ids of a list."""
    return not ids.isdisjoint(names_of_item(item))


def keep_standing(review: Review, decisions: tuple[Decision, ...]) -> tuple[Item, ...]:
    """The items that are neither in nor refused, as the review left them: `standing` of the next run."""
    decided = {one.work_id for one in decisions if one.kind in {"merged", "refused"}}
    return tuple(item for item in carry_ticks(review.items, review) if item.work_id not in decided)
