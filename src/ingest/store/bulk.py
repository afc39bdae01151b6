"""Many sightings at once, as a table: those that touch nothing else become works without leaving the database.

Most records of the past are alone: no other record and no work bears one of their ids. Such a sighting is its
work. All others go the way of every page, through `save_pages`.
"""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from datetime import UTC, datetime

import numpy as np
import pyarrow as pa

from ingest.store.address import Lake
from ingest.store.connection import LARGE_GROUP, SMALL_GROUP, Store, regroup, reset_memory
from ingest.store.indexes import Told, drop_attached, quiet, without_indexes
from ingest.store.lookup import hash_sql
from ingest.store.works import Saved, save_pages, sighting_of
from ingest.works import Page, Reject

_SIGHTING = (
    "sighting_id, source, kind, title, ids, abstract, is_abstract_cut, authors, categories, comment, "
    "journal_ref, doi, version, published_at, updated_at, listed_at, is_withdrawn, rank, upvotes, "
    "organisation, links, facts"
)
_WORK = (
    "title, title_key, ids, abstract, authors, categories, comment, journal_ref, doi, version, "
    "published_at, updated_at, is_withdrawn, facts, text_digest"
)
_BULK = {"threads": "1", "memory_limit": "500MB", "checkpoint_threshold": "256MB"}
# New rows, and whether each is tied to another one or to what is known.
_FIND_NEW = """
with fresh as (
    select line, ids, title_key from read_rows anti join sightings using (sighting_id)
), named as (
    select line, unnest(ids) as id from fresh
), shared as (
    select id from named group by id having count(*) > 1 union all select k.id from work_ids k semi join named using (id)
), weak as (
    select title_key from works where starts_with(work_id, 'title:')
)
select line,
    len(ids) = 0 or contains(array_to_string(ids[2:], ' '), 'arxiv:')
    or title_key in (select title_key from weak)
    or line in (select line from named semi join shared using (id)) as is_tied
from fresh order by line
"""


@contextmanager
def bulk_loading(store: Store, tell: Told = quiet) -> Iterator[None]:
    """The engine's settings for as long as much is saved beside other work; `tell` hears of the indexes made at the end.

    One thread: on more an insert takes twice the work for the same time. Bounded memory: else it keeps what it has
    written. Seldom a checkpoint: each writes the last rows of the tables anew. No index: made at the end one takes
    a tenth of what it takes row by row. Large groups, which nights leave as they are. Siblings are opened inside.
    """
    with without_indexes(store, tell), writing_in_bulk(store):
        yield


@contextmanager
def writing_in_bulk(store: Store) -> Iterator[None]:
    """The same for whoever minds the indexes."""
    with _in_large_groups(store), _bounded(store):
        yield


def remake(store: Store, table: str, made_by: str) -> None:
    """Make a file's table anew by a statement of SQL, with its rows and without its index, in the transaction that is open."""
    run = store.connection.execute
    drop_attached(store.connection, store.catalog, {table})
    run(f"alter table {table} rename to remade")
    run(made_by)
    run(f"insert into {table} select * from remade")
    run("drop table remade")


@contextmanager
def _in_large_groups(store: Store) -> Iterator[None]:
    if isinstance(store.address, Lake) or not store.has_siblings:
        yield
        return
    regroup(store, LARGE_GROUP)
    try:
        yield
    finally:
        regroup(store, SMALL_GROUP)


@contextmanager
def _bounded(store: Store) -> Iterator[None]:
    threads = store.rows("select current_setting('threads')")[0][0]
    try:
        for name, value in _BULK.items():
            store.connection.execute(f"set {name} = '{value}'")
        yield
    finally:
        for name in _BULK:
            store.connection.execute(f"reset {name}")
        reset_memory(store.connection)
        store.connection.execute(f"set threads = {threads}")  # a writer has fewer than the engine


def save_rows(
    store: Store, rows: pa.Table, rejects: Sequence[Reject], *, origin: str, seen_at: datetime
) -> Saved:
    """Store a table of sightings (`snapshot_lines.ROWS`, each line once) and its rejects, in the caller's transaction.

    The tables are afterwards as `save_pages` would have left them.
    """
    with _registered(store, "read_rows", rows):
        found = store.connection.execute(_FIND_NEW).to_arrow_table()
    lines, is_tied = found["line"].to_numpy(), found["is_tied"].to_numpy()
    alone = rows.filter(pa.array(np.isin(rows["line"], lines[~is_tied])))
    tied = rows.filter(pa.array(np.isin(rows["line"], lines[is_tied])))
    _insert(store, alone, origin, seen_at)
    with _registered(store, "tied", tied):
        sightings = tuple(map(sighting_of, store.records("select * from tied order by line")))
    saved = save_pages(store, [Page(sightings, tuple(rejects))], origin=origin, seen_at=seen_at)
    return replace(
        saved,
        sighting_count=len(rows),
        new_sighting_count=saved.new_sighting_count + len(alone),
        new_work_count=saved.new_work_count + len(alone),
    )


def _insert(store: Store, alone: pa.Table, origin: str, seen_at: datetime) -> None:
    moment = seen_at.astimezone(UTC).replace(tzinfo=None)
    run = store.connection.execute
    with _registered(store, "alone", alone):
        run(
            f"insert into sightings (work_id, seen_at, origin, {_SIGHTING}) "
            f"select ids[1], ?, ?, {_SIGHTING} from alone",
            [moment, origin],
        )
        run(
            f"insert into works (work_id, first_seen_at, sources, title_hash, {_WORK}) "
            f"select ids[1], ?, ['arxiv'], {hash_sql('title_key')}, {_WORK} from alone",
            [moment],
        )
        run(
            f"insert into work_ids (id, id_hash, work_id) select id, {hash_sql('id')}, work_id "
            "from (select unnest(ids) as id, ids[1] as work_id from alone)"
        )
        run("insert into unjudged select ids[1] from alone")


@contextmanager
def _registered(store: Store, name: str, table: pa.Table) -> Iterator[None]:
    store.connection.register(name, table)
    try:
        yield
    finally:
        store.connection.unregister(name)
