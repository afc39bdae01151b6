"""A stretch of the past as a Prefect flow: `python flows/backfill.py --home DIR --since D --until D`."""

import argparse
import os
import sys
from datetime import date
from pathlib import Path

from embedded import prepare

_HOME = Path(os.environ.get("INGEST_HOME", "."))
if __name__ == "__main__":
    _parser = argparse.ArgumentParser(description="Read the past as a Prefect flow run.")
    _parser.add_argument("--home", type=Path, default=_HOME)
    _parser.add_argument("--source", action="append", dest="sources")
    _parser.add_argument("--since", type=date.fromisoformat, required=True)
    _parser.add_argument("--until", type=date.fromisoformat, required=True)
    _arguments = _parser.parse_args()
    _HOME = _arguments.home
prepare(_HOME)

from prefect import flow  # noqa: E402 - settings are read at import, so they come first

from ingest.errors import IngestError  # noqa: E402
from runs import name_run, run_one_task  # noqa: E402


@flow(name="backfill", flow_run_name=name_run, log_prints=False)
def backfill(since: date, until: date, home: Path = _HOME, sources: list[str] | None = None) -> str:
    """Every open day between two days; leaves a Markdown artifact `backfill`. Run it again to go on.

    Args:
        since: First day, UTC.
        until: Last day, UTC.
        home: The folder with config/, warehouse/ and forge/.
        sources: arxiv, hub; both when empty.
    """

    def stage(context):  # type: ignore[no-untyped-def]
        from ingest.stages import backfill as run_backfill
        from ingest.stages import plan_backfill

        return run_backfill(context, context.gate, plan_backfill(context, context.gate))

    return run_one_task(
        stage, "backfill", home=home, sources=tuple(sources or ()), since=since, until=until
    )


if __name__ == "__main__":
    try:
        backfill(**vars(_arguments))
    except IngestError as error:
        sys.stderr.write(f"error: {error}\n")
        raise SystemExit(error.exit_code) from None
