"""What goes out through the gate and what comes back, as frozen values."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from hashlib import sha256
from http import HTTPStatus

from ingest.web.urls import redact

Headers = tuple[tuple[str, str], ...]

# Hop-by-hop fields describe a connection that is gone; cookies are secrets, and the gate keeps none.
_DROPPED = {
    "connection",
    "keep-alive",
    "proxy-authenticate",
    "set-cookie",
    "set-cookie2",
    "trailer",
}
_DROPPED |= {"authorization", "proxy-authorization", "upgrade", "content-length"}
_RENAMED = {"content-encoding", "transfer-encoding"}


def _default_delays() -> Mapping[str, float]:
    # https://info.arxiv.org/help/api/tou.html: one request every three seconds, over all its hosts
    return {"arxiv.org": 3.0}


@dataclass(frozen=True, slots=True)
class WebSettings:
    """How the gate behaves; every time is in seconds."""

    contact: str  # a URL or mail address, sent in the User-Agent so that an upstream can complain
    timeout_seconds: tuple[float, float] = (10.0, 30.0)  # to connect, between two reads
    body_seconds: float = 120.0  # one whole body, however steadily it drips
    max_body_bytes: int = 30_000_000  # decoded
    max_tries: int = 4
    backoff_seconds: tuple[float, float] = (2.0, 60.0)  # first wait, longest wait
    delays: Mapping[str, float] = field(default_factory=_default_delays)  # a host and all below it
    deadline_seconds: float = 3600.0  # for all requests of one run together
    probe_delay_seconds: float = 5.0  # between two probes of a host that `delays` does not name
    probe_body_bytes: int = 16_384  # of a probe's body that are read at most
    probe_allowed: frozenset[str] = frozenset()  # hosts that a probe may ask at a private address


@dataclass(frozen=True, slots=True)
class Request:
    """One request as a client handed it over."""

    method: str
    url: str
    headers: Headers = ()
    body: bytes | None = None


@dataclass(frozen=True, slots=True)
class Response:
    """One whole answer, its body decoded; live and replayed answers are alike but for the flag."""

    url: str  # the last one, after redirects; secrets redacted
    method: str
    status: int
    headers: Headers
    body: bytes
    fetched_at: datetime  # UTC; when replayed, the time of the recording
    digest: str  # sha256 of the body, hex
    is_replayed: bool = False
    reason: str = ""


@dataclass(frozen=True, slots=True)
class Receipt:
    """What the store keeps of a response."""

    url: str
    method: str
    status: int
    digest: str
    byte_count: int
    fetched_at: datetime
    is_replayed: bool


def make_response(
    url: str,
    body: bytes,
    fetched_at: datetime,
    *,
    status: int = 200,
    headers: Iterable[tuple[str, str]] = (),
    method: str = "GET",
    reason: str | None = None,
    is_replayed: bool = False,
) -> Response:
    """A response from its decoded body: digest, length and reason filled in, cookies dropped.

    `headers` may be those of the wire: an encoding that no longer holds is kept under
    `X-Original-...`.
    """
    kept = [(_rename(name), " ".join(value.split())) for name, value in headers if _is_kept(name)]
    return Response(
        url=redact(url),
        method=method.upper(),
        status=status,
        headers=(*kept, ("Content-Length", str(len(body)))),
        body=body,
        fetched_at=fetched_at,
        digest=sha256(body).hexdigest(),
        is_replayed=is_replayed,
        reason=_find_phrase(status) if reason is None else reason,
    )


def make_receipt(response: Response) -> Receipt:
    """The facts of a response without its body."""
    return Receipt(
        url=response.url,
        method=response.method,
        status=response.status,
        digest=response.digest,
        byte_count=len(response.body),
        fetched_at=response.fetched_at,
        is_replayed=response.is_replayed,
    )


def find_header(headers: Iterable[tuple[str, str]], name: str) -> str | None:
    """The first value of a header, whatever its case."""
    wanted = name.lower()
    return next((value for key, value in headers if key.lower() == wanted), None)


def _is_kept(name: str) -> bool:
    return name.lower() not in _DROPPED


def _rename(name: str) -> str:
    return f"X-Original-{name}" if name.lower() in _RENAMED else name


def _find_phrase(status: int) -> str:
    known = {member.value: member.phrase for member in HTTPStatus}
    return known.get(status, "")
