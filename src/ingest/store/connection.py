"""A connection to the warehouse: a DuckDB file or a lake, one transaction a stage."""

import os
import re
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, closing, contextmanager, nullcontext, suppress
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Protocol, TypeVar

import duckdb

from ingest.errors import BusyError, StoreError
from ingest.store.address import Address, Lake
from ingest.store.lake import connect_lake, reaching

T = TypeVar("T")

_LOCK = re.compile(
    r"Conflicting lock is held in (?P<program>\S+).*?\(PID (?P<pid>\d+)\)", re.DOTALL
)

# A join with so many values at most tells the scan which they are, so that it passes over the parts of a table that
# have none of them (by default 50).
_CONFIG: dict[str, bool | float | int | list[str] | str] = {
    "dynamic_or_filter_threshold": "2048",
    "index_scan_max_count": "20480",  # rows that an index may lead to; for more the whole table is read
    "default_block_size": "65536",  # of a new file: one row of a wide table lies in twenty of them
}
# What a run writes and looks up is little at a time: a second thread costs a fifth more work and saves no time. The
# memory of blocks is used again for the next ones: what is new to a process the machine has to clear, 4 KB at a time.
_WRITER = _CONFIG | {"threads": "1", "block_allocator_memory": "48MB"}
FILE = "warehouse"  # what an attached file is called in SQL
_ENGINE = "memory"  # what the engine calls itself
PATIENCE = 10.0  # seconds in which a reader has copied a file
# Rows are added to the last group of a table that has an index, and a checkpoint writes that group anew: a large one
# would take a second for each of the wide tables, whatever a night brought. It also reads what stands about every
# group: what comes in bulk lies in few large ones, to which no night adds.
SMALL_GROUP, LARGE_GROUP = 16_384, 122_880
# The oldest that packs text by zstd (`packing`). From v1.3.0 on all other text is packed in a way that takes a night twice the time.
_FORMAT = "v1.2.0"
# Bytes that stay in memory from one stage to the next: so many of the tables' pages, which the file gives back; and, as
# long as all are not more than that, tonight's rows and the pages of indexes, which would be written elsewhere first.
_PAGES, _MOST = 12_000_000, 128_000_000
_ROOM = "1GB"  # to ask for a setting in: what is kept may leave none

_LATE = re.compile(r"lease \d+ was taken over")  # what warehouse/leases.sql raises in the commit


class LostLeaseError(StoreError):
    """Another process took over while this one was not heard of: nothing it does counts any more."""


class Fence(Protocol):
    """A lease that this process holds; each transaction proves that nobody took over."""

    def check(self) -> None:
        """LostLeaseError where somebody did."""
        ...

    def turn(self) -> AbstractContextManager[None]:
        """Around a transaction: where many may write, one at a time does."""
        ...

    def mark(self) -> str:
        """The last thing before the commit: what a lake's commit has to show; "" where checking is enough."""
        ...


