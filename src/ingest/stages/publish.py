"""Put each list's proposal on its one branch and into its one pull request.

In two phases: what is about to be pushed is noted, then pushed, then the pull request is brought up
to date, then all is recorded. A run that finds a note of an earlier one goes on where that ended.
"""

import json
from dataclasses import replace

from ingest.errors import IngestError
from ingest.forges import Forge, MergeConflictError, PullRequest, is_ours
from ingest.forges.dry import Action, DryForge
from ingest.lists.plan import ListPlan
from ingest.proposals import (
    Proposal,
    find_notes,
    find_rows,
    from_record,
    guard_base,
    line_marks,
    read_title,
    render_body,
    render_commit_message,
    render_title,
)
from ingest.stages.branch import Desk, catch_up, clear_branch, plan_commit, refuse_stale
from ingest.stages.context import Context, Progress, StageReport
from ingest.stages.listing import digest_of, forge_of, list_where, pull_row
from ingest.stages.repairing import with_repairs
from ingest.stages.saying import say_remarks
from ingest.stages.standing import pushed_rows
from ingest.stages.standstill import find_standstill
from ingest.store import (
    end_intent,
    forget_pushed,
    load_intent,
    load_leaving,
    load_proposal,
    load_pushed,
    load_standing,
    save_intent,
    save_pull,
    save_pushed,
    save_remark,
    set_proposed,
    set_published,
)


def publish(context: Context) -> StageReport:
    """One commit per change of the list's text, one open pull request per list; repeats change nothing."""
    report = StageReport("publish").counted(opened=0, updated=0, commits=0)
    plans = with_repairs(context.plans())
    for number, plan in enumerate(plans):
        context.notify(Progress("publish", plan.name, number, len(plans)))
        try:
            report = _publish_list(context, plan, report)
        except IngestError as problem:
            report = report.troubled(problem)
    return report


def _publish_list(context: Context, plan: ListPlan, report: StageReport) -> StageReport:
    forge = forge_of(context, plan)
    pull = forge.find_pull()
    _ask_about_close(context, plan, pull)
    say_remarks(context, plan, forge)
    standstill = find_standstill(context, plan, pull)
    proposal = load_list_proposal(context, plan)
    if not standstill:
        standstill = _find_hurry(context, plan, pull)
    _note_standstill(context, plan, standstill)
    if standstill:
        return report.noted(f"{plan.name}: {standstill}")
    is_open = pull is not None and pull.state == "open"
    if not is_open and not any(item.is_ticked for item in proposal.items):
        looks = f", {len(proposal.items)} need a look" if proposal.items else ""
        return report.noted(f"{plan.name}: nothing certain to propose{looks}")
    try:
        report = _bring_up(context, plan, forge, pull, proposal, report)
    except MergeConflictError as conflict:
        _tell_conflict(context, plan, forge, pull, conflict)
        _note_standstill(context, plan, conflict.what)
        return report.noted(f"{plan.name}: {conflict.what}")
    if isinstance(forge, DryForge):
        report = replace(report, pages=(*report.pages, *map(_page, forge.actions)))
        if not plan.publish:
            report = report.noted(f"{plan.name}: nothing was written, `publish: true` lets me")
    return report


def _bring_up(
    context: Context,
    plan: ListPlan,
    forge: Forge,
    pull: PullRequest | None,
    proposal: Proposal,
    report: StageReport,
) -> StageReport:
    """Push what is to be pushed, then open or update the pull request, then record it."""
    base = forge.fetch_base()
    refuse_stale(context, plan, base)
    branch = clear_branch(forge, plan, pull)
    if branch:
        branch = catch_up(forge, plan, branch, proposal, base)
    leaving = [from_record(record) for record in load_leaving(context.store, plan.name)]
    pushed = pushed_rows(context, plan)
    desk = plan_commit(plan, proposal, leaving, pushed, base=base, parent=branch or base)
    if branch is None or all(is_ours(commit) for commit in forge.fetch_branch_commits()):
        guard_base(desk.base, desk.wanted, list_where(plan), proposal.items)
    head, commits = _push(context, plan, forge, proposal, desk)
    report = report.counted(commits=commits)
    pull, word = _show(context, plan, forge, pull, proposal)
    if word:
        report = report.noted(f"{plan.name}: {word} #{pull.number}: {pull.title}")
    else:
        report = report.noted(f"{plan.name}: #{pull.number} stands as it is")
    _record(context, plan, forge, pull, head, proposal, desk)
    return report.counted(opened=int(word == "opened"), updated=int(word == "updated"))


