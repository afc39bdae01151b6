"""The archive as others read it, as a killed run leaves it, and what never gets into it."""

import subprocess
import sys
from datetime import UTC, datetime, timedelta

import pytest
from warcio.archiveiterator import ArchiveIterator

from ingest.errors import ConfigError, SourceError
from ingest.web import ArchiveWriter, ReplayArchive, Request, make_response

MOMENT = datetime(2026, 11, 20, 3, 0, 0, 250, tzinfo=UTC)
NAMES = ["night.warc", "night.warc.gz"]


def respond(path, body, seconds=0, **options):
    return make_response(
        f"https://a.org{path}", body, MOMENT + timedelta(seconds=seconds), **options
    )


def write_night(path):
    archive = ArchiveWriter(path)
    archive.write(respond("/1", b"<feed>\xc3\xa9\r\n\r\n</feed>", 0, headers=[("ETag", "é; x")]))
    archive.write(respond("/2", b"", 1, status=404))
    archive.write(respond("/1", b"<feed>\xc3\xa9\r\n\r\n</feed>", 2, status=203, reason="Odd"))
    archive.write(respond("/3", bytes(range(256)) * 40, 3, method="POST"))
    return archive


@pytest.mark.parametrize("name", NAMES)
def test_another_reader_finds_every_record_and_every_digest_right(tmp_path, name):
    write_night(tmp_path / "raw" / name)
    with (tmp_path / "raw" / name).open("rb") as file:
        records = []
        for record in ArchiveIterator(file, check_digests="raise"):
            record.content_stream().read()
            head = record.http_headers
            line = f"{head.protocol} {head.statusline}" if head else ""
            records.append(
                (record.rec_type, record.rec_headers.get_header("WARC-Target-URI"), line)
            )
            assert record.rec_headers.protocol == "WARC/1.1"
    assert records == [
        ("warcinfo", None, ""),
        ("response", "https://a.org/1", "HTTP/1.1 200 OK"),
        ("response", "https://a.org/2", "HTTP/1.1 404 Not Found"),
        ("revisit", "https://a.org/1", "HTTP/1.1 203 Odd"),
        ("response", "https://a.org/3", "HTTP/1.1 200 OK"),
    ]


def test_a_plain_archive_can_be_read_by_a_person(tmp_path):
    ArchiveWriter(tmp_path / "a.warc").write(respond("/1", b"said", headers=[("Server", "s")]))
    lines = (tmp_path / "a.warc").read_text().splitlines()
    assert lines.count("WARC/1.1") == 2
    assert lines[-6:] == ["HTTP/1.1 200 OK", "Server: s", "Content-Length: 4", "", "said", ""]
    assert "WARC-Date: 2026-11-20T03:00:00.000250Z" in lines


@pytest.mark.parametrize("name", NAMES)
def test_the_same_night_makes_the_same_bytes(tmp_path, name):
    write_night(tmp_path / "1" / name)
    write_night(tmp_path / "2" / name)
    assert (tmp_path / "1" / name).read_bytes() == (tmp_path / "2" / name).read_bytes()


def test_a_body_is_stored_once(tmp_path):
    archive = ArchiveWriter(tmp_path / "a.warc")
    for second in range(5):
        archive.write(respond("/1", b"x" * 50_000, second))
    assert (tmp_path / "a.warc").stat().st_size < 55_000
    replay = ReplayArchive([tmp_path / "a.warc"])
    given = [replay.answer(Request("GET", "https://a.org/1")) for _ in range(5)]
    assert {answer.body for answer in given} == {b"x" * 50_000}
    assert [answer.fetched_at.second for answer in given] == [0, 1, 2, 3, 4]


@pytest.mark.parametrize("name", NAMES)
def test_what_is_read_back_is_what_was_written(tmp_path, name):
    write_night(tmp_path / name)
    replay = ReplayArchive([tmp_path / name])
    written = respond("/3", bytes(range(256)) * 40, 3, method="POST", is_replayed=True)
    assert replay.answer(Request("POST", "https://a.org/3")) == written
    assert replay.answer(Request("GET", "https://a.org/1")).fetched_at == MOMENT


def test_no_secret_reaches_the_archive(tmp_path):
    secret = "hf_AbCdEf"
    headers = [
        ("Set-Cookie", f"session={secret}"),
        ("authorization", f"Bearer {secret}"),
        ("Location", f"https://cdn.org/x?X-Amz-Signature={secret}"),
        ("Link", f'<https://me:{secret}@a.org/2?token={secret}&cursor=c>; rel="next"'),
    ]
    archive = ArchiveWriter(tmp_path / "a.warc")
    archive.write(respond(f"/1?token={secret}", b"body", headers=headers))
    text = (tmp_path / "a.warc").read_text()
    assert secret not in text
    assert "https://a.org/1?token=REDACTED" in text
    assert "cursor=c" in text


@pytest.mark.parametrize("name", NAMES)
def test_a_cut_at_any_byte_is_noticed_and_leaves_the_records_before_it_good(tmp_path, name):
    write_night(tmp_path / name)
    whole = (tmp_path / name).read_bytes()
    cut = tmp_path / f"cut-{name}"
    outcomes = set()
    for size in range(1, len(whole), 29):
        cut.write_bytes(whole[:size])
        try:
            ReplayArchive([cut])
        except SourceError as error:
            offset = int(error.what.rsplit(" at byte ", 1)[1])
            assert (str(cut) == error.where, offset <= size) == (True, True)
            outcomes.add(offset)
        else:  # nothing shows that a file cut between two records was longer once
            assert whole[size:].startswith((b"WARC/1.1", b"\x1f\x8b"))
    for offset in outcomes - {0}:
        cut.write_bytes(whole[:offset])
        ReplayArchive([cut])
    assert len(outcomes) >= 4


def test_a_killed_run_leaves_a_good_archive(tmp_path):
    script = (
        "import os, sys; from datetime import datetime, UTC; from pathlib import Path\n"
        "from ingest.web import ArchiveWriter, make_response\n"
        "archive = ArchiveWriter(Path(sys.argv[1]))\n"
        "for n in range(3): archive.write(make_response(f'http://a/{n}', b'x', datetime.now(UTC)))\n"
        "os.kill(os.getpid(), 9)"
    )
    path = tmp_path / "a.warc.gz"
    done = subprocess.run([sys.executable, "-c", script, str(path)], check=False)
    assert done.returncode == -9
    replay = ReplayArchive([path])
    assert [replay.answer(Request("GET", f"http://a/{n}")).body for n in range(3)] == [b"x"] * 3


def test_an_archive_belongs_to_one_run(tmp_path):
    path = tmp_path / "a.warc"
    late = ArchiveWriter(path)
    write_night(path)
    before = path.read_bytes()
    for begin in (lambda: ArchiveWriter(path), lambda: late.write(respond("/1", b"x"))):
        with pytest.raises(ConfigError, match="exists already"):
            begin()
    assert path.read_bytes() == before


def test_a_run_without_requests_leaves_no_file(tmp_path):
    ArchiveWriter(tmp_path / "raw" / "a.warc")
    assert list(tmp_path.iterdir()) == []


def test_a_folder_that_cannot_be_written_is_named(tmp_path):
    (tmp_path / "file").write_text("no folder")
    with pytest.raises(ConfigError, match="can't write the archive") as caught:
        ArchiveWriter(tmp_path / "file" / "a.warc").write(respond("/1", b"x"))
    assert str(tmp_path / "file") in caught.value.where
