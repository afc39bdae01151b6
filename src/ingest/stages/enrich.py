"""Find weights, data and code of the works that some list wants."""

import json
from collections.abc import Iterable, Sequence
from datetime import datetime

from ingest.artifacts import HubRepo, find_artifacts, hub_repo_of_sighting
from ingest.errors import SourceError
from ingest.sources import hub
from ingest.stages.context import Context, Progress, StageReport
from ingest.store import (
    Enrichment,
    load_decisions,
    load_enrichments,
    load_found,
    load_works,
    save_artifacts,
    save_enrichments,
    save_pages,
    save_responses,
    text_digest,
)
from ingest.web import Gate, fetch_repos
from ingest.works import Artifact, Sighting, Work

_EXPAND_MODEL = ["baseModels", "createdAt", "downloads", "gated", "likes", "safetensors", "tags"]
_EXPAND_DATASET = ["createdAt", "downloads", "gated", "likes", "tags"]
_SHOWN_PROBLEMS = 3


def enrich(context: Context) -> StageReport:
    """Artifacts of every wanted work: from its own text always, from the Hub when it may be asked.

    A work is asked about once per text; a failure is noted, shown as not found yet, and asked
    again the next night. It never holds back the night.
    """
    report = StageReport("enrich")
    works = _wanted(context)
    known = {
        work_id: one.outcome
        for work_id, one in load_enrichments(context.store).items()
        if work_id in works and one.text_digest == _digest(works[work_id])
    }
    open_works = [work for work in works.values() if known.get(work.work_id) != "complete"]
    limit = context.config.sources.hub.max_works_per_night
    asked = [work for work in open_works if _has_answer(context, work)][:limit]
    asked_ids = {work.work_id for work in asked} | set(known)
    unread = [work for work in open_works if work.work_id not in asked_ids]
    report = report.counted(wanted=len(works), asked=len(asked))
    report = _read_texts(context, unread, report)
    if context.gate:
        report = _ask_about(context, context.gate, asked, report)
    if context.gate and unread:
        why = "not in the archive" if context.gate.is_replay else "over the night's limit"
        report = report.noted(f"{len(unread)} works were read by their text alone: {why}")
    return report


def _has_answer(context: Context, work: Work) -> bool:
    """Whether the Hub may be asked about a work; of an archive only what was asked that night."""
    arxiv_id = _arxiv_id(work)
    if context.gate is None or arxiv_id is None:
        return context.gate is not None
    return context.gate.has_answer(_paper_url(context, arxiv_id))


def _arxiv_id(work: Work) -> str | None:
    ids = (one.removeprefix("arxiv:") for one in work.ids if one.startswith("arxiv:"))
    return next(ids, None)


def _paper_url(context: Context, arxiv_id: str) -> str:
    return f"{context.config.sources.hub.endpoint}/api/papers/{arxiv_id}"


def _wanted(context: Context) -> dict[str, Work]:
    """Works that some list could still take: not refused or merged there, most certain first."""
    works: dict[str, Work] = {}
    for plan in context.plans():
        served = {category for section in plan.sections for category in section.categories}
        decided = {one.work_id for one in load_decisions(context.store, plan.name)}
        for found in load_found(context.store, served):
            if found.work.work_id not in decided and not found.work.is_withdrawn:
                works.setdefault(found.work.work_id, found.work)
    return works


def _digest(work: Work) -> str:
    """What a work's own links are read from."""
    return text_digest(work.title, work.abstract, (work.comment or "",))


def _read_texts(context: Context, works: Sequence[Work], report: StageReport) -> StageReport:
    found = {work.work_id: find_artifacts(work) for work in works}
    ends = [
        Enrichment(work.work_id, "offline", _digest(work), "the Hub was not asked")
        for work in works
    ]
    _save(context, found, ends)
    return report.counted(links=sum(len(artifacts) for artifacts in found.values()))


