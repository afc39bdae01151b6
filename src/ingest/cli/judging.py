"""`ingest rules` and its check."""

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
    def check(context: typer.Context, as_json: JsonOption = False) -> None:
        """Run every rule's hits and near misses; report rules that clash or can never fire."""
        from ingest.rules import check_rules
        from ingest.settings import Home, load_rules

        book = load_rules(Home(home_of(context)))
        problems = check_rules(book)
        examples = sum(len(one.hits) + len(one.near_misses) for one in book.categories)
        if as_json:
            print_json(
                {
                    "categories": [one.name for one in book.categories],
                    "concepts": len(book.concepts),
                    "examples": examples,
                    "problems": [{"where": one.where, "what": one.what} for one in problems],
                }
            )
        else:
            for problem in problems:
                say(f"{problem.where}: {problem.what}")
            say(
                f"{len(book.categories)} categories, {len(book.concepts)} concepts, {examples} examples: "
                f"{len(problems) or 'no'} problem{'s' if len(problems) != 1 else ''}"
            )
        if problems:
            raise typer.Exit(_CONFIG_ERROR)
