"""`ingest backfill` and `ingest replay`: what was, asked for again or made again from the archive."""

from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from ingest.cli.home import JsonOption, home_of, print_json, progress_bar, say
from ingest.cli.running import ReplayOption, print_report
from ingest.errors import ConfigError

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from ingest.report import StageReport
    from ingest.stages import Context, Estimate

_DAY = ["%Y-%m-%d"]


def add_commands(app: typer.Typer) -> None:
    """`backfill`, `replay`."""
    _add_backfill(app)
    _add_replay(app)


def _add_backfill(app: typer.Typer) -> None:
    @app.command()
    def backfill(
        context: typer.Context,
        since: Annotated[
            datetime | None,
            typer.Option(formats=_DAY, metavar="YYYY-MM-DD", help="First day, UTC."),
        ] = None,
        until: Annotated[
            datetime | None,
            typer.Option(formats=_DAY, metavar="YYYY-MM-DD", help="Last day, UTC."),
        ] = None,
        sources: Annotated[
            list[str] | None,
            typer.Option("--source", help="Only arxiv, or only hub.", metavar="NAME"),
        ] = None,
        snapshot: Annotated[
            Path | None,
            typer.Option(
                help="Read the public snapshot of arXiv's metadata (JSON Lines, .gz too) instead of asking.",
                metavar="FILE",
            ),
        ] = None,
        replay: ReplayOption = None,
        estimate_only: Annotated[
            bool, typer.Option("--estimate", help="Say what it will take, and do nothing.")
        ] = False,
        as_json: JsonOption = False,
    ) -> None:
        """Read the past, month by month and category by category; killed, it goes on with what is still open.

        For years at once the public metadata snapshot is quicker: --snapshot FILE takes the papers of your
        categories out of it, all or those submitted between --since and --until, and asks nobody.
        """
        from ingest.stages import Wish, open_context, record_run

        if snapshot and replay:
            raise ConfigError(
                "nobody is asked, so no archive is read",
                where="--snapshot",
                todo="leave it out, or --replay",
            )
        wish = Wish(
            home_of(context),
            replay=replay,
            sources=tuple(sources or ()),
            since=since.date() if since else None,
            until=until.date() if until else None,
            is_polling=snapshot is None,
        )
        with progress_bar() as notify, open_context(wish, notify) as opened:
            started_at = opened.now()
            work = _asked(opened, as_json, estimate_only) if snapshot is None else _read(opened, snapshot, as_json, estimate_only)  # fmt: skip
            if work is None:
                return
            report = record_run(opened, [work()], kind="backfill", started_at=started_at)
        print_report(report, as_json=as_json)


def _asked(
    opened: "Context", as_json: bool, estimate_only: bool
) -> "Callable[[], StageReport] | None":
    """The estimate, said; then what is to be done, or nothing where only the estimate was wanted."""
    from ingest.stages import backfill, plan_backfill

    gate = opened.gate
    assert gate is not None  # a wish polls unless it says otherwise
    estimates = plan_backfill(opened, gate)
    _print_estimates(estimates, as_json=as_json and estimate_only, is_quiet=as_json)
    return None if estimate_only else lambda: backfill(opened, gate, estimates)


def _read(
    opened: "Context", path: Path, as_json: bool, estimate_only: bool
) -> "Callable[[], StageReport] | None":
    """As `_asked`, for a snapshot."""
    from ingest.stages import left_to_read, read_snapshot

    size, read_count = left_to_read(opened, path)
    if as_json and estimate_only:
        print_json({"bytes": size, "records_read": read_count, "requests": 0})
    elif not as_json:
        said = f", {read_count:,} records of it are read" if read_count else ""
        say(f"{path.name}: {size / 1e6:,.1f} MB{said}; no request is sent")
    return None if estimate_only else lambda: read_snapshot(opened, path)


def _print_estimates(estimates: "Sequence[Estimate]", *, as_json: bool, is_quiet: bool) -> None:
    if as_json:
        print_json(
            [
                {
                    "source": one.source,
                    "open_days": one.day_count,
                    "open_partitions": len(one.partitions),
                    "records": one.record_count,
                    "requests": one.request_count,
                    "seconds": one.seconds,
                }
                for one in estimates
            ]
        )
    elif not is_quiet:
        for one in estimates:
            records = "" if one.record_count is None else f", {one.record_count:,} records"
            minutes = max(1, round(one.seconds / 60))
            takes = f"about {one.request_count:,} requests in {minutes} min or more"
            if one.is_replayed:
                takes = "answered from the archive, no request is sent"
            say(
                f"{one.source}: {len(one.partitions)} open partitions of {one.day_count} days{records}, {takes}"
            )


def _add_replay(app: typer.Typer) -> None:
    @app.command()
    def replay(
        context: typer.Context,
        from_day: Annotated[
            datetime,
            typer.Option("--from", formats=_DAY, metavar="YYYY-MM-DD", help="First night."),
        ],
        to_day: Annotated[
            datetime, typer.Option("--to", formats=_DAY, metavar="YYYY-MM-DD", help="Last night.")
        ],
        as_json: JsonOption = False,
    ) -> None:
        """Make works, verdicts and artifacts anew from the archived nights; nothing is sent.

        Decisions, proposals and what was imported from files stay. `ingest propose` makes the
        proposals anew afterwards.
        """
        from ingest.report import render_counts
        from ingest.stages import replay_nights

        with progress_bar() as notify:
            report = replay_nights(home_of(context), from_day.date(), to_day.date(), notify)
        if as_json:
            print_json({"counts": report.counts, "notes": list(report.notes)})
            return
        say(f"replay     {render_counts(report.counts)}")
        for note in report.notes:
            say(f"           {note}")
