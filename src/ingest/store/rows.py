"""Rows into tables: staged as Arrow, merged so that a second run changes nothing."""

import json
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime

import pyarrow as pa

from ingest.store.connection import Store


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
    staged = pa.table({name: as_column([row[name] for row in rows]) for name in columns})
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


def as_column(values: list[object], kind: pa.DataType | None = None) -> pa.Array:
    """Values as they are stored: times as UTC without a zone, tuples as lists."""
    return pa.array([_plain(value) for value in values], kind)


def _plain(value: object) -> object:
    if isinstance(value, datetime):
        return value.astimezone(UTC).replace(tzinfo=None) if value.tzinfo else value
    return list(value) if isinstance(value, tuple) else value
