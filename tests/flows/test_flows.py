"""The flows as real Prefect flow runs, with no server set up beforehand and no network but loopback."""

import json
import os
import sqlite3
import subprocess
import sys
from pathlib import Path

import pytest
import yaml

from ingest import store
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
        timeout=300,
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


def test_a_night_in_trouble_ends_as_failed_with_its_exit_code(
    home: Path, nightly: subprocess.CompletedProcess[str], watched: dict[str, str]
) -> None:
    done = run_flow(
        "nightly", "--home", str(home), *NIGHT[:4], "--until", "2026-08-21", environment=watched
    )
    assert done.returncode == 11
    assert "not recorded" in done.stderr or "was not" in done.stderr
    assert "partial" in artifact(home, "nightly")


def test_every_deployment_names_a_flow_that_exists() -> None:
    deployments = yaml.safe_load((ROOT / "prefect.yaml").read_text(encoding="utf-8"))["deployments"]
    assert {one["name"] for one in deployments} == {
        "every-night",
        "by-hand",
        "every-hour",
        "the-past",
    }
    for one in deployments:
        path, _, function = one["entrypoint"].partition(":")
        assert f"def {function}(" in (ROOT / path).read_text(encoding="utf-8")
