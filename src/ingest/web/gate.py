"""The gate: every request of a run goes through `Gate.send`, whatever client it comes from."""

import random
import threading
import time
from collections.abc import Callable, Mapping
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING, Self

from ingest import __version__
from ingest.errors import SourceError
from ingest.web.archive import ArchiveWriter
from ingest.web.backoff import find_asked_wait, find_backoff, is_retried
from ingest.web.messages import (
    Receipt,
    Request,
    Response,
    WebSettings,
    find_header,
    make_receipt,
)
from ingest.web.pace import Pace
from ingest.web.replay import ReplayArchive
from ingest.web.urls import find_host, find_origin, join_url, redact
from ingest.web.wire import Fault, Wire

if TYPE_CHECKING:
    import httpx2
    import requests

_REDIRECTS = {301, 302, 303, 307, 308}
_MAX_REDIRECTS = 5
# A POST may have been carried out although its answer was lost; only these may be sent twice.
_REPEATABLE = {"GET", "HEAD", "OPTIONS"}
_OWN_HEADERS = {"user-agent", "accept-encoding", "cookie", "connection", "content-length", "host"}
Doubt = Callable[[Response], str]  # a reason not to believe an answer, or nothing
_LATER = "Try again later; the run goes on from where its windows are open."


def _ignore_wait(host: str, seconds: float, reason: str) -> None:
    """Nobody watches."""


class Gate:
    """Sends, waits, retries, bounds, records; or answers from a replay without network and waits.

    `clock` gives Unix time, `jitter` a number in 0..1. `on_wait(host, seconds, reason)` is called
    before each wait. `state_dir` holds the turns shared with other processes. With `replay` nothing
    is archived again. May be used by several threads.
    """

    def __init__(
        self,
        settings: WebSettings,
        archive: ArchiveWriter | None = None,
        replay: ReplayArchive | None = None,
        *,
        clock: Callable[[], float] = time.time,
        sleep: Callable[[float], None] = time.sleep,
        jitter: Callable[[], float] = random.random,
        state_dir: Path | None = None,
        on_wait: Callable[[str, float, str], None] = _ignore_wait,
    ) -> None:
        self.settings = settings
        self._archive = archive
        self._replay = replay
        self._clock = clock
        self._sleep = sleep
        self._jitter = jitter
        self._on_wait = on_wait
        self._pace = Pace(settings.delays, clock, state_dir)
        self._wire = Wire(settings, clock)
        self._deadline = clock() + settings.deadline_seconds
        self._guard = threading.Lock()
        self._receipts: list[Receipt] = []
        self._request_count = 0

    @property
    def responses(self) -> tuple[Receipt, ...]:
        """A receipt for every response so far, redirects and final refusals included, in order."""
        return tuple(self._receipts)

    @property
    def request_count(self) -> int:
        """How often the network was asked, retries included; 0 in a replay."""
        return self._request_count

    def fetch(
        self, url: str, headers: Mapping[str, str] | None = None, *, doubt: Doubt | None = None
    ) -> Response:
        """GET a URL. Any status but 408, 429 and 5xx is an answer; judging it is the caller's part.

        `doubt` may give a reason why a 2xx is none: it is asked again as after a 429, and what the
        last try brings is returned. Errors: SourceError when there is no whole answer, for those
        statuses once the tries are used up, and in a replay for what was not recorded.
        """
        return self.send(Request("GET", url, tuple((headers or {}).items())), doubt)

    def has_answer(self, url: str) -> bool:
        """Whether a GET can be answered at all: in a replay only what was recorded."""
        return self._replay is None or self._replay.has(Request("GET", url))

    @property
    def is_replay(self) -> bool:
        """Whether nothing is sent."""
        return self._replay is not None

    def send(self, request: Request, doubt: Doubt | None = None) -> Response:
        """Any request, redirects of GET followed; errors as for `fetch`."""
        seen = [request.url]
        while True:
            response = self._exchange(request, doubt)
            location = find_header(response.headers, "location")
            if request.method != "GET" or response.status not in _REDIRECTS or not location:
                return response
            target = join_url(request.url, location)
            if target in seen or len(seen) > _MAX_REDIRECTS:
                trail = " -> ".join(redact(url) for url in (*seen, target))
                what = f"redirected in a circle, or more than {_MAX_REDIRECTS} times: {trail}"
                todo = "Open the URL in a browser and correct the base URL in config/sources.yaml."
                raise SourceError(what, where=redact(seen[0]), todo=todo)
            seen.append(target)
            request = _make_redirected(request, target)

    def probe(self, request: Request) -> Response | Fault:
        """One try, without redirects or retries: any answer, or why there was none.

        For addresses that strangers wrote: private and loopback ones are not asked, a body is cut, and
        every host has its distance. Errors: SourceError when the run's time is used up, and in a replay.
        """
        host = find_host(request.url)
        if self._replay:
            return self._keep(self._replay.answer(request))
        if not request.url.lower().startswith(("http://", "https://")) or not host:
            return Fault("no http or https URL", "Correct the URL.", False)
        request = self._dress(request)
        outcome = self._try(host, request, is_probe=True)
        return self._keep(outcome) if isinstance(outcome, Response) else outcome

    def session(self) -> "requests.Session":
        """A requests session over this gate; timeouts and User-Agent of its caller are overruled."""
        from ingest.web.requests_door import make_session

        return make_session(self.send)

    def transport(self) -> "httpx2.BaseTransport":
        """An httpx2 transport over this gate; timeouts and User-Agent of its client are overruled."""
        # httpx2 takes 0.1 s to import, which a run without the Hub need not pay
        from ingest.web.httpx_door import GateTransport

        return GateTransport(self.send, self.settings.timeout_seconds)

    def close(self) -> None:
        """Close the pooled connections."""
        self._wire.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()

    def _exchange(self, request: Request, doubt: Doubt | None) -> Response:
        """One request without redirects: from the replay, or from the network with retries."""
        if self._replay:
            return self._answer_again(self._replay, request)
        host = find_host(request.url)
        if not request.url.lower().startswith(("http://", "https://")) or not host:
            raise _make_error(request, Fault("no http or https URL", "Correct the URL.", False), 0)
        request = self._dress(request)
        attempt = 1
        while True:
            outcome = self._try(host, request)
            is_last = attempt >= self.settings.max_tries or request.method not in _REPEATABLE
            reason = _find_doubt(outcome, doubt)
            if isinstance(outcome, Response) and not is_retried(outcome.status):
                if is_last or not reason:
                    return self._keep(outcome)
            elif is_last or (isinstance(outcome, Fault) and not outcome.is_passing):
                if isinstance(outcome, Response):
                    self._keep(outcome)
                raise _make_error(request, outcome, attempt)
            self._back_off(host, request, outcome, reason, attempt)
            attempt += 1

    def _answer_again(self, replay: ReplayArchive, request: Request) -> Response:
        response = self._keep(replay.answer(request))
        if is_retried(response.status):  # recorded as the last of its tries: the run ended here too
            raise _make_error(request, response, 0)
        return response

    def _try(self, host: str, request: Request, *, is_probe: bool = False) -> Response | Fault:
        least = self.settings.probe_delay_seconds if is_probe else 0.0
        with self._pace.single_file(host):
            self._wait(host, self._pace.take_turn(host, least), "its turn", request)
            with self._guard:
                self._request_count += 1
            send = self._wire.probe if is_probe else self._wire.send
            outcome = send(request, self._deadline)
        asked = _find_asked(outcome, self._clock())
        if asked is not None:
            self._pace.hold(host, asked)  # also when these were the last tries: the next URL waits
        return outcome

    def _back_off(
        self, host: str, request: Request, outcome: Response | Fault, reason: str, attempt: int
    ) -> None:
        wait = find_backoff(attempt, self.settings.backoff_seconds, self._jitter())
        asked = _find_asked(outcome, self._clock())
        self._wait(host, wait if asked is None else asked, reason, request)

    def _wait(self, host: str, seconds: float, reason: str, request: Request) -> None:
        left = self._deadline - self._clock()
        if seconds >= left:
            what = (
                f"the run's {self.settings.deadline_seconds:.0f} s for the network are used up: "
                f"{max(left, 0):.0f} s left, {host} needs {seconds:.0f} s more ({reason})"
            )
            todo = "Run again later, or raise deadline_minutes in config/sources.yaml."
            raise SourceError(what, where=redact(request.url), todo=todo)
        if seconds > 0:
            self._on_wait(host, seconds, reason)
            self._sleep(seconds)

    def _dress(self, request: Request) -> Request:
        kept = [pair for pair in request.headers if pair[0].lower() not in _OWN_HEADERS]
        agent = f"paper-ingest/{__version__} (+{self.settings.contact})"
        # gzip alone: it is what the wire decodes, and notices the end of
        headers = (*kept, ("User-Agent", agent), ("Accept-Encoding", "gzip"))
        return Request(request.method.upper(), request.url, headers, request.body)

    def _keep(self, response: Response) -> Response:
        if self._archive and not response.is_replayed:
            self._archive.write(response)
        with self._guard:
            self._receipts.append(make_receipt(response))
        return response


