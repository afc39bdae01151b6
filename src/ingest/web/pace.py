"""Turns: the least time between two requests to one host, in this process and in its siblings."""

import re
import sys
import threading
from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import IO

from ingest.errors import ConfigError

# The kernel drops these locks when their holder dies, so no lock ever has to be judged stale.
if sys.platform == "win32":
    import msvcrt

    def _lock(file: IO[bytes]) -> None:
        file.seek(0)
        msvcrt.locking(file.fileno(), msvcrt.LK_LOCK, 1)

    def _unlock(file: IO[bytes]) -> None:
        file.seek(0)
        msvcrt.locking(file.fileno(), msvcrt.LK_UNLCK, 1)

else:
    import fcntl

    def _lock(file: IO[bytes]) -> None:
        fcntl.flock(file, fcntl.LOCK_EX)

    def _unlock(file: IO[bytes]) -> None:
        fcntl.flock(file, fcntl.LOCK_UN)


# A slot further ahead than this was written before the clock was set back: it is ignored.
_BELIEVABLE_SECONDS = 3600.0


class Pace:
    """Hands out the times at which a request to a host may start.

    `delays` names a domain; its subdomains share its turns. With a `state_dir` the last turn of
    each domain is kept in a small file there, so that two processes keep the distance too.
    """

    def __init__(
        self, delays: Mapping[str, float], clock: Callable[[], float], state_dir: Path | None
    ) -> None:
        self._delays = {host.lower(): seconds for host, seconds in delays.items() if seconds > 0}
        self._clock = clock
        self._state_dir = state_dir
        self._turns: defaultdict[str, float] = defaultdict(float)  # last turn handed out
        self._holds: defaultdict[str, float] = defaultdict(float)  # no request before
        self._guard = threading.Lock()
        self._doors: defaultdict[str, threading.Lock] = defaultdict(threading.Lock)

    @contextmanager
    def single_file(self, host: str) -> Iterator[None]:
        """Hold other threads off a host that has a delay: arXiv allows one connection at a time."""
        domain = self._find_domain(host)
        if domain is None:
            yield
            return
        with self._guard:
            door = self._doors[domain]
        with door:
            yield

    def take_turn(self, host: str, least_seconds: float = 0.0) -> float:
        """Seconds to wait before the next request to this host; the turn is taken by asking.

        `least_seconds` is the distance to keep where the settings name none for the host.
        """
        domain = self._find_domain(host)
        now = self._clock()
        with self._guard:
            if domain is None:
                last = self._turns[host]
                next_at = last + least_seconds if last and last <= now else 0.0
                turn = max(now, self._holds[host], next_at)
                self._turns[host] = turn
                return turn - now
            turn = max(now, self._holds[host])
            if self._state_dir is None:
                turn = max(turn, self._after(self._turns[domain], domain, now))
                self._turns[domain] = turn
            else:
                turn = self._take_shared(self._state_dir, domain, turn, now)
        return turn - now

    def hold(self, host: str, seconds: float) -> None:
        """Let nobody ask this host for a while: it has just said that it is asked too often."""
        with self._guard:
            self._holds[host] = max(self._holds[host], self._clock() + seconds)

    def _find_domain(self, host: str) -> str | None:
        labels = host.split(".")
        tails = (".".join(labels[start:]) for start in range(len(labels)))
        return next((tail for tail in tails if tail in self._delays), None)

    def _after(self, last: float, domain: str, now: float) -> float:
        return last + self._delays[domain] if last <= now + _BELIEVABLE_SECONDS else now

    def _take_shared(self, state_dir: Path, domain: str, turn: float, now: float) -> float:
        path = state_dir / f"{re.sub(r'[^a-z0-9.-]', '_', domain)}.turn"
        try:
            state_dir.mkdir(parents=True, exist_ok=True)
            with path.open("a+b") as file:
                _lock(file)
                try:
                    turn = max(turn, self._after(_parse_turn(_read_all(file)), domain, now))
                    file.truncate(0)
                    file.write(f"{turn:.6f}".encode())
                    file.flush()
                finally:
                    _unlock(file)
        except OSError as error:
            todo = "Make the folder writable, or choose another one for the run's state."
            raise ConfigError(
                f"can't keep turns here: {error}", where=str(path), todo=todo
            ) from error
        return turn


def _read_all(file: IO[bytes]) -> bytes:
    file.seek(0)
    return file.read(64)


def _parse_turn(text: bytes) -> float:
    try:
        return float(text)
    except ValueError:
        return 0.0  # a new file, or its writer was killed half-way: nobody's turn is known
