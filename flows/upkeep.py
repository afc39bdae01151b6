"""Entries that stand in lists looked after as a Prefect flow: `python flows/upkeep.py --home DIR`."""

from pathlib import Path

from arguments import read_arguments, run

_HOME, _WISH = read_arguments(
    __name__, "Look after what stands in lists.", "lists", "dry_run", "replay"
)

from prefect import flow  # noqa: E402 - settings are read at import, so they come first

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
    run(upkeep, _WISH)
