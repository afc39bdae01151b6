"""A small site from invented values: no warehouse, no network; and a browser where there is one."""

import os
import shutil
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from ingest.site import (
    Card,
    Judged,
    Line,
    ListPage,
    Precision,
    RunLine,
    Seen,
    Site,
    SourceHealth,
    Stand,
    Trends,
    WorkPage,
    render_site,
    render_work,
    work_path,
)
from ingest.works import Artifact, Evidence, Verdict, Work

NOW = datetime(2026, 8, 20, 6, tzinfo=UTC)
TITLES = (("agent", "Agents that act"), ("picture", "Pictures & words"))


def make_card(number: int) -> Card:
    """Every third work is chosen by no rule; the newest has the smallest number."""
    day = date(2026, 8, 20) - timedelta(days=number * 3)
    work_id = f"arxiv:{day:%y%m}.{number + 1:05}"
    kinds = (("agent",), ("picture", "agent"), ())[number % 3]
    state = ("proposed", "waiting", "refused", "listed", "look")[number % 5]
    stands = (Stand("small", "Agents", state, f"{state}, says explain"),) if kinds else ()
    return Card(
        work_id=work_id,
        title=f"Gadget {number}: a study of Müller's <walkers>",
        path=work_path(work_id),
        authors=("Ada Ito", "José Núñez"),
        day=day,
        first_seen_at=NOW - timedelta(days=number),
        categories=kinds,
        tiers=(("official", "", "likely"), ("", "derivative", ""), ("", "", ""))[number % 3],
        rank=number + 1 if number < 4 else None,
        upvotes=10,
        stands=stands,
    )


def make_page(card: Card) -> WorkPage:
    """The page of an invented work: one phrase in its title, one in its abstract."""
    abstract = "We build a walker. It walks </script> and **thinks**."
    title_end = len("Gadget")
    evidence = (
        Evidence("things", card.title[:title_end], "title", 0, title_end),
        Evidence("motion", "walker", "lead", 11, 17),
    )
    url = "https://huggingface.co/lab/gadget"
    return WorkPage(
        card=card,
        work=Work(card.work_id, card.title, (card.work_id,), abstract, card.authors),
        verdicts=tuple(
            Verdict(card.work_id, one, 0.9, "certain", evidence) for one in card.categories
        ),
        artifacts=(Artifact(card.work_id, "weights", url, "official", "named in the abstract"),),
        sightings=(Seen("arxiv", "query", NOW, "https://export.arxiv.org/api/query?x", version=2),),
        asked="The Hub was asked on 2026-08-20, complete.",
    )


def make_site(count: int = 240) -> Site:
    """A site of so many works, one list, one source with an open day, some decisions."""
    cards = tuple(make_card(number) for number in range(count))
    by_state: dict[str, list[Line]] = {}
    for card in cards:
        for stand in card.stands:
            line = Line(card.title, stand.section, card, stand.outcome, NOW)
            by_state.setdefault(stand.state, []).append(line)
    days = tuple(
        (date(2026, 8, 20) - timedelta(days=back), "failed" if back == 4 else "complete")
        for back in range(181, -1, -1)
    )
    return Site(
        made_at=NOW,
        cards=cards,
        titles=TITLES,
        lists=(
            ListPage(
                "small", "small/README.md", ("Agents",), "#1 open: Add 3 works", "https://forge.example/1",
                read_at=NOW, listed=(*by_state["listed"], Line("An old entry", "Agents")),
                proposed=tuple(by_state["proposed"]), waiting=tuple(by_state["waiting"]),
                refused=tuple(by_state["refused"]), held=(("Agents", "no short name", 2),),
            ),
        ),
        sources=(
            SourceHealth("arxiv", NOW, NOW, NOW, "failed", "HTTP 503 after 6 tries", 144, True, False,
                         240, days, (date(2026, 8, 16),), (("no title", 3),)),
            SourceHealth("hub", None, None, None, "", "", 96, False, False, 0),
        ),
        runs=(RunLine("nightly-1", "nightly", NOW, 61.0, "partial", ("arxiv: HTTP 503",)),),
        judged=Judged(
            (Precision("agent", 8, 2, 1, 1, (("2026-07", 3, 2), ("2026-08", 5, 0))),),
            (Precision("walker", 1, 3),),
            (("small", Line("Gadget 1", "Agents", cards[1], "moved by ann", NOW)),),
            ("In the rule agent, drop the phrase 'walker': 3 of 4 refused",),
        ),
        trends=Trends(("2026-07", "2026-08"), (("agent", (3, 5)), ("picture", (1, 0))), (0, 2, 9, 40)),
    )  # fmt: skip


@pytest.fixture
def site() -> Site:
    return make_site()


@pytest.fixture
def renew() -> Any:
    """A site with other values: `renew(site, made_at=...)`."""
    return replace


@pytest.fixture
def page_of() -> Any:
    """The page of a card."""
    return make_page


@pytest.fixture(scope="session")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The small site on a disk."""
    out = tmp_path_factory.mktemp("site")
    whole = make_site()
    works = (render_work(make_page(card), dict(TITLES)) for card in whole.cards)
    for path, text in (*works, *render_site(whole)):
        file = out / path
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text, encoding="utf-8")
    return out


@pytest.fixture(scope="session")
def browser() -> Iterator[Any]:
    """A headless Chromium: INGEST_CHROMIUM, or the one on the PATH."""
    program = (
        os.environ.get("INGEST_CHROMIUM") or shutil.which("chromium") or shutil.which("chrome")
    )
    if program is None:
        pytest.skip("there is no Chromium here; install it, or name one in INGEST_CHROMIUM")
    playwright = pytest.importorskip("playwright.sync_api")
    with playwright.sync_playwright() as running:
        opened = running.chromium.launch(executable_path=program, args=["--no-sandbox"])
        yield opened
        opened.close()
