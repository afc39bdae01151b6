"""An S3-compatible store of our own, for a lake's data: https://docs.getmoto.org/en/latest/docs/server_mode.html"""

import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager

import pytest


@contextmanager
def running_bucket(name: str) -> Iterator[str]:
    """A bucket on loopback, and the environment that leads to it; its address."""
    server_of = pytest.importorskip("moto.server")
    server = server_of.ThreadedMotoServer("127.0.0.1", 0, verbose=False)
    server.start()
    try:
        host, port = server.get_host_and_port()
        url = f"http://{host}:{port}"
        with pytest.MonkeyPatch.context() as environment:
            for key, value in {
                "AWS_ENDPOINT_URL": url, "AWS_REGION": "us-east-1",
                "AWS_ACCESS_KEY_ID": "key", "AWS_SECRET_ACCESS_KEY": "secret",
            }.items():  # fmt: skip
                environment.setenv(key, value)
            urllib.request.urlopen(urllib.request.Request(f"{url}/{name}", method="PUT")).close()
            yield url
    finally:
        server.stop()
