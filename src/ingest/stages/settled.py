"""Lists on a host that were published at this very state before: publishing them again would do nothing."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace

from ingest.forges.states import State
from ingest.lists.plan import ListPlan
from ingest.stages.closing import Books
from ingest.stages.context import Context, StageReport
from ingest.stages.looking import Inputs, Ledger, load_ledger
from ingest.stages.standstill import find_rest, is_quiet
from ingest.store import Look, load_standstills, save_looks

_NOTHING = Ledger("", {}, {}, {}, {}, {}, 0)  # of homes whose lists are on no host


@dataclass(frozen=True, slots=True)
class Settled:
    """What publishing follows from, as the stage found it, and the lists that it went through with.

    A publication notes what it began with, as a look does: where it wrote something, the next one finds another
    state and tells so. The embedded forge is asked each time.
    """

    ledger: Ledger
    states: Mapping[str, State]
    done: dict[str, Look] = field(default_factory=dict)

    def find(self, context: Context) -> dict[str, StageReport]:
        """The reports of the lists for which there is nothing to do."""
        if context.is_anew or not self.states:
            return {}
        why = load_standstills(context.store)
        now = context.now()
        return {
            plan.name: _tell(plan, why.get(plan.name, ""))
            for plan in context.plans()
            if self._is_asked(plan)
            and not is_quiet(plan, now)
            and self.ledger.stands(plan, self._inputs(plan), now)
        }

    def note(self, context: Context, plan: ListPlan) -> None:
        """A publication that came to its end, whatever it did; one that may write nothing was shown."""
        inputs = self._inputs(plan) if self._is_asked(plan) else None
        now = context.now()
        if inputs and not (context.is_dry_run or is_quiet(plan, now)):
            self.done[plan.name] = Look(str(inputs.mark), find_rest(context, plan, now))

    def close(self, context: Context, books: Books) -> None:
        """Keep what was noted; of lists where nobody but we wrote, what stands now."""
        plans = {plan.name: plan for plan in context.plans() if plan.name in self.done}
        ours = plans.keys() & books.ended
        after = load_ledger(context, "publish") if ours else self.ledger
        for name in ours:
            if inputs := after.inputs_of(plans[name], books.ended[name][1]):
                self.done[name] = replace(self.done[name], inputs=str(inputs.mark))
        if self.done:
            with context.store.transaction():
                save_looks(context.store, "publish", self.done)

    def _is_asked(self, plan: ListPlan) -> bool:
        """A dashboard tells more than its list, and is brought up to date each time."""
        return plan.name in self.states and not plan.dashboard

    def _inputs(self, plan: ListPlan) -> Inputs | None:
        return self.ledger.inputs_of(plan, self.states[plan.name].text)


def open_settled(context: Context, states: Mapping[str, State]) -> Settled:
    """Before the first list is published."""
    return Settled(load_ledger(context, "publish") if states else _NOTHING, states)


def _tell(plan: ListPlan, standstill: str) -> StageReport:
    report = StageReport("").counted(left_alone=1)
    if not (plan.publish or standstill):
        standstill = "nothing new to show, and nothing is written: `publish: true` lets me, `--anew` shows it again"
    return report.noted(f"{plan.name}: {standstill}") if standstill else report
