"""Which changes of rows a pull request holds: what stands keeps its number and tick, the rest fills up."""

from collections.abc import Container, Sequence
from dataclasses import replace

from ingest.lists.plan import ListPlan
from ingest.proposals.items import Item


def place_changes(
    plan: ListPlan,
    drafts: Sequence[Item],
    standing: Sequence[Item],
    decided: Container[str],
    top: int,
) -> tuple[list[Item], int]:
    """Tonight's changes with their numbers, and how many have to wait.

    A standing one that tonight's facts no longer ask for is dropped: its cell was filled by hand, or
    what it showed is gone. One row has one change at a time. `top` is the highest number in use.
    """
    tonight = {item.work_id: item for item in drafts}
    kept = [_renewed(item, tonight[item.work_id]) for item in standing if item.work_id in tonight]
    kept = [item for item in kept if item.work_id not in decided]
    rows = {item.old_row for item in kept}
    fresh = [item for item in drafts if item.work_id not in decided and item.old_row not in rows]
    room = {
        True: plan.max_updates - sum(item.is_ticked for item in kept),
        False: plan.max_looks - sum(not item.is_ticked for item in kept),
    }
    waiting_count = 0
    for item in fresh:
        if room[item.is_ticked] > 0:
            room[item.is_ticked] -= 1
            top += 1
            kept.append(replace(item, number=top))
        else:
            waiting_count += 1
    return kept, waiting_count


def _renewed(standing: Item, tonight: Item) -> Item:
    """The change as tonight's list asks for it, with the number and tick that people know."""
    return replace(
        tonight,
        number=standing.number,
        is_ticked=standing.is_ticked,
        look_reason=standing.look_reason or tonight.look_reason,
    )
