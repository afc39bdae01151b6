"""A lake's PostgreSQL catalog reached apart from the lake itself: queries of our own beside DuckLake's.

https://duckdb.org/docs/stable/core_extensions/postgres
"""

import hashlib
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import duckdb

from ingest.errors import StoreError
from ingest.store.address import Lake
from ingest.store.lake import connect_lake, connect_postgres, first_line

_NAME = "catalog"  # what it is called in SQL


class Catalog:
    """An open catalog; threads may share it. `schema` is quoted, ready to stand before a name."""

    def __init__(self, lake: Lake) -> None:
        self._where = str(lake)
        self._connection = connect_postgres(lake, _NAME)
        self._guard = threading.Lock()
        self.schema = '"' + lake.schema.replace('"', '""') + '"'

    def close(self) -> None:
        self._connection.close()

    def ask(self, sql: str) -> list[tuple[Any, ...]]:
        """The rows of one query, which is one transaction of its own at READ COMMITTED."""
        return self._execute(f"select * from postgres_query('{_NAME}', ?)", sql)

    def run(self, sql: str) -> None:
        """Statements without an answer, all in one transaction, names looked up in the schema."""
        path = f"set local search_path to {self.schema};"
        self._execute(f"call postgres_execute('{_NAME}', ?)", f"{path}\n{sql}")

    def _execute(self, call: str, sql: str) -> list[tuple[Any, ...]]:
        try:
            with self._guard:
                return self._connection.execute(call, [sql]).fetchall()
        except duckdb.Error as error:
            raise StoreError(
                f"the warehouse's catalog refused: {first_line(error)}",
                where=self._where,
                todo="check that PostgreSQL answers and that its tables are yours",
            ) from error


@contextmanager
def open_catalog(lake: Lake, shipped_sql: Path) -> Iterator[Catalog]:
    """The catalog of a lake with what warehouse/leases.sql makes; both are made where they are not there yet."""
    catalog = Catalog(lake)
    try:
        _install(catalog, lake, (shipped_sql / "leases.sql").read_text(encoding="utf-8"))
        yield catalog
    finally:
        catalog.close()


def _install(catalog: Catalog, lake: Lake, sql: str) -> None:
    """Run the SQL unless this very text was run before; of several who find it missing one after the other does."""
    digest = hashlib.sha256(sql.encode()).hexdigest()
    leases = f"to_regclass('{catalog.schema}.leases')"
    ducklake = f"to_regclass('{catalog.schema}.ducklake_snapshot_changes') is not null"
    known, is_lake = catalog.ask(
        f"select obj_description({leases}) as known, {ducklake} as is_lake"
    )[0]
    if known == digest:
        return
    if not is_lake:
        try:
            connect_lake(lake).close()
        except StoreError:
            if not catalog.ask(f"select {ducklake} as is_lake")[0][0]:
                raise  # else another that found none was faster
    lock = "select pg_advisory_xact_lock(hashtext('paper-ingest leases'));"
    catalog.run(f"{lock}\n{sql}\ncomment on table leases is '{digest}';")
