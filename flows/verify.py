"""What is here compared with arXiv's own harvest, as a Prefect flow: once a week, say."""

from datetime import date
from pathlib import Path

from arguments import read_arguments

_HOME, _ = read_arguments(__name__)

from prefect import flow  # noqa: E402 - settings are read at import, so they come first

from runs import name_run, run_one_task  # noqa: E402


@flow(name="verify", flow_run_name=name_run, log_prints=False)
def verify(home: Path = _HOME, since: date | None = None, until: date | None = None) -> str:
    """Name the papers that arXiv's harvest has and the warehouse lacks, or the other way round.

    Args:
        home: The folder with config/, warehouse/ and forge/.
        since: First day, UTC; by default a week ago.
        until: Last day, UTC; by default yesterday.
    """

    def stage(context):  # type: ignore[no-untyped-def]
        from ingest.stages import verify as compare

        return compare(context)

    return run_one_task(stage, "verify", home=home, since=since, until=until)
