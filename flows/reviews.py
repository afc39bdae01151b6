"""Reviews read back and proposals brought up to date, without asking any source: every hour, say."""

from pathlib import Path

from arguments import read_arguments, run

_HOME, _WISH = read_arguments(
    __name__, "Read reviews back as a Prefect flow run.", "lists", "dry_run"
)

from prefect import flow  # noqa: E402 - settings are read at import, so they come first

from runs import name_run, run_as_tasks  # noqa: E402


@flow(name="reviews", flow_run_name=name_run, log_prints=False)
def reviews(home: Path = _HOME, lists: list[str] | None = None, dry_run: bool = False) -> str:
    """Reconcile, propose, publish; leaves a Markdown artifact `reviews`.

    Args:
        home: The folder with config/, warehouse/ and forge/.
        lists: Names of the lists to serve; all when empty.
        dry_run: Show diffs and bodies, write nothing.
    """
    return run_as_tasks(
        ("reconcile", "propose", "publish"),
        "reviews",
        home=home,
        lists=tuple(lists or ()),
        is_dry_run=dry_run,
        is_polling=False,
    )


if __name__ == "__main__":
    run(reviews, _WISH)
