"""A stretch of the past as a Prefect flow: `python flows/backfill.py --home DIR --since D --until D`."""

from datetime import date
from pathlib import Path

from arguments import read_arguments, run

_HOME, _WISH = read_arguments(
    __name__,
    "Read the past as a Prefect flow run.",
    "sources",
    "since",
    "until",
    "replay",
    required=("since", "until"),
)

from prefect import flow  # noqa: E402 - settings are read at import, so they come first

from runs import name_run, run_one_task  # noqa: E402


@flow(name="backfill", flow_run_name=name_run, log_prints=False)
def backfill(
    since: date,
    until: date,
    home: Path = _HOME,
    sources: list[str] | None = None,
    replay: Path | None = None,
) -> str:
    """Every open partition between two days; leaves a Markdown artifact `backfill`. Run it again to go on.

    Args:
        since: First day, UTC.
        until: Last day, UTC.
        home: The folder with config/, warehouse/ and forge/.
        sources: arxiv, hub; both when empty.
        replay: Answer only from this WARC archive.
    """

    def stage(context):  # type: ignore[no-untyped-def]
        from ingest.stages import backfill as run_backfill
        from ingest.stages import plan_backfill

        return run_backfill(context, context.gate, plan_backfill(context, context.gate))

    wish = {"sources": tuple(sources or ()), "since": since, "until": until, "replay": replay}
    return run_one_task(stage, "backfill", home=home, **wish)


if __name__ == "__main__":
    run(backfill, _WISH)
