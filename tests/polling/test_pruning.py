"""Archived nights are kept as long as config says, and nothing else is touched."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from nights import make_home, open_night
from upstream import make_papers

from ingest.stages import poll
from ingest.stages.archives import find_archives, prune_archives

NOW = datetime(2026, 11, 20, 12, tzinfo=UTC)


def archive(raw: Path, day: date, tail: str = "T030000.warc.gz") -> Path:
    raw.mkdir(parents=True, exist_ok=True)
    path = raw / f"{day}{tail}"
    path.write_bytes(b"x")
    return path


def test_what_is_older_than_it_may_be_goes(tmp_path: Path) -> None:
    days = [NOW.date() - timedelta(days=age) for age in (0, 9, 10, 11, 400)]
    paths = [archive(tmp_path, day) for day in days]
    others = [
        tmp_path / name for name in ("notes.txt", "2020-01-01.txt", "old.warc", "2020-13-01.warc")
    ]
    for path in others:
        path.write_bytes(b"mine")
    assert prune_archives(tmp_path, 10, NOW) == paths[:2:-1]
    assert sorted(tmp_path.iterdir()) == sorted([*paths[:3], *others])


@pytest.mark.parametrize(
    ("name", "is_found"),
    [
        ("2026-11-20T030000.warc.gz", True),
        ("2026-11-20T030000-2.warc", True),
        ("2026-11-20.warc", True),
        ("2026-11-20T030000.warc.gz.partial", False),
        ("2026-11-19T235959.warc.gz", False),
        ("2026-11-21T000000.warc.gz", False),
    ],
)
def test_a_night_is_found_by_the_day_in_its_name(tmp_path: Path, name: str, is_found: bool) -> None:
    (tmp_path / name).write_bytes(b"x")
    day = date(2026, 11, 20)
    assert [path.name for path in find_archives(tmp_path, day, day)] == [name] * is_found


@pytest.mark.parametrize(("is_dry_run", "is_left"), [(False, False), (True, True)])
def test_a_poll_prunes_and_says_so(
    upstream: Any, tmp_path: Path, is_dry_run: bool, is_left: bool
) -> None:
    upstream.papers = make_papers(date(2026, 11, 14), 7, 4)
    home = make_home(tmp_path, upstream.url)
    old = archive(home.raw, NOW.date() - timedelta(days=401))
    young = archive(home.raw, NOW.date() - timedelta(days=399))
    with open_night(home, NOW, sources=("arxiv",)) as night:
        report = poll(replace(night, is_dry_run=is_dry_run))
    assert (old.exists(), young.exists()) == (is_left, True)
    assert report.counts.get("pruned", 0) == (not is_left)
