"""The night shared by many workers: `python flows/split.py --home DIR`, or the deployment `in-parts` of prefect.yaml.

It needs a Prefect server, a work pool with workers, the deployment `one-part`, and a warehouse that is a lake.
"""

from datetime import date
from pathlib import Path

from arguments import read_arguments, run

_HOME, _WISH = read_arguments(
    __name__, "Let workers share the night.", "lists", "sources", "since", "until", "replay"
)

from prefect import flow  # noqa: E402 - settings are read at import, so they come first

from runs import name_run  # noqa: E402
from workers import share_night  # noqa: E402


@flow(name="split", flow_run_name=name_run, log_prints=False)
def split(
    home: Path = _HOME,
    lists: list[str] | None = None,
    sources: list[str] | None = None,
    since: date | None = None,
    until: date | None = None,
    replay: Path | None = None,
    lists_per_part: int = 25,
    start_minutes: float = 10,
    patience_hours: float = 6,
) -> str:
    """The night in parts: sources and lists side by side on all workers, each part once; leaves the artifact `nightly`.

    A part whose worker dies is given to another one; a night whose own run dies is gone on with by the next run of this flow.

    Args:
        home: The folder with config/, the raw archive and forge/, the same for all workers.
        lists: Names of the lists to serve; all when empty.
        sources: arxiv, hub, trending; all when empty.
        since: First day of the window, UTC; by default where the last closed window ended.
        until: Last day of the window, UTC; by default today.
        replay: Answer only from this WARC archive.
        lists_per_part: How many lists one worker serves in one go.
        start_minutes: How long a worker may take to start a part that it has claimed.
        patience_hours: When to end the night without the parts that have not ended.
    """
    wish = {"since": since, "until": until, "replay": replay}
    return share_night(
        home,
        tuple(lists or ()),
        tuple(sources or ()),
        wish,
        lists_per_part=lists_per_part,
        start_seconds=60 * start_minutes,
        patience_seconds=3600 * patience_hours,
    )


if __name__ == "__main__":
    run(split, _WISH)
