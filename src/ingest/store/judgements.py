"""Verdicts and artifacts: what the rules and the Hub said of each work, and what is still unjudged."""

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from typing import Any

from ingest.ids import id_of_url
from ingest.store.connection import Store
from ingest.store.lookup import load_rows
from ingest.store.rows import as_json, insert_rows, merge_rows, stage, unstage
from ingest.store.watched import note_changed, note_repositories, page_sql
from ingest.store.works import load_works
from ingest.works import Artifact, Evidence, Found, Verdict, Work

_NEVER = datetime(1, 1, 1, tzinfo=UTC)


def load_unjudged(store: Store, rules_digest: str) -> list[str]:
    """Ids, in order, of the works whose text, or whose rules, changed since they were last judged."""
    if is_judged_by(store, rules_digest):
        rows = store.rows("select work_id from unjudged order by 1")
    else:
        rows = store.rows(
            "select w.work_id from works w left join judgements j using (work_id) "
            "where j.work_id is null or j.rules_digest <> ? or j.text_digest <> w.text_digest "
            "order by w.work_id",
            rules_digest,
        )
    return [row[0] for row in rows]


def is_judged_by(store: Store, rules_digest: str) -> bool:
    """Whether all works but those that wait were judged by these rules.

    Judgements that somebody deleted by hand are missed by their number.
    """
    return bool(
        store.rows(
            "select 1 from judged_by where rules_digest = ? and (select count(*) from works) <= "
            "(select count(*) from judgements) + (select count(*) from unjudged)",
            rules_digest,
        )
    )


def set_judged(store: Store, rules_digest: str) -> None:
    """Note that all works were judged by these rules, in the transaction in which they were."""
    known = store.rows("select rules_digest from judged_by")
    if known != [(rules_digest,)]:
        store.connection.execute("delete from judged_by")
        store.connection.execute("insert into judged_by values (?)", [rules_digest])


def save_verdicts(
    store: Store,
    judged: Sequence[tuple[str, str, Sequence[Verdict]]],
    *,
    rules_digest: str,
    judged_at: datetime,
) -> int:
    """Replace the verdicts of the judged works: (work id, text digest, verdicts best first)."""
    if not judged:
        return 0
    stage(store, "wanted", "work_id", [work_id for work_id, _, _ in judged])
    for table in ("verdicts", "unjudged"):
        store.connection.execute(
            f"delete from {table} where work_id in (select work_id from wanted)"
        )
    unstage(store, "wanted")
    marks = [
        {
            "work_id": work_id,
            "text_digest": digest,
            "rules_digest": rules_digest,
            "judged_at": judged_at,
        }
        for work_id, digest, _ in judged
    ]
    merge_rows(store, "judgements", marks, key=["work_id"], stamp=["judged_at"])
    rows = [
        _verdict_row(verdict, place)
        for _, _, verdicts in judged
        for place, verdict in enumerate(verdicts, 1)
    ]
    insert_rows(store, "verdicts", rows)
    note_changed(store, [work_id for work_id, _, _ in judged])
    return len(rows)


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
        judged.setdefault(record["work_id"], []).append(_verdict_of(record))
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
    return merge_rows(store, "enrichments", rows, key=["work_id"], stamp=["asked_at"])


def _verdict_row(verdict: Verdict, place: int) -> dict[str, object]:
    row: dict[str, object] = asdict(verdict)
    row["evidence"] = as_json([asdict(one) for one in verdict.evidence])
    row["place"] = place
    return row


def _verdict_of(record: Mapping[str, Any]) -> Verdict:
    evidence = tuple(Evidence(**one) for one in json.loads(record["evidence"] or "[]"))
    fields = {name: record[name] for name in Verdict.__dataclass_fields__}
    return Verdict(**(fields | {"evidence": evidence, "reason": record["reason"] or ""}))
