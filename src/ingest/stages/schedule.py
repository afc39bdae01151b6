"""When runs of each kind were last made, for whoever decides what is due."""

from datetime import datetime

from ingest.errors import StoreError
from ingest.settings import Home
from ingest.store import load_last_start, open_reader


def last_start(home: Home, kind: str) -> datetime | None:
    """When the last run of a kind that got to its end began; None where none did, or nobody can look now.

    While another process writes nobody can look: then the caller's run waits for it and finds
    nothing new, which costs a moment and loses nothing.
    """
    if not home.database.exists():
        return None
    try:
        reader = open_reader(home.database)
    except StoreError:
        return None
    try:
        return load_last_start(reader, kind)
    finally:
        reader.close()
