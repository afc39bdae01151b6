"""The pull request's body, for a maintainer with two minutes.

Task lists and details: https://docs.github.com/en/get-started/writing-on-github
"""

from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass, field

from ingest.errors import PublishError
from ingest.lists.plan import ListPlan
from ingest.proposals.entry import Detail, render_item
from ingest.proposals.items import Item, Proposal
from ingest.proposals.machine import render_block
from ingest.proposals.notes import NOTES_LIMIT, Notes
from ingest.proposals.onboarding import render_question
from ingest.proposals.sanitise import inline
from ingest.proposals.title import count_of, sections_in_order

BODY_LIMIT = 60_000  # characters; GitHub refuses 65,536
_HELD_SHOWN = 10
_FULL, _BRIEF = Detail(row_limit=2000, is_full=True), Detail(row_limit=300, is_full=False)


@dataclass(frozen=True, slots=True)
class _Page:
    proposal: Proposal
    plan: ListPlan
    note: str
    title: str = ""
    notes: Notes = field(default_factory=Notes)


def render_body(
    proposal: Proposal,
    plan: ListPlan,
    *,
    run_note: str = "",
    title: str = "",
    notes: Notes = Notes(),  # noqa: B008 - a frozen value
) -> str:
    """The body with its machine block, under 60,000 characters; the same values, the same bytes.

    Where all items in full are too long, they are shown in brief; where that is too long, the last
    ones are left off with a visible count, needs-look items first. The machine block is never cut:
    `PublishError` when it alone is too long. `run_note` is one line of plain text at the end,
    `title` the pull request's as we give it, `notes` what people wrote into the body before.
    """
    page = _Page(proposal, plan, run_note, title, notes)
    items = _in_reading_order(proposal.items, plan)
    for detail in (_FULL, _BRIEF):
        whole = _whole(page, items, detail)
        if len(whole) <= BODY_LIMIT:
            return whole
    counts = range(len(items))
    shown = bisect_right(counts, BODY_LIMIT, key=lambda n: len(_whole(page, items[:n], _BRIEF))) - 1
    if shown < 1:
        raise PublishError(
            f"{count_of(len(items), 'item')} of {proposal.list_name} do not fit one pull request body",
            where=plan.where,
            todo="Lower max_items and max_looks.",
        )
    return _whole(page, items[:shown], _BRIEF)


def _whole(page: _Page, shown: Sequence[Item], detail: Detail) -> str:
    """People's words, ours, the machine block, people's words."""
    text, proposal = _render(page, shown, detail), page.proposal
    block = render_block(
        proposal.list_name, proposal.items, proposal.last_number, text=text, title=page.title
    )
    if len(page.notes.before) + len(page.notes.after) > NOTES_LIMIT:
        raise PublishError(
            f"people's notes in the pull request of {proposal.list_name} leave no room for ours",
            where=page.plan.where,
            todo="Move long texts from the body into comments.",
        )
    parts = [page.notes.before, text, block, page.notes.after]
    return "\n\n".join(part for part in parts if part) + "\n"


def _in_reading_order(items: Sequence[Item], plan: ListPlan) -> tuple[Item, ...]:
    order = {heading: place for place, heading in enumerate(sections_in_order(items, plan))}
    return tuple(
        sorted(
            items, key=lambda item: (not item.is_ticked, item.kind != "add", order[item.section])
        )
    )


def _render(page: _Page, shown: Sequence[Item], detail: Detail) -> str:
    hidden_count = len(page.proposal.items) - len(shown)
    parts = [
        render_question(page.plan) if page.plan.ask else _intro(page),
        "" if page.plan.ask else _glance(page),
        *_added(page, shown, detail),
        *_changed(page, shown, detail),
        *_looks(page, shown, detail),
    ]
    if hidden_count:
        parts.append(
            f"**… {hidden_count} more {'is' if hidden_count == 1 else 'are'} waiting** for room on this"
            " page; nothing is decided about them until they can be seen here."
        )
    parts += [
        _left_out(page.proposal, page.plan),
        f"<sub>{inline(page.note)}</sub>" if page.note else "",
    ]
    return "\n\n".join(part for part in parts if part)


