"""Put each list's proposal on its one branch and into its one pull request.

In two phases: what is about to be pushed is noted, then pushed, then the pull request is brought up
to date, then all is recorded. A run that finds a note of an earlier one goes on where that ended.
"""

from dataclasses import replace

from ingest.forges import Forge, MergeConflictError, PullRequest, is_ours
from ingest.forges.dry import DryForge
from ingest.forges.states import State
from ingest.lists.plan import ListPlan
from ingest.proposals import Proposal, from_record, guard_base
from ingest.stages.branch import catch_up, clear_branch, plan_commit, refuse_stale
from ingest.stages.closing import Books, Shown, ask_again, begin, close_books, open_books
from ingest.stages.consent import plan_for_now
from ingest.stages.context import Context, StageReport
from ingest.stages.dashboards import keep_dashboard
from ingest.stages.hosts import ask_hosts, check_host
from ingest.stages.listing import forge_of, list_where
from ingest.stages.page import find_hurry, load_list_proposal, render_action, show_pull
from ingest.stages.propose import find_limit
from ingest.stages.recording import note_standstill, push_noted, record_done
from ingest.stages.saying import note_close, say_remarks, tell_conflict
from ingest.stages.serving import serve_lists
from ingest.stages.settled import open_settled
from ingest.stages.standing import pushed_rows
from ingest.stages.standstill import find_standstill
from ingest.store import load_leaving


def publish(context: Context) -> StageReport:
    """One commit per change of the list's text, one open pull request per list; repeats change nothing."""
    report = StageReport("publish").counted(opened=0, updated=0, commits=0)
    books = open_books(context)
    states, report = ask_hosts(context, report)
    settled = open_settled(context, states)
    report = report.counted(left_alone=0) if states else report

    def work(context: Context, plan: ListPlan, report: StageReport) -> StageReport:
        check_host(states, plan)
        report = _publish_list(context, plan, books, states.get(plan.name), report)
        settled.note(context, plan)
        return report

    report = serve_lists(context, report, work, is_last=True, left=settled.find(context))
    report = ask_again(context, books, report)
    settled.close(context, books)
    close_books(
        context, books, lambda context, plan: find_limit(context, plan_for_now(context, plan))
    )
    return report


def _publish_list(
    context: Context, plan: ListPlan, books: Books, state: State | None, report: StageReport
) -> StageReport:
    plan = plan_for_now(context, plan)
    forge = forge_of(context, plan)
    pull = forge.find_pull()
    begun = begin(forge, pull, state)
    note_close(context, plan, pull)
    say_remarks(context, plan, forge)
    standstill = find_standstill(context, plan, pull)
    proposal = load_list_proposal(context, plan)
    if not standstill:
        standstill = find_hurry(context, plan, pull)
    note_standstill(context, plan, standstill)
    if standstill:
        return report.noted(f"{plan.name}: {standstill}")
    is_open = pull is not None and pull.state == "open"
    if not is_open and not any(item.is_ticked for item in proposal.items):
        looks = f", {len(proposal.items)} need a look" if proposal.items else ""
        keep_dashboard(context, plan, forge)
        return report.noted(f"{plan.name}: nothing certain to propose{looks}")
    try:
        report, pushed, shown = _bring_up(context, plan, forge, pull, proposal, report)
    except MergeConflictError as conflict:
        tell_conflict(context, plan, forge, pull, conflict)
        note_standstill(context, plan, conflict.what)
        return report.noted(f"{plan.name}: {conflict.what}")
    books.note(plan, forge, begun, pushed, shown)
    keep_dashboard(context, plan, forge)
    if isinstance(forge, DryForge):
        report = replace(report, pages=(*report.pages, *map(render_action, forge.actions)))
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
) -> tuple[StageReport, tuple[str, str], Shown]:
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
    head, commits = push_noted(context, plan, forge, proposal, desk)
    report = report.counted(commits=commits)
    read = pull
    pull, word = show_pull(context, plan, forge, read, proposal)
    if word:
        done = f"would be {word}" if context.is_dry_run else f"{word} #{pull.number}"
        report = report.noted(f"{plan.name}: {done}: {pull.title}")
    else:
        report = report.noted(f"{plan.name}: #{pull.number} stands as it is")
    record_done(context, plan, forge, pull, head, proposal, desk)
    report = report.counted(opened=int(word == "opened"), updated=int(word == "updated"))
    return report, (desk.parent.commit, head), Shown(pull, bool(word), is_read=pull is read)
