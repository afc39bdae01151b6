"""What we say under pull requests: each topic once, even when the process dies in between."""

from ingest.forges import Forge, MergeConflictError, PullRequest
from ingest.lists.plan import ListPlan
from ingest.stages.context import Context
from ingest.stages.hearing import SAID
from ingest.store import load_unsaid, save_remark, set_said


def say_remarks(context: Context, plan: ListPlan, forge: Forge) -> int:
    """Say what was noted to be said; how many remarks were. A hidden line tells what is said already."""
    unsaid = load_unsaid(context.store, plan.name)
    for remark in unsaid:
        mark = f"{SAID}{remark['topic']} -->"
        number = remark["pull_number"]
        if not any(mark in one.text for one in forge.fetch_comments(number)):
            forge.comment(number, f"{remark['text']}\n\n{mark}")
        with context.store.transaction():
            set_said(context.store, plan.name, number, remark["topic"], context.now())
    return len(unsaid)


def note_close(context: Context, plan: ListPlan, pull: PullRequest | None) -> None:
    """A close is a no to everything in it; say once how that is understood."""
    if pull is None or pull.state != "closed":
        return
    text = (
        "Closed, which I take as a no: nothing more will come from me here. Should you change your "
        "mind, tell whoever runs me."
        if plan.ask
        else "Closed without a merge, so I take every work in it as refused and won't propose them again "
        f"for this list. Other works may come in a new pull request, {plan.cooldown_days_after_close}"
        " days from now at the earliest. Was it me rather than the works? Comment `/pause` here and "
        "I stop; `/resume` starts me again."
    )
    with context.store.transaction():
        save_remark(context.store, plan.name, pull.number, "closed", text)


def tell_conflict(
    context: Context,
    plan: ListPlan,
    forge: Forge,
    pull: PullRequest | None,
    conflict: MergeConflictError,
) -> None:
    """Say once for each state of the branch that a person has to merge."""
    branch = forge.fetch_branch()
    if pull is None or branch is None:
        return
    text = (
        f"`{plan.base}` and this branch change the same lines, and some of the commits here are a "
        f"person's, so I don't touch them. Please merge `{plan.base}` into `{plan.branch}` by hand; "
        "I go on after that."
    )
    with context.store.transaction():
        save_remark(context.store, plan.name, pull.number, f"conflict-{branch.commit[:12]}", text)
    say_remarks(context, plan, forge)
