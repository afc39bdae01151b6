"""Sightings in, works out: which work each record belongs to, and the work folded anew."""

import hashlib
import json
from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from typing import Any

from ingest.folding import Seen, assign_works, fold_work, settles_text, weak_id
from ingest.store.connection import Store
from ingest.store.lookup import ids_by, load_rows, short_hash
from ingest.store.merging import find_current, merge_works
from ingest.store.rows import as_json, insert_rows, merge_rows, replace_rows, stage, unstage
from ingest.store.watched import DIGEST_SIZE, note_changed, text_digest
from ingest.works import Page, Reject, Sighting, Work

_SIGHTING_FIELDS = (
    "source", "kind", "title", "ids", "abstract", "is_abstract_cut", "authors", "categories",
    "comment", "journal_ref", "doi", "version", "published_at", "updated_at", "listed_at",
    "is_withdrawn", "rank", "upvotes", "organisation",
)  # fmt: skip
_NARROW = ", ".join(
    (
        "sighting_id",
        "work_id",
        "seen_at",
        *(one for one in _SIGHTING_FIELDS if one != "abstract"),
        "links",
        "facts",
    )
)


_FIELD, _ITEM = "\x1f", "\x1e"  # no text of one line has them
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


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
    touched = sorted(set(work_ids) | set(merged.values()))
    stored = load_rows(store, "sightings", "work_id", touched, _NARROW)
    known = {record["sighting_id"] for record in stored} | _known_without_ids(
        store, sightings, keys
    )
    rows = [
        {"sighting_id": key, "work_id": work_id, "seen_at": seen_at, "origin": origin}
        | sighting_fields(sighting)
        for key, work_id, sighting in zip(keys, work_ids, sightings, strict=True)
        if key not in known
    ]
    insert_rows(store, "sightings", rows)
    seen: dict[str, list[Seen]] = {work_id: [] for work_id in merged.values()}
    fresh = zip(keys, work_ids, sightings, strict=True)
    for _, work_id, sighting in (one for one in fresh if one[0] not in known):
        seen.setdefault(work_id, []).append(Seen(sighting, _whole(seen_at)))
    older = [record for record in stored if record["work_id"] in seen]
    _save_folded(store, _with_older(store, seen, older, merged.values()))
    return len(rows), touched


def _with_older(
    store: Store,
    seen: Mapping[str, Sequence[Seen]],
    records: Sequence[Mapping[str, Any]],
    merged: Collection[str],
) -> dict[str, list[Seen]]:
    """New sightings of works together with the stored ones, whose abstracts are read only where one may matter.

    Abstracts are most of what is stored: a new version of an old work brings its own. `merged` are works that have
    sightings of others since they were folded.
    """
    older: dict[str, list[Mapping[str, Any]]] = defaultdict(list)
    for record in records:
        older[record["work_id"]].append(record)
    unsettled = {
        work_id
        for work_id, known in older.items()
        if not settles_text(seen[work_id], [_seen_of(record, "") for record in known])
    }
    alone = {name for name in unsettled if len(older[name]) == 1}.difference(merged)
    texts = _abstracts_of_single(store, {name: older[name][0]["sighting_id"] for name in alone})
    left = {name for name in unsettled if older[name][0]["sighting_id"] not in texts}
    texts |= {
        record["sighting_id"]: record["abstract"]
        for record in load_rows(store, "sightings", "work_id", left, "sighting_id, abstract")
    }
    whole = {
        work_id: [_seen_of(one, texts.get(one["sighting_id"], "")) for one in older[work_id]]
        for work_id in seen
    }
    return {work_id: [*whole[work_id], *fresh] for work_id, fresh in seen.items()}


def _abstracts_of_single(store: Store, sightings: Mapping[str, str]) -> dict[str, str]:
    """The abstracts of these sightings (work -> its only sighting): the work's own, which is read in less time."""
    rows = load_rows(store, "works", "work_id", sightings, "work_id, abstract")
    return {sightings[row["work_id"]]: row["abstract"] for row in rows}


def _seen_of(record: Mapping[str, Any], abstract: str) -> Seen:
    return Seen(sighting_of({**record, "abstract": abstract}), record["seen_at"])


def _known_without_ids(
    store: Store, sightings: Sequence[Sighting], keys: Sequence[str]
) -> set[str]:
    """Keys of records without an id that are stored under whatever work bore their title then."""
    nameless = [(key, one.kind) for key, one in zip(keys, sightings, strict=True) if not one.ids]
    if not nameless:
        return set()
    stage(store, "wanted", "sighting_id", [key for key, _ in nameless])
    kinds = ", ".join(f"'{kind}'" for kind in sorted({kind for _, kind in nameless}))
    try:
        rows = store.rows(
            "select s.sighting_id from sightings s join wanted using (sighting_id) "
            f"where s.kind in ({kinds})"
        )
    finally:
        unstage(store, "wanted")
    return {row[0] for row in rows}


def count(store: Store, table: str) -> int:
    """How many rows a table has."""
    return int(store.rows(f"select count(*) from {table}")[0][0])


def load_works(store: Store, work_ids: Sequence[str]) -> list[Work]:
    """The works of these ids, in the order asked; ids that are not there are left out."""
    records = load_rows(store, "works", "work_id", work_ids, ", ".join(Work.__dataclass_fields__))
    works = {record["work_id"]: work_of(record) for record in records}
    return [works[work_id] for work_id in dict.fromkeys(work_ids) if work_id in works]


