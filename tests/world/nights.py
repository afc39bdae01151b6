"""Homes whose sources all stand on one port, and nights in them at a moment of our choosing."""

import shutil
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import replace
from datetime import UTC, datetime
from functools import cache
from pathlib import Path

import yaml

from ingest.settings import Config, Home, SourceSettings, load_config, shipped
from ingest.stages import Context
from ingest.store import open_store
from ingest.web import ArchiveWriter, Gate, WebSettings


def make_home(folder: Path, url: str, **arxiv: object) -> Home:
    """A home whose sources all stand on one port, and wait for nothing."""
    shutil.copytree(shipped("config"), folder / "config")
    path = folder / "config" / "sources.yaml"
    config = yaml.safe_load(path.read_text(encoding="utf-8"))
    config["arxiv"] |= {
        "query_url": f"{url}/api/query",
        "oai_url": f"{url}/oai",
        "page_size": 5,
        "categories": ["cs.CL"],
        "seconds_between_requests": 0,
    } | arxiv
    config["hub"] |= {"endpoint": url, "page_size": 5, "seconds_between_requests": 0, "recent": {}}
    config["trending"] |= {"urls": [f"{url}/papers/trending"], "topics": []}
    config["trending"]["topic_url"] = f"{url}/papers/trending?q={{topic}}"
    config["network"] |= {"max_tries": 2, "read_timeout_seconds": 0.3, "connect_timeout_seconds": 1}
    config["network"] |= {"first_backoff_seconds": 0.01, "longest_backoff_seconds": 0.02}
    path.write_text(yaml.safe_dump(config), encoding="utf-8")
    return Home(folder)


@cache
def _shipped_config(folder: Path) -> Config:
    """Rules take most of the time to read, and are the same in every home."""
    return load_config(Home(folder.parent))


def read_config(home: Home) -> Config:
    """The home's own sources, with the shipped rules and lists."""
    values = yaml.safe_load((home.config / "sources.yaml").read_text(encoding="utf-8"))
    return replace(
        _shipped_config(shipped("config")), sources=SourceSettings.model_validate(values)
    )


class Clock:
    """Real time from a moment of our choosing; sleeping takes none."""

    def __init__(self, moment: datetime) -> None:
        self.shift = moment.timestamp() - time.time()

    def now(self) -> datetime:
        return datetime.fromtimestamp(self.unix(), UTC)

    def unix(self) -> float:
        return time.time() + self.shift

    def sleep(self, seconds: float) -> None:
        self.shift += seconds


@contextmanager
def open_night(home: Home, moment: datetime, **wish: object) -> Iterator[Context]:
    """A context as a live run at that moment has it, with an archive."""
    clock = Clock(moment)
    network = {"timeout_seconds": (1.0, 0.3), "max_tries": 2, "backoff_seconds": (0.01, 0.02)}
    limits = {"max_body_bytes": 2_000_000, "body_seconds": 0.5, "delays": {}}
    limits |= {"probe_allowed": frozenset({"127.0.0.1"}), "probe_delay_seconds": 0}
    settings = WebSettings(contact="mailto:curator@example.org", **network, **limits)  # type: ignore[arg-type]
    archive = ArchiveWriter(home.raw / f"{moment:%Y-%m-%dT%H%M%S}.warc.gz")
    with ExitStack() as stack:
        gate = stack.enter_context(Gate(settings, archive, clock=clock.unix, sleep=clock.sleep))
        store = open_store(home.database, shipped("warehouse"))
        stack.callback(store.close)
        context = Context(home, read_config(home), store, clock.now, gate)
        yield replace(context, **wish)
