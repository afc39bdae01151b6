"""Options every command has, progress bars, and `ingest init`."""

import json
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from ingest.cli.writing import ensure_folder

if TYPE_CHECKING:
    from ingest.stages import Progress

HomeOption = Annotated[
    Path,
    typer.Option(
        "--home",
        envvar="INGEST_HOME",
        help="The folder with config/, warehouse/ and forge/.",
        metavar="DIR",
    ),
]
JsonOption = Annotated[bool, typer.Option("--json", help="Print facts as JSON.")]


def add_options(app: typer.Typer) -> None:
    """The options that stand before the command."""

    @app.callback()
    def options(
        context: typer.Context,
        home: HomeOption = Path(),
        version: Annotated[
            bool,
            typer.Option(
                "--version", help="Print the version.", callback=_print_version, is_eager=True
            ),
        ] = False,
    ) -> None:
        context.obj = home


def _print_version(is_wanted: bool) -> None:
    """Eager: `ingest --version` alone is no missing command."""
    if is_wanted:
        from ingest import __version__

        say(__version__)
        raise typer.Exit


def add_commands(app: typer.Typer) -> None:
    """`ingest init`."""

    @app.command()
    def init(
        context: typer.Context,
        folder: Annotated[Path, typer.Argument(help="The new home.", metavar="DIR")],
        lists_from: Annotated[
            Path | None,
            typer.Option(
                help="Folder with the lists' texts, told apart by their headings. Default: the real lists "
                "where they are kept beside the checkout, else the samples.",
                metavar="DIR",
            ),
        ] = None,
        as_json: JsonOption = False,
    ) -> None:
        """Make a new home: config to edit, and the lists in an embedded forge."""
        from ingest.stages import find_list_texts, init_home

        ensure_folder(context, folder.absolute().parent)
        source = lists_from or find_list_texts()
        lists = init_home(folder, source)
        if as_json:
            print_json({"home": str(folder), "lists": {name: str(path) for name, path in lists}})
            return
        say(f"A home in {folder}: config/ to edit, and {len(lists)} lists from {source}:")
        for name, path in lists:
            say(f"  {name:<36} {path.name}")
        say(f"Next: ingest --home {folder} run")


def home_of(context: typer.Context) -> Path:
    """The folder given by --home."""
    return Path(context.obj)


def say(text: str = "") -> None:
    """A line to standard output; bytes that were no UTF-8 show as the replacement character."""
    readable = text.encode("utf-8", "surrogateescape").decode("utf-8", "replace")
    sys.stdout.write(f"{readable}\n")


def warn(text: str) -> None:
    """A line to standard error: what a person should know beside the result."""
    typer.echo(f"note: {text}", err=True)


def print_json(facts: Any) -> None:
    """Facts for machines: UTF-8, two spaces, one document."""
    say(json.dumps(facts, ensure_ascii=False, indent=2, default=str))


@contextmanager
def step_bar(stage: str, *, is_hidden: bool = False) -> Iterator[Callable[[str, int, int], None]]:
    """The bar of one thing that is waited for: told what it is at, how many are done, and of how many."""
    with _bars(is_hidden=is_hidden) as draw:
        yield lambda text, done, total: draw(stage, text, done, total)


@contextmanager
def progress_bar(*, is_hidden: bool = False) -> Iterator[Callable[["Progress"], None]]:
    """Draw how far the stages are, on a terminal as bars; elsewhere nothing but the result is printed."""
    with _bars(is_hidden=is_hidden) as draw:
        yield lambda now: draw(now.stage, now.text, now.done, now.total)


@contextmanager
def _bars(*, is_hidden: bool) -> Iterator[Callable[[str, str, int, int | None], None]]:
    if is_hidden or not sys.stderr.isatty():
        yield lambda stage, text, done, total: None
        return
    from rich.console import Console
    from rich.markup import escape
    from rich.progress import BarColumn, MofNCompleteColumn, TextColumn, TimeElapsedColumn
    from rich.progress import Progress as Bars
    from rich.table import Column

    columns = (
        TextColumn("{task.description:<9}"),
        BarColumn(bar_width=20),
        MofNCompleteColumn(),
        TimeElapsedColumn(),
        TextColumn("{task.fields[text]}", table_column=Column(ratio=1, no_wrap=True)),
    )
    with Bars(*columns, console=Console(stderr=True), transient=True, expand=True) as bars:
        tasks: dict[str, Any] = {}

        def draw(stage: str, text: str, done: int, total: int | None) -> None:
            if stage not in tasks:
                tasks[stage] = bars.add_task(stage, total=None, text="")
            shown = escape(text.encode("utf-8", "replace").decode())
            if total is None:
                bars.update(tasks[stage], text=shown)
            else:
                bars.update(tasks[stage], completed=done, total=total, text=shown)

        yield draw


def count(number: int, one: str, many: str = "") -> str:
    """`1 section`, `3 sections`, `2 entries`."""
    return f"{number} {one if number == 1 else many or f'{one}s'}"
