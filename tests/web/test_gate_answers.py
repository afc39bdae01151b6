"""What the gate hands over, what it asks again, what it follows."""

from datetime import UTC, datetime
from hashlib import sha256

import pytest

from ingest import __version__
from ingest.errors import SourceError
from ingest.web import Request, find_header


@pytest.mark.parametrize("status", [200, 206, 304, 400, 401, 403, 404, 410, 418])
def test_an_answer_is_handed_over_whatever_it_says(loopback, open_gate, time_line, status):
    url = loopback.reply("/a", status, b"" if status == 304 else b"said")
    gate = open_gate()
    response = gate.fetch(url)
    assert (response.status, response.url, response.method) == (status, url, "GET")
    assert response.fetched_at == datetime(2026, 11, 20, 3, 0, tzinfo=UTC)
    assert response.digest == sha256(response.body).hexdigest()
    assert (gate.request_count, time_line.slept, response.is_replayed) == (1, [], False)


def test_a_throttled_200_is_passed_on_for_the_source_to_judge(loopback, open_gate):
    response = open_gate().fetch(loopback.reply("/api/query", 200, b"Rate exceeded."))
    assert (response.status, response.body) == (200, b"Rate exceeded.")


@pytest.mark.parametrize("status", [408, 429, 500, 502, 503, 504, 529])
def test_a_passing_failure_is_asked_again(loopback, open_gate, time_line, status):
    loopback.reply("/a", status, b"not now")
    url = loopback.reply("/a", 200, b"now")
    gate = open_gate()
    assert gate.fetch(url).body == b"now"
    assert (gate.request_count, time_line.slept) == (2, [2.0])
    assert [receipt.status for receipt in gate.responses] == [200]


@pytest.mark.parametrize(
    ("headers", "waits"),
    [
        ([("Retry-After", "7")], [7.0]),
        ([("Retry-After", "Fri, 20 Nov 2026 03:00:45 GMT")], [45.0]),
        ([("Retry-After", "Fri, 20 Nov 2026 02:00:00 GMT")], []),
        ([("Retry-After", "0")], []),
        ([("Retry-After", "soon")], [2.0]),
        ([("RateLimit", '"api";r=0;t=55')], [56.0]),
        ([("RateLimit", '"api";r=12;t=55')], [2.0]),
        ([("RateLimit", '"api";r=0;t=55'), ("Retry-After", "9")], [9.0]),
    ],
)
def test_the_wait_an_upstream_asks_for_is_kept(loopback, open_gate, time_line, headers, waits):
    loopback.reply("/a", 429, b"", headers)
    open_gate().fetch(loopback.reply("/a", 200))
    assert time_line.slept == waits


def test_a_host_that_asked_for_a_pause_has_it_from_every_request(loopback, open_gate, time_line):
    gate = open_gate(max_tries=1)
    with pytest.raises(SourceError):
        gate.fetch(loopback.reply("/a", 429, b"", [("Retry-After", "30")]))
    gate.fetch(loopback.reply("/b"))
    assert time_line.slept == [30.0]


def test_waits_double_up_to_the_cap_and_are_announced(loopback, open_gate, time_line):
    url = loopback.reply("/a", 503)
    heard = []
    gate = open_gate(
        max_tries=6, backoff_seconds=(2.0, 10.0), on_wait=lambda *told: heard.append(told)
    )
    with pytest.raises(SourceError, match=r"still answers 503 .* after 6 tries"):
        gate.fetch(url)
    assert time_line.slept == [2.0, 4.0, 8.0, 10.0, 10.0]
    assert heard[0] == ("127.0.0.1", 2.0, "it answered 503")
    assert [receipt.status for receipt in gate.responses] == [503]


def test_a_throttled_upstream_is_called_so(loopback, open_gate):
    url = loopback.reply("/a", 429)
    with pytest.raises(SourceError) as caught:
        open_gate().fetch(url)
    assert "429 (asked too often)" in caught.value.what
    assert caught.value.where == url
    assert caught.value.todo


def test_a_post_is_never_sent_twice(loopback, open_gate):
    url = loopback.reply("/a", 503)
    gate = open_gate()
    with pytest.raises(SourceError):
        gate.send(Request("POST", url, body=b"x"))
    assert gate.request_count == 1


