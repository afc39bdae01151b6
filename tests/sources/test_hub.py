"""The Hub's daily papers and paper pages in every shape they had."""

import json
from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from ingest.errors import SourceError
from ingest.sources.hub import daily_url, parse_daily, parse_paper

DATA = Path(__file__).resolve().parents[1] / "data" / "sources"


def test_a_day_is_asked_for_page_by_page() -> None:
    assert (
        daily_url("https://hub.example.org/", date(2025, 7, 9), 2, 50)
        == "https://hub.example.org/api/daily_papers?date=2025-07-09&p=2&limit=50"
    )


def test_a_nested_record_gives_every_field_it_has() -> None:
    first = parse_daily((DATA / "daily_nested.json").read_bytes(), "d").sightings[0]
    assert first.source == "hub"
    assert first.kind == "daily"
    assert first.ids == ("arxiv:2507.05201",)
    assert first.abstract == "Open medical models, told in words of our own."
    assert first.authors == ("Andrew Sellergren", "Sahar Kazemzadeh")
    assert first.published_at == datetime(2025, 7, 7, 17, 1, 44, tzinfo=UTC)
    assert first.listed_at == datetime(2025, 7, 9, tzinfo=UTC)
    assert first.upvotes == 0
    assert first.organisation == "Google"
    assert first.links == (
        ("githubRepo", "https://github.com/google-health/medgemma"),
        ("projectPage", "https://example.org/medgemma"),
        ("mediaUrls", "https://cdn.example.org/1.mp4"),
    )
    assert first.facts == (
        ("organization", "google"),
        ("ai_keywords", "medical images"),
        ("ai_keywords", "language model"),
        ("github_stars", "512"),
        ("comment_count", "3"),
    )


def test_an_id_and_a_title_are_enough() -> None:
    second, third = parse_daily((DATA / "daily_nested.json").read_bytes(), "d").sightings[1:]
    assert (second.ids, second.version, second.upvotes) == (("arxiv:2305.15075",), 2, None)
    assert third.published_at is None
    assert third.facts == (("unread_publishedAt", "soon"),)


def test_records_that_say_too_little_are_rejects() -> None:
    body = (DATA / "daily_nested.json").read_bytes()
    page = parse_daily(body, "d")
    assert [(each.position, each.reason) for each in page.rejects] == [
        (4, "no title"),
        (5, "no id"),
        (6, "no arXiv id: 'not-an-id'"),
        (7, "the text of a Python object, not a JSON object"),
        (8, "a NoneType, not a JSON object"),
    ]
    assert len(page.sightings) + len(page.rejects) == len(json.loads(body))


def test_flat_records_in_a_wrapper_are_read_with_the_day_it_names() -> None:
    first, second = parse_daily((DATA / "daily_wrapped.json").read_bytes(), "d").sightings
    assert first.abstract == "Told in words of our own."
    assert first.published_at == datetime(2024, 1, 31, tzinfo=UTC)
    assert first.listed_at == second.listed_at == datetime(2024, 2, 3, tzinfo=UTC)
    assert first.links == (
        ("githubRepo", "https://github.com/example/old"),
        ("projectPage", "https://example.org/old"),
    )
    assert first.organisation == "Example Lab"
    assert second.authors == ("Luca Soldaini", "Rodney Kinney")


@pytest.mark.parametrize("name", ["papers", "data", "items", "daily_papers"])
def test_every_known_wrapper_is_taken_off(name: str) -> None:
    records = json.loads((DATA / "daily_nested.json").read_bytes())
    wrapped = json.dumps({"note": 1, name: records}).encode()
    assert parse_daily(wrapped, "d") == parse_daily((DATA / "daily_nested.json").read_bytes(), "d")


def test_an_empty_day_is_a_page_without_sightings() -> None:
    assert parse_daily(b"[]", "d").sightings == ()


@pytest.mark.parametrize(
    ("body", "what"),
    [
        (b'{"error": "Sorry, this page does not exist."}', "an error answer, not data: Sorry"),
        (b'{"unknown": []}', "without a list of papers"),
        (b'"text"', "without a list of papers"),
        (b'[{"paper": {"id": "2507.05201"', "ends too early"),
        (b"<!doctype html><html></html>", "HTML"),
        (b"", "empty"),
        (b"\xff\xfe", "not UTF-8"),
        (b"[" * 100_000, "not JSON"),
    ],
)
def test_what_is_no_daily_answer_raises(body: bytes, what: str) -> None:
    with pytest.raises(SourceError, match=what):
        parse_daily(body, "d")


def test_a_paper_page_names_what_is_linked_to_it() -> None:
    page = parse_paper((DATA / "paper.json").read_bytes(), "p")
    (made,) = page.sightings
    assert made.kind == "paper"
    assert made.links == (
        ("githubRepo", "https://github.com/google-health/medgemma"),
        ("linkedModels", "https://huggingface.co/google/medgemma-4b-it"),
        ("linkedModels", "https://huggingface.co/someone/medgemma-gguf"),
        ("linkedDatasets", "https://huggingface.co/datasets/example/questions"),
        ("linkedSpaces", "https://huggingface.co/spaces/example/demo"),
    )
    assert dict(made.facts)["model_count"] == "90"


def test_a_paper_page_without_a_title_is_a_reject() -> None:
    page = parse_paper(b'{"id": "2507.05201"}', "p")
    assert page.sightings == ()
    assert [each.reason for each in page.rejects] == ["no title"]


@pytest.mark.parametrize("body", [b"[]", b'{"error": "Paper not found"}', b"not json"])
def test_what_is_no_paper_page_raises(body: bytes) -> None:
    with pytest.raises(SourceError):
        parse_paper(body, "p")
