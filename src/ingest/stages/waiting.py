"""Lists whose only news are works that have to wait: these are counted, and no page is opened.

A look at such a list would end as the last one did, but for how many works wait or are held. So it is where none of the
works that changed was more than counted by the last look, none has a name in common with another candidate, with what
stands in the list or in its pull request or with what people decided, and for each there is no room, or no row can be
written.
"""

from collections import Counter
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from ingest.lists import CuratedList
from ingest.lists.plan import ListPlan
from ingest.proposals import (
    Assessed,
    Proposal,
    assess,
    find_room,
    names_of_item,
    read_places,
)
from ingest.stages.context import Context
from ingest.stages.narrowing import Narrowing
from ingest.stages.shortlist import Shortlist, candidate_row, name_form
from ingest.store import (
    Candidacy,
    KeptForm,
    Margin,
    Room,
    Store,
    Tally,
    add_candidates,
    find_borne,
    find_candidacies,
    find_takers,
    load_form,
    load_kept_forms,
    load_margins,
    load_newest_changes,
    load_works,
    make_margin,
    save_waiting,
    take_out_candidates,
    with_judgements,
)
from ingest.works import Decision

_MOST = 2_000  # works that changed; a form that was judged before more of them did is looked at


def find_margin(
    context: Context,
    plan: ListPlan,
    base: CuratedList,
    shortlist: Shortlist,
    proposal: Proposal,
    decisions: Sequence[Decision],
) -> Margin:
    """What a new work has to meet to change a proposal that was just made, and that nobody else's pull request limits."""
    names = shortlist.names.union(*(names_of_item(one) for one in proposal.items))
    later = find_room(plan, base, shortlist.found, decisions, proposal.items, context.now())
    change_no = load_form(context.store, shortlist.form)
    return make_margin(shortlist.form, change_no, _pair(shortlist.room), _pair(later), names)


def _pair(room: Mapping[bool, int]) -> Room:
    return room[True], room[False]


@dataclass(frozen=True, slots=True)
class _News:
    """The works that changed last, and what they have to do with forms and their lists."""

    changes: Mapping[str, int]  # by work, the number of its last change
    since: int  # all that changed after this one are among them
    takers: Mapping[str, Collection[str]]  # by work, the categories that take it
    # By form, what those were that were candidates.
    candidacies: Mapping[str, Mapping[str, Candidacy]]

    def of_list(self, plan: ListPlan, margin: Margin, judged: int) -> list[str] | None:
        """The works that a list may take of those that changed since its last look; None where more is to be known."""
        if margin.change_no < self.since:
            return None
        changed = {name for name, number in self.changes.items() if number > margin.change_no}
        asked = {name for section in plan.sections for name in section.categories}
        new = [name for name in changed if not asked.isdisjoint(self.takers.get(name, ()))]
        met = changed.intersection(self.candidacies.get(margin.form, ())).union(new)
        # For another list of the form: whether they only wait for this one is not known any more.
        is_known = any(self.changes[name] <= judged for name in met)
        # Of several sizes of a model, or a paper's own repository: these are judged with other works.
        is_model = any(name.startswith("hub:") for name in met)
        return None if is_known or is_model else sorted(new)

    def of_form(self, form: str, judged: int) -> dict[str, Candidacy]:
        """The candidates of a form that changed since it was judged, as they were then."""
        known = self.candidacies.get(form, {})
        return {name: one for name, one in known.items() if self.changes[name] > judged}


