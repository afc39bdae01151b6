"""The state of things: data age apart from run age, each list's proposal, what is held and why."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from ingest.report.lists import render_lists
from ingest.report.notes import gather_notes

_SHOWN_DAYS = 14


@dataclass(frozen=True, slots=True)
class SourceStatus:
    """One source: up to where it closed, what is open, and how old its newest record is."""

    name: str
    closed_to_at: datetime | None  # the cursor
    last_tried_at: datetime | None
    last_outcome: str | None
    last_reason: str | None
    newest_record_at: datetime | None
    last_sighting_at: datetime | None
    sighting_count: int
    max_age_hours: float
    gap_days: tuple[date, ...] = ()  # days, UTC, that were asked for and never closed
    is_live: bool = False  # asked itself at least once, not only replayed or imported
    unresolved_count: int = 0  # titles that no id was found for yet
    hint: str = ""  # what its configuration will lack before long
    open_partitions: tuple[str, ...] = ()  # of a backfill: what was asked for in vain, and why
    # When the last one closed; where none has, when the first was tried.
    partition_closed_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Status:
    """Everything `ingest status` shows."""

    now: datetime
    sources: tuple[SourceStatus, ...]
    lists: tuple[dict[str, Any], ...]
    counts: dict[str, int]
    last_run: dict[str, Any] | None
    last_night: dict[str, Any] | None = None  # which may be the same


def is_stale(status: Status, source: SourceStatus) -> bool:
    """Whether the newest record is older than config allows; never for what is only replayed."""
    if not source.is_live:
        return False
    limit = timedelta(hours=source.max_age_hours)
    return source.newest_record_at is None or status.now - source.newest_record_at > limit


def render_staleness(status: Status) -> str:
    """One phrase for each source whose data is too old; empty when none is."""
    return "; ".join(
        f"{source.name}: newest record {render_age(status.now, source.newest_record_at)}, "
        f"the limit is {source.max_age_hours:g} h"
        for source in status.sources
        if is_stale(status, source)
    )


def status_facts(status: Status) -> dict[str, Any]:
    """The same as plain data, for `--json`."""
    return {
        "now": status.now.isoformat(),
        "sources": [
            {name: getattr(source, name) for name in SourceStatus.__dataclass_fields__}
            | {
                "data_age_hours": _hours(status.now, source.newest_record_at),
                "run_age_hours": _hours(status.now, source.last_tried_at),
                "is_stale": is_stale(status, source),
            }
            for source in status.sources
        ],
        "lists": list(status.lists),
        "counts": status.counts,
        "last_run": status.last_run["run_id"] if status.last_run else None,
    }


def render_status(status: Status) -> str:
    """A page of plain text."""
    lines = ["Sources"]
    for source in status.sources:
        lines += _source_lines(status, source)
    lines += ["", "Lists"]
    lines += render_lists(status.lists)
    counts = ", ".join(f"{number:,} {name}" for name, number in status.counts.items())
    lines += ["", f"Warehouse: {counts}"]
    for name, run in (("Last run", status.last_run), ("Last night", status.last_night)):
        if run and (name == "Last run" or run != status.last_run):
            lines += _run_lines(status, name, run)
    return "\n".join(lines)


def _run_lines(status: Status, name: str, run: Mapping[str, Any]) -> list[str]:
    """A run in a line, and what went wrong in it."""
    age = render_age(status.now, run["ended_at"])
    problems = [one for stage in json.loads(run["stages"] or "[]") for one in stage["problems"]]
    told = gather_notes(problems)
    return [
        f"{name}: {run['run_id']}, {run['outcome']}, {age}",
        *(f"  {line}" for note in told for line in note.splitlines()),
    ]


def _source_lines(status: Status, source: SourceStatus) -> list[str]:
    closed = f"{source.closed_to_at:%Y-%m-%d %H:%M}" if source.closed_to_at else "never"
    age = render_age(status.now, source.newest_record_at)
    asked = render_age(status.now, source.last_tried_at).replace(" old", " ago")
    too_old = ", TOO OLD" if is_stale(status, source) else ""
    lines = [
        f"  {source.name:<10} closed to {closed:<17} data {age + too_old:<14} "
        f"asked {asked:<14} {source.sighting_count:,} sightings"
    ]
    if source.last_outcome not in (None, "complete", "empty-expected"):
        lines.append(f"             last window {source.last_outcome}: {source.last_reason}")
    if source.gap_days:
        days = ", ".join(map(str, source.gap_days[:_SHOWN_DAYS]))
        more = len(source.gap_days) - _SHOWN_DAYS
        and_more = f" and {more} more" if more > 0 else ""
        lines.append(f"             open days, asked for again first: {days}{and_more}")
    lines += [f"             backfill open: {one}" for one in source.open_partitions[:_SHOWN_DAYS]]
    if source.open_partitions:
        more = len(source.open_partitions) - _SHOWN_DAYS
        and_more = f"{more} more; " if more > 0 else ""
        lines.append(f"             {and_more}`ingest backfill` of these days asks for them again")
    if source.unresolved_count:
        lines.append(
            f"             {source.unresolved_count} titles without an id, asked for again"
        )
    if source.hint:
        lines.append(f"             {source.hint}")
    return lines


def render_age(now: datetime, moment: datetime | None) -> str:
    """`3 h old`, `12 days old`, `unknown`."""
    if moment is None:
        return "unknown"
    age = now - moment
    if age < timedelta(hours=1):
        return f"{max(0, int(age.total_seconds() // 60))} min old"
    if age < timedelta(days=2):
        return f"{int(age.total_seconds() // 3600)} h old"
    return f"{age.days} days old"


def _hours(now: datetime, moment: datetime | None) -> float | None:
    return round((now - moment).total_seconds() / 3600, 1) if moment else None
