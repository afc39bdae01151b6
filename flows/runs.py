"""What all flows share: each stage a task, one Markdown artifact a run."""

from collections.abc import Sequence

from prefect import get_run_logger, task
from prefect.artifacts import create_markdown_artifact
from prefect.cache_policies import NO_CACHE

from ingest.report import StageReport, render_counts, render_summary
from ingest.stages import STAGES, Context, Progress, Wish, open_context, record_run


def run_stage(name: str, doors: list[Context]) -> StageReport:
    """One stage of the night as a task run.

    The context is no parameter of the task, and the list that holds it is emptied at the end:
    Prefect keeps tasks and parameters for the life of the process, and an open warehouse among
    them would outlive its connection.
    """

    @task(name=name, task_run_name=name, cache_policy=NO_CACHE, persist_result=False)
    def stage() -> StageReport:
        report = STAGES[name](doors[0])
        _log(report)
        return report

    return stage()


def _log(report: StageReport) -> None:
    logger = get_run_logger()
    logger.info("%s: %s", report.stage, render_counts(report.counts))
    for text in (*report.notes, *report.pages):
        logger.info("  %s", text)
    for problem in report.problems:
        logger.error("%s", problem)


def run_as_tasks(wish: Wish, stages: Sequence[str], kind: str) -> str:
    """Run the stages as tasks and leave the artifact; returns the summary.

    The first problem is raised after everything else is done, so that the flow run ends as failed
    although the good lists were published.
    """
    with open_context(wish, _ignore) as context:
        started_at = context.now()
        doors = [context]
        reports = [run_stage(name, doors) for name in stages]
        doors.clear()
        report = record_run(context, reports, kind=kind, started_at=started_at)
    summary = render_summary(report)
    create_markdown_artifact(summary, key=kind, description=f"{kind}: {report.outcome}")
    if report.problems:
        raise report.problems[0]
    return summary


def _ignore(progress: Progress) -> None:
    """Prefect shows each task's state; bars are for terminals."""