@pytest.mark.parametrize(
    "waiting", [{"delays": {"127.0.0.1": 20.0}}, {"backoff_seconds": (20.0, 20.0)}]
)
def test_the_deadline_of_the_run_ends_the_waiting(loopback, open_gate, time_line, waiting):
    gate = open_gate(deadline_seconds=50.0, max_tries=9, **waiting)
    url = loopback.reply("/a", 503)
    with pytest.raises(SourceError, match="the run's 50 s for the network are used up"):
        gate.fetch(url)
    assert sum(time_line.slept) < 50


def test_a_wait_longer_than_the_run_is_not_begun(loopback, open_gate, time_line):
    url = loopback.reply("/a", 429, b"", [("Retry-After", "86400")])
    with pytest.raises(SourceError, match=r"127\.0\.0\.1 needs 86400 s more"):
        open_gate().fetch(url)
    assert time_line.slept == []


def test_who_asks_is_named_and_nobody_else(loopback, open_gate):
    url = loopback.reply("/a", headers=[("Set-Cookie", "who=me")])
    gate = open_gate()
    given = {"User-Agent": "mine", "Cookie": "who=me", "Accept-Encoding": "br", "X-Own": "1"}
    assert find_header(gate.fetch(url, given).headers, "set-cookie") is None
    _, _, headers = loopback.asked[0]
    assert headers["user-agent"] == f"paper-ingest/{__version__} (+mailto:curator@example.org)"
    assert (headers["accept-encoding"], headers["x-own"]) == ("gzip", "1")
    assert "cookie" not in headers


def test_redirects_are_followed_and_the_last_url_is_kept(loopback, open_gate):
    url = loopback.reply("/a", 301, b"moved", [("Location", "/b")])
    loopback.reply("/b", 307, b"moved", [("Location", f"{loopback.url}/c?x=1")])
    loopback.reply("/c", 200, b"here")
    gate = open_gate()
    response = gate.fetch(url)
    assert (response.url, response.body) == (f"{loopback.url}/c?x=1", b"here")
    assert [receipt.status for receipt in gate.responses] == [301, 307, 200]


def test_a_credential_does_not_follow_to_another_origin(loopback, open_gate):
    loopback.reply("/b")
    elsewhere = f"http://localhost:{loopback.port}/b"
    near = loopback.reply("/near", 302, b"", [("Location", "/b")])
    far = loopback.reply("/far", 302, b"", [("Location", elsewhere)])
    gate = open_gate()
    for url in (near, far):
        gate.fetch(url, {"Authorization": "Bearer hf_secret"})
    assert ["authorization" in headers for _, _, headers in loopback.asked] == [
        True,
        True,
        True,
        False,
    ]


@pytest.mark.parametrize(
    ("locations", "message"),
    [
        (["/1", "/0"], "in a circle"),
        ([f"/{step}" for step in range(1, 9)], "more than 5 times"),
        (["file:///etc/passwd"], "no http or https URL"),
        (["http://[::1/x"], "no http or https URL"),
        (["http://a.invalid:port/x"], "can't be asked"),
    ],
)
def test_redirects_that_lead_nowhere_are_an_error(loopback, open_gate, locations, message):
    for step, location in enumerate(locations):
        loopback.reply(f"/{step}", 302, b"", [("Location", location)])
    with pytest.raises(SourceError, match=message):
        open_gate().fetch(f"{loopback.url}/0")


@pytest.mark.parametrize(
    "url", ["ftp://example.org/a", "example.org/a", "http://", "", "http://[::1/a"]
)
def test_what_is_no_url_is_not_asked(open_gate, url):
    gate = open_gate()
    with pytest.raises(SourceError, match="no http or https URL"):
        gate.fetch(url)
    assert gate.request_count == 0


def test_a_secret_in_a_url_is_neither_shown_nor_kept(loopback, open_gate):
    url = loopback.reply("/a", 503) + "?token=hf_secret&q=1"
    gate = open_gate(max_tries=1)
    with pytest.raises(SourceError) as caught:
        gate.fetch(url)
    assert "hf_secret" not in str(caught.value)
    assert gate.responses[0].url == f"{loopback.url}/a?token=REDACTED&q=1"
    assert loopback.asked[0][1] == "/a?token=hf_secret&q=1"