def find_work(store: Store, canonical_id: str) -> Work | None:
    """The work that bears this canonical id, whatever it is filed under."""
    work_id = load_owners(store, [canonical_id]).get(canonical_id, canonical_id)
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


def load_titled(store: Store, title_keys: Iterable[str]) -> dict[str, list[str]]:
    """The works that bear a title, by its `title_key`, without reading the titles of all works."""
    asked = set(title_keys)
    titled: dict[str, list[str]] = {}
    hashes = map(short_hash, asked)
    for record in load_rows(store, "works", "title_hash", hashes, "title_key, work_id"):
        if record["title_key"] in asked:
            titled.setdefault(record["title_key"], []).append(record["work_id"])
    return titled


def load_owners(store: Store, ids: Iterable[str]) -> dict[str, str]:
    """Those of these canonical ids that a work bears -> its work id."""
    asked = set(ids)
    column = ids_by(store, len(asked))
    values = asked if column == "id" else map(short_hash, asked)
    rows = load_rows(store, "work_ids", column, values, "id, work_id, id_hash")
    return {row["id"]: row["work_id"] for row in rows if row["id"] in asked}


def _known(
    store: Store, sightings: Sequence[Sighting]
) -> tuple[dict[str, str], dict[str, list[str]]]:
    """Works by the ids of these records; and by title, where a record or a work has nothing but that."""
    ids = {one for sighting in sightings for one in sighting.ids}
    weak = {weak_id(one.title) for one in sightings}
    by_id = load_owners(store, ids | weak)
    alone = {name for name in weak if by_id.get(name) == name}
    alone |= {weak_id(one.title) for one in sightings if not one.ids}
    titled = load_titled(store, [name.removeprefix("title:") for name in alone])
    known = {name: work_id for name, work_id in by_id.items() if name in ids}
    return known, {f"title:{key}": work_ids for key, work_ids in titled.items()}


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
        digest = sighting_key(sighting, day if sighting.kind == "feed" else "")
        seen[digest] = seen.get(digest, 0) + 1
        keys.append(digest if seen[digest] == 1 else f"{digest}-{seen[digest]}")
    return keys


def sighting_key(sighting: Sighting, day: str = "") -> str:
    """The digest of a record: of what the rules read of it, and of everything else and the day of its series.

    `snapshot_sql` says the second half in SQL, and a migration both.
    """
    rest = (
        sighting.source, sighting.kind, _ITEM.join(sighting.ids), int(sighting.is_abstract_cut), _ITEM.join(sighting.authors),
        sighting.comment, sighting.journal_ref, sighting.doi, sighting.version, _microseconds(sighting.published_at),
        _microseconds(sighting.updated_at), _microseconds(sighting.listed_at), int(sighting.is_withdrawn), sighting.rank,
        sighting.upvotes, sighting.organisation, as_json(sighting.links), as_json(sighting.facts),
    )  # fmt: skip
    text = _FIELD.join("" if one is None else str(one) for one in rest) + (day and f" {day}")
    digest = hashlib.md5(text.encode("utf-8", "surrogatepass"), usedforsecurity=False).hexdigest()
    judged = text_digest(sighting.title, sighting.abstract, sighting.categories)
    return judged + digest[:DIGEST_SIZE]


def _microseconds(at: datetime | None) -> int | None:
    return None if at is None else (_whole(at) - _EPOCH) // timedelta(microseconds=1)


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
    seen: dict[str, list[Seen]] = defaultdict(list)
    for record in load_rows(store, "sightings", "work_id", work_ids):
        seen[record["work_id"]].append(Seen(sighting_of(record), record["seen_at"]))
    _save_folded(store, seen)


def _save_folded(store: Store, seen: Mapping[str, Sequence[Seen]]) -> None:
    works = [fold_work(work_id, group) for work_id, group in seen.items()]
    if not works:
        return
    names = [work.work_id for work in works]
    known = load_rows(store, "works", "work_id", names, "work_id, text_digest")
    replace_rows(store, "works", [_work_row(work) for work in works], key="work_id")
    aliases = {one: work.work_id for work in works for one in (work.work_id, *work.ids)}
    rows = [
        {"id": alias, "id_hash": short_hash(alias), "work_id": work_id}
        for alias, work_id in aliases.items()
    ]
    merge_rows(store, "work_ids", rows, key=["id"])
    _queue(store, works, {row["work_id"]: row["text_digest"] for row in known})
    note_changed(store, names)


def _queue(store: Store, works: Sequence[Work], before: Mapping[str, str]) -> None:
    """Works whose text is not what it was (`before`: work id -> text digest) wait to be judged.

    One that keeps its text was judged by it, or waits already.
    """
    changed = [
        work.work_id
        for work in works
        if before.get(work.work_id) != text_digest(work.title, work.abstract, work.categories)
    ]
    stage(store, "wanted", "work_id", changed)
    waiting = "insert into unjudged select work_id from wanted anti join unjudged using (work_id)"
    store.connection.execute(waiting)
    unstage(store, "wanted")


def _whole(at: datetime) -> datetime:
    """A time as the store gives it back: aware, in UTC."""
    return at.astimezone(UTC) if at.tzinfo else at.replace(tzinfo=UTC)


def _work_row(work: Work) -> dict[str, object]:
    row: dict[str, object] = {name: getattr(work, name) for name in Work.__dataclass_fields__}
    row["links"] = as_json(work.links)
    row["facts"] = as_json(work.facts)
    row["title_key"] = weak_id(work.title).removeprefix("title:")
    row["title_hash"] = short_hash(str(row["title_key"]))
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
