"""Leases of a lake: rows in its PostgreSQL catalog, with a heartbeat, and a fence inside DuckLake's own commit.

docs/decisions/0033-leases-in-the-catalog.md says why it is safe; the SQL is warehouse/leases.sql.
"""

import os
import socket
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from ingest.errors import StoreError
from ingest.store.address import Lake
from ingest.store.catalog import Catalog, open_catalog
from ingest.store.connection import lost_lease

_WRITE = "write"  # held for one transaction: of many writers one at a time
_LOOK_SECONDS = (0.02, 0.5)  # first and longest pause between two looks at a lease that is held
_TURN_SECONDS = 3 * 3600.0  # how long a transaction waits for those of others


@dataclass(frozen=True, slots=True)
class LeaseRow:
    """A lease as the catalog has it."""

    token: int
    names: tuple[str, ...]
    holder: str
    is_expired: bool


@dataclass(frozen=True, slots=True)
class LakeLease:
    """A lease that this process holds: the fence of its store."""

    lake: Lake
    catalog: Catalog
    holder: str
    left_over: tuple[str, ...]  # what holders that were found gone had
    tokens: list[int]  # the lease's own number, then that of the turn; both are kept alive

    def check(self) -> None:
        """LostLeaseError where another took over; for what happens outside the warehouse."""
        sql = f"select token from {self.catalog.schema}.leases where token = {self.tokens[0]}"
        if not self.catalog.ask(sql):
            raise lost_lease(self.lake)

    @contextmanager
    def turn(self) -> Iterator[None]:
        """Write alone: what one writer found to be new no other writes meanwhile."""
        turn, _ = _wait_for(self.catalog, self.lake, (_WRITE,), self.holder, _TURN_SECONDS)
        self.tokens.append(turn)
        try:
            yield
        finally:
            self.tokens.remove(turn)
            _release(self.catalog, turn)

    def mark(self) -> str:
        """What DuckLake's commit has to show so that the catalog takes it."""
        return f"leases {' '.join(map(str, self.tokens))}"


@contextmanager
def hold_lake_lease(
    lake: Lake,
    shipped_sql: Path,
    names: Sequence[str],
    *,
    wait_seconds: float = 0,
    on_wait: Callable[[str], None] = lambda who: None,
) -> Iterator[LakeLease]:
    """Hold these names; wait so long for holders that are alive, take over from those that are not.

    StoreError, which names the holder, when the wait is over.
    """
    now = datetime.now(UTC)
    holder = f"process {os.getpid()} on {socket.gethostname()} since {now:%Y-%m-%d %H:%M:%S} UTC"
    with open_catalog(lake, shipped_sql) as catalog:
        token, left_over = _wait_for(catalog, lake, names, holder, wait_seconds, on_wait)
        lease = LakeLease(lake, catalog, holder, left_over, [token])
        done = threading.Event()
        beating = threading.Thread(target=_beat, args=(lease, done), daemon=True)
        beating.start()
        try:
            yield lease
        finally:
            done.set()
            beating.join()
            _release(catalog, token)


def load_leases(catalog: Catalog) -> list[LeaseRow]:
    """All leases, whether their holders live or not, oldest first."""
    rows = catalog.ask(
        "select token, names, holder, expires_at < clock_timestamp() as is_expired "
        f"from {catalog.schema}.leases order by token"
    )
    return [LeaseRow(token, tuple(names), *rest) for token, names, *rest in rows]


def _wait_for(
    catalog: Catalog,
    lake: Lake,
    names: Sequence[str],
    holder: str,
    wait_seconds: float,
    on_wait: Callable[[str], None] = lambda who: None,
) -> tuple[int, tuple[str, ...]]:
    deadline = time.monotonic() + wait_seconds
    pause, longest = _LOOK_SECONDS
    wanted = f"array[{', '.join(map(_quoted, names))}]::text[]"
    sql = f"select * from {catalog.schema}.take_lease({wanted}, {_quoted(holder)}, {lake.lease_seconds})"
    while True:
        token, held_by, left_over = catalog.ask(sql)[0]
        if token is not None:
            return token, tuple(left_over or ())
        left = deadline - time.monotonic()
        if left <= 0:
            raise StoreError(
                f"another process is writing to the warehouse ({held_by})",
                where=str(lake),
                todo=f"wait until it has ended; {', '.join(names)} is for one at a time",
            )
        on_wait(held_by)
        time.sleep(min(pause, left))
        pause = min(2 * pause, longest)


def _release(catalog: Catalog, token: int) -> None:
    catalog.ask(f"select release_lease from {catalog.schema}.release_lease({token})")


def _beat(lease: LakeLease, done: threading.Event) -> None:
    seconds = lease.lake.lease_seconds
    schema = lease.catalog.schema
    while not done.wait(seconds / 4):
        tokens = ", ".join(map(str, lease.tokens))
        # One that can't be made is made up for by the next; after too many the fence refuses commits.
        with suppress(StoreError):
            lease.catalog.ask(f"select * from {schema}.beat_leases(array[{tokens}], {seconds})")


def _quoted(text: str) -> str:
    return "'" + text.replace("'", "''") + "'"
