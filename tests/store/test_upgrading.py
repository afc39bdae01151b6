"""Warehouses of older versions, with rows: brought up to date where they are, and where they come back from a backup."""

import shutil
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
from postgres import Postgres

from ingest import store
from ingest.settings import shipped
from ingest.store import Address, indexes
from ingest.works import Page, Sighting

SQL = shipped("warehouse")
NIGHT = datetime(2026, 8, 20, 5, tzinfo=UTC)
ROWS = """
insert into verdicts (work_id, category, state) values
    ('arxiv:2608.00001', 'a', 'yes'), ('arxiv:2608.00002', 'a', 'near'), ('arxiv:2608.00002', 'b', 'yes'),
    ('arxiv:2608.00003', 'c', 'no');
insert into watched (work_id, change_no) values ('arxiv:2608.00001', 3), ('arxiv:2608.00002', 7), ('arxiv:2608.00003', 9);
update watched set links_digest = 'd';
insert into enrichments (work_id, outcome, text_digest, next_at) values
    ('arxiv:2608.00001', 'complete', 'd', '2026-09-01'), ('arxiv:2608.00002', 'offline', 'd', '2026-09-01'),
    ('arxiv:2608.00003', 'complete', 'other', '2026-09-01');
insert into proposals (list_name, state, title) values ('list', 'open', 'Two papers');
"""


@pytest.fixture
def older(tmp_path: Path) -> Path:
    """The SQL of a version whose lists told nothing about categories, looks nothing about what they left."""
    folder = tmp_path / "older"
    shutil.copytree(SQL, folder)
    for file in (folder / "migrations").glob("*.sql"):
        if file.name >= "0060":
            file.unlink()
    return folder


@pytest.fixture(params=["file", "lake"])
def old(request: pytest.FixtureRequest, tmp_path: Path, older: Path) -> Iterator[Address]:
    """A warehouse of that version."""
    address: Address = tmp_path / "w.duckdb"
    if request.param == "lake":
        cluster: Postgres = request.getfixturevalue("postgres")
        address = store.Lake(cluster.create("with_rows"), f"{tmp_path}/data/")
    fill(address, older)
    yield address


def fill(address: Address, older: Path) -> None:
    opened = store.open_store(address, older)
    papers = [Sighting("arxiv", "query", f"Paper {n}", (f"arxiv:2608.0000{n}",)) for n in (1, 2, 3)]
    with opened.transaction():
        store.save_pages(opened, [Page(tuple(papers))], origin="o", seen_at=NIGHT)
        opened.connection.execute(ROWS)
    opened.close()


def check_new(address: Address) -> None:
    """What the migrations make of the rows, and every row that was there."""
    reader = store.open_reader(address, SQL)
    assert reader.rows("select * from category_changes order by 1") == [("a", 7), ("b", 7)]
    proposals = reader.rows("select list_name, state, title, proven, complete from proposals")
    assert proposals == [("list", "open", "Two papers", None, None)]
    due = reader.rows("select due_at from watched order by work_id")
    assert due == [
        (datetime(2026, 9, 1),),
        (None,),
        (None,),
    ]  # an answer to the same text alone is waited upon
    titles = reader.rows("select title from works order by 1")
    assert titles == [("Paper 1",), ("Paper 2",), ("Paper 3",)]
    assert reader.rows("select count(*) from verdicts") == [(4,)]
    reader.close()


def test_a_dry_run_leaves_an_old_file_as_it_is(tmp_path: Path, older: Path) -> None:
    address = tmp_path / "w.duckdb"
    fill(address, older)
    before = address.read_bytes()
    with store.open_rehearsal(address, SQL) as rehearsal:
        assert rehearsal.rows("select count(*) from category_changes") == [(2,)]
    assert address.read_bytes() == before
    assert {file.name for file in tmp_path.iterdir()} == {"w.duckdb", "older"}


def test_an_old_warehouse_is_brought_up_to_date_with_its_rows(old: Address) -> None:
    store.open_store(old, SQL).close()
    check_new(old)
    again: list[tuple[str, int, int]] = []
    store.open_store(old, SQL, tell=lambda *one: again.append(one)).close()
    assert again == []


def test_a_backup_of_an_older_version_comes_back_up_to_date(tmp_path: Path, older: Path) -> None:
    home, backup = tmp_path / "home" / "ingest.duckdb", tmp_path / "backup.duckdb"
    fill(home, older)
    store.backup(home, backup, older, lambda *told: None)
    store.open_store(home, SQL).close()
    before = backup.read_bytes()
    moved = store.restore(backup, home, SQL, lambda *told: None)
    assert {one.table: one.row_count for one in moved if one.row_count} == {
        "category_changes": 2, "enrichments": 3, "proposals": 1, "sightings": 3, "unjudged": 3, "verdicts": 4, "watched": 3, "work_ids": 3,
        "works": 3,
    }  # fmt: skip
    check_new(home)
    assert backup.read_bytes() == before
    left = {path.name for path in home.parent.iterdir()}
    assert left == {"ingest.duckdb", "ingest.duckdb.before-restore"}


def test_a_backup_of_an_older_version_goes_into_a_lake(
    lakes: Callable[[], store.Lake], tmp_path: Path, older: Path
) -> None:
    lake, backup = lakes(), tmp_path / "backup.duckdb"
    fill(backup, older)
    store.restore(backup, lake, SQL, lambda *told: None)
    check_new(lake)


@pytest.mark.parametrize(
    ("sql", "made"),
    [
        ("alter table proposals add column more varchar", []),
        ("create table more as select work_id from works", []),
        ("alter table works add column more varchar", ["works"]),
        ("UPDATE  Verdicts\nset state = 'no'", ["verdicts"]),
        ("delete from artifacts; insert into work_ids select 'x', work_id, 1 from works", ["work_ids", "artifacts"]),
    ],
)  # fmt: skip
def test_a_migration_leaves_the_indexes_of_tables_that_it_does_not_change(
    sql: str, made: list[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(indexes, "LARGE", -1)  # every index that is made is told
    home, newer = tmp_path / "w.duckdb", tmp_path / "newer"
    fill(home, SQL)
    shutil.copytree(SQL, newer)
    (newer / "migrations" / "9000_more.sql").write_text(sql)
    told: list[str] = []
    opened = store.open_store(home, newer, tell=lambda what, done, total: told.append(what))
    assert told == ["the change 9000_more", *(f"an index of {table}" for table in made)]
    assert len(opened.indexed) == len(opened.rows("from duckdb_indexes()")) == 9
    opened.close()
