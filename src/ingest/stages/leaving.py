"""Why an item left a pull request that no person took it out of: said once, under the pull request."""

from collections.abc import Sequence

from ingest.forges import PullRequest
from ingest.lists.plan import ListPlan
from ingest.proposals import Item, Proposal, inline
from ingest.stages.context import Context
from ingest.store import save_remark
from ingest.works import Found, Work


def find_leaving(
    standing: Sequence[Item], proposal: Proposal, found: Sequence[Found]
) -> list[tuple[Item, str]]:
    """Items that stood and stand no more though nobody decided about them, each with the reason."""
    numbers = {item.number for item in proposal.items}
    works = {one.work.work_id: one.work for one in found}
    kept = {item.work_id: item.number for item in proposal.items}
    leaving = []
    for item in standing:
        work = works.get(item.work_id)
        if item.number in numbers or work is None:
            continue
        if work.is_withdrawn:
            leaving.append((item, f"it was withdrawn{_quoted(work)}"))
        elif item.work_id in kept:
            leaving.append((item, f"it is the same work as item {kept[item.work_id]}"))
    return leaving


def note_leaving(
    context: Context,
    plan: ListPlan,
    pull: PullRequest | None,
    leaving: Sequence[tuple[Item, str]],
) -> None:
    """Note what is to be said under the open pull request, in the caller's transaction."""
    if pull is None or pull.state != "open":
        return
    for item, reason in leaving:
        row = " and its row goes with it" if item.is_ticked else ""
        text = f"Item {item.number}, {inline(item.title)}, leaves this pull request{row}: {reason}."
        save_remark(context.store, plan.name, pull.number, f"left-{item.number}", text)


def _quoted(work: Work) -> str:
    """The authors' own words, where they say it in the comment."""
    comment = work.comment or ""
    return f" (“{inline(comment, 200)}”)" if "withdr" in comment.lower() else ""
