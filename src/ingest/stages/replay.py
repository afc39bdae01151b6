"""Make the derived tables anew from the archived nights alone; nothing is sent.

Night by night as they were: an archive's answers are judged and parsed again, then classified, then
enriched from the same archive. It is done in a copy of the warehouse that takes the place of the original
when it is whole; in a lake, in one transaction.
"""

from collections.abc import Callable, Mapping
from datetime import date, datetime
from functools import partial
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

from ingest.errors import ConfigError, SourceError
from ingest.ids import title_key
from ingest.settings import Config, Home, SourceSettings, find_warehouse, load_config, shipped
from ingest.sources import arxiv, harvest, hub, hub_card, trending
from ingest.stages.archives import find_archives
from ingest.stages.classify import classify
from ingest.stages.context import Context, Progress, StageReport, day_end, day_start
from ingest.stages.enrich import enrich
from ingest.stages.lease import hold_lease
from ingest.stages.polling.asking import Answer, read_page
from ingest.stages.polling.recent_repos import as_recent, read_card
from ingest.stages.polling.trending_source import as_topic, topic_urls
from ingest.store import (
    Store,
    follow_repositories,
    forget_derived,
    open_rebuilding,
    save_pages,
)
from ingest.web import Gate, ReplayArchive, Response, WebSettings, read_answers


def replay_nights(
    home_path: Path, from_day: date, to_day: date, notify: Callable[[Progress], None]
) -> StageReport:
    """Rebuild from the archives of these days; what came on other days or from files stays as it is."""
    home = Home(home_path)
    config = load_config(home)
    if from_day > to_day:
        raise ConfigError(
            f"the nights end ({to_day}) before they begin ({from_day})",
            where="--from, --to",
            todo="swap them",
        )
    archives = find_archives(home.raw, from_day, to_day)
    if not archives:
        raise ConfigError(
            f"there is no archive of {from_day} to {to_day}",
            where=str(home.raw),
            todo="name days that are there; config/sources.yaml says how long they are kept",
        )
    report = StageReport("replay").counted(nights=len(archives))
    address = find_warehouse(home)
    with (
        hold_lease(home, address) as fence,
        open_rebuilding(address, shipped("warehouse"), fence) as store,
    ):
        forget_derived(store, day_start(from_day), day_end(to_day))
        for number, path in enumerate(archives):
            notify(Progress("replay", path.name, number, len(archives)))
            report = _replay_night(home, config, store, path, report)
        with store.transaction():
            follow_repositories(store)
        notify(Progress("replay", "done", len(archives), len(archives)))
    return report


def _replay_night(
    home: Home, config: Config, store: Store, path: Path, report: StageReport
) -> StageReport:
    seen_at: datetime | None = None
    for response in read_answers(path):
        seen_at = response.fetched_at
        answer = _read(config.sources, response)
        if answer is None:
            report = report.counted(not_believed=1)
            continue
        with store.transaction():
            save_pages(store, [answer.kept], origin=response.url, seen_at=response.fetched_at)
        report = report.counted(answers=1, sightings=len(answer.kept.sightings))
    if seen_at is None:
        return report
    moment = seen_at
    with Gate(WebSettings(contact="none"), replay=ReplayArchive([path])) as gate:
        night = Context(home, config, store, lambda: moment, gate)
        for stage in (classify, enrich):
            done = stage(night)
            report = report.noted(*(f"{path.name}: {problem.what}" for problem in done.problems))
        assert gate.request_count == 0
    return report


def _read(sources: SourceSettings, response: Response) -> Answer | None:
    """What a live night kept of an answer; None for one that it did not believe or that holds no works."""
    parts = urlsplit(response.url)
    base = response.url.partition("?")[0]
    query = {name: values[0] for name, values in parse_qs(parts.query).items()}
    endpoint = sources.hub.endpoint.rstrip("/")
    try:
        if base == sources.arxiv.query_url:
            return _read_query(response, query.get("search_query", ""))
        if base == sources.arxiv.oai_url:
            answer = read_page(response, response.url, arxiv.parse_oai, "xml")
            kept = harvest.in_categories(answer.page, sources.arxiv.categories)
            return Answer(answer.url, answer.page, response, sightings=kept)
        if base == f"{endpoint}/api/daily_papers":
            return read_page(response, response.url, hub.parse_daily, "json")
        if base.startswith(f"{endpoint}/api/papers/"):
            return read_page(response, response.url, hub.parse_paper, "json")
        if base in (f"{endpoint}/api/models", f"{endpoint}/api/datasets"):
            return _read_recent(sources, response, query)
        if owner := hub_card.card_owner(endpoint, response.url):
            return Answer(response.url, read_card(response, owner), response)
        if response.url in topic_urls(sources.trending):
            expects = trending.expected_body(response.url)
            return as_topic(read_page(response, response.url, trending.parse_feed, expects))
        if response.url in sources.trending.urls:
            expects = trending.expected_body(response.url)
            return read_page(response, response.url, trending.parse_feed, expects)
    except SourceError:
        return None  # counted as not believed: its window stayed open that night too
    return None


def _read_query(response: Response, asked: str) -> Answer:
    answer = read_page(response, response.url, arxiv.parse_query, "xml")
    if not asked.startswith("ti:"):
        return answer
    key = title_key(asked.removeprefix("ti:").strip('"'))
    same = tuple(one for one in answer.page.sightings if title_key(one.title) == key)
    return Answer(answer.url, answer.page, response, sightings=same)


def _read_recent(
    sources: SourceSettings, response: Response, query: Mapping[str, str]
) -> Answer | None:
    """A listing of new repositories; one by a paper's tag holds no works, and is read by `enrich`."""
    if query.get("sort") != "createdAt":
        return None
    kind: hub.RepoKind = (
        "model" if response.url.partition("?")[0].endswith("/models") else "dataset"
    )
    parse = partial(hub.parse_repos, kind=kind)
    return as_recent(read_page(response, response.url, parse, "json"), sources.hub)
