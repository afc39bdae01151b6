"""Make each list's one proposal anew from what is known now."""

import hashlib
import json
from collections.abc import Collection, Mapping, Sequence
from dataclasses import replace
from datetime import datetime, timedelta

from ingest.forges import Forge, PullRequest, Snapshot
from ingest.lists import CuratedList, read_once
from ingest.lists.plan import ListPlan
from ingest.proposals import (
    Beside,
    Item,
    Proposal,
    first_awakening,
    keep_standing,
    make_proposal,
    read_elsewhere,
    to_record,
)
from ingest.stages.ahead import Ahead
from ingest.stages.consent import plan_for_now
from ingest.stages.context import Context, StageReport
from ingest.stages.leaving import find_leaving, note_leaving
from ingest.stages.listed import find_list_updates
from ingest.stages.listing import digest_of, list_where, text_of
from ingest.stages.looking import look_at_lists
from ingest.stages.narrowing import Narrowing
from ingest.stages.repairing import find_list_repairs
from ingest.stages.shortlist import Shortlist, find_shortlist
from ingest.stages.standing import pushed_rows, read_standing
from ingest.stages.structure import check_structure
from ingest.stages.waiting import count_waiting, find_margin
from ingest.store import (
    Margin,
    Tally,
    as_json,
    forget_forms,
    load_decisions,
    load_proposed,
    load_proven,
    load_tallies,
    save_list,
    save_margins,
    save_proposal,
)
from ingest.works import Decision


def propose(context: Context) -> StageReport:
    """Make each list's proposal from what is known now; what stands keeps its number and its tick."""
    report = StageReport("propose").counted(
        items=0, ticked=0, needs_look=0, waiting=0, only_counted=0
    )
    narrowing = Narrowing(context.config.book)
    tallies = load_tallies(context.store)
    ahead = Ahead(())
    margins: dict[str, Margin | None] = {}

    def look(
        context: Context, plan: ListPlan, forge: Forge, report: StageReport
    ) -> tuple[StageReport, datetime | None]:
        context = ahead.reach(context, plan)
        report, until, margins[plan.name] = _propose_list(context, plan, forge, narrowing, report)
        return report, until

    def leave(plan: ListPlan, report: StageReport) -> StageReport:
        return _tell(plan, tallies[plan.name], report)

    def settle(plans: Mapping[str, ListPlan]) -> dict[str, StageReport]:
        counted = count_waiting(context, plans, narrowing, tallies)
        return {
            name: _tell(plans[name], tally, StageReport("")).counted(only_counted=1)
            for name, tally in counted.items()
        }

    def keep(names: Collection[str]) -> None:
        save_margins(context.store, {name: one for name, one in margins.items() if name in names})

    def expect(plans: Sequence[ListPlan]) -> None:
        ahead.plans = plans

    report = look_at_lists(
        context,
        report,
        look,
        leave=leave,
        settle=settle,
        expect=expect,
        keep=keep,
        is_waiting=False,
    )
    if not context.lists:  # else others may be filling theirs
        forget_forms(context.store)
    return report


def _propose_list(
    context: Context, plan: ListPlan, forge: Forge, narrowing: Narrowing, report: StageReport
) -> tuple[StageReport, datetime | None, Margin | None]:
    plan = plan_for_now(context, plan)
    snapshot = forge.fetch_base()
    base = read_once(text_of(plan, snapshot), list_where(plan))
    if not plan.repairs_of:
        check_structure(context, plan, base)
    decisions = load_decisions(context.store, plan.name)
    pull = forge.find_pull()
    review = read_standing(context, plan, forge, pull)
    standing = keep_standing(review, tuple(decisions))
    elsewhere = [
        read_elsewhere(f"#{one.number} by {one.who}", one.text) for one in forge.fetch_rivals()
    ]
    new_room, room_until = _new_room(context, plan)
    shortlist = Shortlist((), Beside(), "")
    if not plan.repairs_of:
        shortlist = find_shortlist(
            context,
            plan,
            base,
            narrowing,
            standing=standing,
            decisions=decisions,
            elsewhere=elsewhere,
            new_room=new_room,
        )
    found = shortlist.found
    changes, complete = _changes(context, plan, base, decisions)
    proposal = make_proposal(
        plan,
        base.text,
        list_where(plan),
        found,
        decisions,
        standing,
        context.now(),
        last_number=review.last_number,
        elsewhere=elsewhere,
        new_room=new_room,
        beside=shortlist.beside,
        changes=changes,
        proven="" if context.is_anew else load_proven(context.store, plan.name),
    )
    proposal = _with_rows_by_hand(context, plan, proposal, decisions)
    leaving = find_leaving(standing, proposal, found)
    with context.store.transaction():
        entries = [] if plan.repairs_of else _entry_rows(plan, base)
        save_list(context.store, _list_row(context, plan, snapshot, base, shortlist.form), entries)
        _save(context, plan, proposal, pull, complete)
        note_leaving(context, plan, pull, leaving)
    for item, reason in leaving:
        report = report.noted(f"{plan.name}: item {item.number} leaves: {reason}")
    ticked = sum(item.is_ticked for item in proposal.items)
    looks = len(proposal.items) - ticked
    tally = Tally(ticked, looks, proposal.waiting_count, proposal.held)
    margin = None
    if shortlist.form and not elsewhere:
        margin = find_margin(context, plan, base, shortlist, proposal, decisions)
    return _tell(plan, tally, report), _first(room_until, decisions, plan, context.now()), margin


