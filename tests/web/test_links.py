"""Links that strangers wrote are asked politely, and never at a private address."""

from collections.abc import Callable
from typing import Any

import pytest

from ingest.web import Gate, check_link
from ingest.web.guarded import is_public

HERE = frozenset({"127.0.0.1"})
OpenGate = Callable[..., Gate]


@pytest.mark.parametrize(
    ("address", "expected"),
    [
        ("8.8.8.8", True),
        ("2606:4700:4700::1111", True),
        ("127.0.0.1", False),
        ("10.1.2.3", False),
        ("172.16.0.1", False),
        ("192.168.1.1", False),
        ("169.254.169.254", False),  # where clouds keep credentials
        ("100.64.0.1", False),
        ("0.0.0.0", False),
        ("224.0.0.1", False),
        ("::1", False),
        ("fe80::1%eth0", False),
        ("fd00::1", False),
        ("::ffff:127.0.0.1", False),
        ("64:ff9b::7f00:1", False),
        ("2002:7f00:1::", False),
    ],
)
def test_only_addresses_of_the_public_internet_are_public(address: str, expected: bool) -> None:
    assert is_public(address) is expected


@pytest.mark.parametrize("host", ["127.0.0.1", "localhost", "[::1]", "2130706433", "0x7f.1"])
def test_a_private_address_is_not_asked(loopback: Any, open_gate: OpenGate, host: str) -> None:
    loopback.reply("/a")
    answer = check_link(open_gate(), f"http://{host}:{loopback.port}/a")
    assert answer.state in {"private", "unreachable"}
    assert loopback.asked == []


def test_a_redirect_to_a_private_address_is_not_followed(
    loopback: Any, open_gate: OpenGate
) -> None:
    url = loopback.reply("/a", 301, headers=[("Location", f"http://localhost:{loopback.port}/b")])
    assert check_link(open_gate(probe_allowed=HERE), url).state == "private"
    assert [target for _, target, _ in loopback.asked] == ["/a"]


@pytest.mark.parametrize(
    ("status", "state", "methods"),
    [
        (200, "there", ["HEAD"]),
        (404, "gone", ["HEAD", "GET"]),
        (410, "gone", ["HEAD", "GET"]),
        (403, "refused", ["HEAD", "GET"]),
        (401, "refused", ["HEAD", "GET"]),
        (429, "refused", ["HEAD"]),
        (500, "unreachable", ["HEAD", "GET"]),
        (503, "unreachable", ["HEAD", "GET"]),
    ],
)
def test_what_an_answer_says_of_a_link(
    loopback: Any, open_gate: OpenGate, status: int, state: str, methods: list[str]
) -> None:
    url = loopback.reply("/a", status, b"")
    answer = check_link(open_gate(probe_allowed=HERE), url)
    assert (answer.state, answer.status) == (state, status)
    assert [method for method, _, _ in loopback.asked] == methods


def test_a_server_that_knows_no_head_is_asked_for_one_byte(
    loopback: Any, open_gate: OpenGate
) -> None:
    loopback.reply("/a", 405)
    url = loopback.reply("/a", 206, b"x")
    assert check_link(open_gate(probe_allowed=HERE), url).state == "there"
    assert loopback.asked[1][0] == "GET"
    assert loopback.asked[1][2]["range"] == "bytes=0-0"


def test_a_server_that_ignores_the_range_is_not_read_to_its_end(
    loopback: Any, open_gate: OpenGate
) -> None:
    loopback.reply("/a", 405)
    url = loopback.reply("/a", 200, b"x" * 4_000_000)
    assert check_link(open_gate(probe_allowed=HERE), url).state == "there"
    assert loopback.sent_bytes < 4_000_000


def test_a_link_that_moved_tells_where_it_leads(loopback: Any, open_gate: OpenGate) -> None:
    url = loopback.reply("/a", 301, headers=[("Location", "/b")])
    end = loopback.reply("/b", 200)
    answer = check_link(open_gate(probe_allowed=HERE), url)
    assert (answer.state, answer.end_url) == ("there", end)


def test_a_circle_ends(loopback: Any, open_gate: OpenGate) -> None:
    url = loopback.reply("/a", 302, headers=[("Location", "/a")])
    assert check_link(open_gate(probe_allowed=HERE), url).state == "unreachable"


def test_one_host_has_its_distance_between_two_probes(
    loopback: Any, open_gate: OpenGate, time_line: Any
) -> None:
    gate = open_gate(probe_allowed=HERE, probe_delay_seconds=5.0)
    check_link(gate, loopback.reply("/a", 200))
    check_link(gate, loopback.reply("/b", 200))
    assert time_line.slept == [5.0]


def test_a_host_that_throttles_is_told_apart(loopback: Any, open_gate: OpenGate) -> None:
    url = loopback.reply("/a", 429, headers=[("Retry-After", "60")])
    assert check_link(open_gate(probe_allowed=HERE), url).is_throttled


@pytest.mark.parametrize("url", ["ftp://x.org/a", "javascript:alert(1)", "https:///a"])
def test_what_is_no_web_address_is_unreachable(open_gate: OpenGate, url: str) -> None:
    assert check_link(open_gate(), url).state == "unreachable"
