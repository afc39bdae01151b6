"""Which lists are looked at tonight, and which are left alone because nothing they follow from has changed."""

import hashlib
from collections.abc import Callable, Mapping
from dataclasses import astuple, dataclass
from datetime import datetime

from ingest import __version__
from ingest.forges import Forge
from ingest.forges.local import LocalForge
from ingest.lists.plan import ListPlan
from ingest.stages.context import Context, StageReport
from ingest.stages.listing import forge_of
from ingest.stages.serving import serve_lists
from ingest.store import (
    Look,
    load_category_changes,
    load_form_changes,
    load_listed_changes,
    load_looks,
    load_row_sums,
    save_looks,
)


@dataclass(frozen=True, slots=True)
class Inputs:
    """All that a look at a list follows from but the time: where they are equal, so is what comes of it."""

    program: str  # its version, and the digest of all rules
    plan: str  # what config says of the list
    rows: str  # what the warehouse has of it: decisions, items, rows pushed and merged, commands, pull requests, ...
    # The last change of a work that it may take, took, or shows; reading back needs none.
    works: tuple[int, ...]
    forge: str  # where its branches and all pull requests of its repository stand

    @property
    def digest(self) -> str:
        """How two of them are told apart."""
        return hashlib.sha256(repr(astuple(self)).encode("utf-8", "surrogateescape")).hexdigest()


@dataclass(frozen=True, slots=True)
class Ledger:
    """What the warehouse knows of all lists when a stage begins, read at once."""

    program: str
    rows: Mapping[str, str]  # by list, as the next two
    forms: Mapping[str, tuple[int, int]]
    listed: Mapping[str, int]
    categories: Mapping[str, int]
    looks: Mapping[str, Look]

    def inputs_of(self, plan: ListPlan, state: str) -> Inputs | None:
        """What a look at a list would follow from; None where nobody can say without looking.

        So it is with the pull request that mends a list: it follows from every link and title that is known.
        """
        if not state or plan.repairs_of:
            return None
        asked = {name for section in plan.sections for name in section.categories}
        newest = max((self.categories.get(name, 0) for name in asked), default=0)
        works = (newest, *self.forms.get(plan.name, (0, 0)), self.listed.get(plan.name, 0))
        return Inputs(self.program, repr(plan), self.rows.get(plan.name, ""), works, state)

    def stands(self, plan: ListPlan, inputs: Inputs | None, now: datetime) -> bool:
        """Whether the last look at a list would end now as it did then."""
        look = self.looks.get(plan.name)
        if look is None or inputs is None or look.inputs != inputs.digest:
            return False
        return look.stands_until is None or now < look.stands_until


# A look at one list: its report, and the first moment at which the same inputs may give another (None: never).
Looking = Callable[[Context, ListPlan, Forge, StageReport], tuple[StageReport, datetime | None]]
Leaving = Callable[[ListPlan, StageReport], StageReport]


def look_at_lists(
    context: Context,
    report: StageReport,
    look: Looking,
    *,
    leave: Leaving = lambda plan, report: report,
    is_waiting: bool = True,
) -> StageReport:
    """Look at every list whose inputs are not those of the last look; `leave` reports of the others.

    A list is left alone only when a look at these very inputs was made before and left them as they were:
    what it wrote, and what publishing wrote after it, is among them.
    """
    ledger = load_ledger(context, report.stage)
    looks: dict[str, Look] = {}

    def left_alone(context: Context, plan: ListPlan, inputs: Inputs | None) -> StageReport | None:
        if context.is_anew or not ledger.stands(plan, inputs, context.now()):
            return None
        return leave(plan, StageReport("")).counted(left_alone=1)

    def work(context: Context, plan: ListPlan, report: StageReport) -> StageReport:
        forge = forge_of(context, plan)
        inputs = ledger.inputs_of(plan, forge.fetch_state())
        if told := left_alone(context, plan, inputs):
            return told
        report, stands_until = look(context, plan, forge, report)
        if inputs:
            looks[plan.name] = Look(inputs.digest, stands_until)
        return report

    left: dict[str, StageReport] = {}
    for plan in () if context.is_anew else context.plans():
        # The embedded forge asks no host: that is sooner done than handed to a worker.
        if plan.forge == "local" and plan.name in ledger.looks:
            told = left_alone(context, plan, _inputs_at_hand(context, plan, ledger))
            left |= {plan.name: told} if told else {}
    with context.store.small_questions():
        report = serve_lists(
            context, report.counted(left_alone=0), work, is_waiting=is_waiting, left=left
        )
    if looks:
        with context.store.transaction():
            save_looks(context.store, report.stage, looks)
    return report


def _inputs_at_hand(context: Context, plan: ListPlan, ledger: Ledger) -> Inputs | None:
    try:
        return ledger.inputs_of(
            plan, LocalForge(plan, context.home.path, context.now).fetch_state()
        )
    except Exception:  # noqa: BLE001 - the look meets it again, as that list's problem alone
        return None


def load_ledger(context: Context, stage_name: str) -> Ledger:
    """Read what the lists' looks follow from, for all of them in a few questions."""
    store = context.store
    is_of_works = stage_name == "propose"  # reviews are read back from what lists and forges have
    return Ledger(
        program=f"{__version__} {context.config.rules_digest}",
        rows=load_row_sums(store),
        forms=load_form_changes(store) if is_of_works else {},
        listed=load_listed_changes(store) if is_of_works else {},
        categories=load_category_changes(store) if is_of_works else {},
        looks=load_looks(store, stage_name),
    )
