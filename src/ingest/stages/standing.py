"""What stands in a list's pull request: its body, and what a killed publication left behind."""

from dataclasses import replace

from ingest.forges import Forge, PullRequest, is_ours, message_of
from ingest.lists.plan import ListPlan
from ingest.proposals import Review, Row, from_record, read_body, under_id
from ingest.stages.context import Context
from ingest.store import find_current, load_intent, load_pushed, load_standing, save_pushed


def read_review(context: Context, plan: ListPlan, pull: PullRequest) -> Review:
    """The pull request's body as it stands; its items from the store where the body lost them."""
    review = read_body(pull.body)
    if not review.is_damaged:
        current = find_current(context.store, [item.work_id for item in review.items])
        items = tuple(
            under_id(item, current[item.work_id]) if item.work_id in current else item
            for item in review.items
        )
        return replace(review, items=items)
    stored = tuple(from_record(record) for record in load_standing(context.store, plan.name))
    last_number = max((item.number for item in stored), default=0)
    return replace(review, items=stored, last_number=last_number)


def read_standing(
    context: Context, plan: ListPlan, forge: Forge, pull: PullRequest | None
) -> Review:
    """What the next proposal starts from.

    After a merge the looks that were accepted too late still come; after a close nothing does. Rows
    that a killed publication pushed stand as well, though no body tells of them yet.
    """
    review = Review((), {})
    if pull and pull.state != "closed":
        review = read_review(context, plan, pull)
    if not was_pushed(context, plan, forge):
        return review
    told = {item.work_id for item in review.items}
    stored = (from_record(record) for record in load_standing(context.store, plan.name))
    pushed = load_pushed(context.store, plan.name)
    more = tuple(one for one in stored if one.work_id not in told and one.work_id in pushed)
    ticks = {**review.ticks, **{item.number: item.is_ticked for item in more}}
    last_number = max([review.last_number, *(item.number for item in more)])
    return replace(review, items=(*review.items, *more), ticks=ticks, last_number=last_number)


def was_pushed(context: Context, plan: ListPlan, forge: Forge) -> bool:
    """Whether a publication was begun whose commit is on the branch and whose end is not recorded."""
    intent = load_intent(context.store, plan.name)
    if not intent or not intent["message"]:
        return False
    return any(
        is_ours(commit) and message_of(commit) == intent["message"].rstrip("\n")
        for commit in forge.fetch_branch_commits()
    )


def settle_intent(context: Context, plan: ListPlan, forge: Forge) -> None:
    """Rows that a killed publication pushed are known as pushed, so that a person's no counts."""
    if was_pushed(context, plan, forge):
        intent = load_intent(context.store, plan.name) or {"rows": {}}
        known = load_pushed(context.store, plan.name)
        rows = {name: tuple(row) for name, row in intent["rows"].items() if name not in known}
        save_pushed(context.store, plan.name, rows)


def pushed_rows(context: Context, plan: ListPlan) -> dict[str, Row]:
    """Rows as our last commit wrote them, by work id."""
    return {name: Row(*row) for name, row in load_pushed(context.store, plan.name).items()}