def _ask_about(
    context: Context, gate: Gate, works: Sequence[Work], report: StageReport
) -> StageReport:
    problems: list[SourceError] = []
    for number, work in enumerate(works):
        context.notify(Progress("enrich", work.title[:50], number, len(works)))
        try:
            artifacts = _ask_hub(context, gate, work)
        except SourceError as error:
            problems.append(error)
            failed = Enrichment(work.work_id, "failed", _digest(work), str(error))
            _save(context, {work.work_id: find_artifacts(work)}, [failed])
            continue
        _save(
            context,
            {work.work_id: artifacts},
            [Enrichment(work.work_id, "complete", _digest(work))],
        )
        report = report.counted(links=len(artifacts))
    if works:
        context.notify(Progress("enrich", "done", len(works), len(works)))
    for problem in problems[:_SHOWN_PROBLEMS]:
        report = report.troubled(problem)
    if problems:
        report = report.counted(failed=len(problems))
    return report


def _save(
    context: Context, found: dict[str, tuple[Artifact, ...]], ends: Sequence[Enrichment]
) -> None:
    with context.store.transaction():
        save_artifacts(context.store, found, found_at=context.now())
        save_enrichments(context.store, ends, asked_at=context.now())


def _ask_hub(context: Context, gate: Gate, work: Work) -> tuple[Artifact, ...]:
    arxiv_id = _arxiv_id(work)
    if arxiv_id is None:
        return find_artifacts(work)
    endpoint = context.config.sources.hub.endpoint
    work = _read_paper_page(context, gate, work, _paper_url(context, arxiv_id))
    tag = f"arxiv:{arxiv_id}"
    models = fetch_repos(gate, endpoint, "model", tag, _EXPAND_MODEL)
    datasets = fetch_repos(gate, endpoint, "dataset", tag, _EXPAND_DATASET)
    repos = [*_repos(models, "model"), *_repos(datasets, "dataset")]
    return find_artifacts(work, repos)


def _read_paper_page(context: Context, gate: Gate, work: Work, url: str) -> Work:
    """The Hub's own page of the paper adds its links to the work; most papers have none (404)."""
    response = gate.fetch(url)
    row = {
        "url": response.url,
        "digest": response.digest,
        "status": response.status,
        "byte_count": len(response.body),
        "fetched_at": response.fetched_at,
    }
    if response.status == 404:
        save_responses(context.store, [row])
        return work
    page = hub.parse_paper(response.body, url)
    with context.store.transaction():
        save_responses(context.store, [row])
        save_pages(context.store, [page], origin=url, seen_at=response.fetched_at)
    return load_works(context.store, [work.work_id])[0]


def _repos(infos: Iterable[object], kind: hub.RepoKind) -> list[HubRepo]:
    """The client's answers as repositories; an answer without what is required is left out."""
    repos = []
    for position, info in enumerate(infos, 1):
        sighting = hub.repo_sighting(_record(info), kind, position)
        repo = hub_repo_of_sighting(sighting) if isinstance(sighting, Sighting) else None
        if repo:
            repos.append(repo)
    return repos


def _record(info: object) -> dict[str, object]:
    """A ModelInfo or DatasetInfo under the names that the Hub's JSON has."""
    fields = vars(info)
    safetensors = fields.get("safetensors")
    created_at = fields.get("created_at")
    return {
        "id": fields.get("id"),
        "tags": fields.get("tags") or [],
        "downloads": fields.get("downloads"),
        "likes": fields.get("likes"),
        "gated": fields.get("gated"),
        "createdAt": created_at.isoformat() if isinstance(created_at, datetime) else None,
        "safetensors": {"total": safetensors.total} if safetensors else None,
        "baseModels": _base_models(fields.get("base_models")),
    }


def _base_models(value: object) -> object:
    """Plain data of whatever the client made of `baseModels`."""
    return json.loads(json.dumps(value, default=vars)) if value else None
