"""What many lists' looks will ask for, read at once: the works that stand in them, and those they may take."""

from collections.abc import Iterable, Mapping, Sequence

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
_SHOWN = """
select work_id from changes where state = 'standing' and list_name in (select list_name from asked_lists)
union
select work_id from (
    select work_id, is_shared, row_number() over (
        partition by form, is_certain, held is null order by score_rank, age, score, work_id) as place
    from candidates where form in (select form from lists where list_name in (select list_name from asked_lists))
) where is_shared or place <= ?
"""


def load_ahead(store: Store, asked: Mapping[str, Sequence[str]], page: int) -> None:
    """Read the works that stand in these lists, and the first `page` of each list's candidates, into what the store keeps.

    `asked` has the categories of each list: one that was never looked at may take any work of these. What
    is too much to keep is left to be read when it is asked for.
    """
    keep_lists(store, _OF_LISTS, asked)
    stage(store, "asked_lists", "list_name", sorted(asked))
    try:
        keep_small_forms(store)
        ids = store.rows(
            "select distinct unnest(ids) from entries where list_name in (select list_name from asked_lists)"
        )
        shown = store.rows(_SHOWN, page)
        known = store.rows(
            "select list_name from lists semi join asked_lists using (list_name) where form is not null"
        )
    finally:
        unstage(store, "asked_lists")
    new = {one for name in asked.keys() - {row[0] for row in known} for one in asked[name]}
    wanted = {*load_owners(store, [name for (name,) in ids]).values(), *(name for (name,) in shown)}
    wanted |= set(load_taken(store, new)) if new else set()
    load_rows(store, "merges", "old_id", [name for (name,) in shown], "old_id, work_id")
    if len(wanted) <= _FEW:
        with_judgements(store, load_works(store, sorted(wanted)))


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
