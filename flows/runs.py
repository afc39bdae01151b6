"""What all flows share: each stage a task, artifacts that a person reads, one run at a time, no run twice.

The stages are imported inside the functions: Prefect keeps flows, their modules and their parameters
to the very end of the process, and DuckDB's bindings report whatever is held that long as leaked.
"""

from collections.abc import Callable, Mapping, Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any

from prefect import get_run_logger, runtime, task
from prefect.artifacts import (
    create_markdown_artifact,
    create_progress_artifact,
    create_table_artifact,
    update_progress_artifact,
)
from prefect.cache_policies import NO_CACHE

if TYPE_CHECKING:
    from ingest.report import RunReport, StageReport
    from ingest.stages import Context, Progress
    from ingest.stages.run import Stage

WAIT_SECONDS = 3 * 3600  # for another run of the same home to end
_LATE = timedelta(minutes=10)  # a run that begins so long after its time was waiting for somebody


def run_as_tasks(stages: Sequence[str], kind: str, **wish: Any) -> str:
    """Run the stages as tasks and leave the artifacts; returns the summary. `wish`: see `stages.Wish`.

    The first problem is raised after everything else is done, so that the flow run ends as failed
    although the good lists were published.
    """
    from ingest.stages import STAGES

    return _run({name: STAGES[name] for name in stages}, kind, **wish)


def run_one_task(stage: "Stage", kind: str, **wish: Any) -> str:
    """The same for a run of one stage that is none of the night's."""
    return _run({kind: stage}, kind, **wish)


def name_run() -> str:
    """What a flow run is called: its flow, its day, and what makes it unlike others."""
    parameters = runtime.flow_run.parameters
    at = runtime.flow_run.scheduled_start_time or datetime.now(UTC)
    marks = [
        *(parameters.get("lists") or parameters.get("sources") or ()),
        *(f"{parameters[name]}" for name in ("since", "until") if parameters.get(name)),
        *(word for word in ("dry_run", "replay") if parameters.get(word)),
    ]
    return " ".join([f"{runtime.flow_run.flow_name} {at:%Y-%m-%d %H:%M}", *marks])


def _run(stages: "Mapping[str, Stage]", kind: str, **wish: Any) -> str:
    from ingest.stages import Wish, open_context, record_run

    if skipped := _reason_to_skip(wish["home"], kind):
        get_run_logger().info(skipped)
        return skipped
    with open_context(Wish(**wish, wait_seconds=WAIT_SECONDS), make_notify(kind)) as context:
        started_at = context.now()
        reports = _run_stages(context, stages)
        report = record_run(context, reports, kind=kind, started_at=started_at)
        proposals = _proposals(context) if "propose" in stages else None
    return _ended(report, proposals)


def _run_stages(context: "Context", stages: "Mapping[str, Stage]") -> "list[StageReport]":
    doors = [context]  # emptied below: a task's closure outlives the run
    reports = [
        _run_stage(name, lambda stage=stage: stage(doors[0])) for name, stage in stages.items()
    ]
    doors.clear()
    return reports


def _ended(report: "RunReport", proposals: list[dict[str, Any]] | None) -> str:
    from ingest.report import render_summary

    summary = render_summary(report)
    create_markdown_artifact(
        summary, key=report.kind, description=f"{report.kind}: {report.outcome}"
    )
    if proposals is not None:
        create_table_artifact(
            proposals, key="proposals", description="What each list's pull request asks for now"
        )
    if report.problems:
        raise report.problems[0]
    return summary


def run_part(night: str, name: str, stages: Sequence[str], **wish: Any) -> str:
    """Run a part of a night, unless it has ended already, and note that it has; `wish`: see `stages.Wish`.

    Whether it works or waits for its leases: it is known to be alive by the lease of its flow run.
    """
    from ingest.settings import Home
    from ingest.stages import Wish, open_context
    from ingest.stages.lease import hold_lease
    from ingest.stages.parts import PART_STAGES, find_lake, presence, record_part
    from ingest.store import load_parts

    home = Home(wish["home"])
    opened = open_context(Wish(**wish, wait_seconds=WAIT_SECONDS), make_notify("part"))
    with hold_lease(home, find_lake(home), (presence(runtime.flow_run.id),)), opened as context:
        if name in load_parts(context.store, night):
            return f"{name} of {night} has ended already"
        started_at = context.now()
        reports = _run_stages(context, {stage: PART_STAGES[stage] for stage in stages})
        record_part(context, night, name, reports, started_at)
    problems = [problem for report in reports for problem in report.problems]
    if problems:
        raise problems[0]
    return f"{name} of {night} has ended"


def end_night(night: str, missing: Mapping[str, str], started_at: datetime, **wish: Any) -> str:
    """Sum the parts of a night up, as one run; `missing` says why parts never ended."""
    from ingest.stages import Wish, open_context, record_run
    from ingest.stages.parts import join_parts

    wish |= {"leases": ("night/summary",), "is_polling": False, "wait_seconds": WAIT_SECONDS}
    with open_context(Wish(**wish), make_notify("nightly")) as context:
        reports = join_parts(context, night, missing)
        report = record_run(context, reports, kind="nightly", started_at=started_at)
        proposals = _proposals(context)
    return _ended(report, proposals)


def _reason_to_skip(home: Path, kind: str) -> str | None:
    """Why a run that begins long after its time has nothing to do: another one came after that time."""
    from ingest.settings import Home
    from ingest.stages.schedule import last_start

    planned = runtime.flow_run.scheduled_start_time
    if planned is None or datetime.now(UTC) - planned < _LATE:
        return None
    last = last_start(Home(home), kind)
    if last is None or last < planned:
        return None
    return (
        f"Nothing to do: the {kind} run of {planned:%Y-%m-%d %H:%M} was made up for at {last:%H:%M}"
    )


def _proposals(context: "Context") -> list[dict[str, Any]]:
    from ingest.stages.explaining import status

    shown = ("list", "pull_number", "pull_state", "ticked", "needs_look", "waiting", "url")
    state = status(context.store, context.config, context.now())
    return [{name: row[name] for name in shown} for row in state.lists]


def make_notify(kind: str) -> "Callable[[Progress], None]":
    """Tell Prefect how far a run is: waiting as a line of the log, a long stretch as a progress bar."""
    bar: dict[str, Any] = {"id": None, "percent": -1}
    logger = get_run_logger()

    def notify(progress: "Progress") -> None:
        if progress.stage == "waiting":
            logger.info("waiting %s", progress.text)
        elif progress.stage == "backfill" and progress.total:
            percent = 100 * progress.done // progress.total
            if bar["id"] is None:
                bar["id"] = create_progress_artifact(
                    float(percent), key=f"{kind}-progress", description=progress.text
                )
            elif percent != bar["percent"]:
                update_progress_artifact(
                    bar["id"], progress=float(percent), description=progress.text
                )
            bar["percent"] = percent

    return notify


def _run_stage(name: str, stage: Callable[[], "StageReport"]) -> "StageReport":
    @task(name=name, task_run_name=name, cache_policy=NO_CACHE, persist_result=False)
    def run() -> "StageReport":
        report = stage()
        _log(report)
        return report

    return run()


def _log(report: "StageReport") -> None:
    from ingest.report import render_counts

    logger = get_run_logger()
    logger.info("%s: %s", report.stage, render_counts(report.counts))
    for text in (*report.notes, *report.pages):
        logger.info("  %s", text)
    for problem in report.problems:
        logger.error("%s", problem)
