"""A night made again from its archive alone is the same night."""

import shutil
from dataclasses import replace
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pytest
from nights import make_home, open_night
from upstream import Paper, make_papers, reply

from ingest import store
from ingest.errors import ConfigError, SourceError
from ingest.settings import Home, shipped
from ingest.stages import STAGES, Wish, init_home, open_context, replay_nights, run_stages
from ingest.web import ArchiveWriter, read_answers

SAMPLES = shipped("samples")
ALL = (date(2026, 8, 1), date(2100, 1, 1))  # the first night, and whenever this test runs
DERIVED = {
    "works": "*",
    "work_ids": "*",
    "sightings": "*",
    "rejects": "*",
    "verdicts": "*",
    "judgements": "* exclude (judged_at)",
    "artifacts": "* exclude (found_at)",
    "enrichments": "* exclude (asked_at, next_at)",  # the clock of the run
}
KEPT = ("proposals", "changes", "decisions", "windows", "lists", "entries", "pulls", "runs")


@pytest.fixture(scope="module")
def first_night(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("replaying") / "home"
    init_home(path, SAMPLES / "lists")
    run(path, tuple(STAGES), replay=SAMPLES / "night.warc")
    record(path, path / "warehouse/raw/2026-08-21T030000.warc")
    return path


def record(home: Path, target: Path) -> None:
    """The archive of a live night: of the samples, which answer for every work, what was asked for."""
    reader = store.open_reader(Home(home).database)
    asked = {url for (url,) in reader.rows("select url from responses")}
    reader.close()
    writer = ArchiveWriter(target)
    for response in read_answers(SAMPLES / "night.warc"):
        if "/api/papers/" not in response.url or response.url in asked:
            writer.write(response)


@pytest.fixture
def home(first_night: Path, tmp_path: Path) -> Path:
    return Path(shutil.copytree(first_night, tmp_path / "home"))


def run(home: Path, stages: tuple[str, ...], replay: Path | None = None) -> None:
    window = {"since": date(2026, 8, 19), "until": date(2026, 8, 20)} if replay else {}
    wish = Wish(home, replay=replay, is_polling=replay is not None, **window)  # type: ignore[arg-type]
    with open_context(wish, lambda progress: None) as context:
        assert run_stages(context, stages).problems == ()


def read(home: Path, tables: dict[str, str]) -> dict[str, list[Any]]:
    reader = store.open_reader(Home(home).database)
    try:
        return {
            name: sorted(map(repr, reader.rows(f"select {columns} from {name}")))
            for name, columns in tables.items()
        }
    finally:
        reader.close()


def forge_files(home: Path) -> list[bytes]:
    return [path.read_bytes() for path in sorted((home / "forge").rglob("*")) if path.is_file()]


def test_derived_tables_come_out_the_same(home: Path) -> None:
    before, kept = read(home, DERIVED), read(home, dict.fromkeys(KEPT, "*"))
    report = replay_nights(home, *ALL, lambda progress: None)
    assert report.counts["nights"] == 1
    assert report.notes == ()
    assert read(home, DERIVED) == before
    assert read(home, dict.fromkeys(KEPT, "*")) == kept


def test_proposals_come_out_byte_for_byte_the_same(home: Path) -> None:
    run(home, ("propose", "publish"))
    before, forge = read(home, {"changes": "*", "proposals": "*"}), forge_files(home)
    replay_nights(home, *ALL, lambda progress: None)
    run(home, ("propose", "publish"))
    assert read(home, {"changes": "*", "proposals": "*"}) == before
    assert forge_files(home) == forge


def test_the_archive_alone_is_enough(home: Path) -> None:
    before = read(home, DERIVED)
    opened = store.open_store(Home(home).database, shipped("warehouse"))
    for table in DERIVED:
        opened.connection.execute(f"delete from {table}")
    opened.close()
    replay_nights(home, *ALL, lambda progress: None)
    assert read(home, DERIVED) == before


def test_what_was_imported_from_a_file_stays(home: Path, tmp_path: Path) -> None:
    from ingest.stages import import_files

    path = tmp_path / "one.jsonl"
    path.write_text('{"id": "2001.00001", "title": "Imported", "abstract": "By hand."}\n')
    with open_context(Wish(home, is_polling=False), lambda progress: None) as context:
        import_files(context, [path])
    replay_nights(home, *ALL, lambda progress: None)
    assert any("arxiv:2001.00001" in row for row in read(home, {"works": "work_id"})["works"])


def test_a_damaged_archive_changes_nothing(home: Path) -> None:
    archive = home / "warehouse/raw/2026-08-21T030000.warc"
    archive.write_bytes(archive.read_bytes()[:-500])
    before = Home(home).database.read_bytes()
    with pytest.raises(SourceError, match="cut short"):
        replay_nights(home, *ALL, lambda progress: None)
    assert read(home, DERIVED)["works"]
    assert Home(home).database.read_bytes() == before


def test_days_without_an_archive_are_named(home: Path) -> None:
    with pytest.raises(ConfigError, match="no archive of 2020-01-01"):
        replay_nights(home, date(2020, 1, 1), date(2020, 1, 2), lambda progress: None)


def test_nights_that_were_lived_come_out_the_same(upstream: Any, tmp_path: Path) -> None:
    """A new version, a title without an id, a night that was throttled in the middle, works to enrich."""
    at = datetime(2026, 11, 17, 9, tzinfo=UTC)
    upstream.papers = make_papers(date(2026, 11, 14), 8, 4)
    upstream.papers.append(Paper("2611.30001", "A Medical Large Language Model", at, at))
    for kind in ("models", "datasets"):
        upstream.pages[f"/api/{kind}"] = reply(b"[]", kind="application/json")
    page = b"<html><body><article><h3>Finding Number 3</h3></article><article><h3>Unknown</h3></article></body></html>"
    upstream.pages["/papers/trending"] = reply(page, kind="text/html")
    home = make_home(tmp_path, upstream.url)
    for night_number in range(3):
        moment = datetime(2026, 11, 18 + night_number, 12, tzinfo=UTC)
        if night_number == 1:
            start = {"when": lambda query: query.get("start") == "5"}
            upstream.script("/api/query", lambda *_: reply(b"Rate exceeded."), **start)
        with open_night(home, moment, sources=("arxiv", "trending")) as night:
            run_stages(night, ("poll", "classify", "enrich"))
        upstream.heal()
        newest = upstream.papers[-1]
        upstream.papers[-1] = replace(
            newest, version=newest.version + 1, updated_at=moment, title=f"{newest.title}, Again"
        )
    before = read(home.path, DERIVED)
    assert any("A Medical Large Language Model, Again" in row for row in before["works"])
    assert any("arxiv:2611.30001" in row for row in before["enrichments"])
    upstream.asked.clear()
    report = replay_nights(home.path, date(2026, 11, 18), date(2026, 11, 20), lambda _: None)
    assert report.counts["nights"] == 3
    assert report.counts["not_believed"] > 0
    assert read(home.path, DERIVED) == before
    assert upstream.asked == []
