"""Candidates of forms that have few, read at once for the lists that are looked at next, and then counted here.

Asking the warehouse costs a list a dozen questions, each of them dearer than going through some hundred rows.
"""

from collections.abc import Iterable, Mapping
from typing import Any

from ingest.store.connection import Store
from ingest.store.rows import stage, unstage

_FEW = 300  # candidates of a form
_TABLES = ("forms", "candidates", "candidate_names")
_SMALL = f"""
select distinct form from lists l semi join asked_lists using (list_name)
where form is not null and form in (select form from forms)
and (select count(*) from candidates c where c.form = l.form) <= {_FEW}
"""

Rows = list[dict[str, Any]]


def keep_small_forms(store: Store) -> None:
    """Read the small ones of the forms of lists that are staged as `asked_lists` into what the store keeps."""
    assert store.kept is not None
    forms = [form for (form,) in store.rows(_SMALL)]
    stage(store, "asked_forms", "form", forms)
    try:
        for table in _TABLES:
            known = store.kept.setdefault((table, "form", "*"), {})
            known.update((form, []) for form in forms)
            sql = f"select * from {table} semi join asked_forms using (form)"
            for row in store.records(sql) if forms else ():
                known[row["form"]].append(row)
    finally:
        unstage(store, "asked_forms")


def rows_of_form(store: Store, table: str, form: str) -> Rows | None:
    """All rows of a form, if they are in hand."""
    return (store.kept or {}).get((table, "form", "*"), {}).get(form)


def let_form_go(store: Store, form: str) -> None:
    """What is in hand of a form counts no more."""
    for table in _TABLES:
        (store.kept or {}).get((table, "form", "*"), {}).pop(form, None)


def replace_in_hand(
    store: Store, form: str, judged: Iterable[str], rows: Mapping[str, Rows]
) -> None:
    """The rows of the `judged` works, by table, as they were just written."""
    gone = set(judged)
    for table, new in rows.items():
        known = rows_of_form(store, table, form)
        if known is not None:
            known[:] = [row for row in known if row["work_id"] not in gone] + new
