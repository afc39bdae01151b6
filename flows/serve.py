"""Every schedule of prefect.yaml from one process, with Prefect's own server and page beside it.

https://docs.prefect.io/v3/how-to-guides/deployment_infra/run-flows-in-local-processes
"""

import asyncio
import os
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import yaml

from embedded import prepare
from ingest.errors import ConfigError

ROOT = Path(__file__).resolve().parents[1]
_START_SECONDS = 300
_RUNS_AT_A_TIME = (
    2  # they wait for each other by the home's lease; a long backfill keeps no page waiting
)
_MAKE_UP_FOR = timedelta(hours=12)  # schedules closer together than this come again soon enough


def serve_all(home: Path, host: str, port: int) -> None:
    """Serve until stopped; what was missed while nothing ran is made up for first."""
    if not os.environ.get("PREFECT_API_URL"):
        _refuse_taken(host, port)
    os.environ["INGEST_HOME"] = str(home)
    prepare(home)
    os.chdir(ROOT)  # entrypoints are relative to the folder that holds flows/
    with _server(host, port):
        asyncio.run(_serve(home))


@contextmanager
def _server(host: str, port: int) -> Iterator[None]:
    """Prefect's server as a child process, unless the environment names one."""
    if os.environ.get("PREFECT_API_URL"):
        yield
        return
    url = f"http://{'127.0.0.1' if host == '0.0.0.0' else host}:{port}"
    sys.stderr.write(f"Starting Prefect's server; its page is {url}\n")
    child = subprocess.Popen(
        [sys.executable, "-m", "prefect", "server", "start", "--host", host, "--port", str(port)],
        stdout=subprocess.DEVNULL,
    )  # fmt: skip
    try:
        _wait_for(f"{url}/api/health", child)
        os.environ["PREFECT_API_URL"] = f"{url}/api"
        yield
    finally:
        child.terminate()
        child.wait(timeout=30)


def _refuse_taken(host: str, port: int) -> None:
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    try:
        socket.create_server((host, port), family=family).close()
    except OSError as error:
        raise ConfigError(
            f"Prefect's page can't stand at {host}:{port}: {error}",
            where="--host, --port",
            todo="name another port, or end what is there",
        ) from None


def _wait_for(url: str, child: subprocess.Popen[bytes]) -> None:
    deadline = time.monotonic() + _START_SECONDS
    while time.monotonic() < deadline:
        if child.poll() is not None:
            raise ConfigError(
                "Prefect's server ended at once",
                where=url,
                todo="read what it says above; is the port taken? Name another with --port",
            )
        try:
            with urllib.request.urlopen(url, timeout=5):
                return
        except (urllib.error.URLError, OSError):
            time.sleep(0.5)
    raise ConfigError(
        f"Prefect's server did not answer within {_START_SECONDS} s",
        where=url,
        todo="start it by hand to see why: `prefect server start`",
    )


async def _serve(home: Path) -> None:
    from prefect.runner import Runner

    runner = Runner(name="paper-ingest", pause_on_shutdown=False, limit=_RUNS_AT_A_TIME)
    for wanted in load_deployments(home):
        deployment_id = await runner.aadd_deployment(_make(wanted, home))
        missed = find_missed(wanted, home, datetime.now(UTC))
        if missed:
            sys.stderr.write(f"{wanted['name']}: made up for now, it was due {missed:%Y-%m-%d %H:%M} UTC\n")  # fmt: skip
            await _start(deployment_id)
        schedules = ", ".join(one["cron"] for one in wanted.get("schedules", ())) or "by hand"
        sys.stderr.write(f"{wanted['name']:<16} {schedules}\n")
    sys.stderr.write("Serving; Ctrl-C ends it.\n")
    await runner.start()


def load_deployments(home: Path) -> list[dict[str, Any]]:
    """The deployments of the home's prefect.yaml, else of the one that comes with the program."""
    own = home / "prefect.yaml"
    path = own if own.exists() else ROOT / "prefect.yaml"
    return list(yaml.safe_load(path.read_text(encoding="utf-8"))["deployments"])


def _make(wanted: Mapping[str, Any], home: Path) -> Any:
    from prefect.deployments.runner import RunnerDeployment
    from prefect.schedules import Cron

    return RunnerDeployment.from_entrypoint(
        wanted["entrypoint"],
        name=wanted["name"],
        schedules=[
            Cron(one["cron"], timezone=one.get("timezone", "UTC"))
            for one in wanted.get("schedules", ())
        ],
        parameters={"home": str(home), **wanted.get("parameters", {})},
        description=wanted.get("description"),
        tags=wanted.get("tags"),
    )


async def _start(deployment_id: Any) -> None:
    from prefect.client.orchestration import get_client

    async with get_client() as client:
        await client.create_flow_run_from_deployment(deployment_id)


def find_missed(wanted: Mapping[str, Any], home: Path, now: datetime) -> datetime | None:
    """When a deployment was last due, if that was missed; None where it ran since, or never ran at all.

    A home that never ran anything is new: its first night comes at its time, or by hand.
    """
    from ingest.settings import Home
    from ingest.stages.schedule import last_start

    kind = wanted["entrypoint"].partition(":")[2]
    last = last_start(Home(home), kind)
    if last is None:
        return None
    due = [moment for one in wanted.get("schedules", ()) if (moment := last_due(one, now))]
    return max(due) if due and max(due) > last else None


def last_due(schedule: Mapping[str, Any], now: datetime) -> datetime | None:
    """The last moment of a cron schedule before `now`; None where it comes again within hours."""
    from prefect._vendor.croniter import croniter

    before = croniter(schedule["cron"], now.astimezone(ZoneInfo(schedule.get("timezone", "UTC"))))
    last: datetime = before.get_prev(datetime)
    return last if last - before.get_prev(datetime) >= _MAKE_UP_FOR else None
