"""When the Hub is asked about a work, and when not."""

from datetime import date
from pathlib import Path

from ingest import store
from ingest.settings import shipped
from ingest.stages import Wish, init_home, open_context, run_stages
from ingest.store import Store
from ingest.store.works import refold_works

SAMPLES = shipped("samples")


def run(
    home: Path, *stages: str, is_polling: bool = True, until: int = 20
) -> dict[str, dict[str, int]]:
    wish = Wish(
        home,
        since=date(2026, 8, 19),
        until=date(2026, 8, until),
        replay=SAMPLES / "night.warc" if is_polling else None,
        is_polling=is_polling,
    )
    with open_context(wish, lambda progress: None) as context:
        report = run_stages(context, stages)
    return {stage.stage: stage.counts for stage in report.stages}


def outcomes(home: Path) -> dict[str, int]:
    reader = store.open_reader(home / "warehouse" / "ingest.duckdb")
    try:
        return dict(reader.rows("select outcome, count(*) from enrichments group by outcome"))
    finally:
        reader.close()


def change_text(opened: Store, work_id: str) -> None:
    comment = "Code: https://github.com/a/b"
    opened.connection.execute(
        "update sightings set comment = ? where work_id = ?", [comment, work_id]
    )
    refold_works(opened, [work_id])


def test_a_work_is_asked_about_once_per_text(tmp_path: Path) -> None:
    home = tmp_path / "home"
    init_home(home, SAMPLES / "lists")
    first = run(home, "poll", "classify", "enrich")["enrich"]
    assert first["asked"] == first["wanted"] > 20
    assert outcomes(home) == {"complete": first["asked"]}
    assert run(home, "enrich")["enrich"]["asked"] == 0
    opened = store.open_store(home / "warehouse" / "ingest.duckdb", shipped("warehouse"))
    change_text(opened, "arxiv:2508.02669")
    opened.close()
    assert run(home, "enrich")["enrich"]["asked"] == 1


def test_without_the_network_links_come_from_the_text_and_the_hub_is_asked_later(
    tmp_path: Path,
) -> None:
    home = tmp_path / "home"
    init_home(home, SAMPLES / "lists")
    run(home, "poll", "classify")
    offline = run(home, "enrich", is_polling=False)["enrich"]
    assert offline["asked"] == 0
    assert offline["links"] > 0
    assert outcomes(home) == {"offline": offline["wanted"]}
    online = run(home, "enrich")["enrich"]
    assert online["asked"] == offline["wanted"]
    assert outcomes(home) == {"complete": offline["wanted"]}


def test_what_was_found_on_the_hub_stays_when_nobody_is_asked(tmp_path: Path) -> None:
    home = tmp_path / "home"
    init_home(home, SAMPLES / "lists")
    run(home, "poll", "classify", "enrich")
    reader = store.open_reader(home / "warehouse" / "ingest.duckdb")
    before = store.count(reader, "artifacts")
    reader.close()
    run(home, "enrich", is_polling=False)
    reader = store.open_reader(home / "warehouse" / "ingest.duckdb")
    assert store.count(reader, "artifacts") == before
    reader.close()
