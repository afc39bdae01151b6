"""Opening the warehouse for writing, trying, reading; numbered migrations and views bring it up to date."""

import shutil
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from tempfile import TemporaryDirectory

import duckdb

from ingest.errors import StoreError
from ingest.store.address import Address, Lake
from ingest.store.connection import PATIENCE, Fence, Store, connect, connect_patiently
from ingest.store.indexes import Told, drop_indexes, find_indexes, make_indexes, quiet
from ingest.store.lake import no_warehouse
from ingest.store.packing import pack_texts
from ingest.store.worn import renew_worn


def open_store(
    address: Address,
    shipped_sql: Path,
    *,
    patience_seconds: float = PATIENCE,
    fence: Fence | None = None,
    tell: Told = quiet,
) -> Store:
    """Open (or make) the warehouse and bring it up to date. `shipped_sql` holds migrations/, views/.

    `tell` hears of what takes long in a large file: migrations, and indexes that it lacks.

    A file that another process has open is waited for as long as `patience_seconds`: a reader that copies it
    is done by then.
    """
    if isinstance(address, Path):
        address.parent.mkdir(parents=True, exist_ok=True)
    store = Store(address, connect_patiently(address, patience_seconds), fence=fence)
    try:
        _prepare(store, shipped_sql, tell)
    except BaseException:
        store.close()
        raise
    return store


@contextmanager
def open_rehearsal(address: Address, shipped_sql: Path, *, tell: Told = quiet) -> Iterator[Store]:
    """Open the warehouse so that everything can be tried and nothing stays; in memory if there is none.

    What an older version made is not brought up to date: of a file a copy is, of a lake StoreError says so.
    """
    with ExitStack() as stack:
        is_there = isinstance(address, Lake) or address.exists()
        if isinstance(address, Lake):
            open_reader(address, shipped_sql).close()  # refused where it is older
        elif is_there and is_older(address, shipped_sql):
            folder = TemporaryDirectory(prefix="dry-run-", dir=address.parent)
            address = copy_newer(address, Path(stack.enter_context(folder)), shipped_sql, tell)
        connection = connect(address, read_only=False) if is_there else duckdb.connect()
        store = replace(Store(address, connection), is_rehearsal=True)
        connection.execute("begin transaction")
        stack.callback(store.close)
        if is_there:
            find_indexes(store)
        else:
            _migrate(store, shipped_sql, tell)
        yield store


def copy_newer(file: Path, folder: Path, shipped_sql: Path, tell: Told) -> Path:
    """A copy of a warehouse file in a folder, brought up to date there; neither packed nor indexed."""
    for part in file_parts(file):
        if part.exists():
            tell(f"a copy of {part.name}", 0, 1)
            shutil.copyfile(part, folder / part.name)
    upgrade(folder / file.name, shipped_sql, tell)
    return folder / file.name


def file_parts(file: Path) -> tuple[Path, Path]:
    """A warehouse file and what a killed run left beside it."""
    return file, file.with_name(f"{file.name}.wal")


def upgrade(address: Address, shipped_sql: Path, tell: Told = quiet) -> None:
    """Bring the tables up to date while nobody else writes; packing and indexes wait for who opens it to write."""
    store = Store(address, connect_patiently(address, PATIENCE))
    try:
        _migrate(store, shipped_sql, tell)
    finally:
        store.close()


@contextmanager
def open_whole(address: Address, shipped_sql: Path, fence: Fence | None = None) -> Iterator[Store]:
    """Open the warehouse for one transaction over everything; what is raised inside undoes it."""
    store = open_store(address, shipped_sql, fence=fence)
    try:
        with store.transaction():
            yield replace(store, is_whole=True)
    finally:
        store.close()


def check_there(address: Address) -> None:
    """StoreError for a file that nobody has made yet."""
    if isinstance(address, Path) and not address.exists():
        raise no_warehouse(str(address))


def open_reader(address: Address, shipped_sql: Path | None = None) -> Store:
    """Open the warehouse for reading only; StoreError where there is none yet.

    With `shipped_sql` also where it is of an older version: a reader can't bring it up to date.
    """
    check_there(address)
    store = Store(address, connect(address, read_only=True))
    if shipped_sql and _fresh_migrations(store, shipped_sql):
        store.close()
        raise StoreError(
            "the warehouse was made by an older version of this program",
            where=str(address),
            todo="run `ingest classify` once; any command that writes brings it up to date",
        )
    if isinstance(address, Path):
        find_indexes(store)
    return store


def is_older(file: Path, shipped_sql: Path) -> bool:
    """Whether a warehouse file lacks migrations; StoreError where it has some that `shipped_sql` does not know."""
    store = open_reader(file)
    try:
        return bool(_fresh_migrations(store, shipped_sql))
    finally:
        store.close()


def _prepare(store: Store, shipped_sql: Path, tell: Told) -> None:
    _migrate(store, shipped_sql, tell)
    pack_texts(store, tell)
    renew_worn(store, tell)
    make_indexes(store, tell)


def _migrate(store: Store, shipped_sql: Path, tell: Told) -> None:
    with store.transaction():
        store.connection.execute(
            "create table if not exists migrations (number integer, name varchar, applied_at timestamp)"
        )
    fresh = _fresh_migrations(store, shipped_sql)
    if fresh:
        _apply(store, shipped_sql, fresh, tell)


def _apply(store: Store, shipped_sql: Path, fresh: Sequence[Path], tell: Told) -> None:
    texts = {file: file.read_text(encoding="utf-8") for file in fresh}
    drop_indexes(store, "\n".join(texts.values()))
    is_new = not store.rows("select 1 from migrations limit 1")
    for done, (file, text) in enumerate(texts.items()):
        if not is_new:
            tell(f"the change {file.stem}", done, len(texts))
        with store.transaction():
            if file not in _fresh_migrations(store, shipped_sql):
                continue  # another worker that opened it at the same time was first
            store.connection.execute(text)
            store.connection.execute(
                "insert into migrations values (?, ?, ?)",
                [int(file.name[:4]), file.stem, datetime.now(UTC).replace(tzinfo=None)],
            )
    with store.transaction():
        for file in sorted((shipped_sql / "views").glob("*.sql")):
            store.connection.execute(file.read_text(encoding="utf-8"))


def _fresh_migrations(store: Store, shipped_sql: Path) -> list[Path]:
    """The migrations that the warehouse does not have yet, in order."""
    done = {number for (number,) in store.rows("select number from migrations")}
    files = sorted((shipped_sql / "migrations").glob("*.sql"))
    known = {int(file.name[:4]) for file in files}
    if done - known:
        raise StoreError(
            f"the warehouse is newer than this program (migration {max(done)})",
            where=str(store.address),
            todo="update the program",
        )
    return [file for file in files if int(file.name[:4]) not in done]
