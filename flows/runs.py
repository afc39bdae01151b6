"""What all flows share: each stage a task, one Markdown artifact a run.

The stages are imported inside the functions: Prefect keeps flows, their modules and their parameters
to the very end of the process, and DuckDB's bindings report whatever is held that long as leaked.
"""

from collections.abc import Callable, Mapping, Sequence
from typing import TYPE_CHECKING, Any

from prefect import get_run_logger, task
from prefect.artifacts import create_markdown_artifact
from prefect.cache_policies import NO_CACHE

if TYPE_CHECKING:
    from ingest.report import StageReport
    from ingest.stages.run import Stage


def run_as_tasks(stages: Sequence[str], kind: str, **wish: Any) -> str:
    """Run the stages as tasks and leave the artifact; returns the summary. `wish`: see `stages.Wish`.

    The first problem is raised after everything else is done, so that the flow run ends as failed
    although the good lists were published.
    """
    from ingest.stages import STAGES

    return _run({name: STAGES[name] for name in stages}, kind, **wish)


def run_one_task(stage: "Stage", kind: str, **wish: Any) -> str:
    """The same for a run of one stage that is none of the night's."""
    return _run({kind: stage}, kind, **wish)


def _run(stages: "Mapping[str, Stage]", kind: str, **wish: Any) -> str:
    from ingest.report import render_summary
    from ingest.stages import Wish, open_context, record_run

    with open_context(Wish(**wish), lambda progress: None) as context:
        started_at = context.now()
        doors = [context]  # emptied below: a task's closure outlives the run
        reports = [
            _run_stage(name, lambda stage=stage: stage(doors[0])) for name, stage in stages.items()
        ]
        doors.clear()
        report = record_run(context, reports, kind=kind, started_at=started_at)
    summary = render_summary(report)
    create_markdown_artifact(summary, key=kind, description=f"{kind}: {report.outcome}")
    if report.problems:
        raise report.problems[0]
    return summary


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
