"""How far snapshots of arXiv's metadata were read."""

from dataclasses import asdict, dataclass
from datetime import datetime

from ingest.store.connection import Store
from ingest.store.rows import merge_rows


@dataclass(frozen=True, slots=True)
class SnapshotMark:
    """A place in a snapshot: everything before it is in the warehouse."""

    snapshot_key: str  # of the file and of what is wanted of it
    name: str
    byte_offset: int = 0  # in the unpacked file
    line_count: int = 0
    kept_count: int = 0
    read_at: datetime | None = None


def load_mark(store: Store, snapshot_key: str, name: str) -> SnapshotMark:
    """Where to go on reading; the beginning of a file that was never read."""
    found = store.records("select * from snapshots where snapshot_key = ?", snapshot_key)
    return SnapshotMark(**found[0]) if found else SnapshotMark(snapshot_key, name)


def save_mark(store: Store, mark: SnapshotMark) -> None:
    """Call it in the transaction that saves what stands before the mark."""
    merge_rows(store, "snapshots", [asdict(mark)], key=["snapshot_key"], stamp=["read_at"])
