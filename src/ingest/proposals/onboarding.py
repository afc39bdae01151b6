"""What a list's people read when they are asked for the first time: one worked example, and the terms."""

from ingest.lists.plan import ListPlan
from ingest.proposals.sanitise import inline, plain

_SECTIONS_SHOWN = 12


def render_question(plan: ListPlan) -> str:
    """The beginning of the body of a pull request that asks for consent."""
    headings = [section.heading for section in plan.sections]
    shown = ", ".join(f"*{inline(heading)}*" for heading in headings[:_SECTIONS_SHOWN])
    more = len(headings) - _SECTIONS_SHOWN
    sections = f"{shown} and {more} more" if more > 0 else shown
    path = plan.path.replace("`", "'").replace("\n", " ")
    return f"""\
**May paper-ingest suggest new works for `{path}`?** It is a program; no person has read this. Below is one worked \
example of what it would bring.

- **Merge** this and it goes on: one small pull request at a time, each work with the reason, the links and their \
proof, for {sections}.
- **Close** it and it never asks again. Nothing else will happen here.
- Its branch is `{plan.branch}`; it only ever adds rows that it shows, keeps what people edit, never force-pushes, \
and what was refused once does not come back.
- It stops on the comment `/pause` or the label `{inline(plan.stop_label)}`, at any time."""


def render_asking_title(plan: ListPlan) -> str:
    """The title of that pull request."""
    return f"May a program suggest new works here? With one example for {plain(plan.path, 40)}"
