"""OAI-PMH pages in arXiv's three formats, whole or bare."""

from datetime import UTC, datetime
from pathlib import Path

import pytest

from ingest.errors import SourceError
from ingest.sources.arxiv import parse_oai

DATA = Path(__file__).resolve().parents[1] / "data" / "sources"


def test_a_raw_record_has_its_versions_and_all_its_dois() -> None:
    page = parse_oai((DATA / "oai_raw.xml").read_bytes(), "raw")
    first, gone = page.sightings
    assert first.title == "HuatuoGPT, towards Taming Language Model to Be a Doctor"
    assert first.ids == (
        "arxiv:2305.15075",
        "doi:10.1000/test.3",
        "doi:10.1000/test.4",
        "doi:10.1000/test.5",
    )
    assert first.doi == "10.1000/test.3"
    assert first.version == 2
    assert first.published_at == datetime(2023, 5, 24, 11, 56, 1, tzinfo=UTC)
    assert first.updated_at == datetime(2023, 5, 25, 2, 45, 30, tzinfo=UTC)
    assert first.authors == ("Hongbo Zhang", "Junying Chen", "Feng Jiang")
    assert first.categories == ("cs.CL", "cs.AI")
    assert first.abstract == "A chat model for consultations, told in words of our own."
    assert dict(first.facts)["datestamp"] == "2023-05-26"
    assert not first.is_withdrawn
    assert gone.is_withdrawn  # its last version has source type I


def test_a_page_says_where_it_stands_and_how_to_go_on() -> None:
    page = parse_oai((DATA / "oai_raw.xml").read_bytes(), "raw")
    assert (page.total_count, page.start_index, page.next_token) == (5105, 5000, "1234567|6001")


def test_deleted_unknown_and_broken_records_are_rejects() -> None:
    body = (DATA / "oai_raw.xml").read_bytes()
    page = parse_oai(body, "raw")
    assert [(each.position, each.reason) for each in page.rejects] == [
        (3, "the source says this record is deleted"),
        (4, "unknown format 'marc'"),
        (5, "no arXiv id: '2305.000055'"),
    ]
    assert len(page.sightings) + len(page.rejects) == body.count(b"<record>")


def test_an_arxiv_record_without_its_namespace_is_read() -> None:
    (made,) = parse_oai((DATA / "oai_arxiv.xml").read_bytes(), "arxiv").sightings
    assert made.ids == ("arxiv:2305.15075",)
    assert made.authors == ("Hongbo Zhang", "Henry M. Cathey Jr.")
    assert made.published_at == datetime(2023, 5, 24, tzinfo=UTC)
    assert made.updated_at == datetime(2023, 5, 25, tzinfo=UTC)
    assert made.journal_ref == "Findings of Tests 2023"
    assert made.doi is None
    facts = dict(made.facts)
    assert facts["doi_text"] == "not a doi"
    assert (facts["report_no"], facts["affiliation"]) == ("TEST-1", "CUHK")


def test_bare_dublin_core_records_are_read() -> None:
    body = (DATA / "oai_bare_records.xml").read_bytes()
    page = parse_oai(body, "bare")
    (made,) = page.sightings
    assert made.ids == ("arxiv:math/0306266", "doi:10.1017/s0963548305006826")
    assert made.authors == ("Amin Coja-Oghlan", "B. Özel")
    assert made.abstract == "On a graph parameter, in words of our own."
    assert made.comment == "7 pages"
    assert made.journal_ref == "Combinatorics, Probability and Computing 14 (2005) 439 - 465"
    assert made.published_at == datetime(2003, 6, 18, tzinfo=UTC)
    assert made.updated_at == datetime(2005, 3, 1, tzinfo=UTC)
    assert [each.reason for each in page.rejects] == ["no arXiv id among the identifiers"]


def test_records_in_a_wrapper_of_somebody_else_are_read() -> None:
    bare = (DATA / "oai_bare_records.xml").read_bytes()
    page = parse_oai(b"<?xml version='1.0'?><harvest>" + bare + b"</harvest>", "wrapped")
    assert page == parse_oai(bare, "bare")


def test_no_records_match_is_an_empty_page() -> None:
    page = parse_oai(b'<OAI-PMH><error code="noRecordsMatch">none</error></OAI-PMH>', "x")
    assert (page.sightings, page.rejects, page.total_count) == ((), (), 0)


@pytest.mark.parametrize(
    ("body", "what"),
    [
        (
            b'<OAI-PMH><error code="badResumptionToken">expired</error></OAI-PMH>',
            "badResumptionToken: expired",
        ),
        (b'<OAI-PMH><error code="badArgument"/></OAI-PMH>', "badArgument"),
        (b"<catalogue><record><a/></record></catalogue>", "without any OAI-PMH <record>"),
        (b"<record><header>", "well-formed"),
        ((DATA / "oai_raw.xml").read_bytes()[:-30], "well-formed"),
        (b"<html></html>", "HTML"),
    ],
)
def test_an_error_or_another_document_raises(body: bytes, what: str) -> None:
    with pytest.raises(SourceError, match=what):
        parse_oai(body, "x")
