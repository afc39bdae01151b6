"""The flows as real Prefect flow runs, with no server set up beforehand and no network but loopback."""

import json
import os
import runpy
import signal
import socket
import sqlite3
import subprocess
import sys
import time
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
import yaml

from ingest import store
from ingest.errors import StoreError
from ingest.settings import Home, shipped
from ingest.stages import init_home

ROOT = Path(__file__).parents[2]
SAMPLES = shipped("samples")
NIGHT = ["--replay", str(SAMPLES / "night.warc"), "--since", "2026-08-19", "--until", "2026-08-20"]

# Looked up before anything else in every Python process: notes whom the process wants to reach.
_WATCH = """
import os, sys
def _note(event, arguments):
    if event == "socket.getaddrinfo" and arguments[0] not in (None, "localhost", "127.0.0.1", "::1", "0.0.0.0"):
        host = arguments[0]
    elif event == "socket.connect" and isinstance(arguments[1], tuple) and not str(arguments[1][0]).startswith(("127.", "::1", "localhost")):
        host = arguments[1][0]
    else:
        return
    with open(os.environ["WATCHED"], "a") as out:
        out.write(f"{event} {host}\\n")
sys.addaudithook(_note)
"""

pytestmark = pytest.mark.prefect


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A home whose very first start was killed half-way through preparing Prefect's database."""
    path = tmp_path_factory.mktemp("flows") / "home"
    init_home(path, SAMPLES / "lists")
    half = path / ".prefect" / "ingest-server.partial" / "prefect.db"
    half.parent.mkdir(parents=True)
    half.write_bytes(b"half a database")
    return path


@pytest.fixture(scope="module")
def watched(tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    folder = tmp_path_factory.mktemp("watch")
    (folder / "sitecustomize.py").write_text(_WATCH)
    plain = {name: value for name, value in os.environ.items() if not name.startswith("PREFECT_")}
    return {**plain, "PYTHONPATH": str(folder), "WATCHED": str(folder / "reached.txt")}


def run_flow(
    name: str, *arguments: str, environment: dict[str, str]
) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, str(ROOT / "flows" / f"{name}.py"), *arguments],
        capture_output=True,
        text=True,
        env=environment,
        timeout=900,  # far beyond any real run: only against hanging
        check=False,
    )


@pytest.fixture(scope="module")
def nightly(home: Path, watched: dict[str, str]) -> subprocess.CompletedProcess[str]:
    return run_flow("nightly", "--home", str(home), *NIGHT, environment=watched)


def artifact(home: Path, key: str) -> str:
    with sqlite3.connect(home / ".prefect" / "ingest-server.db") as database:
        rows = database.execute(
            "select data from artifact where key = ? order by created", [key]
        ).fetchall()
    return str(json.loads(rows[-1][0]))


def test_the_night_runs_as_a_flow_after_a_first_start_that_was_killed(
    home: Path, nightly: subprocess.CompletedProcess[str]
) -> None:
    assert nightly.returncode == 0, nightly.stderr[-3000:]
    assert "Finished in state Completed()" in nightly.stderr
    reader = store.open_reader(Home(home).database)
    assert store.count(reader, "pulls") == 4
    reader.close()


def test_the_night_leaves_a_page_that_a_person_can_read(
    home: Path, nightly: subprocess.CompletedProcess[str]
) -> None:
    page = artifact(home, "nightly")
    for part in ("complete", "| poll |", "sightings", "opened #1", "## propose"):
        assert part in page


def test_nobody_but_this_machine_is_reached(
    nightly: subprocess.CompletedProcess[str], watched: dict[str, str]
) -> None:
    assert nightly.returncode == 0
    reached = Path(watched["WATCHED"])
    assert not reached.exists(), reached.read_text()


def test_reviews_are_read_back_by_their_own_flow(
    home: Path, nightly: subprocess.CompletedProcess[str], watched: dict[str, str]
) -> None:
    done = run_flow("reviews", "--home", str(home), environment=watched)
    assert done.returncode == 0, done.stderr[-3000:]
    assert "stands as it is" in artifact(home, "reviews")


def test_what_stands_in_lists_is_looked_after_by_a_flow_of_its_own(
    home: Path, nightly: subprocess.CompletedProcess[str], watched: dict[str, str]
) -> None:
    arguments = ("--home", str(home), *NIGHT[:2])
    done = run_flow("upkeep", *arguments, environment=watched)
    assert done.returncode == 0, done.stderr[-3000:]
    assert "findings" in artifact(home, "upkeep")
    assert not Path(watched["WATCHED"]).exists()


def test_a_night_in_trouble_ends_as_failed_with_its_exit_code(
    home: Path, nightly: subprocess.CompletedProcess[str], watched: dict[str, str]
) -> None:
    done = run_flow(
        "nightly", "--home", str(home), *NIGHT[:4], "--until", "2026-08-21", environment=watched
    )
    assert done.returncode == 11
    assert "not recorded" in done.stderr or "was not" in done.stderr
    assert "partial" in artifact(home, "nightly")


