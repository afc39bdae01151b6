"""A few rows of a table that may have millions, without reading the others.

DuckDB keeps the least and the greatest value of each part of a table, of text the first eight bytes: rows that came in
in the order of time are found in few parts (https://duckdb.org/docs/stable/guides/performance/indexing). What is wide
is then read by the place of its row. A lake keeps the same in its files, and joins as it is.
"""

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from typing import Any

import pyarrow as pa

from ingest.store.address import Lake
from ingest.store.connection import Store

_ZONE = 8  # bytes of a text that a part's least and greatest value are known by
_MANY_ZONES = 12
_VECTOR = 2_048  # rows that DuckDB decodes together
_SPANS = 50  # in one statement


def load_rows(
    store: Store, table: str, column: str, values: Iterable[object], columns: str = "*"
) -> list[dict[str, Any]]:
    """The rows whose `column` has one of these values, in no order."""
    wanted = sorted(set(values))  # type: ignore[type-var]
    if not wanted:
        return []
    if isinstance(store.address, Lake):
        chosen = ", ".join(f"t.{name.strip()}" for name in columns.split(","))
        store.connection.register("asked", pa.table({column: wanted}))
        try:
            return store.records(f"select {chosen} from {table} t join asked using ({column})")
        finally:
            store.connection.unregister("asked")
    return fetch_places(store, table, find_places(store, table, column, wanted), columns)


def find_places(store: Store, table: str, column: str, values: Sequence[object]) -> list[int]:
    """Where the rows with one of these values are (`rowid`), in order; not for a lake."""
    zones = _zones(values)
    store.connection.register("asked", pa.table({column: values, "zone": zones}))
    parts = [
        f"select t.rowid from {table} t join (select * from asked where zone = {zone}) using ({column})"
        for zone in sorted(set(zones))
    ]
    try:
        return sorted(row[0] for row in store.rows(" union all ".join(parts)))
    finally:
        store.connection.unregister("asked")


def fetch_places(
    store: Store, table: str, places: Sequence[int], columns: str = "*"
) -> list[dict[str, Any]]:
    """The rows at these places."""
    return [
        record
        for sql in _statements(store, table, places, columns)
        for record in store.records(sql)
    ]


def fetch_arrow(store: Store, table: str, places: Sequence[int]) -> pa.Table:
    """The rows at these places, each with `place_of_row`."""
    columns = "*, t.rowid as place_of_row"
    run = store.connection.execute
    parts = [run(sql).to_arrow_table() for sql in _statements(store, table, places, columns)]
    empty = f"select {columns} from {table} t limit 0"
    return pa.concat_tables(parts) if parts else run(empty).to_arrow_table()


def _statements(store: Store, table: str, places: Sequence[int], columns: str) -> Iterator[str]:
    spans = _spans(places)
    store.connection.register("places", pa.table({"place": pa.array(places, pa.int64())}))
    try:
        for start in range(0, len(spans), _SPANS):
            yield " union all ".join(
                f"select {columns} from {table} t semi join places on t.rowid = places.place "
                f"where t.rowid between {first} and {last}"
                for first, last in spans[start : start + _SPANS]
            )
    finally:
        store.connection.unregister("places")


def _zones(values: Sequence[object]) -> list[int]:
    """A number for each value, the same for those that lie in the same parts of a table.

    Of ids of one issuer that lie everywhere all have the same: each number is a look through the table.
    """
    names = [one[:_ZONE] if isinstance(one, str) else "" for one in values]
    prefixes = set(names)
    issuers = Counter(name.partition(":")[0] for name in prefixes)
    crowded = {issuer for issuer, count in issuers.items() if count > _MANY_ZONES}
    issuer_of = {name: name.partition(":")[0] for name in prefixes}
    zones = {name: issuer if issuer in crowded else name for name, issuer in issuer_of.items()}
    numbers = {zone: number for number, zone in enumerate(sorted(set(zones.values())))}
    return [numbers[zones[name]] for name in names]


def _spans(places: Sequence[int]) -> list[tuple[int, int]]:
    """Places that lie together, as (first, last): a vector is decoded whole, whatever is asked of it."""
    spans: list[tuple[int, int]] = []
    for place in places:
        if spans and place - spans[-1][1] <= _VECTOR:
            spans[-1] = (spans[-1][0], place)
        else:
            spans.append((place, place))
    return spans
