"""Prefect with no server set up beforehand: its own folder in the home, no telemetry, a sure first start.

https://docs.prefect.io/v3/api-ref/settings-ref
"""

import os
import shutil
import subprocess
import sys
from collections.abc import MutableMapping
from pathlib import Path

_MIGRATION_SECONDS = 600


def prepare(home: Path, environment: MutableMapping[str, str] = os.environ) -> None:
    """Set up the embedded server's environment, and its database when it is not there yet.

    Must run before `prefect` is imported, which reads its settings once. Nothing is done about the
    server where PREFECT_API_URL names one. The database is migrated aside and moved into place when
    it is whole, so a first start that was killed half-way leaves nothing behind that a later one
    would trip over.
    """
    environment.setdefault("DO_NOT_TRACK", "1")
    environment.setdefault("PREFECT_SERVER_ANALYTICS_ENABLED", "false")
    environment.setdefault("HF_HUB_DISABLE_TELEMETRY", "1")
    if environment.get("PREFECT_API_URL"):
        return
    folder = (home / ".prefect").resolve()
    database = folder / "ingest-server.db"
    environment["PREFECT_HOME"] = str(folder)
    environment["PREFECT_SERVER_EPHEMERAL_STARTUP_TIMEOUT_SECONDS"] = "300"
    environment["PREFECT_API_DATABASE_CONNECTION_URL"] = _url(database)
    if not database.exists():
        _migrate(database, environment)


def _migrate(database: Path, environment: MutableMapping[str, str]) -> None:
    sys.stderr.write("Preparing Prefect's database, once; this takes some 15 seconds ...\n")
    partial = database.with_suffix(".partial") / "prefect.db"
    shutil.rmtree(partial.parent, ignore_errors=True)
    partial.parent.mkdir(parents=True)
    subprocess.run(
        [sys.executable, "-m", "prefect", "server", "database", "upgrade", "-y"],
        env={**environment, "PREFECT_API_DATABASE_CONNECTION_URL": _url(partial)},
        check=True,
        stdout=subprocess.DEVNULL,
        timeout=_MIGRATION_SECONDS,
    )
    partial.replace(database)
    shutil.rmtree(partial.parent)


def _url(database: Path) -> str:
    return f"sqlite+aiosqlite:///{database.as_posix()}"
