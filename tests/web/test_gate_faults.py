"""Answers that are no answers: each fault of the network is a SourceError that says what to do."""

import gzip
import socket
import threading
import tracemalloc

import pytest

from ingest.errors import SourceError

HEAD = b"HTTP/1.1 200 OK\r\nConnection: close\r\n"
WHOLE = HEAD + b"Content-Length: 5\r\n\r\nwhole"
ZIPPED = gzip.compress(b"zipped " * 1000, mtime=0)


def gzip_head(length):
    return HEAD + f"Content-Encoding: gzip\r\nContent-Length: {length}\r\n\r\n".encode()


@pytest.mark.parametrize(
    ("answer", "message"),
    [
        (HEAD + b"Content-Length: 50\r\n\r\nonly this", "the answer broke off"),
        (HEAD + b"Content-Length: 5\r\n\r\n", "the answer broke off"),
        (HEAD + b"Transfer-Encoding: chunked\r\n\r\n5\r\nwhole\r\n", "the answer broke off"),
        (HEAD + b"Transfer-Encoding: chunked\r\n\r\n9\r\nwho", "the answer broke off"),
        (HEAD + b"Transfer-Encoding: chunked\r\n\r\nno number\r\nwho", "the answer broke off"),
        (gzip_head(30) + ZIPPED[:30], "the gzip body stops before its end"),
        (gzip_head(30) + b"\x1f\x8b" + b"\x00" * 28, "the gzip body is damaged"),
        (b"", "no connection|broke off"),
        (b"HTTP/1.1 200 OK\r\nContent-", "broke off before its body"),
        (b"HTTP/1.1 200 OK\r\nServer: cut after a line\r\n", "broke off before its body"),
        (b"HTTP/1.1 200 OK\r\nContent-Length: 5\r\n", "the answer broke off"),
        (b"SSH-2.0-OpenSSH_9.2\r\n\r\n", "no connection|broke off"),
    ],
)
def test_a_broken_answer_is_asked_again_and_never_believed(loopback, open_gate, answer, message):
    url = loopback.raw("/a", answer)
    gate = open_gate(max_tries=2)
    with pytest.raises(SourceError, match=message) as caught:
        gate.fetch(url)
    assert caught.value.where == url
    assert caught.value.todo
    assert (gate.request_count, gate.responses) == (2, ())
    loopback.scripts["/a"] = [answer, WHOLE]
    assert gate.fetch(url).body == b"whole"


@pytest.mark.parametrize(
    ("body", "headers"),
    [
        (b"whole", b"Content-Length: 5\r\n\r\nwhole"),
        (b"whole", b"\r\nwhole"),
        (b"whole", b"Transfer-Encoding: chunked\r\n\r\n3\r\nwho\r\n2\r\nle\r\n0\r\n\r\n"),
        (b"zipped " * 1000, gzip_head(len(ZIPPED))[len(HEAD) :] + ZIPPED),
        (b"zipped " * 2000, gzip_head(2 * len(ZIPPED))[len(HEAD) :] + ZIPPED + ZIPPED),
        (b"", b"Content-Encoding: gzip\r\nContent-Length: 0\r\n\r\n"),
    ],
)
def test_a_whole_body_is_decoded_and_measured(loopback, open_gate, body, headers):
    response = open_gate().fetch(loopback.raw("/a", HEAD + headers))
    assert response.body == body
    fields = {name.lower(): value for name, value in response.headers}
    assert fields["content-length"] == str(len(body))
    assert not fields.keys() & {"content-encoding", "transfer-encoding", "connection"}


def test_an_encoding_that_was_not_asked_for_is_refused(loopback, open_gate):
    url = loopback.raw("/a", HEAD + b"Content-Encoding: br\r\nContent-Length: 2\r\n\r\nxx")
    with pytest.raises(SourceError, match="encoded as 'br'"):
        open_gate().fetch(url)


def test_bytes_beyond_the_announced_length_are_not_the_next_answer(loopback, open_gate):
    head = b"HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\n"
    url = loopback.raw("/a", head + b"whole" + b"HTTP/1.1 200 OK\r\n\r\nsmuggled", WHOLE)
    gate = open_gate()
    assert [gate.fetch(url).body, gate.fetch(url).body] == [b"whole", b"whole"]


def test_a_refused_connection_is_an_error_with_what_to_check(open_gate, time_line):
    with socket.create_server(("127.0.0.1", 0)) as closed:
        url = f"http://127.0.0.1:{closed.getsockname()[1]}/a"
    gate = open_gate()
    with pytest.raises(SourceError, match=r"no connection: .*after 3 tries") as caught:
        gate.fetch(url)
    assert (gate.request_count, time_line.slept) == (3, [2.0, 4.0])
    assert "config/sources.yaml" in caught.value.todo


def test_a_host_that_hangs_is_given_up(loopback, open_gate):
    def hang():
        yield b""
        hang_up.wait(5)

    hang_up = threading.Event()
    url = loopback.raw("/a", hang)
    with pytest.raises(SourceError, match="no answer in time after 2 tries"):
        open_gate(max_tries=2, timeout_seconds=(1.0, 0.1)).fetch(url)
    hang_up.set()


def test_a_drip_is_not_waited_for_longer_than_a_body_may_take(loopback, open_gate, time_line):
    def drip():
        yield HEAD + b"Content-Length: 1000\r\n\r\n"
        for _ in range(1000):
            time_line.now += 1  # each byte comes well within the read timeout
            yield b"."
            threading.Event().wait(0.001)

    url = loopback.raw("/a", drip)
    with pytest.raises(SourceError, match="not complete after 40 s"):
        open_gate(max_tries=1, body_seconds=40.0).fetch(url)
    assert loopback.sent_bytes < 500


@pytest.mark.parametrize(
    "head",
    [
        HEAD + b"\r\n",
        HEAD + b"Content-Length: 50000000\r\n\r\n",
        HEAD + b"Transfer-Encoding: chunked\r\n\r\n",
    ],
)
def test_a_50_mb_body_is_refused_without_being_held(loopback, open_gate, head):
    is_chunked = b"chunked" in head
    block = b"x" * 50_000
    piece = b"c350\r\n" + block + b"\r\n" if is_chunked else block

    def pour():
        yield head
        for _ in range(1000):
            yield piece

    url = loopback.raw("/a", pour)
    gate = open_gate(max_body_bytes=1_000_000)
    tracemalloc.start()
    with pytest.raises(SourceError, match="the cap") as caught:
        gate.fetch(url)
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert peak < 5_000_000
    assert loopback.sent_bytes < 40_000_000  # the connection was cut, not drained
    assert (gate.request_count, "max_body_bytes" in caught.value.todo) == (1, True)


def test_a_small_gzip_that_unpacks_beyond_the_cap_is_refused(loopback, open_gate):
    bomb = gzip.compress(b"\0" * 50_000_000, 9)
    url = loopback.raw("/a", gzip_head(len(bomb)) + bomb)
    tracemalloc.start()
    with pytest.raises(SourceError, match="larger than the cap of 1,000,000 bytes"):
        open_gate(max_body_bytes=1_000_000).fetch(url)
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert peak < 5_000_000
