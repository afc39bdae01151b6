"""What stands around the items of a body: how to answer, a table at a glance, what is not in it."""

from ingest.lists.plan import ListPlan
from ingest.proposals.items import Proposal
from ingest.proposals.sanitise import inline
from ingest.proposals.title import count_of, sections_in_order

_HELD_SHOWN = 10


def render_intro(proposal: Proposal, plan: ListPlan) -> str:
    """What this is, who wrote it, and how to say yes and no."""
    items = proposal.items
    new = sum(item.is_ticked and item.kind == "add" for item in items)
    changed = sum(item.is_ticked and item.kind != "add" for item in items)
    looks = len(items) - new - changed
    counts = [f"**{count_of(new, 'work')}**"] if new or not changed else []
    counts += [f"**{count_of(changed, 'change')}** to rows that are there"] if changed else []
    ask = f"{' and '.join(counts)} for `{_in_code(plan.path)}`"
    if looks:
        ask += f", and {looks} more that {'needs' if looks == 1 else 'need'} a look"
    hints = ["untick: refused for good"]
    if looks:
        hints.append("tick under *Needs a look*: accepted")
    if any(item.is_ticked and item.is_less_sure for item in items):
        hints.append("*less sure*: one in three such is wrong")
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


def render_glance(proposal: Proposal, plan: ListPlan) -> str:
    """One line a section; columns that would be empty are left out."""
    items = proposal.items
    columns = {
        "New": [item for item in items if item.is_ticked and item.kind == "add"],
        "Changed": [item for item in items if item.is_ticked and item.kind != "add"],
        "Need a look": [item for item in items if not item.is_ticked],
    }
    told = {title: members for title, members in columns.items() if members}
    if not told:
        return ""
    lines = [f"| Section | {' | '.join(told)} |", "|:--|" + "--:|" * len(told)]
    for heading in sections_in_order(items, plan):
        counts = [sum(one.section == heading for one in members) for members in told.values()]
        cells = " | ".join(str(count or "") for count in counts)
        lines.append(f"| {inline(heading)} | {cells} |")
    return "\n".join(lines)


def render_left_out(proposal: Proposal, plan: ListPlan) -> str:
    """What waits, is held back or was refused, counted; whoever is asked for the first time hears only of the first."""
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
    for section, reason, count in () if plan.ask else proposal.held:
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


def _in_code(text: str) -> str:
    return text.replace("`", "'").replace("\n", " ")
