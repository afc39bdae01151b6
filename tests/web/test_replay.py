"""Answering from an archive: the right one, in order, or a clear word on what is missing."""

import gzip
from datetime import UTC, datetime
from hashlib import sha256
from io import BytesIO

import pytest
from warcio.statusandheaders import StatusAndHeaders
from warcio.warcwriter import WARCWriter

from ingest.errors import SourceError
from ingest.web import ArchiveWriter, ReplayArchive, Request, make_response

MOMENT = datetime(2026, 11, 20, 3, 0, tzinfo=UTC)
QUERY = "http://export.arxiv.org/api/query?search_query=cat:cs.CV&start=0&max_results=100"


def record(path, *answers):
    archive = ArchiveWriter(path)
    for url, body, *rest in answers:
        archive.write(make_response(url, body, MOMENT, status=rest[0] if rest else 200))
    return path


def test_answers_to_one_url_come_in_recorded_order_and_the_last_repeats(tmp_path):
    files = [
        record(tmp_path / "1.warc", (QUERY, b"one"), ("http://a.org/", b"else"), (QUERY, b"two")),
        record(tmp_path / "2.warc.gz", (QUERY, b"one")),
    ]
    replay = ReplayArchive(files)
    shuffled = (
        "http://EXPORT.arxiv.org:80/api/query?max_results=100&start=0&search_query=cat%3Acs.CV"
    )
    bodies = [replay.answer(Request("GET", url)).body for url in (QUERY, shuffled, QUERY, QUERY)]
    assert bodies == [b"one", b"two", b"one", b"one"]


@pytest.mark.parametrize(
    ("method", "asked", "told"),
    [
        ("GET", QUERY.replace("start=0", "start=100"), "start: recorded '0', asked '100'"),
        ("GET", QUERY + "&sortBy=submittedDate", "sortBy: recorded nothing, asked 'submittedDate'"),
        ("GET", QUERY.replace("&start=0", ""), "start: recorded '0', asked nothing"),
        ("POST", QUERY, "the same URL was recorded with GET"),
        ("GET", "http://export.arxiv.org/api/quer", "nothing of /api/quer is recorded, nearest: http://export.arxiv.org/api/query?"),
        ("GET", "https://huggingface.co/api/papers/1", "nothing of huggingface.co is recorded, only of: export.arxiv.org"),
    ],
)  # fmt: skip
def test_what_was_not_recorded_is_named_with_its_nearest_neighbour(tmp_path, method, asked, told):
    far = QUERY.replace("cs.CV", "cs.CL").replace("start=0", "start=7")
    path = record(tmp_path / "night.warc", (far, b"1"), (QUERY, b"2"))
    with pytest.raises(SourceError) as caught:
        ReplayArchive([path]).answer(Request(method, asked))
    assert told in caught.value.what
    assert "cs.CL" not in caught.value.what
    assert (caught.value.where, str(path) in caught.value.what) == (asked, True)
    assert caught.value.todo


def test_a_failure_that_was_recorded_fails_again_at_once(tmp_path, open_gate, time_line):
    path = record(tmp_path / "a.warc", (QUERY, b"Rate exceeded.", 429), (QUERY, b"fine"))
    gate = open_gate(replay=ReplayArchive([path]), delays={"arxiv.org": 3.0})
    with pytest.raises(SourceError, match="still answers 429"):
        gate.fetch(QUERY)
    assert gate.fetch(QUERY).body == b"fine"
    assert [receipt.status for receipt in gate.responses] == [429, 200]
    assert (gate.request_count, time_line.slept) == (0, [])


def test_a_live_run_and_its_replay_are_the_same(tmp_path, loopback, open_gate):
    url = loopback.reply("/a", 302, b"moved", [("Location", "/b?token=hf_secret")])
    loopback.reply("/b", 200, gzip.compress(b"body"), [("Content-Encoding", "gzip"), ("X-A", "1")])
    missing = loopback.reply("/c", 404, b"no")
    path = tmp_path / "a.warc.gz"
    live = open_gate(ArchiveWriter(path))
    recorded = [live.fetch(asked) for asked in (url, missing)]
    replayed = open_gate(ArchiveWriter(tmp_path / "again.warc"), ReplayArchive([path]))
    answered = [replayed.fetch(asked) for asked in (url, missing)]
    assert (len(loopback.asked), live.request_count, replayed.request_count) == (3, 3, 0)
    for first, second in zip(recorded, answered, strict=True):
        assert (first.is_replayed, second.is_replayed) == (False, True)
        for name in (
            "url",
            "method",
            "status",
            "headers",
            "body",
            "fetched_at",
            "digest",
            "reason",
        ):
            assert getattr(first, name) == getattr(second, name), name
    assert not (tmp_path / "again.warc").exists()


