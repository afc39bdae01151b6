"""The past, a month of one category at a time: an estimate first, progress, and nothing asked twice after a kill."""

import os
import re
import signal
import subprocess
import sys
import time
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any
from urllib.parse import unquote_plus

import pytest
from nights import make_home, open_night
from upstream import make_papers, reply

from ingest.__main__ import main
from ingest.errors import ConfigError
from ingest.report import Limits, find_alarms, render_status
from ingest.settings import shipped
from ingest.stages import Progress, backfill, plan_backfill
from ingest.stages.explaining import status
from ingest.store import load_partitions, load_windows, open_reader

FRIDAY = datetime(2026, 11, 20, 12, tzinfo=UTC)
SPAN = {"since": date(2024, 2, 20), "until": date(2024, 4, 3)}  # parts of three months
CATEGORIES = ("cs.CL", "cs.LG")


@pytest.fixture
def home(upstream: Any, tmp_path: Path) -> Any:
    """Of three papers one is in the first category, one in the second, one in both."""
    filed = (("cs.CL",), ("cs.LG", "math.CO"), ("cs.LG", "cs.CL"))
    papers = make_papers(date(2024, 2, 18), 50, 2)
    upstream.papers = [
        replace(paper, categories=filed[place % 3]) for place, paper in enumerate(papers)
    ]
    return make_home(tmp_path, upstream.url, categories=list(CATEGORIES))


def night_of(home: Any, hours: int = 0, **wish: Any) -> Any:
    return open_night(
        home, FRIDAY + timedelta(hours=hours), **({"sources": ("arxiv",)} | SPAN | wish)
    )


def run(night: Any) -> Any:
    return backfill(night, night.gate, plan_backfill(night, night.gate))


def test_an_estimate_comes_before_anything_is_asked(home: Any, upstream: Any) -> None:
    with night_of(home) as night:
        (estimate,) = plan_backfill(night, night.gate)
        assert len(estimate.partitions) == 6
        assert estimate.record_count == 44 * 2
        assert len(upstream.asked) == 1
        report = backfill(night, night.gate, [estimate])
        assert report.problems == ()
        assert report.counts["sightings"] == 44 * 2, "each paper once, though a third is in both"
        assert night.store.rows("select count(*), count(distinct work_id) from sightings") == [
            (88, 88)
        ]
        asked = len(upstream.asked) - 1
    assert abs(estimate.request_count - asked) <= 0.1 * asked


def test_a_month_of_a_category_is_a_partition_and_leaves_out_what_has_closed(
    home: Any, upstream: Any
) -> None:
    with night_of(home) as night:
        run(night)
        tried = load_partitions(night.store, "arxiv")
        days = [(f"{one.from_at:%m-%d}", f"{one.to_at:%m-%d}") for one in tried["cs.LG"]]
        assert days == [("02-20", "02-29"), ("03-01", "03-31"), ("04-01", "04-03")]
        windows = load_windows(night.store, "arxiv")
        assert [(one.kind, one.outcome, one.sighting_count) for one in windows] == [
            ("backfill", "complete", 20), ("backfill", "complete", 62), ("backfill", "complete", 6),
        ]  # fmt: skip
    queries = {unquote_plus(one).partition("AND submitted")[0] for one in upstream.asked[1:]}
    assert {one.partition("search_query=")[2].strip() for one in queries} == {
        "(cat:cs.CL)", "((cat:cs.LG) ANDNOT (cat:cs.CL))"}  # fmt: skip


def test_progress_is_told_for_each_partition(home: Any) -> None:
    told: list[Progress] = []
    with night_of(home, notify=told.append) as night:
        run(night)
    bars = [one for one in told if one.stage == "backfill"]
    assert "arxiv cs.LG 2024-03-01 to 2024-03-31" in {one.text for one in bars}
    assert {one.done for one in bars} == set(range(7))
    assert {one.total for one in bars} == {6}


def test_what_has_closed_is_never_asked_again(home: Any, upstream: Any) -> None:
    for hours in (0, 1):
        with night_of(home, hours) as night:
            estimates = plan_backfill(night, night.gate)
            upstream.asked.clear()
            backfill(night, night.gate, estimates)
    assert upstream.asked == []


