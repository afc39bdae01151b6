"""The command line. Imports inside the commands: `--help` must not pay for DuckDB, Prefect or the Hub."""

from collections.abc import Sequence

import typer

from ingest.cli import (
    home,
    judging,
    listing,
    looking,
    past,
    reviewing,
    running,
    showing,
    submitting,
    warehouse,
)

app = typer.Typer(
    name="ingest",
    help="Renovate for curated paper lists: one small, reviewable pull request per list.",
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    rich_markup_mode="markdown",  # paragraphs flow to the width of the terminal
    context_settings={"help_option_names": ["-h", "--help"]},
)
home.add_options(app)
home.add_commands(app)
running.add_commands(app)
past.add_commands(app)
reviewing.add_commands(app)
judging.add_commands(app)
listing.add_commands(app)
looking.add_commands(app)
submitting.add_commands(app)
showing.add_commands(app)
warehouse.add_commands(app)


def run(arguments: Sequence[str]) -> int:
    """Run one command and return its exit code; IngestError goes to the caller."""
    try:
        app(list(arguments), prog_name="ingest")
    except SystemExit as done:
        return done.code if isinstance(done.code, int) else int(done.code is not None)
    return 0
