"""A night that two workers share, on Prefect's server over PostgreSQL; one worker is killed in the middle of it."""

import json
import os
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from postgres import running_postgres

from ingest import store
from ingest.settings import Home, find_warehouse, shipped
from ingest.stages import Wish, init_home, open_context, run_stages
from ingest.store import Lake, Store

ROOT = Path(__file__).parents[2]
SAMPLES = shipped("samples")
NIGHT = {"replay": str(SAMPLES / "night.warc"), "since": "2026-08-19", "until": "2026-08-20"}
ENDED = ("COMPLETED", "FAILED", "CRASHED", "CANCELLED")
_SECONDS = 600  # far beyond any real run: only against hanging

pytestmark = [
    pytest.mark.prefect,
    pytest.mark.skipif(
        not Path("/proc").is_dir(), reason="a worker's processes are found in /proc"
    ),
]


@dataclass(frozen=True)
class Site:
    """A home whose warehouse is a lake, a Prefect server, and what its programs are started with."""

    home: Home
    url: str
    environment: dict[str, str]

    @property
    def lake(self) -> Lake:
        found = find_warehouse(self.home)
        assert isinstance(found, Lake)
        return found

    def ask(self, path: str, **body: Any) -> Any:
        data = json.dumps(body).encode()
        request = urllib.request.Request(f"{self.url}{path}", data, {"Content-Type": "application/json"})  # fmt: skip
        with urllib.request.urlopen(request, timeout=60) as answer:
            return json.load(answer)

    def start(self, *arguments: str) -> subprocess.Popen[str]:
        log = (self.home.path / "programs.log").open("a")
        return subprocess.Popen(
            [sys.executable, *arguments], cwd=ROOT, env=self.environment, stdout=log, stderr=log, text=True
        )  # fmt: skip

    @property
    def said(self) -> str:
        return (self.home.path / "programs.log").read_text()[-6000:]


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    folder = tmp_path_factory.mktemp("workers")
    with running_postgres() as postgres, ExitStack() as stack:
        home = Home(folder / "home")
        init_home(home.path, SAMPLES / "lists")
        (home.config / "warehouse.yaml").write_text(
            f'url: "ducklake:postgres:{postgres.create("lake")}"\n'
            f"data_path: {folder / 'lake'}\nlease_seconds: 3\n"
        )
        postgres.create("prefect")
        with socket.create_server(("127.0.0.1", 0)) as free:
            port = free.getsockname()[1]
        plain = {name: text for name, text in os.environ.items() if not name.startswith("PREFECT_")}
        site = Site(home, f"http://127.0.0.1:{port}/api", plain | {
            "PREFECT_API_DATABASE_CONNECTION_URL": f"postgresql+asyncpg://ingest@/prefect?host={postgres.folder}",
            "PREFECT_API_URL": f"http://127.0.0.1:{port}/api",
            "PREFECT_HOME": str(folder / "prefect"),
            "PREFECT_SERVER_ANALYTICS_ENABLED": "false",
            "PREFECT_WORKER_QUERY_SECONDS": "1",
            "PREFECT_LOGGING_TO_API_ENABLED": "false",
            "DO_NOT_TRACK": "1",
            "INGEST_HOME": str(home.path),
        })  # fmt: skip
        stack.enter_context(ended(site.start("-m", "prefect", "server", "start", "--port", str(port))))  # fmt: skip
        wait_until(lambda: is_up(site), site)
        yield site


@contextmanager
def ended(process: subprocess.Popen[str]) -> Iterator[subprocess.Popen[str]]:
    try:
        yield process
    finally:
        kill(process.pid)
        process.wait()


def kill(pid: int) -> None:
    """A process and all that it has started: what is left of a machine that lost its power."""
    children: dict[int, list[int]] = {}
    for status in Path("/proc").glob("[0-9]*/stat"):
        try:
            text = status.read_text()
        except (FileNotFoundError, ProcessLookupError):
            continue  # it ended while we looked
        children.setdefault(int(text.rpartition(")")[2].split()[1]), []).append(
            int(status.parts[2])
        )
    family = [pid]
    for one in family:
        family += children.get(one, [])
    for one in family:
        try:
            os.kill(one, signal.SIGKILL)
        except ProcessLookupError:
            continue


def is_up(site: Site) -> bool:
    try:
        with urllib.request.urlopen(f"{site.url}/health", timeout=5):
            return True
    except (urllib.error.URLError, OSError):
        return False


def wait_until(is_true: Callable[[], bool], site: Site, pause: float = 0.2) -> None:
    deadline = time.monotonic() + _SECONDS
    while not is_true():
        assert time.monotonic() < deadline, site.said
        time.sleep(pause)


def find_workers(catalog: store.Catalog, workers: dict[str, int], name: str) -> set[str]:
    """Which workers hold a lease of this beginning."""
    found = set()
    for row in store.load_leases(catalog):
        if any(one.startswith(name) for one in row.names):
            above = int(row.holder.split()[1])
            while above > 1:
                for worker, pid in workers.items():
                    if above == pid:
                        found.add(worker)
                try:
                    text = Path(f"/proc/{above}/stat").read_text()
                except FileNotFoundError:
                    break  # that part has ended
                above = int(text.rpartition(")")[2].split()[1])
    return found


