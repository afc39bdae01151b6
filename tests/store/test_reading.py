"""Readers and the night never wait for each other."""

import subprocess
import sys
from pathlib import Path

import pytest

from ingest import store
from ingest.errors import ConfigError, StoreError
from ingest.settings import Home, find_warehouse, shipped
from ingest.store import Lake, parse_address, reading

SQL = shipped("warehouse")


def run_count(address: Path) -> int:
    reader = store.open_snapshot(address, SQL)
    found = store.count(reader, "runs")
    reader.close()
    return found


def add_run(opened: store.Store, name: str) -> None:
    opened.connection.execute("insert into runs (run_id) values (?)", [name])


def test_what_was_written_is_read_from_then_on(tmp_path: Path) -> None:
    address = tmp_path / "ingest.duckdb"
    for number in (1, 2):
        writer = store.open_store(address, SQL)
        add_run(writer, f"r{number}")
        writer.close()
        assert run_count(address) == number


def test_a_long_reader_does_not_hold_up_a_writer(tmp_path: Path) -> None:
    address = tmp_path / "ingest.duckdb"
    store.open_store(address, SQL).close()
    reader = store.open_snapshot(address, SQL)
    writer = store.open_store(address, SQL, patience_seconds=0)
    add_run(writer, "night")
    writer.close()
    assert store.count(reader, "runs") == 0
    reader.close()


def test_while_a_run_is_writing_the_last_copy_is_read_and_its_age_told(tmp_path: Path) -> None:
    address = tmp_path / "ingest.duckdb"
    store.open_store(address, SQL).close()
    assert run_count(address) == 0
    script = (
        "import sys; from pathlib import Path; from ingest import store\n"
        "one = store.open_store(Path(sys.argv[1]), Path(sys.argv[2]))\n"
        "one.connection.execute(\"insert into runs (run_id) values ('r')\")\n"
        "one.connection.execute('checkpoint'); print('writing', flush=True); sys.stdin.read()"
    )
    command = [sys.executable, "-c", script, str(address), str(SQL)]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE) as writing:
        assert writing.stdout is not None
        assert writing.stdout.readline() == b"writing\n"
        told: list[str] = []
        reader = store.open_snapshot(address, SQL, told.append)
        assert store.count(reader, "runs") == 0
        reader.close()
        assert told and told[0].startswith("a run is writing; this is the warehouse of 20")
    assert run_count(address) == 1


def test_a_broken_file_is_told_and_not_taken_for_one_that_a_run_is_writing(tmp_path: Path) -> None:
    address = tmp_path / "ingest.duckdb"
    store.open_store(address, SQL).close()
    assert run_count(address) == 0
    address.write_bytes(b"no database any more")
    with pytest.raises(StoreError, match="can't be opened"):
        store.open_snapshot(address, SQL)


def test_without_any_copy_a_reader_is_told_who_is_writing(tmp_path: Path) -> None:
    address = tmp_path / "ingest.duckdb"
    script = (
        "import sys; from pathlib import Path; from ingest import store\n"
        "one = store.open_store(Path(sys.argv[1]), Path(sys.argv[2])); print('w', flush=True); sys.stdin.read()"
    )
    command = [sys.executable, "-c", script, str(address), str(SQL)]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE) as writing:
        assert writing.stdout is not None
        assert writing.stdout.readline() == b"w\n"
        with pytest.raises(StoreError, match="another process is writing"):
            store.open_snapshot(address, SQL)


def test_many_read_a_lake_while_it_is_written(lakes: object) -> None:
    lake: Lake = lakes()  # type: ignore[operator]
    writer = store.open_store(lake, SQL)
    readers = [store.open_snapshot(lake, SQL) for _ in range(2)]
    with writer.transaction():
        add_run(writer, "night")
        assert [store.count(one, "runs") for one in readers] == [0, 0]
    assert [store.count(one, "runs") for one in readers] == [1, 1]
    for one in (writer, *readers):
        one.close()


@pytest.mark.parametrize(
    ("text", "environment", "found"),
    [
        (None, {}, "warehouse/ingest.duckdb"),
        ("url: duckdb:elsewhere/w.duckdb", {}, "elsewhere/w.duckdb"),
        (None, {"INGEST_WAREHOUSE": "duckdb:other.duckdb"}, "other.duckdb"),
    ],
)
def test_the_warehouse_is_where_config_or_the_environment_say(
    tmp_path: Path, text: str | None, environment: dict[str, str], found: str
) -> None:
    (tmp_path / "config").mkdir()
    if text:
        (tmp_path / "config" / "warehouse.yaml").write_text(text)
    assert find_warehouse(Home(tmp_path), environment) == tmp_path / found


def test_a_lake_is_its_catalog_and_where_its_data_is(tmp_path: Path) -> None:
    (tmp_path / "config").mkdir()
    text = "url: 'ducklake:postgres:dbname=ingest host=db'\ndata_path: lake\n"
    (tmp_path / "config" / "warehouse.yaml").write_text(text)
    lake = Lake("dbname=ingest host=db", f"{tmp_path / 'lake'}/")
    assert find_warehouse(Home(tmp_path), {}) == lake
    remote = parse_address("ducklake:postgres:dbname=x", tmp_path, data_path="s3://bucket/w")
    assert remote == Lake("dbname=x", "s3://bucket/w/")


@pytest.mark.parametrize(
    ("url", "data_path", "problem"),
    [
        ("postgres:dbname=x", "d", "no address of a warehouse"),
        ("duckdb:", None, "no address of a warehouse"),
        ("ducklake:postgres:", "d", "no address of a warehouse"),
        ("ducklake:postgres:dbname=x", None, "needs a place for its data"),
        ("ducklake:postgres:dbname=x password=y", "d", "a password does not belong"),
        ("ducklake:postgres:postgresql://u:secret@h/x", "d", "a password does not belong"),
    ],
)
def test_an_address_that_can_not_be_used_is_refused_with_what_to_do(
    tmp_path: Path, url: str, data_path: str | None, problem: str
) -> None:
    with pytest.raises(ConfigError, match=problem) as refused:
        parse_address(url, tmp_path, data_path=data_path, where="--to")
    assert refused.value.todo and "secret" not in str(refused.value)


def test_a_catalog_that_does_not_answer_is_named(tmp_path: Path) -> None:
    pytest.importorskip("duckdb_extensions")
    lake = Lake(f"dbname=none host={tmp_path} connect_timeout=1", f"{tmp_path}/d/")
    with pytest.raises(StoreError, match="catalog can't be opened") as refused:
        store.open_store(lake, SQL)
    assert "PostgreSQL answers" in refused.value.todo


def test_where_no_copy_can_be_made_the_warehouse_itself_is_read(tmp_path: Path) -> None:
    address = tmp_path / "ingest.duckdb"
    writer = store.open_store(address, SQL)
    add_run(writer, "r1")
    writer.close()
    (
        tmp_path / "ingest.reading.duckdb.partial"
    ).mkdir()  # as good as a folder that can't be written to
    told: list[str] = []
    reader = store.open_snapshot(address, SQL, told.append)
    assert store.count(reader, "runs") == 1
    reader.close()
    assert "the warehouse itself is read: it can't be copied (Is a directory)" in told[0]


def test_a_copy_that_takes_a_while_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(reading, "_LARGE", 1)
    address = tmp_path / "ingest.duckdb"
    store.open_store(address, SQL).close()
    told: list[str] = []
    for _ in range(2):
        store.open_snapshot(address, SQL, told.append).close()
    assert [text.split(":")[0] for text in told] == [
        "the warehouse is copied first, once after each run"
    ]
