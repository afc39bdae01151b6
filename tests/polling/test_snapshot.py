"""The public snapshot of arXiv's metadata: streamed, filtered, resumed after a kill."""

import gzip
import json
import signal
import subprocess
import sys
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pytest
from nights import make_home, open_night

from ingest.__main__ import main
from ingest.errors import SourceError
from ingest.stages import Progress, read_snapshot
from ingest.stages.pieces import cut_pieces
from ingest.stages.snapshot import Sizes

FRIDAY = datetime(2026, 11, 20, 12, tzinfo=UTC)
TEN = Sizes(piece_bytes=1_200, batch_bytes=2_400)  # about five records a piece, ten a batch


def record(number: int, **changes: Any) -> dict[str, Any]:
    """One record as the snapshot has it; every third paper is of no category that we ask for."""
    made = f"Mon, {1 + number % 28} Jan 2024 09:00:00 GMT"
    return {
        "id": f"2401.{number:05}",
        "title": f"Paper  {number}\n  of many",
        "abstract": "  A few words.\n",
        "categories": "math.CO" if number % 3 == 0 else "cs.CL cs.LG",
        "authors_parsed": [["Author", "Ann", ""]],
        "versions": [{"version": "v1", "created": made}],
        "license": None,
    } | changes


def write(path: Path, records: list[Any]) -> Path:
    lines = "".join(f"{one if isinstance(one, str) else json.dumps(one)}\n" for one in records)
    path.write_bytes(gzip.compress(lines.encode()) if path.suffix == ".gz" else lines.encode())
    return path


@pytest.fixture
def home(tmp_path: Path) -> Any:
    return make_home(tmp_path / "home", "http://127.0.0.1:9")


@pytest.mark.parametrize("name", ["snapshot.json", "snapshot.json.gz"])
def test_the_papers_of_our_categories_are_taken(home: Any, tmp_path: Path, name: str) -> None:
    path = write(tmp_path / name, [*map(record, range(1, 31)), "not JSON", "[]", record(31)])
    with open_night(home, FRIDAY) as night:
        report = read_snapshot(night, path)
        assert report.counts == {"records": 33, "kept": 21, "rejects": 2, "new_works": 21}
        rows = night.store.rows("select reason from rejects order by position")
        assert rows[1] == ("not a JSON object",)
        titles = night.store.rows("select title from works where work_id = 'arxiv:2401.00001'")
        assert titles == [("Paper 1 of many",)]


def test_days_narrow_it(home: Any, tmp_path: Path) -> None:
    path = write(tmp_path / "s.json", [record(number) for number in range(1, 29)])
    days = {"since": date(2024, 1, 5), "until": date(2024, 1, 6)}
    with open_night(home, FRIDAY, **days) as night:
        assert read_snapshot(night, path).counts["kept"] == 2
    with open_night(home, FRIDAY) as night:  # another wish reads it from its beginning
        assert read_snapshot(night, path).counts == {
            "records": 28, "kept": 19, "rejects": 0, "new_works": 17}  # fmt: skip


@pytest.mark.parametrize("name", ["snapshot.json", "snapshot.json.gz"])
def test_it_goes_on_where_it_was_stopped(home: Any, tmp_path: Path, name: str) -> None:
    path = write(tmp_path / name, list(map(record, range(1, 46))))

    def stop(progress: Progress) -> None:
        first = progress.text.split()[0]
        if first.isdigit() and int(first) >= 30:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt), open_night(home, FRIDAY, notify=stop) as night:
        read_snapshot(night, path, TEN)
    with open_night(home, FRIDAY) as night:
        ((lines, kept),) = night.store.rows("select line_count, kept_count from snapshots")
        assert 0 < lines <= 30
        assert night.store.rows("select count(*) from works") == [(kept,)]
        report = read_snapshot(night, path, TEN)
        assert report.counts["records"] == 45 - lines
        assert report.notes == (f"goes on after record {lines} of {name}",)
        assert night.store.rows("select count(*) from works") == [(30,)]
        assert read_snapshot(night, path).counts["records"] == 0


