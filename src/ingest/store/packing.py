"""What is long and seldom read, packed tight: in a file the abstracts of sightings. A lake's files are packed anyway.

As with indexes (`indexes`) this is no part of the migrations: whoever opens a file to write packs what is not packed yet.
"""

from ingest.store.address import Lake
from ingest.store.bulk import remake, writing_in_bulk
from ingest.store.connection import Store
from ingest.store.indexes import LARGE, Told

# A night reads an abstract of its works, and that of a sighting only where two of them may be the work's. Packed
# otherwise they are most of what every checkpoint has to read about.
_PACKED = "abstract"
_NOTE = "abstracts are packed by zstd"  # the engine does not tell how it was asked to pack a column
_UNPACKED = (
    "select 1 from duckdb_tables() where database_name = ? and table_name = 'sightings' "
    "and comment is distinct from ?"
)
_COLUMNS = (
    "select column_name, data_type, is_nullable, column_default from duckdb_columns() "
    "where database_name = ? and table_name = 'sightings' order by column_index"
)


def pack_texts(store: Store, tell: Told) -> None:
    """Pack the abstracts of a file's sightings, in one transaction: of three million it takes a minute, and bounded memory.

    The table has no index afterwards.
    """
    if isinstance(store.address, Lake) or not store.rows(_UNPACKED, store.catalog, _NOTE):
        return
    if not store.rows("select 1 from sightings limit 1"):
        _copy(store)
        return
    if store.rows(f"select count(*) > {LARGE} from sightings")[0][0]:
        tell("the abstracts of sightings", 0, 1)
    with writing_in_bulk(store):
        _copy(store)


def _copy(store: Store) -> None:
    """Make the table anew: a column is packed as it was asked for when it was made."""
    columns = ", ".join(
        f'"{name}" {kind}'
        f"{'' if is_nullable else ' not null'}{f' default {default}' if default else ''}"
        f"{' using compression zstd' if name == _PACKED else ''}"
        for name, kind, is_nullable, default in store.rows(_COLUMNS, store.catalog)
    )
    with store.transaction():
        remake(store, "sightings", f"create table sightings ({columns})")
        store.connection.execute(f"comment on table sightings is '{_NOTE}'")
