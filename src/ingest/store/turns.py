"""Lists that a run could not come to, and since when."""

from collections.abc import Mapping, Sequence
from datetime import datetime

from ingest.store.connection import Store
from ingest.store.rows import merge_rows, stage, unstage


def load_passed_over(store: Store) -> dict[str, datetime]:
    """Since when lists wait for their turn, by name."""
    records = store.records("select list_name, since from passed_over")
    return {record["list_name"]: record["since"] for record in records}


def save_turns(
    store: Store, passed: Mapping[str, str], served: Sequence[str], at: datetime
) -> None:
    """Note the lists that were passed over, with the reason, and forget those that had their turn."""
    rows = [
        {"list_name": name, "since": at, "reason": reason}
        for name, reason in sorted(passed.items())
    ]
    merge_rows(store, "passed_over", rows, key=["list_name"], keep=["since"])
    stage(store, "served", "list_name", served)
    try:
        store.connection.execute(
            "delete from passed_over where list_name in (select list_name from served)"
        )
    finally:
        unstage(store, "served")
