"""Papers that lists link and the warehouse does not know, or knows from long ago: asked for by id."""

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta

from ingest.errors import SourceError
from ingest.sources import arxiv
from ingest.stages.context import Context, Progress, StageReport
from ingest.stages.polling.asking import ask_page, response_row
from ingest.store import load_paper_checks, save_pages, save_paper_checks, save_responses
from ingest.web import Gate

_PAGE = 100  # ids in one request: the URL stays short
_NEVER = datetime.min.replace(tzinfo=UTC)


def look_up_papers(
    context: Context, gate: Gate, arxiv_ids: Sequence[str], report: StageReport
) -> StageReport:
    """Ask arXiv for the papers that were never asked for, then for the oldest answers.

    The answers bring titles, and whether a paper was accepted or withdrawn since.
    """
    settings = context.config.sources
    checks = load_paper_checks(context.store)
    oldest = context.now() - timedelta(days=settings.upkeep.paper_max_age_days)
    asked_at = {one: checks.get(one, (_NEVER, ""))[0] for one in arxiv_ids}
    due = [one for one in asked_at if asked_at[one] < oldest]
    due.sort(key=lambda one: asked_at[one])
    due = due[: settings.upkeep.max_papers_per_night]
    for start in range(0, len(due), _PAGE):
        context.notify(Progress(report.stage, "papers by id", start, len(due)))
        ids = due[start : start + _PAGE]
        url = arxiv.id_list_url(settings.arxiv.query_url, ids, 0, _PAGE)
        if not gate.has_answer(url):
            continue
        try:
            found = _ask(context, gate, url, ids)
        except SourceError as problem:
            return report.troubled(problem)
        report = report.counted(papers=len(ids), papers_unknown=len(ids) - found)
    return report


def _ask(context: Context, gate: Gate, url: str, ids: Sequence[str]) -> int:
    """One page of papers, kept. Returns how many arXiv knows."""
    answer = ask_page(gate, url, arxiv.parse_query, "xml")
    known = {name for one in answer.page.sightings for name in one.ids} & set(ids)
    outcomes = {one: "found" if one in known else "absent" for one in ids}
    response = answer.response
    with context.store.transaction():
        save_responses(context.store, [response_row(response)])
        save_pages(context.store, [answer.page], origin=url, seen_at=response.fetched_at)
        save_paper_checks(context.store, outcomes, context.now())
    return len(known)
