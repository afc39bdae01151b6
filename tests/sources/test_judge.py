"""A status of 200 is not yet an answer."""

from pathlib import Path

import pytest

from ingest.sources.judge import Expected, Outcome, judge_answer

DATA = Path(__file__).resolve().parents[1] / "data" / "sources"
FEED = (DATA / "query.xml").read_bytes()
PAGE = (DATA / "trending_visible.html").read_bytes()
XML = {"Content-Type": "application/atom+xml; charset=utf-8"}
JSON = {"content-type": "application/json"}
HTML = {"content-type": "text/html"}


@pytest.mark.parametrize(
    ("status", "headers", "body", "expects", "outcome"),
    [
        (200, XML, FEED, "xml", "ok"),
        (200, XML, FEED, "any", "ok"),
        (200, {}, FEED, "any", "ok"),
        (200, {**XML, "Content-Length": str(len(FEED))}, FEED, "xml", "ok"),
        (200, {**XML, "Content-Length": "7", "Content-Encoding": "gzip"}, FEED, "xml", "ok"),
        (200, JSON, b"[]", "json", "ok"),
        (200, HTML, PAGE, "html", "ok"),
        (200, HTML, PAGE, "any", "ok"),
        (200, {}, b"Title\nAbstract", "text", "ok"),
        (429, {}, b"", "xml", "throttled"),
        (503, {"Retry-After": "60"}, b"<html>busy</html>", "xml", "throttled"),
        (200, {}, b"Rate exceeded.", "xml", "throttled"),
        (200, HTML, b"<html><body>Rate exceeded.</body></html>\n", "html", "throttled"),
        (400, XML, (DATA / "query_error.xml").read_bytes(), "xml", "failed"),
        (200, XML, (DATA / "query_error.xml").read_bytes(), "xml", "failed"),
        (200, JSON, b'{"error": "Not found"}', "json", "failed"),
        (404, JSON, b'{"error": "Not found"}', "json", "failed"),
        (406, {}, b"", "xml", "failed"),
        (307, {}, b"Temporary Redirect", "json", "failed"),
        (500, {}, FEED, "xml", "failed"),
        (200, XML, b"", "xml", "suspicious"),
        (200, XML, b" \n", "any", "suspicious"),
        (200, HTML, b"", "html", "suspicious"),
        (200, HTML, PAGE, "xml", "suspicious"),
        (200, JSON, PAGE, "any", "suspicious"),
        (200, HTML, b'{"a": 1}', "html", "suspicious"),
        (200, XML, FEED[:-20], "xml", "suspicious"),
        (200, JSON, b'[{"paper": ', "json", "suspicious"),
        (200, {"Content-Length": str(len(FEED) + 1)}, FEED, "xml", "suspicious"),
        (200, XML, b"\0" * 100, "xml", "suspicious"),
    ],
)
def test_an_answer_is_judged_by_its_status_its_headers_and_its_body(
    status: int, headers: dict[str, str], body: bytes, expects: Expected, outcome: Outcome
) -> None:
    judged = judge_answer(status, headers, body, expects)
    assert judged.outcome == outcome
    assert bool(judged.reason) == (outcome != "ok")


def test_a_throttled_answer_says_how_long_to_wait() -> None:
    _, reason = judge_answer(429, {"Retry-After": "120"}, b"")
    assert reason == "HTTP 429, Retry-After 120"


def test_a_paper_about_exceeded_rates_is_not_throttled() -> None:
    body = b'[{"title": "When the rate exceeded. A study"}]'
    assert judge_answer(200, JSON, body).outcome == "ok"
