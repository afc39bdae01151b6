"""Derived tables thrown away and made anew from sightings, so that a crash on the way costs nothing."""

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path

from ingest.store.address import Address, Lake
from ingest.store.connection import Fence, Store
from ingest.store.opening import open_store, open_whole
from ingest.store.works import refold_works

_MADE_ANEW = (
    "works",
    "work_ids",
    "judgements",
    "verdicts",
    "unjudged",
    "judged_by",
    "watched",
    "forms",
    "candidates",
    "candidate_names",
    "looks",
    "margins",
)
_LIVE = "origin like 'http%'"  # what came from an upstream; imported files are in no archive


@contextmanager
def open_rebuilding(
    address: Address, shipped_sql: Path, fence: Fence | None = None
) -> Iterator[Store]:
    """A warehouse that is changed as a whole, or not at all when anything is raised.

    Of a file it is a copy, which takes the original's place at the end; of a lake one transaction.
    """
    if isinstance(address, Lake):
        with open_whole(address, shipped_sql, fence) as store:
            yield store
        return
    original = open_store(address, shipped_sql)
    target = address.with_name(f"{address.name}.replay")
    try:
        _copy_file(original, address, target)
        store = open_store(target, shipped_sql)
        try:
            yield store
        finally:
            store.close()
    finally:
        original.close()
    if fence:
        fence.check()
    target.replace(address)


def _copy_file(original: Store, source: Path, target: Path) -> None:
    """Copy an open warehouse to another file; the lock on the original stays held."""
    original.connection.execute("checkpoint")
    target.unlink(missing_ok=True)
    target.with_name(f"{target.name}.wal").unlink(missing_ok=True)
    shutil.copyfile(source, target)


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
        for table in _MADE_ANEW:
            run(f"delete from {table}")
        refold_works(
            store, [row[0] for row in store.rows("select distinct work_id from sightings")]
        )
