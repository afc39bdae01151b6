"""Recorded answers of arXiv itself, served on this machine to the night's own questions."""

from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pytest
from nights import make_home, open_night
from upstream import make_papers, reply

from ingest.sources.arxiv import parse_query
from ingest.stages import poll, run_stages, verify
from ingest.store import load_windows

DATA = Path(__file__).resolve().parents[2] / ".." / "shared" / "data"
FRIDAY = datetime(2026, 11, 20, 12, tzinfo=UTC)

pytestmark = [
    pytest.mark.shared,
    pytest.mark.skipif(not DATA.is_dir(), reason="no folder of real payloads"),
]


def recorded(name: str) -> bytes:
    return (DATA / name).read_bytes()


def test_a_title_is_found_in_arxivs_own_answer(upstream: Any, tmp_path: Path) -> None:
    body = recorded("arxiv_api/xml/q_testing_s0_m10_bc5a6c384fe9.xml")
    papers = parse_query(body, "recorded").sightings
    cards = "".join(f"<article><h3>{one.title}</h3></article>" for one in papers[:3])
    upstream.pages["/papers/trending"] = reply(
        f"<html><body>{cards}</body></html>".encode(), kind="text/html"
    )
    upstream.script("/api/query", lambda *_: reply(body))
    home = make_home(tmp_path, upstream.url)
    with open_night(home, FRIDAY, sources=("trending",)) as night:
        report = poll(night)
        assert (report.problems, report.counts["unresolved"]) == ((), 0)
        rows = night.store.rows("select distinct work_id from sightings order by 1")
    assert [work_id for (work_id,) in rows] == sorted(one.ids[0] for one in papers[:3])


def test_a_harvest_of_arxivs_own_page_that_breaks_off_is_noticed(
    upstream: Any, tmp_path: Path
) -> None:
    """A page of 1,000 records of 907,096, and then no more."""
    upstream.papers = make_papers(date(2026, 11, 9), 12, 1)
    page = recorded("arxiv_oai/arXivRaw_ListRecords_page_1000_2014.xml")
    upstream.script("/oai", lambda *_: reply(page, kind="text/xml"), when=lambda q: "set" in q)
    upstream.script(
        "/oai",
        lambda server, *_: reply(server.harvest({"resumptionToken": "2026-11-10|2026-11-11|cs|0"}), kind="text/xml"),
        when=lambda q: q.get("resumptionToken") == "496549|96001",
    )  # fmt: skip
    home = make_home(tmp_path, upstream.url)
    with open_night(home, FRIDAY) as night:
        report = verify(night)
        assert "907096 records announced, 1002 came" in str(report.problems[0])
        assert night.store.rows("select count(*) from works") == [(0,)]


@pytest.mark.parametrize(
    ("name", "outcome"),
    [
        ("id_abc_s0_m100_b79c8dcf6bc3.xml", "failed"),  # the error feed
        ("id_0000.0000_s0_m100_8b51d9633a68.xml", "suspicious"),  # a feed without entries
        ("q_testing_s10_m10_34e56e15aaac.xml", "suspicious"),  # another page than was asked for
    ],
)
def test_arxivs_own_odd_answers_close_no_window(
    upstream: Any, tmp_path: Path, name: str, outcome: str
) -> None:
    upstream.script("/api/query", lambda *_: reply(recorded(f"arxiv_api/xml/{name}")))
    home = make_home(tmp_path, upstream.url)
    with open_night(home, FRIDAY, sources=("arxiv",)) as night:
        assert run_stages(night, ("poll",)).exit_code == 11
        assert [one.outcome for one in load_windows(night.store, "arxiv")] == [outcome]
