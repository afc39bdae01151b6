"""What the Hub said of each work: its artifacts, and how asking ended."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import datetime

from ingest.store.connection import Store
from ingest.store.lookup import load_rows
from ingest.store.rows import merge_rows, stage, unstage
from ingest.store.watched import note_changed, note_repositories, save_due
from ingest.works import Artifact


def save_artifacts(
    store: Store, found: Mapping[str, Sequence[Artifact]], *, found_at: datetime
) -> int:
    """Replace the artifacts of these works; rows that stay the same keep their `found_at`."""
    rows = [
        asdict(artifact) | {"found_at": found_at}
        for artifacts in found.values()
        for artifact in artifacts
    ]
    keys = {f"{row['work_id']}\0{row['kind']}\0{row['url']}" for row in rows}
    stage(store, "wanted", "work_id", list(found))
    stage(store, "kept", "key", sorted(keys))
    before = store.rows(_PAGES)
    removed = store.connection.execute(
        "delete from artifacts where work_id in (select work_id from wanted) and "
        "concat(work_id, chr(0), kind, chr(0), url) not in (select key from kept)"
    ).fetchone()
    unstage(store, "kept")
    changed = merge_rows(
        store, "artifacts", rows, key=["work_id", "kind", "url"], keep=["found_at"]
    )
    after = store.rows(_PAGES)
    unstage(store, "wanted")
    if changed or (removed and removed[0]):
        note_changed(store, found)
        note_repositories(store, [url for (url,) in set(before) ^ set(after)])
    return changed


_PAGES = (  # of the Hub that are the wanted works' own
    "select distinct url from artifacts where tier = 'official' "
    "and url like 'https://huggingface.co/%' and work_id in (select work_id from wanted)"
)


@dataclass(frozen=True, slots=True)
class Enrichment:
    """How asking the Hub about a work ended: complete, offline (nobody was asked) or failed."""

    work_id: str
    outcome: str
    text_digest: str  # of what the work's own links were read from
    reason: str = ""
    tries: int = 0  # answers of this kind in a row
    next_at: datetime | None = None  # not asked again before; None: at the next chance


def load_enrichments(store: Store, work_ids: Iterable[str]) -> dict[str, Enrichment]:
    """The last enrichment of these works, by work id."""
    columns = "work_id, outcome, text_digest, reason, tries, next_at"
    records = load_rows(store, "enrichments", "work_id", work_ids, columns)
    return {
        record["work_id"]: Enrichment(**(record | {"tries": record["tries"] or 0}))
        for record in records
    }


def save_enrichments(store: Store, enrichments: Sequence[Enrichment], *, asked_at: datetime) -> int:
    """Record that the Hub was, or was not, asked about these works."""
    rows = [asdict(one) | {"asked_at": asked_at} for one in enrichments]
    save_due(
        store,
        {
            (one.work_id, one.text_digest): None if one.outcome == "offline" else one.next_at
            for one in enrichments
        },
    )
    return merge_rows(store, "enrichments", rows, key=["work_id"], stamp=["asked_at"])
