"""Works without a paper, and topic searches: polled, kept apart from what trends, replayed."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from html import escape
from pathlib import Path
from typing import Any

import pytest
from nights import make_home, open_night
from upstream import make_papers, reply

from ingest.stages import poll, replay_nights, run_stages
from ingest.store import load_windows, load_works

FRIDAY = datetime(2026, 11, 20, 12, tzinfo=UTC)
HUB = {"sources": ("hub",)}


def repo(number: int, hours: int, **more: Any) -> dict[str, Any]:
    made = FRIDAY - timedelta(hours=hours)
    facts = {"createdAt": f"{made:%Y-%m-%dT%H:%M:%S.000Z}", "likes": 9, "tags": ["medical"]}
    return {"id": f"lab/medical-{number}"} | facts | more


@pytest.fixture
def home(upstream: Any, tmp_path: Path) -> Any:
    day = {"paper": {"id": "2611.30001", "title": "A Daily Paper"}}
    upstream.daily = {f"2026-11-{number}": [day] for number in range(10, 21)}
    upstream.repos = {"models": [], "datasets": []}
    return make_home(tmp_path, upstream.url)


def with_recent(night: Any, **values: Any) -> Any:
    recent = night.config.sources.hub.recent.model_copy(update={"tags": ("medical",), **values})
    hub = night.config.sources.hub.model_copy(update={"recent": recent})
    return replace(
        night,
        config=replace(night.config, sources=night.config.sources.model_copy(update={"hub": hub})),
    )


def works(night: Any) -> dict[str, str]:
    rows = night.store.rows(
        "select work_id, abstract from works where work_id like 'hub:%' order by 1"
    )
    return dict(rows)


def test_new_repositories_without_a_paper_are_works(home: Any, upstream: Any) -> None:
    upstream.repos["models"] = [
        repo(1, 3),
        repo(2, 4, tags=["medical", "arxiv:2611.30001"]),  # has a paper
        repo(3, 5, likes=0),
        repo(4, 6, tags=["medical", "gguf"]),
    ]
    upstream.repos["datasets"] = [repo(5, 7, description="Notes of invented wards.")]
    card = b"# Medical 1\n\nA model that reads the notes of invented wards.\n"
    upstream.pages["/lab/medical-1/raw/main/README.md"] = reply(card, kind="text/plain")
    with open_night(home, FRIDAY, **HUB) as night:
        report = poll(with_recent(night))
        assert report.problems == ()
        assert report.counts["cards"] == 1
        assert works(night) == {
            "hub:dataset/lab/medical-5": "Notes of invented wards.",
            "hub:model/lab/medical-1": "A model that reads the notes of invented wards.",
        }
        assert [one.outcome for one in load_windows(night.store, "hub")] == ["complete"]


def test_pages_are_read_back_to_the_last_new_day_and_no_further(home: Any, upstream: Any) -> None:
    upstream.repos["models"] = [repo(number, 12 * number, likes=0) for number in range(1, 30)]
    with open_night(home, FRIDAY, **HUB) as night:
        assert poll(with_recent(night, days=7)).problems == ()
    asked = [one for one in upstream.asked if one.startswith("/api/models?")]
    assert len(asked) == 3  # two a day: seven days are fourteen, five a page


def test_a_second_night_asks_no_card_again_and_adds_no_row(home: Any, upstream: Any) -> None:
    upstream.repos["models"] = [repo(1, 3), repo(2, 4)]
    for hours in (0, 1):
        upstream.asked.clear()
        with open_night(home, FRIDAY + timedelta(hours=hours), **HUB) as night:
            poll(with_recent(night))
            counts = night.store.rows("select count(*) from sightings where source = 'hub'")
            assert len(works(night)) == 2
    assert not any("README" in one for one in upstream.asked)
    assert counts == [(5,)]  # two repositories, two cards (that are not there), a daily paper


def test_a_card_over_the_limit_waits_for_the_next_night(home: Any, upstream: Any) -> None:
    upstream.repos["models"] = [repo(1, 3), repo(2, 4, likes=99), repo(3, 5)]
    asked: list[str] = []
    for hours in (0, 1):
        upstream.asked.clear()
        with open_night(home, FRIDAY + timedelta(hours=hours), **HUB) as night:
            poll(with_recent(night, max_cards_per_night=2))
        asked += [one for one in upstream.asked if "README" in one]
    assert [one.split("/")[2] for one in asked] == ["medical-2", "medical-1", "medical-3"]


@pytest.mark.parametrize(
    ("name", "answer"),
    [
        ("throttled", reply(b"", 429)),
        ("suspicious", reply(b"[", kind="application/json")),
        ("suspicious", reply(b'[{"id": "lab/a"}, {"id": "lab/b"}]', kind="application/json")),
        ("suspicious", reply(b'[{"id": "lab/a", "createdAt": "2026-11-01T00:00:00.000Z"}, '
                             b'{"id": "lab/b", "createdAt": "2026-11-19T00:00:00.000Z"}]', kind="application/json")),
        ("failed", reply(b'{"error": "no such sort"}', 400, kind="application/json")),
    ],
)  # fmt: skip
def test_a_listing_that_fails_leaves_the_window_open_and_keeps_the_daily_papers(
    home: Any, upstream: Any, name: str, answer: bytes
) -> None:
    upstream.script("/api/models", lambda *_: answer)
    with open_night(home, FRIDAY, **HUB) as night:
        report = run_stages(with_recent(night), ("poll",))
        assert report.exit_code == 11
        assert [one.outcome for one in load_windows(night.store, "hub")] == [name]
        assert load_works(night.store, ["arxiv:2611.30001"])


def test_the_past_has_no_new_repositories(home: Any, upstream: Any) -> None:
    upstream.repos["models"] = [repo(1, 3)]
    day = date(2026, 11, 12)
    with open_night(home, FRIDAY, **HUB, since=day, until=day) as night:
        assert poll(with_recent(night)).problems == ()
        assert works(night) == {}


def page(*papers: dict[str, Any], found: list[dict[str, Any]] | None = None) -> bytes:
    import json

    props: dict[str, Any] = {"dailyPapers": list(papers)}
    if found is not None:
        props |= {"searchResults": found}
    body = f'<html><body><div data-props="{escape(json.dumps(props))}"></div></body></html>'
    return reply(body.encode(), kind="text/html")


def paper(number: int, votes: int = 1) -> dict[str, Any]:
    return {"paper": {"id": f"2611.4000{number}", "title": f"Paper {number}", "upvotes": votes}}


def with_topics(night: Any, *topics: str) -> Any:
    trending = night.config.sources.trending.model_copy(update={"topics": topics})
    return replace(
        night,
        config=replace(
            night.config, sources=night.config.sources.model_copy(update={"trending": trending})
        ),
    )


def test_a_topic_search_brings_works_and_no_ranks(home: Any, upstream: Any) -> None:
    found = {"medical": [paper(2, 7), paper(1)], "eye clinic": []}
    upstream.pages["/papers/trending"] = page(paper(1))
    for topic, papers in found.items():
        answer = page(paper(1), found=papers)
        upstream.script(
            "/papers/trending",
            lambda *_, answer=answer: answer,
            when=lambda q, topic=topic: q.get("q") == topic,
        )
    with open_night(home, FRIDAY, sources=("trending",)) as night:
        assert poll(with_topics(night, *found)).problems == ()
        rows = night.store.rows(
            "select work_id, kind, rank, upvotes from sightings order by work_id, kind"
        )
        assert rows == [
            ("arxiv:2611.40001", "feed", 1, 1),
            ("arxiv:2611.40001", "topic", None, 1),
            ("arxiv:2611.40002", "topic", None, 7),
        ]
        assert [one.outcome for one in load_windows(night.store, "trending")] == ["complete"]


def test_all_of_it_comes_out_of_the_archive_the_same(home: Any, upstream: Any) -> None:
    import yaml

    path = home.config / "sources.yaml"
    config = yaml.safe_load(path.read_text())
    config["hub"]["recent"] = {"tags": ["medical"], "searches": ["medical"]}
    config["trending"]["topics"] = ["medical"]
    path.write_text(yaml.safe_dump(config))
    upstream.papers = make_papers(date(2026, 11, 14), 7, 4)
    upstream.repos = {
        "models": [repo(1, 3), repo(2, 9)],
        "datasets": [repo(5, 7, description="Notes.")],
    }
    upstream.pages["/lab/medical-1/raw/main/README.md"] = reply(
        b"A card with more than five words in it."
    )
    upstream.pages["/papers/trending"] = page(paper(1), found=[paper(2)])
    for days in range(2):
        with open_night(home, FRIDAY + timedelta(days=days), sources=("hub", "trending")) as night:
            assert run_stages(night, ("poll", "classify")).problems == ()
    before = read(home)
    assert any("A card with more" in row for row in before["works"])
    upstream.asked.clear()
    replay_nights(home.path, date(2026, 11, 20), date(2026, 11, 21), lambda progress: None)
    assert read(home) == before
    assert upstream.asked == []


def read(home: Any) -> dict[str, list[str]]:
    from ingest.store import open_reader

    reader = open_reader(home.database)
    try:
        return {
            name: sorted(map(repr, reader.rows(f"select * from {name}")))
            for name in ("works", "sightings", "work_ids")
        }
    finally:
        reader.close()
