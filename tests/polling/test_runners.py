"""Threads, Dask and Ray: the same rows, in order, and never more under way than was said."""

import json
import threading
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
import yaml
from nights import make_home, open_night
from upstream import make_papers

from ingest.__main__ import main
from ingest.errors import ConfigError, SourceError
from ingest.runners import open_runner, run_ahead
from ingest.stages import backfill, plan_backfill, read_snapshot
from ingest.stages.snapshot import Sizes

FRIDAY = datetime(2026, 11, 20, 12, tzinfo=UTC)
SPAN = {"since": date(2024, 2, 20), "until": date(2024, 3, 10)}


def record(number: int) -> str:
    """One line; some share a DOI, some are odd, some are broken."""
    if number % 50 == 7:
        return '{"id": broken'
    return json.dumps(
        {
            "id": f"2401.{number:05}",
            "title": f"Paper {number}" if number % 20 else "Älter\u00a0und \\alpha",
            "abstract": "A few words.\n" if number % 33 else "Withdrawn by the authors.",
            "categories": "math.CO" if number % 3 == 0 else "cs.CL cs.LG",
            "doi": f"10.1000/{number // 10}" if number % 10 < 2 else None,
            "authors_parsed": [["Author", "Ann", ""]],
            "versions": [{"version": "v1", "created": "Mon, 1 Jan 2024 09:00:00 GMT"}],
        }
    )


@pytest.mark.parametrize("kind", ["dask", "ray"])
def test_the_rows_are_those_of_threads(kind: str, upstream: Any, tmp_path: Path) -> None:
    pytest.importorskip(
        {"dask": "distributed"}.get(kind, kind), reason=f"the extra `{kind}` is not installed"
    )
    upstream.papers = make_papers(date(2024, 2, 18), 25, 2)
    snapshot = tmp_path / "s.json"
    snapshot.write_text("".join(f"{record(number)}\n" for number in range(400)))
    by_threads, by_kind = (
        read_all(tmp_path / one, one, upstream.url, snapshot) for one in ("threads", kind)
    )
    assert by_threads["sightings"]
    assert by_threads["rejects"]
    assert by_kind == by_threads


def read_all(folder: Path, kind: str, url: str, snapshot: Path) -> dict[str, list[Any]]:
    """A stretch of the past and a snapshot, by one runner; every row, but for when it was read."""
    home = make_home(folder, url)
    run_on(home, runner=kind)
    with open_night(home, FRIDAY, sources=("arxiv",), **SPAN) as night:
        backfill(night, night.gate, plan_backfill(night, night.gate))
    with cluster_of(kind) as address:
        run_on(home, runner=kind, address=address)
        with open_night(home, FRIDAY + timedelta(hours=1)) as night:
            read_snapshot(night, snapshot, Sizes(piece_bytes=20_000, batch_bytes=60_000))
            return dump(night)


def run_on(home: Any, **settings: Any) -> None:
    """Have the home's config name a runner."""
    path = home.config / "sources.yaml"
    config = yaml.safe_load(path.read_text(encoding="utf-8"))
    config["backfill"] = {"workers": 1, "max_in_flight": 3} | settings
    path.write_text(yaml.safe_dump(config), encoding="utf-8")


@contextmanager
def cluster_of(kind: str) -> Iterator[str]:
    """The address of a Dask scheduler that runs already, which costs less than one more; else none."""
    if kind != "dask":
        yield ""
        return
    from distributed import LocalCluster

    with LocalCluster(
        n_workers=1, processes=False, protocol="tcp", host="127.0.0.1", dashboard_address=None
    ) as cluster:
        yield cluster.scheduler_address


def dump(night: Any) -> dict[str, list[Any]]:
    return {
        table: night.store.rows(f"select * exclude ({moment}) from {table} order by all")
        for table, moment in {
            "sightings": "seen_at", "works": "first_seen_at", "rejects": "seen_at", "windows": "tried_at",
            "partitions": "tried_at", "snapshots": "read_at", "merges": "merged_at",
        }.items()
    } | {"work_ids": night.store.rows("select * from work_ids order by all")}  # fmt: skip


def test_results_come_in_order_and_no_more_are_under_way_than_was_said() -> None:
    under_way, most, guard = 0, 0, threading.Lock()

    def inputs() -> Iterator[int]:
        nonlocal under_way, most
        for number in range(20):
            with guard:
                under_way += 1
                most = max(most, under_way)
            yield number

    def work(number: int) -> int:
        time.sleep(0.002 * (number % 3))
        return number

    with ThreadPoolExecutor(4) as pool:
        taken = []
        for number in run_ahead(pool.submit, work, inputs(), 5):
            time.sleep(0.001)  # who saves is slower than who reads
            taken.append(number)
            with guard:
                under_way -= 1
    assert taken == list(range(20))
    assert most <= 5


def test_what_came_before_a_broken_input_is_taken_first() -> None:
    def inputs() -> Iterator[int]:
        yield from (1, 2, 3)
        raise SourceError("the file ends here", where="f", todo="fetch it again")

    taken: list[int] = []
    with ThreadPoolExecutor(2) as pool, pytest.raises(SourceError, match="ends here"):
        taken.extend(run_ahead(pool.submit, abs, inputs(), 2))
    assert taken == [1, 2, 3]


def test_a_runner_that_is_not_there_is_said(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    for kind, module in (("dask", "distributed"), ("ray", "ray")):
        monkeypatch.setitem(__import__("sys").modules, module, None)
        with (
            pytest.raises(ConfigError, match=f"{kind} is not installed"),
            open_runner(kind),  # type: ignore[arg-type]
        ):
            pass
    home = make_home(tmp_path / "home", "http://127.0.0.1:9")
    path = home.config / "sources.yaml"
    path.write_text(path.read_text().replace("runner: threads", "runner: flock"))
    (tmp_path / "s.json").write_text(record(1) + "\n")
    command = ["--home", str(home.path), "backfill", "--snapshot", str(tmp_path / "s.json")]
    assert main(command) == 10
    assert "sources.yaml" in capsys.readouterr().err
