"""Saved payloads are recognised by what they hold, read to the last record, or refused."""

import gzip
import io
import json
from pathlib import Path
from time import process_time

import pytest

from ingest.errors import SourceError
from ingest.sources.saved import read_saved, recognise
from ingest.works import Page

DATA = Path(__file__).resolve().parents[1] / "data" / "sources"

# file, what it is recognised as, kinds of its sightings, sightings, records (counted by hand)
FIXTURES = [
    ("query.xml", "arxiv-query", "query", 2, 6),
    ("query_empty.xml", "arxiv-query", "", 0, 0),
    ("listing.rss", "arxiv-listing", "listing", 3, 5),
    ("listing_empty.rss", "arxiv-listing", "", 0, 0),
    ("listing.atom", "arxiv-listing", "listing", 1, 1),
    ("oai_raw.xml", "arxiv-oai", "oai", 2, 5),
    ("oai_arxiv.xml", "arxiv-oai", "oai", 1, 1),
    ("oai_bare_records.xml", "arxiv-oai", "oai", 1, 2),
    ("daily_nested.json", "json", "daily", 3, 8),
    ("daily_wrapped.json", "json", "daily", 2, 2),
    ("paper.json", "json", "paper", 1, 1),
    ("models.json", "json", "model", 2, 5),
    ("datasets.json", "json", "dataset", 1, 1),
    ("trending_models.json", "json", "dataset model", 2, 2),
    ("recorded_query.json", "json", "query", 2, 6),
    ("trending.txt", "trending-text", "feed", 4, 5),
    ("trending_carried.html", "trending-html", "feed", 2, 3),
    ("trending_visible.html", "trending-html", "feed", 2, 3),
    ("corpus.jsonl", "jsonl", "snapshot", 2, 6),
    ("snapshot.jsonl", "json", "snapshot", 1, 1),  # one line is one document
    ("descriptions.jsonl", "jsonl", "listing", 2, 2),
]


def read(body: bytes, name: str = "saved") -> list[Page]:
    return list(read_saved(io.BytesIO(body), name))


def count(pages: list[Page]) -> int:
    return sum(len(page.sightings) + len(page.rejects) for page in pages)


@pytest.mark.parametrize(("name", "kind", "kinds", "sightings", "records"), FIXTURES)
def test_every_record_of_a_file_is_a_sighting_or_a_reject(
    name: str, kind: str, kinds: str, sightings: int, records: int
) -> None:
    body = (DATA / name).read_bytes()
    assert recognise(body[: 1 << 16]) == kind
    pages = read(body)
    assert " ".join(sorted({each.kind for page in pages for each in page.sightings})) == kinds
    assert sum(len(page.sightings) for page in pages) == sightings
    assert count(pages) == records


@pytest.mark.parametrize("name", [row[0] for row in FIXTURES])
def test_gzip_and_a_wrong_name_change_nothing(name: str) -> None:
    body = (DATA / name).read_bytes()
    assert read(gzip.compress(body, mtime=0), "photo.png") == read(body)


