"""Partitions: what a backfill asked for, a stretch of a month of one category, and how that ended."""

from collections.abc import Mapping
from dataclasses import asdict

from ingest.store.connection import Store
from ingest.store.rows import merge_rows
from ingest.store.windows import Window

_FIELDS = (
    "source", "from_at", "to_at", "outcome", "reason", "sighting_count", "reject_count", "total_count",
    "request_count", "tried_at", "closed_to_at",
)  # fmt: skip


def save_partition(store: Store, category: str, window: Window) -> None:
    """How a partition ended, told as a window; call it in the transaction that saves its rows."""
    row = {"category": category} | {name: asdict(window)[name] for name in _FIELDS}
    key = ["source", "category", "from_at", "to_at"]
    merge_rows(store, "partitions", [row], key=key, stamp=["tried_at", "request_count"])


def load_partitions(store: Store, source: str) -> Mapping[str, list[Window]]:
    """The partitions of a source as windows, by category, in the order in which they were tried."""
    records = store.records(
        "select * from partitions where source = ? order by tried_at, from_at, to_at", source
    )
    found: dict[str, list[Window]] = {}
    for record in records:
        fields = {name: record[name] for name in _FIELDS}
        found.setdefault(record["category"], []).append(Window(**fields, kind="backfill"))
    return found