def _intro(page: _Page) -> str:
    items = page.proposal.items
    new = sum(item.is_ticked and item.kind == "add" for item in items)
    changed = sum(item.is_ticked and item.kind != "add" for item in items)
    looks = len(items) - new - changed
    counts = [f"**{count_of(new, 'work')}**"] if new or not changed else []
    counts += [f"**{count_of(changed, 'change')}** to rows that are there"] if changed else []
    ask = f"{' and '.join(counts)} for `{_in_code(page.plan.path)}`"
    if looks:
        ask += f", and {looks} more that {'needs' if looks == 1 else 'need'} a look"
    hints = ["untick: refused for good"]
    if looks:
        hints.append("tick under *Needs a look*: accepted")
    hints += [
        "rows you edit on the branch stay yours",
        "merge when it is right",
        "close: all refused",
    ]
    hint = " · ".join(hints)
    return (
        f"{ask}. Chosen and written by a program, paper-ingest; no person has read it yet.\n\n"
        f"{hint[0].upper()}{hint[1:]}.\n"
        "A comment `/why 3`, `/move 3 Section`, `/snooze 3 30d` or `/pause` is obeyed."
    )


def _in_code(text: str) -> str:
    return text.replace("`", "'").replace("\n", " ")


def _glance(page: _Page) -> str:
    """One line a section; columns that would be empty are left out."""
    items = page.proposal.items
    columns = {
        "New": [item for item in items if item.is_ticked and item.kind == "add"],
        "Changed": [item for item in items if item.is_ticked and item.kind != "add"],
        "Need a look": [item for item in items if not item.is_ticked],
    }
    told = {title: members for title, members in columns.items() if members}
    if not told:
        return ""
    lines = [f"| Section | {' | '.join(told)} |", "|:--|" + "--:|" * len(told)]
    for heading in sections_in_order(items, page.plan):
        counts = [sum(one.section == heading for one in members) for members in told.values()]
        cells = " | ".join(str(count or "") for count in counts)
        lines.append(f"| {inline(heading)} | {cells} |")
    return "\n".join(lines)


def _added(page: _Page, shown: Sequence[Item], detail: Detail) -> list[str]:
    """New rows that are ticked, under the headings they go to."""
    parts = []
    added = [item for item in shown if item.is_ticked and item.kind == "add"]
    for heading in sections_in_order(added, page.plan):
        parts.append(f"### {inline(heading)}")
        parts += [_item(page, item, detail) for item in added if item.section == heading]
    return parts


def _changed(page: _Page, shown: Sequence[Item], detail: Detail) -> list[str]:
    """Changes to rows that are there and are ticked, in a group of their own."""
    changed = [item for item in shown if item.is_ticked and item.kind != "add"]
    if not changed:
        return []
    return ["### Rows that are there", *(_item(page, item, detail) for item in changed)]


def _looks(page: _Page, shown: Sequence[Item], detail: Detail) -> list[str]:
    looks = [item for item in shown if not item.is_ticked]
    if not looks:
        return []
    intro = "Not on the branch. Left unticked at the merge, they are not proposed again."
    return ["### Needs a look", intro, *(_item(page, item, detail) for item in looks)]


def _item(page: _Page, item: Item, detail: Detail) -> str:
    return render_item(item, detail, is_blocked=item.number in page.proposal.blocked)


def _left_out(proposal: Proposal, plan: ListPlan) -> str:
    lines = []
    if proposal.waiting_count and plan.ask:
        lines.append(f"- {count_of(proposal.waiting_count, 'more work')} of this kind")
    elif proposal.waiting_count:
        lines.append(
            f"- {count_of(proposal.waiting_count, 'work')} waiting for room: one pull request holds"
            f" at most {plan.max_items} ticked and {plan.max_looks} to look at, a week brings at most"
            f" {plan.max_per_week} new ones"
        )
    reasons: dict[str, list[tuple[str, int]]] = {}
    for section, reason, count in proposal.held:
        reasons.setdefault(reason, []).append((section, count))
    for reason, places in list(reasons.items())[:_HELD_SHOWN]:
        where = ", ".join(f"*{inline(section)}*" for section, _ in places)
        total = sum(count for _, count in places)
        lines.append(f"- {count_of(total, 'work')} held back for {where}: {inline(reason)}")
    rest = sum(count for places in list(reasons.values())[_HELD_SHOWN:] for _, count in places)
    if rest:
        lines.append(f"- {count_of(rest, 'work')} held back for other reasons")
    if proposal.refused_count:
        lines.append(
            f"- {count_of(proposal.refused_count, 'work')} refused earlier, not proposed again"
        )
    return "\n".join(["**Not in this pull request**", "", *lines]) if lines else ""
