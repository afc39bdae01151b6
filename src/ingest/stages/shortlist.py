"""Which works a list may take tonight: judged once for all lists of a form, and only where something changed."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace

from ingest import __version__
from ingest.lists import CuratedList
from ingest.lists.plan import ListPlan
from ingest.proposals import (
    Assessed,
    Beside,
    Elsewhere,
    Item,
    Place,
    assess,
    find_places,
    find_room,
    form_of,
    ids_of_list,
    names_decided,
    names_of_item,
    plain_places,
    sections_chosen,
    write_places,
)
from ingest.stages.context import Context, Progress
from ingest.stages.narrowing import Narrowing
from ingest.store import (
    Lake,
    count_beside,
    find_gone,
    find_named,
    find_near,
    let_form_go,
    load_families,
    load_form,
    load_found,
    load_owners,
    load_page,
    load_taken,
    load_works,
    save_candidates,
    save_form,
    with_family,
    with_judgements,
)
from ingest.works import Decision, Found

_BATCH = 2_000  # works judged at a time: bounds memory where a form is new
_NEWEST = 2**62  # greater than the number of any change
_SHARED = 500  # works that changed: as many are kept for the lists that come after


@dataclass(frozen=True, slots=True)
class Shortlist:
    """What a proposal is made of: the works that matter tonight, and the others counted."""

    found: tuple[Found, ...]
    beside: Beside
    form: str
    room: Mapping[bool, int] = field(default_factory=dict)
    # Of works that matter whatever room there is; and all that are not merely counted, by their ids.
    names: frozenset[str] = frozenset()


def find_shortlist(
    context: Context,
    plan: ListPlan,
    base: CuratedList,
    narrowing: Narrowing,
    *,
    standing: Sequence[Item],
    decisions: Sequence[Decision],
    elsewhere: Sequence[Elsewhere],
    new_room: int,
) -> Shortlist:
    """Works that a list's sections ask for, as far as they can come into its proposal or stand there.

    A proposal of these is the same as one of all: what fits is here, most certain first, with all that has
    a name in common with what stands, with what people moved, with the pull requests of others, or with
    another candidate; the rest only waits, is held or was refused, and is counted.
    """
    store, now = context.store, context.now()
    form = refresh_form(context, plan, find_places(base, plan), narrowing)
    decided = names_decided(decisions, plan.name, now)
    names = {name for item in standing if item.kind == "add" for name in names_of_item(item)}
    names |= sections_chosen(decisions, plan.name).keys()
    named = names.union(*(other.ids for other in elsewhere))
    gone = dict.fromkeys(ids_of_list(base), False) | {
        name: kind == "refused" for name, kind in decided.items()
    }
    bearers = find_named(store, form, {*named, *gone})
    lines = [line for one in elsewhere for line in one.lines]
    near = find_near(store, form, {name: bearers[name] for name in named & bearers.keys()}, lines)
    near |= {*load_owners(store, names).values(), *(item.work_id for item in standing)}
    near = with_family(store, near)
    found = _load(context, plan, near)
    here = {one.work.work_id for one in found}
    others = [item.work_id for item in standing if item.work_id not in here]
    found += with_judgements(store, load_works(store, others))
    room = find_room(plan, base, found, decisions, standing, now, new_room)
    passed = find_gone(bearers, gone)
    page = with_family(store, load_page(store, form, room, without=near | passed.keys())) - near
    found += _load(context, plan, page)
    beside = count_beside(store, form, without=near | page, gone=passed)
    found = narrowing.with_holds(plan, found)
    seen = {one.work.work_id for one in found}.union(*bearers.values())
    return Shortlist(tuple(found), Beside(*beside), form, room, frozenset({*named, *gone, *seen}))


def _load(context: Context, plan: ListPlan, work_ids: set[str]) -> list[Found]:
    asked = {name for one in plan.sections for name in one.categories}
    return load_found(context.store, asked, work_ids)


def name_form(context: Context, plan: ListPlan, plain: Sequence[Place]) -> str:
    """The name of the form that a list's plain places make tonight."""
    # Workers of a lake judge at the same time: there no two lists share what they write.
    owner = plan.name if isinstance(context.store.address, Lake) else ""
    return form_of(plain, context.config.rules_digest, f"{__version__} {owner}")


