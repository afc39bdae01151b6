"""Lists, their one rolling proposal, its items, and what people decided."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict
from datetime import datetime
from typing import Any

from ingest.store.connection import Store
from ingest.store.lookup import let_rows_go, rows_of_list
from ingest.store.rows import (
    as_json,
    find_changed,
    insert_rows,
    merge_rows,
    stage,
    unstage,
    update_row,
)
from ingest.works import Decision


def load_decisions(store: Store, list_name: str) -> list[Decision]:
    """Everything that was ever decided about this list, oldest first."""
    records = rows_of_list(store, "decisions", list_name)
    return [
        Decision(**{name: record[name] for name in Decision.__dataclass_fields__})
        for record in sorted(
            records, key=lambda one: (one["decided_at"], one["work_id"], one["kind"])
        )
    ]


def save_decisions(store: Store, decisions: Sequence[Decision]) -> int:
    """Add decisions; one that is already there stays as it was. Returns how many are new.

    What can be decided once is known by (list, work, kind, how); a move, a correction and a snooze
    can be decided again, and are known by their time too.
    """
    rows: list[dict[str, object]] = [asdict(decision) for decision in decisions]
    once = [row for row in rows if row["kind"] in {"merged", "refused"}]
    again = [row for row in rows if row["kind"] not in {"merged", "refused"}]
    key = ["list_name", "work_id", "kind", "how"]
    values = ["who", "section", "reason"]
    return merge_rows(store, "decisions", once, key=key, keep=[*values, "decided_at"]) + merge_rows(
        store, "decisions", again, key=[*key, "decided_at"], keep=values
    )


def save_list(
    store: Store, row: Mapping[str, object], entries: Sequence[Mapping[str, object]]
) -> None:
    """What a list holds now; its entries are replaced when they changed."""
    list_name = str(row["list_name"])
    known = rows_of_list(store, "lists", list_name)
    let_rows_go(store, "lists", list_name)
    changed = find_changed([row], known, key="list_name", stamp=["read_at"])
    merge_rows(store, "lists", changed, key=["list_name"], stamp=["read_at"])
    if _has_entries(rows_of_list(store, "entries", list_name), entries):
        return
    let_rows_go(store, "entries", list_name)
    lines = {str(entry["line"]) for entry in entries}
    stage(store, "kept", "line", sorted(lines))
    store.connection.execute(
        "delete from entries where list_name = ? and cast(line as varchar) not in (select line from kept)",
        [row["list_name"]],
    )
    unstage(store, "kept")
    merge_rows(store, "entries", entries, key=["list_name", "line"])


def _has_entries(
    known: Sequence[Mapping[str, Any]], entries: Sequence[Mapping[str, object]]
) -> bool:
    """Whether these are the entries that are kept: to ask costs less than to merge."""
    told = [(e["section"], e["line"], e["title"], list(e["ids"] or ())) for e in entries]  # type: ignore[call-overload]
    return sorted(told, key=repr) == sorted(
        ((one["section"], one["line"], one["title"], one["ids"] or []) for one in known), key=repr
    )


def load_base_ids(store: Store, list_name: str) -> frozenset[str] | None:
    """All canonical ids in the list when it was last read; None when it never was."""
    if not store.rows("select 1 from lists where list_name = ?", list_name):
        return None
    rows = store.rows("select unnest(ids) from entries where list_name = ?", list_name)
    return frozenset(row[0] for row in rows)


def load_base_commit(store: Store, list_name: str) -> str | None:
    """The commit of the base branch at which the list was last read; None when it never was."""
    found = store.rows("select base_commit from lists where list_name = ?", list_name)
    return str(found[0][0]) if found and found[0][0] else None


def load_base_digest(store: Store, list_name: str) -> str | None:
    """SHA-256 of the list as it was last read from the base branch; None when it never was."""
    found = store.rows("select base_digest from lists where list_name = ?", list_name)
    return str(found[0][0]) if found and found[0][0] else None


def save_proposal(
    store: Store, row: Mapping[str, object], changes: Sequence[Mapping[str, object]]
) -> None:
    """Replace the list's one proposal and its items (`changes`), leaving equal rows untouched.

    Items that stood before and are not among `changes` are kept as `dropped`: their rows may be on
    the branch and have to leave it.
    """
    list_name = str(row["list_name"])
    known = rows_of_list(store, "proposals", list_name)
    for one in find_changed([row], known, key="list_name", stamp=["changed_at"]):
        if known:
            update_row(store, "proposals", one, key=["list_name"])
        else:
            insert_rows(store, "proposals", [one])
    known = rows_of_list(store, "changes", list_name)
    standing = {one["work_id"] for one in known if one["state"] == "standing"}
    if standing - {change["work_id"] for change in changes}:
        stage(store, "kept", "work_id", [str(change["work_id"]) for change in changes])
        store.connection.execute(
            "update changes set state = 'dropped' where list_name = ? and state = 'standing' "
            "and work_id not in (select work_id from kept)",
            [list_name],
        )
        unstage(store, "kept")
    changed = find_changed(changes, known, key="work_id")
    for table in ("proposals", "changes"):
        let_rows_go(store, table, list_name)
    merge_rows(store, "changes", changed, key=["list_name", "work_id"])


def set_published(store: Store, list_name: str, values: Mapping[str, object]) -> None:
    """Note what became of the proposal: state, pull_number, url, branch_commit, body_digest, ..."""
    merge_rows(
        store,
        "proposals",
        [{"list_name": list_name, **values}],
        key=["list_name"],
        stamp=["changed_at"],
    )


def settle_changes(
    store: Store, list_name: str, decisions: Sequence[Decision], pull_number: int
) -> None:
    """Items that are in, refused or put off no longer stand."""
    for decision in decisions:
        if decision.kind in {"moved", "corrected"}:
            continue
        store.connection.execute(
            "update changes set state = ?, pull_number = ? where list_name = ? and work_id = ?",
            [decision.kind, pull_number, list_name, decision.work_id],
        )


def load_proposal(store: Store, list_name: str) -> dict[str, Any] | None:
    """The list's proposal row, or None."""
    records = store.records("select * from proposals where list_name = ?", list_name)
    return records[0] if records else None


