"""What was told to people: which digest had which works, and which alarms are open."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from ingest.store.connection import Store
from ingest.store.rows import merge_rows
from ingest.store.works import load_works
from ingest.works import Work


@dataclass(frozen=True, slots=True)
class SentDigest:
    """One digest to one reader, begun or sent."""

    message_id: str
    digest: str
    recipient: str
    state: str  # sending | sent
    item_count: int
    prepared_at: datetime
    sent_at: datetime | None = None


def load_last_digest(store: Store, digest: str, recipient: str) -> SentDigest | None:
    """The newest digest of this name to this reader; None where there never was one."""
    rows = store.records(
        "select * from digests where digest = ? and recipient = ? order by prepared_at desc limit 1",
        digest,
        recipient,
    )
    return SentDigest(**rows[0]) if rows else None


def load_new_works(store: Store, digest: str, recipient: str, since: datetime) -> list[Work]:
    """Works first seen after a moment that some rule chose and this reader was not told of, newest first."""
    rows = store.rows(
        "select work_id from works where first_seen_at > ? and not coalesce(is_withdrawn, false) "
        "and work_id in (select work_id from verdicts where state <> 'no') and work_id not in "
        "(select work_id from digest_items where digest = ? and recipient = ?) "
        "order by first_seen_at desc, work_id desc",
        since.replace(tzinfo=None),
        digest,
        recipient,
    )
    return load_works(store, [name for (name,) in rows])


def load_digest_works(store: Store, message_id: str) -> list[Work]:
    """The works of a digest that was begun, in their order."""
    rows = store.rows(
        "select work_id from digest_items where message_id = ? order by place", message_id
    )
    return load_works(store, [name for (name,) in rows])


def save_digest(store: Store, sent: SentDigest, work_ids: Sequence[str] = ()) -> None:
    """A digest and its works; call it before it is sent, and again when it was."""
    row = {name: getattr(sent, name) for name in SentDigest.__dataclass_fields__}
    merge_rows(store, "digests", [row], key=["message_id"])
    items = [
        {
            "digest": sent.digest,
            "recipient": sent.recipient,
            "work_id": work_id,
            "message_id": sent.message_id,
            "place": place,
        }
        for place, work_id in enumerate(work_ids)
    ]
    merge_rows(store, "digest_items", items, key=["digest", "recipient", "work_id"])


def load_open_alarms(store: Store) -> dict[str, dict[str, Any]]:
    """The alarms that are not over, by their cause."""
    rows = store.records("select * from alarms where state = 'open' order by since_at, cause")
    return {row["cause"]: row for row in rows}


def save_alarms(store: Store, rows: Sequence[dict[str, Any]]) -> None:
    """Alarms as they stand now."""
    merge_rows(store, "alarms", rows, key=["cause"])
