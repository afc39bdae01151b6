"""The distance between two requests to one host."""

import subprocess
import sys
import threading

import pytest

from ingest.errors import ConfigError
from ingest.web.pace import Pace

START = 1_795_000_000.0


@pytest.mark.parametrize("is_shared", [False, True])
@pytest.mark.parametrize(
    ("hosts", "waits"),
    [
        (["arxiv.org"] * 3, [0, 3, 6]),
        (["export.arxiv.org", "oaipmh.arxiv.org", "arxiv.org"], [0, 3, 6]),
        (["arxiv.org", "huggingface.co", "huggingface.co", "notarxiv.org"], [0, 0, 0, 0]),
    ],
)
def test_a_domain_shares_its_turns(tmp_path, hosts, waits, is_shared):
    pace = Pace({"ArXiv.org": 3.0}, lambda: START, tmp_path if is_shared else None)
    assert [pace.take_turn(host) for host in hosts] == waits


def test_time_that_has_passed_is_not_waited_again():
    now = [START]
    pace = Pace({"a": 3.0}, lambda: now[0], None)
    waits = []
    for step in (0, 1, 10):
        now[0] += step
        waits.append(pace.take_turn("a"))
    assert waits == [0, 2, 0]


def test_a_held_host_lets_nobody_through(tmp_path):
    for state_dir in (None, tmp_path):
        pace = Pace({"a": 1.0}, lambda: START, state_dir)
        pace.hold("a", 30)
        pace.hold("b", 20)
        assert [pace.take_turn(host) for host in ("a", "a", "b")] == [30, 31, 20]


def test_turns_hold_across_processes(tmp_path):
    script = (
        "import sys; from pathlib import Path; from ingest.web.pace import Pace\n"
        "pace = Pace({'arxiv.org': 1.0}, lambda: 1000.0, Path(sys.argv[1]))\n"
        "while not Path(sys.argv[1], 'go').exists(): pass\n"
        "for _ in range(500): print(pace.take_turn('export.arxiv.org'))"
    )
    command = [sys.executable, "-c", script, str(tmp_path)]
    running = [subprocess.Popen(command, stdout=subprocess.PIPE, text=True) for _ in range(2)]
    (tmp_path / "go").touch()
    waits = [float(line) for process in running for line in process.communicate()[0].split()]
    assert sorted(waits) == list(range(1000))


@pytest.mark.parametrize("content", [b"", b"half of a numb", b"99999999999.0", b"\0" * 10])
def test_a_broken_or_impossible_turn_stops_nobody(tmp_path, content):
    (tmp_path / "a.turn").write_bytes(content)
    pace = Pace({"a": 3.0}, lambda: START, tmp_path)
    assert [pace.take_turn("a"), pace.take_turn("a")] == [0, 3]


def test_a_state_folder_that_cannot_be_written_is_named(tmp_path):
    (tmp_path / "file").write_text("no folder")
    with pytest.raises(ConfigError, match=r"can't keep turns") as caught:
        Pace({"a": 3.0}, lambda: START, tmp_path / "file").take_turn("a")
    assert str(tmp_path / "file") in caught.value.where


def test_the_gate_waits_its_turn_and_says_so(loopback, open_gate, time_line, tmp_path):
    url = loopback.reply("/a")
    heard = []
    for _ in range(2):  # two gates, as in two runs at the same time
        gate = open_gate(
            delays={"127.0.0.1": 3.0}, state_dir=tmp_path, on_wait=lambda *told: heard.append(told)
        )
        gate.fetch(url)
        gate.fetch(url)
    assert time_line.slept == [3.0, 3.0, 3.0]
    assert heard[0] == ("127.0.0.1", 3.0, "its turn")


def test_a_host_with_a_delay_gets_one_connection_at_a_time(loopback, open_gate):
    open_count, most = [0], [0]

    def watched():
        open_count[0] += 1
        most[0] = max(most[0], open_count[0])
        threading.Event().wait(0.02)
        open_count[0] -= 1
        yield b"HTTP/1.1 200 OK\r\nContent-Length: 0\r\nConnection: close\r\n\r\n"

    url = loopback.raw("/a", watched)
    gate = open_gate(delays={"127.0.0.1": 0.001})
    threads = [threading.Thread(target=gate.fetch, args=(url,)) for _ in range(5)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert (most, gate.request_count, len(gate.responses)) == ([1], 5, 5)
