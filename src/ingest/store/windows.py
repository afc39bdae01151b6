"""Windows: what each source was asked for, how that ended, and up to where it closed."""

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import datetime

from ingest.store.connection import Store
from ingest.store.rows import merge_rows

CLOSING = frozenset({"complete", "empty-expected"})


@dataclass(frozen=True, slots=True)
class Window:
    """One window of one source; both ends are included, UTC."""

    source: str
    from_at: datetime
    to_at: datetime
    outcome: str  # complete | empty-expected | suspicious | throttled | failed
    tried_at: datetime
    kind: str = "night"  # or backfill
    reason: str = ""
    closed_to_at: datetime | None = None  # None while it is open; else at most `to_at`
    sighting_count: int = 0
    reject_count: int = 0
    total_count: int | None = None  # what the source said it has
    request_count: int = 0
    is_replayed: bool = False

    @property
    def is_closed(self) -> bool:
        return self.outcome in CLOSING


def save_window(store: Store, window: Window) -> None:
    """A source's window and how it ended; call it in the transaction that saves the window's rows.

    A window that has closed stays closed: asking for it again in vain takes nothing back, and neither
    does a replay make a live one anything else.
    """
    known = store.rows(
        "select is_replayed from windows where source = ? and from_at = ? and to_at = ? and kind = ? "
        "and closed_to_at is not null",
        *(window.source, _naive(window.from_at), _naive(window.to_at), window.kind),
    )
    is_live = bool(known) and not known[0][0]
    if known and (not window.is_closed or (is_live and window.is_replayed)):
        return
    key = ["source", "from_at", "to_at", "kind"]
    stamp = ["tried_at", "request_count"]
    merge_rows(store, "windows", [asdict(window)], key=key, stamp=stamp)


def load_windows(store: Store, source: str) -> list[Window]:
    """All windows of a source in the order in which they were tried."""
    records = store.records(
        "select * from windows where source = ? order by tried_at, from_at, to_at", source
    )
    names = Window.__dataclass_fields__
    return [Window(**{name: record[name] for name in names}) for record in records]


def load_title_searches(store: Store, title_keys: Sequence[str]) -> dict[str, tuple[datetime, int]]:
    """When each title was last searched for, and how often."""
    rows = store.records("select title_key, asked_at, asked_count from title_searches")
    wanted = set(title_keys)
    return {
        row["title_key"]: (row["asked_at"], row["asked_count"])
        for row in rows
        if row["title_key"] in wanted
    }


def save_title_search(
    store: Store, title_key: str, *, asked_at: datetime, asked_count: int, outcome: str
) -> None:
    """Note that a title was searched for."""
    row = {
        "title_key": title_key,
        "asked_at": asked_at,
        "asked_count": asked_count,
        "outcome": outcome,
    }
    merge_rows(store, "title_searches", [row], key=["title_key"])


def load_unresolved(store: Store) -> list[tuple[str, str]]:
    """(title key, title) of the works known by their title alone, oldest first."""
    return [
        (key, title)
        for key, title in store.rows(
            "select title_key, title from works where work_id like 'title:%' "
            "order by first_seen_at, title_key"
        )
    ]


def load_without_card(store: Store) -> list[str]:
    """Models without a paper that upstreams told of without a word of description; most liked first."""
    rows = store.rows(
        "select work_id from works w where work_id like 'hub:model/%' and coalesce(abstract, '') = '' "
        "and coalesce(facts, '') not like '%\"arxiv_ids\"%' and exists (select 1 from sightings s "
        "where s.work_id = w.work_id and s.origin like 'http%') and not exists (select 1 from "
        "sightings s where s.work_id = w.work_id and s.kind = 'card') order by upvotes desc, work_id"
    )
    return [work_id for (work_id,) in rows]


def _naive(moment: datetime) -> datetime:
    return moment.replace(tzinfo=None)
