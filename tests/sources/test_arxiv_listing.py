"""arXiv's daily listings in both of their formats."""

from datetime import UTC, datetime
from pathlib import Path

import pytest

from ingest.errors import SourceError
from ingest.sources.arxiv import parse_listing
from ingest.sources.arxiv_listing import description_sighting
from ingest.works import Reject, Sighting

DATA = Path(__file__).resolve().parents[1] / "data" / "sources"


def test_an_rss_item_gives_every_field_it_has() -> None:
    first, second, third = parse_listing((DATA / "listing.rss").read_bytes(), "l").sightings
    assert first.ids == ("arxiv:2507.05201",)
    assert first.version == 1
    assert first.abstract == "Open medical models, told in words of our own."
    assert first.authors == ("Andrew Sellergren", "Sahar Kazemzadeh", "Henry M. Cathey Jr.")
    assert first.categories == ("cs.AI", "cs.CL")
    assert first.listed_at == datetime(2025, 7, 8, 4, tzinfo=UTC)
    assert first.published_at is None
    assert dict(first.facts)["announce_type"] == "new"
    assert dict(first.facts)["license"] == "http://creativecommons.org/licenses/by/4.0/"
    assert second.ids == ("arxiv:2305.15075", "doi:10.1000/test.2")
    assert second.journal_ref == "Findings of Tests 2023"
    assert dict(second.facts)["announce_type"] == "replace-cross"
    assert (third.abstract, third.facts) == ("No prefix at all.", ())


def test_items_without_a_title_or_an_id_are_rejects() -> None:
    body = (DATA / "listing.rss").read_bytes()
    page = parse_listing(body, "l")
    assert [(each.position, each.reason) for each in page.rejects] == [
        (4, "no title"),
        (5, "no arXiv id in guid, id or link"),
    ]
    assert len(page.sightings) + len(page.rejects) == body.count(b"<item>")


def test_an_atom_listing_says_the_same_as_its_rss_twin() -> None:
    (atom,) = parse_listing((DATA / "listing.atom").read_bytes(), "a").sightings
    rss = parse_listing((DATA / "listing.rss").read_bytes(), "r").sightings[0]
    assert (atom.ids, atom.title, atom.abstract) == (rss.ids, rss.title, rss.abstract)
    assert (atom.version, atom.listed_at) == (rss.version, rss.listed_at)
    assert dict(atom.facts)["announce_type"] == "cross"


def test_an_empty_weekend_listing_is_a_valid_page() -> None:
    page = parse_listing((DATA / "listing_empty.rss").read_bytes(), "weekend")
    assert (page.sightings, page.rejects) == ((), ())


@pytest.mark.parametrize(
    ("body", "what"),
    [
        (b"<rss><channel><item><title>Else</title></item></channel></rss>", "not one of its items"),
        (b"<rss/>", "listing was due"),
        (b"<html><body/></html>", "HTML"),
        ((DATA / "listing.rss").read_bytes()[:900], "well-formed"),
        (b"", "empty"),
    ],
)
def test_what_is_no_listing_raises(body: bytes, what: str) -> None:
    with pytest.raises(SourceError, match=what):
        parse_listing(body, "l")


def test_a_description_kept_as_json_reads_like_the_item_itself() -> None:
    made = description_sighting(
        {
            "id": "2305.15075",
            "title": "T",
            "description": "arXiv:2305.15075v2 Announce Type: replace  Abstract: Words.",
        },
        1,
    )
    assert isinstance(made, Sighting)
    assert (made.abstract, made.version) == ("Words.", 2)
    assert made.facts == (("announce_type", "replace"),)


def test_a_description_without_title_is_a_reject() -> None:
    made = description_sighting({"id": "2305.15075", "description": "Words."}, 7)
    assert isinstance(made, Reject)
    assert (made.position, made.reason) == (7, "no title")
