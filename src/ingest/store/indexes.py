"""Indexes of a warehouse file: each leads to single rows of a table that has one for every work. A lake has none.

They are no part of the migrations: what changes a table drops them, whoever opens the file to write makes those that
are missing, and whoever finds none looks the table through.
"""

import re
from collections.abc import Callable, Container, Iterator
from contextlib import contextmanager

import duckdb

from ingest.store.address import Lake
from ingest.store.connection import Store

# New keys are near each other, as arXiv's are: else each would be written to a part of the index of its own.
_INDEXED = (
    ("works", "work_id"),
    ("sightings", "work_id"),
    ("work_ids", "id"),
    ("judgements", "work_id"),
    ("verdicts", "work_id"),
    ("artifacts", "work_id"),
    ("enrichments", "work_id"),
    ("watched", "work_id"),
    ("candidates", "work_id"),
)
LARGE = 100_000  # rows of which an index takes a noticeable time
_FOUND = "select table_name, index_name from duckdb_indexes() where database_name = ? order by index_name"
# What a migration makes, alters, fills or drops; a word too many of a comment only drops an index too many.
_CHANGED = re.compile(
    r"\b(?:table|update|into|delete\s+from)\s+(?:if\s+(?:not\s+)?exists\s+)?(\w+)"
)

Told = Callable[[str, int, int], None]  # what is at work, how many are done, of how many


def quiet(what: str, done: int, total: int) -> None:
    """Tell nobody."""


def find_indexes(store: Store) -> None:
    """Note in the store which of its columns lead to single rows."""
    known = {name for _, name in _found(store.connection, store.catalog)}
    store.indexed.clear()
    store.indexed.update(pair for pair in _INDEXED if _name(*pair) in known)


def make_indexes(store: Store, tell: Told = quiet) -> None:
    """Make what a file lacks, in one transaction: of three million works it takes ten seconds.

    Tables that migrations have not made yet are passed over. `tell` hears of each large one: what is made, how many are done, of how many.
    """
    if isinstance(store.address, Lake):
        return
    find_indexes(store)
    tables = "select table_name from duckdb_tables() where database_name = ?"
    there = {name for (name,) in store.rows(tables, store.catalog)}
    missing = [pair for pair in _INDEXED if pair not in store.indexed and pair[0] in there]
    if missing:
        with store.transaction():
            for done, (table, column) in enumerate(missing):
                if store.rows(f"select count(*) > {LARGE} from {table}")[0][0]:
                    tell(f"an index of {table}", done, len(missing))
                store.connection.execute(
                    f"create index {_name(table, column)} on {table} ({column})"
                )
        store.indexed.update(missing)


def drop_indexes(store: Store, changed_by: str | None = None) -> None:
    """Drop them: a table can't be altered under its own, and much is sooner added without.

    With the SQL that is about to be run, only those of tables that it changes.
    """
    if isinstance(store.address, Lake):
        return
    changed = None if changed_by is None else set(_CHANGED.findall(changed_by.lower()))
    drop_attached(store.connection, store.catalog, changed)
    find_indexes(store)


def drop_attached(
    connection: duckdb.DuckDBPyConnection, database: str, tables: Container[str] | None = None
) -> None:
    """The same of a database that is attached under a name: of some tables, or of all."""
    for table, name in _found(connection, database):
        if tables is None or table in tables:
            connection.execute(f'drop index "{database}".main.{name}')


@contextmanager
def without_indexes(store: Store, tell: Told = quiet) -> Iterator[None]:
    """For as long as much is added; a process that is killed leaves them to the next that opens the file.

    Where one transaction holds all they stay: none can be made over rows that are not committed.
    """
    if not store.has_siblings:
        yield
        return
    drop_indexes(store)
    try:
        yield
    finally:
        make_indexes(store, tell)


def _found(connection: duckdb.DuckDBPyConnection, database: str) -> list[tuple[str, str]]:
    return connection.execute(_FOUND, [database]).fetchall()


def _name(table: str, column: str) -> str:
    return f"{table}_by_{column}"