def load_proven(store: Store, list_name: str) -> str:
    """What stands for the rows of the list's last proposal on their page; "" where not all were proven."""
    return _kept_of(store, list_name, "proven")


def load_complete(store: Store, list_name: str) -> str:
    """What stands for the list's page and its works' facts when nothing was left to fill in; "" where something was."""
    return _kept_of(store, list_name, "complete")


def _kept_of(store: Store, list_name: str, column: str) -> str:
    rows = rows_of_list(store, "proposals", list_name)
    return rows[0][column] or "" if rows else ""


def load_standing(store: Store, list_name: str) -> list[dict[str, Any]]:
    """The records of the items that stand in the list's proposal, by number."""
    return _records(store, "list_name = ? and state = 'standing'", list_name)


def load_leaving(store: Store, list_name: str) -> list[dict[str, Any]]:
    """The records of items refused, put off or dropped: their rows may still be on the branch."""
    return _records(
        store, "list_name = ? and state in ('refused', 'snoozed', 'dropped')", list_name
    )


def _records(store: Store, condition: str, list_name: str) -> list[dict[str, Any]]:
    records = store.records(
        f"select record from changes where {condition} order by number", list_name
    )
    return [json.loads(record["record"]) for record in records]


def load_pull_state(store: Store, list_name: str, pull_number: int) -> str | None:
    """How this pull request stood when it was last read back; None when it never was."""
    found = store.rows(
        "select state from pulls where list_name = ? and pull_number = ?", list_name, pull_number
    )
    return str(found[0][0]) if found else None


def save_pull(store: Store, row: Mapping[str, object]) -> None:
    """Note a pull request as it was read back."""
    merge_rows(store, "pulls", [row], key=["list_name", "pull_number"], stamp=["read_at"])


def save_run(
    store: Store,
    *,
    run_id: str,
    kind: str,
    started_at: datetime,
    ended_at: datetime,
    outcome: str,
    parameters: object,
    stages: object,
) -> None:
    """One line for one run; this is the only table a second run of the same night adds to."""
    row = {
        "run_id": run_id,
        "kind": kind,
        "started_at": started_at,
        "ended_at": ended_at,
        "outcome": outcome,
        "parameters": as_json(parameters),
        "stages": as_json(stages),
    }
    merge_rows(store, "runs", [row], key=["run_id"])


def save_responses(store: Store, rows: Sequence[Mapping[str, object]]) -> None:
    """Which answers came from where; the bodies are in the archive."""
    unique = {(row["url"], row["digest"]): row for row in rows}
    merge_rows(
        store,
        "responses",
        list(unique.values()),
        key=["url", "digest"],
        keep=["fetched_at", "status"],
    )
