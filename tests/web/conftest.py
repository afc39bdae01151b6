"""A loopback server that answers byte for byte as scripted, a clock that only sleeping moves."""

import socket
import threading
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator
from contextlib import suppress
from datetime import UTC, datetime
from typing import Any

import pytest

from ingest.web import Gate, WebSettings

Script = bytes | Callable[[], Iterable[bytes]]


NOT_SCRIPTED = b"HTTP/1.1 404 Not Scripted\r\nContent-Length: 0\r\nConnection: close\r\n\r\n"


class Loopback:
    """Each path has a queue of answers, the last of which repeats; each connection serves one."""

    def __init__(self) -> None:
        self._listener = socket.create_server(("127.0.0.1", 0))
        self.port = self._listener.getsockname()[1]
        self.url = f"http://127.0.0.1:{self.port}"
        self.scripts: defaultdict[str, list[Script]] = defaultdict(list)
        self.asked: list[tuple[str, str, dict[str, str]]] = []  # method, target, headers
        self.sent_bytes = 0
        threading.Thread(target=self._accept, daemon=True).start()

    def raw(self, path: str, *scripts: Script) -> str:
        self.scripts[path] += scripts
        return self.url + path

    def reply(
        self,
        path: str,
        status: int = 200,
        body: bytes = b"",
        headers: Iterable[tuple[str, str]] = (),
    ) -> str:
        lines = [f"HTTP/1.1 {status} Scripted", f"Content-Length: {len(body)}", "Connection: close"]
        lines += [f"{name}: {value}" for name, value in headers]
        return self.raw(path, "\r\n".join(lines).encode() + b"\r\n\r\n" + body)

    def close(self) -> None:
        self._listener.close()

    def _accept(self) -> None:
        with suppress(OSError):  # the listener was closed: the test is over
            while True:
                connection, _ = self._listener.accept()
                threading.Thread(target=self._serve, args=(connection,), daemon=True).start()

    def _serve(self, connection: socket.socket) -> None:
        with connection, suppress(OSError):  # the client hung up, as some tests want it to
            head = b""
            while b"\r\n\r\n" not in head:
                block = connection.recv(65536)
                if not block:
                    return
                head += block
            lines = head.split(b"\r\n\r\n")[0].decode("latin-1").split("\r\n")
            method, target, _ = lines[0].split(" ")
            headers = dict(line.lower().split(": ", 1) for line in lines[1:])
            self.asked.append((method, target, headers))
            queue = self.scripts[target] or self.scripts[target.partition("?")[0]]
            script = queue.pop(0) if len(queue) > 1 else (queue or [NOT_SCRIPTED])[0]
            for piece in [script] if isinstance(script, bytes) else script():
                connection.sendall(piece)
                self.sent_bytes += len(piece)


class TimeLine:
    """Unix time that stands still but for sleep, and remembers every sleep."""

    def __init__(self) -> None:
        self.now = datetime(2026, 11, 20, 3, 0, tzinfo=UTC).timestamp()
        self.slept: list[float] = []

    def clock(self) -> float:
        return self.now

    def sleep(self, seconds: float) -> None:
        self.slept.append(seconds)
        self.now += seconds


@pytest.fixture
def loopback() -> Iterator[Loopback]:
    server = Loopback()
    yield server
    server.close()


@pytest.fixture
def time_line() -> TimeLine:
    return TimeLine()


@pytest.fixture
def open_gate(time_line: TimeLine) -> Iterator[Callable[..., Gate]]:
    """Makes gates on the time line; keywords of the gate and of its settings alike."""
    gates = []

    def make(archive: Any = None, replay: Any = None, **options: Any) -> Gate:
        own = {"state_dir", "on_wait"} & options.keys()
        arguments = {name: options.pop(name) for name in own}
        defaults = {"contact": "mailto:curator@example.org", "timeout_seconds": (2.0, 0.3)}
        defaults |= {"delays": {}, "max_tries": 3, "backoff_seconds": (2.0, 60.0)}
        gate = Gate(
            WebSettings(**(defaults | options)),
            archive,
            replay,
            clock=time_line.clock,
            sleep=time_line.sleep,
            jitter=lambda: 1.0,
            **arguments,
        )
        gates.append(gate)
        return gate

    yield make
    for gate in gates:
        gate.close()
