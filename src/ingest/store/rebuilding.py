"""Derived tables thrown away and made anew from sightings; in a copy, so that a crash costs nothing."""

import shutil
from datetime import datetime
from pathlib import Path

from ingest.store.connection import Store
from ingest.store.works import refold_works

_LIVE = "origin like 'http%'"  # what came from an upstream; imported files are in no archive


def copy_store(store: Store, target: Path) -> None:
    """Copy an open warehouse to another file; the lock on the original stays held."""
    store.connection.execute("checkpoint")
    target.unlink(missing_ok=True)
    target.with_name(f"{target.name}.wal").unlink(missing_ok=True)
    shutil.copyfile(store.path, target)


def forget_derived(store: Store, from_at: datetime, to_at: datetime) -> None:
    """Drop what came from upstreams in a time, and everything that follows from any sighting.

    What people decided, what was proposed and published, windows and runs stay.
    """
    times = [from_at.replace(tzinfo=None), to_at.replace(tzinfo=None)]
    with store.transaction():
        run = store.connection.execute
        for table in ("sightings", "rejects"):
            run(f"delete from {table} where {_LIVE} and seen_at between ? and ?", times)
        run("delete from enrichments where asked_at between ? and ?", times)
        run("delete from artifacts where work_id not in (select work_id from enrichments)")
        for table in ("works", "work_ids", "judgements", "verdicts"):
            run(f"delete from {table}")
        refold_works(
            store, [row[0] for row in store.rows("select distinct work_id from sightings")]
        )
