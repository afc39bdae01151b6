"""A warehouse of every kind: a DuckDB file, and a DuckLake whose catalog is in a PostgreSQL of our own."""

import itertools
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from bucket import running_bucket
from postgres import Postgres, running_postgres

from ingest import store
from ingest.settings import shipped
from ingest.store import Address, Lake

SQL = shipped("warehouse")
_NUMBERS = itertools.count(1)


@pytest.fixture(scope="session")
def postgres() -> Iterator[Postgres]:
    """PostgreSQL, or a skip with its reason."""
    with running_postgres() as cluster:
        yield cluster


@pytest.fixture
def own_postgres() -> Iterator[Postgres]:
    """One that the test may stop and start again."""
    with running_postgres() as cluster:
        yield cluster


@pytest.fixture(scope="session")
def lakes(postgres: Postgres, tmp_path_factory: pytest.TempPathFactory) -> Callable[[], Lake]:
    """New lakes, brought up to date already: copies of one that was migrated once."""
    data = f"{tmp_path_factory.mktemp('lake')}/"
    store.open_store(Lake(postgres.create("migrated"), data), SQL).close()
    return lambda: Lake(postgres.create(f"lake{next(_NUMBERS)}", "migrated"), data)


@pytest.fixture(scope="session")
def buckets(postgres: Postgres) -> Iterator[Callable[[], Lake]]:
    """The same with their data in an S3-compatible store."""
    with running_bucket("lake"):
        store.open_store(Lake(postgres.create("migrated_s3"), "s3://lake/papers/"), SQL).close()
        yield lambda: Lake(
            postgres.create(f"s3_{next(_NUMBERS)}", "migrated_s3"), "s3://lake/papers/"
        )


@pytest.fixture(params=["file", "lake"])
def address(request: pytest.FixtureRequest, tmp_path: Path) -> Address:
    """Where a new warehouse may be; each test runs with every kind."""
    if request.param == "file":
        return tmp_path / "w" / "ingest.duckdb"
    lake: Lake = request.getfixturevalue("lakes")()
    return lake


@pytest.fixture
def opened(address: Address) -> Iterator[store.Store]:
    """An open warehouse of every kind."""
    one = store.open_store(address, SQL)
    yield one
    one.close()


@pytest.fixture
def opened_file(tmp_path: Path) -> Iterator[store.Store]:
    """An open warehouse in a file."""
    one = store.open_store(tmp_path / "w" / "ingest.duckdb", SQL)
    yield one
    one.close()
