"""What publishing began, what was said under pull requests, and rows as they were last seen."""

import json
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from ingest.store.connection import Store
from ingest.store.lookup import rows_of_list
from ingest.store.rows import merge_rows


def load_pushed(store: Store, list_name: str) -> dict[str, tuple[str, str]]:
    """Work id -> (section, row) as our last commit wrote it, of items whose row was pushed."""
    return {
        row["work_id"]: (row["pushed_section"], row["pushed_row"])
        for row in rows_of_list(store, "changes", list_name)
        if row["pushed_row"] is not None
    }


def save_pushed(store: Store, list_name: str, rows: Mapping[str, tuple[str, str]]) -> None:
    """Note rows as they stand on the branch now."""
    for work_id, (section, row) in rows.items():
        store.connection.execute(
            "update changes set pushed_section = ?, pushed_row = ? "
            "where list_name = ? and work_id = ?",
            [section, row, list_name, work_id],
        )


def forget_pushed(store: Store, list_name: str, work_ids: Sequence[str]) -> None:
    """Rows of these works are on the branch no more."""
    for work_id in work_ids:
        store.connection.execute(
            "update changes set pushed_section = null, pushed_row = null "
            "where list_name = ? and work_id = ?",
            [list_name, work_id],
        )


def load_merged_rows(store: Store, list_name: str) -> list[dict[str, Any]]:
    """Rows of ours as the base branch last had them: work_id, section, row, record."""
    return store.records(
        "select * from merged_rows where list_name = ? order by work_id", list_name
    )


def save_merged_rows(store: Store, rows: Sequence[Mapping[str, object]]) -> None:
    """Note rows as the base branch has them now."""
    merge_rows(store, "merged_rows", rows, key=["list_name", "work_id"], stamp=["seen_at"])


def forget_merged_rows(store: Store, list_name: str, work_ids: Sequence[str]) -> None:
    """Rows of these works are in the list no more."""
    for work_id in work_ids:
        store.connection.execute(
            "delete from merged_rows where list_name = ? and work_id = ?", [list_name, work_id]
        )


def load_intent(store: Store, list_name: str) -> dict[str, Any] | None:
    """A publication that was begun and not recorded as ended: message, rows, title; None for none."""
    found = rows_of_list(store, "intents", list_name)
    return {**found[0], "rows": json.loads(found[0]["rows"])} if found else None


def save_intent(
    store: Store,
    list_name: str,
    *,
    message: str,
    rows: Mapping[str, tuple[str, str]],
    title: str,
    at: datetime,
) -> None:
    """Note what is about to be pushed, before it is."""
    row = {
        "list_name": list_name,
        "message": message,
        "rows": json.dumps(rows, ensure_ascii=False, sort_keys=True),
        "title": title,
        "started_at": at,
    }
    merge_rows(store, "intents", [row], key=["list_name"])


def end_intent(store: Store, list_name: str) -> None:
    """The publication is recorded: nothing is left to finish."""
    store.connection.execute("delete from intents where list_name = ?", [list_name])


def load_known_pulls(store: Store, list_name: str) -> dict[int, str]:
    """Pull requests read back before: number -> state."""
    rows = store.rows("select pull_number, state from pulls where list_name = ?", list_name)
    return dict(rows)


def load_last_end(store: Store, list_name: str) -> tuple[str, datetime] | None:
    """State and time of the pull request that ended last; None where none did."""
    found = store.records(
        "select state, ended_at from pulls where list_name = ? and state <> 'open' "
        "and ended_at is not null order by ended_at desc limit 1",
        list_name,
    )
    return (found[0]["state"], found[0]["ended_at"]) if found else None


def set_proposed(store: Store, list_name: str, at: datetime) -> None:
    """All standing items are in a pull request now; an item's first time counts."""
    store.connection.execute(
        "update changes set proposed_at = ? "
        "where list_name = ? and state = 'standing' and proposed_at is null",
        [at.replace(tzinfo=None), list_name],
    )


def load_proposed(store: Store, list_name: str, since: datetime) -> list[datetime]:
    """When ticked items came into pull requests of this list since then, whatever became of them; oldest first."""
    return sorted(
        row["proposed_at"]
        for row in rows_of_list(store, "changes", list_name)
        if row["is_ticked"] and row["proposed_at"] and row["proposed_at"] > since
    )


def load_command_ids(store: Store, list_name: str, pull_number: int) -> frozenset[str]:
    """Comments of a pull request that were obeyed or answered already."""
    rows = store.rows(
        "select distinct comment_id from commands where list_name = ? and pull_number = ?",
        list_name,
        pull_number,
    )
    return frozenset(row[0] for row in rows)


def save_commands(store: Store, rows: Sequence[Mapping[str, object]]) -> None:
    """Note what people told us and what became of it."""
    key = ["list_name", "pull_number", "comment_id", "place"]
    merge_rows(store, "commands", rows, key=key)


def load_pause(store: Store, list_name: str) -> dict[str, Any] | None:
    """Who paused the list, when and with what words; None where nobody did or it was resumed."""
    found = store.records(
        "select who, verb, text, said_at from commands "
        "where list_name = ? and verb in ('pause', 'resume') and outcome = 'done' "
        "order by said_at desc, pull_number desc, comment_id desc, place desc limit 1",
        list_name,
    )
    return found[0] if found and found[0]["verb"] == "pause" else None


def save_remark(store: Store, list_name: str, pull_number: int, topic: str, text: str) -> None:
    """Something to say under a pull request: once for each topic, whatever the text."""
    known = store.rows(
        "select 1 from remarks where list_name = ? and pull_number = ? and topic = ?",
        list_name,
        pull_number,
        topic,
    )
    if not known:
        store.connection.execute(
            "insert into remarks values (?, ?, ?, ?, null)", [list_name, pull_number, topic, text]
        )


def load_unsaid(store: Store, list_name: str) -> list[dict[str, Any]]:
    """Remarks that were not said yet: pull_number, topic, text."""
    return store.records(
        "select * from remarks where list_name = ? and said_at is null order by pull_number, topic",
        list_name,
    )


def set_said(store: Store, list_name: str, pull_number: int, topic: str, at: datetime) -> None:
    """A remark was said."""
    store.connection.execute(
        "update remarks set said_at = ? where list_name = ? and pull_number = ? and topic = ?",
        [at.replace(tzinfo=None), list_name, pull_number, topic],
    )


def load_dashboard(store: Store, list_name: str) -> int | None:
    """The number of a list's dashboard issue; None while it has none."""
    found = store.rows("select issue_number from dashboards where list_name = ?", list_name)
    return int(found[0][0]) if found else None


def save_dashboard(store: Store, list_name: str, number: int, at: datetime) -> None:
    """Note which issue is a list's dashboard."""
    row = {"list_name": list_name, "issue_number": number, "changed_at": at}
    merge_rows(store, "dashboards", [row], key=["list_name"])
