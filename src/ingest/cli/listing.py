"""`ingest lists ...`: audit a list, see its style, try it; adopting is beside."""

from collections.abc import Sequence
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from ingest.cli import adopting
from ingest.cli.home import JsonOption, count, home_of, print_json, say, step_bar

if TYPE_CHECKING:
    from ingest.lists import CuratedList, Finding, SectionPlan, Trial

_LIST_ERROR = 12
_Path = Annotated[Path, typer.Argument(help="A Markdown file.", metavar="PATH")]
_PlanOption = Annotated[
    str | None,
    typer.Option("--list", help="Obey what config/lists/NAME.yaml says of it.", metavar="NAME"),
]


class _Format(StrEnum):
    TEXT = "text"
    JSON = "json"
    SARIF = "sarif"


def add_commands(app: typer.Typer) -> None:
    """The group `lists`."""
    lists = typer.Typer(
        help="Curated lists: adopt one, audit it, see how its style is understood.",
        no_args_is_help=True,
    )
    app.add_typer(lists, name="lists")
    adopting.add_commands(lists)
    _add_check(lists)
    _add_learn(lists)
    _add_try(lists)


def _add_check(lists: typer.Typer) -> None:
    @lists.command()
    def check(
        paths: Annotated[list[Path], typer.Argument(help="Markdown files.", metavar="PATH...")],
        as_json: JsonOption = False,
        form: Annotated[
            _Format, typer.Option("--format", help="How findings are printed.")
        ] = _Format.TEXT,
        sarif: Annotated[
            Path | None, typer.Option(help="Write SARIF 2.1.0 to a file as well.", metavar="FILE")
        ] = None,
        ignore: Annotated[
            list[str] | None,
            typer.Option(help="Leave a kind of finding out; may be repeated.", metavar="CODE"),
        ] = None,
    ) -> None:
        """Audit lists: duplicates, malformed links, broken tables, miscounts. Exit 12 on findings.

        Needs no home, no config and no network: it stands alone as a linter.
        """
        import json

        from ingest import __version__
        from ingest.lists import audit_list
        from ingest.lists.sarif import render_sarif

        _refuse_unknown(ignore or [])
        found = [
            (str(path), one)
            for path in paths
            for one in audit_list(_read(path))
            if one.code not in (ignore or [])
        ]
        if sarif:
            log = json.dumps(render_sarif(found, __version__), ensure_ascii=False, indent=2)
            sarif.write_text(f"{log}\n", encoding="utf-8", errors="replace")
        if as_json or form is _Format.JSON:
            print_json([_finding_facts(path, one) for path, one in found])
        elif form is _Format.SARIF:
            print_json(render_sarif(found, __version__))
        else:
            for path, one in found:
                say(f"{path}:{one.line}: {one.code}: {one.message}")
            say(f"{count(len(paths), 'file')}, {count(len(found), 'finding')}")
        if found:
            raise typer.Exit(_LIST_ERROR)


def _add_learn(lists: typer.Typer) -> None:
    @lists.command()
    def learn(
        context: typer.Context, path: _Path, name: _PlanOption = None, as_json: JsonOption = False
    ) -> None:
        """Print each section's style as config/lists/NAME.yaml may say it, and a worked example.

        Any of its lines may be pasted under the section there, and changed.
        """
        from ingest.lists.worked import describe_counters, describe_sections

        curated = _read_entries(path)
        styles = dict(describe_sections(curated, _plans(context, name)))
        if as_json:
            print_json(styles)
            return
        for counter in describe_counters(curated):
            say(f"# {counter}")
        for section, text in styles.items():
            say(f"# {section}")
            say("".join(f"    {line}\n" for line in text.splitlines()))


def _add_try(lists: typer.Typer) -> None:
    @lists.command("try")
    def try_(
        context: typer.Context, path: _Path, name: _PlanOption = None, as_json: JsonOption = False
    ) -> None:
        """Put a made-up work into every section, in memory: its row, and which proofs held.

        Exit 12 when a section refused it.
        """
        from ingest.lists import try_list

        curated, plans = _read_entries(path), _plans(context, name)
        with step_bar("try", is_hidden=as_json) as tell:
            trials = try_list(curated, plans=plans, tell=tell)
        if as_json:
            print_json([_trial_facts(trial) for trial in trials])
        else:
            for trial in trials:
                _say_trial(path, trial)
            held = sum(trial.is_held for trial in trials)
            say(f"{held} of {count(len(trials), 'section')}: all proofs held")
        if not all(trial.is_held for trial in trials):
            raise typer.Exit(_LIST_ERROR)


def _plans(context: typer.Context, name: str | None) -> "tuple[SectionPlan, ...]":
    """What the home's config says of a list's sections; () where no list is named."""
    if name is None:
        return ()
    from ingest.errors import ConfigError
    from ingest.settings import Home, load_config

    home = Home(home_of(context))
    plans = {plan.name: plan for plan in load_config(home).lists}
    if name not in plans:
        raise ConfigError(
            f"there is no list {name!r}",
            where=str(home.config / "lists"),
            todo=f"use one of {', '.join(plans)}",
        )
    return plans[name].sections


def _finding_facts(path: str, one: "Finding") -> dict[str, Any]:
    facts = {"path": path, "line": one.line, "code": one.code, "message": one.message}
    return facts | {"related": list(one.related)}


def _trial_facts(trial: "Trial") -> dict[str, Any]:
    return {
        "section": trial.section,
        "line": trial.line,
        "is_held": trial.is_held,
        "row": trial.row,
        "refusal": trial.refusal,
        "unknown": trial.unknown,
        "proofs": dict(trial.proofs),
    }


def _say_trial(path: Path, trial: "Trial") -> None:
    say(f"{path}:{trial.line}: {trial.section}")
    if trial.row:
        say("\n".join(f"  {line}" for line in trial.row.split("\n")))
    if trial.unknown is not None:
        say(f"  {trial.unknown!r} stands for what no work brings")
    for word, wanted in (("held", True), ("FAILED", False)):
        names = [name for name, is_held in trial.proofs if is_held is wanted]
        if names:
            say(f"  {word}: {', '.join(names)}")
    if trial.refusal:
        say(f"  refused: {trial.refusal}")


def _refuse_unknown(codes: Sequence[str]) -> None:
    from ingest.errors import ConfigError
    from ingest.lists import FINDING_CODES

    for code in codes:
        if code not in FINDING_CODES:
            raise ConfigError(
                f"there is no finding {code!r}",
                where="--ignore",
                todo=f"use one of {', '.join(FINDING_CODES)}",
            )


def _read_entries(path: Path) -> "CuratedList":
    """A list that holds entries; ListError for a page without any."""
    from ingest.errors import ListError

    curated = _read(path)
    if curated.entries:
        return curated
    raise ListError(
        "no entry was found in this file",
        where=str(path),
        todo="name the file that holds the entries: some lists keep them beside their README",
    )


def _read(path: Path) -> "CuratedList":
    from ingest.errors import ListError
    from ingest.lists import read_list

    try:
        text = path.read_bytes()
    except OSError as error:
        raise ListError(
            f"the file can't be read: {error.strerror}", where=str(path), todo="check the path"
        ) from error
    return read_list(text, str(path))
