"""The warehouse: idempotent, all or nothing, one writer."""

import subprocess
import sys
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pyarrow as pa
import pytest

from ingest import store
from ingest.errors import StoreError
from ingest.settings import shipped
from ingest.store import Address
from ingest.store.lookup import load_rows
from ingest.works import Artifact, Decision, Page, Reject, Sighting

NIGHT = datetime(2026, 8, 20, 5, tzinfo=UTC)
LATER = datetime(2026, 8, 21, 5, tzinfo=UTC)
SQL = shipped("warehouse")


def work(number: int, **facts: object) -> Sighting:
    fields = {
        "source": "arxiv",
        "kind": "query",
        "title": f"Paper {number}",
        "ids": (f"arxiv:2608.{number:05}",),
        "abstract": "Words.",
        "links": (("pdf", "https://x.org"),),
    }
    return Sighting(**(fields | facts))  # type: ignore[arg-type]


def save(
    opened: store.Store, *sightings: Sighting, rejects: tuple[Reject, ...] = ()
) -> store.Saved:
    with opened.transaction():
        return store.save_pages(opened, [Page(sightings, rejects)], origin="o", seen_at=NIGHT)


def table_counts(opened: store.Store) -> dict[str, int]:
    tables = [
        name
        for (name,) in opened.rows(
            "select table_name from duckdb_tables() where database_name = current_database()"
        )
    ]
    return {table: store.count(opened, table) for table in tables}


def test_a_record_seen_again_adds_no_row(opened: store.Store) -> None:
    reject = Reject("hub", "daily", 6, "no id", "{}")
    first = save(opened, work(1), work(2), rejects=(reject,))
    before = table_counts(opened)
    again = save(opened, work(1), work(2), rejects=(reject,))
    assert (first.new_sighting_count, again.new_sighting_count) == (2, 0)
    assert table_counts(opened) == before


def test_two_equal_records_of_one_payload_are_both_kept(opened: store.Store) -> None:
    assert save(opened, work(1), work(1)).new_sighting_count == 2
    assert save(opened, work(1), work(1)).new_sighting_count == 0
    assert store.count(opened, "works") == 1


def test_a_failure_in_the_middle_leaves_nothing(opened: store.Store) -> None:
    def pages() -> Iterator[Page]:
        yield Page(tuple(work(number) for number in range(1, 12_000)))
        raise StoreError("the disk is on fire")

    with pytest.raises(StoreError, match="fire"), opened.transaction():
        store.save_pages(opened, pages(), origin="o", seen_at=NIGHT)
    assert store.count(opened, "sightings") == store.count(opened, "works") == 0


def test_a_work_round_trips_with_every_field(opened: store.Store) -> None:
    saved = work(
        1,
        authors=("A", "B"),
        categories=("cs.CL",),
        comment="c",
        version=2,
        published_at=NIGHT,
        facts=(("tags", "a,b"),),
        upvotes=3,
        is_withdrawn=True,
    )
    save(opened, saved)
    found = store.find_work(opened, "arxiv:2608.00001")
    assert found is not None
    for name in (
        "title",
        "ids",
        "abstract",
        "authors",
        "categories",
        "comment",
        "version",
        "published_at",
        "facts",
        "links",
        "upvotes",
        "is_withdrawn",
    ):
        assert getattr(found, name) == getattr(saved, name), name
    assert found.first_seen_at == NIGHT


def test_a_work_filed_under_its_title_moves_with_all_that_is_filed_under_it(
    opened: store.Store,
) -> None:
    save(opened, work(1, ids=(), source="trending", kind="feed"))
    old = "title:paper1"
    with opened.transaction():
        store.save_decisions(opened, [Decision("list", old, "refused", "unticked", "me", NIGHT)])
        store.save_artifacts(
            opened,
            {old: [Artifact(old, "code", "https://g.h/x/y", "official", "e")]},
            found_at=NIGHT,
        )
    save(opened, work(1))
    assert store.count(opened, "works") == 1
    assert [one.work_id for one in store.load_decisions(opened, "list")] == ["arxiv:2608.00001"]
    assert opened.rows("select distinct work_id from sightings") == [("arxiv:2608.00001",)]
    assert opened.rows("select work_id from artifacts") == [("arxiv:2608.00001",)]


