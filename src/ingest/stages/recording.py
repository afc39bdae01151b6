"""The two phases of a publication: noted, then pushed; shown, then recorded as done."""

from ingest.forges import Forge, PullRequest
from ingest.forges.dry import DryForge
from ingest.lists.plan import ListPlan
from ingest.proposals import Proposal, find_rows, render_commit_message, render_title
from ingest.stages.branch import Desk
from ingest.stages.context import Context
from ingest.stages.listing import digest_of, list_where, pull_row
from ingest.store import (
    end_intent,
    forget_pushed,
    load_intent,
    load_proposal,
    load_pushed,
    save_intent,
    save_pull,
    save_pushed,
    set_proposed,
    set_published,
)


def push_noted(
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


def record_done(
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
        "read_digest": digest_of(pull.body),  # as the next look would note it
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


def note_standstill(context: Context, plan: ListPlan, reason: str) -> None:
    """Say in the warehouse why a list is left alone; "" where it is not."""
    row = load_proposal(context.store, plan.name)
    if row and (row.get("standstill") or "") != reason:
        with context.store.transaction():
            set_published(
                context.store,
                plan.name,
                {"standstill": reason or None, "changed_at": context.now()},
            )
