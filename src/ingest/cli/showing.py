"""`ingest site`: what readers see without asking anyone."""

from pathlib import Path
from typing import Annotated

import typer

from ingest.cli.home import JsonOption, home_of, print_json, progress_bar, say


def add_commands(app: typer.Typer) -> None:
    """`site`."""
    _add_site(app)


def _add_site(app: typer.Typer) -> None:
    @app.command()
    def site(
        context: typer.Context,
        out: Annotated[Path, typer.Argument(help="The folder to write.", metavar="OUT")],
        url: Annotated[
            str,
            typer.Option(help="Where the site will stand, for the links in feeds.", metavar="URL"),
        ] = "",
        as_json: JsonOption = False,
    ) -> None:
        """Write the static site: catalogue, works, lists, health, judgement, trends, feeds.

        It opens from a disk and stands on any static host; a later call writes only what changed.
        """
        from ingest.settings import Home, load_config, shipped
        from ingest.stages import utc_now
        from ingest.stages.showing import write_site
        from ingest.store import open_reader

        home = Home(home_of(context))
        config = load_config(home)
        store = open_reader(home.database, shipped("warehouse"))
        address = f"{url.rstrip('/')}/" if url else ""
        try:
            with progress_bar() as notify:
                done = write_site(store, config, out, utc_now(), notify, address)
        finally:
            store.close()
        counts = {"written": done.written, "unchanged": done.unchanged, "removed": done.removed}
        if as_json:
            print_json({"out": str(out), **counts})
            return
        say(", ".join(f"{number:,} {name}" for name, number in counts.items()))
        say(f"Open {out / 'index.html'}")
