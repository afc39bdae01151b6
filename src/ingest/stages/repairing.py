"""What is wrong in a list, from the list itself and from what the warehouse knows of its works and links."""

from collections.abc import Sequence
from dataclasses import replace

from ingest.lists import CuratedList
from ingest.lists.plan import ListPlan
from ingest.proposals.repairs import Knowledge, Repairs, find_repairs
from ingest.proposals.wrong_papers import find_suspects, settle_suspects
from ingest.stages.context import Context
from ingest.stages.listed import load_known
from ingest.store import load_link_checks, load_namesakes, load_paper_checks

BRANCH = "paper-ingest/repairs"


def find_list_repairs(context: Context, plan: ListPlan, curated: CuratedList) -> Repairs:
    """Findings and mends of one list."""
    known = load_known(context, curated)
    suspects = find_suspects(curated, known)
    namesakes = load_namesakes(context.store, [one.entry.title for one in suspects])
    checks = load_paper_checks(context.store)
    return find_repairs(
        curated,
        Knowledge(
            known=known,
            mismatches=settle_suspects(suspects, namesakes),
            links=load_link_checks(context.store),
            dead_after_days=context.config.sources.upkeep.dead_after_days,
            absent=frozenset(name for name, (_, said) in checks.items() if said == "absent"),
        ),
    )


def with_repairs(plans: Sequence[ListPlan]) -> tuple[ListPlan, ...]:
    """The plans, each followed by that of the pull request that mends its list, where that is on."""
    return tuple(
        one for plan in plans for one in (plan, *([_mending(plan)] if plan.repairs else []))
    )


def _mending(plan: ListPlan) -> ListPlan:
    """The same list under another name and on another branch, so that both are kept apart everywhere."""
    return replace(plan, name=f"{plan.name}/repairs", branch=BRANCH, repairs_of=plan.name)
