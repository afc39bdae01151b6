"""The gate as a session of requests, for the arxiv package and the trending page.

https://requests.readthedocs.io/en/latest/user/advanced/#transport-adapters
"""

from collections.abc import Callable, Mapping
from io import BytesIO

import requests
from requests.adapters import BaseAdapter
from requests.structures import CaseInsensitiveDict
from requests.utils import get_encoding_from_headers

from ingest.web.messages import Request, Response


class GateAdapter(BaseAdapter):
    """Hands each request to the gate, which alone decides on timeouts, retries and redirects."""

    def __init__(self, send: Callable[[Request], Response]) -> None:
        super().__init__()
        self._send = send

    def send(
        self,
        request: requests.PreparedRequest,
        stream: bool = False,
        timeout: float | tuple[float, float] | tuple[float, None] | None = None,
        verify: bool | str = True,
        cert: bytes | str | tuple[bytes | str, bytes | str] | None = None,
        proxies: Mapping[str, str] | None = None,
    ) -> requests.Response:
        """Errors: SourceError, which the clients above do not know and so do not retry."""
        body = request.body
        answer = self._send(
            Request(
                request.method or "GET",
                request.url or "",
                tuple((name, str(value)) for name, value in request.headers.items()),
                body.encode() if isinstance(body, str) else body,
            )
        )
        return _make_answer(request, answer)

    def close(self) -> None:
        """Nothing of its own to close; the gate outlives its sessions."""


def make_session(send: Callable[[Request], Response]) -> requests.Session:
    """A session with the gate for http and https, blind to ~/.netrc."""
    session = requests.Session()
    session.trust_env = False
    adapter = GateAdapter(send)
    session.mount("http://", adapter)
    session.mount("https://", adapter)
    return session


def _make_answer(request: requests.PreparedRequest, answer: Response) -> requests.Response:
    headers: CaseInsensitiveDict[str] = CaseInsensitiveDict()
    for name, value in answer.headers:
        headers[name] = f"{headers[name]}, {value}" if name in headers else value
    made = requests.Response()
    made.status_code = answer.status
    made.reason = answer.reason
    made.url = answer.url
    made.headers = headers
    made.encoding = get_encoding_from_headers(headers)
    made.request = request
    made.raw = BytesIO(answer.body)
    return made
