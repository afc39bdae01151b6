"""Works that lists would take, kept by the form in which a list asks for them: read a page at a time."""

from collections import Counter
from collections.abc import Collection, Iterable, Mapping, Sequence
from operator import itemgetter
from typing import Any

from ingest.store.connection import Store
from ingest.store.looks import note_losses
from ingest.store.lookup import load_rows, registered, short_hash
from ingest.store.rows import insert_rows, stage, unstage, update_row
from ingest.store.small_forms import Rows, replace_in_hand, rows_of_form

# Of the form first: what it has lies together, so that the names of other forms are passed over.
_NAMED = (
    "select name, work_id from candidate_names semi join asked using (name_hash) where form = ?"
)


def load_form(store: Store, form: str) -> int:
    """Up to which change of `watched` a form's candidates were judged; 0 for a form that is new."""
    known = rows_of_form(store, "forms", form)
    if known is None:
        known = store.records("select change_no from forms where form = ?", form)
    return int(known[0]["change_no"]) if known else 0


def save_form(store: Store, form: str, change_no: int, places: str) -> None:
    """Note up to which change a form's candidates were judged, and what makes the form ("": not to be kept)."""
    row: dict[str, object] = {"form": form, "change_no": change_no, "places": places or None}
    known = rows_of_form(store, "forms", form)
    if known:
        changed = {name: value for name, value in row.items() if value != known[0][name]}
        known[0] |= row
        if changed:
            update_row(store, "forms", {"form": form, **changed}, key=["form"])
        return
    store.connection.execute("delete from forms where form = ?", [form])
    insert_rows(store, "forms", [row])


def mark_judged(store: Store, forms: Iterable[str], change_no: int) -> None:
    """The candidates of these forms are judged up to a change."""
    stage(store, "judged", "form", sorted(forms))
    store.connection.execute(
        "update forms set change_no = ? where form in (select form from judged)", [change_no]
    )
    unstage(store, "judged")


def add_candidates(
    store: Store, rows: Sequence[Mapping[str, object]], names: Iterable[tuple[str, str, str]]
) -> tuple[Rows, Rows]:
    """Works that are no candidates of their forms, as yet marked as if none had a name in common with another.

    `rows` name their form, `names` are (form, work, name). Returns the rows that both tables got.
    """
    fresh: Rows = [{**row, "is_shared": False} for row in rows]
    pairs: Rows = [_name_row(*one) for one in names]
    insert_rows(store, "candidates", fresh)
    insert_rows(store, "candidate_names", pairs)
    return fresh, pairs


def _name_row(form: str, work_id: str, name: str) -> dict[str, Any]:
    return {"form": form, "work_id": work_id, "name": name, "name_hash": short_hash(name)}


def forget_forms(store: Store) -> None:
    """Drop what no list asks for in that form any more."""
    unused = "form not in (select form from lists where form is not null)"
    if store.rows(f"select 1 from forms where {unused} limit 1"):
        with store.transaction():
            for table in ("forms", "candidates", "candidate_names", "form_losses"):
                store.connection.execute(f"delete from {table} where {unused}")


def save_candidates(
    store: Store,
    form: str,
    judged: Sequence[str],
    rows: Sequence[Mapping[str, object]],
    names: Mapping[str, Iterable[str]],
) -> None:
    """Replace what is known of the `judged` works: those that a list would take are among `rows`."""
    in_hand = rows_of_form(store, "candidates", form)
    if in_hand is None or not {row["work_id"] for row in in_hand}.isdisjoint(judged):
        take_out_candidates(store, form, judged, {str(row["work_id"]) for row in rows})
    fresh, pairs = add_candidates(
        store,
        [{"form": form, **row} for row in rows],
        ((form, work_id, name) for work_id, known in names.items() for name in sorted(known)),
    )
    replace_in_hand(store, form, judged, {"candidates": fresh, "candidate_names": pairs})
    _mark_shared(store, form, [pair["name"] for pair in pairs])


def take_out_candidates(
    store: Store, form: str, judged: Sequence[str], staying: Collection[str]
) -> None:
    """Forget what was known of the `judged` works; all but those `staying` count as lost to the form."""
    note_losses(store, set(judged).difference(staying), form)
    stage(store, "judged", "work_id", judged)
    for table in ("candidates", "candidate_names"):
        store.connection.execute(
            f"delete from {table} where form = ? and work_id in (select work_id from judged)",
            [form],
        )
    unstage(store, "judged")


