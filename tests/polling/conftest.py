"""The upstreams, for one test."""

from collections.abc import Iterator

import pytest
from upstream import Upstream


@pytest.fixture
def upstream() -> Iterator[Upstream]:
    server = Upstream()
    yield server
    server.close()
