"""Rows into tables: staged as Arrow, merged so that a second run changes nothing."""

import json
from collections.abc import Iterable, Mapping, Sequence
from datetime import UTC, datetime

import pyarrow as pa

from ingest.store.address import Lake
from ingest.store.connection import Store
from ingest.store.lookup import ids_by, load_arrow, registered

# Tables with a row for each work, and the column of their key that their rows are looked up by.
_LARGE = {
    "works": "work_id",
    "work_ids": "id_hash",  # or its id: `ids_by`
    "judgements": "work_id",
    "verdicts": "work_id",
    "enrichments": "work_id",
    "artifacts": "work_id",
}


_STAGED = 10  # rows; more of them are staged as Arrow


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
    return merge_table(store, table, _staged(store, table, rows), key=key, keep=keep, stamp=stamp)


def merge_table(
    store: Store,
    table: str,
    staged: pa.Table,
    *,
    key: Sequence[str],
    keep: Sequence[str] = (),
    stamp: Sequence[str] = (),
) -> int:
    """What `merge_rows` does, of rows in columns of the table's own types."""
    columns = staged.column_names
    if table in _LARGE and not isinstance(store.address, Lake):
        return _merge_large(store, table, staged, key=key, keep=keep, stamp=stamp)
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
    store.connection.register("staged", staged)
    try:
        result = store.connection.execute(sql).fetchone()
    finally:
        store.connection.unregister("staged")
    return int(result[0]) if result else 0


def find_changed(
    rows: Sequence[Mapping[str, object]],
    known: Iterable[Mapping[str, object]],
    *,
    key: str,
    stamp: Sequence[str] = (),
) -> list[Mapping[str, object]]:
    """Those of these rows that differ from the `known` ones in more than `stamp`, or are new: for a few rows of one list
    to ask costs less than to merge.
    """
    before = {row[key]: row for row in known}
    return [
        row
        for row in rows
        if row[key] not in before
        or any(
            _plain(value) != _plain(before[row[key]][name])
            for name, value in row.items()
            if name not in stamp
        )
    ]


def insert_rows(store: Store, table: str, rows: Sequence[Mapping[str, object]]) -> None:
    """Add rows that the caller knows are not there."""
    if len(rows) > _STAGED:
        insert_table(store, table, _staged(store, table, rows))
    elif rows:  # to stage a few costs more than to name them
        marks = f"({', '.join('?' * len(rows[0]))})"
        store.connection.execute(
            f"insert into {table} ({', '.join(rows[0])}) values {', '.join([marks] * len(rows))}",
            [_plain(row[name]) for row in rows for name in rows[0]],
        )


def update_row(store: Store, table: str, row: Mapping[str, object], *, key: Sequence[str]) -> None:
    """Bring one row up to date that the caller knows is there."""
    others = [name for name in row if name not in key]
    store.connection.execute(
        f"update {table} set {', '.join(f'{name} = ?' for name in others)} "
        f"where {' and '.join(f'{name} = ?' for name in key)}",
        [_plain(row[name]) for name in (*others, *key)],
    )


def insert_table(store: Store, table: str, rows: pa.Table) -> None:
    """The same of rows in columns."""
    store.connection.register("staged", rows)
    try:
        store.connection.execute(f"insert into {table} by name select * from staged")
    finally:
        store.connection.unregister("staged")


def replace_rows(
    store: Store, table: str, rows: Sequence[Mapping[str, object]], *, key: str
) -> None:
    """Put whole rows in the place of those that have the same key, whatever these say."""
    stage(store, "wanted", key, [str(row[key]) for row in rows])
    store.connection.execute(f"delete from {table} where {key} in (select {key} from wanted)")
    unstage(store, "wanted")
    insert_rows(store, table, rows)


def _merge_large(
    store: Store,
    table: str,
    staged: pa.Table,
    *,
    key: Sequence[str],
    keep: Sequence[str],
    stamp: Sequence[str],
) -> int:
    """What `merge_rows` does, where MERGE would read every row of the table to compare it."""
    column = ids_by(store, len(staged)) if table == "work_ids" else _LARGE[table]
    run = store.connection
    run.register("staged", staged)
    run.register("old", load_arrow(store, table, column, staged[column].to_pylist()))
    try:
        return _merge_found(store, table, staged.column_names, key, keep, stamp)
    finally:
        run.unregister("staged")
        run.unregister("old")


def _merge_found(
    store: Store,
    table: str,
    columns: Sequence[str],
    key: Sequence[str],
    keep: Sequence[str],
    stamp: Sequence[str],
) -> int:
    run = store.connection.execute
    using = ", ".join(key)
    changing = [name for name in columns if name not in key and name not in keep]
    compared = [name for name in changing if name not in stamp]
    changed = 0
    if compared:
        differs = " or ".join(f"old.{name} is distinct from new.{name}" for name in compared)
        places = store.rows(
            f"select old.place_of_row from old join staged new using ({using}) where {differs}"
        )
        changed = len(places)
    if changed:
        every = [row[0] for row in store.rows(f"describe {table}")]
        values = ", ".join(f"{'new' if name in changing else 'old'}.{name}" for name in every)
        with registered(store, "changed", {"place": [place for (place,) in places]}):
            run(f"delete from {table} where rowid in (select place from changed)")
        run(
            f"insert into {table} ({', '.join(every)}) select {values} "
            f"from old join staged new using ({using}) where {differs}"
        )
    fresh = run(
        f"insert into {table} by name select * from staged anti join old using ({using})"
    ).fetchone()
    return changed + (int(fresh[0]) if fresh else 0)


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
    "INTEGER[]": pa.list_(pa.int32()),
    "BIGINT": pa.int64(),
    "DOUBLE": pa.float64(),
    "BOOLEAN": pa.bool_(),
    "TIMESTAMP": pa.timestamp("us"),
}


def _staged(store: Store, table: str, rows: Sequence[Mapping[str, object]]) -> pa.Table:
    staged = pa.table({name: as_column([row[name] for row in rows]) for name in rows[0]})
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
