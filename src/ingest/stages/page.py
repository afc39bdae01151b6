"""A list's proposal as its pull request shows it: title and body brought up to date, people's words kept."""

import json

from ingest.forges import Forge, PullRequest
from ingest.forges.dry import Action
from ingest.lists.plan import ListPlan
from ingest.proposals import (
    Proposal,
    find_notes,
    from_record,
    line_marks,
    read_title,
    render_body,
    render_title,
)
from ingest.stages.context import Context
from ingest.stages.listing import digest_of
from ingest.store import load_proposal, load_standing


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


def show_pull(
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


def find_hurry(context: Context, plan: ListPlan, pull: PullRequest | None) -> str:
    """Whether somebody edited the open pull request since the proposal was made."""
    row = load_proposal(context.store, plan.name) or {}
    if pull is None or pull.state != "open" or row.get("read_digest") is None:
        return ""
    known = {row["read_digest"], row.get("body_digest")}
    return "" if digest_of(pull.body) in known else f"#{pull.number} was edited just now"


def render_action(action: Action) -> str:
    """One thing a real run would have done, for a person."""
    return "\n".join(
        part for part in (f"would {action.kind}: {action.title}", "", action.detail) if part
    )
