"""A night split into parts that many workers share: by source, by list, and what lies between."""

import hashlib
import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

from ingest.errors import ConfigError, IngestError, StoreError
from ingest.lists.plan import ListPlan
from ingest.report import StageReport
from ingest.settings import Home, choose_lists, find_warehouse, load_config
from ingest.stages.context import SOURCES, Context
from ingest.stages.lease import WHOLE
from ingest.stages.listing import by_repository
from ingest.stages.poll import follow_up, poll_sources
from ingest.stages.run import NIGHT, STAGES, Stage
from ingest.store import Lake, LeaseRow, load_parts, save_part

PART_STAGES: dict[str, Stage] = {**STAGES, "sources": poll_sources, "follow_up": follow_up}
COORDINATOR = "split"  # the lease of whoever hands out the parts of a night
_PRESENCE = "flow-run"
_GOES_ON = timedelta(hours=6)  # a night whose coordinator died is gone on with for so long
_ERRORS = {cls.exit_code: cls for cls in IngestError.__subclasses__()}


@dataclass(frozen=True, slots=True)
class Part:
    """A stretch of a night that one worker runs."""

    name: str  # unique in its night
    stages: tuple[str, ...]  # names of PART_STAGES
    leases: tuple[str, ...]  # what it holds while it runs
    lists: tuple[str, ...] = ()
    sources: tuple[str, ...] = ()


Phase = tuple[Part, ...]  # parts that may run side by side


def split_night(
    plans: Sequence[ListPlan], sources: Sequence[str], lists_per_part: int
) -> tuple[Phase, ...]:
    """The phases of a night, one after the other: sources, all works, lists. Lists of one repository stay together."""
    groups: list[tuple[str, ...]] = []
    for some in by_repository(plans):
        names = tuple(plan.name for plan in some)
        if groups and len(groups[-1]) + len(names) <= lists_per_part:
            groups[-1] += names
        else:
            groups.append(names)
    polls = tuple(
        Part(f"source/{name}", ("sources",), (f"{WHOLE}/source/{name}",), sources=(name,))
        for name in sources
    )
    judge = Part(
        "judge", ("follow_up", "classify", "enrich"), (f"{WHOLE}/stages",), sources=tuple(sources)
    )
    served = tuple(
        Part(
            f"lists/{at}",
            ("reconcile", "propose", "publish"),
            tuple(f"{WHOLE}/list/{name}" for name in group),
            lists=group,
        )
        for at, group in enumerate(groups, 1)
    )
    return (polls, (judge,), served)


def plan_parts(
    home: Home, lists: Sequence[str], sources: Sequence[str], lists_per_part: int
) -> tuple[Phase, ...]:
    """The phases of a home's night. ConfigError for unknown names, and for a warehouse that is a file."""
    for name in sources:
        if name not in SOURCES:
            raise ConfigError(
                f"there is no source {name!r}", where="sources", todo=f"use {', '.join(SOURCES)}"
            )
    find_lake(home)
    plans = choose_lists(load_config(home).lists, lists)
    return split_night(plans, sources or SOURCES, lists_per_part)


def find_lake(home: Home) -> Lake:
    """The home's warehouse, where many may write to it; else ConfigError."""
    address = find_warehouse(home)
    if isinstance(address, Lake):
        return address
    raise ConfigError(
        "one process at a time writes to a warehouse that is a file, so no workers can share its night",
        where=str(address),
        todo="run the night whole, or move the warehouse to a lake: docs/warehouse.md",
    )


def presence(flow_run_id: object) -> str:
    """The lease by which a flow run that works, or waits for its turn, is known to be alive."""
    return f"{_PRESENCE}/{flow_run_id}"


def name_night(now: datetime, wish: Mapping[str, object]) -> str:
    """What a night is called: when it began, and what was asked for."""
    digest = hashlib.sha256(json.dumps(wish, sort_keys=True, default=str).encode()).hexdigest()
    return f"{now:%Y%m%dT%H%M%SZ}-{digest[:8]}"


def find_unfinished(leases: Iterable[LeaseRow], night: str) -> tuple[str, list[str]]:
    """The night to go on with, and the flow runs that were at it; `night` itself where none is left over.

    One is left over when its coordinator is not heard of any more, asked for the same and began hours ago at most.
    """
    began = _began(night)
    for row in leases:
        for name in row.names if row.is_expired else ():
            left = name.removeprefix(f"{COORDINATOR}/")
            if left == name or left.partition("-")[2] != night.partition("-")[2]:
                continue
            if timedelta() <= began - _began(left) < _GOES_ON:
                runs = [one.partition("/")[2] for one in row.names if one.startswith(_PRESENCE)]
                return left, runs
    return night, []


def _began(night: str) -> datetime:
    return datetime.strptime(night.partition("-")[0], "%Y%m%dT%H%M%SZ").replace(tzinfo=UTC)


def is_gone(state: str, is_present: bool | None, *, seconds: float, start_seconds: float) -> bool:
    """Whether nobody is at a part any more that has not ended.

    `state` is what Prefect says, `is_present` what the lease of its flow run says (None: there is none), `seconds` how
    long both have been so. Prefect leaves a run whose worker was killed in RUNNING.
    """
    if state in ("COMPLETED", "FAILED", "CRASHED", "CANCELLED"):
        return True
    if state == "SCHEDULED" or is_present:
        return False  # waits for a worker, or works
    if is_present is False:
        return True
    return seconds > start_seconds  # its process never got as far as saying that it lives


def record_part(
    context: Context, night: str, part: str, reports: Iterable[StageReport], started_at: datetime
) -> None:
    """Note in the warehouse that a part of a night has ended, and how."""
    with context.store.transaction():
        save_part(
            context.store,
            night,
            part,
            started_at=started_at,
            ended_at=context.now(),
            stages=[_facts(report) for report in reports],
        )


def join_parts(context: Context, night: str, missing: Mapping[str, str]) -> list[StageReport]:
    """What all parts of a night did, as one report for each stage. `missing` says why parts never ended."""
    joined = {name: StageReport(name) for name in NIGHT}
    for stages in load_parts(context.store, night).values():
        for facts in stages:
            report = joined[facts["stage"]].counted(**facts["counts"]).noted(*facts["notes"])
            for code, what, where, todo in facts["problems"]:
                report = report.troubled(
                    _ERRORS.get(code, IngestError)(what, where=where, todo=todo)
                )
            joined[facts["stage"]] = report
    for part, problem in missing.items():
        error = StoreError(problem, where=part, todo="read its flow runs' logs on Prefect's page")
        joined["reconcile"] = joined["reconcile"].troubled(error)
    return list(joined.values())


def _facts(report: StageReport) -> dict[str, Any]:
    return {
        "stage": report.stage,
        "counts": report.counts,
        "notes": report.notes,
        "problems": [(one.exit_code, one.what, one.where, one.todo) for one in report.problems],
    }
