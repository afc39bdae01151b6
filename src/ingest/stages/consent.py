"""Whether a list's people agreed, where they are to be asked by a worked example (`publish: ask`)."""

from dataclasses import replace

from ingest.lists.plan import ListPlan
from ingest.stages.context import Context
from ingest.store import load_known_pulls


def plan_for_now(context: Context, plan: ListPlan) -> ListPlan:
    """The plan as it counts today: until one pull request was merged, one worked example and no more."""
    if not plan.ask:
        return plan
    if "merged" in _endings(context, plan):
        return replace(plan, ask=False)
    return replace(plan, max_items=1, max_looks=0)


def find_refusal(context: Context, plan: ListPlan) -> str:
    """In words, that the example was closed; "" where it was not, or where nobody has to be asked."""
    endings = _endings(context, plan)
    if not plan.ask or "merged" in endings:
        return ""
    if "closed" not in endings:
        # The one question is asked by the list's own pull request, never by the one that mends.
        return "its people were not asked yet, or did not answer" if plan.repairs_of else ""
    return (
        "its people closed the example, which is a no; `publish: true` in its file overrules that"
    )


def _endings(context: Context, plan: ListPlan) -> set[str]:
    return set(load_known_pulls(context.store, plan.repairs_of or plan.name).values())
