"""What needs a person, as a Prefect flow: each cause told once, to mail and chat room."""

from pathlib import Path

from arguments import read_arguments

_HOME, _ = read_arguments(__name__)

from prefect import flow  # noqa: E402 - settings are read at import, so they come first
from prefect.events import emit_event  # noqa: E402

from runs import name_run, run_one_task  # noqa: E402


@flow(name="watch", flow_run_name=name_run, log_prints=False)
def watch(home: Path = _HOME, dry_run: bool = False) -> str:
    """Look for stale data, open windows, failing publication, rebuilt lists and rules that got worse.

    Each new alarm is also an event `paper-ingest.alarm`, for automations.

    Args:
        home: The folder with config/, warehouse/ and forge/.
        dry_run: Show the alarms in the log, tell nobody.
    """

    def stage(context):  # type: ignore[no-untyped-def]
        from ingest.settings import Home, alarm_webhook, load_outbox, mail_server
        from ingest.stages.watching import watch as look

        return look(
            context, load_outbox(Home(home)), mail_server(), alarm_webhook(), on_alarm=tell_prefect
        )

    return run_one_task(stage, "watch", home=home, is_dry_run=dry_run, is_polling=False)


def tell_prefect(cause: str, what: str, todo: str) -> None:
    """An alarm as an event that a Prefect automation can act on."""
    emit_event(
        event="paper-ingest.alarm",
        resource={"prefect.resource.id": f"paper-ingest.{cause}", "prefect.resource.name": cause},
        payload={"what": what, "todo": todo},
    )
