"""Two works that turn out to be one: everything filed under either is found under one, whatever the table."""

import json
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest

from ingest.settings import shipped
from ingest.store import KEYS, Store, find_current, find_work, open_store, save_pages
from ingest.works import Page, Sighting

FIRST = datetime(2026, 8, 20, 5, tzinfo=UTC)
LATER = datetime(2026, 8, 27, 5, tzinfo=UTC)
OLD, NEW = "doi:10.1000/wards", "arxiv:2608.00001"


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    opened = open_store(tmp_path / "one.duckdb", shipped("warehouse"))
    yield opened
    opened.close()


def see(store: Store, *ids: str, title: str = "A Study of Wards", at: datetime = FIRST) -> None:
    page = Page((Sighting(source="arxiv", kind="query", title=title, ids=ids),))
    with store.transaction():
        save_pages(store, [page], origin="http://x", seen_at=at)


def put(store: Store, table: str, **values: object) -> None:
    marks = ", ".join("?" * len(values))
    sql = f"insert into {table} ({', '.join(values)}) values ({marks})"
    store.connection.execute(sql, list(values.values()))


def two_works(store: Store) -> None:
    see(store, OLD)
    see(store, NEW, title="A Study of Hospital Wards")
    assert store.rows("select count(*) from works") == [(2,)]


def test_every_table_that_tells_of_works_says_what_becomes_of_it(store: Store) -> None:
    """A new table with a column `work_id` fails here until `merging` knows its key."""
    tables = store.rows(
        "select table_name from duckdb_columns() join duckdb_tables() using (table_name) "
        "where column_name = 'work_id'"
    )
    assert {name for (name,) in tables} == set(KEYS)


def test_what_either_had_is_there_afterwards(store: Store) -> None:
    two_works(store)
    record = {"v": 1, "work_id": OLD, "ids": [OLD], "facts": {"work_id": OLD, "ids": [OLD]}}
    put(
        store,
        "decisions",
        list_name="a",
        work_id=OLD,
        kind="refused",
        how="unticked",
        decided_at=FIRST.replace(tzinfo=None),
    )
    put(
        store,
        "decisions",
        list_name="b",
        work_id=NEW,
        kind="merged",
        how="merged",
        decided_at=FIRST.replace(tzinfo=None),
    )
    put(
        store,
        "changes",
        list_name="a",
        work_id=OLD,
        number=3,
        state="refused",
        record=json.dumps(record),
    )
    put(
        store,
        "merged_rows",
        list_name="b",
        work_id=OLD,
        row="- [A Study]",
        record=json.dumps(record),
    )
    put(store, "artifacts", work_id=OLD, kind="code", url="https://github.com/a/b", tier="likely")
    put(store, "enrichments", work_id=OLD, outcome="complete")
    put(store, "intents", list_name="a", rows=json.dumps({OLD: ["Papers", "- row"]}))  # fmt: skip
    see(store, NEW, OLD, at=LATER)
    for table, columns in {
        "works": "", "sightings": "", "decisions": "", "changes": "", "merged_rows": "", "artifacts": "",
        "enrichments": "", "work_ids": "",
    }.items():  # fmt: skip
        held = {row[0] for row in store.rows(f"select work_id from {table} {columns}")}
        assert held == {NEW}, table
    assert store.rows("select count(*) from sightings") == [(3,)]
    assert len(store.rows("select 1 from decisions")) == 2
    for table in ("changes", "merged_rows"):
        ((text,),) = store.rows(f"select record from {table}")
        moved = json.loads(text)
        assert (moved["work_id"], moved["ids"]) == (NEW, [NEW, OLD])
        assert moved["facts"]["work_id"] == NEW
    ((rows,),) = store.rows("select rows from intents")
    assert json.loads(rows) == {NEW: ["Papers", "- row"]}


def test_an_old_id_goes_on_leading_to_the_work(store: Store) -> None:
    two_works(store)
    see(store, NEW, OLD, at=LATER)
    assert store.records("select * from merges") == [
        {"old_id": OLD, "work_id": NEW, "title": "A Study of Wards", "merged_at": LATER}
    ]
    store.connection.execute(
        "delete from work_ids where id = ?", [OLD]
    )  # as a replay makes them anew
    work = find_work(store, OLD)
    assert work and work.work_id == NEW
    assert set(work.ids) == {NEW, OLD}


def test_a_title_leads_to_the_work_that_its_id_was_found_for(store: Store) -> None:
    see(store, title="A Study of Wards")
    weak = "title:astudyofwards"
    put(store, "decisions", list_name="a", work_id=weak, kind="refused", how="unticked")
    see(store, NEW, at=LATER)
    assert store.rows("select work_id from decisions") == [(NEW,)]
    assert find_current(store, [weak, "arxiv:1"]) == {weak: NEW}


def test_a_chain_of_merges_leads_to_its_end(store: Store) -> None:
    see(store, "doi:10.1000/a")
    see(store, OLD)
    see(store, OLD, "doi:10.1000/a", at=LATER)
    see(store, NEW, "doi:10.1000/a", at=LATER)
    (kept,) = {name for (name,) in store.rows("select work_id from works")}
    others = {"doi:10.1000/a", OLD, NEW} - {kept}
    assert find_current(store, others) == dict.fromkeys(others, kept)
    for name in others:
        work = find_work(store, name)
        assert work and work.work_id == kept


@pytest.mark.parametrize(
    ("old", "new", "state", "number"),
    [
        ("standing", "standing", "standing", 2),  # the older item of two that stand
        ("standing", "refused", "refused", 7),  # what a person decided
        ("merged", "standing", "merged", 2),
        ("dropped", "standing", "standing", 7),
        ("snoozed", "refused", "refused", 7),
    ],
)
def test_of_two_items_in_one_list_the_one_that_got_further_stays(
    store: Store, old: str, new: str, state: str, number: int
) -> None:
    two_works(store)
    put(store, "changes", list_name="a", work_id=OLD, number=2, state=old, pushed_row="- old")
    put(store, "changes", list_name="a", work_id=NEW, number=7, state=new)
    put(store, "changes", list_name="b", work_id=NEW, number=1, state="standing")
    see(store, NEW, OLD, at=LATER)
    rows = store.rows(
        "select work_id, number, state, pushed_row from changes where list_name = 'a'"
    )
    assert rows == [(NEW, number, state, "- old")]
    assert store.rows("select count(*) from changes where list_name = 'b'") == [(1,)]


def test_a_second_night_changes_nothing_more(store: Store) -> None:
    two_works(store)
    for _ in range(2):
        see(store, NEW, OLD, at=LATER)
    before = store.rows("select * from merges"), store.rows("select * from works")
    see(store, NEW, OLD, at=LATER)
    assert (store.rows("select * from merges"), store.rows("select * from works")) == before
