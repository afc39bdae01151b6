"""What is kept of lists beside their proposals: their fingerprints, and the works that stand in them."""

import json
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from ingest.store.connection import Store
from ingest.store.lookup import let_rows_go, rows_of_list
from ingest.store.rows import merge_rows
from ingest.store.works import load_owners, load_titled, load_works
from ingest.works import Work


def load_fingerprint(store: Store, list_name: str) -> tuple[str, dict[str, Any]] | None:
    """The digest of the plan it was taken for, and the fingerprint's record; None when there is none."""
    rows = rows_of_list(store, "fingerprints", list_name)
    return (rows[0]["plan_digest"], json.loads(rows[0]["fingerprint"])) if rows else None


def save_fingerprint(
    store: Store, list_name: str, plan_digest: str, record: Mapping[str, Any], seen_at: datetime
) -> None:
    """Replace a list's fingerprint; an equal one stays untouched."""
    row = {
        "list_name": list_name,
        "plan_digest": plan_digest,
        "fingerprint": json.dumps(record, ensure_ascii=False),
        "seen_at": seen_at,
    }
    let_rows_go(store, "fingerprints", list_name)
    merge_rows(store, "fingerprints", [row], key=["list_name"], stamp=["seen_at"])


def load_listed(store: Store, entries: Sequence[tuple[Sequence[str], str]]) -> list[Work | None]:
    """For each entry, given as its canonical ids and its title key, the stored work; None where unknown."""
    by_id = load_owners(store, {name for ids, _ in entries for name in ids})
    titled = load_titled(store, {key for _, key in entries if key})
    by_title = {key: works[-1] for key, works in titled.items()}
    found = [
        next((by_id[name] for name in ids if name in by_id), by_title.get(key))
        for ids, key in entries
    ]
    works = {work.work_id: work for work in load_works(store, [name for name in found if name])}
    return [works.get(name) if name else None for name in found]


def load_entry_works(store: Store, list_name: str) -> list[tuple[str, str]]:
    """(work id, section heading) of the list's entries whose work the store knows by an id."""
    rows = store.rows(
        "select distinct i.work_id, e.section from "
        "(select section, unnest(ids) as id from entries where list_name = ?) e "
        "join work_ids i using (id) order by 1, 2",
        list_name,
    )
    return [(row[0], row[1]) for row in rows]