def test_a_category_that_comes_later_is_the_only_one_asked_for(home: Any, upstream: Any) -> None:
    with night_of(home) as night:
        run(night)
    path = home.config / "sources.yaml"
    path.write_text(path.read_text().replace("- cs.LG", "- cs.LG\n  - math.CO"))
    with night_of(home, 1) as night:
        (estimate,) = plan_backfill(night, night.gate)
        assert {one.category for one in estimate.partitions} == {"math.CO"}
        assert backfill(night, night.gate, [estimate]).counts["sightings"] == 0
        tried = load_partitions(night.store, "arxiv")["math.CO"]
    assert [one.outcome for one in tried] == ["empty-expected"] * 3, "all of them are in cs.LG"


def test_nothing_in_any_category_is_not_believed(home: Any, upstream: Any) -> None:
    upstream.papers = []
    with night_of(home) as night:
        report = run(night)
        tried = load_partitions(night.store, "arxiv")
        assert {one.outcome for parts in tried.values() for one in parts} == {"suspicious"}
        assert load_windows(night.store, "arxiv") == []
    assert report.problems


def test_a_backfill_is_made_again_from_its_archive_and_nobody_is_asked(
    home: Any, upstream: Any, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    table = "select source, work_id, title, ids, abstract from sightings order by all"
    closed = "select source, category, from_at, to_at, outcome, closed_to_at from partitions order by all"
    with night_of(home) as night:
        run(night)
        wanted = [night.store.rows(sql) for sql in (table, closed)]
    (archive,) = home.raw.glob("*.warc.gz")
    upstream.asked.clear()
    other = make_home(tmp_path / "other", upstream.url, categories=list(CATEGORIES))
    days = [f"--{name}={day}" for name, day in SPAN.items()]
    command = ["--home", str(other.path), "backfill", *days, "--source", "arxiv", "--replay"]
    assert main([*command, str(archive), "--estimate"]) == 0
    said = "6 open partitions of 44 days, answered from the archive, no request is sent"
    assert said in capsys.readouterr().out
    assert main([*command, str(archive)]) == 0
    reader = open_reader(other.database)
    assert [reader.rows(sql) for sql in (table, closed)] == wanted
    reader.close()
    assert upstream.asked == []
    assert main([*command, str(tmp_path / "none.warc.gz")]) == 11
    assert main([*command, str(archive), "--snapshot", str(archive)]) == 10
    assert "nobody is asked, so no archive is read" in capsys.readouterr().err


def test_an_archive_that_lacks_the_past_closes_nothing(
    home: Any, upstream: Any, capsys: pytest.CaptureFixture[str]
) -> None:
    command = ["--home", str(home.path), "backfill", "--since", "2024-02-20", "--until"]
    night = str(shipped("samples") / "night.warc")
    assert main([*command, "2024-02-21", "--source", "arxiv", "--replay", night]) == 11
    assert "Run with what was asked that night" in capsys.readouterr().err
    reader = open_reader(home.database)
    assert reader.rows("select distinct outcome, closed_to_at from partitions") == [
        ("failed", None)
    ]
    reader.close()
    assert upstream.asked == []


def test_a_backfill_moves_no_cursor(home: Any) -> None:
    from ingest.stages.poll import find_spans

    with night_of(home) as night:
        run(night)
    with open_night(home, FRIDAY + timedelta(hours=1)) as night:
        (span,) = find_spans(night, "arxiv")
        assert span.from_at == datetime(2026, 11, 17, tzinfo=UTC)


def test_it_stops_where_the_upstream_wants_to_be_left_alone(home: Any, upstream: Any) -> None:
    upstream.script("/api/query", lambda *_: reply(b"", 429), when=lambda q: "[202403010000" in q["search_query"] and "ANDNOT" in q["search_query"])  # fmt: skip
    with night_of(home) as night:
        report = run(night)
        assert any("2 partitions left" in note for note in report.notes)
        tried = load_partitions(night.store, "arxiv")
        assert [one.outcome for one in tried["cs.LG"]] == ["complete", "throttled"]
        assert len(load_windows(night.store, "arxiv")) == 1, "only February is whole"
        state = status(night.store, night.config, night.now())
        (failed,) = state.sources[0].open_partitions
        assert failed.startswith("arxiv cs.LG 2024-03-01 to 2024-03-31, throttled: ")
        assert f"backfill open: {failed}" in render_status(state)
        for hours, expected in ((23, []), (25, ["backfill:arxiv"])):
            later = replace(state, now=state.now + timedelta(hours=hours))
            causes = [alarm.cause for alarm in find_alarms(later, (), {}, {}, Limits())]
            assert [cause for cause in causes if cause.startswith("backfill")] == expected
    upstream.heal()
    with night_of(home, 1) as night:
        assert run(night).counts["partitions"] == 3
        assert not status(night.store, night.config, night.now()).sources[0].open_partitions
        assert night.store.rows("select count(*) from sightings") == [(88,)]


def test_the_hub_is_asked_month_by_month(home: Any, upstream: Any) -> None:
    with night_of(home, sources=("hub",), since=date(2024, 3, 30), until=date(2024, 4, 1)) as night:
        upstream.daily = {"2024-04-01": [{"paper": {"id": "2404.00001", "title": "A Daily Paper"}}]}
        report = run(night)
        assert [(f"{one.from_at:%m-%d}", one.outcome) for one in load_windows(night.store, "hub")] == [
            ("03-30", "empty-expected"), ("04-01", "complete")]  # fmt: skip
    assert report.counts == {"sightings": 1, "rejects": 0, "new_works": 1, "partitions": 2}


@pytest.mark.parametrize(
    ("wish", "what"),
    [
        ({"since": date(2024, 3, 4)}, "a first and a last day"),
        ({"since": date(2024, 3, 4), "until": date(2026, 11, 20)}, "not over yet"),
        ({**SPAN, "sources": ("trending",)}, "keep a past"),
    ],
)
def test_what_can_t_be_backfilled_is_said(home: Any, wish: dict[str, Any], what: str) -> None:
    with open_night(home, FRIDAY, **wish) as night, pytest.raises(ConfigError, match=what):
        plan_backfill(night, night.gate)


def test_a_killed_backfill_goes_on_with_what_is_open(home: Any, upstream: Any) -> None:
    """SIGKILL in the middle: closed partitions are whole, the one it was at is asked for again."""
    upstream.delay = 0.1
    command = [sys.executable, "-m", "ingest", "--home", str(home.path), "backfill"]
    command += ["--since", "2024-02-20", "--until", "2024-04-03", "--source", "arxiv"]
    running = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT)
    until = time.monotonic() + 60
    while len(upstream.asked) < 16 and time.monotonic() < until:
        time.sleep(0.02)
    os.kill(running.pid, signal.SIGKILL)
    running.communicate()
    upstream.delay = 0.0
    reader = open_reader(home.database)
    tried = load_partitions(reader, "arxiv")
    ((rows, works),) = reader.rows("select count(*), count(distinct work_id) from sightings")
    reader.close()
    before = [one for parts in tried.values() for one in parts]
    assert 0 < len(before) < 6, "it was killed in the middle"
    assert rows == works == sum(one.sighting_count for one in before), (
        "whole partitions, each row once"
    )
    upstream.asked.clear()
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    assert f"{6 - len(before)} open partitions" in done.stdout
    first = r"\(cat:cs.CL\) AND submittedDate:\[(\d{6})"
    asked = [re.search(first, unquote_plus(one)) for one in upstream.asked[1:]]
    months = {match[1] for match in asked if match}
    assert months | {f"{one.from_at:%Y%m}" for one in tried["cs.CL"]} == {
        "202402",
        "202403",
        "202404",
    }
    assert months.isdisjoint(f"{one.from_at:%Y%m}" for one in tried["cs.CL"])
    reader = open_reader(home.database)
    assert reader.rows("select count(*), count(distinct work_id) from sightings") == [(88, 88)]
    reader.close()
