"""Read every list's pull requests back: what people did becomes decisions, kept for good."""

import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from ingest.forges import Commit, Forge, PullRequest, Snapshot, is_ours
from ingest.lists.plan import ListPlan
from ingest.proposals import (
    Item,
    Review,
    Row,
    decide,
    find_edits,
    find_rows,
    from_record,
    known_ids,
    to_record,
)
from ingest.stages.context import Context, StageReport
from ingest.stages.hearing import Heard, hear
from ingest.stages.listing import list_where, pull_row, text_of
from ingest.stages.looking import look_at_lists
from ingest.stages.standing import pushed_rows, read_review, read_standing, settle_intent
from ingest.stages.structure import is_restructured
from ingest.store import (
    forget_merged_rows,
    load_base_commit,
    load_base_ids,
    load_decisions,
    load_known_pulls,
    load_merged_rows,
    save_commands,
    save_decisions,
    save_merged_rows,
    save_pull,
    save_pushed,
    save_remark,
    settle_changes,
)
from ingest.works import Decision


@dataclass(frozen=True, slots=True)
class _Read:
    """What one reading found: decisions, and rows as they stand from now on."""

    decisions: tuple[Decision, ...] = ()
    pushed: tuple[tuple[str, Row], ...] = ()
    merged: tuple[tuple[Item, Row], ...] = ()
    gone: tuple[str, ...] = ()  # works whose row left the base

    def __add__(self, other: "_Read") -> "_Read":
        return _Read(
            self.decisions + other.decisions,
            self.pushed + other.pushed,
            self.merged + other.merged,
            self.gone + other.gone,
        )


def reconcile(context: Context) -> StageReport:
    """Read every list's pull requests back: ticks, edits, comments, merges, closes become decisions."""
    report = StageReport("reconcile").counted(decisions=0)
    return look_at_lists(context, report, _reconcile_list)


def _reconcile_list(
    context: Context, plan: ListPlan, forge: Forge, report: StageReport
) -> tuple[StageReport, None]:
    settle_intent(context, plan, forge)
    base = forge.fetch_base()
    found = _base_edits(context, plan, forge, base)
    known = load_known_pulls(context.store, plan.name)
    ended = forge.fetch_ended({number for number, state in known.items() if state != "open"})
    pull = forge.find_pull()
    heard = Heard()
    for one in ended:
        found += _read_ended(context, plan, one, base, read_review(context, plan, one))
    if pull and pull.state == "open":
        review = read_standing(context, plan, forge, pull)
        found += _read_open(context, plan, forge, pull, base, review)
    if pull:
        heard = hear(context, plan, forge, pull, read_review(context, plan, pull))
    decisions = (*found.decisions, *heard.decisions)
    with context.store.transaction():
        new = save_decisions(context.store, decisions)
        for one in (*ended, *([pull] if pull else [])):
            save_pull(context.store, pull_row(context, plan, one))
        if pull:
            settle_changes(context.store, plan.name, decisions, pull.number)
            save_commands(context.store, heard.commands)
            for topic, text in heard.answers:
                save_remark(context.store, plan.name, pull.number, topic, text)
        _save_rows(context, plan, found)
    for decision in decisions[: len(decisions) if new else 0]:
        report = report.noted(f"{plan.name}: {decision.kind} {decision.work_id} ({decision.how})")
    return report.counted(decisions=new), None


def _save_rows(context: Context, plan: ListPlan, found: _Read) -> None:
    rows = {name: (row.section, row.text) for name, row in found.pushed}
    save_pushed(context.store, plan.name, rows)
    forget_merged_rows(context.store, plan.name, found.gone)
    save_merged_rows(
        context.store,
        [
            {
                "list_name": plan.name,
                "work_id": item.work_id,
                "section": row.section,
                "row": row.text,
                "record": json.dumps(to_record(item), ensure_ascii=False, sort_keys=True),
                "seen_at": context.now(),
            }
            for item, row in found.merged
        ],
    )


def _base_edits(context: Context, plan: ListPlan, forge: Forge, base: Snapshot) -> _Read:
    """Rows of ours that people took out, moved or rewrote in the list itself."""
    text, where = text_of(plan, base), list_where(plan)
    if is_restructured(context, plan, text):  # nobody refused every row of a list that was rebuilt
        return _Read()
    stored = load_merged_rows(context.store, plan.name)
    before = {row["work_id"]: Row(row["section"], row["row"]) for row in stored}
    items = {row["work_id"]: from_record(json.loads(row["record"])) for row in stored}
    after = find_rows(text, where, plan, items.values())
    decided = load_decisions(context.store, plan.name)
    gone = [name for name in before if name not in after]
    gone += _gone_unseen(context, plan, decided, before, known_ids(text, where))
    changed = [name for name, row in after.items() if row != before[name]]
    if not gone and not changed:
        return _Read()
    since = load_base_commit(context.store, plan.name)
    commits = forge.fetch_base_commits(since) if since else ()
    who, at = _people(commits, context.now())
    refused = {one.work_id for one in decided if one.kind == "refused"}
    sections = {one.work_id: one.section for one in decided if one.kind == "merged"}
    decisions = [
        Decision(
            plan.name, name, "refused", "row removed from the list", who, at, sections.get(name, "")
        )
        for name in gone
        if name not in refused
    ]
    edits = find_edits(plan, before, after, place="in the list", who=who, at=at)
    merged = tuple((items[name], after[name]) for name in changed)
    return _Read((*decisions, *edits), (), merged, tuple(gone))


