"""Every way in which an upstream can fail, and what becomes of the window, the exit code and the rows.

docs/sources.md shows this table; a test holds the two together.
"""

import json
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pytest
from nights import make_home, open_night
from upstream import make_papers, reply

from ingest.stages import run_stages
from ingest.store import load_windows

NIGHT = datetime(
    2026, 11, 20, 12, tzinfo=UTC
)  # a Friday; Thursday's announcement is out and indexed
ATOM = "application/atom+xml"
ERROR_FEED = (
    b"<feed xmlns='http://www.w3.org/2005/Atom'><title>ArXiv Query</title><entry>"
    b"<id>http://arxiv.org/api/errors#incorrect_id_format_for_x</id><title>Error</title>"
    b"<summary>incorrect id format for x</summary></entry></feed>"
)
HTML = b"<!DOCTYPE html><html><body><h1>We will be back</h1></body></html>"
Answer = Callable[..., Any]


@dataclass(frozen=True)
class Row:
    """One line of the table: the fault, where it strikes, and what must come of it."""

    name: str
    fault: Callable[[Answer], Answer]  # given `reply`, makes the server's answer
    outcome: str
    exit_code: int
    times: int = 10**6
    is_first: bool = False  # strikes the first page, else the second


def body(content: bytes, status: int = 200, kind: str = ATOM, **more: Any) -> Callable[..., Answer]:
    return lambda reply: lambda server, path, query: reply(content, status, kind, **more)


def right_body(server: Any, path: str, query: Any) -> bytes:
    """What the upstream would have said."""
    whole: bytes = server.right_answer(path, query)
    return whole.partition(b"\r\n\r\n")[2]


def changed(change: Callable[[bytes], bytes]) -> Callable[..., Answer]:
    """The right answer with something done to it, its length told rightly."""
    return lambda reply: lambda server, path, query: reply(change(right_body(server, path, query)))


