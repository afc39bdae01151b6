"""`ingest import`, `ingest run` and one command per stage."""

import inspect
from datetime import date, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from ingest.cli.home import JsonOption, home_of, print_json, progress_bar, say
from ingest.errors import ConfigError

if TYPE_CHECKING:
    from ingest.report import RunReport
    from ingest.stages import Wish

ListsOption = Annotated[
    list[str] | None,
    typer.Option("--list", help="Only this list; may be repeated.", metavar="NAME"),
]
_Sources = Annotated[
    list[str] | None,
    typer.Option("--source", help="Only this source: arxiv, hub or trending.", metavar="NAME"),
]
_Since = Annotated[
    datetime | None,
    typer.Option(
        formats=["%Y-%m-%d"],
        metavar="YYYY-MM-DD",
        help="First day to ask for, UTC; default: from where each source's last window closed.",
    ),
]
_Until = Annotated[
    datetime | None,
    typer.Option(formats=["%Y-%m-%d"], metavar="YYYY-MM-DD", help="Last day; default: today."),
]
ReplayOption = Annotated[
    Path | None,
    typer.Option(help="Answer only from this WARC archive; send nothing.", metavar="ARCHIVE"),
]
_DryRun = Annotated[
    bool, typer.Option("--dry-run", help="Print the diffs and the bodies; write nothing.")
]
_Anew = Annotated[
    bool,
    typer.Option(
        "--anew", help="Look at every list anew, also where nothing changed since the last look."
    ),
]
_NoPoll = Annotated[
    bool, typer.Option("--no-poll", help="Ask nobody: work with what the warehouse has.")
]
_Untold = Annotated[bool, typer.Option("--no-poll", hidden=True)]

_STAGE_HELP = {
    "reconcile": "Read reviews back: ticks, merges, closes and removed rows become decisions.",
    "poll": "Ask the sources for their windows.",
    "classify": "Judge the works whose text or rules changed.",
    "enrich": "Find weights, data and code of the works that some list wants.",
    "propose": "Make each list's proposal anew.",
    "publish": "Bring each proposal to its branch and its pull request.",
}

_LOOKS = frozenset({"lists", "anew"})  # at lists, one by one
_ASKS = frozenset({"replay", "no_poll"})  # upstreams, or an archive
_NIGHT = _LOOKS | _ASKS | {"sources", "since", "until"}
_OPTIONS = {
    "reconcile": _LOOKS,
    "classify": frozenset[str](),
    "enrich": _ASKS | {"lists"},
    "propose": _LOOKS,
    "publish": _LOOKS,
}


def add_commands(app: typer.Typer) -> None:
    """`import`, `run`, the six stages, `upkeep`."""
    _add_import(app)
    night = "The whole night: reconcile, poll, classify, enrich, propose, publish."
    _add_stages(app, "run", night, tuple(_STAGE_HELP), "nightly", _NIGHT)
    for stage, text in _STAGE_HELP.items():
        if stage == "poll":
            _add_poll(app, text)
        else:
            _add_stages(app, stage, text, (stage,), stage, _OPTIONS[stage])
    keeping = "Look after what stands in the lists: fill gaps, preprints that were accepted, dead links, mistakes."
    stages = ("reconcile", "upkeep", "propose", "publish")
    _add_stages(app, "upkeep", keeping, stages, "upkeep", _LOOKS | _ASKS)


def _add_import(app: typer.Typer) -> None:
    @app.command("import")
    def import_(
        context: typer.Context,
        files: Annotated[
            list[Path], typer.Argument(help="Saved payloads, of any kind.", metavar="FILE...")
        ],
        as_json: JsonOption = False,
    ) -> None:
        """Bring saved payloads in: arXiv Atom, RSS, OAI-PMH, Hub JSON, trending text, JSONL (.gz too)."""
        from ingest.stages import Wish, import_files, open_context, record_run

        with progress_bar() as notify:
            wish = Wish(home_of(context), is_polling=False)
            with open_context(wish, notify) as opened:
                started_at = opened.now()
                stage = import_files(opened, files)
                report = record_run(opened, [stage], kind="import", started_at=started_at)
        print_report(report, as_json=as_json)


