"""A few rows of a table that may have millions, without reading the others.

DuckDB keeps the least and the greatest value of each part of a table, of text the first eight bytes: rows that came in
in the order of time are found in few parts (https://duckdb.org/docs/stable/guides/performance/indexing). What is wide
is then read by the place of its row, and of it no more than the 2,048 rows around each. A lake keeps the same in its
files, and joins as it is.
"""

import hashlib
from collections.abc import Collection, Iterable, Sequence
from dataclasses import replace
from typing import Any

import pyarrow as pa

from ingest.store.address import Lake
from ingest.store.connection import Store

_KEPT = frozenset({"works", "work_ids", "verdicts", "artifacts", "merges"})


def load_rows(
    store: Store, table: str, column: str, values: Iterable[object], columns: str = "*"
) -> list[dict[str, Any]]:
    """The rows whose `column` has one of these values, in no order.

    While a store keeps rows (`keep_rows`), those of works that were asked for once are not read again.
    """
    wanted = set(values)
    if store.kept is None or table not in _KEPT:
        return _ask(store, table, column, wanted, columns)
    known = store.kept.setdefault((table, column, columns), {})
    missing = wanted - known.keys()
    known.update((value, []) for value in missing)
    for row in _ask(store, table, column, missing, columns):
        known[row[column]].append(row)
    return [row for value in wanted for row in known[value]]


def keep_rows(store: Store) -> Store:
    """The same store for a reader who asks for the same works again and again, and while nobody writes any.

    Callers don't change the rows that they get.
    """
    return replace(store, kept={})


def rows_of_list(store: Store, table: str, list_name: str) -> list[dict[str, Any]]:
    """All rows that a table has of a list; of those that are kept (`keep_lists`) until one is written."""
    kept = (store.kept or {}).get((table, "list_name", "*"), {})
    if list_name in kept:
        return kept[list_name]
    return store.records(f"select * from {table} where list_name = ?", list_name)


def keep_lists(store: Store, tables: Iterable[str], list_names: Collection[str]) -> None:
    """Read all rows of these lists at once, each table in one question."""
    assert store.kept is not None
    for table in tables:
        known = store.kept.setdefault((table, "list_name", "*"), {})
        known.update((name, []) for name in list_names)
        for row in _ask(store, table, "list_name", list_names, "*"):
            known[row["list_name"]].append(row)


def let_rows_go(store: Store, table: str, list_name: str) -> None:
    """Right before a list's rows are written: what was kept of them counts no more."""
    (store.kept or {}).get((table, "list_name", "*"), {}).pop(list_name, None)


def _ask(
    store: Store, table: str, column: str, values: Iterable[object], columns: str
) -> list[dict[str, Any]]:
    wanted = sorted(values)  # type: ignore[type-var]
    if not wanted:
        return []
    store.connection.register("asked", pa.table({column: wanted}))
    try:
        return store.records(_rows_sql(store, table, column, columns))
    finally:
        store.connection.unregister("asked")


def load_columns(
    store: Store, table: str, column: str, values: Iterable[object], columns: str
) -> pa.Table:
    """The same in columns."""
    wanted = sorted(set(values))  # type: ignore[type-var]
    store.connection.register("asked", pa.table({column: pa.array(wanted, pa.string())}))
    try:
        return store.connection.execute(_rows_sql(store, table, column, columns)).to_arrow_table()
    finally:
        store.connection.unregister("asked")


def load_arrow(store: Store, table: str, column: str, values: Sequence[object]) -> pa.Table:
    """The same of a file, each row with `place_of_row`."""
    store.connection.register("asked", pa.table({column: sorted(set(values))}))  # type: ignore[type-var]
    try:
        sql = _places_sql(table, column, "*, t.rowid as place_of_row")
        return store.connection.execute(sql).to_arrow_table()
    finally:
        store.connection.unregister("asked")


def _rows_sql(store: Store, table: str, column: str, columns: str) -> str:
    if not isinstance(store.address, Lake):
        return _places_sql(table, column, columns)
    chosen = ", ".join(f"t.{name.strip()}" for name in columns.split(","))
    return f"select {chosen} from {table} t join asked using ({column})"


def _places_sql(table: str, column: str, columns: str) -> str:
    places = f"select t.rowid as place from {table} t semi join asked using ({column})"
    return f"select {columns} from {table} t semi join ({places}) p on t.rowid = p.place"


def hash_sql(column: str) -> str:
    """SQL for the number that a text is looked up by."""
    return f"(md5_number_lower({column}) % 2147483647)::integer"


def short_hash(text: str) -> int:
    """The same as `hash_sql`."""
    digest = hashlib.md5(text.encode("utf-8", "surrogatepass"), usedforsecurity=False).digest()
    return int.from_bytes(digest[8:], "little") % 2147483647