def cut(reply: Answer) -> Answer:
    def answer(server: Any, path: str, query: Any) -> bytes:
        whole: bytes = server.right_answer(path, query)
        return whole[: len(whole) * 2 // 3]

    return answer


def drip(reply: Answer) -> Answer:
    def answer(server: Any, path: str, query: Any) -> Iterator[bytes]:
        whole = server.right_answer(path, query)
        step = max(1, len(whole) // 40)
        for place in range(0, len(whole), step):
            yield whole[place : place + step]
            time.sleep(0.1)

    return answer


def hang(reply: Answer) -> Answer:
    def answer(server: Any, path: str, query: Any) -> Iterator[bytes]:
        time.sleep(1)
        yield b""

    return answer


def loop(reply: Answer) -> Answer:
    return lambda server, path, query: reply(b"", 302, Location=f"{path}?round=again")


def huge(reply: Answer) -> Answer:
    def answer(server: Any, path: str, query: Any) -> Iterator[bytes]:
        yield b"HTTP/1.1 200 OK\r\nContent-Type: application/atom+xml\r\n\r\n<feed>"
        for _ in range(50):
            yield b" " * 1_000_000

    return answer


def lying(factor: float) -> Callable[..., Answer]:
    """A Content-Length that is not the body's."""

    def fault(reply: Answer) -> Answer:
        def answer(server: Any, path: str, query: Any) -> bytes:
            content = right_body(server, path, query)
            whole: bytes = reply(content, length=int(len(content) * factor))
            return whole

        return answer

    return fault


def empty_feed(content: bytes) -> bytes:
    """The announced total stands, its entries are gone."""
    return content.partition(b"<entry>")[0] + b"</feed>"


def twice(content: bytes) -> bytes:
    """The second entry is the first one again."""
    entries = content.split(b"<entry>")
    return b"<entry>".join([entries[0], entries[1], entries[1], *entries[3:]])


TABLE = [
    Row("429, once", body(b"", 429, Retry_After="3"), "complete", 0, times=1),
    Row("429, for ever", body(b"", 429), "throttled", 11),
    Row("503, once", body(b"", 503), "complete", 0, times=1),
    Row("503, for ever", body(b"", 503), "throttled", 11),
    Row("200 with \"Rate exceeded.\", once", body(b"Rate exceeded."), "complete", 0, times=1),
    Row("200 with \"Rate exceeded.\", for ever", body(b"Rate exceeded."), "throttled", 11),
    Row("200 with an HTML page", body(HTML, kind="text/html"), "suspicious", 11),
    Row("200 with no body", body(b""), "suspicious", 11),
    Row("200 with an empty feed, nothing due", body(
        b"<feed xmlns='http://www.w3.org/2005/Atom' xmlns:o='http://a9.com/-/spec/opensearch/1.1/'>"
        b"<o:totalResults>0</o:totalResults></feed>"), "suspicious", 11, is_first=True),
    Row("a feed that does not say how many it has", changed(
        lambda feed: feed.replace(b"totalResults", b"total")), "suspicious", 11, is_first=True),
    Row("an empty page before the last record", changed(empty_feed), "suspicious", 11),
    Row("an empty page before the last record, once", changed(empty_feed), "complete", 0, times=1),
    Row("the total changes between two pages", changed(
        lambda feed: feed.replace(b">12</opensearch:total", b">13</opensearch:total")), "suspicious", 11),
    Row("a record twice, another not at all", changed(twice), "suspicious", 11),
    Row("400 with arXiv's error feed", body(ERROR_FEED, 400), "failed", 11),
    Row("200 with arXiv's error feed", body(ERROR_FEED), "failed", 11),
    Row("406", body(b"Not acceptable", 406, "text/plain"), "failed", 11),
    Row("404", body(HTML, 404, "text/html"), "failed", 11),
    Row("XML cut short", changed(lambda feed: feed[: len(feed) * 2 // 3]), "suspicious", 11),
    Row("disconnect in the middle of the body", cut, "failed", 11),
    Row("disconnect in the middle of the body, once", cut, "complete", 0, times=1),
    Row("a slow drip", drip, "failed", 11),
    Row("no answer at all", hang, "failed", 11),
    Row("a Content-Length that is too short", lying(0.5), "suspicious", 11),
    Row("a Content-Length that is too long", lying(1.5), "failed", 11),
    Row("a redirect loop", loop, "failed", 11),
    Row("a body of 50 MB", huge, "failed", 11),
    Row("another format under the same URL", body(b"<papers><paper/></papers>", kind="text/xml"), "suspicious", 11),
    Row("entries whose markup changed", changed(
        lambda feed: feed.replace(b"<id>", b"<key>").replace(b"</id>", b"</key>")), "suspicious", 11),
]  # fmt: skip


# A window of days long past is read by its submissions, a fresh one by the feed of updates.
PLACES = {
    "submitted": (datetime(2026, 11, 30, 12, tzinfo=UTC), "submittedDate"),
    "updated": (datetime(2026, 11, 20, 12, tzinfo=UTC), "lastUpdatedDate"),
}
ONLY_SUBMITTED = ("the total changes", "nothing due")
CASES = [
    pytest.param(row, place, id=f"{row.name}, {place}")
    for row in TABLE
    for place in PLACES
    if place == "submitted" or not any(words in row.name for words in ONLY_SUBMITTED)
]


@pytest.mark.parametrize(("row", "place"), CASES)
def test_what_becomes_of_a_fault(row: Row, place: str, upstream: Any, tmp_path: Path) -> None:
    """The fault strikes, then the next night finds the upstream well again."""
    moment, sort_by = PLACES[place]
    upstream.papers = make_papers(date(2026, 11, 14), 6, 4)
    home = make_home(tmp_path, upstream.url, overlap_days=0, quiet_hours=6)
    due = {paper.arxiv_id for paper in upstream.papers if paper.published_at.day >= 17}
    assert len(due) == 12
    start = "0" if row.is_first else "5"

    def strikes(query: dict[str, str]) -> bool:
        is_place = query.get("sortBy") == sort_by and query.get("start") == start
        return is_place or query.get("round") == "again"

    upstream.script("/api/query", row.fault(reply), when=strikes, times=row.times)
    window = {"sources": ("arxiv",), "since": date(2026, 11, 17), "until": date(2026, 11, 19)}
    with open_night(home, moment, **window) as night:
        report = run_stages(night, ("poll",))
        assert [one.outcome for one in load_windows(night.store, "arxiv")] == [row.outcome]
        assert report.exit_code == row.exit_code
        assert_whole(night, upstream)
        if row.exit_code == 0:
            assert found(night) >= due
    upstream.heal()
    with open_night(home, moment.replace(hour=13), **window) as night:
        report = run_stages(night, ("poll",))
        assert report.exit_code == 0
        assert [one.outcome for one in load_windows(night.store, "arxiv")] == ["complete"]
        assert found(night) >= due, "a row was lost"
        assert_whole(night, upstream)


# Faults that no upstream is spared, at the other places that are asked.
EVERYWHERE = [
    row for row in TABLE
    if not any(words in row.name for words in
               ("feed", "page before", "total changes", "record twice", "XML", "same URL", "markup"))
]  # fmt: skip
OTHERS = {
    "OAI-PMH": ("arxiv", "/oai", lambda query: "resumptionToken" in query),
    "Hub": ("hub", "/api/daily_papers", lambda query: query.get("date") == "2026-11-18" and query.get("p") == "1"),
    "trending": ("trending", "/papers/trending", lambda query: True),
}  # fmt: skip


@pytest.mark.parametrize("row", EVERYWHERE, ids=lambda row: row.name)
@pytest.mark.parametrize("place", OTHERS)
def test_what_becomes_of_a_fault_elsewhere(
    row: Row, place: str, upstream: Any, tmp_path: Path
) -> None:
    source, path, strikes = OTHERS[place]
    upstream.papers = make_papers(date(2026, 11, 14), 6, 4)
    upstream.daily = {f"2026-11-{day}": daily_records(day, 7) for day in range(10, 21)}
    cards = "".join(CARD.replace("{n}", str(n)) for n in range(9))
    page = f"<html><body>{cards}</body></html>".encode()
    upstream.pages["/papers/trending"] = reply(page, kind="text/html")
    home = make_home(tmp_path, upstream.url, overlap_days=0, quiet_hours=6)
    upstream.script(
        path,
        row.fault(reply),
        when=lambda query: strikes(query) or query.get("round") == "again",
        times=row.times,
    )
    moment = datetime(2026, 11, 30, 12, tzinfo=UTC)  # so that updates are harvested
    window = {"sources": (source,), "since": date(2026, 11, 17), "until": date(2026, 11, 19)}
    with open_night(home, moment, **window) as night:
        report = run_stages(night, ("poll",))
        assert [one.outcome for one in load_windows(night.store, source)] == [row.outcome]
        assert report.exit_code == row.exit_code
        assert_rows_whole(night, upstream)
    upstream.heal()
    with open_night(home, moment.replace(hour=13), **window) as night:
        report = run_stages(night, ("poll",))
        assert report.exit_code == 0
        assert [one.outcome for one in load_windows(night.store, source)] == ["complete"]
        assert_rows_whole(night, upstream)
        assert len(found(night)) == {"arxiv": 12, "hub": 3 * 7 + 7, "trending": 9}[source]


def daily_records(day: int, count: int) -> list[dict[str, Any]]:
    return [
        {
            "paper": {
                "id": f"2611.2{day}{n:02}",
                "title": f"Daily {day}-{n}",
                "summary": f"Told {n}.",
            }
        }
        for n in range(count)
    ]


def assert_rows_whole(night: Any, upstream: Any) -> None:
    """Every row is a record of the upstream, whole, once a kind (a feed: once a day)."""
    papers = {paper.arxiv_id: (paper.title, paper.abstract) for paper in upstream.papers}
    for records in upstream.daily.values():
        papers |= {
            one["paper"]["id"]: (one["paper"]["title"], one["paper"]["summary"]) for one in records
        }
    papers |= {f"2611.2100{n}": (f"Trending Paper {n}", "A line.") for n in range(9)}
    rows = night.store.rows("select work_id, title, abstract, kind from sightings")
    assert len(rows) == len({(row[0], row[3]) for row in rows}), "a row came twice"
    for work_id, title, abstract, _ in rows:
        assert (title, abstract) == papers[work_id.removeprefix("arxiv:")]
    assert found(night) == {
        row[0].removeprefix("arxiv:") for row in night.store.rows("select work_id from works")
    }
    assert night.store.rows("select count(*) from rejects") == [(0,)]


def render_table() -> str:
    """The table as docs/sources.md shows it: what the tests above prove."""
    lines = [
        "| the second page, or the only one, is ... | arXiv | OAI-PMH, Hub, trending | exit code | rows lost | twice | in part |",
        "|---|---|---|--:|--:|--:|--:|",
    ]
    lines += [
        f"| {row.name} | {row.outcome} | {row.outcome if row in EVERYWHERE else 'no such answer'} | "
        f"{row.exit_code} | 0 | 0 | 0 |"
        for row in TABLE
    ]
    return "\n".join(lines)


def found(night: Any) -> set[str]:
    rows = night.store.rows("select distinct work_id from sightings")
    return {work_id.removeprefix("arxiv:") for (work_id,) in rows}


def assert_whole(night: Any, upstream: Any) -> None:
    """Every row is one of the upstream's records, whole, once; works and sightings agree."""
    papers = {f"arxiv:{paper.arxiv_id}": paper for paper in upstream.papers}
    rows = night.store.rows(
        "select work_id, title, abstract, authors, categories, kind from sightings"
    )
    assert len(rows) == len({(row[0], row[5]) for row in rows}), "a row came twice"
    for work_id, title, abstract, authors, categories, _ in rows:
        paper = papers[work_id]
        assert (title, abstract) == (paper.title, paper.abstract)
        assert (authors, categories) == (["Ann Author"], list(paper.categories))
    works = night.store.rows("select work_id from works")
    assert {work_id for (work_id,) in works} == {row[0] for row in rows}
    assert night.store.rows("select count(*) from rejects") == [(0,)]


HUB_WELL = [
    {"paper": {"id": f"2611.2000{n}", "title": f"Daily Paper {n}", "summary": "Told in a line."}}
    for n in range(3)
]


@pytest.mark.parametrize(
    ("name", "answer", "day", "outcome", "kept"),
    [
        ("a well page", json.dumps(HUB_WELL), "2026-11-18", "complete", 3),
        ("fields nobody knows", json.dumps([one | {"mood": {"x": [1]}} for one in HUB_WELL]), "2026-11-18", "complete", 3),
        ("all optional fields lost", json.dumps([{"id": "2611.20001", "title": "A"}]), "2026-11-18", "complete", 1),
        ("a wrapper around the list", json.dumps({"dailyPapers": HUB_WELL}), "2026-11-18", "complete", 3),
        ("one record without a title", json.dumps([*HUB_WELL, {"paper": {"id": "2611.20009"}}]), "2026-11-18", "complete", 3),
        ("no record has an id any more", json.dumps([{"paper": {"key": 1, "title": "T"}}] * 4), "2026-11-18", "suspicious", 0),
        ("an empty working day", "[]", "2026-11-18", "suspicious", 0),
        ("an empty Saturday", "[]", "2026-11-14", "empty-expected", 0),
        ("an empty holiday", "[]", "2026-11-26", "empty-expected", 0),
        ("JSON cut short", json.dumps(HUB_WELL)[:-9], "2026-11-18", "suspicious", 0),
        ("an HTML page", HTML.decode(), "2026-11-18", "suspicious", 0),
        ("an error in words", '{"error": "Internal"}', "2026-11-18", "failed", 0),
    ],
)  # fmt: skip
def test_what_becomes_of_a_daily_page(
    name: str, answer: str, day: str, outcome: str, kept: int,
    upstream: Any, tmp_path: Path,
) -> None:  # fmt: skip
    home = make_home(tmp_path, upstream.url)
    upstream.daily = {date.fromordinal(n).isoformat(): HUB_WELL for n in range(739000, 740600)}
    upstream.daily |= {day: []}
    page = reply(answer.encode(), kind="application/json")
    upstream.script("/api/daily_papers", lambda *_: page, when=lambda query: query["date"] == day)
    asked = date.fromisoformat(day)
    window = {"sources": ("hub",), "since": asked, "until": asked}
    with open_night(home, NIGHT.replace(month=12), **window) as night:
        night = replace(night, config=_without_overlap(night.config))
        report = run_stages(night, ("poll",))
        windows = load_windows(night.store, "hub")
        assert [one.outcome for one in windows] == [outcome]
        assert report.exit_code == (0 if windows[0].is_closed else 11)
        assert len(found(night)) == kept


def _without_overlap(config: Any) -> Any:
    hub = config.sources.hub.model_copy(update={"overlap_days": 0})
    return replace(config, sources=config.sources.model_copy(update={"hub": hub}))


CARD = '<article><h3><a href="/papers/2611.2100{n}">Trending Paper {n}</a></h3><p>A line.</p></article>'
PROPS = json.dumps({"dailyPapers": HUB_WELL}).replace('"', "&quot;")


@pytest.mark.parametrize(
    ("name", "answer", "outcome", "kept"),
    [
        ("data in an attribute", f'<html><body><div data-props="{PROPS}"></div></body></html>', "complete", 3),
        ("data gone, cards visible", "<html><body>" + "".join(CARD.format(n=n) for n in range(4)) + "</body></html>", "complete", 4),
        ("the same feed as JSON", json.dumps(HUB_WELL), "complete", 3),
        ("a login page", "<html><body><form>Log in</form></body></html>", "suspicious", 0),
        ("an empty list", '<html><body><div data-props="{&quot;dailyPapers&quot;:[]}"></div></body></html>', "suspicious", 0),
        ("no body", "", "suspicious", 0),
    ],
)  # fmt: skip
def test_what_becomes_of_a_trending_page(
    name: str, answer: str, outcome: str, kept: int,
    upstream: Any, tmp_path: Path,
) -> None:  # fmt: skip
    home = make_home(tmp_path, upstream.url)
    path, kind = (
        ("/api/trending", "application/json")
        if answer[:1] == "["
        else ("/papers/trending", "text/html")
    )
    upstream.pages[path] = reply(answer.encode(), kind=kind)
    with open_night(home, NIGHT, sources=("trending",)) as night:
        settings = night.config.sources.trending.model_copy(update={"urls": (upstream.url + path,)})
        sources = night.config.sources.model_copy(update={"trending": settings})
        night = replace(night, config=replace(night.config, sources=sources))
        report = run_stages(night, ("poll",))
        assert [one.outcome for one in load_windows(night.store, "trending")] == [outcome]
        assert report.exit_code == (0 if outcome == "complete" else 11)
        assert len(found(night)) == kept
