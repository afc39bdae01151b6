"""One part of a night that many workers share; flows/split.py hands the parts out."""

from datetime import date
from pathlib import Path

from arguments import read_arguments

_HOME, _ = read_arguments(__name__)

from prefect import flow  # noqa: E402 - settings are read at import, so they come first

from runs import run_part  # noqa: E402


@flow(name="part", log_prints=False)
def part(
    night: str,
    name: str,
    stages: list[str],
    leases: list[str],
    home: Path = _HOME,
    lists: list[str] | None = None,
    sources: list[str] | None = None,
    since: date | None = None,
    until: date | None = None,
    replay: Path | None = None,
) -> str:
    """Some stages of a night for some of its sources or lists.

    Args:
        night: The night it belongs to.
        name: What the part is called in its night.
        stages: What to do.
        leases: What to hold in the warehouse meanwhile.
        home: The folder with config/, warehouse/ and forge/.
        lists: Names of the lists to serve.
        sources: arxiv, hub, trending.
        since: First day of the window, UTC; by default where the last closed window ended.
        until: Last day of the window, UTC; by default today.
        replay: Answer only from this WARC archive.
    """
    return run_part(
        night,
        name,
        stages,
        home=home,
        leases=tuple(leases),
        lists=tuple(lists or ()),
        sources=tuple(sources or ()),
        since=since,
        until=until,
        replay=replay,
        label=name,
    )