def load_list_proposal(context: Context, plan: ListPlan) -> Proposal:
    """The list's proposal as the store has it."""
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
    context: Context, plan: ListPlan, forge: Forge, proposal: Proposal, desk: Desk
) -> tuple[str, int]:
    """Note what is to come, then commit it. Returns the branch's head and how many commits."""
    if desk.wanted == desk.text:
        return desk.parent.commit, 0
    message = render_commit_message(proposal, plan, desk.changes)
    rows = find_rows(
        desk.wanted,
        list_where(plan),
        plan,
        (*desk.changes.added, *desk.changes.moved, *desk.changes.rewritten),
    )
    if not isinstance(forge, DryForge):
        with context.store.transaction():
            save_intent(
                context.store,
                plan.name,
                message=message,
                rows={name: (row.section, row.text) for name, row in rows.items()},
                title=render_title(proposal, plan),
                at=context.now(),
            )
    return forge.push_commit(parent=desk.parent.commit, text=desk.wanted, message=message), 1


def _show(
    context: Context, plan: ListPlan, forge: Forge, pull: PullRequest | None, proposal: Proposal
) -> tuple[PullRequest, str]:
    """Open or update the pull request; what a person wrote into title and body stays."""
    ours = render_title(proposal, plan)
    if pull is None or pull.state != "open":
        return forge.open_pull(ours, render_body(proposal, plan, title=ours)), "opened"
    title = ours
    given = read_title(pull.body)
    if given and pull.title != given:
        title = pull.title
    marks = line_marks(render_body(proposal, plan, title=ours))
    body = render_body(proposal, plan, title=ours, notes=find_notes(pull.body, marks))
    if (pull.title, pull.body) == (title, body):
        return pull, ""
    now = forge.find_pull()
    if now is None or (now.title, now.body) != (pull.title, pull.body):
        return now or pull, ""  # a person is at it: the next run reads that first
    return forge.update_pull(pull.number, title, body), "updated"


def _find_hurry(context: Context, plan: ListPlan, pull: PullRequest | None) -> str:
    """Whether somebody edited the open pull request since the proposal was made."""
    row = load_proposal(context.store, plan.name) or {}
    if pull is None or pull.state != "open" or row.get("read_digest") is None:
        return ""
    known = {row["read_digest"], row.get("body_digest")}
    return "" if digest_of(pull.body) in known else f"#{pull.number} was edited just now"


def _record(
    context: Context,
    plan: ListPlan,
    forge: Forge,
    pull: PullRequest,
    head: str,
    proposal: Proposal,
    desk: Desk,
) -> None:
    """Note that everything is done, in one transaction."""
    if isinstance(forge, DryForge) and not context.is_dry_run:
        return
    values = {
        "state": "open",
        "pull_number": pull.number,
        "url": pull.url,
        "title": pull.title,
        "body_digest": digest_of(pull.body),
        "branch_commit": head,
        "changed_at": context.now(),
    }
    known = load_pushed(context.store, plan.name)
    written = (*desk.changes.added, *desk.changes.moved, *desk.changes.rewritten)
    fresh = {item.work_id for item in written}
    ticked = [item for item in proposal.items if item.is_ticked]
    rows = find_rows(desk.wanted, list_where(plan), plan, ticked)
    intent = load_intent(context.store, plan.name)
    with context.store.transaction():
        set_published(context.store, plan.name, values)
        save_pull(context.store, pull_row(context, plan, pull))
        save_pushed(
            context.store,
            plan.name,
            {
                name: (row.section, row.text)
                for name, row in rows.items()
                if name in fresh or name not in known
            },
        )
        forget_pushed(
            context.store,
            plan.name,
            [one.work_id for one in (*desk.changes.removed, *desk.changes.restored)],
        )
        set_proposed(context.store, plan.name, context.now())
        if intent:
            end_intent(context.store, plan.name)


def _note_standstill(context: Context, plan: ListPlan, reason: str) -> None:
    row = load_proposal(context.store, plan.name)
    if row and (row.get("standstill") or "") != reason:
        with context.store.transaction():
            set_published(
                context.store,
                plan.name,
                {"standstill": reason or None, "changed_at": context.now()},
            )


def _ask_about_close(context: Context, plan: ListPlan, pull: PullRequest | None) -> None:
    """A close is a no to everything in it; say once how that is understood."""
    if pull is None or pull.state != "closed":
        return
    text = (
        "Closed without a merge, so I take every work in it as refused and won't propose them again "
        f"for this list. Other works may come in a new pull request, {plan.cooldown_days_after_close}"
        " days from now at the earliest. Was it me rather than the works? Comment `/pause` here and "
        "I stop; `/resume` starts me again."
    )
    with context.store.transaction():
        save_remark(context.store, plan.name, pull.number, "closed", text)


def _tell_conflict(
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


def _page(action: Action) -> str:
    """One thing a real run would have done, for a person."""
    return "\n".join(
        part for part in (f"would {action.kind}: {action.title}", "", action.detail) if part
    )
