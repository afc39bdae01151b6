"""Opening the warehouse: a DuckDB file or a lake, numbered migrations, views, one transaction a stage."""

import json
import re
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import duckdb
import pyarrow as pa

from ingest.errors import StoreError
from ingest.store.address import Address, Lake
from ingest.store.lake import connect_lake

_LOCK = re.compile(
    r"Conflicting lock is held in (?P<program>\S+).*?\(PID (?P<pid>\d+)\)", re.DOTALL
)


@dataclass(frozen=True, slots=True)
class Store:
    """An open warehouse. Pass it to the functions of this package; close it with `close()`."""

    address: Address
    connection: duckdb.DuckDBPyConnection
    is_rehearsal: bool = False  # one transaction for all, undone at the end: the dry run's
    is_whole: bool = False  # one transaction for all, kept at the end

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
        """All or nothing: whatever is written inside is undone when anything is raised."""
        if self.is_rehearsal or self.is_whole:
            yield
            return
        self.connection.execute("begin transaction")
        try:
            yield
        except BaseException:
            self.connection.execute("rollback")
            raise
        self.connection.execute("commit")

    def rows(self, sql: str, *parameters: object) -> list[tuple[Any, ...]]:
        return self.connection.execute(sql, list(parameters)).fetchall()

    def records(self, sql: str, *parameters: object) -> list[dict[str, Any]]:
        """Rows as dictionaries, times made aware (they are stored as UTC)."""
        result = self.connection.execute(sql, list(parameters))
        names = [column[0] for column in result.description or ()]
        return [dict(zip(names, map(_aware, row), strict=True)) for row in result.fetchall()]


def open_store(address: Address, shipped_sql: Path, *, patience_seconds: float = 10) -> Store:
    """Open (or make) the warehouse and bring it up to date. `shipped_sql` holds migrations/, views/.

    A file that another process has open is waited for as long as `patience_seconds`: a reader that copies it
    is done by then.
    """
    if isinstance(address, Path):
        address.parent.mkdir(parents=True, exist_ok=True)
    store = Store(address, _connect_patiently(address, patience_seconds))
    try:
        _migrate(store, shipped_sql)
    except BaseException:
        store.close()
        raise
    return store


def open_rehearsal(address: Address, shipped_sql: Path) -> Store:
    """Open the warehouse so that everything can be tried and nothing stays; in memory if there is none."""
    is_there = isinstance(address, Lake) or address.exists()
    connection = _connect(address, read_only=False) if is_there else duckdb.connect()
    store = Store(address, connection)
    _migrate(store, shipped_sql)
    store.connection.execute("begin transaction")
    return replace(store, is_rehearsal=True)


@contextmanager
def open_whole(address: Address, shipped_sql: Path) -> Iterator[Store]:
    """Open the warehouse for one transaction over everything; what is raised inside undoes it."""
    store = open_store(address, shipped_sql)
    try:
        with store.transaction():
            yield replace(store, is_whole=True)
    finally:
        store.close()


def open_reader(address: Address, shipped_sql: Path | None = None) -> Store:
    """Open the warehouse for reading only; StoreError where there is none yet.

    With `shipped_sql` also where it is of an older version: a reader can't bring it up to date.
    """
    if isinstance(address, Path) and not address.exists():
        raise StoreError(
            "there is no warehouse yet",
            where=str(address),
            todo="run `ingest run` or `ingest import` first",
        )
    store = Store(address, _connect(address, read_only=True))
    if shipped_sql and _fresh_migrations(store, shipped_sql):
        store.close()
        raise StoreError(
            "the warehouse was made by an older version of this program",
            where=str(address),
            todo="run `ingest classify --no-poll` once; any command that writes brings it up to date",
        )
    return store


def query_rows(store: Store, sql: str) -> list[dict[str, Any]]:
    """Rows of a person's SQL; StoreError with the database's own words where it is wrong."""
    try:
        return store.records(sql)
    except duckdb.Error as error:
        raise StoreError(
            str(error).strip(), where="SQL", todo="`ingest query 'show tables'` lists what there is"
        ) from error


def _connect_patiently(address: Address, seconds: float) -> duckdb.DuckDBPyConnection:
    ends_at = time.monotonic() + seconds
    while True:
        try:
            return _connect(address, read_only=False)
        except StoreError as error:
            if time.monotonic() >= ends_at or not isinstance(error.__cause__, duckdb.IOException):
                raise
            if not _LOCK.search(str(error.__cause__)):
                raise
        time.sleep(0.1)


def _connect(address: Address, *, read_only: bool) -> duckdb.DuckDBPyConnection:
    if isinstance(address, Lake):
        connection = connect_lake(address, read_only=read_only)
    else:
        connection = _connect_file(address, read_only=read_only)
    connection.execute(
        "set enable_progress_bar = false"
    )  # progress is shown by whoever runs the stages
    return connection