def test_only_what_changed_is_judged_again(opened: store.Store) -> None:
    save(opened, work(1), work(2))
    judge(opened, "rules-1")
    assert store.load_unjudged(opened, "rules-1") == []
    save(opened, work(2, version=2, abstract="Other words."))
    assert store.load_unjudged(opened, "rules-1") == ["arxiv:2608.00002"]
    assert len(store.load_unjudged(opened, "rules-2")) == 2


def judge(opened: store.Store, digest: str) -> None:
    texts = store.load_texts(opened, store.load_unjudged(opened, digest))
    said = {"category": "c", "place": 1, "score": 0.9, "state": "certain"}
    rows = [{"work_id": name, **said} for name in texts["work_id"].to_pylist()]
    with opened.transaction():
        store.save_verdicts(
            opened, texts, pa.Table.from_pylist(rows), rules_digest=digest, judged_at=NIGHT
        )


def test_a_decision_is_kept_as_it_was_first_made(opened: store.Store) -> None:
    first = Decision("list", "w", "refused", "unticked", "ann", NIGHT)
    for decision in (first, Decision("list", "w", "refused", "unticked", "bob", LATER)):
        with opened.transaction():
            store.save_decisions(opened, [decision])
    assert store.load_decisions(opened, "list") == [first]


def test_an_artifact_that_stays_keeps_the_day_it_was_found(opened: store.Store) -> None:
    code = Artifact("w", "code", "https://g.h/x/y", "official", "named")
    data = Artifact("w", "data", "https://h.f/x", "likely", "named")
    for moment, links in ((NIGHT, [code]), (LATER, [code, data])):
        with opened.transaction():
            store.save_artifacts(opened, {"w": links}, found_at=moment)
    rows = opened.records("select kind, found_at from artifacts order by kind")
    assert [(row["kind"], row["found_at"]) for row in rows] == [("code", NIGHT), ("data", LATER)]
    with opened.transaction():
        store.save_artifacts(opened, {"w": [data]}, found_at=LATER)
    assert opened.rows("select kind from artifacts") == [("data",)]


def test_migrations_run_once(address: Address) -> None:
    for _ in range(2):
        one = store.open_store(address, SQL)
        counts = table_counts(one)
        one.close()
    assert counts["migrations"] == len(list((SQL / "migrations").glob("*.sql")))


def test_a_warehouse_of_a_newer_program_is_refused(address: Address) -> None:
    one = store.open_store(address, SQL)
    one.connection.execute("insert into migrations values (9999, 'future', now())")
    one.close()
    with pytest.raises(StoreError, match="newer than this program"):
        store.open_store(address, SQL)


def test_a_second_writer_is_told_who_holds_the_warehouse(opened_file: store.Store) -> None:
    script = (
        "import sys; from pathlib import Path; from ingest import store\n"
        "try: store.open_store(Path(sys.argv[1]), Path(sys.argv[2]), patience_seconds=0.1)\n"
        "except Exception as error: print(type(error).__name__, error)"
    )
    done = subprocess.run(
        [sys.executable, "-c", script, str(opened_file.address), str(SQL)],
        capture_output=True,
        text=True,
        check=True,
    )
    assert "BusyError" in done.stdout
    assert "another process is writing to the warehouse" in done.stdout


def test_a_file_that_is_no_warehouse_is_a_clear_error(tmp_path: Path) -> None:
    path = tmp_path / "ingest.duckdb"
    path.write_text("not a database, whatever its name says" * 400)
    with pytest.raises(StoreError, match="can't be opened") as caught:
        store.open_store(path, SQL)
    assert str(path) in str(caught.value)


def test_reading_needs_a_warehouse(tmp_path: Path) -> None:
    with pytest.raises(StoreError, match="no warehouse yet"):
        store.open_reader(tmp_path / "none.duckdb")


def test_a_rehearsal_leaves_the_warehouse_as_it_was(opened_file: store.Store) -> None:
    save(opened_file, work(1))
    opened_file.close()
    before = opened_file.address.read_bytes()
    with store.open_rehearsal(opened_file.address, SQL) as rehearsal:
        save(rehearsal, work(2))
        assert store.count(rehearsal, "works") == 2
    assert opened_file.address.read_bytes() == before
    reader = store.open_reader(opened_file.address)
    assert store.count(reader, "works") == 1
    reader.close()


