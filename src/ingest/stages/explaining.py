"""Gather everything the warehouse knows of one work, and of the state of things."""

import json
from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any

from ingest.artifacts import find_aspects, row_facts
from ingest.errors import StoreError
from ingest.ids import canonical_doi, id_of_url, parse_arxiv_id, title_key
from ingest.lists.plan import ListPlan
from ingest.report import Explanation, SourceStatus, Status
from ingest.settings import Config
from ingest.stages.context import SOURCES
from ingest.stages.narrowing import Narrowing
from ingest.stages.partitions import find_failed, last_progress
from ingest.stages.polling.spans import closed_to, find_gaps, gap_days
from ingest.stages.standings import ListFacts, find_standing, load_list_facts
from ingest.store import (
    Store,
    Window,
    count,
    find_owner,
    find_work,
    load_asked,
    load_partitions,
    load_seen,
    load_unresolved,
    load_windows,
    with_judgements,
)
from ingest.works import Work


def canonical_ids(text: str) -> tuple[str, ...]:
    """What a person may mean by an id: an arXiv id or URL, a DOI, a Hub or GitHub URL, a whole title."""
    arxiv = parse_arxiv_id(text)
    candidates = (
        text if ":" in text and " " not in text and "//" not in text else None,
        f"arxiv:{arxiv.arxiv_id}" if arxiv else None,
        id_of_url(text),
        canonical_doi(text),
    )
    return tuple(dict.fromkeys(one for one in candidates if one))


def explain(store: Store, config: Config, text: str) -> Explanation:
    """The whole story of one work. StoreError when the warehouse has never seen it."""
    return next(iter(explain_works(store, config, [find_named(store, text)])))


def explain_works(
    store: Store, config: Config, works: Sequence[Work], facts: Sequence[ListFacts] = ()
) -> Iterator[Explanation]:
    """The stories of many works at a time; `facts` are those of `load_list_facts` where they are known."""
    facts = facts or [load_list_facts(store, plan) for plan in config.lists]
    found = with_judgements(store, works)
    names = [work.work_id for work in works]
    sightings, asked = load_seen(store, names), load_asked(store, names)
    narrowing = Narrowing(config.book)
    held = [narrowing.with_holds(one.plan, found) for one in facts]
    for at, one in enumerate(found):
        work_id = one.work.work_id
        yield Explanation(
            found=one,
            sightings=tuple(sightings.get(work_id, ())),
            enrichment=asked.get(work_id),
            facts=row_facts(one),
            aspects=find_aspects(one.work.title, one.work.abstract),
            lists=tuple(
                find_standing(of_list, held[number][at]) for number, of_list in enumerate(facts)
            ),
        )


def find_named(store: Store, text: str) -> Work:
    """The one work that a person means; StoreError when the warehouse has never seen it.

    A repository of a paper's own names that paper, where it is no other work's as well.
    """
    for canonical in canonical_ids(text):
        work = find_work(store, canonical) or find_owner(store, canonical)
        if work:
            return work
    titled = store.rows("select work_id from works where title_key = ? limit 1", title_key(text))
    if titled:
        work = find_work(store, titled[0][0])
        if work:
            return work
    raise StoreError(
        f"no work is known as {text!r}",
        where="the warehouse",
        todo="give an arXiv id, a DOI, a URL or the whole title; `ingest import` or `ingest poll` brings works in",
    )


def status(
    store: Store, config: Config, now: datetime, plans: Sequence[ListPlan] | None = None
) -> Status:
    """How old the data is, per source; where each list's proposal stands, or each of `plans`; how much there is."""
    tables = ("works", "sightings", "rejects", "verdicts", "artifacts", "decisions", "runs")
    return Status(
        now=now,
        sources=tuple(_source_status(store, config, name, now) for name in SOURCES),
        lists=_list_statuses(store, config.lists if plans is None else plans),
        counts={table: count(store, table) for table in tables},
        last_run=_last_run(store, "true"),
        last_night=_last_run(store, "kind = 'nightly'"),
    )


def _last_run(store: Store, which: str) -> dict[str, Any] | None:
    found = store.records(f"select * from runs where {which} order by started_at desc limit 1")
    return next(iter(found), None)


