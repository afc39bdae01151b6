"""The night as a Prefect flow: `python flows/nightly.py --home DIR`, or a deployment of prefect.yaml."""

from datetime import date
from pathlib import Path

from arguments import read_arguments, run

_HOME, _WISH = read_arguments(
    __name__,
    "Run the night as a Prefect flow run.",
    "lists",
    "sources",
    "since",
    "until",
    "dry_run",
    "replay",
    "anew",
)

from prefect import flow  # noqa: E402 - settings are read at import, so they come first

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
    anew: bool = False,
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
        anew: Look at every list, also where nothing changed since the last look.
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
        is_anew=anew,
    )


if __name__ == "__main__":
    run(nightly, _WISH)
