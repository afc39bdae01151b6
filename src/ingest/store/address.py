"""Where the warehouse is: a DuckDB file, or a DuckLake catalog in PostgreSQL with its data beside it.

https://ducklake.select/docs/stable/duckdb/usage/connecting
"""

import re
from dataclasses import dataclass
from pathlib import Path

from ingest.errors import ConfigError

_SECRET = re.compile(r"\bpassword\s*=|://[^/@\s]*:[^/@\s]*@", re.IGNORECASE)
_FORMS = "duckdb:FILE, or ducklake:postgres:dbname=NAME host=HOST"
_CATALOG = "ducklake:postgres:"


@dataclass(frozen=True, slots=True)
class Lake:
    """A DuckLake warehouse. `catalog` is libpq's words without a password: that comes from PGPASSWORD or ~/.pgpass."""

    catalog: str  # dbname=ingest host=db.example.org
    data_path: str  # a folder, or s3://bucket/prefix/
    schema: str = "ingest"  # of the catalog's tables in PostgreSQL
    lease_seconds: float = (
        60  # a holder of a lease that is not heard of for so long is taken for dead
    )

    def __str__(self) -> str:
        return f"{_CATALOG}{self.catalog}"


Address = Path | Lake


def parse_address(
    url: str,
    home: Path,
    *,
    data_path: str | None = None,
    schema: str = "ingest",
    lease_seconds: float = 60,
    where: str = "",
) -> Address:
    """Read `duckdb:FILE` or `ducklake:postgres:WORDS`; files and folders are relative to the home.

    ConfigError for any other form, for a password in it, and for a lake that does not say where its data is.
    """
    if _SECRET.search(url):
        raise ConfigError(
            "a password does not belong into an address that is stored and shown",
            where=where,
            todo="put it into PGPASSWORD or ~/.pgpass and take it out here",
        )
    if url.startswith("duckdb:") and url != "duckdb:":
        return home / url.removeprefix("duckdb:")
    if not url.startswith(_CATALOG) or "=" not in url:
        raise ConfigError(f"no address of a warehouse: {url!r}", where=where, todo=f"use {_FORMS}")
    if not data_path:
        raise ConfigError(
            "a DuckLake warehouse needs a place for its data",
            where=where,
            todo="name a folder, or s3://bucket/prefix/, as data_path",
        )
    is_remote = "://" in data_path
    folder = data_path if is_remote else str((home / data_path).resolve())
    return Lake(url.removeprefix(_CATALOG), f"{folder.rstrip('/')}/", schema, lease_seconds)