def refresh_form(
    context: Context, plan: ListPlan, places: Sequence[Place], narrowing: Narrowing
) -> str:
    """Judge what changed since lists of this form were looked at last; the form's name."""
    plain = plain_places(places)
    form = name_form(context, plan, plain)
    since = load_form(context.store, form)
    last, changed, is_much = _find_changed(context, plan, form, since, narrowing)
    if last == since and since:
        return form
    single = [work_id for work_id, family in changed if not family]
    families = [work_id for work_id, family in changed if family]
    batches = [single[at : at + _BATCH] for at in range(0, len(single), _BATCH)]
    batches += [families] if families else []
    try:
        with context.store.transaction():
            for number, batch in enumerate(batches):
                if number:
                    text = f"{plan.name}: works it may take"
                    context.notify(Progress("propose", text, number * _BATCH, len(changed)))
                    context.store.let_go()
                found = _load_changed(context, plan, narrowing, batch, last, is_much=is_much)
                _judge(context, plan, plain, narrowing, form, batch, found)
            save_form(context.store, form, last, write_places(plain))
    except BaseException:
        let_form_go(context.store, form)  # what is in hand was not written
        raise
    return form


def _find_changed(
    context: Context, plan: ListPlan, form: str, since: int, narrowing: Narrowing
) -> tuple[int, list[tuple[str, str]], bool]:
    """The number of the last change, the works that changed since as far as they can concern a form, whether that is much.

    Where much changed (the form is new, all is judged anew), those that a list does not ask for and that are no
    candidates of its form are not looked at: nothing is kept of them, nor would be.
    """
    last, changed = narrowing.changed_since(context.store, since or _NEWEST)
    if since and len(changed) <= _SHARED:
        return last, changed, False
    asked = {name for one in plan.sections for name in one.categories}
    taken = load_taken(context.store, asked, form)
    if not since:
        return last, load_families(context.store, taken), True
    among = set(taken)
    return last, [one for one in changed if one[0] in among], True


def _load_changed(
    context: Context,
    plan: ListPlan,
    narrowing: Narrowing,
    work_ids: Sequence[str],
    change_no: int,
    *,
    is_much: bool,
) -> list[Found]:
    """The changed works that a list asks for; few are read once for all lists of a night."""
    if is_much or len(work_ids) > _SHARED or any(name.startswith("hub:") for name in work_ids):
        if len(work_ids) > _SHARED:
            context = replace(context, store=replace(context.store, kept=None))
        return _load(context, plan, set(work_ids))
    if narrowing.change_no != change_no:
        narrowing.changed, narrowing.change_no = {}, change_no
    missing = [name for name in work_ids if name not in narrowing.changed]
    for one in with_judgements(context.store, load_works(context.store, missing)):
        narrowing.changed[one.work.work_id] = one
    asked = {name for one in plan.sections for name in one.categories}
    return [
        one
        for one in (narrowing.changed[name] for name in work_ids if name in narrowing.changed)
        if any(verdict.category in asked and verdict.state != "no" for verdict in one.verdicts)
    ]


def candidate_row(one: Assessed) -> dict[str, object]:
    """A candidate as its table has it, but for its form."""
    return {
        "work_id": one.work_id,
        "section": one.section,
        "is_certain": one.is_certain,
        "held": one.held,
        "score_rank": one.rank[0],
        "age": one.rank[1],
        "score": one.rank[2],
        "title_key": one.title_key,
    }


def _judge(
    context: Context,
    plan: ListPlan,
    places: Sequence[Place],
    narrowing: Narrowing,
    form: str,
    work_ids: Sequence[str],
    works: Sequence[Found],
) -> None:
    if not work_ids:
        return
    found = narrowing.with_holds(plan, works)
    assessed = assess(found, places)
    rows = [candidate_row(one) for one in assessed]
    names = {one.work_id: one.names for one in assessed}
    save_candidates(context.store, form, work_ids, rows, names)
