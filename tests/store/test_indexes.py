"""Indexes of a file: what leads to single rows is always there, and nothing is found otherwise without."""

import shutil
from datetime import UTC, datetime
from pathlib import Path

import pytest

from ingest import store
from ingest.settings import shipped
from ingest.store import Store, indexes
from ingest.store.indexes import drop_indexes
from ingest.store.lookup import load_arrow, load_rows
from ingest.works import Page, Sighting

NIGHT = datetime(2026, 8, 20, 5, tzinfo=UTC)
SQL = shipped("warehouse")


def save(opened: Store, count: int) -> list[str]:
    names = [f"arxiv:2608.{number:05}" for number in range(count)]
    works = tuple(
        Sighting("arxiv", "query", f"Paper {name}", ids=(name, f"doi:10.1/{name}"), abstract="W.")
        for name in names
    )
    with opened.transaction():
        store.save_pages(opened, [Page(works, ())], origin="o", seen_at=NIGHT)
    return names


def index_names(opened: Store) -> list[str]:
    return [name for (name,) in opened.rows("select index_name from duckdb_indexes() order by 1")]


def test_a_file_has_its_indexes_and_a_lake_has_none(opened: Store) -> None:
    is_file = isinstance(opened.address, Path)
    assert bool(opened.indexed) is is_file
    assert len(index_names(opened)) == len(opened.indexed)


def test_what_a_killed_process_left_out_is_made_by_the_next_writer(opened_file: Store) -> None:
    names = index_names(opened_file)
    save(opened_file, 3)
    drop_indexes(opened_file)
    opened_file.close()
    reader = store.open_reader(opened_file.address, SQL)
    assert (reader.indexed, len(store.load_works(reader, ["arxiv:2608.00001"]))) == (set(), 1)
    reader.close()
    again = store.open_store(opened_file.address, SQL)
    assert (index_names(again), len(store.load_works(again, ["arxiv:2608.00001"]))) == (names, 1)
    again.close()


def test_a_migration_may_change_a_table_that_has_indexes(tmp_path: Path) -> None:
    file = tmp_path / "ingest.duckdb"
    one = store.open_store(file, SQL)
    save(one, 3)
    names = index_names(one)
    one.close()
    newer = tmp_path / "newer"
    shutil.copytree(SQL, newer)
    (newer / "migrations" / "9000_more.sql").write_text("alter table works add column more varchar")
    opened = store.open_store(file, newer)
    assert opened.rows("select count(more), count(*) from works") == [(0, 3)]
    assert index_names(opened) == names
    opened.close()


def test_works_are_found_alike_with_an_index_and_without(opened_file: Store) -> None:
    names = save(opened_file, 9_000)
    for asked in ([], names[5:6], names[::90], names[:2_500], [*names[::-1], "arxiv:none"]):
        with_index, places = found(opened_file, asked)
        indexed = opened_file.indexed.copy()
        opened_file.indexed.clear()
        assert found(opened_file, asked) == (with_index, places)
        opened_file.indexed.update(indexed)
        assert with_index == sorted(set(asked) - {"arxiv:none"})


def found(opened: Store, asked: list[str]) -> tuple[list[str], list[int]]:
    rows = load_rows(opened, "works", "work_id", asked, "work_id")
    places = load_arrow(opened, "works", "work_id", asked)["place_of_row"].to_pylist()
    return sorted(row["work_id"] for row in rows), sorted(places)


@pytest.mark.parametrize("count", [3, 9_000])
def test_ids_lead_to_their_works_however_many_are_asked(opened_file: Store, count: int) -> None:
    names = save(opened_file, count)
    owners = store.load_owners(opened_file, [f"doi:10.1/{name}" for name in [*names, "none"]])
    assert owners == {f"doi:10.1/{name}": name for name in names}


def test_much_is_added_without_indexes_and_they_are_back_afterwards(opened_file: Store) -> None:
    names = index_names(opened_file)
    with store.bulk_loading(opened_file):
        assert index_names(opened_file) == []
        save(opened_file, 3)
    assert index_names(opened_file) == names
    assert len(load_rows(opened_file, "works", "work_id", ["arxiv:2608.00002"], "work_id")) == 1


def test_indexes_are_made_with_the_memory_from_before(
    opened_file: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    ask = "select current_setting('memory_limit')"
    limits: list[str] = []
    monkeypatch.setattr(
        indexes, "make_indexes", lambda store, tell: limits.append(store.rows(ask)[0][0])
    )
    with store.bulk_loading(opened_file):
        bounded = opened_file.rows(ask)[0][0]
    assert len(limits) == 1
    assert limits[0] != bounded


def test_what_comes_in_bulk_lies_in_large_groups_and_a_night_adds_to_small_ones(
    opened_file: Store,
) -> None:
    with store.bulk_loading(opened_file):
        opened_file.connection.execute("insert into unjudged select i from range(30000) t(i)")
    opened_file.connection.execute("insert into unjudged select i from range(20000) t(i)")
    opened_file.connection.execute("checkpoint")
    groups = opened_file.rows(
        "select sum(count)::integer from pragma_storage_info('unjudged') "
        "where segment_type <> 'VALIDITY' group by row_group_id order by row_group_id"
    )
    assert groups == [(30_000,), (16_384,), (3_616,)]


def test_whoever_opens_a_large_old_file_is_told_what_takes_long(
    opened_file: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(indexes, "LARGE", 2)
    save(opened_file, 3)
    drop_indexes(opened_file)
    opened_file.connection.execute("drop table category_changes")
    opened_file.connection.execute("delete from migrations where number = 61")
    opened_file.close()
    told: list[tuple[str, int, int]] = []
    store.open_store(opened_file.address, SQL, tell=lambda *one: told.append(one)).close()
    assert told == [
        ("the change 0061_category_changes", 0, 1),
        ("an index of works", 0, 9),
        ("an index of sightings", 1, 9),
        ("an index of work_ids", 2, 9),
    ]


def test_places_of_rows_that_are_gone_are_given_back(opened_file: Store) -> None:
    def fill(by: str) -> None:
        opened_file.connection.execute(
            f"insert into candidates (form, work_id, is_certain, score_rank, age, score, title_key, is_shared, section) "
            f"select '{by}', 'arxiv:' || i, true, 0, 0, 0.9, 't', false, 's' from range(40_000) _(i)"
        )

    fill("old")
    opened_file.connection.execute("delete from candidates")
    fill("new")
    names, address = index_names(opened_file), opened_file.address
    opened_file.close()
    again = store.open_store(address, SQL)
    assert again.rows("select count(*), max(rowid) < 60_000 from candidates") == [(40_000, True)]
    assert index_names(again) == names
    again.close()
