"""What many lists' looks will ask for, read at once: the works that stand in them, and those they may take."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence

from ingest.store.candidates import load_page
from ingest.store.connection import Store
from ingest.store.found import with_judgements
from ingest.store.lookup import keep_lists, load_rows
from ingest.store.rows import stage, unstage
from ingest.store.small_forms import keep_small_forms
from ingest.store.works import load_owners, load_works

_FEW = 4_000  # works that are kept in memory for some lists
_OF_LISTS = (  # read of every list, and written by its own look alone
    "lists", "entries", "fingerprints", "decisions", "intents", "proposals", "changes",
)  # fmt: skip
_STANDING = """
select list_name, work_id, is_ticked, kind from changes semi join asked_lists using (list_name) where state = 'standing'
"""
_SHARED = """
select distinct work_id from candidates
semi join (select form from lists semi join asked_lists using (list_name)) using (form) where is_shared
"""


def load_ahead(
    store: Store, asked: Mapping[str, Sequence[str]], room: Mapping[str, Mapping[bool, int]]
) -> None:
    """Read the works that stand in these lists, and as many of each list's candidates as fit beside them, into what the store keeps.

    `asked` has the categories of each list: one that was never looked at may take any work of these. `room` has how
    many certain works (True) and others a list's proposal takes. What is too much to keep, or turns out to fit
    besides, is left to be read when it is asked for.
    """
    keep_lists(store, _OF_LISTS, asked)
    stage(store, "asked_lists", "list_name", sorted(asked))
    try:
        keep_small_forms(store)
        ids = store.rows(
            "select distinct unnest(ids) from entries where list_name in (select list_name from asked_lists)"
        )
        standing = store.rows(_STANDING)
        shared = store.rows(_SHARED)
        forms = dict(
            store.rows(
                "select list_name, form from lists semi join asked_lists using (list_name) where form is not null"
            )
        )
    finally:
        unstage(store, "asked_lists")
    near = {work_id for _, work_id, *_ in standing} | {work_id for (work_id,) in shared}
    shown = near.union(
        *(
            load_page(store, form, free, without=near)
            for form, free in _free(forms, room, standing).items()
        )
    )
    new = {one for name in asked.keys() - forms.keys() for one in asked[name]}
    wanted = {*load_owners(store, [name for (name,) in ids]).values(), *shown}
    wanted |= set(load_taken(store, new)) if new else set()
    load_rows(store, "merges", "old_id", shown, "old_id, work_id")
    if len(wanted) <= _FEW:
        with_judgements(store, load_works(store, sorted(wanted)))


def _free(
    forms: Mapping[str, str],
    room: Mapping[str, Mapping[bool, int]],
    standing: Iterable[tuple[str, str, bool, str]],
) -> dict[str, dict[bool, int]]:
    """How many more candidates of each form fit into the list of it that has the most room."""
    taken = Counter((name, is_ticked) for name, _, is_ticked, kind in standing if kind == "add")
    free: dict[str, dict[bool, int]] = {}
    for name, form in forms.items():
        most = free.setdefault(form, {})
        for is_certain, limit in room[name].items():
            rest = limit - taken[name, is_certain]
            most[is_certain] = max(rest, most.get(is_certain, 0))
    return free


def load_taken(store: Store, categories: Iterable[str], form: str = "") -> list[str]:
    """The works with a verdict in one of these categories, and those that are candidates of a form, in order."""
    stage(store, "asked_categories", "category", sorted(set(categories)))
    try:
        rows = store.rows(
            "select work_id from verdicts semi join asked_categories using (category) "
            "where state <> 'no' union select work_id from candidates where form = ? order by work_id",
            form,
        )
    finally:
        unstage(store, "asked_categories")
    return [work_id for (work_id,) in rows]