def _source_status(store: Store, config: Config, name: str, now: datetime) -> SourceStatus:
    windows = load_windows(store, name)
    age = next(iter(store.records("select * from data_age where source = ?", name)), {})
    last = windows[-1] if windows else None
    tried = load_partitions(store, name)
    return SourceStatus(
        name=name,
        closed_to_at=closed_to(windows),
        last_tried_at=last.tried_at if last else None,
        last_outcome=last.outcome if last else None,
        last_reason=last.reason if last else None,
        newest_record_at=age.get("newest_record_at"),
        last_sighting_at=age.get("last_sighting_at"),
        sighting_count=age.get("sightings", 0),
        max_age_hours=getattr(config.sources, name).max_age_hours,
        gap_days=tuple(gap_days(find_gaps(name, windows))),
        open_partitions=_open_partitions(config, name, windows, tried),
        partition_closed_at=last_progress(tried),
        is_live=any(not one.is_replayed for one in windows),
        unresolved_count=len(load_unresolved(store)) if name == "trending" else 0,
        hint=_calendar_hint(config, now) if name == "arxiv" else "",
    )


def _open_partitions(
    config: Config, name: str, windows: Sequence[Window], tried: Mapping[str, Sequence[Window]]
) -> tuple[str, ...]:
    categories = config.sources.arxiv.categories if name == "arxiv" else ()
    found = find_failed(name, categories, windows, tried)
    return tuple(
        f"{partition}, {one.outcome}{f': {one.reason}' if one.reason else ''}"
        for partition, one in found
    )


def _calendar_hint(config: Config, now: datetime) -> str:
    """A word when the year to come has no holidays in config, a month before it begins."""
    year = (now + timedelta(days=31)).year
    if any(day.year == year for day in config.sources.arxiv.no_announcement):
        return ""
    return (
        f"no holidays of {year} in config/sources.yaml (arxiv: no_announcement); arXiv publishes them at "
        "https://info.arxiv.org/help/availability.html"
    )


def _list_statuses(store: Store, plans: Sequence[ListPlan]) -> tuple[dict[str, Any], ...]:
    """A row for each list, of five questions for all of them."""
    names = [plan.name for plan in plans]

    def ask(columns: str, rest: str) -> list[dict[str, Any]]:
        of_these = "list_name in (select unnest(?::varchar[]))"
        return store.records(f"select list_name, {columns} {rest.format(of_these)}", names)

    proposals = {one["list_name"]: one for one in ask("*", "from proposals where {}")}
    items = ask(
        "count(*) filter (is_ticked) as ticked, count(*) filter (not is_ticked) as needs_look",
        "from changes where {} and state = 'standing' group by list_name",
    )
    counted = {one["list_name"]: one for one in items}
    decided: dict[str, dict[str, int]] = {name: {} for name in names}
    refused: dict[str, dict[str, int]] = {name: {} for name in names}
    for one in ask("kind, how, count(*) as n", "from decisions where {} group by all order by all"):
        kinds = decided[one["list_name"]]
        kinds[one["kind"]] = kinds.get(one["kind"], 0) + one["n"]
        if one["kind"] == "refused":
            refused[one["list_name"]][one["how"]] = one["n"]
    precision = {
        one["list_name"]: (one["accepted"], one["refused"])
        for one in ask("accepted, refused", "from precision_so_far where {}")
    }
    pulls = ask("arg_max(state, pull_number) as state", "from pulls where {} group by list_name")
    states = {one["list_name"]: one["state"] for one in pulls}
    return tuple(
        {
            "list": name,
            "pull_number": proposal.get("pull_number"),
            "pull_state": states.get(name) or proposal.get("state"),
            "url": proposal.get("url"),
            "title": proposal.get("title"),
            "ticked": counted.get(name, {}).get("ticked", 0),
            "needs_look": counted.get(name, {}).get("needs_look", 0),
            "waiting": proposal.get("waiting_count") or 0,
            "held": json.loads(proposal.get("held") or "[]"),
            "standstill": proposal.get("standstill"),
            "decisions": decided[name],
            "refused": refused[name],
            "precision": precision.get(name, (0, 0)),
        }
        for name, proposal in ((name, proposals.get(name, {})) for name in names)
    )
