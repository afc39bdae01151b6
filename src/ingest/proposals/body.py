"""The pull request's body, for a maintainer with two minutes.

Task lists and details: https://docs.github.com/en/get-started/writing-on-github
"""

from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass, field

from ingest.errors import PublishError
from ingest.lists.plan import ListPlan
from ingest.proposals.around import render_glance, render_intro, render_left_out
from ingest.proposals.entry import Detail, render_item
from ingest.proposals.items import Item, Proposal
from ingest.proposals.machine import render_block
from ingest.proposals.notes import NOTES_LIMIT, Notes
from ingest.proposals.onboarding import render_question
from ingest.proposals.sanitise import inline
from ingest.proposals.title import count_of, sections_in_order

BODY_LIMIT = 60_000  # characters; GitHub refuses 65,536
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
            items,
            key=lambda item: (
                not item.is_ticked,
                item.kind != "add",
                order[item.section],
                item.is_less_sure,
            ),
        )
    )


def _render(page: _Page, shown: Sequence[Item], detail: Detail) -> str:
    hidden_count = len(page.proposal.items) - len(shown)
    parts = [
        render_question(page.plan) if page.plan.ask else render_intro(page.proposal, page.plan),
        "" if page.plan.ask else render_glance(page.proposal, page.plan),
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
        render_left_out(page.proposal, page.plan),
        f"<sub>{inline(page.note)}</sub>" if page.note else "",
    ]
    return "\n\n".join(part for part in parts if part)


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
