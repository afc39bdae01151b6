"""The state of things: data age apart from run age, each list's proposal, what is held and why."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any


@dataclass(frozen=True, slots=True)
class SourceStatus:
    """One source: up to where it was read, how its last window ended, how old its newest record is."""

    name: str
    closed_to_at: datetime | None
    last_outcome: str | None
    last_reason: str | None
    newest_record_at: datetime | None
    last_sighting_at: datetime | None
    sighting_count: int


@dataclass(frozen=True, slots=True)
class Status:
    """Everything `ingest status` shows."""

    now: datetime
    sources: tuple[SourceStatus, ...]
    lists: tuple[dict[str, Any], ...]
    counts: dict[str, int]
    last_run: dict[str, Any] | None


def status_facts(status: Status) -> dict[str, Any]:
    """The same as plain data, for `--json`."""
    return {
        "now": status.now.isoformat(),
        "sources": [
            {name: getattr(source, name) for name in SourceStatus.__dataclass_fields__}
            | {"data_age_hours": _hours(status.now, source.newest_record_at)}
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
        closed = f"{source.closed_to_at:%Y-%m-%d}" if source.closed_to_at else "never polled"
        age = render_age(status.now, source.newest_record_at)
        lines.append(
            f"  {source.name:<10} read to {closed:<12} newest record {age:<14} {source.sighting_count:,} sightings"
        )
        if source.last_outcome not in (None, "complete", "empty-expected"):
            lines.append(f"             last window {source.last_outcome}: {source.last_reason}")
    lines += ["", "Lists"]
    for row in status.lists:
        pull = (
            f"#{row['pull_number']} {row['pull_state']}"
            if row["pull_number"]
            else "no pull request yet"
        )
        decided = ", ".join(f"{number} {kind}" for kind, number in sorted(row["decisions"].items()))
        lines.append(
            f"  {row['list']:<36} {pull:<20} {row['ticked']} proposed, {row['needs_look']} need a look, "
            f"{row['waiting']:,} waiting{'; ' + decided if decided else ''}"
        )
        lines += [
            f"    held: {count} for {name!r}: {reason}" for name, reason, count in row["held"]
        ]
    counts = ", ".join(f"{number:,} {name}" for name, number in status.counts.items())
    lines += ["", f"Warehouse: {counts}"]
    if status.last_run:
        run = status.last_run
        lines.append(
            f"Last run: {run['run_id']}, {run['outcome']}, {render_age(status.now, run['ended_at'])}"
        )
    return "\n".join(lines)


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
