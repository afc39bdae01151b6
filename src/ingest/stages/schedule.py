"""When runs of each kind were last made, for whoever decides what is due."""

from datetime import datetime

from ingest.errors import StoreError
from ingest.settings import Home, find_warehouse
from ingest.store import load_last_start, open_snapshot


def last_start(home: Home, kind: str) -> datetime | None:
    """When the last run of a kind that got to its end began; None where none did, or nobody can look."""
    try:
        reader = open_snapshot(find_warehouse(home))
    except StoreError:  # there is none yet, or it can't be reached: its own run will say so
        return None
    try:
        return load_last_start(reader, kind)
    finally:
        reader.close()
