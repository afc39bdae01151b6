"""config/warehouse.yaml and the environment: where the warehouse is."""

import os
from collections.abc import Mapping
from typing import TYPE_CHECKING

from pydantic import Field

from ingest.settings.home import Home, check_home
from ingest.settings.reading import Strict, read_yaml

if TYPE_CHECKING:
    from ingest.store import Address


class WarehouseSettings(Strict):
    """config/warehouse.yaml, where there is one: a warehouse that is not the home's own file."""

    url: str = "duckdb:warehouse/ingest.duckdb"
    data_path: str | None = None  # of a lake: a folder, or s3://bucket/prefix/
    catalog_schema: str = "ingest"  # of a lake: the schema of its tables in PostgreSQL
    lease_seconds: float = Field(
        default=60, ge=1
    )  # of a lake: a worker not heard of for so long is dead


def find_warehouse(home: Home, environment: Mapping[str, str] | None = None) -> "Address":
    """Where the home's warehouse is: INGEST_WAREHOUSE, else config/warehouse.yaml, else the home's own file.

    ConfigError for a folder that is no home, unless the environment says it all.
    """
    from ingest.store import (
        parse_address,  # DuckDB comes with it, which most of settings need not pay
    )

    source = os.environ if environment is None else environment
    if not source.get("INGEST_WAREHOUSE"):
        check_home(home)
    path = home.config / "warehouse.yaml"
    settings = read_yaml(path, WarehouseSettings) if path.exists() else WarehouseSettings()
    url = source.get("INGEST_WAREHOUSE")
    return parse_address(
        url or settings.url,
        home.path,
        data_path=source.get("INGEST_WAREHOUSE_DATA") or settings.data_path,
        schema=settings.catalog_schema,
        lease_seconds=settings.lease_seconds,
        where="INGEST_WAREHOUSE" if url else f"{path}:1",
    )
