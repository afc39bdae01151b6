"""The one issue of a list that wants one: what waits, what is held or refused and why, how old the data is."""

from ingest.forges import Forge
from ingest.forges.dry import DryForge
from ingest.lists.plan import ListPlan
from ingest.report import render_dashboard
from ingest.stages.context import Context
from ingest.stages.explaining import status
from ingest.store import load_dashboard, save_dashboard


def keep_dashboard(context: Context, plan: ListPlan, forge: Forge) -> None:
    """Open the issue, or bring it up to date; one that a person closed is left closed."""
    if not plan.dashboard or plan.repairs_of:
        return
    facts = status(context.store, context.config, context.now(), [plan])
    number = load_dashboard(context.store, plan.name)
    title, body = render_dashboard(facts, plan.name)
    made = forge.keep_issue(number, title, body)
    if made != number and not isinstance(forge, DryForge):
        with context.store.transaction():
            save_dashboard(context.store, plan.name, made, context.now())
