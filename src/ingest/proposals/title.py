"""One line for the pull request and a message for each commit; both plain text, both scanned by forges.

https://docs.github.com/en/issues/tracking-your-work-with-issues/using-issues/linking-a-pull-request-to-an-issue
"""

import re
import unicodedata
from collections import Counter
from collections.abc import Sequence

from ingest.lists.plan import ListPlan
from ingest.proposals.items import Changes, Item, Proposal
from ingest.proposals.onboarding import render_asking_title
from ingest.proposals.sanitise import clean_text, plain

TITLE_LIMIT = 100
SUBJECT_LIMIT = 72
_NUMBERING = re.compile(r"^(?:[\d.]+[.)\s]\s*)+")
_VERBS = {  # of changes to rows that are there
    "fill": ("fill", "cell", "cells"),
    "upgrade": ("upgrade", "entry", "entries"),
    "repair": ("repair", "entry", "entries"),
}


def render_title(proposal: Proposal, plan: ListPlan) -> str:
    """The pull request's title: what is ticked, by section, in at most 100 characters."""
    if plan.ask:
        return render_asking_title(plan)
    ticked = [item for item in proposal.items if item.is_ticked]
    if ticked:
        return _headline(ticked, plan, TITLE_LIMIT)
    count = len(proposal.items)
    if count:
        return f"{count_of(count, 'work')} {'needs' if count == 1 else 'need'} a look"
    return "Nothing to add"


def render_commit_message(proposal: Proposal, plan: ListPlan, changes: Changes) -> str:
    """Subject, blank line, one line a row; no name, reference or keyword in it can be acted on."""
    if changes.added or changes.rewritten:
        subject = _headline((*changes.added, *changes.rewritten), plan, SUBJECT_LIMIT)
    elif changes.removed:
        subject = f"Take out {count_of(len(changes.removed), 'refused work')}"
    elif changes.restored:
        subject = f"Set back {count_of(len(changes.restored), 'refused change')}"
    else:
        subject = f"Move {count_of(len(changes.moved), 'work')} to another section"
    lines = [f"+ {_line(item)}" for item in changes.added]
    lines += [f"~ {_changed(item)}" for item in changes.rewritten]
    lines += [f"- {_line(item)} (refused)" for item in changes.removed]
    lines += [f"- {_changed(item)} (refused)" for item in changes.restored]
    lines += [f"> {_line(item)} (to {section_name(item.section)})" for item in changes.moved]
    return "\n".join(
        [subject, "", *lines, "", f"Proposed by paper-ingest for {proposal.list_name}."]
    )


def _line(item: Item) -> str:
    return f"{plain(item.title, 160)} [{plain(item.work_id, 80)}]"


def _changed(item: Item) -> str:
    return f"{plain(item.title, 100)}: {plain('; '.join(item.why), 200)}"


def _headline(items: Sequence[Item], plan: ListPlan, limit: int) -> str:
    """`Add 5 works: 2 in Medical LLMs, 3 in Datasets; fill 4 cells`."""
    tails = []
    for kind, (verb, one, many) in _VERBS.items():
        count = sum(item.kind == kind for item in items)
        if count:
            tails.append(f"{verb} {count_of(count, one, many)}")
    new = [item for item in items if item.kind == "add"]
    if not new:
        line = ", ".join(tails)
        return clean_text(line[:1].upper() + line[1:], limit)
    tail = "".join(f"; {one}" for one in tails)
    return _added(new, plan, limit - len(tail)) + tail


def _added(items: Sequence[Item], plan: ListPlan, limit: int) -> str:
    head = f"Add {count_of(len(items), 'work')}"
    sections = Counter(item.section for item in items)
    order = sections_in_order(items, plan)
    if len(order) == 1:
        return clean_text(f"{head} to {section_name(order[0])}", limit)
    parts = [f"{sections[heading]} in {section_name(heading)}" for heading in order]
    return _fit(head, parts, limit)


def _fit(head: str, parts: Sequence[str], limit: int) -> str:
    """As many parts as fit, the rest as a number of sections."""
    for shown in range(len(parts), 0, -1):
        rest = len(parts) - shown
        tail = [f"{rest} more sections" if rest > 1 else "1 more section"] if rest else []
        line = f"{head}: {', '.join([*parts[:shown], *tail])}"
        if len(line) <= limit:
            return line
    return clean_text(f"{head} to {len(parts)} sections", limit)


def sections_in_order(items: Sequence[Item], plan: ListPlan) -> tuple[str, ...]:
    """Headings that the items stand under, as the plan orders them; ones it lost at the end."""
    present = dict.fromkeys(item.section for item in items)
    planned = [section.heading for section in plan.sections if section.heading in present]
    return tuple(dict.fromkeys([*planned, *present]))


def section_name(heading: str) -> str:
    """A heading as a person would say it: no markup, numbering, emoji or last full stop."""
    words = plain(re.sub(r"[*_`#]+", "", heading))
    words = "".join(char for char in words if unicodedata.category(char) not in {"So", "Sk", "Mn"})
    named = _NUMBERING.sub("", clean_text(words)).strip(" .:")
    return clean_text(named or words, 48)


def count_of(count: int, one: str, many: str = "") -> str:
    """`1 work`, `2 works`."""
    return f"{count} {one if count == 1 else many or one + 's'}"
