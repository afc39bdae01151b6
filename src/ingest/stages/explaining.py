"""Gather everything the warehouse knows of one work, and of the state of things."""

import json
from datetime import datetime
from typing import Any

from ingest.errors import StoreError
from ingest.ids import canonical_doi, id_of_url, parse_arxiv_id, title_key
from ingest.lists.plan import ListPlan
from ingest.proposals import takes
from ingest.report import Explanation, ListStanding, SourceStatus, Status
from ingest.settings import Config
from ingest.stages.context import SOURCES
from ingest.stages.narrowing import with_holds
from ingest.stages.polling.spans import closed_to, find_gaps, gap_days
from ingest.store import (
    Store,
    count,
    find_work,
    load_unresolved,
    load_windows,
    with_judgements,
)
from ingest.works import Found, Work


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
    work = _find(store, text)
    found = with_judgements(store, [work])[0]
    sightings = store.records(
        "select source, kind, seen_at, origin, version, rank, upvotes from sightings "
        "where work_id = ? order by seen_at, source, origin",
        work.work_id,
    )
    asked = store.records("select * from enrichments where work_id = ?", work.work_id)
    return Explanation(
        found=found,
        sightings=tuple(sightings),
        enrichment=asked[0] if asked else None,
        lists=tuple(
            _standing(store, plan, with_holds(config.book, plan, [found])[0])
            for plan in config.lists
        ),
    )


def _find(store: Store, text: str) -> Work:
    for canonical in canonical_ids(text):
        work = find_work(store, canonical)
        if work:
            return work
    titled = store.rows("select work_id from works where title_key = ? limit 1", title_key(text))
    if titled:
        work = find_work(store, titled[0][0])
        if work:
            return work
    raise StoreError(
        f"no work is known as {text!r}",
        where=str(store.path),
        todo="give an arXiv id, a DOI, a URL or the whole title; `ingest import` or `ingest poll` brings works in",
    )


def _standing(store: Store, plan: ListPlan, found: Found) -> ListStanding:
    work = found.work
    chosen = (
        next((one.heading for one in plan.sections if takes(one, verdict, found)), None)
        for verdict in found.verdicts
    )
    entries = store.records("select * from entries where list_name = ?", plan.name)
    ids = set(work.ids) | {work.work_id}
    key = title_key(work.title)
    entry = next(
        (e for e in entries if ids & set(e["ids"] or ()) or title_key(e["title"] or "") == key),
        None,
    )
    changes = store.records(
        "select * from changes where list_name = ? and work_id = ?", plan.name, work.work_id
    )
    decisions = store.records(
        "select * from decisions where list_name = ? and work_id = ? order by decided_at",
        plan.name,
        work.work_id,
    )
    proposal = store.records("select * from proposals where list_name = ?", plan.name)
    return ListStanding(
        list_name=plan.name,
        sections=tuple(heading for heading in chosen if heading),
        entry_line=entry["line"] if entry else None,
        change=changes[0] if changes else None,
        decisions=tuple(decisions),
        pull_number=proposal[0]["pull_number"] if proposal else None,
    )


def status(store: Store, config: Config, now: datetime) -> Status:
    """How old the data is, per source; where each list's proposal stands; how much there is."""
    tables = ("works", "sightings", "rejects", "verdicts", "artifacts", "decisions", "runs")
    return Status(
        now=now,
        sources=tuple(_source_status(store, config, name) for name in SOURCES),
        lists=tuple(_list_status(store, plan) for plan in config.lists),
        counts={table: count(store, table) for table in tables},
        last_run=next(
            iter(store.records("select * from runs order by started_at desc limit 1")), None
        ),
    )


def _source_status(store: Store, config: Config, name: str) -> SourceStatus:
    windows = load_windows(store, name)
    age = next(iter(store.records("select * from data_age where source = ?", name)), {})
    last = windows[-1] if windows else None
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
        is_live=any(not one.is_replayed for one in windows),
        unresolved_count=len(load_unresolved(store)) if name == "trending" else 0,
    )


def _list_status(store: Store, plan: ListPlan) -> dict[str, Any]:
    proposal = next(
        iter(store.records("select * from proposals where list_name = ?", plan.name)), {}
    )
    items = store.rows(
        "select count(*) filter (is_ticked), count(*) filter (not is_ticked) from changes "
        "where list_name = ? and state = 'standing'",
        plan.name,
    )
    decided = dict(
        store.rows(
            "select kind, count(*) from decisions where list_name = ? group by kind", plan.name
        )
    )
    pull = store.rows(
        "select state from pulls where list_name = ? order by pull_number desc limit 1", plan.name
    )
    return {
        "list": plan.name,
        "pull_number": proposal.get("pull_number"),
        "pull_state": pull[0][0] if pull else proposal.get("state"),
        "url": proposal.get("url"),
        "title": proposal.get("title"),
        "ticked": items[0][0],
        "needs_look": items[0][1],
        "waiting": proposal.get("waiting_count") or 0,
        "held": json.loads(proposal.get("held") or "[]"),
        "standstill": proposal.get("standstill"),
        "decisions": decided,
    }
