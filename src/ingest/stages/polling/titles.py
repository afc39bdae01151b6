"""Titles that came without an id: found by exactly that title in the store, else asked for at arXiv.

The store needs no request: `folding` joins a title to the one work that bears it. What stays is asked for
a few titles a night, the least often asked first, and counted in `ingest status` until it is found.
"""

from dataclasses import replace
from datetime import UTC, datetime

from ingest.errors import SourceError
from ingest.ids import title_key
from ingest.sources import arxiv
from ingest.stages.context import Context, StageReport
from ingest.stages.polling.asking import Answer, ask_page, response_row
from ingest.store import (
    load_title_searches,
    load_unresolved,
    save_pages,
    save_responses,
    save_title_search,
)
from ingest.web import Gate

_NEVER = datetime.min.replace(tzinfo=UTC)


def resolve_titles(context: Context, gate: Gate, report: StageReport) -> StageReport:
    """Ask arXiv for the works known by title alone; what is not found is kept and asked for again."""
    settings = context.config.sources
    unresolved = load_unresolved(context.store)
    searched = load_title_searches(context.store, [key for key, _ in unresolved])
    unresolved.sort(key=lambda pair: searched.get(pair[0], (_NEVER, 0))[::-1])
    found = 0
    for key, title in unresolved[: settings.trending.max_titles_per_night]:
        url = arxiv.title_url(settings.arxiv.query_url, title)
        if not gate.has_answer(url):
            continue  # an archive that did not ask: the title waits for a night that may
        try:
            answer = ask_page(gate, url, arxiv.parse_query, "xml")
        except SourceError as problem:
            return report.troubled(problem)
        asked_count = searched.get(key, (_NEVER, 0))[1] + 1
        found += _save(context, answer, key, asked_count)
    if unresolved:
        report = report.counted(unresolved=len(unresolved) - found)
    return report


def _save(context: Context, answer: Answer, key: str, asked_count: int) -> int:
    """Keep what bears exactly this title. Returns 1 where something did."""
    same = tuple(one for one in answer.page.sightings if title_key(one.title) == key)
    response = answer.response
    with context.store.transaction():
        save_responses(context.store, [response_row(response)])
        if same:
            page = replace(answer.page, sightings=same, rejects=())
            save_pages(context.store, [page], origin=response.url, seen_at=response.fetched_at)
        save_title_search(
            context.store,
            key,
            asked_at=context.now(),
            asked_count=asked_count,
            outcome="found" if same else "not found",
        )
    return 1 if same else 0
