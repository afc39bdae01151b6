"""arXiv, the Hub and the trending page on one port of this machine, with scripted faults."""

import json
import re
import time
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import Any
from urllib.parse import parse_qs, urlencode, urlsplit
from xml.sax.saxutils import escape

import loopback
from loopback import Loopback, Request

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
    """One whole HTTP answer of a kind; underscores in the names of headers stand for hyphens."""
    named = [(name.replace("_", "-"), value) for name, value in headers.items()]
    return loopback.reply(body, status, [("Content-Type", kind), *named], length)


@dataclass
class _Scripted:
    path: str
    fault: Fault
    when: Callable[[Query], bool]
    times: int


class Upstream(Loopback):
    """All upstreams on one port. `script` puts a fault before the answers of a path."""

    def __init__(self) -> None:
        self.papers: list[Paper] = []
        self.daily: dict[str, list[dict[str, Any]]] = {}
        self.repos: dict[str, list[dict[str, Any]]] = {}  # models, datasets: newest first
        self.pages: dict[str, bytes] = {}  # path -> whole HTTP answer
        self.asked: list[str] = []
        self.delay = 0.0
        self._faults: list[_Scripted] = []
        super().__init__(self._late_answer)

    def script(
        self, path: str, fault: Fault, *, when: Callable[[Query], bool] = lambda query: True, times: int = 10**6
    ) -> None:  # fmt: skip
        self._faults.append(_Scripted(path, fault, when, times))

    def heal(self) -> None:
        self._faults.clear()

    def _late_answer(self, request: Request) -> bytes | Iterable[bytes]:
        self.asked.append(request.target)
        time.sleep(self.delay)
        parts = urlsplit(request.target)
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
        if path.removeprefix("/api/") in self.repos and "sort" in query:
            return self.new_repos(path, query)
        return reply(b'{"error":"Repository not found"}', 404, "application/json")

    def new_repos(self, path: str, query: Query) -> bytes:
        """The Hub's listing of repositories, newest first; the next page by the Link header."""
        words = query.get("search", "").lower()
        found = [
            one
            for one in self.repos[path.removeprefix("/api/")]
            if (words in one["id"].lower() if words else query["filter"] in one.get("tags", []))
        ]
        start, limit = int(query.get("cursor", 0)), int(query["limit"])
        links = {}
        if len(found) > start + limit:
            more = urlencode(query | {"cursor": start + limit})
            links = {"Link": f'<{self.url}{path}?{more}>; rel="next"'}
        shown = json.dumps(found[start : start + limit]).encode()
        return reply(shown, kind="application/json", **links)

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
        wanted, _, unwanted = asked.partition("ANDNOT")
        found = [
            paper
            for paper in self.papers
            if _names_any(wanted, paper.categories) and not _names_any(unwanted, paper.categories)
        ]
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


def _names_any(query: str, categories: Iterable[str]) -> bool:
    return bool(set(re.findall(r"cat:([\w.-]+)", query)) & set(categories))