def _connect_file(path: Path, *, read_only: bool) -> duckdb.DuckDBPyConnection:
    try:
        return duckdb.connect(str(path), read_only=read_only)
    except duckdb.IOException as error:
        held = _LOCK.search(str(error))
        if held:
            raise StoreError(
                f"another process is writing to the warehouse (process {held['pid']})",
                where=str(path),
                todo="wait until it has ended; one run at a time writes",
            ) from error
        raise StoreError(
            f"the warehouse can't be opened: {str(error).splitlines()[0]}",
            where=str(path),
            todo="check that it is a DuckDB file and readable; restore a backup, or move it away to start anew",
        ) from error


def _migrate(store: Store, shipped_sql: Path) -> None:
    store.connection.execute(
        "create table if not exists migrations (number integer, name varchar, applied_at timestamp)"
    )
    fresh = _fresh_migrations(store, shipped_sql)
    if not fresh:
        return
    for file in fresh:
        with store.transaction():
            store.connection.execute(file.read_text(encoding="utf-8"))
            store.connection.execute(
                "insert into migrations values (?, ?, ?)",
                [int(file.name[:4]), file.stem, datetime.now(UTC).replace(tzinfo=None)],
            )
    with store.transaction():
        for file in sorted((shipped_sql / "views").glob("*.sql")):
            store.connection.execute(file.read_text(encoding="utf-8"))


def _fresh_migrations(store: Store, shipped_sql: Path) -> list[Path]:
    """The migrations that the warehouse does not have yet, in order."""
    done = {number for (number,) in store.rows("select number from migrations")}
    files = sorted((shipped_sql / "migrations").glob("*.sql"))
    known = {int(file.name[:4]) for file in files}
    if done - known:
        raise StoreError(
            f"the warehouse is newer than this program (migration {max(done)})",
            where=str(store.address),
            todo="update the program",
        )
    return [file for file in files if int(file.name[:4]) not in done]


def merge_rows(
    store: Store,
    table: str,
    rows: Sequence[Mapping[str, object]],
    *,
    key: Sequence[str],
    keep: Sequence[str] = (),
    stamp: Sequence[str] = (),
) -> int:
    """Bring rows into a table: insert the new ones, update those that differ. Returns how many did.

    `key` names the columns that tell rows apart; `keep` those that an update leaves as they were
    (first seen); `stamp` those that change only together with another (changed at). A row that
    differs in nothing else is not touched, so a second run changes nothing.
    """
    if not rows:
        return 0
    columns = list(rows[0])
    staged = pa.table({name: _column([row[name] for row in rows]) for name in columns})
    changing = [name for name in columns if name not in key and name not in keep]
    compared = [name for name in changing if name not in stamp]
    same = " and ".join(f"old.{name} = new.{name}" for name in key)
    update = ""
    if compared:
        differs = " or ".join(f"old.{name} is distinct from new.{name}" for name in compared)
        assign = ", ".join(f"{name} = new.{name}" for name in changing)
        update = f"when matched and ({differs}) then update set {assign}"
    sql = (
        f"merge into {table} as old using staged as new on ({same}) {update} "
        f"when not matched then insert ({', '.join(columns)}) "
        f"values ({', '.join(f'new.{name}' for name in columns)})"
    )
    store.connection.register("staged", _typed(store, table, staged))
    try:
        result = store.connection.execute(sql).fetchone()
    finally:
        store.connection.unregister("staged")
    return int(result[0]) if result else 0


def stage(store: Store, name: str, column: str, values: Sequence[str]) -> None:
    """Register a one-column table of text to join against; `unstage` it afterwards."""
    store.connection.register(name, pa.table({column: pa.array(values, pa.string())}))


def unstage(store: Store, name: str) -> None:
    store.connection.unregister(name)


def as_json(value: object) -> str | None:
    """Compact JSON, or None for an empty value."""
    return json.dumps(value, ensure_ascii=False, separators=(",", ":")) if value else None


_ARROW_TYPES = {
    "VARCHAR": pa.string(),
    "VARCHAR[]": pa.list_(pa.string()),
    "INTEGER": pa.int32(),
    "BIGINT": pa.int64(),
    "DOUBLE": pa.float64(),
    "BOOLEAN": pa.bool_(),
    "TIMESTAMP": pa.timestamp("us"),
}


def _typed(store: Store, table: str, staged: pa.Table) -> pa.Table:
    described = store.rows(f"describe {table}")
    types = {row[0]: _ARROW_TYPES[row[1]] for row in described}
    return staged.cast(pa.schema([(name, types[name]) for name in staged.column_names]))


def _column(values: list[object]) -> pa.Array:
    return pa.array([_plain(value) for value in values])


def _plain(value: object) -> object:
    if isinstance(value, datetime):
        return value.astimezone(UTC).replace(tzinfo=None) if value.tzinfo else value
    return list(value) if isinstance(value, tuple) else value


def _aware(value: object) -> object:
    return (
        value.replace(tzinfo=UTC) if isinstance(value, datetime) and value.tzinfo is None else value
    )
