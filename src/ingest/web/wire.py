"""The one place that opens a socket: one request out, one whole and bounded answer back.

urllib3's connection pools under requests' adapter, for its certificates and proxies.
https://requests.readthedocs.io/en/latest/user/advanced/#transport-adapters
"""

import re
import zlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from io import BytesIO
from typing import Protocol

import requests
import urllib3
from requests.adapters import HTTPAdapter

from ingest.web.guarded import GuardedAdapter, PrivateAddressError
from ingest.web.messages import Headers, Request, Response, WebSettings, find_header, make_response

_BLOCK_BYTES = 64 * 1024
_CAP_TODO = "Narrow the request, or raise max_body_bytes if such a body is to be expected."


@dataclass(frozen=True, slots=True)
class Fault:
    """Why there is no whole answer."""

    what: str
    todo: str
    is_passing: bool  # whether another try may go better
    is_private: bool = False  # the address is none of the public internet


class _Raw(Protocol):
    """What is used of urllib3's response; requests types it as Any."""

    reason: str | None

    def read1(self, amt: int, decode_content: bool) -> bytes | None: ...


class _FaultError(Exception):
    """Carries a fault out of the body's reader; never leaves this module."""

    def __init__(self, fault: Fault) -> None:
        super().__init__(fault.what)
        self.fault = fault


class Wire:
    """Sends requests. Proxies and certificate bundles come from the environment as for requests;
    ~/.netrc is not read, cookies are neither kept nor sent."""

    def __init__(self, settings: WebSettings, clock: Callable[[], float]) -> None:
        self._settings = settings
        self._clock = clock
        self._adapter = HTTPAdapter(max_retries=0)
        self._guarded = GuardedAdapter(settings.probe_allowed)
        self._environment = requests.Session()

    def close(self) -> None:
        self._adapter.close()
        self._guarded.close()

    def send(self, request: Request, deadline: float) -> Response | Fault:
        """One try. `deadline` is Unix time; it bounds the body, and the waits for connect and read."""
        answer = self._open(self._adapter, request, deadline)
        return answer if isinstance(answer, Fault) else self._take(request, answer, deadline)

    def probe(self, request: Request, deadline: float) -> Response | Fault:
        """The same to a public address only, and no more of the body than shows that there is one."""
        answer = self._open(self._guarded, request, deadline)
        if isinstance(answer, Fault):
            return answer
        try:
            body = answer.raw.read(self._settings.probe_body_bytes, decode_content=False) or b""
        except urllib3.exceptions.HTTPError as error:
            return _make_fault(error)
        finally:
            answer.close()
        return self._respond(request, answer, body)

    def _open(
        self, adapter: HTTPAdapter, request: Request, deadline: float
    ) -> requests.Response | Fault:
        left = max(0.01, deadline - self._clock())
        connect, read = self._settings.timeout_seconds
        try:
            prepared = requests.Request(
                request.method, request.url, dict(request.headers), data=request.body
            ).prepare()
            environment = self._environment.merge_environment_settings(
                request.url, {}, True, None, None
            )
            return adapter.send(
                prepared,
                stream=True,
                timeout=(min(connect, left), min(read, left)),
                verify=True if environment["verify"] is None else environment["verify"],
                cert=environment["cert"],
                proxies=environment["proxies"],
            )
        except (requests.RequestException, urllib3.exceptions.HTTPError) as error:
            return _make_fault(error)

    def _take(
        self, request: Request, answer: requests.Response, deadline: float
    ) -> Response | Fault:
        try:
            return self._read(request, answer, deadline)
        except _FaultError as error:
            return error.fault
        except urllib3.exceptions.HTTPError as error:
            return _make_fault(error)
        finally:
            answer.close()  # without draining: what is left of a body over the cap stays unread

    def _read(self, request: Request, answer: requests.Response, deadline: float) -> Response:
        headers: Headers = tuple(answer.raw.headers.items())
        blocks = self._read_blocks(answer.raw, headers, deadline)
        encoding = (find_header(headers, "content-encoding") or "identity").strip().lower()
        if encoding in ("gzip", "x-gzip"):
            blocks = _inflate(blocks)
        elif encoding != "identity":
            what = f"the body is encoded as {encoding!r}, which was not asked for"
            raise _FaultError(Fault(what, "Ask the upstream; only gzip can be read.", False))
        body = self._join(blocks)
        if not body and not _may_be_empty(request.method, answer.status_code, headers):
            raise _FaultError(Fault("the answer broke off before its body", _LATER, True))
        return self._respond(request, answer, body)

    def _respond(self, request: Request, answer: requests.Response, body: bytes) -> Response:
        return make_response(
            request.url,
            body,
            datetime.fromtimestamp(self._clock(), UTC),
            status=answer.status_code,
            headers=tuple(answer.raw.headers.items()),
            method=request.method,
            reason=answer.raw.reason or "",
        )

    def _read_blocks(self, raw: _Raw, headers: Headers, deadline: float) -> Iterator[bytes]:
        cap = self._settings.max_body_bytes
        declared = find_header(headers, "content-length") or ""
        if declared.isdigit() and int(declared) > cap:
            what = f"the body is announced with {int(declared):,} bytes; the cap is {cap:,}"
            raise _FaultError(Fault(what, _CAP_TODO, False))
        started = self._clock()
        end = min(deadline, started + self._settings.body_seconds)
        # read1 hands over what has come; read would wait for a full block, however slow the drip
        while block := raw.read1(_BLOCK_BYTES, decode_content=False):
            if self._clock() > end:
                what = f"the body was not complete after {end - started:.0f} s"
                todo = "Try later; raise body_seconds if this upstream is always so slow."
                raise _FaultError(Fault(what, todo, True))
            yield block

    def _join(self, blocks: Iterator[bytes]) -> bytes:
        cap = self._settings.max_body_bytes
        body = BytesIO()
        for block in blocks:
            if body.tell() + len(block) > cap:
                what = f"the body is larger than the cap of {cap:,} bytes"
                raise _FaultError(Fault(what, _CAP_TODO, False))
            body.write(block)
        return body.getvalue()