@dataclass(frozen=True, slots=True)
class Store:
    """An open warehouse. Pass it to the functions of this package; close it with `close()`."""

    address: Address
    connection: duckdb.DuckDBPyConnection
    is_rehearsal: bool = False  # one transaction for all, undone at the end: the dry run's
    is_whole: bool = False  # one transaction for all, kept at the end
    fence: Fence | None = None
    # Rows that were read and are not read again: (table, column, columns) -> value -> rows; see `keep_rows`.
    kept: dict[tuple[str, str, str], dict[object, list[dict[str, Any]]]] | None = None
    # Siblings write one after another: in a lake two transactions on one table can't both be kept.
    turn: threading.Lock = field(default_factory=threading.Lock, repr=False, compare=False)
    # (table, column) that lead to single rows (`indexes`); siblings have the same.
    indexed: set[tuple[str, str]] = field(default_factory=set, repr=False, compare=False)

    @property
    def catalog(self) -> str:
        """The name of the database that holds the tables, in SQL."""
        return str(self.rows("select current_database()")[0][0])

    def close(self) -> None:
        if self.is_rehearsal:
            self.connection.execute("rollback")
        self.connection.close()

    @contextmanager
    def transaction(self) -> Iterator[None]:
        """All or nothing: whatever is written inside is undone when anything is raised.

        LostLeaseError, and nothing is written, where another took this process's lease over.
        """
        if self.is_rehearsal or self.is_whole:
            yield
            return
        turn = self.fence.turn() if self.fence else nullcontext()
        with reaching(self.address), self.turn, turn:
            self.connection.execute("begin transaction")
            try:
                yield
                self._show_lease()
            except BaseException:
                self.connection.execute("rollback")
                raise
            self._commit()

    @property
    def has_siblings(self) -> bool:
        """Whether other threads may have a connection of their own: not where one transaction holds all."""
        return not (self.is_rehearsal or self.is_whole)

    @contextmanager
    def sibling(self) -> Iterator["Store"]:
        """The same warehouse for another thread; where there can be only one connection, this one."""
        if not self.has_siblings:
            yield self
            return
        with self.turn:  # a connection is used by one thread at a time
            catalog = self.catalog
            other = replace(self, connection=self.connection.cursor())
        try:
            other.connection.execute(f'use "{catalog}"')
            yield other
        finally:
            other.connection.close()

    @contextmanager
    def small_questions(self) -> Iterator[None]:
        """For many questions that find few rows: handing each to several threads costs more than it saves."""
        count = self.rows("select current_setting('threads')")[0][0]
        self.connection.execute("set threads = 1")
        try:
            yield
        finally:
            self.connection.execute(f"set threads = {count}")

    def let_go(self) -> None:
        """Give back the memory of what was read of a file's tables, but the newest: DuckDB keeps as much as memory holds.

        Not while siblings are at work: they would have that little, too.
        """
        if isinstance(self.address, Lake) or not self.has_siblings:
            return
        # Beside our own connection, whose transaction a refusal would end.
        with closing(self.connection.cursor()) as beside:
            # What is not yet in the file may need more, and stays.
            with suppress(duckdb.OutOfMemoryException):
                beside.execute(f"set memory_limit = '{min(_not_pages(beside) + _PAGES, _MOST)}B'")
            reset_memory(beside)

    def check_lease(self) -> None:
        """LostLeaseError where another took over; before anything that no transaction can undo."""
        if self.fence and not self.is_rehearsal:
            self.fence.check()

    def _show_lease(self) -> None:
        mark = self.fence.mark() if self.fence else ""
        if mark:
            sql = f"call {self.catalog}.set_commit_message('paper-ingest', ?, extra_info => ?)"
            self.connection.execute(sql, [f"process {os.getpid()}", mark])

    def _commit(self) -> None:
        try:
            self.connection.execute("commit")
        except duckdb.Error as error:
            if _LATE.search(str(error)):
                raise lost_lease(self.address) from error
            raise

    def rows(self, sql: str, *parameters: object) -> list[tuple[Any, ...]]:
        with reaching(self.address):
            return self.connection.execute(sql, list(parameters)).fetchall()

    def records(self, sql: str, *parameters: object) -> list[dict[str, Any]]:
        """Rows as dictionaries, times made aware (they are stored as UTC)."""
        with reaching(self.address):
            result = self.connection.execute(sql, list(parameters))
            names = [column[0] for column in result.description or ()]
            found = result.fetchall()
        return [dict(zip(names, map(_aware, row), strict=True)) for row in found]


def lost_lease(address: Address) -> LostLeaseError:
    """The error of whoever comes late."""
    return LostLeaseError(
        "another process took over while this one was not heard of; nothing was written",
        where=str(address),
        todo="let the other one end; the next run goes on from there",
    )


def query_rows(store: Store, sql: str) -> list[dict[str, Any]]:
    """Rows of a person's SQL; StoreError with the database's own words where it is wrong."""
    try:
        return store.records(sql)
    except duckdb.Error as error:
        raise StoreError(
            str(error).strip(), where="SQL", todo="`ingest query 'show tables'` lists what there is"
        ) from error


