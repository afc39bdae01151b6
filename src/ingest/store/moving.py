"""A whole warehouse moved, backed up, made small again or given away; every copy is proven equal."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from tempfile import TemporaryDirectory

import duckdb

from ingest.errors import BusyError, StoreError
from ingest.store.address import Address, Lake
from ingest.store.connection import LARGE_GROUP, PATIENCE, Store, attach_file, connect_patiently
from ingest.store.indexes import drop_attached
from ingest.store.lake import NAME, attach_lake, load_extensions, reaching
from ingest.store.opening import copy_newer, file_parts, is_older, open_reader, open_store, upgrade

Told = Callable[[str, int, int], None]  # table, how many are done, how many there are
_KEPT = timedelta(days=7)  # a lake's old snapshots: readers may still be at them


@dataclass(frozen=True, slots=True)
class Moved:
    """One table that was copied: its rows, and the digest of all of them that both sides have."""

    table: str
    row_count: int
    digest: str


def copy_warehouse(
    source: Address, target: Address, shipped_sql: Path, tell: Told = lambda *told: None
) -> tuple[Moved, ...]:
    """Copy every table in one transaction and prove counts and digests equal.

    The target is made where there is none. StoreError where it has rows already, or where anything came
    out different: then nothing of it stays.
    """
    open_reader(source, shipped_sql).close()  # there, and of this version
    open_store(target, shipped_sql).close()
    connection = duckdb.connect()
    try:
        _attach(connection, source, "source", read_only=True)
        _attach(connection, target, "target")
        tables = _tables(connection, "source")
        _refuse_used(connection, tables, target)
        if isinstance(target, Path):
            drop_attached(connection, "target")
        with reaching(target, source):
            moved = _copy_tables(connection, tables, target, tell)
    finally:
        connection.close()
    if isinstance(target, Path):
        open_store(target, shipped_sql).close()  # with its indexes
    return tuple(moved)


def backup(address: Address, file: Path, shipped_sql: Path, tell: Told) -> tuple[Moved, ...]:
    """The warehouse as one DuckDB file, whatever kind it is; the file appears when it is whole."""
    if file.exists():
        raise StoreError(
            "there is a file already", where=str(file), todo="name a new one; nothing was changed"
        )
    partial = file.with_name(f"{file.name}.partial")
    partial.unlink(missing_ok=True)
    try:
        moved = copy_warehouse(address, partial, shipped_sql, tell)
        partial.replace(file)
    finally:
        _remove(partial)
    return moved


def restore(file: Path, address: Address, shipped_sql: Path, tell: Told) -> tuple[Moved, ...]:
    """Bring a backup back. A warehouse file that is there is kept beside it as `.before-restore`.

    A lake has to be empty: nothing of it is ever overwritten. The backup of an older version stays as it is; what
    comes back is up to date.
    """
    if is_older(file, shipped_sql):
        beside = address.parent if isinstance(address, Path) else None
        with TemporaryDirectory(prefix="restore-", dir=beside) as folder:
            newer = copy_newer(file, Path(folder), shipped_sql, tell)
            return restore(newer, address, shipped_sql, tell)
    if isinstance(address, Lake):
        return copy_warehouse(file, address, shipped_sql, tell)
    partial = address.with_name(f"{address.name}.partial")
    _remove(partial)
    try:
        moved = copy_warehouse(file, partial, shipped_sql, tell)
        if address.exists():
            _refuse_busy(address)
            kept = address.with_name(f"{address.name}.before-restore")
            _remove(kept)
            for part, aside in zip(file_parts(address), file_parts(kept), strict=True):
                if part.exists():
                    part.replace(aside)
        partial.replace(address)
    finally:
        _remove(partial)
    return moved


def _refuse_busy(file: Path) -> None:
    """BusyError where somebody writes to it; one that is damaged is what a backup is for."""
    try:
        connect_patiently(file, PATIENCE).close()
    except BusyError:
        raise
    except StoreError:
        return


def compact(address: Address, shipped_sql: Path, now: datetime, tell: Told) -> tuple[int, int]:
    """Give back the room of what was deleted. Returns bytes before and after of a file, data files of a lake."""
    if isinstance(address, Lake):
        return _compact_lake(address, shipped_sql, now)
    before = address.stat().st_size if address.exists() else 0
    partial = address.with_name(f"{address.name}.partial")
    _remove(partial)
    upgrade(address, shipped_sql, tell)  # the lock keeps every other writer out
    try:
        copy_warehouse(address, partial, shipped_sql, tell)
        partial.replace(address)
    finally:
        _remove(partial)
    return before, address.stat().st_size


def export_parquet(
    address: Address, folder: Path, shipped_sql: Path, tell: Told
) -> tuple[tuple[str, int], ...]:
    """Every table and view as a Parquet file in a folder; each file appears when it is whole."""
    folder.mkdir(parents=True, exist_ok=True)
    reader = open_reader(address, shipped_sql)
    try:
        names = [name for (name,) in reader.rows("show tables")]
        written = []
        for number, name in enumerate(names):
            tell(name, number, len(names))
            written.append((name, _export(reader, name, folder / f"{name}.parquet")))
        tell("done", len(names), len(names))
    finally:
        reader.close()
    return tuple(written)


def _export(reader: Store, name: str, file: Path) -> int:
    partial = file.with_name(f"{file.name}.partial")
    target = f"{_quoted(str(partial))} (format parquet, compression zstd)"
    try:
        ((count,),) = reader.rows(f"copy (select * from {name}) to {target}")
        partial.replace(file)
    finally:
        partial.unlink(missing_ok=True)
    return int(count)


def _compact_lake(lake: Lake, shipped_sql: Path, now: datetime) -> tuple[int, int]:
    store = open_store(lake, shipped_sql)
    files = f"select sum(file_count) from ducklake_table_info('{NAME}')"
    old = (now - _KEPT).replace(tzinfo=None)
    try:
        before = int(store.rows(files)[0][0] or 0)
        store.rows(f"call ducklake_merge_adjacent_files('{NAME}')")
        for forget in ("ducklake_expire_snapshots", "ducklake_cleanup_old_files"):
            store.rows(f"call {forget}('{NAME}', older_than => {_quoted(str(old))}::timestamp)")
        return before, int(store.rows(files)[0][0] or 0)
    finally:
        store.close()


def _attach(
    connection: duckdb.DuckDBPyConnection, address: Address, name: str, *, read_only: bool = False
) -> None:
    if isinstance(address, Lake):
        load_extensions(connection, address)
        attach_lake(connection, address, name, read_only=read_only)
    else:
        attach_file(connection, address, name, None if read_only else LARGE_GROUP)


def _tables(connection: duckdb.DuckDBPyConnection, database: str) -> list[str]:
    found = connection.execute(
        "select table_name from duckdb_tables() where database_name = ? and table_name <> 'migrations' "
        "and not internal order by table_name",
        [database],
    ).fetchall()
    return [name for (name,) in found]


def _refuse_used(
    connection: duckdb.DuckDBPyConnection, tables: Sequence[str], target: Address
) -> None:
    for table in tables:
        found = connection.execute(f"select count(*) from target.{table}").fetchone()
        if found and found[0]:
            raise StoreError(
                f"the target has {found[0]:,} rows in {table} already",
                where=str(target),
                todo="name one that is empty or not there yet; nothing was changed",
            )


def _copy_tables(
    connection: duckdb.DuckDBPyConnection, tables: Sequence[str], target: Address, tell: Told
) -> list[Moved]:
    connection.execute("begin transaction")
    moved = []
    for number, table in enumerate(tables):
        tell(table, number, len(tables))
        moved.append(_copy_table(connection, table, target))
    connection.execute("commit")
    tell("done", len(tables), len(tables))
    return moved


def _copy_table(connection: duckdb.DuckDBPyConnection, table: str, target: Address) -> Moved:
    columns = [row[0] for row in connection.execute(f"describe source.{table}").fetchall()]
    named = ", ".join(columns)
    connection.execute(f"insert into target.{table} ({named}) select {named} from source.{table}")
    here, there = (
        _digest(connection, f"{side}.{table}", sorted(columns)) for side in ("source", "target")
    )
    if here != there:
        raise StoreError(
            f"{table} came out different: {here[0]:,} rows here, {there[0]:,} there",
            where=str(target),
            todo="nothing was kept; try again, and report it if it happens again",
        )
    return Moved(table, *here)


def _digest(
    connection: duckdb.DuckDBPyConnection, table: str, columns: Sequence[str]
) -> tuple[int, str]:
    """How many rows, and the sum of the hashes of all of them: whatever their order."""
    row = f"row({', '.join(columns)})"
    found = connection.execute(
        f"select count(*), coalesce(sum(hash({row})), 0) from {table}"
    ).fetchone()
    assert found is not None  # an aggregate always has a row
    return int(found[0]), f"{int(found[1]):x}"


def _remove(file: Path) -> None:
    for part in file_parts(file):
        part.unlink(missing_ok=True)


def _quoted(text: str) -> str:
    return "'" + text.replace("'", "''") + "'"
