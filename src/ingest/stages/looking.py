"""Which lists are looked at tonight, and which are left alone because nothing they follow from has changed."""

import hashlib
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import NamedTuple

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
    load_form_losses,
    load_last_change,
    load_listed_changes,
    load_looks,
    load_row_sums,
    save_looks,
)


class Mark(NamedTuple):
    """By what inputs are told apart, and kept."""

    program: str  # and what config says
    rows: str
    works: str
    forge: str

    def __str__(self) -> str:
        return " ".join(self)


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
    def mark(self) -> Mark:
        """How two of them are told apart."""
        works = ",".join(map(str, self.works))
        return Mark(
            mark_of(self.program + self.plan), mark_of(self.rows), works, mark_of(self.forge)
        )


def mark_of(text: str) -> str:
    """What stands for one input in a `Mark`."""
    return hashlib.sha256(text.encode("utf-8", "surrogateescape")).hexdigest()[:32]


@dataclass(frozen=True, slots=True)
class Ledger:
    """What the warehouse knows of all lists when a stage begins, read at once."""

    program: str
    rows: Mapping[str, str]  # by list, as the next two
    losses: Mapping[str, int]  # of the candidates of its form
    listed: Mapping[str, int]
    categories: Mapping[str, int]
    looks: Mapping[str, Look]
    last_change: int  # of any work

    def inputs_of(self, plan: ListPlan, state: str) -> Inputs | None:
        """What a look at a list would follow from; None where nobody can say without looking.

        So it is with the pull request that mends a list: it follows from every link and title that is known.
        """
        if not state or plan.repairs_of:
            return None
        asked = {name for section in plan.sections for name in section.categories}
        newest = max((self.categories.get(name, 0) for name in asked), default=0)
        works = (newest, self.losses.get(plan.name, 0), self.listed.get(plan.name, 0))
        return Inputs(self.program, repr(plan), self.rows.get(plan.name, ""), works, state)

    def stands(self, plan: ListPlan, inputs: Inputs | None, now: datetime) -> bool:
        """Whether the last look at a list would end now as it did then."""
        look = self.looks.get(plan.name)
        if look is None or inputs is None or look.inputs != str(inputs.mark):
            return False
        return look.stands_until is None or now < look.stands_until


# A look at one list: its report, and the first moment at which the same inputs may give another (None: never).
Looking = Callable[[Context, ListPlan, Forge, StageReport], tuple[StageReport, datetime | None]]
_Looks = dict[str, tuple[ListPlan, Inputs, datetime | None]]
Leaving = Callable[[ListPlan, StageReport], StageReport]


def look_at_lists(
    context: Context,
    report: StageReport,
    look: Looking,
    *,
    leave: Leaving = lambda plan, report: report,
    expect: Callable[[Sequence[ListPlan]], None] = lambda plans: None,
    is_waiting: bool = True,
) -> StageReport:
    """Look at every list whose inputs are not those of the last look; `leave` reports of the others.

    A list is left alone only when a look at these very inputs was made before and left them as they were:
    what it wrote, and what publishing wrote after it, is among them. `expect` is told which lists
    are looked at, but for some that turn out to be left alone.
    """
    ledger = load_ledger(context, report.stage)
    looks: _Looks = {}

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
            looks[plan.name] = (plan, inputs, stands_until)
        return report

    left: dict[str, StageReport] = {}
    for plan in () if context.is_anew else context.plans():
        # The embedded forge asks no host: that is sooner done than handed to a worker.
        if plan.forge == "local" and plan.name in ledger.looks:
            told = left_alone(context, plan, _inputs_at_hand(context, plan, ledger))
            left |= {plan.name: told} if told else {}
    expect([plan for plan in context.plans() if plan.name not in left])
    with context.store.small_questions():
        report = serve_lists(
            context, report.counted(left_alone=0), work, is_waiting=is_waiting, left=left
        )
    if looks:
        _note_looks(context, report.stage, ledger, looks)
    return report


def _note_looks(context: Context, stage_name: str, before: "Ledger", looks: _Looks) -> None:
    """Keep what the looks began with; and what they left behind, unless works changed while they were made."""
    after = load_ledger(context, stage_name)
    is_quiet = after.last_change == before.last_change
    noted = {}
    for name, (plan, inputs, stands_until) in looks.items():
        left = after.inputs_of(plan, inputs.forge) if is_quiet else None
        noted[name] = Look(str(inputs.mark), stands_until, str(left.mark) if left else None)
    with context.store.transaction():
        save_looks(context.store, stage_name, noted)


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
        losses=load_form_losses(store) if is_of_works else {},
        listed=load_listed_changes(store) if is_of_works else {},
        categories=load_category_changes(store) if is_of_works else {},
        looks=load_looks(store, stage_name),
        last_change=load_last_change(store) if is_of_works else 0,
    )
