"""The night as a Prefect flow: `python flows/nightly.py --home DIR`, or a deployment of prefect.yaml."""

import argparse
import os
import sys
from datetime import date
from pathlib import Path

from embedded import prepare

_HOME = Path(os.environ.get("INGEST_HOME", "."))
if __name__ == "__main__":
    _parser = argparse.ArgumentParser(description="Run the night as a Prefect flow run.")
    _parser.add_argument("--home", type=Path, default=_HOME)
    _parser.add_argument("--list", action="append", dest="lists")
    _parser.add_argument("--source", action="append", dest="sources")
    _parser.add_argument("--since", type=date.fromisoformat)
    _parser.add_argument("--until", type=date.fromisoformat)
    _parser.add_argument("--dry-run", action="store_true", dest="dry_run")
    _parser.add_argument("--replay", type=Path)
    _arguments = _parser.parse_args()
    _HOME = _arguments.home
prepare(_HOME)

from prefect import flow  # noqa: E402 - settings are read at import, so they come first

from ingest.errors import IngestError  # noqa: E402
from runs import name_run, run_as_tasks  # noqa: E402


@flow(name="nightly", flow_run_name=name_run, log_prints=False)
def nightly(
    home: Path = _HOME,
    lists: list[str] | None = None,
    sources: list[str] | None = None,
    since: date | None = None,
    until: date | None = None,
    dry_run: bool = False,
    replay: Path | None = None,
) -> str:
    """Reconcile, poll, classify, enrich, propose, publish; leaves a Markdown artifact `nightly`.

    Args:
        home: The folder with config/, warehouse/ and forge/.
        lists: Names of the lists to serve; all when empty.
        sources: arxiv, hub, trending; all when empty.
        since: First day of the window, UTC; by default where the last closed window ended.
        until: Last day of the window, UTC; by default today.
        dry_run: Show diffs and bodies, write nothing.
        replay: Answer only from this WARC archive.
    """
    return run_as_tasks(
        ("reconcile", "poll", "classify", "enrich", "propose", "publish"),
        "nightly",
        home=home,
        lists=tuple(lists or ()),
        sources=tuple(sources or ()),
        since=since,
        until=until,
        is_dry_run=dry_run,
        replay=replay,
    )


if __name__ == "__main__":
    try:
        nightly(**vars(_arguments))
    except IngestError as error:
        sys.stderr.write(f"error: {error}\n")
        raise SystemExit(error.exit_code) from None
