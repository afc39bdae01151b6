"""What is here compared with arXiv's own harvest, as a Prefect flow: once a week, say."""

import argparse
import os
import sys
from datetime import date
from pathlib import Path

from embedded import prepare

_HOME = Path(os.environ.get("INGEST_HOME", "."))
if __name__ == "__main__":
    _parser = argparse.ArgumentParser(description="Compare with arXiv's harvest as a flow run.")
    _parser.add_argument("--home", type=Path, default=_HOME)
    _parser.add_argument("--since", type=date.fromisoformat)
    _parser.add_argument("--until", type=date.fromisoformat)
    _arguments = _parser.parse_args()
    _HOME = _arguments.home
prepare(_HOME)

from prefect import flow  # noqa: E402 - settings are read at import, so they come first

from ingest.errors import IngestError  # noqa: E402
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


if __name__ == "__main__":
    try:
        verify(**vars(_arguments))
    except IngestError as error:
        sys.stderr.write(f"error: {error}\n")
        raise SystemExit(error.exit_code) from None
