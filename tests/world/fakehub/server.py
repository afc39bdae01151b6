"""The small GitHub behind HTTP on loopback."""

import json
import re
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any, Protocol
from urllib.parse import parse_qs, unquote, urlsplit

from fakehub import objects, rights, talk
from fakehub.smart import serve_git
from fakehub.state import FakeGithub, RefusalError

ROUTES = (*objects.ROUTES, *talk.ROUTES, *rights.ROUTES)
_REPO = re.compile(r"/repos/([^/]+)/([^/]+)(/.*)?")


class Contract(Protocol):
    """What judges every request and answer; see `contract.py`."""

    def judge(
        self, method: str, path: str, query: dict[str, str], sent: Any, status: int, told: Any
    ) -> Any:
        """The answer with all that it must have; what is wrong is noted there."""


def answer(hub: FakeGithub, method: str, path: str, query: dict[str, str], sent: Any) -> Any:
    """The status and body for one request; `RefusalError` for an error."""
    match = _REPO.fullmatch(path)
    owner, name = hub.named(match[1], match[2]) if match else ("", "")
    if match and (owner, name) != match.groups()[:2]:
        url = f"{hub.url}/repos/{owner}/{name}{match[3] or ''}"
        raise RefusalError(301, "Moved Permanently", Location=url)
    hub = hub.at(owner, name) if match else hub
    place = hub.find(owner, name) if match else None
    rest = (match[3] or "") if match else path
    for route, pattern, function in ROUTES if place else rights.ROUTES_BESIDE:
        found = re.fullmatch(pattern, rest)
        if route == method and found:
            return function(hub, place, *found.groups(), query=query, sent=sent)  # type: ignore[operator]
    raise RefusalError(404, "Not Found")


def handler_of(hub: FakeGithub, contract: Contract | None) -> type[BaseHTTPRequestHandler]:
    class Handler(BaseHTTPRequestHandler):
        def handle_any(self) -> None:
            parts = urlsplit(self.path)
            path, method = unquote(parts.path), self.command
            hub.requests.append((method, path))
            hub.tokens.add(self.headers.get("Authorization", ""))
            text = self.rfile.read(int(self.headers.get("Content-Length") or 0))
            query = {key: values[0] for key, values in parse_qs(parts.query).items()}
            hub.before.pop(method, lambda: None)()
            if path.startswith("/git/"):
                self.reply_git(method, path, parts.query, text)
                return
            sent = json.loads(text) if text else None
            for fault in hub.faults:
                if fault.times and fault.method == method and re.search(fault.path, path):
                    fault.times -= 1
                    self.refuse(fault.refusal, fault.is_raw)
                    return
            try:
                status, body = answer(hub, method, path, query, sent)
            except RefusalError as refusal:
                self.refuse(refusal, is_raw=False)
                return
            hub.after(method, path)
            if contract:
                body = contract.judge(method, path, query, sent, status, body)
            self.reply(status, b"" if body is None else json.dumps(body).encode(), {})

        def reply_git(self, method: str, path: str, query: str, body: bytes) -> None:
            _, _, owner, name, *rest = path.split("/")
            place = hub.find(owner, name.removesuffix(".git"))
            below = "/" + "/".join(rest)
            status, headers, told = serve_git(hub, place, below, method, query, self.headers, body)
            self.reply(status, told, headers)

        def refuse(self, refusal: RefusalError, is_raw: bool) -> None:
            body = {"message": refusal.message, "documentation_url": "https://docs.example"}
            whole = body | ({"errors": refusal.errors} if refusal.errors else {})
            told = refusal.message.encode() if is_raw else json.dumps(whole).encode()
            self.reply(refusal.status, told, refusal.headers)

        def reply(self, status: int, body: bytes, headers: dict[str, str]) -> None:
            self.send_response(status)
            for key, value in headers.items():
                self.send_header(key.replace("_", "-"), value)
            if "Content-Type" not in headers:
                self.send_header("Content-Type", "application/json")
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, format: str, *args: Any) -> None:
            """Say nothing: the requests are kept in the fake."""

        do_GET = do_POST = do_PATCH = do_DELETE = handle_any  # noqa: N815  names the server looks up

    return Handler


@contextmanager
def serve(hub: FakeGithub, contract: Contract | None = None) -> Iterator[FakeGithub]:
    """Answer on loopback until the block ends; `hub.url` is where."""
    server = ThreadingHTTPServer(("127.0.0.1", 0), handler_of(hub, contract))
    hub.url = f"http://127.0.0.1:{server.server_port}"
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    try:
        yield hub
    finally:
        server.shutdown()
        thread.join()
        server.server_close()
