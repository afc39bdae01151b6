"""`ingest lists ...`: see a list's style, try it; checking and adopting are beside."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from ingest.cli import adopting, checking
from ingest.cli.home import JsonOption, count, home_of, print_json, say, step_bar
from ingest.errors import ListError

if TYPE_CHECKING:
    from collections.abc import Sequence

    from ingest.lists import CuratedList, SectionPlan, Trial

_Path = Annotated[
    Path, typer.Argument(help="A Markdown file, or a folder with a README.", metavar="PATH")
]
_PlanOption = Annotated[
    str | None,
    typer.Option("--list", help="Obey what config/lists/NAME.yaml says of it.", metavar="NAME"),
]


def add_commands(app: typer.Typer) -> None:
    """The group `lists`."""
    lists = typer.Typer(
        help="Curated lists: adopt one, audit it, see how its style is understood.",
        no_args_is_help=True,
    )
    app.add_typer(lists, name="lists")
    adopting.add_commands(lists)
    checking.add_commands(lists)
    _add_learn(lists)
    _add_try(lists)


def _add_learn(lists: typer.Typer) -> None:
    @lists.command()
    def learn(
        context: typer.Context, path: _Path, name: _PlanOption = None, as_json: JsonOption = False
    ) -> None:
        """Print each section's style as config/lists/NAME.yaml may say it, and a worked example.

        Any of its lines may be pasted under the section there, and changed. Sections that are written
        alike are printed once; --json has each.
        """
        from ingest.cli.reading import read_entries
        from ingest.lists.adopting.worked import describe_counters, describe_sections, describe_ways

        curated, plans = read_entries(path), _plans(context, name)
        if as_json:
            print_json(dict(describe_sections(curated, plans)))
            return
        for counter in describe_counters(curated):
            say(f"# {counter}")
        ways = describe_ways(curated, plans)
        learnt = [paths for paths, text in ways if "\nstyle:\n" in text]
        sections = count(sum(map(len, learnt)), "section")
        say(f"# {sections}, written in {count(len(learnt), 'way')}\n")
        for (first, *others), text in ways:
            say(f"# {first}")
            if others:
                above = first.rpartition(" > ")[0] + " > "
                names = " · ".join(path.removeprefix(above) for path in others)
                say(f"# and {len(others)} more alike: {names}")
            say("".join(f"    {line}\n" for line in text.splitlines()))


def _add_try(lists: typer.Typer) -> None:
    @lists.command("try")
    def try_(
        context: typer.Context, path: _Path, name: _PlanOption = None, as_json: JsonOption = False
    ) -> None:
        """Put a made-up work into every section, in memory: its row, and which proofs held.

        Exit 12 when a section refused it.
        """
        from ingest.cli.reading import read_entries
        from ingest.lists import try_list

        curated, plans = read_entries(path), _plans(context, name)
        with step_bar("try", is_hidden=as_json) as tell:
            trials = try_list(curated, plans=plans, tell=tell)
        if as_json:
            print_json([_trial_facts(trial) for trial in trials])
        else:
            for trial in trials:
                _say_trial(curated.where, trial)
            _say_outcome(curated, trials)
        if not all(trial.is_held for trial in trials):
            raise typer.Exit(ListError.exit_code)


def _plans(context: typer.Context, name: str | None) -> "tuple[SectionPlan, ...]":
    """What the home's config says of a list's sections; () where no list is named."""
    if name is None:
        return ()
    from ingest.settings import Home, choose_lists, load_config

    return choose_lists(load_config(Home(home_of(context))).lists, [name])[0].sections


def _trial_facts(trial: "Trial") -> dict[str, Any]:
    return {
        "section": trial.section,
        "line": trial.line,
        "is_held": trial.is_held,
        "row": trial.row,
        "refusal": trial.refusal,
        "todo": trial.todo,
        "lacking": trial.lacking,
        "unknown": trial.unknown,
        "rejected": trial.rejected,
        "proofs": dict(trial.proofs),
    }


def _say_trial(where: str, trial: "Trial") -> None:
    from ingest.lists.learning.describe import quoted

    say(f"{where}:{trial.line}: {trial.section}")
    if trial.row:
        say("\n".join(f"  {line}" for line in trial.row.split("\n")))
    if trial.lacking:
        say(f"  refused as things are: {trial.lacking};")
        say(
            f"  the row above is written once `unknown: {quoted(trial.unknown or '')}` stands in its section of the list's file"
        )
    failed = [name for name, is_held in trial.proofs if not is_held]
    if trial.refusal:
        by = f" (proofs that failed: {', '.join(failed)})" if failed else ""
        say(f"  REFUSED: {trial.refusal}{by}")
    for line in trial.rejected.split("\n") if trial.rejected else ():
        say(f"  not written: {line}")
    if trial.todo:
        say(f"  To do: {trial.todo}")


def _say_outcome(curated: "CuratedList", trials: "Sequence[Trial]") -> None:
    """How many sections took the work, and which proofs that means."""
    from ingest.lists.adopting.trial import find_untried, why_untried
    from ingest.lists.editing.proofs import PROOFS

    if not trials:
        say(f"nothing to try: {why_untried(curated)}")
        return
    held = [trial for trial in trials if trial.is_held]
    lacking = sum(bool(trial.lacking) for trial in held)
    only = f", in {lacking} only with `unknown`" if lacking else ""
    say(f"{len(held)} of {count(len(trials), 'section')}: all proofs held{only}")
    for proof in PROOFS if held else ():
        say(f"  {proof.name}: {proof.promise}")
    untried = find_untried(curated)
    if untried:
        named = ", ".join(f'"{section.heading}", line {section.line}' for section in untried[:3])
        more = f" and {len(untried) - 3} more" if len(untried) > 3 else ""
        say(f"not tried, as their entries link no works: {named}{more}")
