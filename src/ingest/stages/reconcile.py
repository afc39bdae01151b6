"""Read every list's pull request back: what people did becomes decisions, kept for good."""

from dataclasses import replace

from ingest.errors import IngestError
from ingest.forges import Forge, PullRequest
from ingest.lists.plan import ListPlan
from ingest.proposals import Review, decide, from_record, known_ids, read_body
from ingest.stages.context import Context, Progress, StageReport
from ingest.stages.listing import forge_of, list_where, pull_row, text_of
from ingest.store import (
    load_base_ids,
    load_decisions,
    load_proposal,
    load_pull_state,
    load_standing,
    save_decisions,
    save_pull,
    settle_changes,
)
from ingest.works import Decision


def reconcile(context: Context) -> StageReport:
    """Read every list's pull request back: ticks, merges, closes and removed rows become decisions."""
    report = StageReport("reconcile").counted(decisions=0)
    for number, plan in enumerate(context.plans()):
        context.notify(Progress("reconcile", plan.name, number, len(context.plans())))
        try:
            report = _reconcile_list(context, plan, report)
        except IngestError as problem:
            report = report.troubled(problem)
    return report


def _reconcile_list(context: Context, plan: ListPlan, report: StageReport) -> StageReport:
    forge = forge_of(context, plan)
    base_ids = known_ids(text_of(plan, forge.fetch_base()), list_where(plan))
    decisions = _removed_rows(context, plan, base_ids)
    pull = forge.find_pull()
    known = load_pull_state(context.store, plan.name, pull.number) if pull else None
    if pull and (pull.state == "open" or known != pull.state):
        decisions += _review_decisions(context, plan, forge, pull, base_ids)
    with context.store.transaction():
        new = save_decisions(context.store, decisions)
        if pull:
            settle_changes(context.store, plan.name, decisions, pull.number)
            save_pull(context.store, pull_row(context, plan, pull))
    for decision in decisions[:new]:
        report = report.noted(f"{plan.name}: {decision.kind} {decision.work_id} ({decision.how})")
    return report.counted(decisions=new)


def _removed_rows(context: Context, plan: ListPlan, base_ids: frozenset[str]) -> list[Decision]:
    """A row that this program added, that was merged, and that somebody took out again."""
    decisions = load_decisions(context.store, plan.name)
    refused = {one.work_id for one in decisions if one.kind == "refused"}
    before = load_base_ids(context.store, plan.name) or frozenset()
    gone = []
    for one in decisions:
        if one.kind != "merged" or one.work_id in refused or one.work_id in base_ids:
            continue
        if one.work_id in before:
            gone.append(
                replace(
                    one,
                    kind="refused",
                    how="row removed from the list",
                    who="",
                    decided_at=context.now(),
                )
            )
    return gone


def _review_decisions(
    context: Context, plan: ListPlan, forge: Forge, pull: PullRequest, base_ids: frozenset[str]
) -> list[Decision]:
    review = read_review(context, plan, pull)
    branch = forge.fetch_branch() if pull.state == "open" else None
    branch_ids = None
    if branch and branch.text is not None and _is_our_push(context, plan):
        branch_ids = known_ids(branch.text, list_where(plan))
    who = {"open": pull.edited_by, "merged": pull.closed_by, "closed": pull.closed_by}[pull.state]
    at = pull.closed_at or pull.updated_at
    return list(
        decide(
            plan,
            review,
            state=pull.state,
            base_ids=base_ids,
            branch_ids=branch_ids,
            who=who or "",
            at=at,
        )
    )


def _is_our_push(context: Context, plan: ListPlan) -> bool:
    """Whether the store knows of a push, so that an absent row can only have been deleted."""
    proposal = load_proposal(context.store, plan.name)
    return bool(proposal and proposal["branch_commit"] and proposal["state"] == "open")


def read_review(context: Context, plan: ListPlan, pull: PullRequest) -> Review:
    """The pull request's body as it stands; its items from the store where the body lost them."""
    review = read_body(pull.body)
    if not review.is_damaged:
        return review
    stored = tuple(from_record(record) for record in load_standing(context.store, plan.name))
    last_number = max((item.number for item in stored), default=0)
    return replace(review, items=stored, last_number=last_number)
