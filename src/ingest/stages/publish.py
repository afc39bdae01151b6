"""Put each list's proposal on its one branch and into its one pull request."""

import hashlib
import json
from collections.abc import Sequence
from dataclasses import replace

from ingest.errors import IngestError
from ingest.forges import Forge, PullRequest, Snapshot
from ingest.forges.dry import Action, DryForge
from ingest.lists.plan import ListPlan
from ingest.proposals import (
    Item,
    Proposal,
    apply_proposal,
    find_changes,
    from_record,
    known_ids,
    remove_items,
    render_body,
    render_commit_message,
    render_title,
)
from ingest.stages.context import Context, Progress, StageReport
from ingest.stages.listing import forge_of, list_where, pull_row, text_of
from ingest.store import load_leaving, load_proposal, load_standing, save_pull, set_published


def publish(context: Context) -> StageReport:
    """One commit per change of the list's text, one open pull request per list; repeats change nothing."""
    report = StageReport("publish").counted(opened=0, updated=0, commits=0)
    for number, plan in enumerate(context.plans()):
        context.notify(Progress("publish", plan.name, number, len(context.plans())))
        try:
            report = _publish_list(context, plan, report)
        except IngestError as problem:
            report = report.troubled(problem)
    return report


def _publish_list(context: Context, plan: ListPlan, report: StageReport) -> StageReport:
    proposal = _load(context, plan)
    forge = forge_of(context, plan)
    pull = forge.find_pull()
    is_open = pull is not None and pull.state == "open"
    if not is_open and not any(item.is_ticked for item in proposal.items):
        looks = f", {len(proposal.items)} need a look" if proposal.items else ""
        return report.noted(f"{plan.name}: nothing certain to propose{looks}")
    leaving = [from_record(record) for record in load_leaving(context.store, plan.name)]
    head, commits = _push(forge, plan, proposal, leaving, is_open=is_open)
    report = report.counted(commits=commits)
    title, body = render_title(proposal, plan), render_body(proposal, plan)
    if not is_open or pull is None:
        pull = forge.open_pull(title, body)
        report = report.counted(opened=1).noted(f"{plan.name}: opened #{pull.number}: {title}")
    elif (pull.title, pull.body) != (title, body):
        pull = forge.update_pull(pull.number, title, body)
        report = report.counted(updated=1).noted(f"{plan.name}: updated #{pull.number}: {title}")
    else:
        report = report.noted(f"{plan.name}: #{pull.number} stands as it is")
    _note(context, plan, pull, head)
    if isinstance(forge, DryForge):
        report = _with_pages(report, forge)
    return report


def _load(context: Context, plan: ListPlan) -> Proposal:
    row = load_proposal(context.store, plan.name) or {}
    held = tuple(
        (name, reason, count) for name, reason, count in json.loads(row.get("held") or "[]")
    )
    return Proposal(
        list_name=plan.name,
        items=tuple(from_record(record) for record in load_standing(context.store, plan.name)),
        waiting_count=row.get("waiting_count") or 0,
        held=held,
        refused_count=row.get("refused_count") or 0,
        blocked=tuple(json.loads(row.get("blocked") or "[]")),
        last_number=row.get("last_number") or 0,
    )


def _push(
    forge: Forge, plan: ListPlan, proposal: Proposal, leaving: Sequence[Item], *, is_open: bool
) -> tuple[str, int]:
    """Bring the branch's text to what the proposal says. Returns its head and how many commits."""
    base = forge.fetch_base()
    branch = forge.fetch_branch()
    if branch and not is_open:
        forge.restart_branch()
        branch = None
    if branch and forge.merge_base(f"Merge {plan.base} into {plan.branch}"):
        branch = forge.fetch_branch()
    parent: Snapshot = branch or base
    text, where = text_of(plan, parent), list_where(plan)
    changes = find_changes(text, where, proposal, _not_in_base(leaving, text_of(plan, base), where))
    wanted = remove_items(text, where, plan, changes.removed)
    wanted = apply_proposal(wanted, where, plan, proposal)
    if wanted == text:
        return parent.commit, 0
    message = render_commit_message(proposal, plan, changes)
    return forge.push_commit(parent=parent.commit, text=wanted, message=message), 1


def _not_in_base(items: Sequence[Item], base: bytes, where: str) -> list[Item]:
    """Items whose rows only this pull request would add: what the base has is not ours to take."""
    in_base = known_ids(base, where)
    return [item for item in items if in_base.isdisjoint((item.work_id, *item.ids))]


def _note(context: Context, plan: ListPlan, pull: PullRequest, head: str) -> None:
    values = {
        "state": "open",
        "pull_number": pull.number,
        "url": pull.url,
        "title": pull.title,
        "body_digest": hashlib.sha256(pull.body.encode("utf-8", "surrogatepass")).hexdigest(),
        "branch_commit": head,
        "changed_at": context.now(),
    }
    with context.store.transaction():
        set_published(context.store, plan.name, values)
        save_pull(context.store, pull_row(context, plan, pull))


def _with_pages(report: StageReport, forge: DryForge) -> StageReport:
    return replace(report, pages=(*report.pages, *(_page(action) for action in forge.actions)))


def _page(action: Action) -> str:
    """One thing a real run would have done, for a person."""
    return "\n".join(
        part for part in (f"would {action.kind}: {action.title}", "", action.detail) if part
    )
