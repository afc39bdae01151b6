"""The past, day by day: an estimate first, progress, and nothing asked twice after a kill."""

import os
import re
import signal
import subprocess
import sys
import time
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from nights import make_home, open_night
from upstream import make_papers, reply

from ingest.errors import ConfigError
from ingest.stages import Progress, backfill, plan_backfill
from ingest.store import load_windows, open_reader

FRIDAY = datetime(2026, 11, 20, 12, tzinfo=UTC)
SPAN = {"since": date(2024, 3, 4), "until": date(2024, 3, 15)}


@pytest.fixture
def home(upstream: Any, tmp_path: Path) -> Any:
    upstream.papers = make_papers(date(2024, 3, 1), 20, 7)
    return make_home(tmp_path, upstream.url)


def test_an_estimate_comes_before_anything_is_asked(home: Any, upstream: Any) -> None:
    with open_night(home, FRIDAY, sources=("arxiv",), **SPAN) as night:
        (estimate,) = plan_backfill(night, night.gate)
        assert (len(estimate.days), estimate.record_count) == (12, 12 * 7)
        assert len(upstream.asked) == 1
        report = backfill(night, night.gate, [estimate])
        assert report.problems == ()
        asked = len(upstream.asked) - 1
    assert asked == 24  # two pages a day
    assert abs(estimate.request_count - asked) <= 0.1 * asked


def test_progress_is_told_day_by_day(home: Any) -> None:
    told: list[Progress] = []
    with open_night(home, FRIDAY, sources=("arxiv",), notify=told.append, **SPAN) as night:
        backfill(night, night.gate, plan_backfill(night, night.gate))
    bars = [one for one in told if one.stage == "backfill"]
    assert [one.done for one in bars] == list(range(13))
    assert {one.total for one in bars} == {12}


def test_days_that_closed_are_never_asked_again(home: Any, upstream: Any) -> None:
    for hours in (0, 1):
        with open_night(home, FRIDAY + timedelta(hours=hours), sources=("arxiv",), **SPAN) as night:
            estimates = plan_backfill(night, night.gate)
            upstream.asked.clear()
            backfill(night, night.gate, estimates)
    assert upstream.asked == []


def test_a_backfill_moves_no_cursor(home: Any, upstream: Any) -> None:
    from ingest.stages.poll import find_spans

    with open_night(home, FRIDAY, sources=("arxiv",), **SPAN) as night:
        backfill(night, night.gate, plan_backfill(night, night.gate))
    with open_night(home, FRIDAY + timedelta(hours=1)) as night:
        (span,) = find_spans(night, "arxiv")
        assert span.from_at == datetime(2026, 11, 17, tzinfo=UTC)


def test_it_stops_where_the_upstream_wants_to_be_left_alone(home: Any, upstream: Any) -> None:
    upstream.script("/api/query", lambda *_: reply(b"", 429), when=lambda q: "20240307" in q["search_query"] and "TO 20240307" in q["search_query"])  # fmt: skip
    with open_night(home, FRIDAY, sources=("arxiv",), **SPAN) as night:
        report = backfill(night, night.gate, plan_backfill(night, night.gate))
        assert "8 days left" in report.notes[-1]
        assert [one.outcome for one in load_windows(night.store, "arxiv")] == [
            *["complete"] * 3,
            "throttled",
        ]


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


def test_a_killed_backfill_goes_on_with_the_days_that_are_open(home: Any, upstream: Any) -> None:
    """SIGKILL in the middle: closed days are whole, the day it was at is asked for again."""
    upstream.delay = 0.1
    command = [sys.executable, "-m", "ingest", "--home", str(home.path), "backfill"]
    command += ["--since", "2024-03-04", "--until", "2024-03-15", "--source", "arxiv"]
    running = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT)
    until = time.monotonic() + 60
    while len(upstream.asked) < 10 and time.monotonic() < until:
        time.sleep(0.02)
    os.kill(running.pid, signal.SIGKILL)
    running.communicate()
    upstream.delay = 0.0
    reader = open_reader(home.database)
    before = load_windows(reader, "arxiv")
    rows = reader.rows("select count(*), count(distinct work_id) from sightings")
    reader.close()
    assert 0 < len(before) < 12, "it was killed in the middle"
    assert all(one.is_closed for one in before)
    assert rows == [(7 * len(before), 7 * len(before))], "whole days, each row once"
    upstream.asked.clear()
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    assert f"{12 - len(before)} open days" in done.stdout
    days = {match[1] for one in upstream.asked[1:] if (match := re.search(r"TO\+(\d{8})", one))}
    assert days.isdisjoint(f"{one.from_at:%Y%m%d}" for one in before)
    reader = open_reader(home.database)
    rows = reader.rows("select count(*), count(distinct work_id) from sightings")
    reader.close()
    assert rows == [(84, 84)]
