"""`ingest explain`, `ingest status`, `ingest query`."""

from collections.abc import Sequence
from typing import Annotated, Any

import typer

from ingest.cli.home import JsonOption, home_of, print_json, say, warn
from ingest.cli.running import ListsOption
from ingest.errors import ConfigError, SourceError

_SHOWN = 60  # characters of a cell


def add_commands(app: typer.Typer) -> None:
    """The three commands that only look."""
    _add_explain(app)
    _add_status(app)
    _add_query(app)


def _add_explain(app: typer.Typer) -> None:
    @app.command()
    def explain(
        context: typer.Context,
        work: Annotated[
            str, typer.Argument(help="arXiv id, DOI, URL or whole title.", metavar="ID")
        ],
        as_json: JsonOption = False,
    ) -> None:
        """The whole story of a work: seen where, matched what, linked how, in which pull request and why."""
        from ingest.report import explanation_facts, render_explanation
        from ingest.settings import Home, find_warehouse, load_config, shipped
        from ingest.stages.explaining import explain as gather
        from ingest.store import open_snapshot

        home = Home(home_of(context))
        config = load_config(home)
        store = open_snapshot(find_warehouse(home), shipped("warehouse"), warn)
        try:
            story = gather(store, config, work)
        finally:
            store.close()
        if as_json:
            print_json(explanation_facts(story))
        else:
            say(render_explanation(story))


def _add_status(app: typer.Typer) -> None:
    @app.command()
    def status(
        context: typer.Context, lists: ListsOption = None, as_json: JsonOption = False
    ) -> None:
        """How old the data is, where each list's pull request stands, what waits and why, what went wrong last.

        Of more than twenty lists their sums, and what stands in the way of which.

        Ends with code 11 when the data of a source is older than its max_age_hours.
        """
        from ingest.report import render_staleness, render_status, status_facts
        from ingest.settings import Home, choose_lists, find_warehouse, load_config, shipped
        from ingest.stages import utc_now
        from ingest.stages.explaining import status as gather
        from ingest.store import open_snapshot

        home = Home(home_of(context))
        config = load_config(home)
        store = open_snapshot(find_warehouse(home), shipped("warehouse"), warn)
        try:
            state = gather(store, config, utc_now(), choose_lists(config.lists, lists or ()))
        finally:
            store.close()
        if as_json:
            print_json(status_facts(state))
        else:
            say(render_status(state))
        if stale := render_staleness(state):
            raise SourceError(
                f"data is too old: {stale}",
                where=str(home.config / "sources.yaml"),
                todo="look at the last windows above, then `ingest poll`; or raise max_age_hours",
            )


def _add_query(app: typer.Typer) -> None:
    @app.command()
    def query(
        context: typer.Context,
        sql: Annotated[str, typer.Argument(help="One SELECT.", metavar="SQL")],
        as_json: JsonOption = False,
    ) -> None:
        """Ask the warehouse in SQL, read only. Views: works_by_category, reviews, precision_so_far, data_age."""
        from ingest.settings import Home, find_warehouse, shipped
        from ingest.store import open_snapshot, query_rows

        if not sql.strip():
            raise ConfigError("there is no question", where="SQL", todo="begin with `show tables`")
        store = open_snapshot(find_warehouse(Home(home_of(context))), shipped("warehouse"), warn)
        try:
            records = query_rows(store, sql)
        finally:
            store.close()
        if as_json:
            print_json(records)
        else:
            _print_table(records)


def _print_table(records: Sequence[dict[str, Any]]) -> None:
    if not records:
        say("no rows")
        return
    names = list(records[0])
    cells = [[_cell(record[name]) for name in names] for record in records]
    widths = [
        max(len(name), *(len(row[place]) for row in cells)) for place, name in enumerate(names)
    ]
    say("  ".join(name.ljust(width) for name, width in zip(names, widths, strict=True)).rstrip())
    say("  ".join("-" * width for width in widths))
    for row in cells:
        say("  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip())


def _cell(value: object) -> str:
    text = "" if value is None else str(value).replace("\n", " ")
    return text if len(text) <= _SHOWN else f"{text[: _SHOWN - 3]}..."