@pytest.mark.parametrize("name", ["snapshot.json", "snapshot.json.gz"])
def test_a_file_that_is_cut_short_says_so_and_keeps_what_was_whole(
    home: Any, tmp_path: Path, name: str
) -> None:
    path = write(tmp_path / name, list(map(record, range(1, 46))))
    body = path.read_bytes()
    path.write_bytes(body[: len(body) - 40])
    with open_night(home, FRIDAY) as night:
        with pytest.raises(SourceError, match=r"no whole record|broken gzip") as caught:
            read_snapshot(night, path, TEN)
        ((lines, kept),) = night.store.rows("select line_count, kept_count from snapshots")
        assert lines == 44 or (path.suffix == ".gz" and lines > 30)  # all that is whole
        assert path.suffix == ".gz" or f"{path}:45" in str(caught.value)
        assert night.store.rows("select count(*) from works") == [(kept,)]


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ('{"hello": "world"}\n', "none of the first 1 lines"),
        ("<html>\n<p>\n", "none of the first 2 lines"),
        ('{"id": "2401.00001", "title": "T"', "no whole record"),
    ],
)
def test_what_is_no_snapshot_is_refused(home: Any, tmp_path: Path, text: str, reason: str) -> None:
    path = tmp_path / "s.json"
    path.write_text(text)
    with open_night(home, FRIDAY) as night:
        with pytest.raises(SourceError, match=reason) as caught:
            read_snapshot(night, path)
        assert str(path) in str(caught.value)
        assert night.store.rows("select count(*) from rejects") == [(0,)]


def test_pieces_are_whole_lines_and_smaller_towards_the_end(tmp_path: Path) -> None:
    path = write(tmp_path / "snapshot.json", [*map(record, range(2_000))])
    stretches = [one.stretch for one in cut_pieces(path, 0, 80_000, lambda read_to: None)]
    body = path.read_bytes()
    assert b"".join(body[one.start : one.end] for one in stretches) == body
    assert all(body[one.end - 1 : one.end] == b"\n" for one in stretches)
    assert len(stretches[0]) >= 80_000 > 60_000 > len(stretches[-2]) >= 20_000


def test_a_missing_file_is_named(home: Any, tmp_path: Path) -> None:
    with open_night(home, FRIDAY) as night, pytest.raises(SourceError, match="can't be read"):
        read_snapshot(night, tmp_path / "nothing.json")


def test_a_killed_reading_ends_as_one_that_was_not(home: Any, tmp_path: Path) -> None:
    """SIGKILL at two moments; then it goes on, and nothing is there twice and nothing is missing."""
    path = write(
        tmp_path / "s.json", [*map(record, range(1, 300)), "{broken", *map(record, range(300, 700))]
    )
    whole = make_home(tmp_path / "whole", "http://127.0.0.1:9")
    with open_night(whole, FRIDAY) as night:
        read_snapshot(night, path)
        wanted = dump(night)
    for records in (200, 500):
        command = [
            sys.executable,
            str(Path(__file__).parent / "killed_snapshot.py"),
            str(home.path),
            str(path),
            str(records),
        ]
        assert subprocess.run(command, check=False).returncode == -signal.SIGKILL
    with open_night(home, FRIDAY) as night:
        ((lines,),) = night.store.rows("select line_count from snapshots")
        assert 200 < lines < 700, "it was killed in the middle, having gone on once"
        read_snapshot(night, path)
        assert dump(night) == wanted


def dump(night: Any) -> dict[str, Any]:
    """What a reading leaves, apart from when."""
    return {
        table: night.store.rows(f"select * exclude ({', '.join(when)}) from {table} order by all")
        for table, when in {
            "sightings": ["seen_at"], "works": ["first_seen_at"], "rejects": ["seen_at"], "snapshots": ["read_at"],
        }.items()
    } | {"ids": night.store.rows("select * from work_ids order by all")}  # fmt: skip


def test_the_command_says_what_it_will_read_and_asks_nobody(
    home: Any, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = write(tmp_path / "s.json", [record(1), record(2)])
    command = ["--home", str(home.path), "backfill", "--snapshot", str(path)]
    assert main([*command, "--estimate"]) == 0
    assert "s.json: 0.0 MB; no request is sent" in capsys.readouterr().out
    assert main(command) == 0
    assert "records 2 · kept 2" in capsys.readouterr().out
    assert main([*command, "--estimate", "--json"]) == 0
    assert json.loads(capsys.readouterr().out) == {
        "bytes": path.stat().st_size, "records_read": 2, "requests": 0}  # fmt: skip
    assert main(["--home", str(home.path), "backfill", "--since", "2024-01-01"]) == 10
