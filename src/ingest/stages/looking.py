"""Which lists are looked at tonight, and which are left alone because nothing they follow from has changed."""

import hashlib
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import NamedTuple

from ingest import __version__
from ingest.forges import Forge
from ingest.forges.local import LocalForge
from ingest.forges.states import State
from ingest.lists.plan import ListPlan
from ingest.stages.context import Context, StageReport
from ingest.stages.hosts import ask_hosts, check_host
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
        # Where the config stands decides nothing: a home that is moved or restored is the same home.
        said = repr(replace(plan, where=""))
        return Inputs(self.program, said, self.rows.get(plan.name, ""), works, state)

    def stands(self, plan: ListPlan, inputs: Inputs | None, now: datetime) -> bool:
        """Whether the last look at a list would end now as it did then."""
        look = self._timely(plan, now)
        return bool(look and inputs and look.inputs == str(inputs.mark))

    def has_only_news(self, plan: ListPlan, inputs: Inputs | None, now: datetime) -> bool:
        """Whether nothing but works that a list may take came or changed since its last look."""
        look = self._timely(plan, now)
        if not (look and inputs):
            return False
        now_mark, last = inputs.mark, look.inputs.split(" ")
        was = Mark(*last) if len(last) == len(now_mark) else None
        is_same = was is not None and now_mark._replace(works=was.works) == was
        return is_same and now_mark.works.split(",")[1:] == last[2].split(",")[1:]

    def _timely(self, plan: ListPlan, now: datetime) -> Look | None:
        """The last look at a list, unless time alone may have changed what comes of it."""
        look = self.looks.get(plan.name)
        return look if look and (not look.stands_until or now < look.stands_until) else None


# A look at one list: its report, and the first moment at which the same inputs may give another (None: never).
Looking = Callable[[Context, ListPlan, Forge, StageReport], tuple[StageReport, datetime | None]]
_Looks = dict[str, tuple[ListPlan, Inputs, datetime | None]]
Leaving = Callable[[ListPlan, StageReport], StageReport]
# What becomes of lists that have no news but works: the reports of those that need no look.
Settling = Callable[[Mapping[str, ListPlan]], Mapping[str, StageReport]]


def look_at_lists(
    context: Context,
    report: StageReport,
    look: Looking,
    *,
    leave: Leaving = lambda plan, report: report,
    settle: Settling = lambda plans: {},
    expect: Callable[[Sequence[ListPlan]], None] = lambda plans: None,
    keep: Callable[[Collection[str]], None] = lambda names: None,
    is_waiting: bool = True,
) -> StageReport:
    """Look at every list whose inputs are not those of the last look; `leave` reports of the others.

    A list is left alone only when a look at these very inputs was made before and left them as they were:
    what it wrote, and what publishing wrote after it, is among them. `settle` is given the lists whose only
    news are works, before any other. `expect` is told which lists are looked at, but for some that turn out to be
    left alone, and `keep` of which lists looks are noted, in the transaction that does it.
    """
    ledger = load_ledger(context, report.stage)
    states, report = ask_hosts(context, report)
    looks: _Looks = {}

    def left_alone(context: Context, plan: ListPlan, inputs: Inputs | None) -> StageReport | None:
        if context.is_anew or not ledger.stands(plan, inputs, context.now()):
            return None
        return leave(plan, StageReport("")).counted(left_alone=1)

    def work(context: Context, plan: ListPlan, report: StageReport) -> StageReport:
        check_host(states, plan)
        forge = forge_of(context, plan)
        state = states.get(plan.name, State()).text or forge.fetch_state()
        inputs = ledger.inputs_of(plan, state)
        if told := left_alone(context, plan, inputs):
            return told
        report, stands_until = look(context, plan, forge, report)
        if inputs:
            looks[plan.name] = (plan, inputs, stands_until)
        return report

    left: dict[str, StageReport] = {}
    news: _Looks = {}
    for plan in () if context.is_anew else context.plans():
        # No host has to be asked any more: that is sooner done than handed to a worker.
        if plan.name in ledger.looks and (plan.forge == "local" or plan.name in states):
            inputs = _inputs_at_hand(context, plan, ledger, states)
            if told := left_alone(context, plan, inputs):
                left[plan.name] = told
            elif inputs and ledger.has_only_news(plan, inputs, context.now()):
                news[plan.name] = (plan, inputs, ledger.looks[plan.name].stands_until)
    settled, problem = _settle(settle, news)
    report = report.noted(problem) if problem else report
    left |= settled
    looks |= {name: news[name] for name in settled}
    expect([plan for plan in context.plans() if plan.name not in left])
    with context.store.small_questions():
        report = serve_lists(
            context, report.counted(left_alone=0), work, is_waiting=is_waiting, left=left
        )
    if looks:
        _note_looks(context, report.stage, ledger, looks, keep)
    return report


def _settle(settle: Settling, news: _Looks) -> tuple[Mapping[str, StageReport], str]:
    """What became of lists with news alone; where that failed, nothing was written and each is looked at."""
    try:
        return settle({name: plan for name, (plan, *_) in news.items()}) if news else {}, ""
    except Exception as bug:  # noqa: BLE001 - of one list perhaps, whose own look meets it again
        told = str(bug) or type(bug).__name__
        return (
            {},
            f"{len(news)} lists were looked at one by one, as counting their news failed: {told}",
        )


def _note_looks(
    context: Context,
    stage_name: str,
    before: "Ledger",
    looks: _Looks,
    keep: Callable[[Collection[str]], None],
) -> None:
    """Keep what the looks began with; and what they left behind, unless works changed while they were made."""
    after = load_ledger(context, stage_name)
    is_quiet = after.last_change == before.last_change
    noted = {}
    for name, (plan, inputs, stands_until) in looks.items():
        left = after.inputs_of(plan, inputs.forge) if is_quiet else None
        noted[name] = Look(str(inputs.mark), stands_until, str(left.mark) if left else None)
    with context.store.transaction():
        save_looks(context.store, stage_name, noted)
        keep(noted)


def _inputs_at_hand(
    context: Context, plan: ListPlan, ledger: Ledger, states: Mapping[str, State]
) -> Inputs | None:
    if plan.forge != "local":
        return ledger.inputs_of(plan, states[plan.name].text)
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
