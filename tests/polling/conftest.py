"""A loopback server that speaks arXiv's, the Hub's and the trending page's protocols, with scripted faults."""

import json
import shutil
import socket
import threading
import time
from collections.abc import Callable, Iterable, Iterator
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime, timedelta
from functools import cache
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit
from xml.sax.saxutils import escape

import pytest
import yaml

from ingest.settings import Config, Home, SourceSettings, load_config, shipped
from ingest.stages import Context
from ingest.store import open_store
from ingest.web import ArchiveWriter, Gate, WebSettings

Query = dict[str, str]
Fault = Callable[["Upstream", str, Query], bytes | Iterable[bytes]]


@dataclass(frozen=True)
class Paper:
    """A paper on the fake upstreams."""

    arxiv_id: str
    title: str
    published_at: datetime
    updated_at: datetime
    version: int = 1
    categories: tuple[str, ...] = ("cs.CL",)
    comment: str = ""

    @property
    def abstract(self) -> str:
        return f"We study the matter of {self.title.lower()} and tell what was found."


def make_papers(first_day: date, days: int, per_day: int) -> list[Paper]:
    """So many papers a day, evenly spaced over the day, oldest first."""
    papers = []
    for number in range(days * per_day):
        day, place = divmod(number, per_day)
        at = datetime(first_day.year, first_day.month, first_day.day, tzinfo=UTC)
        at += timedelta(days=day, minutes=(place + 1) * 1440 // (per_day + 1))
        arxiv_id = f"{at:%y%m}.{10000 + number}"
        papers.append(Paper(arxiv_id, f"Finding Number {number}", at, at))
    return papers


def reply(
    body: bytes, status: int = 200, kind: str = "application/atom+xml", length: int | None = None,
    **headers: str,
) -> bytes:  # fmt: skip
    """One whole HTTP answer; `length` lies about its Content-Length."""
    lines = [f"HTTP/1.1 {status} Scripted", f"Content-Type: {kind}", "Connection: close"]
    lines += [f"Content-Length: {len(body) if length is None else length}"]
    lines += [f"{name.replace('_', '-')}: {value}" for name, value in headers.items()]
    return "\r\n".join(lines).encode() + b"\r\n\r\n" + body


@dataclass
class _Scripted:
    path: str
    fault: Fault
    when: Callable[[Query], bool]
    times: int


@dataclass
class Upstream:
    """All upstreams on one port. `script` puts a fault before the answers of a path."""

    papers: list[Paper] = field(default_factory=list)
    daily: dict[str, list[dict[str, Any]]] = field(default_factory=dict)
    pages: dict[str, bytes] = field(default_factory=dict)  # path -> whole HTTP answer
    asked: list[str] = field(default_factory=list)
    delay: float = 0.0

    def __post_init__(self) -> None:
        self._listener = socket.create_server(("127.0.0.1", 0))
        self.url = f"http://127.0.0.1:{self._listener.getsockname()[1]}"
        self._faults: list[_Scripted] = []
        threading.Thread(target=self._accept, daemon=True).start()

    def script(
        self, path: str, fault: Fault, *, when: Callable[[Query], bool] = lambda query: True, times: int = 10**6
    ) -> None:  # fmt: skip
        self._faults.append(_Scripted(path, fault, when, times))

    def heal(self) -> None:
        self._faults.clear()

    def close(self) -> None:
        with suppress(OSError):  # wakes the accepting thread, which would serve one more connection
            self._listener.shutdown(socket.SHUT_RDWR)
        self._listener.close()

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
            target = head.split(b" ")[1].decode()
            self.asked.append(target)
            time.sleep(self.delay)
            answer = self.answer(target)
            for piece in [answer] if isinstance(answer, bytes) else answer:
                connection.sendall(piece)

    def answer(self, target: str) -> bytes | Iterable[bytes]:
        parts = urlsplit(target)
        query = {name: values[0] for name, values in parse_qs(parts.query).items()}
        for one in self._faults:
            if one.path == parts.path and one.times and one.when(query):
                one.times -= 1
                return one.fault(self, parts.path, query)
        return self.right_answer(parts.path, query)

    def right_answer(self, path: str, query: Query) -> bytes:
        if path in self.pages:
            return self.pages[path]
        if path == "/api/query":
            return reply(self.feed(query))
        if path == "/oai":
            return reply(self.harvest(query), kind="text/xml")
        if path == "/api/daily_papers":
            start = int(query.get("p", 0)) * int(query["limit"])
            records = self.daily.get(query["date"], [])[start : start + int(query["limit"])]
            return reply(json.dumps(records).encode(), kind="application/json")
        return reply(b'{"error":"Repository not found"}', 404, "application/json")

    def feed(self, query: Query) -> bytes:
        """arXiv's query API: a range of submission dates, a list of ids, or a title."""
        found = self._select(query)
        by = "updated_at" if query.get("sortBy") == "lastUpdatedDate" else "published_at"
        found = sorted(found, key=lambda paper: getattr(paper, by), reverse=True)
        start = int(query.get("start", 0))
        shown = found[start : start + int(query["max_results"])]
        return render_feed(shown, total=len(found), start=start)

    def _select(self, query: Query) -> list[Paper]:
        if "id_list" in query:
            wanted = query["id_list"].split(",")
            return [paper for paper in self.papers if paper.arxiv_id in wanted]
        asked = query["search_query"]
        if asked.startswith("ti:"):
            return [p for p in self.papers if p.title.lower() in asked.lower()]
        found = [p for p in self.papers if any(f"cat:{c}" in asked for c in p.categories)]
        if "submittedDate" in asked:
            start, end = asked.partition("submittedDate:[")[2].rstrip("]").split(" TO ")
            found = [p for p in found if start <= f"{p.published_at:%Y%m%d%H%M}" <= end]
        return found

    def harvest(self, query: Query) -> bytes:
        """OAI-PMH in pages of 5; the token carries the whole question."""
        if "resumptionToken" in query:
            since, until, set_spec, start = query["resumptionToken"].split("|")
        else:
            since, until, set_spec, start = query["from"], query["until"], query["set"], "0"
        found = [
            paper
            for paper in self.papers
            if since <= f"{paper.updated_at:%Y-%m-%d}" <= until
            and any(name.startswith(f"{set_spec}.") for name in paper.categories)
        ]
        shown, rest = found[int(start) :][:5], found[int(start) + 5 :]
        token = f"{since}|{until}|{set_spec}|{int(start) + 5}" if rest else ""
        return render_harvest(shown, len(found), int(start), token)


def render_feed(papers: Iterable[Paper], *, total: int, start: int = 0) -> bytes:
    entries = "".join(
        f"<entry><id>http://arxiv.org/abs/{paper.arxiv_id}v{paper.version}</id>"
        f"<title>{escape(paper.title)}</title><updated>{paper.updated_at:%Y-%m-%dT%H:%M:%SZ}</updated>"
        f"<published>{paper.published_at:%Y-%m-%dT%H:%M:%SZ}</published>"
        f"<summary>{escape(paper.abstract)}</summary><author><name>Ann Author</name></author>"
        + (f"<arxiv:comment>{escape(paper.comment)}</arxiv:comment>" if paper.comment else "")
        + f'<arxiv:primary_category term="{paper.categories[0]}"/>'
        + "".join(f'<category term="{name}"/>' for name in paper.categories)
        + "</entry>"
        for paper in papers
    )
    return (
        "<?xml version='1.0' encoding='UTF-8'?>"
        '<feed xmlns="http://www.w3.org/2005/Atom" xmlns:arxiv="http://arxiv.org/schemas/atom"'
        ' xmlns:opensearch="http://a9.com/-/spec/opensearch/1.1/">'
        f"<opensearch:totalResults>{total}</opensearch:totalResults>"
        f"<opensearch:startIndex>{start}</opensearch:startIndex>{entries}</feed>"
    ).encode()


def render_harvest(papers: Iterable[Paper], total: int, start: int, token: str) -> bytes:
    records = "".join(
        f"<record><header><identifier>oai:arXiv.org:{paper.arxiv_id}</identifier>"
        f"<datestamp>{paper.updated_at:%Y-%m-%d}</datestamp></header><metadata><arXivRaw>"
        f"<id>{paper.arxiv_id}</id>"
        + "".join(
            f'<version version="v{number}"><date>{at:%a, %d %b %Y %H:%M:%S GMT}</date></version>'
            for number, at in enumerate(
                [paper.published_at, *[paper.updated_at] * (paper.version - 1)], 1
            )
        )
        + f"<title>{escape(paper.title)}</title><authors>Ann Author</authors>"
        f"<categories>{' '.join(paper.categories)}</categories>"
        f"<comments>{escape(paper.comment)}</comments>"
        f"<abstract>{escape(paper.abstract)}</abstract></arXivRaw></metadata></record>"
        for paper in papers
    )
    if not records:
        body = '<error code="noRecordsMatch">none</error>'
    else:
        tail = f'<resumptionToken cursor="{start}" completeListSize="{total}">{token}</resumptionToken>'
        body = f"<ListRecords>{records}{tail}</ListRecords>"
    return f"<?xml version='1.0' encoding='UTF-8'?><OAI-PMH>{body}</OAI-PMH>".encode()


@pytest.fixture
def upstream() -> Iterator[Upstream]:
    server = Upstream()
    yield server
    server.close()


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
    config["hub"] |= {"endpoint": url, "page_size": 5, "seconds_between_requests": 0}
    config["trending"]["urls"] = [f"{url}/papers/trending"]
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


@pytest.fixture
def tools() -> dict[str, Any]:
    """What the tests of this folder share; they can't import one another."""
    return {
        "Paper": Paper,
        "make_papers": make_papers,
        "reply": reply,
        "render_feed": render_feed,
        "make_home": make_home,
        "open_night": open_night,
    }
