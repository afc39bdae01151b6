"""New models and data sets on the Hub that cite no paper, and what the models' cards say of them."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime, timedelta
from functools import partial

from ingest.errors import SourceError
from ingest.settings import HubSettings
from ingest.sources.hub import RepoKind, parse_repos
from ingest.sources.hub_card import card_owner, card_url, parse_card
from ingest.sources.hub_recent import next_url, recent_url, without_paper
from ingest.stages.context import Context, Progress, StageReport
from ingest.stages.polling.asking import Answer, ask_page, response_row, suspect
from ingest.store import (
    RepositoryState,
    load_without_card,
    save_pages,
    save_repository,
    save_responses,
)
from ingest.web import Gate, Response
from ingest.works import Page

_MAX_PAGES = (
    20  # of one search; more new repositories with one word in their names there never were
)
_KINDS: tuple[RepoKind, ...] = ("model", "dataset")


def ask_recent(gate: Gate, settings: HubSettings) -> Iterator[Answer]:
    """The newest repositories of every tag and search, newest first, as far back as `days` says.

    Their listing can't be asked for dates, so a window of long ago has none of them.
    """
    searches = [{"filter": tag} for tag in settings.recent.tags]
    searches += [{"search": words} for words in settings.recent.searches]
    for kind in _KINDS:
        for asked in searches:
            url = recent_url(settings.endpoint, kind, asked, settings.page_size)
            if gate.has_answer(url):  # an archive may be of a night that did not ask
                yield from _ask_pages(gate, settings, kind, url)


def _ask_pages(gate: Gate, settings: HubSettings, kind: RepoKind, url: str) -> Iterator[Answer]:
    for _ in range(_MAX_PAGES):
        answer = ask_page(gate, url, partial(parse_repos, kind=kind), "json", _newest_first)
        yield as_recent(answer, settings)
        made = [one.published_at for one in answer.page.sightings if one.published_at]
        following = next_url(dict(answer.response.headers))
        if following is None or (made and made[-1] < _since(answer, settings)):
            return
        url = following
    raise suspect(f"more than {_MAX_PAGES} pages of new repositories", url)


def as_recent(answer: Answer, settings: HubSettings) -> Answer:
    """An answer of which only works without a paper are kept."""
    kept = without_paper(answer.page, _since(answer, settings), settings.recent.min_likes)
    return replace(answer, sightings=kept, is_counted=False)


def _since(answer: Answer, settings: HubSettings) -> datetime:
    return answer.response.fetched_at - timedelta(days=settings.recent.days)


def _newest_first(page: Page, seen_at: datetime) -> str:
    made = [one.published_at for one in page.sightings if one.published_at]
    if page.sightings and not made:
        return "no repository has a date of creation, which they are sorted by"
    return "" if made == sorted(made, reverse=True) else "repositories that are not newest first"


def read_cards(context: Context, gate: Gate, report: StageReport) -> StageReport:
    """Read the cards of models that came without a description; each is asked for once."""
    settings = context.config.sources.hub
    waiting = load_without_card(context.store)
    for number, owner in enumerate(waiting[: settings.recent.max_cards_per_night]):
        url = card_url(settings.endpoint, owner)
        if not gate.has_answer(url):
            continue
        context.notify(Progress("poll", f"hub: card {number + 1}, {owner}"))
        try:
            response = gate.fetch(url)
        except SourceError as problem:
            return report.troubled(problem)
        with context.store.transaction():
            save_responses(context.store, [response_row(response)])
            page = read_card(response, card_owner(settings.endpoint, response.url) or owner)
            save_pages(context.store, [page], origin=response.url, seen_at=response.fetched_at)
            if page.sightings[0].ids != (owner,):
                moved = RepositoryState(owner, "moved", context.now(), page.sightings[0].ids[0])
                save_repository(context.store, moved)
        report = report.counted(cards=1)
    return report


def read_card(response: Response, owner: str) -> Page:
    """What a card says; one that is hidden or not there (401, 404) says nothing."""
    return parse_card(response.body if response.status == 200 else b"", owner)
