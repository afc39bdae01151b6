"""Two works that turned out to be one: everything filed under either is filed under one, nothing is lost.

Which id stays is `folding`'s choice; the other goes on leading to the work (`find_current`).
"""

import json
from collections.abc import Iterable, Mapping
from datetime import datetime

from ingest.store.connection import Store
from ingest.store.looks import note_losses
from ingest.store.lookup import load_rows
from ingest.store.rows import merge_rows
from ingest.store.watched import note_changed

# Every table with a column `work_id`: what tells its rows apart beside it. Where both works have such a
# row the one that stays is the work's that stays, but for `changes`: see `_move_changes`.
KEYS: Mapping[str, tuple[str, ...] | None] = {
    "sightings": None,  # a key of its own, without the work
    "work_ids": None,
    "submissions": None,
    "works": (),  # folded anew from the sightings of both
    "judgements": (),  # judged anew, as the text changes
    "verdicts": ("category",),
    "enrichments": (),
    "artifacts": ("kind", "url"),
    "changes": ("list_name",),
    "merged_rows": ("list_name",),
    "decisions": ("list_name", "kind", "how", "decided_at"),
    "digest_items": ("digest", "recipient"),  # told of either is told of both
    "merges": None,
    "unjudged": (),
    "watched": (),
    "candidates": (),
    "candidate_names": (),
    "listed_changes": (),
}
_MADE_ANEW = ("works", "judgements", "verdicts", "unjudged", "watched", "candidates", "candidate_names")  # fmt: skip
_RECORDED = ("changes", "merged_rows")  # tables whose rows tell of the work in JSON, too


def merge_works(store: Store, merged: Mapping[str, str], merged_at: datetime) -> None:
    """File everything of the old ids (old -> new) under the new ones, in the caller's transaction."""
    note_changed(store, merged)  # other sizes of a model that goes
    note_losses(store, merged)
    for old, new in merged.items():
        _note(store, old, new, merged_at)
        _move_changes(store, old, new)
        for table, key in KEYS.items():
            if table in _MADE_ANEW:
                store.connection.execute(f"delete from {table} where work_id = ?", [old])
            else:
                _move(store, table, key, old, new)
        for table in _RECORDED:
            _rewrite_records(store, table, old, new)
        _rewrite_intents(store, old, new)


def find_current(store: Store, work_ids: Iterable[str]) -> dict[str, str]:
    """Those of these ids that were merged into another work -> that work's id."""
    rows = load_rows(store, "merges", "old_id", work_ids, "old_id, work_id")
    return {row["old_id"]: row["work_id"] for row in rows}


def _note(store: Store, old: str, new: str, merged_at: datetime) -> None:
    titles = store.rows("select title from works where work_id = ?", old)
    row = {
        "old_id": old,
        "work_id": new,
        "title": titles[0][0] if titles else None,
        "merged_at": merged_at,
    }
    merge_rows(store, "merges", [row], key=["old_id"], keep=["title"], stamp=["merged_at"])
    # a work may turn out to be the same as what was merged away before: no id leads back to itself
    store.connection.execute("delete from merges where old_id = ?", [new])


def _move(store: Store, table: str, key: tuple[str, ...] | None, old: str, new: str) -> None:
    if key is not None:
        same = " and ".join(f"kept.{name} is not distinct from gone.{name}" for name in key)
        store.connection.execute(
            f"delete from {table} gone where work_id = ? and exists "
            f"(select 1 from {table} kept where kept.work_id = ? and {same or 'true'})",
            [old, new],
        )
    store.connection.execute(f"update {table} set work_id = ? where work_id = ?", [new, old])


def _move_changes(store: Store, old: str, new: str) -> None:
    """Where a list has an item for both, the one that got further stays; the other is kept as a merge.

    Further is what people decided, before what stands, before what was dropped; then the lower number.
    The row that the other one has on the branch is noted with the one that stays if that has none.
    """
    run = store.connection.execute
    pairs = store.rows(
        "select list_name, work_id from changes where work_id in (?, ?) "
        "and list_name in (select list_name from changes where work_id in (?, ?) "
        "group by list_name having count(*) > 1) "
        "order by list_name, case state when 'merged' then 0 when 'refused' then 1 when 'snoozed' then 2 "
        "when 'standing' then 3 else 4 end, number, work_id",
        *(old, new, old, new),
    )
    for (list_name, first), (_, second) in zip(pairs[::2], pairs[1::2], strict=True):
        run(
            "update changes kept set "
            "pushed_row = coalesce(kept.pushed_row, gone.pushed_row), "
            "pushed_section = coalesce(kept.pushed_section, gone.pushed_section), "
            "proposed_at = least(kept.proposed_at, gone.proposed_at) "
            "from changes gone where kept.list_name = ? and gone.list_name = ? "
            "and kept.work_id = ? and gone.work_id = ?",
            [list_name, list_name, first, second],
        )
        run("delete from changes where list_name = ? and work_id = ?", [list_name, second])


def _rewrite_records(store: Store, table: str, old: str, new: str) -> None:
    rows = store.rows(
        f"select list_name, record from {table} where work_id = ? and record is not null", new
    )
    for list_name, text in rows:
        record = json.loads(text)
        if record.get("work_id") != old:
            continue
        for part in (record, record.get("facts") or {}):
            part["work_id"] = new
            part["ids"] = list(dict.fromkeys([new, *part.get("ids", []), old]))
        store.connection.execute(
            f"update {table} set record = ? where list_name = ? and work_id = ?",
            [json.dumps(record, ensure_ascii=False, sort_keys=True), list_name, new],
        )


def _rewrite_intents(store: Store, old: str, new: str) -> None:
    for list_name, text in store.rows("select list_name, rows from intents where rows is not null"):
        rows = json.loads(text)
        if old in rows:
            rows.setdefault(new, rows.pop(old))
            rows.pop(old, None)
            store.connection.execute(
                "update intents set rows = ? where list_name = ?",
                [json.dumps(rows, ensure_ascii=False, sort_keys=True), list_name],
            )
