"""Find weights, data and code of the works that some list wants."""

import json
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime

from ingest.artifacts import (
    HubRepo,
    find_artifacts,
    find_gaps,
    hub_repo_of_sighting,
    next_asked_at,
    readme_url,
)
from ingest.errors import SourceError
from ingest.sources import hub
from ingest.stages.context import Context, Progress, StageReport
from ingest.store import (
    Enrichment,
    load_enrichments,
    load_wanted,
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
_EXPAND_DATASET = ["cardData", "createdAt", "downloads", "gated", "likes", "tags"]
_SHOWN_PROBLEMS = 3


def enrich(context: Context) -> StageReport:
    """Artifacts of every wanted work: from its own text always, from the Hub when it may be asked.

    A work is asked about anew when its text changed, after a failure, and while weights, data or code
    are missing, at growing intervals; meanwhile they are shown as not found yet. A failure never holds
    back the night.
    """
    limit = context.config.sources.hub.max_works_per_night
    asking = {
        plan.name: [name for section in plan.sections for name in section.categories]
        for plan in context.plans()
    }
    some = limit if context.gate is None or not context.gate.is_replay else None
    count, due_ids = load_wanted(context.store, asking, context.now(), limit=some)
    due = load_works(context.store, due_ids)
    known = load_enrichments(context.store, due_ids)
    report = StageReport("enrich").counted(wanted=count)
    return _enrich_due(context, due, known, limit, report)


def enrich_works(
    context: Context, works: Mapping[str, Work], limit: int, report: StageReport
) -> StageReport:
    """The same for these works, by work id; `limit` is how many may be asked about."""
    known = load_enrichments(context.store, works)
    due = [work for work in works.values() if _is_due(context, work, known.get(work.work_id))]
    return _enrich_due(context, due, known, limit, report.counted(wanted=len(works)))


def _enrich_due(
    context: Context,
    due: Sequence[Work],
    known: Mapping[str, Enrichment],
    limit: int,
    report: StageReport,
) -> StageReport:
    asked = [work for work in due if _has_answer(context, work)][:limit]
    asked_ids = {work.work_id for work in asked}
    unread = [work for work in due if work.work_id not in asked_ids and not _is_read(work, known)]
    report = report.counted(asked=len(asked))
    report = _read_texts(context, unread, report)
    if context.gate:
        report = _ask_about(context, context.gate, asked, known, report)
    if context.gate and unread:
        why = "not in the archive" if context.gate.is_replay else "over the night's limit"
        report = report.noted(f"{len(unread)} works were read by their text alone: {why}")
    return report


def _is_due(context: Context, work: Work, known: Enrichment | None) -> bool:
    """Whether there is a reason to ask: a new text, an answer that never came, the next date reached."""
    if known is None or known.text_digest != _digest(work) or known.outcome == "offline":
        return True
    return known.next_at is None or known.next_at <= context.now()


def _is_read(work: Work, known: Mapping[str, Enrichment]) -> bool:
    """Whether this text was read before: reading it alone would lose what the Hub said of it."""
    one = known.get(work.work_id)
    return one is not None and one.text_digest == _digest(work)


def _end(
    context: Context, work: Work, known: Mapping[str, Enrichment], outcome: str, *,
    found: Sequence[Artifact], reason: str = "",
) -> Enrichment:  # fmt: skip
    """How asking about a work ended, with the next date: ever later while it ends the same way."""
    before = known.get(work.work_id)
    is_same = before and before.outcome == outcome and before.text_digest == _digest(work)
    tries = before.tries + 1 if before and is_same else 1
    next_at = next_asked_at(
        context.now(), tries, is_failed=outcome == "failed", has_gaps=bool(find_gaps(found))
    )
    return Enrichment(work.work_id, outcome, _digest(work), reason, tries, next_at)


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
    context: Context,
    gate: Gate,
    works: Sequence[Work],
    known: Mapping[str, Enrichment],
    report: StageReport,
) -> StageReport:
    problems: list[SourceError] = []
    for number, work in enumerate(works):
        context.notify(Progress(report.stage, work.title[:50], number, len(works)))
        try:
            artifacts = _ask_hub(context, gate, work)
        except SourceError as error:
            problems.append(error)
            _note_failure(context, work, known, error)
            continue
        end = _end(context, work, known, "complete", found=artifacts)
        _save(context, {work.work_id: artifacts}, [end])
        report = report.counted(links=len(artifacts))
    if works:
        context.notify(Progress(report.stage, "done", len(works), len(works)))
    for problem in problems[:_SHOWN_PROBLEMS]:
        report = report.troubled(problem)
    if problems:
        report = report.counted(failed=len(problems))
    return report


def _note_failure(
    context: Context, work: Work, known: Mapping[str, Enrichment], error: SourceError
) -> None:
    """What an earlier answer brought stays; a text that is new is read by itself."""
    end = _end(context, work, known, "failed", found=(), reason=str(error))
    found = {} if _is_read(work, known) else {work.work_id: find_artifacts(work)}
    _save(context, found, [end])


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
    found = find_artifacts(work, repos)
    readme = _fetch_readme(context, gate, found)
    return find_artifacts(work, repos, readme) if readme else found


def _fetch_readme(context: Context, gate: Gate, found: Sequence[Artifact]) -> str:
    """The README of the work's own repository; "" where there is none, or none was recorded."""
    code = next((one.url for one in found if one.kind == "code" and one.tier == "official"), "")
    url = readme_url(context.config.sources.upkeep.readme_url, code)
    if url is None or not gate.has_answer(url):
        return ""
    response = gate.fetch(url)
    return response.body.decode("utf-8", "replace") if response.status == 200 else ""


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
    card = fields.get("card_data")
    created_at = fields.get("created_at")
    return {
        "id": fields.get("id"),
        "tags": fields.get("tags") or [],
        "downloads": fields.get("downloads"),
        "likes": fields.get("likes"),
        "gated": fields.get("gated"),
        "createdAt": created_at.isoformat() if isinstance(created_at, datetime) else None,
        "safetensors": {"total": safetensors.total} if safetensors else None,
        "baseModels": _plain(fields.get("base_models")),
        "cardData": card.to_dict() if card is not None else None,
    }


def _plain(value: object) -> object:
    """Plain data of whatever the client made of a field."""
    return json.loads(json.dumps(value, default=vars)) if value else None