def find_limit(context: Context, plan: ListPlan) -> datetime | None:
    """Until when the same would be proposed for a list, if nothing changes but the time."""
    _, room_until = _new_room(context, plan)
    return _first(room_until, load_decisions(context.store, plan.name), plan, context.now())


def _first(
    room_until: datetime | None, decisions: Sequence[Decision], plan: ListPlan, now: datetime
) -> datetime | None:
    ends = (room_until, first_awakening(decisions, plan.name, now))
    return min((end for end in ends if end), default=None)


def _tell(plan: ListPlan, tally: Tally, report: StageReport) -> StageReport:
    """What a list's proposal holds, whether it was made tonight or left as it was."""
    for section, reason, count in tally.held:
        report = report.noted(f"{plan.name}: {count} held for {section!r}: {reason}")
    return report.counted(
        items=tally.ticked_count + tally.look_count,
        ticked=tally.ticked_count,
        needs_look=tally.look_count,
        waiting=tally.waiting_count,
    )


def _changes(
    context: Context, plan: ListPlan, base: CuratedList, decisions: Sequence[Decision]
) -> tuple[Sequence[Item], str]:
    """Changes of rows that are there: gaps to fill, or in a pull request of its own what is wrong.

    With gaps, what `find_list_updates` tells of a page that has none.
    """
    if plan.repairs_of:
        return find_list_repairs(context, plan, base).items, ""
    return find_list_updates(context, plan, base, decisions)


def _new_room(context: Context, plan: ListPlan) -> tuple[int, datetime | None]:
    """How many more works may come new into this list's pull requests this week, and until when that counts.

    As long as it is no less than a whole pull request holds it does not matter (None).
    """
    week = timedelta(days=7)
    proposed = load_proposed(context.store, plan.name, context.now() - week)
    room = max(0, plan.max_per_week - len(proposed))
    return room, proposed[0] + week if proposed and room < plan.max_items else None


def _with_rows_by_hand(
    context: Context, plan: ListPlan, proposal: Proposal, decisions: Sequence[Decision]
) -> Proposal:
    """A row that a person rewrote on the branch is shown as that person left it."""
    by_hand = {one.work_id for one in decisions if one.kind == "corrected"}
    rows = {name: row for name, row in pushed_rows(context, plan).items() if name in by_hand}
    items = tuple(
        replace(item, row=rows[item.work_id].text) if item.work_id in rows else item
        for item in proposal.items
    )
    return replace(proposal, items=items)


def _save(
    context: Context,
    plan: ListPlan,
    proposal: Proposal,
    pull: PullRequest | None,
    complete: str,
) -> None:
    row: dict[str, object] = {
        "list_name": plan.name,
        "waiting_count": proposal.waiting_count,
        "held": as_json(proposal.held),
        "refused_count": proposal.refused_count,
        "blocked": as_json(proposal.blocked),
        "last_number": proposal.last_number,
        "proven": proposal.proven or None,
        "complete": complete or None,
        "read_digest": digest_of(pull.body) if pull else None,
        "changed_at": context.now(),
    }
    changes = [
        {
            "list_name": plan.name,
            "work_id": item.work_id,
            "section": item.section,
            "kind": item.kind,
            "number": item.number,
            "is_ticked": item.is_ticked,
            "row": item.row,
            "look_reason": item.look_reason,
            "record": _json(item),
            "state": "standing",
        }
        for item in proposal.items
    ]
    save_proposal(context.store, row, changes)


def _json(item: Item) -> str:
    return json.dumps(to_record(item), ensure_ascii=False, sort_keys=True)


def _list_row(
    context: Context, plan: ListPlan, snapshot: Snapshot, base: CuratedList, form: str
) -> dict[str, object]:
    return {
        "list_name": plan.name,
        "forge": plan.forge,
        "repo": plan.repo,
        "path": plan.path,
        "base_commit": snapshot.commit,
        "base_digest": hashlib.sha256(base.text).hexdigest(),
        "entry_count": len(base.entries),
        "form": form or None,
        "read_at": context.now(),
    }


def _entry_rows(plan: ListPlan, base: CuratedList) -> list[dict[str, object]]:
    rows: dict[int, dict[str, object]] = {}
    for section in base.sections:
        for entry in section.entries:
            rows[entry.line] = {
                "list_name": plan.name,
                "section": section.heading,
                "line": entry.line,
                "title": entry.title,
                "ids": entry.ids,
            }
    return list(rows.values())
