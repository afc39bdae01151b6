"""`ingest rules` and its check, `ingest lists check|learn`."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from ingest.cli import evaluating
from ingest.cli.home import JsonOption, home_of, print_json, say

if TYPE_CHECKING:
    from ingest.lists import CuratedList

_LIST_ERROR = 12
_CONFIG_ERROR = 10


def add_commands(app: typer.Typer) -> None:
    """The groups `rules` and `lists`."""
    rules = typer.Typer(help="The keyword rules.", no_args_is_help=True)
    lists = typer.Typer(
        help="Curated lists: audit one, see how its style is understood.", no_args_is_help=True
    )
    app.add_typer(rules, name="rules")
    app.add_typer(lists, name="lists")
    _add_rules_check(rules)
    evaluating.add_commands(rules)
    _add_lists_check(lists)
    _add_lists_learn(lists)


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


def _add_lists_check(lists: typer.Typer) -> None:
    @lists.command()
    def check(
        paths: Annotated[list[Path], typer.Argument(help="Markdown files.", metavar="PATH...")],
        as_json: JsonOption = False,
    ) -> None:
        """Audit lists: duplicates, malformed links, broken tables, miscounts. Exit 12 on findings."""
        from ingest.lists import audit_list

        found = [(path, one) for path in paths for one in audit_list(_read(path))]
        if as_json:
            print_json(
                [
                    {"path": str(path), "line": one.line, "code": one.code, "message": one.message}
                    for path, one in found
                ]
            )
        else:
            for path, one in found:
                say(f"{path}:{one.line}: {one.code}: {one.message}")
            say(f"{len(paths)} files, {len(found)} findings")
        if found:
            raise typer.Exit(_LIST_ERROR)


def _add_lists_learn(lists: typer.Typer) -> None:
    @lists.command()
    def learn(
        path: Annotated[Path, typer.Argument(help="A Markdown file.", metavar="PATH")],
        as_json: JsonOption = False,
    ) -> None:
        """Print each section's style as it is understood: columns, order, labels, blanks."""
        from ingest.lists import SectionPlan, describe_style, learn_style

        curated = _read(path)
        styles = {
            section.path: describe_style(
                learn_style(curated, section, SectionPlan(heading=section.path, categories=()))
            )
            for section in curated.sections
            if section.entries and not section.is_cut
        }
        if as_json:
            print_json(styles)
            return
        for name, style in styles.items():
            say(f"# {name}")
            say(style)
            say()


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
