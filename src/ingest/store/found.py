"""Works with all that is known of them: their verdicts and artifacts, and whose a repository is."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import UTC, datetime
from typing import Any

from ingest.ids import id_of_url
from ingest.store.connection import Store
from ingest.store.lookup import load_rows
from ingest.store.rows import stage, unstage
from ingest.store.verdicts import verdict_of
from ingest.store.watched import page_sql
from ingest.store.works import load_works
from ingest.works import Artifact, Found, Verdict, Work

_NEVER = datetime(1, 1, 1, tzinfo=UTC)


def load_found(
    store: Store, categories: Iterable[str], work_ids: Iterable[str] | None = None
) -> list[Found]:
    """Works with a verdict in one of these categories, with all their verdicts and artifacts.

    Most certain first, then newest. A repository that is a paper's own comes with that paper. With
    `work_ids` only those of these works.
    """
    chosen = set(categories)
    if work_ids is None:
        rows = store.rows("select distinct work_id from verdicts where state <> 'no'")
        work_ids = [row[0] for row in rows]
    verdicts = load_rows(store, "verdicts", "work_id", work_ids)
    best: dict[str, float] = {}
    for one in verdicts:
        if one["category"] in chosen and one["state"] in {"certain", "needs-look"}:
            score = one["score"] + (one["state"] == "certain")
            best[one["work_id"]] = max(score, best.get(one["work_id"], 0))
    for name in _owned(store, best):
        del best[name]
    works = sorted(
        load_works(store, list(best)),
        key=lambda work: (best[work.work_id], work.published_at or _NEVER, work.work_id),
        reverse=True,
    )
    return _joined(store, works, verdicts)


def _owned(store: Store, work_ids: Iterable[str]) -> list[str]:
    """Those of these works that are a repository of the Hub and another one's own."""
    pages = [name for name in work_ids if name.startswith("hub:")]
    if not pages:
        return []
    stage(store, "pages", "work_id", pages)
    try:
        rows = store.rows(
            "select distinct p.work_id from pages p join artifacts a "
            f"on a.url = {page_sql('p.work_id')} and a.work_id <> p.work_id and a.tier = 'official'"
        )
    finally:
        unstage(store, "pages")
    return [row[0] for row in rows]


def with_judgements(store: Store, works: Sequence[Work]) -> list[Found]:
    """Join the works with their verdicts (best first) and artifacts."""
    names = [work.work_id for work in works]
    return _joined(store, works, load_rows(store, "verdicts", "work_id", names))


def _joined(
    store: Store, works: Sequence[Work], verdicts: Iterable[Mapping[str, Any]]
) -> list[Found]:
    names = [work.work_id for work in works]
    artifacts = load_rows(store, "artifacts", "work_id", names)
    judged: dict[str, list[Verdict]] = {}
    for record in sorted(verdicts, key=lambda one: (one["work_id"], one["place"])):
        judged.setdefault(record["work_id"], []).append(verdict_of(record))
    linked: dict[str, list[Artifact]] = {}
    for record in sorted(artifacts, key=lambda one: (one["work_id"], one["kind"], one["url"])):
        fields = {name: record[name] for name in Artifact.__dataclass_fields__}
        linked.setdefault(record["work_id"], []).append(Artifact(**fields))
    return [
        Found(work, tuple(judged.get(work.work_id, ())), tuple(linked.get(work.work_id, ())))
        for work in works
    ]


def find_owner(store: Store, canonical_id: str) -> Work | None:
    """The work whose official artifact this repository is, under any name that it had.

    None where it is nobody's or several works'.
    """
    if canonical_id.partition(":")[0] not in {"github", "hub"}:
        return None
    owners = {
        work_id
        for name in _names_of_repository(store, canonical_id)
        for work_id, url in store.rows(
            "select distinct work_id, url from artifacts where tier = 'official' and contains(lower(url), ?)",
            _tail(name),
        )
        if id_of_url(url) == name
    }
    works = load_works(store, sorted(owners))
    return works[0] if len(works) == 1 else None


def _names_of_repository(store: Store, canonical_id: str) -> set[str]:
    """A repository's id and those that a checked link led from or to: its names before and after a move."""
    names = {canonical_id}
    tail = _tail(canonical_id)
    for url, end_url in store.rows(
        "select url, end_url from link_checks where end_url is not null "
        "and (contains(lower(url), ?) or contains(lower(end_url), ?))",
        *(tail, tail),
    ):
        ends = {id_of_url(url), id_of_url(end_url)} - {None}
        issuers = {str(one).partition(":")[0] for one in ends}
        if canonical_id in ends and len(issuers) == 1:
            names |= {str(one) for one in ends}
    return names


def _tail(canonical_id: str) -> str:
    return "/".join(canonical_id.partition(":")[2].split("/")[-2:]).lower()