def _find_doubt(outcome: Response | Fault, doubt: Doubt | None) -> str:
    """Why to ask again, for a person; empty for an answer that nobody doubts."""
    if isinstance(outcome, Fault):
        return outcome.what
    if is_retried(outcome.status):
        return f"it answered {outcome.status}"
    return doubt(outcome) if doubt else ""


def _find_asked(outcome: Response | Fault, now: float) -> float | None:
    if isinstance(outcome, Fault) or not is_retried(outcome.status):
        return None
    return find_asked_wait(outcome.headers, now)


def _make_redirected(request: Request, target: str) -> Request:
    """The same request to another place; a credential does not go along to another origin."""
    is_same = find_origin(request.url) == find_origin(target)
    headers = request.headers if is_same else _without_credentials(request)
    return Request(request.method, target, headers)


def _without_credentials(request: Request) -> tuple[tuple[str, str], ...]:
    return tuple(pair for pair in request.headers if pair[0].lower() != "authorization")


def _make_error(request: Request, outcome: Response | Fault, tries: int) -> SourceError:
    how_often = f" after {tries} tries" if tries > 1 else ""
    if isinstance(outcome, Fault):
        what, todo = f"{outcome.what}{how_often}", outcome.todo
    else:
        is_throttled = outcome.status == 429
        meaning = "asked too often" if is_throttled else "the upstream is out of order"
        what, todo = f"still answers {outcome.status} ({meaning}){how_often}", _LATER
    return SourceError(redact(what), where=redact(request.url), todo=todo)
