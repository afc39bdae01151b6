"""The whole night: the six stages in order, and the one line it leaves in the table `runs`."""

import json
from collections.abc import Callable, Iterable
from datetime import datetime
from uuid import uuid4

from ingest.report import RunReport, StageReport, stage_facts
from ingest.stages.classify import classify
from ingest.stages.context import Context
from ingest.stages.enrich import enrich
from ingest.stages.poll import poll
from ingest.stages.propose import propose
from ingest.stages.publish import publish
from ingest.stages.reconcile import reconcile
from ingest.stages.upkeep import upkeep
from ingest.store import save_run

Stage = Callable[[Context], StageReport]

STAGES: dict[str, Stage] = {
    "reconcile": reconcile,
    "poll": poll,
    "classify": classify,
    "enrich": enrich,
    "upkeep": upkeep,
    "propose": propose,
    "publish": publish,
}
NIGHT = tuple(name for name in STAGES if name != "upkeep")  # that one has a rhythm of its own


def run_stages(
    context: Context, names: Iterable[str] = NIGHT, *, kind: str = "nightly"
) -> RunReport:
    """Run these stages in the order of the night and record the run."""
    started_at = context.now()
    wanted = set(names)
    reports = []
    for name in (name for name in STAGES if name in wanted):
        reports.append(STAGES[name](context))
        context.store.let_go()
    return record_run(context, reports, kind=kind, started_at=started_at)


def record_run(
    context: Context, reports: Iterable[StageReport], *, kind: str, started_at: datetime
) -> RunReport:
    """Sum the stages up and leave the run in the warehouse."""
    report = RunReport(
        run_id=f"{kind}-{started_at:%Y%m%dT%H%M%SZ}-{uuid4().hex[:6]}",
        kind=kind,
        started_at=started_at,
        ended_at=context.now(),
        stages=tuple(reports),
    )
    with context.store.transaction():
        save_run(
            context.store,
            run_id=report.run_id,
            kind=kind,
            started_at=started_at,
            ended_at=report.ended_at,
            outcome=report.outcome,
            parameters=json.loads(json.dumps(_parameters(context), default=str)),
            stages=[stage_facts(stage) for stage in report.stages],
        )
    return report


def _parameters(context: Context) -> dict[str, object]:
    return {
        "lists": context.lists,
        "sources": context.sources,
        "since": context.since,
        "until": context.until,
        "dry_run": context.is_dry_run,
        "polled": context.gate is not None,
    }
