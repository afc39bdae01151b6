"""The mails that are due, as a Prefect flow; config/outbox.yaml says to whom."""

import argparse
import os
import sys
from pathlib import Path

from embedded import prepare

_HOME = Path(os.environ.get("INGEST_HOME", "."))
if __name__ == "__main__":
    _parser = argparse.ArgumentParser(description="Send the digests that are due as a flow run.")
    _parser.add_argument("--home", type=Path, default=_HOME)
    _parser.add_argument("--name", action="append", dest="names")
    _parser.add_argument("--dry-run", action="store_true", dest="dry_run")
    _arguments = _parser.parse_args()
    _HOME = _arguments.home
prepare(_HOME)

from prefect import flow  # noqa: E402 - settings are read at import, so they come first

from ingest.errors import IngestError  # noqa: E402
from runs import name_run, run_one_task  # noqa: E402


@flow(name="digest", flow_run_name=name_run, log_prints=False)
def digest(home: Path = _HOME, names: list[str] | None = None, dry_run: bool = False) -> str:
    """Mail what is due; each work once to each reader.

    Args:
        home: The folder with config/, warehouse/ and forge/.
        names: Digests of config/outbox.yaml; all when empty.
        dry_run: Show the mails in the log, send and note nothing.
    """

    def stage(context):  # type: ignore[no-untyped-def]
        from ingest.settings import Home, load_outbox, mail_server
        from ingest.stages.showing import send_digests

        return send_digests(context, load_outbox(Home(home)), mail_server(), names or ())

    return run_one_task(stage, "digest", home=home, is_dry_run=dry_run, is_polling=False)


if __name__ == "__main__":
    try:
        digest(**vars(_arguments))
    except IngestError as error:
        sys.stderr.write(f"error: {error}\n")
        raise SystemExit(error.exit_code) from None