def _mark_shared(store: Store, form: str, names: Iterable[str]) -> None:
    """Mark the works that have a name in common with another one."""
    shared = {
        work_id
        for works in find_named(store, form, names).values()
        if len(works) > 1
        for work_id in works
    }
    for row in rows_of_form(store, "candidates", form) or ():
        row["is_shared"] = row["is_shared"] or row["work_id"] in shared
    if shared:
        stage(store, "shared", "work_id", sorted(shared))
        store.connection.execute(
            "update candidates set is_shared = true where form = ? and not is_shared "
            "and work_id in (select work_id from shared)",
            [form],
        )
        unstage(store, "shared")


def find_named(store: Store, form: str, names: Iterable[str]) -> dict[str, set[str]]:
    """The candidates that bear each of these names; names that none bears are left out."""
    asked = set(names)
    named: dict[str, set[str]] = {}
    rows = rows_of_form(store, "candidate_names", form)
    if rows is None and asked:
        with registered(store, "asked", {"name_hash": sorted({*map(short_hash, asked)})}):
            rows = store.records(_NAMED, form)
    for row in rows or ():
        if row["name"] in asked:
            named.setdefault(row["name"], set()).add(row["work_id"])
    return named


def find_near(
    store: Store, form: str, named: Mapping[str, set[str]], lines: Sequence[str] = ()
) -> set[str]:
    """The candidates in `named` (`find_named`), those with a name in common with another one, or whose title
    stands in one of `lines` (folded as titles are)."""
    near = {one for works in named.values() for one in works}
    known = rows_of_form(store, "candidates", form)
    if known is not None:
        text = "\n".join(lines)
        return near | {
            one["work_id"]
            for one in known
            if one["is_shared"] or (lines and one["title_key"] in text)
        }
    told = "(is_shared or contains(?, title_key))" if lines else "is_shared"
    rows = store.rows(
        f"select work_id from candidates where form = ? and {told}",
        *((form, "\n".join(lines)) if lines else (form,)),
    )
    return near | {row[0] for row in rows}


def find_gone(named: Mapping[str, set[str]], gone: Mapping[str, bool]) -> dict[str, bool]:
    """Candidates with a name in `gone` (name -> whether people refused it) -> whether one was refused."""
    found: dict[str, bool] = {}
    for name in gone.keys() & named:
        for work_id in named[name]:
            found[work_id] = found.get(work_id, False) or gone[name]
    return found


def load_page(
    store: Store, form: str, room: Mapping[bool, int], *, without: Iterable[str]
) -> list[str]:
    """As many as fit of the certain candidates and of the others, most certain first; not those `without`."""
    apart = set(without)
    known = rows_of_form(store, "candidates", form)
    if known is not None:
        ranked = sorted(known, key=itemgetter("score_rank", "age", "score", "work_id"))
        free = [one for one in ranked if one["held"] is None and one["work_id"] not in apart]
        return [
            one["work_id"]
            for is_certain, limit in room.items()
            for one in [one for one in free if one["is_certain"] == is_certain][: max(limit, 0)]
        ]
    stage(store, "without", "work_id", sorted(apart))
    try:
        return [
            row[0]
            for is_certain, limit in room.items()
            if limit > 0
            for row in store.rows(
                "select work_id from candidates where form = ? and is_certain = ? and held is null "
                "and work_id not in (select work_id from without) "
                "order by score_rank, age, score, work_id limit ?",
                *(form, is_certain, limit),
            )
        ]
    finally:
        unstage(store, "without")


def _count_in_sql(
    store: Store, form: str, without: Iterable[str]
) -> Counter[tuple[str, str | None]]:
    rows = store.rows(
        "select section, held, count(*) from candidates where form = ? group by all", form
    )
    counts = Counter({(section, held): count for section, held, count in rows})
    for row in load_rows(store, "candidates", "work_id", without, "form, section, held"):
        if row["form"] == form:
            counts[row["section"], row["held"]] -= 1
    return counts


def count_beside(
    store: Store, form: str, *, without: Iterable[str], gone: Mapping[str, bool]
) -> tuple[int, tuple[tuple[str, str, int], ...], int]:
    """How many of the candidates that are not `without` wait, are held (section, reason, count), were refused.

    Those in `gone` (work id -> whether people refused it) wait for nothing.
    """
    apart = set(without)
    known = rows_of_form(store, "candidates", form)
    if known is not None:
        waits = (one for one in known if one["work_id"] not in apart | gone.keys())
        counts = Counter((one["section"], one["held"]) for one in waits)
    else:
        counts = _count_in_sql(store, form, apart | gone.keys())
    held = sorted((*place, count) for place, count in counts.items() if place[1] and count)
    waiting = sum(count for (_, why), count in counts.items() if why is None)
    return waiting, tuple(held), sum(gone[name] for name in gone.keys() - apart)