@pytest.mark.parametrize(
    ("content", "told", "offset"),
    [
        (b"", "is empty", 0),
        (b"<!doctype html><title>Not here</title>", "no WARC record, but b'<!doctype html>", 0),
        (b"\n" * 1000, "no WARC record", 0),
        (b"x" * 10_000_000, "no WARC record", 0),
        (b"\0" * 4000, "no WARC record", 0),
        (gzip.compress(b'{"papers": []}', mtime=0), "no WARC record", 0),
        (b"\x1f\x8b" + b"\0" * 100, "no readable gzip member", 0),
        (b"WARC/1.1\r\nWARC-Type: response\r\n", "cut short", 0),
        (b"WARC/1.1\r\nWARC-Type: response\r\nContent-Length: 99999999999\r\n\r\n", "cut short", 0),
        (b"WARC/1.1\r\nWARC-Type: response\r\nContent-Length: x\r\n\r\n\r\n\r\n", "", 0),
        (b"WARC/1.1\r\nWARC-Type: response\r\nWARC-Target-URI: http://a/\r\nContent-Length: 3\r\n\r\nabc\r\n\r\n", "an unreadable HTTP answer", 0),
    ],
)  # fmt: skip
def test_a_file_that_is_no_whole_archive_is_refused_with_its_offset(
    tmp_path, content, told, offset
):
    path = tmp_path / "night.warc"
    path.write_bytes(content)
    with pytest.raises(SourceError) as caught:
        ReplayArchive([path])
    assert told in caught.value.what
    assert caught.value.what.endswith(f" at byte {offset}")
    assert (caught.value.where, bool(caught.value.todo)) == (str(path), True)
    assert len(str(caught.value)) < 1000


@pytest.mark.parametrize("name", ["night.warc", "night.warc.gz"])
def test_a_flipped_byte_in_a_body_is_noticed(tmp_path, name):
    path = record(tmp_path / name, (QUERY, b"1"), ("http://a.org/", bytes(range(256)) * 9))
    content = bytearray(path.read_bytes())
    content[-600] ^= 1
    path.write_bytes(content)
    with pytest.raises(SourceError, match=r"digest|gzip") as caught:
        ReplayArchive([path])
    assert int(caught.value.what.rsplit(" ", 1)[1]) > 0


def test_a_missing_file_is_named(tmp_path):
    with pytest.raises(SourceError, match="can't be read") as caught:
        ReplayArchive([tmp_path / "none.warc"])
    assert caught.value.where == str(tmp_path / "none.warc")


def test_a_revisit_without_its_original_is_refused(tmp_path):
    path = record(tmp_path / "a.warc", (QUERY, b"x"), (QUERY, b"x"))
    parts = path.read_bytes().split(b"WARC/1.1\r\n")
    path.write_bytes(b"WARC/1.1\r\n".join([b"", parts[1], parts[3]]))
    with pytest.raises(SourceError, match="a revisit at byte"):
        ReplayArchive([path])


def test_an_archive_of_another_tool_is_read_too(tmp_path):
    """Version 1.0, one gzip member for all, encoded and chunked body, sha1, request records."""
    plain = BytesIO()
    writer = WARCWriter(plain, gzip=False)
    zipped = gzip.compress(b"found")
    chunked = f"{len(zipped):x}\r\n".encode() + zipped + b"\r\n0\r\n\r\n"
    fields = [("Content-Encoding", "gzip"), ("Transfer-Encoding", "chunked")]
    head = StatusAndHeaders("200 OK", fields, protocol="HTTP/1.1")
    ask = StatusAndHeaders("GET / HTTP/1.1", [], is_http_request=True)
    answer = writer.create_warc_record(
        "http://a.org/", "response", BytesIO(chunked), len(chunked), http_headers=head
    )
    request = writer.create_warc_record("http://a.org/", "request", http_headers=ask)
    writer.write_request_response_pair(request, answer)
    (tmp_path / "a.warc.gz").write_bytes(gzip.compress(plain.getvalue()))
    found = ReplayArchive([tmp_path / "a.warc.gz"]).answer(Request("GET", "http://a.org/"))
    assert (found.body, found.digest) == (b"found", sha256(b"found").hexdigest())
