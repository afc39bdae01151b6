"""Windows: what closes them, what moves the cursor, how they are split, what a later night asks again."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from nights import make_home, open_night
from upstream import Paper, make_papers, reply

from ingest import store
from ingest.errors import SourceError
from ingest.report import render_status, status_facts
from ingest.stages import poll, run_stages, verify
from ingest.stages.explaining import status
from ingest.stages.polling.arxiv_source import ask_ids
from ingest.store import load_windows

FRIDAY = datetime(2026, 11, 20, 12, tzinfo=UTC)  # Thursday's announcement is out and indexed
ARXIV = {"sources": ("arxiv",)}


def ids(night: Any) -> set[str]:
    rows = night.store.rows("select work_id from works where work_id like 'arxiv:%'")
    return {work_id.removeprefix("arxiv:") for (work_id,) in rows}


def outcomes(night: Any, source: str = "arxiv") -> list[str]:
    return [one.outcome for one in load_windows(night.store, source)]


def of_days(upstream: Any, first: int, last: int) -> set[str]:
    """Papers submitted on these days of November."""
    return {paper.arxiv_id for paper in upstream.papers if first <= paper.published_at.day <= last}


@pytest.fixture
def home(upstream: Any, tmp_path: Path) -> Any:
    upstream.papers = make_papers(date(2026, 11, 9), 12, 4)
    return make_home(tmp_path, upstream.url, overlap_days=1)


def test_rows_and_window_are_saved_together_or_not_at_all(home: Any) -> None:
    window = {"since": date(2026, 11, 18), "until": date(2026, 11, 19)}
    with open_night(home, FRIDAY, **ARXIV, **window) as night:
        night.store.connection.execute("alter table windows rename to gone")
        with pytest.raises(Exception, match="windows"):
            poll(night)
        assert store.count(night.store, "sightings") == store.count(night.store, "works") == 0


def test_a_window_closes_only_up_to_what_is_announced(home: Any) -> None:
    with open_night(home, FRIDAY, **ARXIV) as night:
        assert poll(night).problems == ()
        (window,) = load_windows(night.store, "arxiv")
    assert window.outcome == "complete"
    assert window.to_at == datetime(2026, 11, 20, 23, 59, tzinfo=UTC)
    assert window.closed_to_at == datetime(2026, 11, 19, 19, tzinfo=UTC)  # 14:00 Eastern


def test_a_paper_that_is_announced_late_is_found_by_a_later_night(home: Any, upstream: Any) -> None:
    """Submitted on Thursday evening, announced on Sunday: no overlap of days would bring it back."""
    at = datetime(2026, 11, 19, 23, 30, tzinfo=UTC)
    late = Paper("2611.20001", "The Late One", at, at)
    with open_night(home, FRIDAY, **ARXIV) as night:
        poll(night)
    upstream.papers.append(late)
    monday = FRIDAY + timedelta(days=3)
    with open_night(home, monday, **ARXIV) as night:
        without_overlap = night.config.sources.arxiv.model_copy(update={"overlap_days": 0})
        sources = night.config.sources.model_copy(update={"arxiv": without_overlap})
        poll(replace(night, config=replace(night.config, sources=sources)))
        assert "2611.20001" in ids(night)


def test_a_night_that_was_throttled_is_asked_for_again_before_the_new_one(
    home: Any, upstream: Any
) -> None:
    wednesday = FRIDAY - timedelta(days=2)
    with open_night(home, wednesday, **ARXIV) as night:
        assert poll(night).problems == ()
    upstream.script("/api/query", lambda *_: reply(b"Rate exceeded."))
    with open_night(home, FRIDAY - timedelta(days=1), **ARXIV) as night:
        assert run_stages(night, ("poll",)).exit_code == 11
        assert outcomes(night) == ["complete", "throttled"]
    upstream.heal()
    upstream.asked.clear()
    with open_night(home, FRIDAY, **ARXIV) as night:
        assert poll(night).problems == ()
        assert outcomes(night) == ["complete", "throttled", "complete", "complete"]
        gap, new = load_windows(night.store, "arxiv")[2:]
        assert gap.to_at == new.from_at
        assert ids(night) >= of_days(upstream, 15, 20)
        assert "open days" not in render_status(status(night.store, night.config, night.now()))


def test_a_source_that_wants_to_be_left_alone_is_asked_no_further(home: Any, upstream: Any) -> None:
    upstream.script("/api/query", lambda *_: reply(b"", 429))
    for days in (2, 1):
        with open_night(home, FRIDAY - timedelta(days=days), **ARXIV) as night:
            poll(night)
    before = len(upstream.asked)
    with open_night(home, FRIDAY, **ARXIV) as night:
        poll(night)
    assert len(upstream.asked) - before == 2  # the tries for the gap alone


def test_the_days_that_are_open_stand_in_the_status(home: Any, upstream: Any) -> None:
    upstream.script("/api/query", lambda *_: reply(b"", 406))
    with open_night(home, FRIDAY, **ARXIV) as night:
        poll(night)
        state = status(night.store, night.config, night.now())
    (arxiv,) = (one for one in state.sources if one.name == "arxiv")
    assert arxiv.closed_to_at is None
    assert arxiv.gap_days == tuple(date(2026, 11, day) for day in (17, 18, 19, 20))
    assert "2026-11-18" in render_status(state)
    assert "HTTP 406" in render_status(state)


@pytest.mark.parametrize(
    ("moment", "outcome", "exit_code"),
    [
        (datetime(2026, 11, 22, 12, tzinfo=UTC), "empty-expected", 0),  # Sunday: nothing is out
        (datetime(2026, 11, 24, 12, tzinfo=UTC), "suspicious", 11),  # Tuesday: the weekend is out
    ],
)
def test_the_calendar_decides_on_a_zero(
    home: Any, moment: datetime, outcome: str, exit_code: int
) -> None:
    saturday = {"since": date(2026, 11, 22), "until": date(2026, 11, 22)}
    with open_night(home, moment, **ARXIV, **saturday) as night:
        assert run_stages(night, ("poll",)).exit_code == exit_code
        assert outcomes(night) == [outcome]


def test_more_than_the_api_serves_is_split_in_time_and_never_cut(
    upstream: Any, tmp_path: Path
) -> None:
    upstream.papers = make_papers(date(2026, 11, 10), 3, 16)
    home = make_home(tmp_path, upstream.url, overlap_days=0, max_results_per_window=20)
    window = {"since": date(2026, 11, 10), "until": date(2026, 11, 12)}
    with open_night(home, FRIDAY, **ARXIV, **window) as night:
        assert poll(night).problems == ()
        assert outcomes(night) == ["complete"]
        assert ids(night) == {paper.arxiv_id for paper in upstream.papers}
    submitted = [one for one in upstream.asked if "sortBy=submittedDate" in one]
    assert len({one.partition("&start=")[0] for one in submitted}) > 1
    assert all(int(one.partition("start=")[2].partition("&")[0]) < 20 for one in submitted)


def test_updates_that_are_too_many_are_read_category_by_category(
    upstream: Any, tmp_path: Path
) -> None:
    papers = make_papers(date(2026, 11, 17), 3, 8)
    upstream.papers = [
        replace(paper, categories=(("cs.CL", "cs.LG")[number % 2],))
        for number, paper in enumerate(papers)
    ]
    options = {"max_results_per_window": 15, "categories": ["cs.CL", "cs.LG"], "overlap_days": 0}
    home = make_home(tmp_path, upstream.url, **options)
    window = {"since": date(2026, 11, 17), "until": date(2026, 11, 19)}
    with open_night(home, FRIDAY, **ARXIV, **window) as night:
        assert poll(night).problems == ()
        assert outcomes(night) == ["complete"]
        assert ids(night) == {paper.arxiv_id for paper in papers}


def test_a_new_version_updates_title_abstract_and_comment(home: Any, upstream: Any) -> None:
    old = datetime(2025, 3, 1, tzinfo=UTC)
    first = Paper("2503.00001", "The First Title", old, old)
    upstream.papers.append(first)
    day = date(2025, 3, 1)
    with open_night(home, FRIDAY, **ARXIV, since=day, until=day) as night:
        poll(night)
        (work,) = store.load_works(night.store, ["arxiv:2503.00001"])
        assert (work.title, work.version) == ("The First Title", 1)
    now = datetime(2026, 11, 19, 10, tzinfo=UTC)
    upstream.papers[-1] = replace(
        first, title="A Second Title", version=2, updated_at=now, comment="12 pages"
    )
    with open_night(home, FRIDAY + timedelta(hours=1), **ARXIV) as night:
        assert poll(night).problems == ()
        (work,) = store.load_works(night.store, ["arxiv:2503.00001"])
        assert (work.title, work.version, work.comment) == ("A Second Title", 2, "12 pages")
        assert "a second title" in work.abstract
        assert work.published_at == old


def test_a_withdrawal_is_seen_by_the_comment_of_the_new_version(home: Any, upstream: Any) -> None:
    comment = "This paper has been withdrawn by the authors"
    now = datetime(2026, 11, 19, 10, tzinfo=UTC)
    old = datetime(2025, 3, 1, tzinfo=UTC)
    upstream.papers.append(Paper("2503.00002", "Gone", old, now, 3, comment=comment))
    with open_night(home, FRIDAY, **ARXIV) as night:
        poll(night)
        (work,) = store.load_works(night.store, ["arxiv:2503.00002"])
        assert work.is_withdrawn


def test_updates_of_a_window_long_past_are_harvested(home: Any, upstream: Any) -> None:
    """The query API can only page back from today; OAI-PMH can be asked for days."""
    old = datetime(2025, 3, 1, tzinfo=UTC)
    changed = datetime(2026, 11, 10, 9, tzinfo=UTC)
    upstream.papers.append(Paper("2503.00003", "Changed", old, changed, 2))
    window = {"since": date(2026, 11, 10), "until": date(2026, 11, 11)}
    with open_night(home, FRIDAY, **ARXIV, **window) as night:
        assert poll(night).problems == ()
        assert ids(night) >= of_days(upstream, 10, 11) | {"2503.00003"}
    assert any(one.startswith("/oai?") for one in upstream.asked)
    assert not any("lastUpdatedDate" in one for one in upstream.asked)


def test_ids_asked_for_are_ids_received(home: Any, upstream: Any) -> None:
    known = [f"arxiv:{paper.arxiv_id}" for paper in upstream.papers[:7]]
    with open_night(home, FRIDAY) as night:
        settings = night.config.sources.arxiv
        answers = list(ask_ids(night.gate, settings, known))
        assert [len(answer.page.sightings) for answer in answers] == [5, 2]
        with pytest.raises(
            SourceError, match=r"8 ids asked for, 1 did not come: arxiv:2611\.99999"
        ):
            list(ask_ids(night.gate, settings, [*known, "arxiv:2611.99999"]))


def trending(*titles: str) -> bytes:
    cards = "".join(f"<article><h3>{title}</h3></article>" for title in titles)
    named = '<article><h3><a href="/papers/2611.10000">Finding Number 0</a></h3></article>'
    page = f"<html><body>{named}{cards}</body></html>"
    whole: bytes = reply(page.encode(), kind="text/html")
    return whole


def test_a_title_without_an_id_is_asked_for_at_arxiv(home: Any, upstream: Any) -> None:
    upstream.pages["/papers/trending"] = trending("Finding Number 7")
    with open_night(home, FRIDAY, sources=("trending",)) as night:
        report = poll(night)
        assert report.counts["unresolved"] == 0
        assert "2611.10007" in ids(night)
        rows = night.store.rows("select work_id from sightings where len(ids) = 0")
        assert rows == [("arxiv:2611.10007",)]


def test_a_title_that_nobody_knows_is_kept_counted_and_asked_for_again(
    home: Any, upstream: Any
) -> None:
    names = [f"Nobody Knows Number {n}" for n in range(8)]
    upstream.pages["/papers/trending"] = trending(*names)
    asked = []
    for hours in (0, 1):
        upstream.asked.clear()
        with open_night(home, FRIDAY + timedelta(hours=hours), sources=("trending",)) as night:
            assert poll(night).counts["unresolved"] == 8
            state = status(night.store, night.config, night.now())
        asked.append({one for one in upstream.asked if "ti%3A" in one})
    assert [len(one) for one in asked] == [5, 5]  # a bounded number a night,
    assert len(asked[0] | asked[1]) == 8  # the least often asked first
    assert "8 titles without an id" in render_status(state)


def test_verify_names_what_one_side_has_and_the_other_lacks(home: Any, upstream: Any) -> None:
    window = {"since": date(2026, 11, 17), "until": date(2026, 11, 18)}
    with open_night(home, FRIDAY, **ARXIV, **window) as night:
        poll(night)
        at = datetime(2026, 11, 17, 9, tzinfo=UTC)
        night.store.connection.execute(
            "insert into works (work_id, title, title_key, categories, published_at) "
            "values ('arxiv:2611.77777', 'Only Here', 'only here', ['cs.CL'], ?)",
            [at.replace(tzinfo=None)],
        )
        upstream.papers.append(Paper("2611.20002", "Only There", at, at))
        report = verify(night)
        said = " ".join(str(problem) for problem in report.problems)
        assert "1 papers lacked here and are saved now: arxiv:2611.20002" in said
        assert "1 did not come: arxiv:2611.77777" in said
        assert (report.counts["here_only"], report.counts["there_only"]) == (1, 1)
        assert "2611.20002" in ids(night)
        assert verify(night).counts["there_only"] == 0


@pytest.mark.parametrize(("days", "is_stale"), [(1, False), (9, True)])
def test_the_age_of_the_data_is_not_the_age_of_the_run(
    home: Any, upstream: Any, days: int, is_stale: bool
) -> None:
    """A feed that stands still is noticed although every run of it ends well."""
    with open_night(home, FRIDAY, **ARXIV) as night:
        poll(night)
    later = FRIDAY + timedelta(days=days)
    with open_night(home, later, **ARXIV) as night:
        poll(night)
        facts = status_facts(status(night.store, night.config, later))
    (arxiv,) = (one for one in facts["sources"] if one["name"] == "arxiv")
    assert arxiv["is_stale"] is is_stale
    assert arxiv["run_age_hours"] == 0.0
    assert arxiv["data_age_hours"] > 24 * days - 24


def test_pages_of_a_day_are_read_until_they_end(home: Any, upstream: Any) -> None:
    upstream.daily["2026-11-19"] = [
        {"paper": {"id": f"2611.3000{n}", "title": f"Daily {n}"}} for n in range(7)
    ]
    upstream.daily["2026-11-18"] = [{"paper": {"id": "2611.30009", "title": "Daily 9"}}]
    window = {"since": date(2026, 11, 19), "until": date(2026, 11, 19)}
    with open_night(home, FRIDAY, sources=("hub",), **window) as night:
        assert poll(night).problems == ()
        assert len(ids(night)) == 8


def test_a_server_that_gives_the_same_page_for_ever_is_not_believed(
    home: Any, upstream: Any
) -> None:
    records = [{"paper": {"id": f"2611.3000{n}", "title": f"Daily {n}"}} for n in range(5)]
    import json

    page = reply(json.dumps(records).encode(), kind="application/json")
    upstream.script("/api/daily_papers", lambda *_: page)
    window = {"since": date(2026, 11, 19), "until": date(2026, 11, 19)}
    with open_night(home, FRIDAY, sources=("hub",), **window) as night:
        poll(night)
        assert outcomes(night, "hub") == ["suspicious"]


def test_nights_older_than_config_allows_are_removed(home: Any) -> None:
    home.raw.mkdir(parents=True)
    for name in ("2025-01-01T030000.warc.gz", "2026-11-01T030000.warc.gz", "mine.warc.gz"):
        (home.raw / name).write_bytes(b"")
    with open_night(home, FRIDAY, **ARXIV) as night:
        assert poll(night).counts["pruned"] == 1
    names = {path.name for path in home.raw.glob("*.warc.gz")}
    assert names == {
        "2026-11-01T030000.warc.gz",
        "mine.warc.gz",
        "2026-11-20T120000.warc.gz",
    }


REPOSITORIES = {
    "there": "https://huggingface.co/lab/there",
    "moved": "https://huggingface.co/old/name",
    "gone": "https://huggingface.co/datasets/lab/gone",
}


def test_renamed_and_deleted_repositories_are_followed_and_recorded(
    home: Any, upstream: Any
) -> None:
    kind = "application/json"
    upstream.pages |= {
        "/api/models/lab/there": reply(b'{"id": "lab/there", "tags": []}', kind=kind),
        "/api/models/old/name": reply(b"", 307, kind, Location="/api/models/new/name"),
        "/api/models/new/name": reply(b'{"id": "new/name"}', kind=kind),
        "/api/datasets/lab/gone": reply(b'{"error":"Repository not found"}', 404, kind),
        "/api/daily_papers": reply(
            b'[{"id": "2611.10001", "title": "Finding Number 1"}]', kind=kind
        ),
    }
    with open_night(home, FRIDAY, sources=("hub",)) as night:
        run = night.store.connection.execute
        for number, url in enumerate(REPOSITORIES.values()):
            run(
                "insert into artifacts (work_id, kind, url, tier) values (?, 'weights', ?, 'official')",
                [f"arxiv:{number}", url],
            )
            run(
                "insert into changes (list_name, work_id, state) values ('one', ?, 'standing')",
                [f"arxiv:{number}"],
            )
        report = poll(night)
        assert report.counts["repositories"] == 3
        states = night.store.rows("select hub_id, state, moved_to from repositories order by state")
        assert states == [
            ("hub:dataset/lab/gone", "gone", None),
            ("hub:model/old/name", "moved", "hub:model/new/name"),
            ("hub:model/lab/there", "there", None),
        ]
        shown = night.store.rows("select url, tier from artifacts order by work_id")
        assert shown == [
            (REPOSITORIES["there"], "official"),
            ("https://huggingface.co/new/name", "official"),
            (REPOSITORIES["gone"], "unknown"),
        ]
        assert "repositories" not in poll(night).counts  # not again within the week


def test_rank_and_votes_are_kept_over_time_and_the_latest_is_shown(
    home: Any, upstream: Any
) -> None:
    card = '<article><h3><a href="/papers/2611.2200{n}">Paper {n}</a></h3><p class="leading-none">{v}</p></article>'
    told = [(1, 5), (0, 9), (1, 5)]  # the third day is as the first: place and votes
    for day, (place, votes) in enumerate(told):
        cards = [card.format(n=n, v=4) for n in (1, 2)]
        cards.insert(place, card.format(n=0, v=votes))
        page = f"<html><body>{''.join(cards)}</body></html>".encode()
        upstream.pages["/papers/trending"] = reply(page, kind="text/html")
        for hours in (0, 1):  # the second run of a day adds nothing
            moment = FRIDAY + timedelta(days=day, hours=hours)
            with open_night(home, moment, sources=("trending",)) as night:
                assert poll(night).problems == ()
                (work,) = store.load_works(night.store, ["arxiv:2611.22000"])
                assert (work.rank, work.upvotes) == (place + 1, votes)
    with open_night(home, FRIDAY + timedelta(days=9)) as night:
        rows = night.store.rows(
            "select rank, upvotes from sightings where work_id = 'arxiv:2611.22000' order by seen_at"
        )
        assert rows == [(2, 5), (1, 9), (2, 5)]
