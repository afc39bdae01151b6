"""What lists' proposals follow from, for all lists at once, and how it was when each was last looked at."""

import json
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime

from ingest.store.connection import Store
from ingest.store.lookup import load_rows
from ingest.store.rows import merge_rows, stage, unstage

# Every table with a column `list_name` is an input of a list's look, or is named below.
LIST_TABLES = (
    "changes",
    "commands",
    "decisions",
    "entries",
    "fingerprints",
    "intents",
    "lists",
    "merged_rows",
    "proposals",
    "pulls",
    "remarks",
)
NO_INPUTS = {
    "dashboards": "the number of an issue, which publishing alone asks for",
    "passed_over": "who comes first, not what comes of it",
    "looks": "what is compared",
    "margins": "follows from the look that noted it",
}
_STANDING = (  # every name by which a list speaks of works whose facts it shows
    "select list_name, unnest(ids) as name from entries union select list_name, work_id from changes"
)


@dataclass(frozen=True, slots=True)
class Look:
    """A look at a list: what it followed from, until when the same would follow, and what there was at its end."""

    inputs: str
    stands_until: datetime | None = None
    left: str | None = None


@dataclass(frozen=True, slots=True)
class Tally:
    """What a list's newest proposal holds, counted."""

    ticked_count: int = 0
    look_count: int = 0
    waiting_count: int = 0
    held: tuple[tuple[str, str, int], ...] = ()  # section, reason, how many


def load_looks(store: Store, stage_name: str) -> dict[str, Look]:
    """How each list was looked at last by a stage, by the list's name."""
    records = store.records(
        "select list_name, inputs, stands_until, left_inputs from looks where stage = ?", stage_name
    )
    return {
        one["list_name"]: Look(one["inputs"], one["stands_until"], one["left_inputs"])
        for one in records
    }


def save_looks(store: Store, stage_name: str, looks: Mapping[str, Look]) -> None:
    """Note how lists were looked at by a stage."""
    rows: list[dict[str, object]] = [
        {
            "list_name": name,
            "stage": stage_name,
            "inputs": look.inputs,
            "stands_until": look.stands_until,
            "left_inputs": look.left,
        }
        for name, look in looks.items()
    ]
    merge_rows(store, "looks", rows, key=["list_name", "stage"])


def load_row_sums(store: Store) -> dict[str, str]:
    """What the warehouse has of each list, summed up: it changes when any of its rows does."""
    sums = " union all ".join(
        f"select list_name, concat('{table} ', count(*), ' ', sum(hash(one))) as told from {table} one group by 1"
        for table in LIST_TABLES
    )
    return dict(
        store.rows(
            f"select list_name, string_agg(told, ', ' order by told) from ({sums}) group by 1"
        )
    )


def load_category_changes(store: Store) -> dict[str, int]:
    """The number of the last change among the works that a category takes, or lost, by category."""
    return dict(store.rows("select category, change_no from category_changes"))


def note_categories(store: Store, categories: Iterable[str], number: int) -> None:
    """Categories among whose works something changed, in the caller's transaction."""
    rows: list[dict[str, object]] = [
        {"category": category, "change_no": number} for category in sorted(set(categories))
    ]
    merge_rows(store, "category_changes", rows, key=["category"])


def load_form_losses(store: Store) -> dict[str, int]:
    """How often works left the candidates of a list's form, by list."""
    rows = store.rows("select list_name, loss_count from lists join form_losses using (form)")
    return dict(rows)


def load_listed_changes(store: Store) -> dict[str, int]:
    """The last change among the works that stand in a list, or in its proposal, by list."""
    rows = store.rows(
        "with named as (select work_id as name, change_no from listed_changes union "
        "select id, change_no from listed_changes join work_ids using (work_id)) "
        f"select list_name, max(change_no) from ({_STANDING}) join named using (name) group by 1"
    )
    return dict(rows)


def load_tallies(store: Store) -> dict[str, Tally]:
    """What the newest proposal of each list holds."""
    rows = store.rows(
        "select list_name, count(work_id) filter (is_ticked), count(work_id) filter (not is_ticked), "
        "any_value(waiting_count), any_value(p.held) from proposals p "
        "left join (select * from changes where state = 'standing') c using (list_name) group by 1"
    )
    return {
        name: Tally(ticked, looks, waiting or 0, tuple(map(tuple, json.loads(held or "[]"))))
        for name, ticked, looks, waiting, held in rows
    }


def load_standstills(store: Store) -> dict[str, str]:
    """Why lists are not published now, in words, by list; only those that are not."""
    return dict(
        store.rows("select list_name, standstill from proposals where standstill is not null")
    )


def load_last_change(store: Store) -> int:
    """The number of the newest change of any work; 0 before the first."""
    return int(store.rows("select coalesce(max(change_no), 0) from last_change")[0][0])


def next_change(store: Store) -> int:
    """A number that no change had before, in the caller's transaction."""
    number = load_last_change(store) + 1
    store.connection.execute("delete from last_change")
    store.connection.execute("insert into last_change values (?)", [number])
    return number


def note_listed(store: Store, work_ids: Iterable[str]) -> None:
    """Works of which something changed, if any list shows them; in the caller's transaction."""
    names = {work_id: work_id for work_id in work_ids}
    for row in load_rows(store, "works", "work_id", set(names), "work_id, ids"):
        names |= dict.fromkeys(row["ids"] or (), row["work_id"])
    stage(store, "wanted", "name", sorted(names))
    try:
        shown = store.rows(f"select distinct name from ({_STANDING}) join wanted using (name)")
    finally:
        unstage(store, "wanted")
    found = {names[name] for (name,) in shown}
    if found:
        number = next_change(store)
        rows: list[dict[str, object]] = [
            {"work_id": work_id, "change_no": number} for work_id in sorted(found)
        ]
        merge_rows(store, "listed_changes", rows, key=["work_id"])


def note_losses(store: Store, work_ids: Iterable[str], form: str = "") -> None:
    """Works that are about to leave the candidates of a form, or of all forms.

    Nothing else tells it to the lists that share the form with the one whose look takes them out.
    """
    left = load_rows(store, "candidates", "work_id", work_ids, "work_id, form")
    lost = Counter(row["form"] for row in left if form in ("", row["form"]))
    known = dict(store.rows("select form, loss_count from form_losses")) if lost else {}
    rows: list[dict[str, object]] = [
        {"form": name, "loss_count": known.get(name, 0) + count} for name, count in lost.items()
    ]
    merge_rows(store, "form_losses", rows, key=["form"])