def connect_patiently(address: Address, seconds: float) -> duckdb.DuckDBPyConnection:
    return _patiently(lambda: connect(address, read_only=False), seconds)


def regroup(store: Store, group: int) -> None:
    """Attach a store's file anew, so that rows are added in groups of so many; no transaction may be open.

    StoreError where another process has taken the file for longer than a copy takes.
    """
    path = store.address
    assert isinstance(path, Path)
    store.connection.execute(f"use {_ENGINE}")
    store.connection.execute(f"detach {FILE}")
    _patiently(lambda: _take_file(store.connection, path, group), PATIENCE)


def _patiently(take: Callable[[], T], seconds: float) -> T:
    ends_at = time.monotonic() + seconds
    while True:
        try:
            return take()
        except BusyError:
            if time.monotonic() >= ends_at:
                raise
        time.sleep(0.1)


def _not_pages(connection: duckdb.DuckDBPyConnection) -> int:
    """Bytes of memory that hold something else than pages of tables."""
    sql = "select coalesce(sum(memory_usage_bytes), 0)::bigint from duckdb_memory() where tag <> 'BASE_TABLE'"
    ((used,),) = connection.sql(sql).fetchall()
    return int(used)


def reset_memory(connection: duckdb.DuckDBPyConnection) -> None:
    """All the memory that the engine had at first: RESET brings back what the setting says, which takes effect when it is set."""
    with suppress(duckdb.OutOfMemoryException):  # then there is room already
        connection.execute(f"set memory_limit = '{_ROOM}'")
    connection.execute("reset memory_limit")
    (limit,) = connection.sql("select current_setting('memory_limit')").fetchall()[0]
    connection.execute(f"set memory_limit = '{limit}'")


def connect(address: Address, *, read_only: bool) -> duckdb.DuckDBPyConnection:
    if isinstance(address, Lake):
        connection = connect_lake(address, read_only=read_only)
    else:
        connection = _connect_file(address, read_only=read_only)
    connection.execute(
        "set enable_progress_bar = false"
    )  # progress is shown by whoever runs the stages
    return connection


def attach_file(
    connection: duckdb.DuckDBPyConnection, path: Path, name: str, group: int | None
) -> None:
    """Attach a warehouse file under a name, to read or to add rows in groups of so many.

    One that is attached already is left as it is.
    """
    mode = f"row_group_size {group}, storage_version '{_FORMAT}'" if group else "read_only"
    quoted = "'" + str(path).replace("'", "''") + "'"
    connection.execute(f"attach if not exists {quoted} as {name} (type duckdb, {mode})")


def _connect_file(path: Path, *, read_only: bool) -> duckdb.DuckDBPyConnection:
    config = _CONFIG if read_only else _WRITER
    scratch = {"temp_directory": f"{path}.tmp"}  # what does not fit into memory
    # The engine has one instance of a name in a process, as it has of a file.
    connection = duckdb.connect(f":memory:{path.resolve()}", config=config | scratch)
    _take_file(connection, path, None if read_only else SMALL_GROUP)
    return connection


def _take_file(connection: duckdb.DuckDBPyConnection, path: Path, group: int | None) -> None:
    try:
        attach_file(connection, path, FILE, group)
        connection.execute(f"use {FILE}")
    except duckdb.IOException as error:
        held = _LOCK.search(str(error))
        if held:
            raise BusyError(
                f"another process is writing to the warehouse (process {held['pid']})",
                where=str(path),
                todo="wait until it has ended; one run at a time writes",
            ) from error
        raise StoreError(
            f"the warehouse can't be opened: {str(error).splitlines()[0]}",
            where=str(path),
            todo="check that it is a DuckDB file, may be read and written, and that there is free space; else restore a backup, or move it away to start anew",
        ) from error


def _aware(value: object) -> object:
    return (
        value.replace(tzinfo=UTC) if isinstance(value, datetime) and value.tzinfo is None else value
    )
