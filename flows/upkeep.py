"""Entries that stand in lists looked after as a Prefect flow: `python flows/upkeep.py --home DIR`."""

import argparse
import os
import sys
from pathlib import Path

from embedded import prepare

_HOME = Path(os.environ.get("INGEST_HOME", "."))
if __name__ == "__main__":
    _parser = argparse.ArgumentParser(description="Look after what stands in lists.")
    _parser.add_argument("--home", type=Path, default=_HOME)
    _parser.add_argument("--list", action="append", dest="lists")
    _parser.add_argument("--dry-run", action="store_true", dest="dry_run")
    _parser.add_argument("--replay", type=Path)
    _arguments = _parser.parse_args()
    _HOME = _arguments.home
prepare(_HOME)

from prefect import flow  # noqa: E402 - settings are read at import, so they come first

from ingest.errors import IngestError  # noqa: E402
from runs import name_run, run_as_tasks  # noqa: E402


@flow(name="upkeep", flow_run_name=name_run, log_prints=False)
def upkeep(
    home: Path = _HOME,
    lists: list[str] | None = None,
    dry_run: bool = False,
    replay: Path | None = None,
) -> str:
    """Reconcile, upkeep, propose, publish; leaves a Markdown artifact `upkeep`.

    Args:
        home: The folder with config/, warehouse/ and forge/.
        lists: Names of the lists to serve; all when empty.
        dry_run: Show diffs and bodies, write nothing.
        replay: Answer only from this WARC archive.
    """
    return run_as_tasks(
        ("reconcile", "upkeep", "propose", "publish"),
        "upkeep",
        home=home,
        lists=tuple(lists or ()),
        is_dry_run=dry_run,
        replay=replay,
    )


if __name__ == "__main__":
    try:
        upkeep(**vars(_arguments))
    except IngestError as error:
        sys.stderr.write(f"error: {error}\n")
        raise SystemExit(error.exit_code) from None
