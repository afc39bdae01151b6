"""Abstracts of sightings lie packed in a file, also in one from before, and read the same."""

from datetime import UTC, datetime, timedelta
from pathlib import Path

import duckdb
import pytest

from ingest import store
from ingest.settings import shipped
from ingest.store import Store, packing
from ingest.store.works import refold_works
from ingest.works import Page, Sighting

NIGHT = datetime(2026, 8, 20, 5, tzinfo=UTC)
SQL = shipped("warehouse")
_PLAIN = (
    "create table plain as select * from sightings; drop table sightings; "
    "alter table plain rename to sightings"
)


def save(opened: Store, numbers: range) -> None:
    works = tuple(
        Sighting("arxiv", "query", f"Paper {one}", ids=(f"arxiv:2608.{one:05}",), abstract=f"We {one}.")
        for one in numbers
    )  # fmt: skip
    with opened.transaction():
        store.save_pages(opened, [Page(works, ())], origin="o", seen_at=NIGHT)


def ways(opened: Store) -> set[str]:
    """How the abstracts of sightings are packed."""
    opened.connection.execute("checkpoint")
    rows = opened.rows(
        "select compression from pragma_storage_info('sightings') "
        "where column_name = 'abstract' and segment_type = 'VARCHAR'"
    )
    return {way for (way,) in rows}


def test_a_new_file_packs_abstracts_of_sightings(opened_file: Store) -> None:
    save(opened_file, range(50))
    assert ways(opened_file) == {"ZSTD"}


@pytest.fixture
def older_file(opened_file: Store, tmp_path: Path) -> Path:
    """Fifty sightings in a file of the engine's first storage version, whose abstracts it packs as it likes."""
    save(opened_file, range(50))
    opened_file.connection.execute(_PLAIN)
    path, run = tmp_path / "older.duckdb", opened_file.connection.execute
    run(f"attach '{path}' as older (storage_version 'v1.0.0')")
    run(f'copy from database "{opened_file.catalog}" to older')
    opened_file.close()
    return path


def every_row(opened: Store) -> list[tuple[object, ...]]:
    return opened.rows("select * from sightings order by all")


def test_an_older_file_is_packed_once_and_has_the_same_rows(
    older_file: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    reader = store.open_reader(older_file, SQL)  # as it is
    before = every_row(reader)
    reader.close()
    monkeypatch.setattr(packing, "LARGE", 2)
    told: list[str] = []
    for _ in range(2):
        opened = store.open_store(older_file, SQL, tell=lambda what, *_: told.append(what))
        assert every_row(opened) == before
        assert ("sightings", "work_id") in opened.indexed
        save(opened, range(40, 60))
        assert ways(opened) == {"ZSTD"}
        before = every_row(opened)
        opened.close()
    assert told == ["the abstracts of sightings"]


@pytest.mark.parametrize("way", ["a dry run", "compact"])
def test_nothing_is_packed_that_is_not_kept_or_is_copied_anyway(
    older_file: Path, monkeypatch: pytest.MonkeyPatch, way: str
) -> None:
    monkeypatch.setattr(packing, "LARGE", 2)
    told: list[str] = []

    def tell(what: str, done: int, total: int) -> None:
        told.append(what)

    if way == "compact":
        store.compact(older_file, SQL, NIGHT, tell)
        opened = store.open_store(older_file, SQL, tell=tell)
        assert ways(opened) == {"ZSTD"}
        opened.close()
    else:
        with store.open_rehearsal(older_file, SQL, tell=tell):
            pass
    assert "the abstracts of sightings" not in told


def test_packing_takes_no_more_memory_than_a_bulk_load(
    older_file: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    limits: list[str] = []
    copy = packing._copy

    def measured(opened: Store) -> None:
        limits.append(opened.rows("select current_setting('memory_limit')")[0][0])
        copy(opened)

    monkeypatch.setattr(packing, "_copy", measured)
    opened = store.open_store(older_file, SQL)
    assert limits == ["476.8 MiB"]
    assert opened.rows("select current_setting('memory_limit')") != [("476.8 MiB",)]
    opened.close()


def test_a_packing_that_is_cut_short_leaves_the_file_as_it_was(
    older_file: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    reader = store.open_reader(older_file)
    before = every_row(reader)
    reader.close()
    with monkeypatch.context() as patch:
        patch.setattr(packing, "_NOTE", "no 'SQL")  # fails after all else was done
        with pytest.raises(duckdb.ParserException):
            store.open_store(older_file, SQL)
    reader = store.open_reader(older_file)
    assert every_row(reader) == before
    reader.close()
    opened = store.open_store(older_file, SQL)
    assert every_row(opened) == before
    assert ways(opened) == {"ZSTD"}
    opened.close()


def test_a_record_that_settles_no_abstract_leaves_the_work_as_all_its_records_make_it(
    opened_file: Store,
) -> None:
    one, other = ("arxiv:2608.00001",), ("arxiv:2608.00001", "doi:10.1/x")
    records = [
        Sighting("arxiv", "query", "Paper", ids=one, abstract="Words of two.", version=2),
        Sighting("arxiv", "query", "Paper", ids=one, abstract="Words of one.", version=1),
        Sighting("trending", "feed", "Paper", ids=one, abstract="Words", is_abstract_cut=True, rank=1),
        Sighting("trending", "feed", "Paper", ids=("doi:10.1/x",), abstract="Words of a feed.", rank=2),
        Sighting("trending", "feed", "Paper", ids=other, abstract="", rank=3),  # two works become one
        Sighting("trending", "feed", "Paper", ids=other, abstract="Whole words.", rank=4),
    ]  # fmt: skip
    for number, record in enumerate(records):
        at = NIGHT + timedelta(days=number)
        with opened_file.transaction():
            store.save_pages(opened_file, [Page((record,), ())], origin=f"o{number}", seen_at=at)
        kept = opened_file.rows("select * from works order by all")
        with opened_file.transaction():
            names = [name for (name,) in opened_file.rows("select work_id from works")]
            refold_works(opened_file, names)
        assert opened_file.rows("select * from works order by all") == kept
    assert [row for row in kept if "Words of two." in row]
