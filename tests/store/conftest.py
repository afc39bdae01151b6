"""A warehouse of every kind: a DuckDB file, and a DuckLake whose catalog is in a PostgreSQL of our own."""

import itertools
import os
import shutil
import subprocess
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from ingest import store
from ingest.settings import shipped
from ingest.store import Address, Lake

SQL = shipped("warehouse")
_NUMBERS = itertools.count(1)


class Postgres:
    """A cluster in a folder of its own, reached by its socket; nothing of it outlives the tests."""

    def __init__(self, programs: Path) -> None:
        self.programs = programs
        self.folder = Path(tempfile.mkdtemp(prefix="ingest-pg-"))
        if _is_root():  # PostgreSQL refuses to run as root
            shutil.chown(self.folder, "postgres")
        self.run("initdb", "-D", "data", "-U", "ingest", "-A", "trust", "--no-sync")
        options = f"-k {self.folder} -c listen_addresses= -c fsync=off"
        self.run("pg_ctl", "-D", "data", "-l", "log", "-w", "-o", options, "start")

    def run(self, program: str, *arguments: str) -> None:
        as_user = ["runuser", "-u", "postgres", "--"] if _is_root() else []
        command = [*as_user, str(self.programs / program), *arguments]
        subprocess.run(
            command, cwd=self.folder, check=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
        )  # fmt: skip

    def create(self, name: str, template: str = "template1") -> str:
        """A new database as libpq's words."""
        self.run("createdb", "-h", str(self.folder), "-U", "ingest", "-T", template, name)
        return f"dbname={name} host={self.folder} user=ingest"

    def stop(self) -> None:
        self.run("pg_ctl", "-D", "data", "-m", "immediate", "stop")
        shutil.rmtree(self.folder)


def _is_root() -> bool:
    return hasattr(os, "geteuid") and os.geteuid() == 0


def _find_programs() -> Path | None:
    """The folder of initdb and pg_ctl: on the PATH, or where Debian keeps them."""
    found = shutil.which("initdb")
    if found:
        return Path(found).resolve().parent
    kept = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"))
    return kept[-1].parent if kept else None


@pytest.fixture(scope="session")
def postgres() -> Iterator[Postgres]:
    """PostgreSQL, or a skip with its reason."""
    pytest.importorskip("duckdb_extensions", reason="the extra `lake` is not installed")
    programs = _find_programs()
    if programs is None:
        pytest.skip("there is no PostgreSQL server here (Debian: apt-get install postgresql)")
    cluster = Postgres(programs)
    yield cluster
    cluster.stop()


@pytest.fixture(scope="session")
def lakes(postgres: Postgres, tmp_path_factory: pytest.TempPathFactory) -> Callable[[], Lake]:
    """New lakes, brought up to date already: copies of one that was migrated once."""
    data = f"{tmp_path_factory.mktemp('lake')}/"
    store.open_store(Lake(postgres.create("migrated"), data), SQL).close()
    return lambda: Lake(postgres.create(f"lake{next(_NUMBERS)}", "migrated"), data)


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
