"""What the site, the digest and `explain` read of many works at a time."""

from collections.abc import Iterator, Sequence
from datetime import datetime
from typing import Any

from ingest.store.connection import Store
from ingest.store.rows import stage, unstage
from ingest.store.works import load_works
from ingest.works import Work


def load_all_works(store: Store, size: int = 2000) -> Iterator[list[Work]]:
    """All works, so many at a time."""
    names = [name for (name,) in store.rows("select work_id from works order by work_id")]
    for at in range(0, len(names), size):
        wanted = names[at : at + size]
        yield load_works(store, wanted)


def load_seen(store: Store, work_ids: Sequence[str]) -> dict[str, list[dict[str, Any]]]:
    """The sightings of each work, in the order in which they came."""
    seen: dict[str, list[dict[str, Any]]] = {}
    columns = "work_id, source, kind, seen_at, origin, version, rank, upvotes"
    for row in _joined(store, "sightings", work_ids, columns, "order by seen_at, source, origin"):
        seen.setdefault(row.pop("work_id"), []).append(row)
    return seen


def load_asked(store: Store, work_ids: Sequence[str]) -> dict[str, dict[str, Any]]:
    """What came of asking the Hub about each work."""
    return {row["work_id"]: row for row in _joined(store, "enrichments", work_ids)}


def load_entries(store: Store, list_name: str) -> list[dict[str, Any]]:
    """A list's entries as they were last read, in the order of its lines."""
    return store.records("select * from entries where list_name = ? order by line", list_name)


def load_rejects(store: Store) -> list[dict[str, Any]]:
    """How many records of each source could not be read, and why."""
    return store.records(
        "select source, reason, count(*) as records from rejects group by all order by records desc, reason"
    )


def load_runs(store: Store, limit: int = 30) -> list[dict[str, Any]]:
    """The last runs, newest first."""
    return store.records("select * from runs order by started_at desc limit ?", limit)


def load_last_start(store: Store, kind: str) -> datetime | None:
    """When the last run of a kind that got to its end began; None where there is none."""
    rows = store.records("select max(started_at) as started_at from runs where kind = ?", kind)
    started_at: datetime | None = rows[0]["started_at"]
    return started_at


def load_decided(store: Store) -> list[dict[str, Any]]:
    """Every decision, newest first, with its work's title and first sighting.

    `verdicts` is JSON: category and evidence of each verdict, best first.
    """
    return store.records(
        "select d.*, w.title, w.first_seen_at, v.verdicts "
        "from decisions d left join works w using (work_id) left join ("
        "  select work_id, to_json(list({category: category, evidence: evidence} order by place)) as verdicts"
        "  from verdicts group by work_id"
        ") v on v.work_id = d.work_id order by d.decided_at desc, d.list_name, d.work_id"
    )


def _joined(
    store: Store, table: str, work_ids: Sequence[str], columns: str = "t.*", order: str = ""
) -> list[dict[str, Any]]:
    stage(store, "wanted", "work_id", work_ids)
    try:
        return store.records(f"select {columns} from {table} t join wanted using (work_id) {order}")
    finally:
        unstage(store, "wanted")
