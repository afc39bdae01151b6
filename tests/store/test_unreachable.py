"""A lake that does not answer, that nobody made yet or that keeps its data elsewhere: said, with what to do; no bug."""

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
from postgres import Postgres

from ingest import store
from ingest.errors import StoreError
from ingest.settings import shipped
from ingest.store import Lake

SQL = shipped("warehouse")
RUNS = "insert into runs (run_id) select 'run ' || i from range(5000) t(i)"


def fill(address: store.Address) -> None:
    opened = store.open_store(address, SQL)
    with opened.transaction():
        opened.rows(RUNS)
    opened.close()


@pytest.mark.usefixtures("buckets")
def test_a_bucket_that_is_not_there_is_named_and_nothing_of_a_copy_stays(
    postgres: Postgres, tmp_path: Path
) -> None:
    fill(tmp_path / "w.duckdb")
    lake = Lake(postgres.create("no_bucket"), "s3://elsewhere/papers/")
    with pytest.raises(StoreError, match=r"the lake does not answer.*NoSuchBucket") as refused:
        store.copy_warehouse(tmp_path / "w.duckdb", lake, SQL)
    assert "s3://elsewhere/papers/" in refused.value.where
    assert "AWS_ENDPOINT_URL" in refused.value.todo
    with store.open_catalog(lake, SQL) as catalog:
        assert catalog.ask("select count(*) as n from ingest.ducklake_data_file") == [(0,)]


def test_a_store_of_objects_that_does_not_answer_is_no_bug_for_who_reads_or_writes(
    buckets: Callable[[], Lake], monkeypatch: pytest.MonkeyPatch
) -> None:
    lake = buckets()
    fill(lake)
    monkeypatch.setenv("AWS_ENDPOINT_URL", "http://127.0.0.1:1")
    opened = store.open_store(lake, SQL)
    with pytest.raises(StoreError, match="does not answer"):
        opened.rows("select max(run_id) from runs")
    with pytest.raises(StoreError, match="does not answer"), opened.transaction():
        opened.connection.execute(RUNS)  # as most writers do
    with pytest.raises(StoreError, match="does not answer") as refused:
        store.query_rows(opened, "select max(run_id) from runs")
    assert "run again" in refused.value.todo
    opened.close()


def test_a_catalog_that_went_away_or_a_lost_file_is_no_bug_and_what_was_open_goes_on_when_it_is_back(
    own_postgres: Postgres, tmp_path: Path
) -> None:
    opened = store.open_store(Lake(own_postgres.create("lake"), f"{tmp_path}/"), SQL)
    own_postgres.halt()
    with pytest.raises(StoreError, match="the lake does not answer") as refused:
        opened.records("select * from works")
    assert "check PostgreSQL" in refused.value.todo
    with pytest.raises(StoreError, match="the lake does not answer"), opened.transaction():
        opened.connection.execute(RUNS)
    own_postgres.start()
    with opened.transaction():
        opened.rows(RUNS)
    assert opened.rows("select count(*) from runs") == [(5000,)]
    for path in (tmp_path / "main" / "runs").iterdir():
        path.unlink()
    with pytest.raises(StoreError, match=r"does not answer: .*Cannot open file .*/main/runs/"):
        opened.rows("select max(run_id) from runs")
    opened.close()


def test_readers_of_a_database_without_a_lake_hear_that_there_is_none_yet(
    postgres: Postgres, tmp_path: Path
) -> None:
    lake = Lake(postgres.create("bare"), f"{tmp_path}/lake/")
    with pytest.raises(StoreError, match="there is no warehouse yet") as refused:
        store.open_snapshot(lake, SQL)
    assert "ingest run" in refused.value.todo


def test_a_lake_is_opened_by_its_own_data_path_alone(
    lakes: Callable[[], Lake], tmp_path: Path
) -> None:
    lake = lakes()
    with pytest.raises(StoreError, match="keeps its data elsewhere") as refused:
        store.open_store(replace(lake, data_path=f"{tmp_path}/other/"), SQL)
    assert lake.data_path in refused.value.what and "warehouse copy" in refused.value.todo