def _add_stages(
    app: typer.Typer,
    name: str,
    text: str,
    stages: tuple[str, ...],
    kind: str,
    options: frozenset[str],
) -> None:
    """A command that runs these stages; `kind` is what the run is called in the table `runs`.

    Of the options it has those that its stages heed; `--no-poll` is taken by all, as it is true of the others.
    """

    is_silent = "no_poll" not in options  # it asks nobody, whatever is said

    def run_them(
        context: typer.Context,
        lists: ListsOption = None,
        sources: _Sources = None,
        since: _Since = None,
        until: _Until = None,
        replay: ReplayOption = None,
        dry_run: _DryRun = False,
        no_poll: _NoPoll = False,
        anew: _Anew = False,
        as_json: JsonOption = False,
    ) -> None:
        wish = _wish(
            context, lists, sources, since, until, replay, dry_run, no_poll or is_silent, anew
        )
        print_report(_run(wish, stages, kind), as_json=as_json)

    signature = inspect.signature(run_them)
    heeded = [
        one.replace(annotation=_Untold) if one.name == "no_poll" and is_silent else one
        for one in signature.parameters.values()
        if one.name in {"context", "no_poll", "dry_run", "as_json"} | options
    ]
    run_them.__signature__ = signature.replace(parameters=heeded)  # type: ignore[attr-defined]
    app.command(name, help=text)(run_them)


def _add_poll(app: typer.Typer, text: str) -> None:
    @app.command("poll", help=text)
    def poll(
        context: typer.Context,
        sources: _Sources = None,
        since: _Since = None,
        until: _Until = None,
        replay: ReplayOption = None,
        dry_run: _DryRun = False,
        is_verified: Annotated[
            bool,
            typer.Option(
                "--verify",
                help="Instead, compare what is here with arXiv's OAI-PMH harvest of the last week or of "
                "--since and --until, and name the papers that one side lacks.",
            ),
        ] = False,
        as_json: JsonOption = False,
    ) -> None:
        from ingest.stages import open_context, record_run, verify

        wish = _wish(context, None, sources, since, until, replay, dry_run, no_poll=False)
        if not is_verified:
            print_report(_run(wish, ("poll",), "poll"), as_json=as_json)
            return
        with progress_bar() as notify, open_context(wish, notify) as opened:
            started_at = opened.now()
            report = record_run(opened, [verify(opened)], kind="verify", started_at=started_at)
        print_report(report, as_json=as_json)


def _wish(
    context: typer.Context,
    lists: list[str] | None,
    sources: list[str] | None,
    since: datetime | None,
    until: datetime | None,
    replay: Path | None,
    dry_run: bool,
    no_poll: bool,
    anew: bool = False,
) -> "Wish":
    from ingest.stages import Wish

    if no_poll and (since or until or replay):
        raise ConfigError(
            "nobody is asked, so no window and no archive is read",
            where="--no-poll",
            todo="leave it out, or --since, --until and --replay",
        )

    def day(moment: datetime | None) -> date | None:
        return moment.date() if moment else None

    return Wish(
        home=home_of(context),
        lists=tuple(lists or ()),
        sources=tuple(sources or ()),
        since=day(since),
        until=day(until),
        is_dry_run=dry_run,
        replay=replay,
        is_polling=not no_poll,
        is_anew=anew,
    )


def _run(wish: "Wish", stages: tuple[str, ...], kind: str) -> "RunReport":
    from ingest.stages import open_context, run_stages

    with progress_bar() as notify, open_context(wish, notify) as opened:
        return run_stages(opened, stages, kind=kind)


def print_report(report: "RunReport", *, as_json: bool) -> None:
    """A run for a person or a machine; ends with the code of its first problem."""
    from ingest.report import gather_notes, render_counts, run_facts

    if as_json:
        print_json(run_facts(report))
    else:
        for stage in report.stages:
            say(f"{stage.stage:<10} {render_counts(stage.counts)}")
            for note in gather_notes(stage.notes):
                say(f"           {note}")
            for page in stage.pages:
                say()
                say(page)
        took = (report.ended_at - report.started_at).total_seconds()
        say(f"{report.outcome} in {took:.1f} s")
    for problem in gather_notes([str(problem) for problem in report.problems]):
        typer.echo(f"error: {problem}", err=True)
    if report.exit_code:
        raise typer.Exit(report.exit_code)
