"""`ingest site`, `digest`, `watch` and `serve`: what is seen and told without anybody asking."""

from pathlib import Path
from typing import Annotated

import typer

from ingest.cli.home import JsonOption, home_of, print_json, progress_bar, say, warn
from ingest.cli.writing import ensure_folder
from ingest.errors import ConfigError


def add_commands(app: typer.Typer) -> None:
    """`site`, `digest`, `watch`, `serve`."""
    _add_site(app)
    _add_digest(app)
    _add_watch(app)
    _add_serve(app)


def _add_site(app: typer.Typer) -> None:
    @app.command()
    def site(
        context: typer.Context,
        out: Annotated[Path, typer.Argument(help="The folder to write.", metavar="OUT")],
        url: Annotated[
            str,
            typer.Option(help="Where the site will stand, for the links in feeds.", metavar="URL"),
        ] = "",
        suggest: Annotated[
            bool,
            typer.Option("--suggest", help="Also show what `rules suggest` finds; takes minutes."),
        ] = False,
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
        if out.resolve() == home.path.resolve():
            raise ConfigError("this is the home itself", where=str(out), todo="name a new folder")
        if url and not url.startswith(("http://", "https://")):
            raise ConfigError(
                f"no web address: {url!r}", where="--url", todo="begin it with https://"
            )
        ensure_folder(context, out)
        store = open_snapshot(find_warehouse(home), shipped("warehouse"), warn)
        address = f"{url.rstrip('/')}/" if url else ""
        try:
            with progress_bar() as notify:
                done = write_site(
                    store, config, out, utc_now(), notify, address, is_suggesting=suggest
                )
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


def _add_watch(app: typer.Typer) -> None:
    @app.command()
    def watch(
        context: typer.Context,
        dry_run: Annotated[
            bool, typer.Option("--dry-run", help="Print the alarms; tell and note nothing.")
        ] = False,
        as_json: JsonOption = False,
    ) -> None:
        """Look for what needs a person, and tell it once to the readers and the chat room.

        Stale data, windows open too long, publishing that fails, lists that were rebuilt, rules that got
        worse. Readers: `alarms` in config/outbox.yaml; chat room: INGEST_ALARM_WEBHOOK.
        """
        from ingest.cli.running import print_report
        from ingest.settings import Home, alarm_webhook, load_outbox, mail_server
        from ingest.stages import Wish, open_context, record_run
        from ingest.stages.watching import watch as look

        outbox = load_outbox(Home(home_of(context)))
        wish = Wish(home_of(context), is_dry_run=dry_run, is_polling=False)
        with open_context(wish, lambda progress: None) as opened:
            started_at = opened.now()
            stage = look(opened, outbox, mail_server(), alarm_webhook())
            report = record_run(opened, [stage], kind="watch", started_at=started_at)
        print_report(report, as_json=as_json)


def _add_serve(app: typer.Typer) -> None:
    @app.command()
    def serve(
        context: typer.Context,
        port: Annotated[
            int, typer.Option(min=1, max=65535, help="Where Prefect's page stands.")
        ] = 4200,
        host: Annotated[
            str,
            typer.Option(help="Who may open it: it asks for no password. Default: this machine."),
        ] = "127.0.0.1",
    ) -> None:
        """Run every schedule of every flow from this one process, with Prefect's page beside it.

        Schedules: prefect.yaml in the home, else the one that comes with the program. A night that was
        missed is made up for at once; two runs never overlap. With PREFECT_API_URL set, that server is used.
        """
        import runpy
        import sys

        from ingest.settings import Home, load_config, shipped

        home = Home(home_of(context).resolve())
        load_config(home)  # a mistake in config is told now, not at night
        flows = shipped("flows")
        sys.path.insert(0, str(flows))
        start = runpy.run_path(str(flows / "serve.py"))["serve_all"]
        start(home.path, host, port)
