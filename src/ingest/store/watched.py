"""Works that some rule took: when what is known of one changed last, so that nights look at nothing else."""

import hashlib
import re
from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import UTC, datetime
from typing import Any

import pyarrow as pa

from ingest.store.connection import Store
from ingest.store.looks import next_change, note_categories, note_listed
from ingest.store.lookup import load_rows, registered
from ingest.store.rows import insert_rows, stage, unstage

DIGEST_SIZE = 16
_MODEL = "hub:model/"
_REPOSITORY = (  # the page of a work that is a repository of the Hub
    "'https://huggingface.co/' || regexp_replace(regexp_replace("
    "substr({work_id}, 5), '^model/', ''), '^(dataset|space)/', '\\1s/')"
)


def page_sql(column: str) -> str:
    """SQL for the address of a work's page on the Hub, of its id in `column`."""
    return _REPOSITORY.format(work_id=column)


def text_digest(title: str, abstract: str, categories: Iterable[str]) -> str:
    """What the rules read of a work, as one short digest: it changes when the text does."""
    text = "\0".join((title, abstract, *categories)).encode("utf-8", "surrogatepass")
    return hashlib.sha256(text).hexdigest()[:DIGEST_SIZE]


def note_changed(store: Store, work_ids: Collection[str], lost: Iterable[str] = ()) -> None:
    """Works whose text, verdicts or artifacts changed, in the caller's transaction; `lost` are categories that took some of them.

    Those that no rule ever took, and no list shows, are nobody's business. The sizes of one model on the Hub change together.
    """
    names = set(work_ids)
    known = load_rows(store, "watched", "work_id", names, "work_id")
    taken = _taken(store, names)
    found = {row["work_id"] for row in (*known, *taken)}
    if found:
        _write(store, sorted(found), {*lost, *(row["category"] for row in taken)})
    note_listed(store, work_ids)


def note_repositories(store: Store, urls: Iterable[str]) -> None:
    """Pages on the Hub that became, or are no more, a paper's own: the works that they are changed."""
    stage(store, "wanted", "url", sorted(set(urls)))
    try:
        found = store.rows(
            f"select work_id from watched where starts_with(work_id, 'hub:') "
            f"and {page_sql('work_id')} in (select url from wanted)"
        )
    finally:
        unstage(store, "wanted")
    if found:
        names = [row[0] for row in found]
        _write(store, names, {row["category"] for row in _taken(store, names)})


def with_family(store: Store, work_ids: Iterable[str]) -> set[str]:
    """These works and those that may be other sizes of them."""
    asked = set(work_ids)
    if not any(name.startswith(_MODEL) for name in asked):
        return asked
    stage(store, "wanted", "work_id", sorted(asked))
    try:
        rows = store.rows(
            "select work_id from watched where family in "
            "(select family from watched join wanted using (work_id) where family is not null)"
        )
    finally:
        unstage(store, "wanted")
    return asked | {row[0] for row in rows}


def load_changed(store: Store, since: int) -> tuple[int, list[tuple[str, str]]]:
    """The number of the last change, and (work id, family or "") of the works changed after `since`."""
    last = store.rows("select coalesce(max(change_no), 0) from watched")[0][0]
    rows = store.rows(
        "select work_id, coalesce(family, '') from watched where change_no > ? order by work_id",
        since,
    )
    return int(last), rows


def load_newest_changes(store: Store, since: int, count: int) -> list[tuple[str, int]]:
    """(work id, number of its last change) of the works changed after `since`, newest first, at most so many."""
    return store.rows(
        "select work_id, change_no from watched where change_no > ? order by change_no desc, work_id limit ?",
        *(since, count),
    )


def find_takers(store: Store, work_ids: Collection[str]) -> dict[str, set[str]]:
    """The categories that take each of these works."""
    found: dict[str, set[str]] = {}
    for row in _taken(store, work_ids):
        found.setdefault(row["work_id"], set()).add(row["category"])
    return found


def save_due(store: Store, next_at: Mapping[tuple[str, str], datetime | None]) -> None:
    """When works, with the digest of the text that was read, are due again, in the caller's transaction."""
    staged = {
        "work_id": [work_id for work_id, _ in next_at],
        "links_digest": [digest for _, digest in next_at],
        "due_at": pa.array(
            [at and at.astimezone(UTC).replace(tzinfo=None) for at in next_at.values()],
            pa.timestamp("us"),
        ),
    }
    with registered(store, "asked", staged):
        store.connection.execute(
            "update watched set due_at = asked.due_at from asked "
            "where watched.work_id = asked.work_id and watched.links_digest = asked.links_digest "
            "and watched.due_at is distinct from asked.due_at"
        )


def load_families(store: Store, work_ids: Sequence[str]) -> list[tuple[str, str]]:
    """(work id, family or "") of those of these works that are watched."""
    rows = load_rows(store, "watched", "work_id", work_ids, "work_id, family")
    return sorted((row["work_id"], row["family"] or "") for row in rows)


def _taken(store: Store, work_ids: Collection[str]) -> list[dict[str, Any]]:
    """What takes these works."""
    rows = load_rows(store, "verdicts", "work_id", work_ids, "work_id, category, state")
    return [row for row in rows if row["state"] != "no"]


def _write(store: Store, work_ids: list[str], categories: Collection[str]) -> None:
    number = next_change(store)
    columns = "work_id, title, abstract, comment, is_withdrawn, published_at"
    works = {one["work_id"]: one for one in load_rows(store, "works", "work_id", work_ids, columns)}
    columns = "work_id, links_digest, due_at"
    known = {
        one["work_id"]: one for one in load_rows(store, "watched", "work_id", work_ids, columns)
    }
    rows = [_row(name, number, works.get(name), known.get(name, {})) for name in work_ids]
    stage(store, "wanted", "work_id", work_ids)
    store.connection.execute("delete from watched where work_id in (select work_id from wanted)")
    unstage(store, "wanted")
    insert_rows(store, "watched", rows)
    if any(row["family"] for row in rows):
        store.connection.execute(
            "update watched set change_no = ? where change_no < ? and family in "
            "(select family from watched where change_no = ?)",
            [number, number, number],
        )
        family = store.rows(
            "select work_id from watched where change_no = ? and family is not null", number
        )
        categories = {row["category"] for row in _taken(store, [row[0] for row in family])} | {
            *categories
        }
    note_categories(store, categories, number)


def _row(
    work_id: str, number: int, work: Mapping[str, Any] | None, before: Mapping[str, Any]
) -> dict[str, object]:
    """A row of `watched`; of a work that is gone nothing but that. A text that changed is due at once."""
    links_digest = _links_digest(work) if work else None
    return {
        "work_id": work_id,
        "change_no": number,
        "links_digest": links_digest,
        "due_at": before["due_at"] if before and before["links_digest"] == links_digest else None,
        "is_withdrawn": work["is_withdrawn"] if work else None,
        "published_at": work["published_at"] if work else None,
        "family": _family(work_id),
    }


def _links_digest(work: Mapping[str, Any]) -> str:
    """What a work's own links are read from."""
    return text_digest(work["title"], work["abstract"] or "", (work["comment"] or "",))


def _family(work_id: str) -> str | None:
    """The account of a model on the Hub, as accounts are compared; None for any other work."""
    if not work_id.startswith(_MODEL):
        return None
    return re.sub("[^a-z0-9]", "", work_id.removeprefix(_MODEL).partition("/")[0].lower())
