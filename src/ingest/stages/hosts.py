"""Where a run's lists stand on their hosts: asked for all of them before any is looked at or published."""

from collections.abc import Mapping, Sequence
from contextlib import suppress

from ingest.errors import IngestError
from ingest.forges.states import State
from ingest.lists.plan import ListPlan
from ingest.settings import github_access
from ingest.stages.context import Context, Progress, StageReport


def ask_hosts(
    context: Context, report: StageReport, written: Sequence[ListPlan] | None = None
) -> tuple[Mapping[str, State], StageReport]:
    """What hosts tell of their lists, by name; a list that is not among them is looked at by questions of its own.

    The embedded forge is no host: it is asked list by list, at once. `written` are asked about again after they
    were written to.
    """
    pairs = []
    for plan in context.plans() if written is None else written:
        if plan.forge != "local":
            with suppress(IngestError):  # no token: that list's own look says so
                pairs.append((plan, github_access(plan, context.environment)))
    if not pairs:
        return {}, report
    asked = context.fetch_states(
        pairs,
        now=context.now,
        is_after=written is not None,
        tell=lambda done, total: context.notify(
            Progress(report.stage, "asking GitHub for the state of lists", done, total)
        ),
        pause=float(context.config.sources.forges.lists_at_once_per_host),
    )
    for note in asked.notes:
        report = report.noted(note)
    for name, state in asked.states.items():
        if state.moved_to and report.stage == "reconcile":  # once a night
            report = report.noted(
                f"{name}: its repository is called {state.moved_to} now; write that as `repo` in the list's file"
            )
    return asked.states, report


def check_host(states: Mapping[str, State], plan: ListPlan) -> None:
    """Raise what a host said of a list, if that is that there is nothing to be read."""
    if (state := states.get(plan.name)) and state.problem:
        raise state.problem
