"""`ingest rules` and its check."""

from pathlib import Path
from typing import Annotated

import typer

from ingest.cli import evaluating, learning
from ingest.cli.home import JsonOption, home_of, print_json, say

_CONFIG_ERROR = 10


def add_commands(app: typer.Typer) -> None:
    """The group `rules`."""
    rules = typer.Typer(help="The keyword rules.", no_args_is_help=True)
    app.add_typer(rules, name="rules")
    _add_rules_check(rules)
    evaluating.add_commands(rules)
    learning.add_commands(rules)


def _add_rules_check(rules: typer.Typer) -> None:
    @rules.command()
    def check(
        context: typer.Context,
        path: Annotated[
            Path | None,
            typer.Argument(help="A folder of rule files, or one; else the home's.", metavar="PATH"),
        ] = None,
        as_json: JsonOption = False,
    ) -> None:
        """Run every rule's hits and near misses; report rules that clash or can never fire.

        Files that are not the language are told all together, each mistake with file and line. Exit 10 on problems.
        """
        from ingest.rules import check_files
        from ingest.settings import Home, read_each_rule_file

        folder = path or Home(home_of(context)).config / "rules"
        book, problems = check_files(*read_each_rule_file(folder))
        categories = book.categories if book else ()
        concepts = len(book.concepts) if book else 0
        examples = sum(len(one.hits) + len(one.near_misses) for one in categories)
        if as_json:
            print_json(
                {
                    "categories": [one.name for one in categories],
                    "concepts": concepts,
                    "examples": examples,
                    "problems": [{"where": one.where, "what": one.what} for one in problems],
                }
            )
        else:
            for problem in problems:
                say(f"{problem.where}: {problem.what}")
            told = f"{len(problems) or 'no'} problem{'s' if len(problems) != 1 else ''}"
            if book:
                say(
                    f"{len(categories)} categories, {concepts} concepts, {examples} examples: {told}"
                )
            else:
                say(f"{told}; what the rules do is checked when they can be read")
        if problems:
            raise typer.Exit(_CONFIG_ERROR)
