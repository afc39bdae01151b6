"""A server on this machine that sends bytes as they are: whole answers, broken ones, none at all."""

import socket
import threading
from collections.abc import Callable, Iterable, Mapping
from contextlib import suppress
from dataclasses import dataclass

Bytes = bytes | Iterable[bytes]


@dataclass(frozen=True)
class Request:
    """What a client asked for; names of headers are lower case."""

    method: str
    target: str
    headers: Mapping[str, str]


def reply(
    body: bytes = b"", status: int = 200, headers: Iterable[tuple[str, str]] = (), length: int | None = None,
) -> bytes:  # fmt: skip
    """One whole HTTP answer; `length` lies about its Content-Length."""
    lines = [f"HTTP/1.1 {status} Scripted", "Connection: close"]
    lines += [f"Content-Length: {len(body) if length is None else length}"]
    lines += [f"{name}: {value}" for name, value in headers]
    return "\r\n".join(lines).encode() + b"\r\n\r\n" + body


class Loopback:
    """Each connection serves one request with whatever `answer` makes of it, piece by piece."""

    def __init__(self, answer: Callable[[Request], Bytes]) -> None:
        self._answer = answer
        self._listener = socket.create_server(("127.0.0.1", 0))
        self.port: int = self._listener.getsockname()[1]
        self.url = f"http://127.0.0.1:{self.port}"
        self.requests: list[Request] = []
        self.sent_bytes = 0
        self._acceptor = threading.Thread(target=self._accept, daemon=True)
        self._acceptor.start()

    def close(self) -> None:
        """Stop for good; a thread that waited on would hold everything it can see past the exit."""
        with suppress(OSError):  # closing alone does not wake who accepts
            self._listener.shutdown(socket.SHUT_RDWR)
        self._listener.close()
        self._acceptor.join(timeout=5)

    def _accept(self) -> None:
        with suppress(OSError):  # closed: the test is over
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
            request = _read(head)
            self.requests.append(request)
            answer = self._answer(request)
            for piece in [answer] if isinstance(answer, bytes) else answer:
                connection.sendall(piece)
                self.sent_bytes += len(piece)


def _read(head: bytes) -> Request:
    lines = head.split(b"\r\n\r\n")[0].decode("latin-1").split("\r\n")
    method, target, _ = lines[0].split(" ")
    return Request(method, target, dict(line.lower().split(": ", 1) for line in lines[1:]))