_DESCRIBE = """
import json, sys, yaml
sys.path.insert(0, "flows")
from pathlib import Path
from prefect.flows import load_flow_from_entrypoint
told = {}
for one in yaml.safe_load(Path("prefect.yaml").read_text())["deployments"]:
    flow = load_flow_from_entrypoint(one["entrypoint"])
    schema = flow.parameters.model_dump()
    told[one["name"]] = [flow.description, schema["properties"], schema["required"]]
print(json.dumps(told))
"""


REQUIRED = {
    "the-past": ["since", "until"],
    "one-part": ["night", "name", "stages", "leases"],  # never started by hand
}


def test_every_deployment_explains_itself_and_its_parameters(watched: dict[str, str]) -> None:
    done = subprocess.run(
        [sys.executable, "-c", _DESCRIBE],
        capture_output=True, text=True, cwd=ROOT, env=watched, check=True,
    )  # fmt: skip
    told = json.loads(done.stdout)
    deployments = yaml.safe_load((ROOT / "prefect.yaml").read_text(encoding="utf-8"))["deployments"]
    assert set(told) == {one["name"] for one in deployments}
    assert {"every-night", "every-hour", "every-week", "pages", "mails", "watching"} <= set(told)
    for one in deployments:
        description, parameters, required = told[one["name"]]
        assert one["description"]
        assert description
        assert required == REQUIRED.get(one["name"], [])
        for name, schema in parameters.items():
            assert schema.get("description"), f"{one['name']}: {name}"


SERVED = """
deployments:
  - name: every-night
    entrypoint: flows/nightly.py:nightly
    schedules: [{{cron: "17 5 * * *"}}]
    parameters: {{replay: {archive}, since: "2026-08-19", until: "2026-08-20"}}
  - name: every-hour
    entrypoint: flows/reviews.py:reviews
    schedules: [{{cron: "41 * * * *"}}]
"""


def test_serving_makes_up_for_a_missed_night_once(
    home: Path, nightly: subprocess.CompletedProcess[str], watched: dict[str, str]
) -> None:
    (home / "prefect.yaml").write_text(SERVED.format(archive=SAMPLES / "night.warc"))
    with store.open_store(Home(home).database, shipped("warehouse")).connection as warehouse:
        warehouse.execute("update runs set started_at = started_at - interval 2 day")
    lived = runs(home, "nightly")
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    command = [sys.executable, "-m", "ingest", "--home", str(home), "serve", "--port", str(port)]
    serving = subprocess.Popen(command, stderr=subprocess.PIPE, text=True, env=watched)
    try:
        wait_until(lambda: runs(home, "nightly") == lived + 1, serving)
    finally:
        serving.send_signal(signal.SIGINT)
        said = serving.communicate(timeout=60)[1]
    assert runs(home, "nightly") == lived + 1
    assert "every-night: made up for now" in said
    assert "every-hour: made up" not in said
    with sqlite3.connect(home / ".prefect" / "ingest-server.db") as database:
        names = database.execute("select name from flow_run where name like 'nightly %'").fetchall()
    assert any("2026-08-19 2026-08-20 replay" in name for (name,) in names)
    assert len(json.loads(artifact(home, "proposals"))) == 4


def runs(home: Path, kind: str) -> int:
    """How many runs of a kind there were; -1 while another process writes."""
    try:
        reader = store.open_reader(Home(home).database)
    except StoreError:
        return -1
    try:
        return int(reader.rows("select count(*) from runs where kind = ?", kind)[0][0])
    finally:
        reader.close()


def wait_until(is_true: Callable[[], bool], serving: subprocess.Popen[str]) -> None:
    deadline = time.monotonic() + 900
    while not is_true():
        assert serving.poll() is None, serving.communicate()[1][-3000:]
        assert time.monotonic() < deadline
        time.sleep(1)


def serve_module() -> Any:
    sys.path.insert(0, str(ROOT / "flows"))
    try:
        return runpy.run_path(str(ROOT / "flows" / "serve.py"))
    finally:
        sys.path.remove(str(ROOT / "flows"))


@pytest.mark.parametrize(
    ("cron", "due"),
    [
        ("17 5 * * *", datetime(2026, 8, 20, 5, 17, tzinfo=UTC)),
        ("29 9 * * 6", datetime(2026, 8, 15, 9, 29, tzinfo=UTC)),
        ("41 * * * *", None),  # comes again soon enough
    ],
)
def test_what_was_last_due_is_read_from_the_schedule(cron: str, due: datetime | None) -> None:
    now = datetime(2026, 8, 20, 6, tzinfo=UTC)
    assert serve_module()["last_due"]({"cron": cron}, now) == due