def _may_be_empty(method: str, status: int, headers: Headers) -> bool:
    """Whether the answer itself says that it has no body.

    The standard library takes a connection that is cut between two header lines for a whole answer.
    """
    has_frame = find_header(headers, "content-length") or find_header(headers, "transfer-encoding")
    return method == "HEAD" or status in (204, 304) or has_frame is not None


def _inflate(blocks: Iterator[bytes]) -> Iterator[bytes]:
    """Gunzip in bounded steps; unlike the pool's own decoder it notices a stream that stops short."""
    decoder = zlib.decompressobj(31)
    is_begun = False
    for block in blocks:
        rest = block
        while rest:
            if decoder.eof:
                decoder, is_begun = zlib.decompressobj(31), False
            try:
                data = decoder.decompress(rest, _BLOCK_BYTES)
            except zlib.error as error:
                raise _FaultError(
                    Fault(f"the gzip body is damaged: {error}", _LATER, True)
                ) from error
            is_begun = True
            rest = decoder.unused_data if decoder.eof else decoder.unconsumed_tail
            if data:
                yield data
    if is_begun and not decoder.eof:
        raise _FaultError(Fault("the gzip body stops before its end", _LATER, True))


_OBJECT = re.compile(r"^(?:<[^>]*>|\w+\([^)]*\)): ")  # that a library names before what failed
_LATER = "Try again later; look at the upstream's status page if it goes on."


def _make_fault(error: requests.RequestException | urllib3.exceptions.HTTPError) -> Fault:
    """Read the two libraries' exceptions: what a person would call it, and whether it may pass."""
    exceptions = urllib3.exceptions
    cause = str(error)
    if isinstance(error, PrivateAddressError):
        return Fault(cause, "Nothing to do: such links are not followed.", False, is_private=True)
    if isinstance(error, requests.exceptions.SSLError | exceptions.SSLError):
        todo = "Check the clock, the proxy and the certificate bundle (REQUESTS_CA_BUNDLE)."
        return Fault(f"no trusted connection: {cause}", todo, False)
    if isinstance(error, requests.exceptions.ConnectTimeout):
        return Fault("no connection in time", _LATER, True)
    if isinstance(error, requests.exceptions.ReadTimeout | exceptions.ReadTimeoutError):
        return Fault("no answer in time", _LATER, True)
    if isinstance(error, exceptions.ProtocolError):
        return Fault(f"the answer broke off: {cause}", _LATER, True)
    if isinstance(error, requests.exceptions.ConnectionError):
        todo = "Check the network, the base URL in config/sources.yaml and the proxy settings."
        return Fault(f"no connection: {_reason(error)}", todo, True)
    return Fault(f"can't be asked: {cause}", "Correct the URL or the header.", False)


def _reason(error: requests.ConnectionError) -> str:
    """What a connection failed for, without the objects that the libraries name around it."""
    inner = error.args[0] if error.args else error
    return _OBJECT.sub("", str(getattr(inner, "reason", inner)))