def _gone_unseen(
    context: Context,
    plan: ListPlan,
    decided: Sequence[Decision],
    before: dict[str, Row],
    base_ids: frozenset[str],
) -> list[str]:
    """Merged works of which no row was kept, and which the list had when it was last read."""
    earlier = load_base_ids(context.store, plan.name) or frozenset()
    merged = dict.fromkeys(one.work_id for one in decided if one.kind == "merged")
    return [
        name for name in merged if name in earlier and name not in base_ids and name not in before
    ]


def _read_ended(
    context: Context, plan: ListPlan, pull: PullRequest, base: Snapshot, review: Review
) -> _Read:
    """A pull request that was merged or closed since the last reading."""
    text, where = text_of(plan, base), list_where(plan)
    at, who = pull.closed_at or pull.updated_at, pull.closed_by or ""
    decisions = decide(
        plan,
        review,
        state=pull.state,
        base_ids=known_ids(text, where, review.items, is_lenient=pull.state == "merged"),
        branch_ids=None,
        who=who,
        at=at,
    )
    accepted = {one.work_id for one in decisions if one.kind == "merged"}
    items = {
        item.work_id: item
        for item in review.items
        if item.work_id in accepted and item.kind == "add"
    }
    rows = find_rows(text, where, plan, items.values())
    before = {name: row for name, row in pushed_rows(context, plan).items() if name in items}
    edits = find_edits(plan, before, rows, place="before the merge was read", who=who, at=at)
    return _Read((*decisions, *edits), (), tuple((items[name], row) for name, row in rows.items()))


def _read_open(
    context: Context,
    plan: ListPlan,
    forge: Forge,
    pull: PullRequest,
    base: Snapshot,
    review: Review,
) -> _Read:
    """The open pull request: its boxes, and its branch compared with what we wrote there."""
    where = list_where(plan)
    branch = forge.fetch_branch()
    before = pushed_rows(context, plan)
    by_id = {item.work_id: item for item in review.items}
    at, who = pull.updated_at, pull.edited_by or ""
    branch_ids, after = None, {}
    if branch and branch.text is not None:
        # A row that never was on the branch can't have been deleted there.
        absent = {name for name in by_id if name not in before}
        branch_ids = known_ids(branch.text, where, review.items, is_lenient=True) | absent
        after = find_rows(branch.text, where, plan, review.items)
    base_ids = known_ids(text_of(plan, base), where, review.items)
    decisions = decide(
        plan, review, state="open", base_ids=base_ids, branch_ids=branch_ids, who=who, at=at
    )
    pushed_by, pushed_at = who, at
    if branch and (
        after != {name: row for name, row in before.items() if name in after} or decisions
    ):
        pushed_by, pushed_at = _people(forge.fetch_branch_commits(), at)
    decisions = tuple(
        replace(one, who=pushed_by, decided_at=pushed_at)
        if one.how == "row deleted on the branch"
        else one
        for one in decisions
    )
    ended = {one.work_id for one in decisions if one.kind in {"refused", "merged"}}
    ours = {name: row for name, row in before.items() if name in by_id and name not in ended}
    edits = find_edits(plan, ours, after, place="on the branch", who=pushed_by, at=pushed_at)
    pushed = tuple((one.work_id, after[one.work_id]) for one in edits)
    merged = tuple(
        (by_id[name], row)
        for name, row in find_rows(
            text_of(plan, base),
            where,
            plan,
            [by_id[n] for n in ended if n in by_id and by_id[n].kind == "add"],
        ).items()
    )
    return _Read((*decisions, *edits), pushed, merged)


def _people(commits: Iterable[Commit], at: datetime) -> tuple[str, datetime]:
    """Who made the commits that are not ours, and when the last of them was made."""
    others = [commit for commit in commits if not is_ours(commit)]
    names = ", ".join(dict.fromkeys(commit.author_name for commit in others))
    times = [commit.committed_at for commit in others if commit.committed_at]
    return names, max(times, default=at)
