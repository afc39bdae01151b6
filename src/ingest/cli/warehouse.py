"""`ingest warehouse`: the whole warehouse moved, backed up, compacted, given away."""

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from ingest.cli.home import JsonOption, home_of, print_json, progress_bar, say
from ingest.cli.writing import ensure_folder
from ingest.errors import ConfigError

if TYPE_CHECKING:
    from ingest.store import Address, Moved

_File = Annotated[Path, typer.Argument(help="A DuckDB file.", metavar="FILE")]


def add_commands(app: typer.Typer) -> None:
    """The group `warehouse`."""
    group = typer.Typer(no_args_is_help=True, help="The warehouse: move, back up, compact, export.")
    app.add_typer(group, name="warehouse")
    _add_copy(group)
    _add_backup(group)
    _add_restore(group)
    _add_compact(group)
    _add_export(group)


def _add_copy(group: typer.Typer) -> None:
    @group.command()
    def copy(
        context: typer.Context,
        to: Annotated[
            str,
            typer.Option(
                help="duckdb:FILE, or ducklake:postgres:dbname=NAME host=HOST.", metavar="ADDRESS"
            ),
        ],
        data_path: Annotated[
            str | None,
            typer.Option(help="Of a lake: where its data goes, a folder or s3://bucket/prefix/."),
        ] = None,
        as_json: JsonOption = False,
    ) -> None:
        """Copy everything to another warehouse, an empty one, and prove counts and digests equal."""
        from ingest.settings import shipped
        from ingest.store import copy_warehouse, parse_address

        target = parse_address(to, Path(), data_path=data_path, where="--to")
        source = _address(context)
        if _resolved(target) == _resolved(source):
            raise ConfigError("this is the warehouse itself", where="--to", todo="name another")
        with _telling("copy") as tell:
            moved = copy_warehouse(source, target, shipped("warehouse"), tell)
        _print_moved(moved, f"copied to {target}", as_json=as_json)


def _add_backup(group: typer.Typer) -> None:
    @group.command()
    def backup(context: typer.Context, file: _File, as_json: JsonOption = False) -> None:
        """Write the whole warehouse, of whatever kind, into one new DuckDB file."""
        from ingest.settings import shipped
        from ingest.store import backup as run_backup

        ensure_folder(context, file.absolute().parent)
        with _telling("backup") as tell:
            moved = run_backup(_address(context), file, shipped("warehouse"), tell)
        _print_moved(moved, f"backed up to {file}", as_json=as_json)


def _add_restore(group: typer.Typer) -> None:
    @group.command()
    def restore(context: typer.Context, file: _File, as_json: JsonOption = False) -> None:
        """Bring a backup back. The file that was there stays beside it as `.before-restore`; a lake has to be empty."""
        from ingest.settings import shipped
        from ingest.store import restore as run_restore

        address = _address(context)
        if not file.is_file():
            raise ConfigError("there is no such backup", where=str(file), todo="check the path")
        with _holding(context), _telling("restore") as tell:
            moved = run_restore(file, address, shipped("warehouse"), tell)
        _print_moved(moved, f"restored to {address}", as_json=as_json)


def _add_compact(group: typer.Typer) -> None:
    @group.command()
    def compact(context: typer.Context, as_json: JsonOption = False) -> None:
        """Give back the room of deleted rows; of a lake join small files and forget snapshots older than a week."""
        from ingest.settings import shipped
        from ingest.stages import utc_now
        from ingest.store import Lake, check_there
        from ingest.store import compact as run_compact

        address = _address(context)
        check_there(address)
        with _holding(context), _telling("compact") as tell:
            before, after = run_compact(address, shipped("warehouse"), utc_now(), tell)
        unit = "data files" if isinstance(address, Lake) else "bytes"
        if as_json:
            print_json({"unit": unit, "before": before, "after": after})
        else:
            say(f"{before:,} {unit} before, {after:,} now")


def _add_export(group: typer.Typer) -> None:
    @group.command()
    def export(
        context: typer.Context,
        parquet: Annotated[Path, typer.Option(help="The folder to write to.", metavar="DIR")],
        as_json: JsonOption = False,
    ) -> None:
        """Write every table and every view as a Parquet file."""
        from ingest.settings import shipped
        from ingest.store import export_parquet

        ensure_folder(context, parquet)
        with _telling("export") as tell:
            written = export_parquet(_address(context), parquet, shipped("warehouse"), tell)
        if as_json:
            print_json(dict(written))
            return
        for name, count in written:
            say(f"{name:<24} {count:>12,} rows")
        say(f"{len(written)} files in {parquet}")


def _resolved(address: "Address") -> "Address":
    return address.resolve() if isinstance(address, Path) else address


def _address(context: typer.Context) -> "Address":
    from ingest.settings import Home, find_warehouse

    return find_warehouse(Home(home_of(context)))


def _holding(context: typer.Context) -> AbstractContextManager[object]:
    """The home's lease: no run begins meanwhile."""
    from ingest.settings import Home
    from ingest.stages.lease import hold_lease

    return hold_lease(Home(home_of(context)), _address(context))


@contextmanager
def _telling(stage: str) -> Iterator[Callable[[str, int, int], None]]:
    """A progress bar by tables."""
    from ingest.stages import Progress

    with progress_bar() as notify:
        yield lambda table, done, total: notify(Progress(stage, table, done, total))


def _print_moved(moved: "tuple[Moved, ...]", what: str, *, as_json: bool) -> None:
    if as_json:
        print_json(
            [{"table": one.table, "rows": one.row_count, "digest": one.digest} for one in moved]
        )
        return
    for one in moved:
        if one.row_count:
            say(f"{one.table:<16} {one.row_count:>12,} rows  {one.digest}")
    rows = sum(one.row_count for one in moved)
    say(f"{len(moved)} tables, {rows:,} rows {what}; counts and digests are equal")
