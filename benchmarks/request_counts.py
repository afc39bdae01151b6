"""How many requests a night takes, against a bot that asks once per paper: `python benchmarks/request_counts.py`.

Both ask the same server on this machine, which speaks the upstreams' protocols. The peer, a bot, does what the
common ones do: it lists the day's papers by category, 100 a page, and looks each up where code is named.
"""

import json
import sys
import tempfile
from collections import Counter
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from importlib import import_module
from math import ceil
from pathlib import Path
from typing import Any

import requests

from ingest.sources import arxiv
from ingest.stages import run_stages

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "tests" / "world"))
nights, servers = import_module("nights"), import_module("upstream")  # what the tests run against

CATEGORIES = ["cs.AI", "cs.CL", "cs.CV", "cs.LG", "cs.MA", "cs.IR", "eess.IV", "q-bio.QM"]
NEW, UPDATED, PAGE_SIZE = 1_200, 700, 200
NIGHT = datetime(2026, 11, 20, 12, tzinfo=UTC)
SINCE, UNTIL = date(2026, 11, 19), date(2026, 11, 19)
MEDICAL = "A Medical Large Language Model for Clinical Question Answering, Part"


def make_papers() -> list[Any]:
    """The night's new papers, one in forty of which a list wants, and new versions of old ones."""
    new = [
        replace(
            paper,
            categories=(CATEGORIES[number % 8],),
            title=f"{MEDICAL} {number}" if number % 40 == 0 else paper.title,
        )
        for number, paper in enumerate(servers.make_papers(SINCE, 1, NEW))
    ]
    old = [
        replace(
            paper,
            arxiv_id=f"2503.{20000 + number}",
            categories=(CATEGORIES[number % 8],),
            title=f"An Older Matter {number}",
            published_at=paper.published_at - timedelta(days=600),
            version=2,
        )
        for number, paper in enumerate(servers.make_papers(SINCE, 1, UPDATED))
    ]
    return [*new, *old]


def kind_of(target: str) -> str:
    """Which upstream a request was for."""
    path = target.partition("?")[0]
    return (
        "arXiv" if path in ("/api/query", "/oai") else "Hub" if path.startswith("/api") else "page"
    )


def run_ours(upstream: Any, folder: Path) -> tuple[Counter[str], int, int]:
    """Poll, classify, enrich. Returns requests by upstream, records received, works that a list wants."""
    options = {"categories": CATEGORIES, "page_size": PAGE_SIZE, "overlap_days": 0}
    home = nights.make_home(folder, upstream.url, **options)
    upstream.asked.clear()
    window = {"sources": ("arxiv", "hub"), "since": SINCE, "until": UNTIL}
    with nights.open_night(home, NIGHT, **window) as night:
        report = run_stages(night, ("poll", "classify", "enrich"))
        if report.problems:
            raise report.problems[0]
        (row,) = night.store.rows(
            "select total_count, sighting_count from windows where source = 'arxiv'"
        )
        wanted = next(stage for stage in report.stages if stage.stage == "enrich").counts["wanted"]
    if row[0] != NEW:
        raise SystemExit(f"{row[0]} of {NEW} new papers came")
    return Counter(map(kind_of, upstream.asked)), row[1], wanted


def run_bot(upstream: Any) -> Counter[str]:
    """A query per category, then a look at each paper."""
    upstream.asked.clear()
    session = requests.Session()
    from_at = datetime(SINCE.year, SINCE.month, SINCE.day, tzinfo=UTC)
    to_at = from_at + timedelta(hours=23, minutes=59)
    for category in CATEGORIES:
        found: list[str] = []
        while True:
            asked = ([category], from_at, to_at, len(found), 100, "submitted")
            url = arxiv.query_url(f"{upstream.url}/api/query", *asked)
            page = arxiv.parse_query(session.get(url, timeout=30).content, url)
            found += [one.ids[0].removeprefix("arxiv:") for one in page.sightings]
            if len(found) >= (page.total_count or 0):
                break
        for arxiv_id in found:
            session.get(f"{upstream.url}/api/papers/{arxiv_id}", timeout=30)
    return Counter(map(kind_of, upstream.asked))


def main() -> None:
    upstream = servers.Upstream()
    upstream.papers = make_papers()
    reply = servers.reply(b"[]", kind="application/json")
    upstream.pages |= {"/api/models": reply, "/api/datasets": reply}
    upstream.daily = {
        f"2026-11-{day}": [{"paper": {"id": f"2611.3{day}00", "title": f"Daily {day}"}}]
        for day in range(10, 21)
    }
    with tempfile.TemporaryDirectory() as folder:
        ours, received, wanted = run_ours(upstream, Path(folder))
    bot = run_bot(upstream)
    upstream.close()
    bound = ceil(received / PAGE_SIZE) + 1
    print(
        f"{NEW:,} new papers and {UPDATED} new versions over {len(CATEGORIES)} categories, {wanted} wanted"
    )
    print(f"{'':<22}{'arXiv':>8}{'Hub':>8}{'all':>8}{'per new work':>14}")
    for name, counts in (("ingest", ours), ("one request a paper", bot)):
        every = sum(counts.values())
        print(f"{name:<22}{counts['arXiv']:>8}{counts['Hub']:>8}{every:>8}{every / NEW:>14.3f}")
    print(f"arXiv requests at most ceil({received:,} records / {PAGE_SIZE}) + 1 = {bound}")
    print(json.dumps({"ours": ours, "bot": bot, "bound": bound, "received": received}))
    if ours["arXiv"] > bound:
        raise SystemExit("more requests than promised")


if __name__ == "__main__":
    main()
