"""Sightings in, works out: which work each record belongs to, and the work folded anew."""

import hashlib
import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from ingest.folding import Seen, assign_works, fold_work, weak_id
from ingest.ids import title_key
from ingest.store.connection import Store
from ingest.store.merging import find_current, merge_works
from ingest.store.rows import as_json, merge_rows, stage, unstage
from ingest.works import Page, Reject, Sighting, Work

_SIGHTING_FIELDS = (
    "source", "kind", "title", "ids", "abstract", "is_abstract_cut", "authors", "categories",
    "comment", "journal_ref", "doi", "version", "published_at", "updated_at", "listed_at",
    "is_withdrawn", "rank", "upvotes", "organisation",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Saved:
    """What `save_pages` did: records read, and what was new in the warehouse."""

    sighting_count: int = 0
    reject_count: int = 0
    new_sighting_count: int = 0
    new_work_count: int = 0
    work_ids: tuple[str, ...] = ()


_CHUNK = 10_000  # sightings saved at a time: bounds memory, whatever the size of the payload


def save_pages(store: Store, pages: Iterable[Page], *, origin: str, seen_at: datetime) -> Saved:
    """Store all records of one payload, inside the caller's transaction.

    A record is told apart by its content: the same record seen again the same or another night is
    the same row. Works that the records touch are folded anew from all their sightings.
    """
    before = count(store, "works")
    saved = Saved()
    touched: dict[str, None] = {}
    repeats: dict[str, int] = {}
    for sightings, rejects in _chunks(pages):
        new, work_ids = _save_sightings(store, sightings, repeats, origin, seen_at)
        _save_rejects(store, rejects, origin, seen_at)
        touched |= dict.fromkeys(work_ids)
        saved = replace(
            saved,
            sighting_count=saved.sighting_count + len(sightings),
            reject_count=saved.reject_count + len(rejects),
            new_sighting_count=saved.new_sighting_count + new,
        )
    new_works = count(store, "works") - before
    return replace(saved, new_work_count=new_works, work_ids=tuple(touched))


def _chunks(pages: Iterable[Page]) -> Iterator[tuple[list[Sighting], list[Reject]]]:
    sightings: list[Sighting] = []
    rejects: list[Reject] = []
    for page in pages:
        sightings.extend(page.sightings)
        rejects.extend(page.rejects)
        if len(sightings) + len(rejects) >= _CHUNK:
            yield sightings, rejects
            sightings, rejects = [], []
    yield sightings, rejects


def _save_sightings(
    store: Store,
    sightings: Sequence[Sighting],
    repeats: dict[str, int],
    origin: str,
    seen_at: datetime,
) -> tuple[int, list[str]]:
    work_ids, merged = assign_works(sightings, *_known(store, sightings))
    merge_works(store, merged, seen_at)
    keys = _sighting_keys(sightings, repeats, _series_day(origin, seen_at))
    rows = [
        {"sighting_id": key, "work_id": work_id, "seen_at": seen_at, "origin": origin}
        | sighting_fields(sighting)
        for key, work_id, sighting in zip(keys, work_ids, sightings, strict=True)
    ]
    keep = ["seen_at", "origin", "work_id"]
    new = merge_rows(store, "sightings", rows, key=["sighting_id"], keep=keep)
    touched = sorted(set(work_ids) | set(merged.values()))
    if new or merged:
        refold_works(store, touched)
    return new, touched


def count(store: Store, table: str) -> int:
    """How many rows a table has."""
    return int(store.rows(f"select count(*) from {table}")[0][0])


def load_works(store: Store, work_ids: Sequence[str]) -> list[Work]:
    """The works of these ids, in the order asked; ids that are not there are left out."""
    stage(store, "wanted", "work_id", list(dict.fromkeys(work_ids)))
    try:
        records = store.records("select w.* from works w join wanted using (work_id)")
    finally:
        unstage(store, "wanted")
    works = {record["work_id"]: work_of(record) for record in records}
    return [works[work_id] for work_id in dict.fromkeys(work_ids) if work_id in works]


def find_work(store: Store, canonical_id: str) -> Work | None:
    """The work that bears this canonical id, whatever it is filed under."""
    found = store.rows("select work_id from work_ids where id = ? limit 1", canonical_id)
    work_id = found[0][0] if found else canonical_id
    works = load_works(store, [find_current(store, [work_id]).get(work_id, work_id)])
    return works[0] if works else None


def work_of(record: Mapping[str, Any]) -> Work:
    """A row of the table `works` as a value."""
    fields = {name: record[name] for name in Work.__dataclass_fields__}
    for name in ("ids", "authors", "categories", "sources"):
        fields[name] = tuple(fields[name] or ())
    for name in ("links", "facts"):
        fields[name] = _pairs(fields[name])
    return Work(**fields)


def text_digest(title: str, abstract: str, categories: Sequence[str]) -> str:
    """What the rules read of a work, as one short digest: it changes when the text does."""
    return judged_digest("\0".join((title, abstract, *categories)).encode("utf-8", "surrogatepass"))


def judged_digest(*pieces: bytes | memoryview) -> str:
    """The digest of what the rules read, set apart by NUL, in these pieces together."""
    made = hashlib.sha256()
    for piece in pieces:
        made.update(piece)
    return made.hexdigest()[:16]


def _known(
    store: Store, sightings: Sequence[Sighting]
) -> tuple[dict[str, str], dict[str, list[str]]]:
    stage(store, "wanted", "id", list({one for sighting in sightings for one in sighting.ids}))
    known = dict(store.rows("select k.id, k.work_id from work_ids k join wanted using (id)"))
    unstage(store, "wanted")
    stage(store, "wanted", "title_key", list({title_key(one.title) for one in sightings}))
    titled = store.rows("select w.title_key, w.work_id from works w join wanted using (title_key)")
    unstage(store, "wanted")
    by_title: dict[str, list[str]] = {}
    for key, work_id in titled:
        by_title.setdefault(f"title:{key}", []).append(work_id)
    return known, by_title


def _series_day(origin: str, seen_at: datetime) -> str:
    """The day of a live answer; a saved file has none, however often it is imported."""
    return seen_at.date().isoformat() if origin.startswith("http") else ""


def _sighting_keys(sightings: Sequence[Sighting], seen: dict[str, int], day: str) -> list[str]:
    """A digest of each record; the second of two equal records in one payload gets its number.

    A feed's rank is a fact of its day: the same place on another day is another sighting, so that
    rank and votes over time are whole and the latest is the latest.
    """
    keys: list[str] = []
    for sighting in sightings:
        series = f" {day}" if day and sighting.kind == "feed" else ""
        digest = record_digest(f"{sighting!r}{series}".encode("utf-8", "surrogatepass"))
        seen[digest] = seen.get(digest, 0) + 1
        keys.append(digest if seen[digest] == 1 else f"{digest}-{seen[digest]}")
    return keys


def record_digest(*pieces: bytes | memoryview) -> str:
    """The key of a record, whose `Sighting` is spelled in these pieces together."""
    made = hashlib.blake2b(digest_size=16)
    for piece in pieces:
        made.update(piece)
    return made.hexdigest()


def sighting_fields(sighting: Sighting) -> dict[str, object]:
    """A sighting's own columns in the table `sightings`."""
    row: dict[str, object] = {name: getattr(sighting, name) for name in _SIGHTING_FIELDS}
    return row | {"links": as_json(sighting.links), "facts": as_json(sighting.facts)}


def _save_rejects(store: Store, rejects: Sequence[Reject], origin: str, seen_at: datetime) -> None:
    rows = []
    for reject in rejects:
        text = repr((origin, reject)).encode("utf-8", "surrogatepass")
        rows.append(
            {
                "reject_id": hashlib.blake2b(text, digest_size=16).hexdigest(),
                "source": reject.source,
                "kind": reject.kind,
                "origin": origin,
                "position": reject.position,
                "reason": reject.reason,
                "excerpt": reject.excerpt,
                "seen_at": seen_at,
            }
        )
    merge_rows(store, "rejects", rows, key=["reject_id"], keep=["seen_at"])


def refold_works(store: Store, work_ids: Sequence[str]) -> None:
    """Make these works anew from all their sightings, in the caller's transaction."""
    stage(store, "wanted", "work_id", list(work_ids))
    try:
        records = store.records("select s.* from sightings s join wanted using (work_id)")
    finally:
        unstage(store, "wanted")
    seen: dict[str, list[Seen]] = {}
    for record in records:
        seen.setdefault(record["work_id"], []).append(Seen(sighting_of(record), record["seen_at"]))
    works = [fold_work(work_id, group) for work_id, group in seen.items()]
    merge_rows(store, "works", [_work_row(work) for work in works], key=["work_id"])
    aliases = {one: work.work_id for work in works for one in (work.work_id, *work.ids)}
    rows = [{"id": alias, "work_id": work_id} for alias, work_id in aliases.items()]
    merge_rows(store, "work_ids", rows, key=["id"])


def _work_row(work: Work) -> dict[str, object]:
    row: dict[str, object] = {name: getattr(work, name) for name in Work.__dataclass_fields__}
    row["links"] = as_json(work.links)
    row["facts"] = as_json(work.facts)
    row["title_key"] = weak_id(work.title).removeprefix("title:")
    row["text_digest"] = text_digest(work.title, work.abstract, work.categories)
    return row


def sighting_of(record: Mapping[str, Any]) -> Sighting:
    """A row of the table `sightings` as a value."""
    fields = {name: record[name] for name in _SIGHTING_FIELDS}
    for name in ("ids", "authors", "categories"):
        fields[name] = tuple(fields[name] or ())
    return Sighting(**fields, links=_pairs(record["links"]), facts=_pairs(record["facts"]))


def _pairs(text: str | None) -> tuple[tuple[str, str], ...]:
    return tuple((str(name), str(value)) for name, value in json.loads(text)) if text else ()
