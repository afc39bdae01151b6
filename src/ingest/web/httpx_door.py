"""The gate as a transport of httpx2, for the Hub's client.

Imported only when a transport is asked for. https://www.python-httpx.org/advanced/transports/
"""

from collections.abc import Callable

import httpx2

from ingest.web.messages import Request, Response


class GateTransport(httpx2.BaseTransport):
    """Hands each request to the gate.

    The timeout in `request.extensions` is set to the gate's own, whatever the client put there:
    the Hub's listings ask for None, which means to wait for ever. Redirects are followed inside;
    the last URL is in `response.extensions["final_url"]`.
    """

    def __init__(
        self, send: Callable[[Request], Response], timeout_seconds: tuple[float, float]
    ) -> None:
        self._send, self._timeout_seconds = send, timeout_seconds

    def handle_request(self, request: httpx2.Request) -> httpx2.Response:
        """Errors: SourceError, which the Hub's client does not know and so does not retry."""
        connect, read = self._timeout_seconds
        request.extensions["timeout"] = httpx2.Timeout(read, connect=connect).as_dict()
        answer = self._send(
            Request(
                request.method,
                str(request.url),
                tuple(request.headers.multi_items()),
                request.read() or None,
            )
        )
        return httpx2.Response(
            answer.status,
            headers=list(answer.headers),
            content=answer.body,
            request=request,
            extensions={
                "http_version": b"HTTP/1.1",
                "reason_phrase": answer.reason.encode("ascii", "replace"),
                "final_url": answer.url,
            },
        )
