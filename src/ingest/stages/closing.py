"""A list that was only published is not read back: what we wrote ourselves, we know."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime

from ingest.forges import Forge, PullRequest, Remark, Written
from ingest.forges.dry import DryForge
from ingest.forges.hosted import is_all_ours
from ingest.forges.states import State
from ingest.lists.plan import ListPlan
from ingest.stages.context import Context, StageReport
from ingest.stages.hosts import ask_hosts
from ingest.stages.looking import Mark, mark_of
from ingest.store import Look, load_looks, load_row_sums, publish_margins, save_looks

# Until when a look at a list would end as it does now.
Limit = Callable[[Context, ListPlan], datetime | None]


@dataclass(frozen=True, slots=True)
class Begun:
    """What stood on a list's forge before its publication."""

    said: tuple[Remark, ...]
    state: str
    is_hosted: bool = False  # the state is what its host told before the stage, comments among it


@dataclass(frozen=True, slots=True)
class Shown:
    """The pull request at a publication's end."""

    pull: PullRequest
    is_written: bool
    is_read: bool  # as it was before; neither of both where a person edited it in between


@dataclass(frozen=True, slots=True)
class Books:
    """Tonight's publications, as far as they may stand for another look: those that left nothing to be read.

    So it is where the looks at a list saw all that its publication began with (the same config and rows, the
    same state of the forge), and where at its end nothing stands on the forge but that and what we wrote.
    """

    rows: Mapping[str, str]  # by list
    reviews: Mapping[str, Look]
    proposals: Mapping[str, Look]
    ended: dict[str, tuple[str, str]] = field(default_factory=dict)  # list: its forge before, after
    # Lists on hosts that were written to: what was, which its host is asked about at the end.
    later: dict[str, tuple[ListPlan, Written]] = field(default_factory=dict)

    def note(
        self,
        plan: ListPlan,
        forge: Forge,
        begun: Begun,
        pushed: tuple[str, str],
        shown: Shown,
    ) -> None:
        """A publication that ended with this push, from one commit to the next, and this pull request."""
        if not begun.state or not (shown.is_written or shown.is_read):
            return
        if begun.is_hosted:
            is_written = shown.is_written or pushed[0] != pushed[1]
            if is_written and not isinstance(forge, DryForge):
                self.later[plan.name] = plan, Written(begun.state, "", *pushed, shown.pull, ())
            return
        after = forge.fetch_state()
        written = Written(begun.state, after, *pushed, shown.pull, begun.said)
        if after and (after == begun.state or forge.is_all_ours(written)):
            self.ended[plan.name] = begun.state, after


def open_books(context: Context) -> Books:
    """Before the first list is published."""
    store = context.store
    return Books(load_row_sums(store), load_looks(store, "reconcile"), load_looks(store, "propose"))


def begin(forge: Forge, pull: PullRequest | None, state: State | None) -> Begun:
    """Right after `pull` was read: whatever is said or ticked later is told by the state, or at the end."""
    if state:
        return Begun((), state.text, is_hosted=True)
    said = forge.fetch_comments(pull.number) if pull else ()
    return Begun(said, forge.fetch_state())


def ask_again(context: Context, books: Books, report: StageReport) -> StageReport:
    """Ask hosts where the lists stand that were written to; `report` with why some could not be asked about."""
    plans = [plan for plan, _ in books.later.values()]
    states, report = ask_hosts(context, report, plans) if plans else ({}, report)
    for name, state in states.items():
        plan, written = books.later[name]
        written = replace(written, after=state.text)
        if state.text and state.body == written.pull.body and is_all_ours(plan, written):
            books.ended[name] = written.before, state.text
    return report


def close_books(context: Context, books: Books, limit: Limit) -> None:
    """Note the publications as looks: the next night finds their lists as these left them."""
    rows = load_row_sums(context.store) if books.ended else {}
    plans = {plan.name: plan for plan in context.plans()}
    seen = {
        name: marks for name in books.ended.keys() & plans if (marks := _seen(context, books, name))
    }
    reviews, proposals = {}, {}
    for name, (read, proposed) in seen.items():
        now = {"rows": mark_of(rows.get(name, "")), "forge": mark_of(books.ended[name][1])}
        told = [str(one._replace(**now)) for one in (read, proposed)]
        reviews[name] = Look(told[0], None, told[0])
        if told[1] != books.proposals[name].inputs:
            proposals[name] = Look(told[1], limit(context, plans[name]), told[1])
    with context.store.transaction():
        save_looks(context.store, "reconcile", reviews)
        save_looks(context.store, "propose", proposals)
        publish_margins(context.store, proposals)


def _seen(context: Context, books: Books, name: str) -> tuple[Mark, Mark] | None:
    """How the looks at a list left it, if nothing came between them and its publication."""
    read, proposed = books.reviews.get(name), books.proposals.get(name)
    if not (read and read.left and proposed and proposed.left):
        return None
    if proposed.stands_until and proposed.stands_until <= context.now():
        return None
    left, begun, end = (
        Mark(*one.split(" ")) for one in (read.left, proposed.inputs, proposed.left)
    )
    is_one_night = (left.program, left.rows, left.forge) == (begun.program, begun.rows, begun.forge)
    state, rows = mark_of(books.ended[name][0]), mark_of(books.rows.get(name, ""))
    is_whole = is_one_night and (end.program, end.rows, end.forge) == (begun.program, rows, state)
    return (left, end) if is_whole else None
