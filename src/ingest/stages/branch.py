"""The branch of a list's pull request, made ready for a commit: nothing of a person's is ever lost."""

import hashlib
from dataclasses import dataclass

from ingest.errors import PublishError
from ingest.forges import Forge, MergeConflictError, PullRequest, Snapshot, is_ours
from ingest.lists.plan import ListPlan
from ingest.proposals import (
    Changes,
    Item,
    Proposal,
    Row,
    apply_changes,
    find_changes,
    known_ids,
    names_of_item,
)
from ingest.stages.context import Context
from ingest.stages.listing import list_where, text_of
from ingest.store import load_base_digest


@dataclass(frozen=True, slots=True)
class Desk:
    """A list's branch as it stands, and the text it should have."""

    base: bytes
    parent: Snapshot
    text: bytes  # what `parent` holds
    wanted: bytes
    changes: Changes


def refuse_stale(context: Context, plan: ListPlan, base: Snapshot) -> None:
    """PublishError when the list changed since its proposal was made."""
    digest = load_base_digest(context.store, plan.name)
    if digest != hashlib.sha256(text_of(plan, base)).hexdigest():
        raise PublishError(
            f"the proposal for {plan.name} was made from another text than {plan.base} has now",
            where=list_where(plan),
            todo="Run `ingest reconcile` and `ingest propose` again, then publish.",
        )


def clear_branch(forge: Forge, plan: ListPlan, pull: PullRequest | None) -> Snapshot | None:
    """Our branch where there is one to go on with; one that an ended pull request left is deleted.

    A branch that a killed publication left behind, with our commits only, is gone on with.
    PublishError when a person's commits are on it that no pull request keeps.
    """
    branch = forge.fetch_branch()
    if branch is None or (pull and pull.state == "open"):
        return branch
    commits = forge.fetch_branch_commits()
    if not commits or (pull and pull.head_commit == branch.commit):
        forge.restart_branch()
        return None
    if all(is_ours(commit) for commit in commits):
        return branch
    raise PublishError(
        f"somebody's commits are on {plan.branch}, and no pull request holds them",
        where=plan.repo,
        todo=f"Merge them or move them to another branch, then delete {plan.branch}.",
    )


def catch_up(
    forge: Forge, plan: ListPlan, branch: Snapshot, proposal: Proposal, base: Snapshot
) -> Snapshot:
    """Our branch with the base branch merged in.

    Where lines conflict and every commit is ours, the merge holds the base's list with our rows
    written into it anew. MergeConflictError where a person committed as well.
    """
    message = f"Merge {plan.base} into {plan.branch}"
    try:
        merged = forge.merge_base(message)
    except MergeConflictError:
        if not all(is_ours(commit) for commit in forge.fetch_branch_commits()):
            raise
        text, where = text_of(plan, base), list_where(plan)
        rebuilt = apply_changes(text, where, plan, find_changes(text, where, proposal))
        merged = forge.merge_base(message, rebuilt)
    return (forge.fetch_branch() or branch) if merged else branch


def plan_commit(
    plan: ListPlan,
    proposal: Proposal,
    leaving: list[Item],
    pushed: dict[str, Row],
    *,
    base: Snapshot,
    parent: Snapshot,
) -> Desk:
    """The text that the branch should have, proven; ListError where it would do more than its items."""
    text, where = text_of(plan, parent), list_where(plan)
    in_base = known_ids(text_of(plan, base), where, leaving)
    # What the base has is not ours to take.
    ours = [item for item in leaving if in_base.isdisjoint(names_of_item(item))]
    changes = find_changes(text, where, proposal, ours, plan=plan, pushed=pushed)
    wanted = apply_changes(text, where, plan, changes, text_of(plan, base))
    return Desk(text_of(plan, base), parent, text, wanted, changes)
