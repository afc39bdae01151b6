"""Commands carried out: decisions, and what is said in answer."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from ingest.ids import title_key
from ingest.lists.plan import ListPlan
from ingest.proposals.commands import USAGE, Command, snoozed_until
from ingest.proposals.items import Item
from ingest.proposals.sanitise import inline
from ingest.proposals.title import section_name
from ingest.works import Decision, DecisionKind


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of one command: decisions, and the answer (Markdown) where there is one to give."""

    decisions: tuple[Decision, ...] = ()
    answer: str = ""
    is_done: bool = True


def obey(
    plan: ListPlan, command: Command, items: Sequence[Item], *, who: str, at: datetime
) -> Outcome:
    """One command of somebody who may give it. An item number that nobody has is told, not guessed."""
    if command.problem:
        return Outcome(answer=f"I can't do that: {command.problem}", is_done=False)
    if command.verb == "pause":
        return Outcome(answer="Paused: nothing of this list is touched until `/resume`.")
    if command.verb == "resume":
        return Outcome(answer="Resumed: the next run goes on.")
    known = {item.number: item for item in items}
    unknown = [number for number in command.numbers if number not in known]
    if unknown:
        told = ", ".join(map(str, unknown))
        return Outcome(answer=f"There is no item {told} here (any more).", is_done=False)
    chosen = [known[number] for number in command.numbers]
    if command.verb == "why":
        return Outcome(answer="\n\n".join(tell_why(item) for item in chosen))
    kind, section, reason, problem = _meant(plan, command, at)
    if problem:
        return Outcome(answer=f"I can't do that: {problem}", is_done=False)
    return Outcome(
        tuple(
            Decision(
                plan.name, item.work_id, kind, f"comment: /{command.verb}", who, at,
                section or item.section, reason,
            )
            for item in chosen
        ),
        f"Put off {reason}; then it comes again." if kind == "snoozed" else "",
    )  # fmt: skip


def _meant(plan: ListPlan, command: Command, at: datetime) -> tuple[DecisionKind, str, str, str]:
    """Kind of decision, section, reason, and what is wrong with the command."""
    if command.verb == "refuse":
        return "refused", "", command.text, ""
    if command.verb == "move":
        heading, problem = find_heading(plan, command.text)
        return "moved", heading, "", problem
    until = snoozed_until(command.text, at.date())
    if until is None:
        return "snoozed", "", "", f"say how long: {USAGE['snooze']} or a day to come, `2027-01-31`"
    return "snoozed", "", f"until {until:%Y-%m-%d}", ""


def find_heading(plan: ListPlan, text: str) -> tuple[str, str]:
    """The plan's heading that a person means, and in words why none; a part of its name is enough."""
    wanted = title_key(text)
    keys = {one.heading: {title_key(one.heading), title_key(section_name(one.heading))} for one in plan.sections}  # fmt: skip
    exact = [heading for heading, names in keys.items() if wanted in names]
    near = [heading for heading, names in keys.items() if any(wanted in name for name in names)]
    found = exact or near
    if wanted and len(found) == 1:
        return found[0], ""
    told = ", ".join(f"*{inline(heading)}*" for heading in (found or keys))
    return "", f"which section? {told}" if wanted else f"name the section: {told}"


def tell_why(item: Item) -> str:
    """Why a work was put where it is, as an answer under the pull request."""
    lines = [f"**{item.number}.** {inline(item.title)}, for *{inline(item.section)}*:", ""]
    lines += [f"- {inline(line)}" for line in item.why]
    if item.look_reason:
        lines.append(f"- needs a look: {inline(item.look_reason)}")
    if item.runner_up_section:
        lines.append(f"- next best section: *{inline(item.runner_up_section)}*")
    lines += [
        f"- {link.kind} {inline(link.url)}: {link.tier}, {inline(link.evidence, 120)}"
        for link in item.links
    ]
    if item.not_found:
        lines.append(f"- not found: {', '.join(item.not_found)}")
    lines += [f"- seen: {inline(seen)}" for seen in item.seen]
    return "\n".join(lines)
