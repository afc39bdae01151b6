"""A few rows of a table that may have millions, without reading the others.

A file has indexes for what every night asks (`indexes`): they lead to single rows. What has none is looked through:
DuckDB keeps the least and the greatest value of each part of a table, of text the first eight bytes, so that rows that
came in in the order of time are found in few parts (https://duckdb.org/docs/stable/guides/performance/indexing); what
is wide is then read by the place of its row, and of it no more than the 2,048 rows around each. A lake keeps the same
in its files, and joins as it is.
"""

import hashlib
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import replace
from typing import Any

import pyarrow as pa

from ingest.store.address import Lake
from ingest.store.connection import Store
from ingest.store.lake import reaching

_PIECE = 2_000  # values that a join tells the scan (`connection._CONFIG`)
_MOST = 4 * _PIECE  # values looked up by an index; for more the column is looked through
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
    pieces = _pieces(store, table, column, wanted, columns)
    return [record for sql in pieces for record in store.records(sql)]


def load_columns(
    store: Store, table: str, column: str, values: Iterable[object], columns: str
) -> pa.Table:
    """The same in columns."""
    wanted = sorted(set(values)) or [""]  # type: ignore[type-var]  # no row has it
    pieces = _pieces(store, table, column, wanted, columns)
    with reaching(store.address):
        return pa.concat_tables([store.connection.execute(sql).to_arrow_table() for sql in pieces])


def load_arrow(store: Store, table: str, column: str, values: Sequence[object]) -> pa.Table:
    """The same of a file, each row with `place_of_row`."""
    return load_columns(store, table, column, values, "*, t.rowid as place_of_row")


def _pieces(
    store: Store, table: str, column: str, wanted: list[Any], columns: str
) -> Iterator[str]:
    """SQL for the rows of these values, some of them at a time; each is good until the next is asked for."""
    by_index = f"select {columns} from {table} t semi join asked using ({column})"
    if (table, column) not in store.indexed or len(wanted) > _MOST:
        if wanted:
            with registered(store, "asked", {column: wanted}):
                yield _whole_sql(store, table, column, columns)
        return
    for start in range(0, len(wanted), _PIECE):
        piece = wanted[start : start + _PIECE]
        with registered(store, "asked", {column: piece}):
            yield by_index


@contextmanager
def registered(store: Store, name: str, columns: Mapping[str, list[Any]]) -> Iterator[None]:
    store.connection.register(name, pa.table(dict(columns)))
    try:
        yield
    finally:
        store.connection.unregister(name)


def _whole_sql(store: Store, table: str, column: str, columns: str) -> str:
    if isinstance(store.address, Lake):
        chosen = ", ".join(f"t.{name.strip()}" for name in columns.split(","))
        return f"select {chosen} from {table} t join asked using ({column})"
    places = f"select t.rowid as place from {table} t semi join asked using ({column})"
    return f"select {columns} from {table} t semi join ({places}) p on t.rowid = p.place"


def ids_by(store: Store, count: int) -> str:
    """The column of `work_ids` that so many ids are looked up by: itself where there is an index, or its number."""
    is_kept = store.kept is not None  # then one column, whatever the number, is found again
    has_index = ("work_ids", "id") in store.indexed
    return "id" if has_index and (is_kept or count <= _MOST) else "id_hash"


def hash_sql(column: str) -> str:
    """SQL for the number that a text is looked up by."""
    return f"(md5_number_lower({column}) % 2147483647)::integer"


def short_hash(text: str) -> int:
    """The same as `hash_sql`."""
    digest = hashlib.md5(text.encode("utf-8", "surrogatepass"), usedforsecurity=False).digest()
    return int.from_bytes(digest[8:], "little") % 2147483647
