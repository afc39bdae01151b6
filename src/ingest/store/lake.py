"""A DuckLake warehouse opened as if it were a file: https://ducklake.select/docs/stable/

The catalog is in PostgreSQL, the rows are Parquet files, the SQL stays the same.
"""

import os
import re
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import duckdb

from ingest.errors import StoreError
from ingest.store.address import Address, Lake

NAME = "warehouse"  # what the attached catalog is called in SQL
_KEPT_IN = re.compile(r'existing data path in the catalog "([^"]+)"')
_LOCK_MILLISECONDS = 60_000  # of waiting for a row that another transaction has locked
_S3 = (
    ("key_id", "AWS_ACCESS_KEY_ID"),
    ("secret", "AWS_SECRET_ACCESS_KEY"),
    ("session_token", "AWS_SESSION_TOKEN"),
    ("region", "AWS_REGION"),
)


def connect_lake(lake: Lake, *, read_only: bool = False) -> duckdb.DuckDBPyConnection:
    """A connection whose tables are the lake's. StoreError where the catalog can't be reached."""
    connection = duckdb.connect()
    try:
        # What does not fit into memory; by default it would go below the folder of the program, which containers may not write to.
        scratch = str(Path(tempfile.gettempdir()) / f"ingest-duckdb-{os.getpid()}")
        connection.execute(f"set temp_directory = {_quoted(scratch)}")
        load_extensions(connection, lake)
        attach_lake(connection, lake, NAME, read_only=read_only)
        connection.execute(f"use {NAME}")
    except BaseException:
        connection.close()
        raise
    return connection


def connect_postgres(lake: Lake, name: str) -> duckdb.DuckDBPyConnection:
    """A connection to the lake's PostgreSQL alone, attached under a name; each statement sees what is committed.

    A process that is stopped between a statement and its end holds up the others no longer than a lease lasts.
    """
    connection = duckdb.connect()
    words = lake.catalog
    if "options=" not in words.replace(" ", ""):
        idle = f"-c idle_in_transaction_session_timeout={round(lake.lease_seconds * 1000)}"
        words += f" options='{idle} -c lock_timeout={_LOCK_MILLISECONDS}'"
    try:
        load_extensions(connection, lake)
        connection.execute(
            f"attach {_quoted(words)} as {name} (type postgres, isolation_level 'READ COMMITTED')"
        )
    except duckdb.Error as error:
        connection.close()
        raise _unreachable(lake, error) from error
    return connection


def load_extensions(connection: duckdb.DuckDBPyConnection, lake: Lake) -> None:
    """Load what a lake needs from the wheels of the extra `lake`; nothing is downloaded."""
    try:
        from duckdb_extensions import import_extension
    except ImportError:
        raise StoreError(
            "the extensions for a DuckLake warehouse are not installed",
            where=str(lake),
            todo="install paper-ingest[lake], or requirements-lake.txt",
        ) from None
    wanted = ["ducklake", "postgres_scanner"]
    if lake.data_path.startswith("s3://"):
        wanted.append("httpfs")
    for name in wanted:
        import_extension(name, con=connection)
    if "httpfs" in wanted:
        _make_secret(connection)


def attach_lake(
    connection: duckdb.DuckDBPyConnection, lake: Lake, name: str, *, read_only: bool = False
) -> None:
    """Attach a lake under a name. A folder for its data is made; a bucket has to be there."""
    options = [f"data_path {_quoted(lake.data_path)}", f"metadata_schema {_quoted(lake.schema)}"]
    if read_only:
        options.append("read_only")
    sql = f"attach {_quoted(str(lake))} as {name} ({', '.join(options)})"
    try:
        connection.execute(sql)
    except duckdb.Error as error:
        raise _unreachable(lake, error) from error


def _unreachable(lake: Lake, error: duckdb.Error) -> StoreError:
    """What attaching a lake failed on: nobody made one there, its data is elsewhere, or nobody answers."""
    told = first_line(error)
    if "creating a new DuckLake is explicitly disabled" in told:
        return no_warehouse(str(lake))
    if "does not match existing data path" in told:
        found = _KEPT_IN.search(told)
        kept = f": {found[1]}" if found else ""
        return StoreError(
            f"this lake keeps its data elsewhere{kept}",
            where=f"{lake}, data path {lake.data_path}",
            todo="name that one as data_path; `ingest warehouse copy` moves a lake",
        )
    return StoreError(
        f"the warehouse's catalog can't be opened: {told}",
        where=str(lake),
        todo="check that PostgreSQL answers there, that the database exists and that you may use it",
    )


def no_warehouse(where: str) -> StoreError:
    """The error of whoever only reads where nobody has written yet."""
    return StoreError(
        "there is no warehouse yet", where=where, todo="run `ingest run` or `ingest import` first"
    )


@contextmanager
def reaching(*addresses: Address) -> Iterator[None]:
    """StoreError where the catalog or the data of one of these, a lake, does not answer: no bug of ours."""
    try:
        yield
    except duckdb.IOException as error:
        for lake in addresses:
            if isinstance(lake, Lake) and any(
                mark in str(error) for mark in ("Postgres", "HTTP", lake.data_path)
            ):
                raise _lost(lake, error) from error
        raise


def _lost(lake: Lake, error: duckdb.Error) -> StoreError:
    lines = [line.strip() for line in str(error).splitlines() if line.strip()]
    answer = f" ({lines[-1]})" if isinstance(error, duckdb.HTTPException) and lines[1:] else ""
    keys = ""
    if lake.data_path.startswith("s3://"):
        keys = ", that the bucket is there, and what AWS_ENDPOINT_URL and the AWS keys say"
    return StoreError(
        f"the lake does not answer: {lines[0]}{answer}",
        where=f"{lake}, data path {lake.data_path}",
        todo=f"check PostgreSQL and the data path{keys}; what was committed is kept, run again to go on",
    )


def _make_secret(connection: duckdb.DuckDBPyConnection) -> None:
    """The keys of the S3-compatible store, from the environment as its own tools read them."""
    values: dict[str, Any] = {name: os.environ[key] for name, key in _S3 if os.environ.get(key)}
    endpoint = os.environ.get("AWS_ENDPOINT_URL", "")
    words = [f"{name} {_quoted(value)}" for name, value in values.items()]
    if endpoint:
        scheme, _, host = endpoint.rpartition("://")
        words += [f"endpoint {_quoted(host)}", "url_style 'path'"]
        words.append(f"use_ssl {'false' if scheme == 'http' else 'true'}")
    connection.execute(f"create secret (type s3, {', '.join(words)})" if words else "select 1")


def _quoted(text: str) -> str:
    return "'" + text.replace("'", "''") + "'"


def first_line(error: duckdb.Error) -> str:
    """A database's error without its plan and its hints."""
    return str(error).strip().splitlines()[0]
