"""Tables of a file that are mostly places of rows that are gone: under an index the engine keeps such places for good.

A release that judges anew leaves one for each row that it replaces, and whatever is looked for passes over it.
"""

from ingest.store.address import Lake
from ingest.store.bulk import remake, writing_in_bulk
from ingest.store.connection import SMALL_GROUP, Store
from ingest.store.indexes import LARGE, Told

_REPLACED = ("judgements", "verdicts", "artifacts", "enrichments", "watched", "candidates")
_MADE = "select table_name, sql, estimated_size from duckdb_tables() where database_name = ?"


def renew_worn(store: Store, tell: Told) -> None:
    """Make those anew, each in one transaction, a third of whose places are of rows that are gone.

    They have no index afterwards.
    """
    if isinstance(store.address, Lake):
        return
    for table, made_by, places in store.rows(_MADE, store.catalog):
        if table not in _REPLACED or places <= 3 * SMALL_GROUP:
            continue
        ((rows,),) = store.rows(f"select count(*) from {table}")
        if 3 * (places - rows) <= places:
            continue
        if rows > LARGE:
            tell(f"the table {table}, most of which is gone", 0, 1)
        with writing_in_bulk(store), store.transaction():
            remake(store, table, made_by)