def test_a_rehearsal_without_a_warehouse_makes_none(tmp_path: Path) -> None:
    with store.open_rehearsal(tmp_path / "none.duckdb", SQL) as rehearsal:
        save(rehearsal, work(1))
    assert list(tmp_path.iterdir()) == []


def test_wrong_sql_is_answered_in_the_database_s_words(opened: store.Store) -> None:
    with pytest.raises(StoreError, match="does not exist"):
        store.query_rows(opened, "select * from nowhere")


def test_titles_and_ids_are_looked_up_by_the_number_that_sql_makes_of_them(
    opened: store.Store,
) -> None:
    """The migration numbers older rows in SQL, later ones are numbered in Python."""
    save(opened, work(1), work(2, title="Über große Modelle"))
    for table, column, text in (
        ("works", "title_hash", "title_key"),
        ("work_ids", "id_hash", "id"),
    ):
        rows = opened.rows(
            f"select {column}, (md5_number_lower({text}) % 2147483647)::integer from {table}"
        )
        assert rows and all(stored == made for stored, made in rows)


def test_rows_are_found_wherever_they_lie(opened: store.Store) -> None:
    """Neighbours are read together, others alone; ids of many issuers are asked for by issuer."""
    save(opened, *(work(number) for number in range(1, 9)))
    wanted = [
        "arxiv:2608.00001",
        "arxiv:2608.00007",
        *(f"title:{one}x" for one in "abcdefghijklmn"),
    ]
    found = load_rows(opened, "works", "work_id", wanted, "work_id")
    assert sorted(one["work_id"] for one in found) == wanted[:2]
    assert load_rows(opened, "works", "work_id", []) == []


def test_memory_that_cannot_be_let_go_of_ends_no_transaction(
    opened: store.Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(
        "ingest.store.connection._MOST", 1000
    )  # the engine refuses: it has more in use
    with opened.transaction():
        opened.connection.execute("create temp table kept as select 1 as one")
        opened.let_go()
        assert opened.rows("select one from kept") == [(1,)]
    assert opened.rows("select one from kept") == [(1,)]


def test_a_limit_that_leaves_no_room_is_taken_back(
    opened_file: store.Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    run, setting = opened_file.connection.execute, "select current_setting('memory_limit')"
    run("set temp_directory = ''")  # what is in use stays in memory
    run("create temp table wide as select range, repeat('x', 99) from range(1e5::bigint)")
    opened_file.let_go()
    limit = opened_file.rows(setting)
    (used,) = opened_file.rows("select sum(memory_usage_bytes)::bigint from duckdb_memory()")[0]
    for room in range(-60_000, 60_000, 2_000):
        monkeypatch.setattr("ingest.store.connection._MOST", used + room)
        opened_file.let_go()
        assert opened_file.rows(setting) == limit


def test_rows_that_are_not_in_the_file_yet_are_not_written_elsewhere(
    opened_file: store.Store,
) -> None:
    run = opened_file.connection.execute
    run("create table wide as select range, repeat(range::varchar, 20) from range(4e5::bigint)")
    run("checkpoint")
    run("set checkpoint_threshold = '1GB'")
    run("create table fresh (text varchar)")
    for at in range(10):
        text = f"select repeat(hash(range + {at})::varchar, 20) from range(1e4::bigint)"
        run(f"insert into fresh {text}")
    assert opened_file.rows("select max(#2) from wide")
    opened_file.let_go()
    used = dict(opened_file.rows("select tag, memory_usage_bytes from duckdb_memory()"))
    assert used["IN_MEMORY_TABLE"] > 33_000_000
    assert used["BASE_TABLE"] < 13_000_000
    assert opened_file.rows("select sum(temporary_storage_bytes)::bigint from duckdb_memory()") == [(0,)]  # fmt: skip


def test_what_was_read_is_let_go_of_and_the_limit_stays(opened: store.Store) -> None:
    save(opened, work(1))
    setting = "select current_setting('memory_limit')"
    opened.let_go()
    limit = opened.rows(setting)
    with opened.transaction():
        opened.connection.execute(
            "create temp table wide as select range, repeat('x', 99) from range(1e6::bigint)"
        )
    opened.let_go()
    assert opened.rows(setting) == limit
    assert opened.rows("select count(*) from wide") == [(1_000_000,)]
    assert store.find_work(opened, "arxiv:2608.00001")
