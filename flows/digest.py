"""The mails that are due, as a Prefect flow; config/outbox.yaml says to whom."""

from pathlib import Path

from arguments import read_arguments

_HOME, _ = read_arguments(__name__)

from prefect import flow  # noqa: E402 - settings are read at import, so they come first

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
