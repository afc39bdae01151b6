"""arXiv's query API: what is asked, and what its feeds say."""

import inspect
from datetime import UTC, datetime, timedelta, timezone
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import pytest
from arxiv import _feed

from ingest.errors import SourceError
from ingest.sources.arxiv import id_list_url, parse_query, query_url
from ingest.works import Reject

DATA = Path(__file__).resolve().parents[1] / "data" / "sources"
BASE = "http://127.0.0.1:8000/api/query"
FROM, TO = datetime(2025, 7, 7, tzinfo=UTC), datetime(2025, 7, 8, 12, 30, tzinfo=UTC)


def asked(url: str) -> dict[str, str]:
    parts = urlsplit(url)
    assert f"{parts.scheme}://{parts.netloc}{parts.path}" == BASE
    return {name: values[0] for name, values in parse_qs(parts.query).items()}


def test_a_window_by_submission_is_part_of_the_query() -> None:
    assert asked(query_url(BASE, ["cs.CL", "cs.CV"], FROM, TO, 200, 100, "submitted")) == {
        "search_query": "(cat:cs.CL OR cat:cs.CV) AND submittedDate:[202507070000 TO 202507081230]",
        "sortBy": "submittedDate",
        "sortOrder": "descending",
        "start": "200",
        "max_results": "100",
    }


def test_a_window_by_update_is_only_an_order() -> None:
    values = asked(query_url(BASE, ["cs.CL", "cs.CV"], FROM, TO, 0, 100, "updated"))
    assert values["search_query"] == "cat:cs.CL OR cat:cs.CV"
    assert (values["sortBy"], values["sortOrder"]) == ("lastUpdatedDate", "descending")


def test_a_window_in_another_time_zone_is_asked_in_utc() -> None:
    eastern = timezone(timedelta(hours=-4))
    there = query_url(
        BASE, ["cs.CL"], FROM.astimezone(eastern), TO.astimezone(eastern), 0, 9, "submitted"
    )
    assert there == query_url(BASE, ["cs.CL"], FROM, TO, 0, 9, "submitted")


def test_papers_are_asked_for_by_bare_id() -> None:
    values = asked(id_list_url(BASE, ["arxiv:2305.15075", "hep-th/9901001v1"], 0, 2))
    assert values["id_list"] == "2305.15075,hep-th/9901001v1"
    assert "search_query" not in values


def test_an_entry_gives_every_field_it_has() -> None:
    page = parse_query((DATA / "query.xml").read_bytes(), "query.xml")
    first = page.sightings[0]
    assert first.title == "MedGemma Technical Report"
    assert first.ids == ("arxiv:2507.05201", "doi:10.1000/test.1")
    assert first.doi == "10.1000/test.1"
    assert first.version == 3
    assert first.abstract.endswith("with $\\alpha < 1$ left as it is.")
    assert "\n" not in first.abstract
    assert first.authors == ("Andrew Sellergren", "Sahar Kazemzadeh")
    assert first.categories == ("cs.AI", "cs.CL", "cs.CV")
    assert first.comment == "12 pages, code at https://github.com/example/report"
    assert first.journal_ref == "Journal of Tests 1 (2025)"
    assert first.published_at == datetime(2025, 7, 7, 17, 1, 44, tzinfo=UTC)
    assert first.updated_at == datetime(2025, 7, 12, 9, 8, 53, tzinfo=UTC)
    assert first.links == (
        ("alternate", "https://arxiv.org/abs/2507.05201v3"),
        ("pdf", "https://arxiv.org/pdf/2507.05201v3"),
        ("doi", "https://doi.org/10.1000/Test.1"),
    )
    assert first.facts == (("affiliation", "Google"),)
    assert not first.is_withdrawn
    assert page.sightings[1].is_withdrawn


def test_an_entry_that_cannot_be_read_is_a_reject_with_its_place_and_reason() -> None:
    body = (DATA / "query.xml").read_bytes()
    page = parse_query(body, "query.xml")
    assert [(each.position, each.reason) for each in page.rejects] == [
        (3, "no <id>"),
        (4, "no <published>"),
        (5, "unreadable <updated>: 'yesterday'"),
        (6, "no arXiv id in <id>"),
    ]
    assert all(isinstance(each, Reject) and each.excerpt for each in page.rejects)
    assert len(page.sightings) + len(page.rejects) == body.count(b"<entry>")
    assert (page.total_count, page.start_index) == (46, 40)


def test_no_entries_are_a_page_without_sightings() -> None:
    page = parse_query((DATA / "query_empty.xml").read_bytes(), "query_empty.xml")
    assert (page.sightings, page.rejects, page.total_count) == ((), (), 0)


@pytest.mark.parametrize(
    ("body", "what"),
    [
        ((DATA / "query_error.xml").read_bytes(), "start must be an integer"),
        (b"Rate exceeded.", "throttled"),
        (b"<html><body>Rate exceeded.</body></html>", "throttled"),
        (b"<!doctype html><html><title>Sorry</title></html>", "HTML"),
        (b"", "empty"),
        (b" \n ", "empty"),
        (b"\0\0\0\0", "NUL"),
        ((DATA / "query.xml").read_bytes()[:2500], "well-formed"),
        ((DATA / "listing.rss").read_bytes(), "Atom feed"),
        (b"<feed/>", "Atom feed"),
        (b"a" * 100_000, "well-formed"),
    ],
)
def test_what_is_no_answer_is_never_believed(body: bytes, what: str) -> None:
    with pytest.raises(SourceError, match=what) as caught:
        parse_query(body, "http://example.org/q")
    assert caught.value.where.startswith("http://example.org/q")
    assert caught.value.todo


def test_a_truncated_answer_names_the_line_it_ends_on() -> None:
    body = (DATA / "query.xml").read_bytes()[:2500]
    with pytest.raises(SourceError) as caught:
        parse_query(body, "page.xml")
    assert caught.value.where == f"page.xml:{body.count(chr(10).encode()) + 1}"


def test_the_private_door_of_the_arxiv_package_still_has_its_shape() -> None:
    assert list(inspect.signature(_feed.parse).parameters) == ["content"]
    feed = _feed.parse((DATA / "query_empty.xml").read_bytes())
    assert feed.results == []
