"""Everything the site shows besides its works: lists, health, judgement, trends."""

import json
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date, datetime, timedelta
from typing import Any

from ingest.ids import title_key
from ingest.lists.plan import ListPlan
from ingest.report import SourceStatus, Status, is_stale
from ingest.settings import Config
from ingest.site import Card, Line, ListPage, RunLine, Site, SourceHealth, Trends
from ingest.stages.context import day_end, day_start
from ingest.stages.explaining import status
from ingest.stages.showing.judged import find_judged, merge_days
from ingest.store import (
    Store,
    Window,
    load_decided,
    load_entries,
    load_listed,
    load_rejects,
    load_runs,
    load_windows,
)

_CALENDAR_DAYS = 182
_MONTHS = 36


def gather_site(
    store: Store,
    config: Config,
    cards: Sequence[Card],
    now: datetime,
    suggestions: tuple[str, ...] = (),
    url: str = "",
) -> Site:
    """The site's values; `cards` are all works, newest first."""
    state = status(store, config, now)
    by_id = {card.work_id: card for card in cards}
    decided = load_decided(store)
    rows = {row["list"]: row for row in state.lists}
    lists = tuple(_list_page(store, plan, rows[plan.name], cards, by_id, decided) for plan in config.lists)  # fmt: skip
    return Site(
        made_at=now,
        cards=tuple(cards),
        titles=tuple((one.name, one.title) for one in config.book.categories),
        lists=lists,
        sources=tuple(_source(store, state, one, now) for one in state.sources),
        runs=tuple(_run(row) for row in load_runs(store)),
        judged=replace(find_judged(config, decided, by_id), suggestions=suggestions),
        trends=Trends(*_count_months(cards), days_to_merge=merge_days(decided)),
        url=url,
    )


def _list_page(
    store: Store,
    plan: ListPlan,
    row: Mapping[str, Any],
    cards: Sequence[Card],
    by_id: Mapping[str, Card],
    decided: Sequence[Mapping[str, Any]],
) -> ListPage:
    entries = load_entries(store, plan.name)
    works = load_listed(
        store, [(one["ids"] or (), title_key(one["title"] or "")) for one in entries]
    )
    read = store.records("select read_at from lists where list_name = ?", plan.name)
    standing = _standing_lines(plan.name, cards)
    ours = [one for one in decided if one["list_name"] == plan.name]
    return ListPage(
        name=plan.name,
        place=f"{plan.repo}/{plan.path}"
        + ("" if plan.forge == "github" else ", in the embedded forge"),
        sections=tuple(section.heading for section in plan.sections),
        pull=f"#{row['pull_number']} {row['pull_state']}: {row['title']}"
        if row["pull_number"]
        else "no pull request yet",
        pull_url=row["url"] or "",
        standstill=row["standstill"] or "",
        read_at=read[0]["read_at"] if read else None,
        listed=tuple(
            Line(
                one["title"] or "", one["section"] or "", by_id.get(work.work_id) if work else None
            )
            for one, work in zip(entries, works, strict=True)
        ),
        proposed=tuple(standing["proposed"] + standing["look"]),
        waiting=tuple(standing["waiting"]),
        refused=decision_lines(ours, {"refused"}, by_id),
        changed=decision_lines(ours, {"moved", "corrected"}, by_id),
        held=tuple((str(name), str(reason), int(count)) for name, reason, count in row["held"]),
    )


def _standing_lines(list_name: str, cards: Sequence[Card]) -> dict[str, list[Line]]:
    lines: dict[str, list[Line]] = {"proposed": [], "look": [], "waiting": []}
    standing = [
        (stand, card) for card in cards for stand in card.stands if stand.list_name == list_name
    ]
    for stand, card in sorted(standing, key=lambda one: one[0].number):
        if stand.state in lines:
            told = stand.outcome.replace(f" under {stand.section!r}", "")
            note = told if stand.state != "waiting" else ""
            lines[stand.state].append(Line(card.title, stand.section, card, note))
    return lines


def decision_lines(
    decided: Sequence[Mapping[str, Any]], kinds: set[str], by_id: Mapping[str, Card]
) -> tuple[Line, ...]:
    """Decisions of these kinds as lines of a page."""
    return tuple(
        Line(
            title=row["title"] or row["work_id"],
            section=row["section"] or "",
            card=by_id.get(row["work_id"]),
            note="; ".join(
                part
                for part in (
                    f"{row['kind']} by {row['who']}" if row["who"] else row["kind"],
                    row["how"],
                    row["reason"],
                )
                if part
            ),
            at=row["decided_at"],
        )
        for row in decided
        if row["kind"] in kinds
    )


def _source(store: Store, state: Status, one: SourceStatus, now: datetime) -> SourceHealth:
    windows = load_windows(store, one.name)
    rejects = [
        (str(row["reason"]), int(row["records"]))
        for row in load_rejects(store)
        if row["source"] == one.name
    ]
    return SourceHealth(
        name=one.name,
        newest_record_at=one.newest_record_at,
        closed_to_at=one.closed_to_at,
        last_tried_at=one.last_tried_at,
        last_outcome=one.last_outcome or "",
        last_reason=one.last_reason or "",
        max_age_hours=one.max_age_hours,
        is_live=one.is_live,
        is_stale=is_stale(state, one),
        sighting_count=one.sighting_count,
        days=find_day_outcomes(windows, one.gap_days, now.date()),
        gap_days=one.gap_days,
        rejects=tuple(rejects),
    )


def find_day_outcomes(
    windows: Sequence[Window], gap_days: Sequence[date], today: date
) -> tuple[tuple[date, str], ...]:
    """How each day of the last half year ended: as its closed window did, an open day as its last try."""
    gaps = set(gap_days)
    days = [today - timedelta(days=back) for back in range(_CALENDAR_DAYS - 1, -1, -1)]
    outcomes = []
    for day in days:
        tried = [
            one
            for one in windows
            if one.from_at <= day_end(day)
            and (one.closed_to_at or min(one.to_at, one.tried_at)) > day_start(day)
        ]
        told = [one for one in tried if one.is_closed == (day not in gaps)] or tried
        outcomes.append((day, told[-1].outcome if told else ""))
    return tuple(outcomes)


def _run(row: Mapping[str, Any]) -> RunLine:
    stages = json.loads(row["stages"] or "[]")
    return RunLine(
        run_id=row["run_id"],
        kind=row["kind"],
        started_at=row["started_at"],
        seconds=(row["ended_at"] - row["started_at"]).total_seconds(),
        outcome=row["outcome"],
        problems=tuple(problem for stage in stages for problem in stage["problems"]),
    )


def _count_months(
    cards: Sequence[Card],
) -> tuple[tuple[str, ...], tuple[tuple[str, tuple[int, ...]], ...]]:
    """(months, (category, counts by month)) of the last three years of chosen works."""
    dated = [(card.day, card.categories[0]) for card in cards if card.day and card.categories]
    if not dated:
        return (), ()
    newest = max(day for day, _ in dated)
    numbers = range(newest.year * 12 + newest.month - _MONTHS, newest.year * 12 + newest.month)
    counted = Counter((day.year * 12 + day.month - 1, name) for day, name in dated)
    first = min(number for number, _ in counted if number >= numbers.start)
    shown = [number for number in numbers if number >= first]
    months = tuple(f"{number // 12}-{number % 12 + 1:02}" for number in shown)
    names = sorted({name for _, name in dated})
    rows = [(name, tuple(counted[number, name] for number in shown)) for name in names]
    rows = [row for row in rows if sum(row[1])]
    return months, tuple(sorted(rows, key=lambda row: -sum(row[1])))
