"""`ingest status` as a cron job sees it: its exit code, whatever else went well."""

import json
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from nights import make_home, open_night
from upstream import make_papers, reply

from ingest.__main__ import main
from ingest.errors import StoreError
from ingest.report import render_status
from ingest.settings import shipped
from ingest.stages import poll
from ingest.stages.explaining import status
from ingest.store import Window, open_reader, open_store, save_window


@pytest.fixture
def now() -> datetime:
    return datetime.now(UTC)  # at the test: the first and the last of a run may be minutes apart


def polled(home: Any, at: datetime, *, is_replayed: bool, published_at: datetime) -> None:
    """A warehouse whose one window closed at a time and brought one record."""
    store = open_store(home.database, shipped("warehouse"))
    with store.transaction():
        save_window(
            store,
            Window("arxiv", at - timedelta(days=1), at, "complete", at, closed_to_at=at, is_replayed=is_replayed),
        )  # fmt: skip
        store.connection.execute(
            "insert into sightings (sighting_id, work_id, source, kind, seen_at, published_at) "
            "values ('s', 'arxiv:2611.00001', 'arxiv', 'query', ?, ?)",
            [at.replace(tzinfo=None), published_at.replace(tzinfo=None)],
        )
    store.close()


@pytest.mark.parametrize(
    ("run_age", "data_age", "is_replayed", "code"),
    [
        (timedelta(hours=2), timedelta(days=1), False, 0),
        (timedelta(hours=2), timedelta(days=40), False, 11),  # runs every night, data stands still
        (timedelta(days=40), timedelta(days=41), False, 11),  # nobody runs it any more
        (timedelta(hours=2), timedelta(days=900), True, 0),  # a demonstration, replayed
    ],
)
def test_status_fails_when_the_data_is_too_old(
    now: datetime, run_age: timedelta, data_age: timedelta, is_replayed: bool, code: int, tmp_path: Path, capsys: pytest.CaptureFixture[str],
) -> None:  # fmt: skip
    home = make_home(tmp_path, "http://127.0.0.1:9")
    polled(home, now - run_age, is_replayed=is_replayed, published_at=now - data_age)
    assert main(["--home", str(tmp_path), "status", "--json"]) == code
    out, err = capsys.readouterr()
    (arxiv,) = (one for one in json.loads(out)["sources"] if one["name"] == "arxiv")
    assert arxiv["is_stale"] is (code == 11)
    assert abs(arxiv["run_age_hours"] - run_age.total_seconds() / 3600) < 0.2
    assert abs(arxiv["data_age_hours"] - data_age.total_seconds() / 3600) < 0.2
    assert ("the limit is 144 h" in err) is (code == 11)


def test_a_source_that_never_answered_is_too_old(
    now: datetime, upstream: Any, tmp_path: Path
) -> None:
    upstream.script("/api/query", lambda *_: reply(b"", 503))
    home = make_home(tmp_path, upstream.url)
    with open_night(home, now, sources=("arxiv",)) as night:
        poll(night)
    assert main(["--home", str(tmp_path), "status"]) == 11


def test_a_date_in_the_future_makes_no_data_fresh(now: datetime, tmp_path: Path) -> None:
    home = make_home(tmp_path, "http://127.0.0.1:9")
    ahead = now + timedelta(days=3000)
    polled(home, now - timedelta(days=40), is_replayed=False, published_at=ahead)
    assert main(["--home", str(tmp_path), "status"]) == 11


def test_an_estimate_is_printed_and_nothing_else_is_done(
    upstream: Any, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    upstream.papers = make_papers(datetime(2024, 3, 1, tzinfo=UTC).date(), 5, 7)
    make_home(tmp_path, upstream.url)
    span = ["--since", "2024-03-01", "--until", "2024-03-05", "--source", "arxiv"]
    assert main(["--home", str(tmp_path), "backfill", *span, "--estimate", "--json"]) == 0
    (estimate,) = json.loads(capsys.readouterr().out)
    assert (estimate["open_days"], estimate["open_partitions"], estimate["records"]) == (5, 1, 35)
    assert len(upstream.asked) == 1


def test_a_warehouse_of_the_first_version_keeps_its_windows(tmp_path: Path) -> None:
    import shutil

    from ingest.store import load_windows

    old = tmp_path / "warehouse"
    (old / "migrations").mkdir(parents=True)
    (old / "views").mkdir()
    shutil.copy(shipped("warehouse") / "migrations" / "0001_start.sql", old / "migrations")
    store = open_store(tmp_path / "one.duckdb", old)
    store.connection.execute(
        "insert into windows values ('arxiv', '2026-11-17', '2026-11-18 23:59', 'complete', '', 3, 0, 2, "
        "'2026-11-18 03:00'), ('hub', '2026-11-17', '2026-11-18 23:59', 'failed', 'no', 0, 0, 1, '2026-11-18 03:00')"
    )
    store.close()
    with pytest.raises(StoreError, match="older version"):
        open_reader(tmp_path / "one.duckdb", shipped("warehouse"))
    store = open_store(tmp_path / "one.duckdb", shipped("warehouse"))
    (arxiv,), (hub,) = load_windows(store, "arxiv"), load_windows(store, "hub")
    store.close()
    assert arxiv.closed_to_at == datetime(
        2026, 11, 18, 3, tzinfo=UTC
    )  # when it was asked, not its end
    assert (hub.closed_to_at, hub.kind, hub.is_replayed) == (None, "night", False)


@pytest.mark.parametrize(
    ("moment", "is_hinted"),
    [
        (datetime(2026, 11, 20, tzinfo=UTC), False),
        (datetime(2027, 11, 29, tzinfo=UTC), False),
        (datetime(2027, 12, 2, tzinfo=UTC), True),  # the shipped calendar ends with 2027
        (datetime(2028, 5, 1, tzinfo=UTC), True),
    ],
)
def test_a_calendar_that_runs_out_is_told_in_time(
    tmp_path: Path, moment: datetime, is_hinted: bool
) -> None:
    home = make_home(tmp_path, "http://127.0.0.1:9")
    with open_night(home, moment) as night:
        page = render_status(status(night.store, night.config, moment))
    assert ("no holidays of 2028" in page) is is_hinted
