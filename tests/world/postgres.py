"""A PostgreSQL server of our own, for a lake's catalog and for Prefect's database."""

import os
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest


class Postgres:
    """A cluster in a folder of its own, reached by its socket; nothing of it outlives the tests."""

    def __init__(self, programs: Path) -> None:
        self.programs = programs
        self.folder = Path(tempfile.mkdtemp(prefix="ingest-pg-"))
        if _is_root():  # PostgreSQL refuses to run as root
            shutil.chown(self.folder, "postgres")
        self.run("initdb", "-D", "data", "-U", "ingest", "-A", "trust", "--no-sync")
        self.start()

    def run(self, program: str, *arguments: str) -> None:
        as_user: dict[str, Any] = {"user": "postgres", "group": "postgres", "extra_groups": []}
        subprocess.run(
            [str(self.programs / program), *arguments],
            cwd=self.folder,
            check=True,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            **(as_user if _is_root() else {}),
        )

    def create(self, name: str, template: str = "template1") -> str:
        """A new database as libpq's words."""
        self.run("createdb", "-h", str(self.folder), "-U", "ingest", "-T", template, name)
        return f"dbname={name} host={self.folder} user=ingest"

    def start(self) -> None:
        options = f"-k {self.folder} -c listen_addresses= -c fsync=off"
        self.run("pg_ctl", "-D", "data", "-l", "log", "-w", "-o", options, "start")

    def halt(self) -> None:
        """As if its machine had lost its power."""
        self.run("pg_ctl", "-D", "data", "-m", "immediate", "stop")

    def stop(self) -> None:
        self.halt()
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


@contextmanager
def running_postgres() -> Iterator[Postgres]:
    """PostgreSQL, or a skip with its reason."""
    pytest.importorskip("duckdb_extensions", reason="the extra `lake` is not installed")
    programs = _find_programs()
    if programs is None:
        pytest.skip("there is no PostgreSQL server here (Debian: apt-get install postgresql)")
    cluster = Postgres(programs)
    try:
        yield cluster
    finally:
        cluster.stop()
