"""What is long and seldom read, packed tight: in a file the abstracts of sightings. A lake's files are packed anyway.

As with indexes (`indexes`) this is no part of the migrations: whoever opens a file to write packs what is not packed yet.
"""

from ingest.store.address import Lake
from ingest.store.bulk import writing_in_bulk
from ingest.store.connection import Store
from ingest.store.indexes import LARGE, Told, drop_attached

# A night reads an abstract of its works, and that of a sighting only where two of them may be the work's. Packed
# otherwise they are most of what every checkpoint has to read about.
_PLAIN, _PACKED = "abstract VARCHAR,", "abstract VARCHAR USING COMPRESSION zstd,"
_NOTE = "abstracts are packed by zstd"  # the engine does not tell how it was asked to pack a column
_MADE_BY = (
    "select sql from duckdb_tables() where database_name = ? and table_name = 'sightings' "
    "and comment is distinct from ?"
)


def pack_texts(store: Store, tell: Told) -> None:
    """Pack the abstracts of a file's sightings, in one transaction: of three million it takes a minute, and bounded memory.

    The table has no index afterwards.
    """
    if isinstance(store.address, Lake):
        return
    for (made_by,) in store.rows(_MADE_BY, store.catalog, _NOTE):
        if not store.rows("select 1 from sightings limit 1"):
            _copy(store, made_by)
            continue
        if store.rows(f"select count(*) > {LARGE} from sightings")[0][0]:
            tell("the abstracts of sightings", 0, 1)
        with writing_in_bulk(store):
            _copy(store, made_by)


def _copy(store: Store, made_by: str) -> None:
    run = store.connection.execute
    made_by = made_by.replace("TABLE sightings(", "TABLE packed_sightings(", 1)
    with store.transaction():
        drop_attached(store.connection, store.catalog, {"sightings"})
        run(made_by.replace(_PLAIN, _PACKED, 1))
        run("insert into packed_sightings select * from sightings")
        run("drop table sightings")
        run("alter table packed_sightings rename to sightings")
        run(f"comment on table sightings is '{_NOTE}'")
