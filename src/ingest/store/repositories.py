"""Repositories that lists show or may show: when they were looked at last, and what became of them."""

from dataclasses import asdict, dataclass
from datetime import datetime

from ingest.ids import hub_page
from ingest.store.connection import Store
from ingest.store.merging import merge_works
from ingest.store.rows import merge_rows
from ingest.store.watched import note_changed, note_repositories
from ingest.store.works import refold_works


@dataclass(frozen=True, slots=True)
class RepositoryState:
    """What the Hub said of a repository: `there`, `moved` (to `moved_to`) or `gone`."""

    hub_id: str  # hub:model/org/name, hub:dataset/org/name, hub:space/org/name
    state: str
    checked_at: datetime
    moved_to: str | None = None  # as hub_id


def load_shown_urls(store: Store) -> list[str]:
    """Hub URLs of the official artifacts of works that stand in a proposal or are in a list."""
    return [
        url
        for (url,) in store.rows(
            "select distinct a.url from artifacts a where a.tier = 'official' "
            "and a.url like 'https://huggingface.co/%' and a.work_id in ("
            "select work_id from changes where state in ('standing', 'merged')) order by a.url"
        )
    ]


def load_repository_checks(store: Store) -> dict[str, datetime]:
    """When each repository was looked at last."""
    records = store.records("select hub_id, checked_at from repositories")
    return {record["hub_id"]: record["checked_at"] for record in records}


def save_repository(store: Store, found: RepositoryState) -> None:
    """Note what became of a repository; its links and its work follow it, or stop being shown."""
    merge_rows(store, "repositories", [asdict(found)], key=["hub_id"])
    _follow(store, found)


def follow_repositories(store: Store) -> None:
    """Do again what is known of all repositories, after works and artifacts were made anew."""
    for record in store.records("select * from repositories order by checked_at, hub_id"):
        _follow(store, RepositoryState(**record))


def _follow(store: Store, found: RepositoryState) -> None:
    url = hub_page(found.hub_id)
    run = store.connection.execute
    owners = "select distinct work_id from artifacts where lower(url) = lower(?)"
    note_changed(store, [row[0] for row in store.rows(owners, url)])
    note_repositories(store, [url, *([hub_page(found.moved_to)] if found.moved_to else [])])
    if found.state == "moved" and found.moved_to:
        new_url = hub_page(found.moved_to)
        run(
            "delete from artifacts old where lower(url) = lower(?) and exists (select 1 from artifacts new "
            "where new.work_id = old.work_id and new.kind = old.kind and new.url = ?)",
            [url, new_url],
        )
        run("update artifacts set url = ? where lower(url) = lower(?)", [new_url, url])
        if store.rows("select 1 from works where work_id = ?", found.hub_id):
            merge_works(store, {found.hub_id: found.moved_to}, found.checked_at)
            refold_works(store, [found.moved_to])
    elif found.state == "gone":
        run(
            "update artifacts set tier = 'unknown', evidence = ? where lower(url) = lower(?)",
            [f"deleted or hidden: the Hub did not find it on {found.checked_at:%Y-%m-%d}", url],
        )
