"""Papers and links of lists: when they were looked at last, and what became of them."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import asdict
from datetime import datetime

from ingest.artifacts import LinkHealth
from ingest.ids import title_key
from ingest.store.connection import Store
from ingest.store.rows import merge_rows, stage, unstage
from ingest.store.works import work_of
from ingest.works import Work

_NAME = re.compile(r"^[^:,：]{2,40}[:,：]\s*")


def load_paper_checks(store: Store) -> dict[str, tuple[datetime, str]]:
    """When arXiv was last asked for each paper of a list, and whether it knew it."""
    records = store.records("select arxiv_id, asked_at, outcome from paper_checks")
    return {record["arxiv_id"]: (record["asked_at"], record["outcome"]) for record in records}


def save_paper_checks(store: Store, outcomes: Mapping[str, str], asked_at: datetime) -> None:
    """Note that arXiv was asked for these papers: `found` or `absent`."""
    rows = [
        {"arxiv_id": name, "asked_at": asked_at, "outcome": outcome}
        for name, outcome in outcomes.items()
    ]
    merge_rows(store, "paper_checks", rows, key=["arxiv_id"])


def load_link_checks(store: Store) -> dict[str, LinkHealth]:
    """Every link of a list that was checked, by its address."""
    records = store.records("select * from link_checks")
    return {
        record["url"]: LinkHealth(
            **{name: record[name] for name in LinkHealth.__dataclass_fields__}
        )
        for record in records
    }


def save_link_check(store: Store, health: LinkHealth) -> None:
    """Replace what is known of a link."""
    merge_rows(store, "link_checks", [asdict(health)], key=["url"])


def load_namesakes(store: Store, titles: Iterable[str]) -> dict[str, tuple[Work, ...]]:
    """Works that may be what rows call by these titles: of that title, of a title that begins with it,
    or of one that ends with what stands behind its name (`Name: the rest`)."""
    wanted = list(titles)
    starts = {title: title_key(title) for title in wanted}
    ends = {title: title_key(_NAME.sub("", title, count=1)) for title in wanted}
    by_start = _look_up(store, "starts_with", {key for key in starts.values() if len(key) >= 4})
    by_end = _look_up(store, "ends_with", {key for key in ends.values() if len(key) >= 20})
    found = {}
    for title in wanted:
        works = (*by_start.get(starts[title], ()), *by_end.get(ends[title], ()))
        found[title] = tuple({work.work_id: work for work in works}.values())
    return found


def _look_up(store: Store, how: str, keys: set[str]) -> dict[str, list[Work]]:
    stage(store, "wanted", "asked", sorted(keys))
    try:
        records = store.records(
            f"select wanted.asked, w.* from works w join wanted on {how}(w.title_key, wanted.asked) "
            "order by length(w.title_key), w.work_id"
        )
    finally:
        unstage(store, "wanted")
    found: dict[str, list[Work]] = {}
    for record in records:
        found.setdefault(record.pop("asked"), []).append(work_of(record))
    return found