def count_waiting(
    context: Context,
    plans: Mapping[str, ListPlan],
    narrowing: Narrowing,
    tallies: Mapping[str, Tally],
) -> dict[str, Tally]:
    """Those of the lists for which the works that changed only wait, with what their proposals hold now.

    `plans` are lists in which nothing but works changed since their last look; `tallies` have what that found.
    """
    store = context.store
    margins = load_margins(store, plans)
    forms = load_kept_forms(store, {one.form for one in margins.values()})
    numbers = [one.change_no for one in margins.values()]
    news = _load_news(store, min(numbers, default=0))
    due = {
        name: new
        for name, one in margins.items()
        if one.form in forms
        and name in tallies
        and (new := news.of_list(plans[name], one, forms[one.form].change_no)) is not None
    }
    fresh = dict(_assessed(context, plans, narrowing, margins, forms, due))
    before = {form: news.of_form(form, forms[form].change_no) for form in fresh}
    borne = find_borne(
        store, {name for some in fresh.values() for one in some for name in one.names}
    )
    counted = {}
    for name in due:
        margin = margins[name]
        some = fresh.get(margin.form)
        if some is None:
            continue
        old = before[margin.form]
        if _only_waits(some, old, margin, borne.get(margin.form, ())):
            counted[name] = _with_more(tallies[name], some, old)
    last = max((*news.changes.values(), *numbers), default=0)
    _save(context, counted, margins, fresh, before, last)
    return counted


def _load_news(store: Store, since: int) -> _News:
    changes = dict(load_newest_changes(store, since, _MOST))
    since = min(changes.values()) if len(changes) == _MOST else since
    return _News(changes, since, find_takers(store, changes), find_candidacies(store, changes))


def _assessed(
    context: Context,
    plans: Mapping[str, ListPlan],
    narrowing: Narrowing,
    margins: Mapping[str, Margin],
    forms: Mapping[str, KeptForm],
    due: Mapping[str, Sequence[str]],
) -> Iterator[tuple[str, tuple[Assessed, ...]]]:
    """For each form what the new works are to its lists, where what makes the form is known."""
    store = context.store
    works = {name for some in due.values() for name in some}
    found = {
        one.work.work_id: one for one in with_judgements(store, load_works(store, sorted(works)))
    }
    lists = {margins[name].form: name for name in due}  # one speaks for all of a form
    for form, name in lists.items():
        places = read_places(forms[form].places)
        if name_form(context, plans[name], places) == form:
            some = [found[one] for one in due[name] if one in found]
            yield form, assess(narrowing.with_holds(plans[name], some), places)


def _only_waits(
    some: Sequence[Assessed],
    before: Mapping[str, Candidacy],
    margin: Margin,
    borne: Collection[tuple[str, str]],
) -> bool:
    """Whether all of these candidates wait or are held, as those `before` did, and mean nothing to anything else."""
    owners = [(name, one.work_id) for one in some for name in one.names]
    names = {name for name, _ in owners}
    room = {True: margin.room[0], False: margin.room[1]}
    candidates: list[Assessed | Candidacy] = [*some, *before.values()]
    return (
        len(names) == len(owners)
        and not margin.bears({*names, *before})
        and {one for one in borne if one[0] in names} <= set(owners)
        and not any(one.is_shared for one in before.values())
        and all(one.held or room[one.is_certain] <= 0 for one in candidates)
    )


def _with_more(tally: Tally, some: Sequence[Assessed], before: Mapping[str, Candidacy]) -> Tally:
    counts = Counter({(section, why): count for section, why, count in tally.held})
    new = Counter((one.section, one.held) for one in some)
    new.subtract((one.section, one.held) for one in before.values())
    for (section, why), count in new.items():
        if why:
            counts[section, why] += count
    return replace(
        tally,
        waiting_count=tally.waiting_count + sum(n for (_, why), n in new.items() if not why),
        held=tuple((*place, count) for place, count in sorted(counts.items()) if count),
    )


def _save(
    context: Context,
    counted: Mapping[str, Tally],
    margins: Mapping[str, Margin],
    fresh: Mapping[str, Sequence[Assessed]],
    before: Mapping[str, Mapping[str, Candidacy]],
    change_no: int,
) -> None:
    if not counted:
        return
    forms = sorted({margins[name].form for name in counted})
    new = [(form, one) for form in forms for one in fresh[form]]
    rows = [{"form": form, **candidate_row(one)} for form, one in new]
    names = [(form, one.work_id, name) for form, one in new for name in sorted(one.names)]
    with context.store.transaction():
        for form in forms:
            if before[form]:
                staying = {one.work_id for one in fresh[form]}
                take_out_candidates(context.store, form, sorted(before[form]), staying)
        add_candidates(context.store, rows, names)
        save_waiting(context.store, counted, forms, change_no, context.now())
