"""Verdicts and artifacts: what the rules and the Hub said of each work, and what is still unjudged."""

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any

from ingest.ids import id_of_url
from ingest.store.connection import Store
from ingest.store.rows import as_json, merge_rows, stage, unstage
from ingest.store.works import load_works, work_of
from ingest.works import Artifact, Evidence, Found, Verdict, Work


def load_unjudged(store: Store, rules_digest: str) -> list[Work]:
    """Works whose text, or whose rules, changed since they were last judged."""
    records = store.records(
        "select w.* from works w left join judgements j using (work_id) "
        "where j.work_id is null or j.rules_digest <> ? or j.text_digest <> w.text_digest "
        "order by w.work_id",
        rules_digest,
    )
    return [work_of(record) for record in records]


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
    store.connection.execute("delete from verdicts where work_id in (select work_id from wanted)")
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
    merge_rows(store, "verdicts", rows, key=["work_id", "category"])
    return len(rows)


def load_found(store: Store, categories: Iterable[str]) -> list[Found]:
    """Works with a verdict in one of these categories, with all their verdicts and artifacts.

    Most certain first, then newest. A repository that is a paper's own comes with that paper.
    """
    stage(store, "chosen", "category", sorted(set(categories)))
    try:
        records = store.records(
            "select w.*, best.score from works w join ("
            "  select v.work_id, max(case v.state when 'certain' then 1 + v.score else v.score end) as score"
            "  from verdicts v join chosen using (category) where v.state <> 'no' group by v.work_id"
            ") best using (work_id) "
            "where not starts_with(w.work_id, 'hub:') or not exists ("
            "  select 1 from artifacts a where a.tier = 'official' and a.work_id <> w.work_id and a.url ="
            "  'https://huggingface.co/' || regexp_replace(regexp_replace("
            "    substr(w.work_id, 5), '^model/', ''), '^(dataset|space)/', '\\1s/')) "
            "order by best.score desc, w.published_at desc nulls last, w.work_id desc"
        )
    finally:
        unstage(store, "chosen")
    works = [work_of(record) for record in records]
    return with_judgements(store, works)


def with_judgements(store: Store, works: Sequence[Work]) -> list[Found]:
    """Join the works with their verdicts (best first) and artifacts."""
    stage(store, "wanted", "work_id", [work.work_id for work in works])
    try:
        verdicts = store.records(
            "select v.* from verdicts v join wanted using (work_id) order by v.work_id, v.place"
        )
        artifacts = store.records(
            "select a.* from artifacts a join wanted using (work_id) order by a.work_id, a.kind, a.url"
        )
    finally:
        unstage(store, "wanted")
    judged: dict[str, list[Verdict]] = {}
    for record in verdicts:
        judged.setdefault(record["work_id"], []).append(_verdict_of(record))
    linked: dict[str, list[Artifact]] = {}
    for record in artifacts:
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
    store.connection.execute(
        "delete from artifacts where work_id in (select work_id from wanted) and "
        "concat(work_id, chr(0), kind, chr(0), url) not in (select key from kept)"
    )
    unstage(store, "wanted")
    unstage(store, "kept")
    return merge_rows(store, "artifacts", rows, key=["work_id", "kind", "url"], keep=["found_at"])


@dataclass(frozen=True, slots=True)
class Enrichment:
    """How asking the Hub about a work ended: complete, offline (nobody was asked) or failed."""

    work_id: str
    outcome: str
    text_digest: str  # of what the work's own links were read from
    reason: str = ""
    tries: int = 0  # answers of this kind in a row
    next_at: datetime | None = None  # not asked again before; None: at the next chance


def load_enrichments(store: Store) -> dict[str, Enrichment]:
    """The last enrichment of each work, by work id."""
    records = store.records(
        "select work_id, outcome, text_digest, reason, coalesce(tries, 0) as tries, next_at from enrichments"
    )
    return {record["work_id"]: Enrichment(**record) for record in records}


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
