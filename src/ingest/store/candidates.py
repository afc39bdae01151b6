"""Works that lists would take, kept by the form in which a list asks for them: read a page at a time."""

from collections.abc import Iterable, Mapping, Sequence

import pyarrow as pa

from ingest.store.connection import Store
from ingest.store.rows import insert_rows, stage, unstage


def load_form(store: Store, form: str) -> int:
    """Up to which change of `watched` a form's candidates were judged; 0 for a form that is new."""
    found = store.rows("select change_no from forms where form = ?", form)
    return int(found[0][0]) if found else 0


def save_form(store: Store, form: str, change_no: int) -> None:
    """Note up to which change a form's candidates were judged."""
    store.connection.execute("delete from forms where form = ?", [form])
    store.connection.execute("insert into forms values (?, ?)", [form, change_no])


def forget_forms(store: Store) -> None:
    """Drop what no list asks for in that form any more."""
    unused = "form not in (select form from lists where form is not null)"
    if store.rows(f"select 1 from forms where {unused} limit 1"):
        with store.transaction():
            for table in ("forms", "candidates", "candidate_names"):
                store.connection.execute(f"delete from {table} where {unused}")


def save_candidates(
    store: Store,
    form: str,
    judged: Sequence[str],
    rows: Sequence[Mapping[str, object]],
    names: Mapping[str, Iterable[str]],
) -> None:
    """Replace what is known of the `judged` works: those that a list would take are among `rows`."""
    stage(store, "judged", "work_id", judged)
    for table in ("candidates", "candidate_names"):
        store.connection.execute(
            f"delete from {table} where form = ? and work_id in (select work_id from judged)",
            [form],
        )
    unstage(store, "judged")
    insert_rows(store, "candidates", [{"form": form, "is_shared": False, **row} for row in rows])
    pairs: list[dict[str, object]] = [
        {"form": form, "work_id": work_id, "name": name}
        for work_id, known in names.items()
        for name in sorted(known)
    ]
    insert_rows(store, "candidate_names", pairs)
    if pairs:
        _mark_shared(store, form, [str(pair["name"]) for pair in pairs])


def _mark_shared(store: Store, form: str, names: Sequence[str]) -> None:
    """Mark the works that have a name in common with another one."""
    stage(store, "fresh", "name", sorted(set(names)))
    try:
        shared = store.rows(
            "select name from candidate_names join fresh using (name) where form = ? "
            "group by name having count(distinct work_id) > 1",
            form,
        )
    finally:
        unstage(store, "fresh")
    if not shared:
        return
    stage(store, "fresh", "name", [row[0] for row in shared])
    store.connection.execute(
        "update candidates set is_shared = true where form = ? and work_id in "
        "(select work_id from candidate_names join fresh using (name) where form = ?)",
        [form, form],
    )
    unstage(store, "fresh")


def find_near(store: Store, form: str, names: Iterable[str], lines: Sequence[str] = ()) -> set[str]:
    """Candidates that have one of these names, or one in common with another candidate, or whose title
    stands in one of `lines` (folded as titles are)."""
    stage(store, "near", "name", sorted(set(names)))
    try:
        rows = store.rows(
            "select n.work_id from candidate_names n join near using (name) where n.form = ? "
            "union select work_id from candidates where form = ? and is_shared",
            *(form, form),
        )
    finally:
        unstage(store, "near")
    if lines:
        rows += store.rows(
            "select work_id from candidates where form = ? and contains(?, title_key)",
            *(form, "\n".join(lines)),
        )
    return {row[0] for row in rows}


def load_page(
    store: Store,
    form: str,
    room: Mapping[bool, int],
    *,
    without: Iterable[str],
    gone: Mapping[str, bool],
) -> list[str]:
    """As many as fit of the certain candidates and of the others, most certain first.

    Not those `without`, nor any with a name in `gone` (name -> whether people refused it).
    """
    _stage(store, without, gone)
    try:
        return [
            row[0]
            for is_certain, limit in room.items()
            if limit > 0
            for row in store.rows(
                "select work_id from candidates where form = ? and is_certain = ? and held is null "
                "and work_id not in (select work_id from without) and work_id not in ("
                "  select work_id from candidate_names join gone using (name) where form = ?) "
                "order by score_rank, age, score, work_id limit ?",
                *(form, is_certain, form, limit),
            )
        ]
    finally:
        _unstage(store)


def count_beside(
    store: Store, form: str, *, without: Iterable[str], gone: Mapping[str, bool]
) -> tuple[int, tuple[tuple[str, str, int], ...], int]:
    """How many of the candidates that are not `without` wait, are held (section, reason, count), were refused.

    Those with a name in `gone` wait for nothing.
    """
    _stage(store, without, gone)
    try:
        rows = store.rows(
            "with marked as (select work_id, bool_or(is_refused) as is_refused from candidate_names "
            "  join gone using (name) where form = ? group by work_id) "
            "select section, held, m.work_id is not null, coalesce(m.is_refused, false), count(*) "
            "from candidates c left join marked m using (work_id) where form = ? "
            "and c.work_id not in (select work_id from without) group by all order by all",
            *(form, form),
        )
    finally:
        _unstage(store)
    open_rows = [(section, held, count) for section, held, is_gone, _, count in rows if not is_gone]
    return (
        sum(count for _, held, count in open_rows if held is None),
        tuple((section, held, count) for section, held, count in open_rows if held),
        sum(row[4] for row in rows if row[3]),
    )


def _stage(store: Store, without: Iterable[str], gone: Mapping[str, bool]) -> None:
    stage(store, "without", "work_id", sorted(set(without)))
    names = pa.table(
        {
            "name": pa.array(gone.keys(), pa.string()),
            "is_refused": pa.array(gone.values(), pa.bool_()),
        }
    )
    store.connection.register("gone", names)


def _unstage(store: Store) -> None:
    unstage(store, "without")
    unstage(store, "gone")
