"""What we say under pull requests: each topic once, even when the process dies in between."""

from ingest.forges import Forge
from ingest.lists.plan import ListPlan
from ingest.stages.context import Context
from ingest.stages.hearing import SAID
from ingest.store import load_unsaid, set_said


def say_remarks(context: Context, plan: ListPlan, forge: Forge) -> int:
    """Say what was noted to be said; how many remarks were. A hidden line tells what is said already."""
    unsaid = load_unsaid(context.store, plan.name)
    for remark in unsaid:
        mark = f"{SAID}{remark['topic']} -->"
        number = remark["pull_number"]
        if not any(mark in one.text for one in forge.fetch_comments(number)):
            forge.comment(number, f"{remark['text']}\n\n{mark}")
        with context.store.transaction():
            set_said(context.store, plan.name, number, remark["topic"], context.now())
    return len(unsaid)
