"""A work that somebody asks for by hand: looked up, then put through the same stages as any other."""

from collections.abc import Iterable
from datetime import timedelta

from ingest.errors import SourceError
from ingest.report import Answer
from ingest.settings import SubmissionSettings
from ingest.sources import arxiv, hub_repos
from ingest.sources.submissions import read_submission
from ingest.stages.context import Context, StageReport
from ingest.stages.explaining import explain
from ingest.stages.polling.asking import ask_page, response_row
from ingest.stages.polling.repositories import GONE, api_url
from ingest.store import (
    Submission,
    count_submissions,
    find_work,
    load_submission,
    load_waiting_submissions,
    save_pages,
    save_responses,
    save_submission,
)
from ingest.web import Gate
from ingest.works import Page

_DAY = timedelta(days=1)
_PATIENCE = timedelta(days=4)  # arXiv announces nothing on weekends; after a long one it is there


def look_up(context: Context, gate: Gate, text: str, who: str) -> Answer:
    """Find what a text asks for and bring it in; the stages that follow do the rest.

    Nothing is sent for a work that is known with its abstract, nor for somebody who asked too often.
    """
    try:
        asked_id = read_submission(text)
    except SourceError as problem:
        return Answer("not-understood", reason=f"{problem.what}; {problem.todo}")
    limits = context.config.sources.submissions
    earlier = load_submission(context.store, who, asked_id)
    if earlier is None and (reason := _limited(context, limits, who)):
        return Answer("limited", asked_id, reason)
    submitted_at = earlier.submitted_at if earlier else context.now()
    return _try(context, gate, Submission(who, asked_id, submitted_at, "waiting"))


def tell(context: Context, answer: Answer) -> Answer:
    """The same answer with the whole story of its work, as the stages have left it."""
    if answer.work_id is None:
        return answer
    return answer.told(explain(context.store, context.config, answer.work_id))


def retry_submissions(context: Context, gate: Gate, report: StageReport) -> StageReport:
    """Ask again for what upstream did not have or did not answer; given up after four days."""
    waiting = load_waiting_submissions(context.store, context.now() - _PATIENCE)
    for one in waiting:
        if not gate.is_replay:  # a recorded night holds no wish of today
            found = _try(context, gate, one)
            report = report.noted(f"submission {one.asked_id} by {one.who}: {found.outcome}")
    return report.counted(submissions=len(waiting)) if waiting else report


def _limited(context: Context, limits: SubmissionSettings, who: str) -> str:
    since = context.now() - _DAY
    if count_submissions(context.store, since, who) >= limits.max_per_person_per_day:
        return f"{limits.max_per_person_per_day} works a day and person; ask again tomorrow"
    if count_submissions(context.store, since) >= limits.max_per_day:
        return f"{limits.max_per_day} works a day from everybody together; ask again tomorrow"
    return ""


def _try(context: Context, gate: Gate, one: Submission) -> Answer:
    """Bring one work in and note how that went."""
    outcome, reason, work_id = "waiting", "", None
    try:
        work_id = _bring(context, gate, one.asked_id)
        outcome = "found" if work_id else "waiting"
        reason = "" if work_id else "unknown there; a work of today may need a day or two"
    except SourceError as problem:
        reason = problem.what
    done = Submission(
        one.who, one.asked_id, one.submitted_at, outcome, reason, work_id, context.now()
    )
    with context.store.transaction():
        save_submission(context.store, done)
    return Answer(outcome, one.asked_id, reason, work_id)  # type: ignore[arg-type]


def _bring(context: Context, gate: Gate, asked_id: str) -> str | None:
    """The work of this id, asked for where the warehouse lacks it. None: upstream has none."""
    known = find_work(context.store, asked_id)
    if known and known.abstract:
        return known.work_id
    if asked_id.startswith("arxiv:"):
        pages = _ask_arxiv(context, gate, asked_id)
    else:
        pages = _ask_hub(context, gate, asked_id)
        cited = _only_paper(pages)
        if cited:
            return _bring(context, gate, cited) or _work_id(context, asked_id)
    return _work_id(context, asked_id) if pages else None


def _work_id(context: Context, asked_id: str) -> str | None:
    work = find_work(context.store, asked_id)
    return work.work_id if work else None


def _ask_arxiv(context: Context, gate: Gate, asked_id: str) -> Page | None:
    url = arxiv.id_list_url(context.config.sources.arxiv.query_url, [asked_id], 0, 1)
    answer = ask_page(gate, url, arxiv.parse_query, "xml")
    with context.store.transaction():
        save_responses(context.store, [response_row(answer.response)])
        save_pages(context.store, [answer.page], origin=url, seen_at=answer.response.fetched_at)
    return answer.page if answer.page.sightings else None


def _ask_hub(context: Context, gate: Gate, asked_id: str) -> Page | None:
    url = api_url(context.config.sources.hub.endpoint, asked_id)
    response = gate.fetch(url)
    with context.store.transaction():
        save_responses(context.store, [response_row(response)])
        if response.status in GONE:
            return None
        kind: hub_repos.RepoKind = "dataset" if asked_id.startswith("hub:dataset/") else "model"
        page = hub_repos.parse_repos(response.body, url, kind)
        save_pages(context.store, [page], origin=url, seen_at=response.fetched_at)
    return page if page.sightings else None


def _only_paper(page: Page | None) -> str | None:
    """The one paper that a repository's card cites; of several nobody knows which is its own."""
    facts: Iterable[tuple[str, str]] = page.sightings[0].facts if page else ()
    cited = {value for name, value in facts if name == "arxiv_ids"}
    return cited.pop() if len(cited) == 1 else None
