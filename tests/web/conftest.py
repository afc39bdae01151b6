"""A loopback server that answers byte for byte as scripted, a clock that only sleeping moves."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping
from datetime import UTC, datetime
from typing import Any

import pytest
from loopback import Loopback, Request, reply

from ingest.web import Gate, WebSettings

Script = bytes | Callable[[], Iterable[bytes]]


class Scripted(Loopback):
    """Each path has a queue of answers, the last of which repeats."""

    def __init__(self) -> None:
        self.scripts: defaultdict[str, list[Script]] = defaultdict(list)
        super().__init__(self._next_answer)

    @property
    def asked(self) -> list[tuple[str, str, Mapping[str, str]]]:
        return [(one.method, one.target, one.headers) for one in self.requests]

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
        return self.raw(path, reply(body, status, headers))

    def _next_answer(self, request: Request) -> bytes | Iterable[bytes]:
        target = request.target
        queue = self.scripts[target] or self.scripts[target.partition("?")[0]]
        script = queue.pop(0) if len(queue) > 1 else (queue or [reply(status=404)])[0]
        return script if isinstance(script, bytes) else script()


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
def loopback() -> Iterator[Scripted]:
    server = Scripted()
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
