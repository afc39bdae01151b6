"""`ingest site` and `ingest digest`: what readers see without asking anyone."""

from pathlib import Path
from typing import Annotated

import typer

from ingest.cli.home import JsonOption, home_of, print_json, progress_bar, say, warn


def add_commands(app: typer.Typer) -> None:
    """`site` and `digest`."""
    _add_site(app)
    _add_digest(app)


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
        from ingest.settings import Home, find_warehouse, load_config, shipped
        from ingest.stages import utc_now
        from ingest.stages.showing import write_site
        from ingest.store import open_snapshot

        home = Home(home_of(context))
        config = load_config(home)
        store = open_snapshot(find_warehouse(home), shipped("warehouse"), warn)
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


def _add_digest(app: typer.Typer) -> None:
    @app.command()
    def digest(
        context: typer.Context,
        names: Annotated[
            list[str] | None,
            typer.Argument(
                help="Digests of config/outbox.yaml; all by default.", metavar="[NAME]..."
            ),
        ] = None,
        is_forced: Annotated[
            bool, typer.Option("--now", help="Also those that are not due yet.")
        ] = False,
        dry_run: Annotated[
            bool, typer.Option("--dry-run", help="Print the mails; send and note nothing.")
        ] = False,
        as_json: JsonOption = False,
    ) -> None:
        """Mail the digests that are due, through the server in INGEST_SMTP_URL.

        Each work goes once to each reader; a mail that was begun and not ended is sent again under its id.
        """
        from ingest.cli.running import print_report
        from ingest.settings import Home, load_outbox, mail_server
        from ingest.stages import Wish, open_context, record_run
        from ingest.stages.showing import send_digests

        outbox, server = load_outbox(Home(home_of(context))), mail_server()
        wish = Wish(home_of(context), is_dry_run=dry_run, is_polling=False)
        with progress_bar() as notify, open_context(wish, notify) as opened:
            started_at = opened.now()
            stage = send_digests(opened, outbox, server, names or (), is_forced=is_forced)
            report = record_run(opened, [stage], kind="digest", started_at=started_at)
        print_report(report, as_json=as_json)
