"""A warehouse moved from one kind to another holds the same rows, or nothing of it is there."""

from datetime import UTC, datetime
from pathlib import Path

import duckdb
import pytest

from ingest import store
from ingest.errors import StoreError
from ingest.settings import shipped
from ingest.store import Address, Lake
from ingest.works import Decision, Page, Sighting, Work

SQL = shipped("warehouse")
NIGHT = datetime(2026, 8, 20, 5, tzinfo=UTC)
Told = list[tuple[str, int, int]]


@pytest.fixture(params=["lakes", "buckets"])
def lake(request: pytest.FixtureRequest) -> Lake:
    """A lake whose data is in a folder, and one whose data is in an S3-compatible store."""
    made: Lake = request.getfixturevalue(request.param)()
    return made


@pytest.fixture(params=["file", "lakes", "buckets"])
def address(request: pytest.FixtureRequest, tmp_path: Path) -> Address:
    """A warehouse of each kind."""
    if request.param == "file":
        return tmp_path / "w" / "ingest.duckdb"
    made: Lake = request.getfixturevalue(request.param)()
    return made


def fill(address: Address, count: int = 30) -> None:
    one = store.open_store(address, SQL)
    sightings = tuple(
        Sighting(
            "arxiv", "query", f"Paper “{number}” — 论文", (f"arxiv:2608.{number:05}",), "Words.\n",
            authors=("A", "B"), published_at=NIGHT, upvotes=number, facts=(("tags", "a'b"),),
        )
        for number in range(1, count + 1)
    )  # fmt: skip
    with one.transaction():
        store.save_pages(one, [Page(sightings)], origin="o", seen_at=NIGHT)
        store.save_decisions(one, [Decision("list", "w", "refused", "unticked", "ann", NIGHT)])
    one.close()


def works(address: Address) -> list[Work]:
    one = store.open_reader(address, SQL)
    ids = [work_id for (work_id,) in one.rows("select work_id from works order by 1")]
    found = store.load_works(one, ids)
    one.close()
    return found


def test_a_copy_holds_the_same_works_and_says_so_table_by_table(
    address: Address, tmp_path: Path
) -> None:
    fill(address)
    told: Told = []
    copy = tmp_path / "copy.duckdb"
    moved = store.copy_warehouse(address, copy, SQL, lambda *one: told.append(one))
    assert {one.table: one.row_count for one in moved if one.row_count} == {
        "decisions": 1, "sightings": 30, "unjudged": 30, "work_ids": 30, "works": 30,
    }  # fmt: skip
    assert works(copy) == works(address)
    assert told[0][1] == 0 and told[-1][1] == told[-1][2] == len(moved)


def test_a_warehouse_goes_into_a_lake_and_comes_back(lake: Lake, tmp_path: Path) -> None:
    home, back = tmp_path / "a.duckdb", tmp_path / "b.duckdb"
    fill(home)
    opened = store.open_store(home, SQL)
    run = opened.connection.execute
    run("insert into category_changes values ('a', 7), ('b', 3)")
    run("insert into proposals (list_name, proven) values ('list', 'p'), ('other', null)")
    opened.close()
    there = store.copy_warehouse(home, lake, SQL)
    again = store.copy_warehouse(lake, back, SQL)
    assert there == again
    counts = {one.table: one.row_count for one in there}
    assert (counts["category_changes"], counts["proposals"], counts["works"]) == (2, 2, 30)
    assert works(back) == works(home)


def test_what_has_rows_is_never_copied_over(address: Address, tmp_path: Path) -> None:
    fill(address, 2)
    fill(tmp_path / "other.duckdb", 3)
    with pytest.raises(StoreError, match="already") as refused:
        store.copy_warehouse(tmp_path / "other.duckdb", address, SQL)
    assert "nothing was changed" in refused.value.todo
    assert len(works(address)) == 2


def test_a_copy_that_comes_out_different_leaves_nothing(address: Address, tmp_path: Path) -> None:
    fill(tmp_path / "home.duckdb")
    store.open_store(address, SQL).close()
    bad = duckdb.connect(str(tmp_path / "home.duckdb"))
    bad.execute("create or replace view works_by_category as select 1 as x")  # views are no tables
    bad.execute("alter table works add column extra integer")
    bad.close()
    with pytest.raises(duckdb.Error, match="extra"):
        store.copy_warehouse(tmp_path / "home.duckdb", address, SQL)
    assert works(address) == []


def test_a_backup_comes_back_and_what_was_there_is_kept_beside_it(tmp_path: Path) -> None:
    home, file = tmp_path / "home.duckdb", tmp_path / "backup.duckdb"
    fill(home, 3)
    store.backup(home, file, SQL, lambda *told: None)
    fill(home, 5)
    store.restore(file, home, SQL, lambda *told: None)
    assert len(works(home)) == 3
    assert len(works(tmp_path / "home.duckdb.before-restore")) == 5
    assert not list(tmp_path.glob("*.partial*"))
    with pytest.raises(StoreError, match="there is a file already"):
        store.backup(home, file, SQL, lambda *told: None)


def test_a_backup_comes_back_over_a_damaged_file_and_its_rest(tmp_path: Path) -> None:
    home, file = tmp_path / "home.duckdb", tmp_path / "backup.duckdb"
    fill(home, 3)
    store.backup(home, file, SQL, lambda *told: None)
    home.write_bytes(home.read_bytes()[:5000])
    (tmp_path / "home.duckdb.wal").write_bytes(b"half a transaction")
    store.restore(file, home, SQL, lambda *told: None)
    assert len(works(home)) == 3
    left = {"backup.duckdb", "home.duckdb", "home.duckdb.before-restore", "home.duckdb.before-restore.wal"}  # fmt: skip
    assert {path.name for path in tmp_path.iterdir()} == left


def test_a_file_without_holes_is_smaller_and_holds_the_same(tmp_path: Path) -> None:
    home = tmp_path / "home.duckdb"
    fill(home)
    one = store.open_store(home, SQL)
    run = one.connection.execute
    run("insert into responses (url, digest) select uuid(), uuid() from range(100000)")
    run("checkpoint")
    run(
        "insert into rejects (reject_id) select uuid() from range(10000)"
    )  # behind the hole to come
    run("checkpoint")
    run("delete from responses")
    one.close()
    before = works(home)
    old, new = store.compact(home, SQL, NIGHT, lambda *told: None)
    assert new < old
    assert works(home) == before


def test_a_lake_of_many_small_files_gets_few(lake: Lake) -> None:
    for count in (3, 6, 9, 12):
        fill(lake, count)
    before = works(lake)
    old, new = store.compact(lake, SQL, NIGHT, lambda *told: None)
    assert new < old
    assert works(lake) == before


def test_everything_leaves_as_parquet(address: Address, tmp_path: Path) -> None:
    fill(address)
    written = dict(store.export_parquet(address, tmp_path / "out", SQL, lambda *told: None))
    assert written["works"] == written["sightings"] == 30
    assert {path.stem for path in (tmp_path / "out").iterdir()} == set(written)
    assert {"reviews", "works_by_category"} <= set(written)  # the views, too
    found = duckdb.sql(f"select title from '{tmp_path}/out/works.parquet' order by 1").fetchall()
    assert len(found) == 30 and "论文" in found[0][0]
