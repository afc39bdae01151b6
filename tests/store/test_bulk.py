"""Sightings saved as a table leave the warehouse as sightings saved page by page do."""

import json
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from ingest import store
from ingest.settings import shipped
from ingest.sources.arxiv_snapshot import read_line
from ingest.works import Page, Reject, Sighting

SQL = shipped("warehouse")
NIGHT = datetime(2026, 8, 20, 5, tzinfo=UTC)
WANTED = store.Wanted(("cs.CL",))
KNOWN = (
    Sighting("trending", "feed", "Known by its title alone", upvotes=3),
    Sighting("arxiv", "query", "Known before", ids=("arxiv:2401.00002",), abstract="Older.", version=1),
    Sighting("hub", "daily", "Known by its DOI", ids=("doi:10.1000/three",)),
)  # fmt: skip


def record(number: int, **changes: Any) -> dict[str, Any]:
    return {
        "id": f"2401.{number:05}",
        "title": f"Paper {number}",
        "abstract": "Words.",
        "categories": "cs.CL",
        "license": "http://arxiv.org/licenses/nonexclusive-distrib/1.0/",
        "authors_parsed": [["Author", "Ann", ""]],
        "versions": [{"version": "v1", "created": "Mon, 1 Jan 2024 09:00:00 GMT"}],
    } | changes


RECORDS = [
    record(1),
    record(2, title="Known before, newer", versions=[{"version": "v2", "created": "Mon, 1 Jan 2024 09:00:00 GMT"}]),
    record(3, doi="10.1000/three"),
    record(4, title="Known by its title alone"),
    record(5, doi="10.1000/shared"),
    record(6, doi="10.1000/shared"),
    record(7), record(7), record(8), record(8, title="Paper 8 again"),
    record(9, doi="10.48550/arXiv.2401.00001"), record(10, doi="10.48550/arXiv.2401.00099"),
    record(11, title="Älter $\\alpha$", doi="10.1000/eleven"),
    "not JSON",
]  # fmt: skip


def lines() -> list[bytes]:
    return [(one if isinstance(one, str) else json.dumps(one)).encode() + b"\n" for one in RECORDS]


def save(opened: store.Store, seen_at: datetime, *, by_columns: bool) -> store.Saved:
    with opened.transaction():
        if by_columns:
            body = b"".join(lines())
            read = store.read_lines(store.Stretch("", 0, len(body), body), WANTED)
            return store.save_rows(opened, read.rows, read.rejects, origin="s", seen_at=seen_at)
        made = [read_line(line, number, ("cs.CL",)) for number, line in enumerate(lines(), 1)]
        sightings = tuple(one for one in made if isinstance(one, Sighting))
        rejects = tuple(one for one in made if isinstance(one, Reject))
        return store.save_pages(opened, [Page(sightings, rejects)], origin="s", seen_at=seen_at)


def dump(opened: store.Store) -> dict[str, list[tuple[Any, ...]]]:
    columns = {
        table: sorted(name for (name, *_) in opened.rows(f"describe {table}"))
        for table in ("sightings", "works", "work_ids", "rejects", "merges")
    }
    return {
        table: opened.rows(f"select {', '.join(names)} from {table} order by all")
        for table, names in columns.items()
    }


def test_both_ways_leave_the_same_rows(opened: store.Store, tmp_path: Path) -> None:
    other = store.open_store(tmp_path / "other.duckdb", SQL)
    counts = []
    for one, by_columns in ((opened, True), (other, False)):
        with one.transaction():
            store.save_pages(one, [Page(KNOWN)], origin="k", seen_at=NIGHT - timedelta(days=1))
        for hours in (0, 1):  # the second time there is nothing new
            saved = save(one, NIGHT + timedelta(hours=hours), by_columns=by_columns)
            counts.append((saved.sighting_count, saved.reject_count, saved.new_sighting_count, saved.new_work_count))  # fmt: skip
    assert dump(opened) == dump(other)
    assert counts[:2] == counts[2:]
    assert counts[1] == (13, 1, 0, 0)
    assert opened.rows("select work_id, title from works where title like 'Known%' order by 1") == [
        ("arxiv:2401.00002", "Known before, newer"),
        ("arxiv:2401.00004", "Known by its title alone"),
    ]
    other.close()


def settings_of(opened: store.Store) -> tuple[int, float, str]:
    """Threads, GiB of memory and when a checkpoint is made."""
    names = ("threads", "memory_limit", "checkpoint_threshold")
    asked = ", ".join(f"current_setting('{name}')" for name in names)
    threads, limit, threshold = opened.rows(f"select {asked}")[0]
    size, unit = limit.split()
    return threads, float(size) / {"GiB": 1, "MiB": 1024}[unit], threshold


def test_the_engine_is_as_it_was_after_a_bulk_load(opened_file: store.Store) -> None:
    threads, limit, threshold = settings_of(opened_file)
    with pytest.raises(KeyError), store.bulk_loading(opened_file):
        assert settings_of(opened_file)[1] < 0.5
        raise KeyError
    assert settings_of(opened_file) == (threads, pytest.approx(limit, rel=0.02), threshold)