@pytest.mark.parametrize(
    "name",
    sorted(path.name for path in DATA.iterdir() if path.suffix in {".xml", ".json", ".html"}),
)
def test_a_document_cut_in_the_middle_is_refused(name: str) -> None:
    body = (DATA / name).read_bytes()
    if name.endswith(".html"):
        body = b"<!doctype html><html><head>" + body[:40]  # a page's own end proves nothing
    with pytest.raises(SourceError):
        read(body[: len(body) * 2 // 3])


def test_a_bad_line_among_good_ones_is_a_reject_with_its_line_number() -> None:
    rejects = [each for page in read((DATA / "corpus.jsonl").read_bytes()) for each in page.rejects]
    assert [(each.position, each.reason.split(":")[0]) for each in rejects] == [
        (4, "no title"),
        (5, "not JSON"),
        (6, "no arXiv id"),
        (7, "a JSON object of no known shape"),
    ]
    assert "A line that is no JSON" in rejects[1].excerpt


def test_a_last_line_that_is_cut_refuses_the_file() -> None:
    body = (DATA / "descriptions.jsonl").read_bytes()
    with pytest.raises(SourceError, match="truncated") as caught:
        read(body[:-30], "some.jsonl")
    assert caught.value.where == "some.jsonl:2"


def test_pages_hold_at_most_two_thousand_records() -> None:
    lines = [
        json.dumps({"id": "2305.15075", "title": f"T {n}", "abstract": "x"}) for n in range(4_500)
    ]
    pages = read("\n".join(lines).encode())
    assert [len(page.sightings) for page in pages] == [2_000, 2_000, 500]


def test_a_large_document_is_cut_into_pages_too() -> None:
    records = [{"paper": {"id": "2305.15075", "title": f"T {n}"}} for n in range(2_001)]
    pages = read(json.dumps([*records, *([None] * 2_001)]).encode())
    assert max(len(page.sightings) + len(page.rejects) for page in pages) == 2_000
    assert count(pages) == 4_002


def test_lines_longer_than_the_head_are_still_lines() -> None:
    line = json.dumps({"id": "2305.15075", "title": "T", "abstract": "word " * 20_000})
    pages = read(f"{line}\n{line}\n".encode())
    assert count(pages) == 2


def test_a_broken_first_line_does_not_hide_the_good_ones() -> None:
    good = (DATA / "descriptions.jsonl").read_bytes()
    (page,) = read(b'{"id": "2305.15075", "title": "cut' + b"\n" + good)
    assert (len(page.sightings), [each.position for each in page.rejects]) == (2, [1])


def test_a_byte_order_mark_and_windows_line_ends_change_nothing() -> None:
    body = (DATA / "descriptions.jsonl").read_bytes()
    assert read(b"\xef\xbb\xbf" + body.replace(b"\n", b"\r\n")) == read(body)


def test_a_stream_that_cannot_seek_is_enough() -> None:
    class Pipe(io.BytesIO):
        def seekable(self) -> bool:
            return False

        def seek(self, *_: int) -> int:
            raise io.UnsupportedOperation

    body = (DATA / "corpus.jsonl").read_bytes()
    assert list(read_saved(Pipe(gzip.compress(body, mtime=0)), "pipe")) == read(body)


@pytest.mark.parametrize(
    ("body", "what", "where"),
    [
        (b"", "empty", "saved"),
        (gzip.compress(b"", mtime=0), "empty", "saved"),
        (b"\0" * 10_000, "NUL", "saved"),
        (b"PK\x03\x04\0\0", "NUL", "saved"),
        (b"a" * (10 << 20), "unknown payload", "saved:1"),
        (b'{"a": "' + b"a" * (10 << 20), "not JSON", "saved:1"),
        (b'{"a": "' + b"a" * (1 << 20) + b'"}', "no known shape", "saved"),
        (b"<a>" + b"x" * (10 << 20), "no known kind", "saved:1"),
        (b"<!doctype html><html><body>Not found</body></html>", "without papers", "saved"),
        (b"<html>Rate exceeded.</html>", "throttled", "saved"),
        (b"Rate exceeded.", "throttled", "saved"),
        (b"# A list\n\n- [A paper](https://arxiv.org/abs/2305.15075)\n", "unknown payload", "saved:1"),
        (b"[![Badge](https://example.org/x.svg)](https://example.org)\n", "unknown payload", "saved:1"),
        (b"Temporary Redirect. Redirecting to /api/models/a/b", "unknown payload", "saved:1"),
        (b"id,title\n2305.15075,T\n", "unknown payload", "saved:1"),
        (b"<svg/>", "root element 'svg'", "saved:1"),
        (b"<rss><channel><title>Weather</title></channel></rss>", "root element 'rss'", "saved:1"),
        (b"<feed xmlns='http://www.w3.org/2005/Atom'><id>blog</id></feed>", "'feed'", "saved:1"),
        (b"<", "not well-formed", "saved:1"),
        (b'{"error": "Repository not found"}', "an error answer, not data: Repository", "saved"),
        (b'{"hello": "world"}', "no known shape", "saved"),
        (b'{"hello": "world"}\n{"hello": "again"}\n', "no known shape", "saved:1"),
        (b'["hello"]', "no known shape", "saved"),
        (b'[{"paper": {"id": "2305.15075"}}', "not JSON", "saved:1"),
        (gzip.compress(b'{"id": "2305.15075", "title": "T"}\n' * 9, mtime=0)[:-12], "broken gzip", "saved"),
        (b"\x1f\x8bnot really", "broken gzip", "saved"),
        (b'{"url": "u", "status": 429, "body": "Rate exceeded."}', "throttled", "saved (u)"),
        (b'{"url": "u", "status": 500, "body": "[]"}', "HTTP 500", "saved (u)"),
        (b'{"url": "u", "status": 200, "body": ""}', "empty", "saved (u)"),
    ],
)  # fmt: skip
def test_what_is_no_payload_is_refused_with_file_line_and_advice(
    body: bytes, what: str, where: str
) -> None:
    with pytest.raises(SourceError, match=what) as caught:
        read(body)
    assert caught.value.where == where
    assert caught.value.todo


def test_an_unknown_file_is_told_which_ones_are_understood() -> None:
    with pytest.raises(SourceError, match="OAI-PMH"):
        read(b"neither fish nor fowl")


def test_a_line_without_end_is_refused_before_it_fills_the_memory() -> None:
    line = b'{"id": "2305.15075", "title": "T", "abstract": "x"}\n'
    bomb = gzip.compress(line * 2 + b"x" * (60 << 20), compresslevel=1)
    with pytest.raises(SourceError, match="a line of more than 50 MB") as caught:
        read(bomb, "bomb.gz")
    assert caught.value.where == "bomb.gz:3"


@pytest.mark.parametrize(
    "body",
    [
        b"<!---->" * 5_000 + b"<feed>",
        b"<!-- x -->" * 5_000 + b"<record",
        b"<!doctype html><html>" + b"<div>" * 20_000,
        b'<!DOCTYPE a [<!ENTITY b "'
        + b"b" * 5_000
        + b'">]><rss>arxiv'
        + b"&b;" * 50_000
        + b"</rss>",
        b"A title\n" + b"( [ < " * 100_000,
    ],
)
def test_hostile_bytes_are_refused_at_once(body: bytes) -> None:
    started = process_time()
    with pytest.raises(SourceError):
        read(body)
    assert process_time() - started < 5


def test_json_nested_to_the_limit_is_still_a_reject() -> None:
    deep = b"[" * 900 + b"]" * 900
    (page,) = read(b'[{"paper": {"id": "2305.15075", "title": "T"}}, {"paper": {"id": %s}}]' % deep)
    assert [each.reason for each in page.rejects] == ["no id"]


def test_a_saved_error_feed_is_one_reject_with_arxiv_s_words() -> None:
    (page,) = read((DATA / "query_error.xml").read_bytes())
    assert page.sightings == ()
    assert ["start must be an integer" in each.reason for each in page.rejects] == [True]
