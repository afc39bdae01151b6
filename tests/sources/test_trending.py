"""The trending feed as a page and as text."""

import html
import json
from pathlib import Path

import pytest

from ingest.errors import SourceError
from ingest.sources import trending
from ingest.sources.trending import parse_html, parse_text

DATA = Path(__file__).resolve().parents[1] / "data" / "sources"


def test_the_json_that_a_page_carries_goes_before_what_it_shows() -> None:
    page = parse_html((DATA / "trending_carried.html").read_bytes(), "t")
    assert [(each.rank, each.ids) for each in page.sightings] == [
        (1, ("arxiv:2507.05201",)),
        (3, ("arxiv:2305.15075",)),
    ]
    first = page.sightings[0]
    assert (first.source, first.kind, first.upvotes) == ("trending", "feed", 41)
    assert first.links == (("githubRepo", "https://github.com/google-health/medgemma"),)
    assert [(each.position, each.reason) for each in page.rejects] == [(2, "no title")]


def test_a_page_without_json_is_read_as_a_reader_sees_it() -> None:
    page = parse_html((DATA / "trending_visible.html").read_bytes(), "t")
    first, second = page.sightings
    assert first.title == "MedGemma Technical Report"
    assert first.abstract.startswith("Open medical models, told")
    assert (first.rank, first.upvotes) == (1, 1041)
    assert first.links == (("githubRepo", "https://github.com/google-health/medgemma"),)
    assert (second.rank, second.ids, second.abstract) == (2, ("arxiv:2305.15075",), "")
    assert [each.reason for each in page.rejects] == ["no arXiv id: 'week'"]


def test_json_whose_shape_changed_gives_way_to_the_visible_page() -> None:
    body = (DATA / "trending_carried.html").read_bytes()
    changed = body.replace(b"&quot;id&quot;", b"&quot;key&quot;")
    page = parse_html(changed, "t")
    assert [each.ids for each in page.sightings] == [("arxiv:2507.05201",)]


def test_a_page_that_carries_an_empty_list_is_a_valid_page() -> None:
    page = parse_html(b"<html><div data-props='{\"dailyPapers\": []}'></div></html>", "t")
    assert (page.sightings, page.rejects) == ((), ())


@pytest.mark.parametrize(
    ("body", "what"),
    [
        (b"<!doctype html><html><body>Log in</body></html>", "without papers"),
        (b"<html>Rate exceeded.</html>", "throttled"),
        (b'[{"paper": {}}]', "no HTML page"),
        (b"", "empty"),
    ],
)
def test_what_is_no_trending_page_raises(body: bytes, what: str) -> None:
    with pytest.raises(SourceError, match=what):
        parse_html(body, "t")


def test_text_is_read_in_pairs_below_its_furniture() -> None:
    page = parse_text((DATA / "trending.txt").read_bytes(), "t")
    assert [(each.rank, each.title) for each in page.sightings] == [
        (1, "eICU Revisited: What a Second Look Teaches"),
        (2, "What Do Doctors Ask? And Why?"),
        (3, "A Title With an Address of Its Own"),
        (4, "The Last Title"),
    ]
    assert page.sightings[3].abstract.endswith("/example/last. That is all.")
    assert [(each.position, each.reason) for each in page.rejects] == [
        (11, "a title without an abstract")
    ]


def test_an_id_in_an_abstract_is_another_papers_and_one_on_its_own_line_is_not() -> None:
    page = parse_text((DATA / "trending.txt").read_bytes(), "t")
    assert [each.ids for each in page.sightings] == [(), (), ("arxiv:2507.05201",), ()]


def test_a_feed_that_is_cut_after_a_title_keeps_the_title_as_a_reject() -> None:
    body = (DATA / "trending.txt").read_bytes().rsplit(b"\n", 2)[0]
    page = parse_text(body, "t")
    assert len(page.sightings) == 3
    assert page.rejects[-1].excerpt == "The Last Title"


def test_windows_line_ends_and_a_byte_order_mark_change_nothing() -> None:
    body = (DATA / "trending.txt").read_bytes()
    same = b"\xef\xbb\xbf" + body.replace(b"\n", b"\r\n")
    assert parse_text(same, "t") == parse_text(body, "t")


@pytest.mark.parametrize(
    ("title", "shown"),
    [
        ("SubscribeSynthetic Data in Medicine", "Synthetic Data in Medicine"),
        ("Subscriber Churn in Telehealth", "Subscriber Churn in Telehealth"),
        ("Subscribe to Care: A Model", "Subscribe to Care: A Model"),
        ("GitHub Copilot in Clinical Notes", "GitHub Copilot in Clinical Notes"),
    ],
)
def test_only_a_glued_button_is_cut_from_a_title(title: str, shown: str) -> None:
    abstract = "A sentence that stands for an abstract and goes on. " * 4
    page = parse_text(f"{title}\n{abstract}\n".encode(), "t")
    assert page.sightings[0].title == shown


@pytest.mark.parametrize(
    ("body", "what", "where"),
    [
        (b"One line\nAnother line\n", "without a single pair", "t"),
        (b"A title\nAn \xff abstract\n", "not UTF-8", "t:2"),
        (b"A title\n" + b"x" * 5_000 + b"\0\n", "NUL", "t:2"),
        (b"Rate exceeded.", "throttled", "t"),
        (b"", "empty", "t"),
    ],
)
def test_what_is_no_feed_raises(body: bytes, what: str, where: str) -> None:
    with pytest.raises(SourceError, match=what) as caught:
        parse_text(body, "t")
    assert caught.value.where == where


def test_a_record_with_a_title_alone_is_a_sighting_without_ids() -> None:
    papers = [{"title": "A Ward at Night"}, {"paper": {"id": "2305.15075", "title": "A Day"}}, {}]
    props = html.escape(json.dumps({"dailyPapers": papers}))
    page = parse_html(f"<!doctype html><html><body><div data-props='{props}'></div>".encode(), "t")
    assert [(one.title, one.ids, one.rank) for one in page.sightings] == [
        ("A Ward at Night", (), 1),
        ("A Day", ("arxiv:2305.15075",), 2),
    ]
    assert [one.reason for one in page.rejects] == ["no id"]


def test_of_a_topic_search_what_was_found_counts_and_not_what_stands_beside_it() -> None:
    beside = [{"paper": {"id": "2611.20001", "title": "The Trend of the Day"}}]
    found = [{"paper": {"id": "2611.20002", "title": "A Study of Wards"}, "upvotes": 7}]
    props = json.dumps({"dailyPapers": beside, "searchResults": found, "query": "wards"})
    body = f"<html><body><div data-props='{props}'></div></body></html>".encode()
    page = trending.parse_feed(body, "x")
    (one,) = trending.of_topic(page)
    assert (one.ids, one.kind, one.rank, one.upvotes) == (("arxiv:2611.20002",), "topic", None, 7)


def test_a_topic_without_a_paper_is_a_page_without_sightings() -> None:
    props = json.dumps(
        {"dailyPapers": [{"paper": {"id": "2611.20001", "title": "T"}}], "searchResults": []}
    )
    body = f"<html><body><div data-props='{props}'></div></body></html>".encode()
    assert trending.parse_feed(body, "x").sightings == ()


def test_a_topic_is_part_of_an_address() -> None:
    url = trending.topic_url("https://h/papers/trending?q={topic}", "eye & ear")
    assert url == "https://h/papers/trending?q=eye+%26+ear"