@pytest.fixture(scope="module")
def shared(site: Site) -> dict[str, Any]:
    """The night after it has ended: which worker was killed in what, and Prefect's runs."""
    deploying = site.start("flows/deploy.py", "--only", "in-parts", "--only", "one-part")
    with ExitStack() as stack:
        workers = {}
        for name in ("one", "two"):
            started = site.start("-m", "prefect", "worker", "start", "--pool", "lists", "--type", "process", "--limit", "2", "--name", name)  # fmt: skip
            workers[name] = stack.enter_context(ended(started)).pid
        assert deploying.wait(_SECONDS) == 0, site.said
        deployment = site.ask("/deployments/filter", deployments={"name": {"any_": ["in-parts"]}})[0]  # fmt: skip
        parameters = {**NIGHT, "lists_per_part": 2, "start_minutes": 0.5}
        whole = site.ask(f"/deployments/{deployment['id']}/create_flow_run", parameters=parameters)
        catalog = stack.enter_context(store.open_catalog(site.lake, shipped("warehouse")))
        found: dict[str, Any] = {"worker": ""}

        def is_in_the_middle() -> bool:
            """Whether the worker that has not the night's own run is at a part of it; the other has room for one part."""
            coordinator = find_workers(catalog, workers, "split")
            at_parts = find_workers(catalog, workers, "night/") if coordinator else set()
            found["worker"] = next(iter(at_parts - coordinator), "")
            return bool(found["worker"])

        wait_until(is_in_the_middle, site, 0.05)
        kill(workers[found["worker"]])
        wait_until(lambda: state_of(site, whole["id"]) in ENDED, site, 1)
        found["state"] = state_of(site, whole["id"])
        found["runs"] = site.ask("/flow_runs/filter", flow_runs={"name": {"like_": " of "}})
    return found


def state_of(site: Site, flow_run_id: str) -> str:
    runs = site.ask("/flow_runs/filter", flow_runs={"id": {"any_": [flow_run_id]}})
    return str(runs[0]["state_type"])


def rows(opened: Store, sql: str) -> list[tuple[Any, ...]]:
    return opened.rows(sql)


# Works seen under their title alone first keep that name as well: which came first is for the workers to settle.
FACTS = {
    "windows": "select source, kind, from_at, to_at, outcome, closed_to_at from windows order by all",
    "works": "select work_id, title, ids, abstract, text_digest from works order by all",
    "names": "select id, work_id from work_ids where id not like 'title:%' order by all",
    "sightings": "select sighting_id, work_id from sightings order by all",
    "verdicts": "select work_id, category, score, state from verdicts order by all",
    "links": "select work_id, kind, url, tier from artifacts order by all",
    "proposed": "select list_name, work_id, section, is_ticked, row, state from changes order by all",
    "pulls": "select list_name, pull_number, state from pulls order by all",
}


def test_a_night_whose_worker_is_killed_ends_as_one_that_a_single_process_ran(
    site: Site, shared: dict[str, Any], tmp_path: Path
) -> None:
    assert shared["state"] == "COMPLETED", site.said
    init_home(tmp_path / "home", SAMPLES / "lists")
    from datetime import date

    days = {name: date.fromisoformat(NIGHT[name]) for name in ("since", "until")}
    wish = Wish(tmp_path / "home", replay=Path(NIGHT["replay"]), **days)
    with open_context(wish, lambda progress: None) as alone:
        run_stages(alone)
        expected = {name: rows(alone.store, sql) for name, sql in FACTS.items()}
    reader = store.open_reader(site.lake)
    found = {name: rows(reader, sql) for name, sql in FACTS.items()}
    reader.close()
    for name, told in expected.items():
        assert found[name] == told, name


def test_each_window_is_closed_once_each_work_there_once_and_each_list_has_one_pull_request(
    site: Site, shared: dict[str, Any]
) -> None:
    reader = store.open_reader(site.lake)
    windows = rows(reader, "select source, closed_to_at is not null from windows order by 1")
    assert windows == [("arxiv", True), ("hub", True), ("trending", True)]
    assert rows(reader, "select count(*), count(distinct work_id) from works") == [(68, 68)]
    assert rows(reader, "select count(*), count(distinct sighting_id) from sightings") == [
        (115, 115)
    ]
    assert rows(reader, "select count(*), count(distinct part) from parts") == [(6, 6)]
    assert rows(reader, "select kind, outcome from runs") == [("nightly", "complete")]
    reader.close()
    pulls = sorted(site.home.forge.rglob("*.json"))
    assert len(pulls) == len({path.parent for path in pulls}) == 4


def test_both_workers_had_parts_and_what_the_killed_one_left_another_did(
    site: Site, shared: dict[str, Any]
) -> None:
    lost = [run["name"] for run in shared["runs"] if run["state_type"] == "CRASHED"]
    again = [run["name"] for run in shared["runs"] if run["name"].endswith(" (2)")]
    assert lost
    assert {name.split(" of ")[0] for name in lost} <= {name.split(" of ")[0] for name in again}
    with store.open_catalog(site.lake, shipped("warehouse")) as catalog:
        left = [name for row in store.load_leases(catalog) for name in row.names]
    assert not [name for name in left if name.startswith(("night", "split", "write"))], left
