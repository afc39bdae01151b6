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
    return tuple(sorted(items, key=lambda item: (not item.is_ticked, order[item.section])))


def _render(page: _Page, shown: Sequence[Item], detail: Detail) -> str:
    hidden_count = len(page.proposal.items) - len(shown)
    parts = [
        _intro(page),
        _glance(page),
        *_ticked(page, shown, detail),
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
    ticked = sum(item.is_ticked for item in page.proposal.items)
    looks = len(page.proposal.items) - ticked
    ask = f"**{count_of(ticked, 'work')}** for `{_in_code(page.plan.path)}`"
    if looks:
        ask += f", and {looks} more that {'needs' if looks == 1 else 'need'} a look"
    hints = ["untick one to refuse it for good"]
    if looks:
        hints.append("tick one under *Needs a look* to accept it")
    hints += [
        "edit rows on the branch, your words are kept",
        "close this to refuse everything",
        "comment `/pause` to stop this program",
    ]
    hint = "; ".join(hints)
    return (
        f"{ask}. A program (paper-ingest) chose them and wrote this; no person has read it yet.\n"
        f"{hint[0].upper()}{hint[1:]}."
    )


def _in_code(text: str) -> str:
    return text.replace("`", "'").replace("\n", " ")


def _glance(page: _Page) -> str:
    items = page.proposal.items
    if not items:
        return ""
    lines = ["| Section | Works | Need a look |", "|:--|--:|--:|"]
    for heading in sections_in_order(items, page.plan):
        ticked = sum(item.section == heading and item.is_ticked for item in items)
        looks = sum(item.section == heading and not item.is_ticked for item in items)
        lines.append(f"| {inline(heading)} | {ticked or ''} | {looks or ''} |")
    return "\n".join(lines)


def _ticked(page: _Page, shown: Sequence[Item], detail: Detail) -> list[str]:
    parts = []
    ticked = [item for item in shown if item.is_ticked]
    for heading in sections_in_order(ticked, page.plan):
        parts.append(f"### {inline(heading)}")
        parts += [
            render_item(item, detail, is_blocked=item.number in page.proposal.blocked)
            for item in ticked
            if item.section == heading
        ]
    return parts


def _looks(page: _Page, shown: Sequence[Item], detail: Detail) -> list[str]:
    looks = [item for item in shown if not item.is_ticked]
    if not looks:
        return []
    intro = "These are not on the branch. Left unticked at the merge, they are not proposed again."
    return ["### Needs a look", intro, *(render_item(item, detail) for item in looks)]


def _left_out(proposal: Proposal, plan: ListPlan) -> str:
    lines = []
    if proposal.waiting_count:
        lines.append(
            f"- {count_of(proposal.waiting_count, 'work')} waiting for room: one pull request holds"
            f" at most {plan.max_items} ticked and {plan.max_looks} to look at, a week brings at most"
            f" {plan.max_per_week} new ones"
        )
    for section, reason, count in proposal.held[:_HELD_SHOWN]:
        lines.append(
            f"- {count_of(count, 'work')} held back for *{inline(section)}*: {inline(reason)}"
        )
    rest = sum(count for _, _, count in proposal.held[_HELD_SHOWN:])
    if rest:
        lines.append(f"- {count_of(rest, 'work')} held back for other reasons")
    if proposal.refused_count:
        lines.append(
            f"- {count_of(proposal.refused_count, 'work')} refused earlier, not proposed again"
        )
    return "\n".join(["**Not in this pull request**", "", *lines]) if lines else ""
