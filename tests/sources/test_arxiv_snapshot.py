"""arXiv metadata as JSON records of two schools."""

import json
from datetime import UTC, datetime
from pathlib import Path

import pytest

from ingest.sources.arxiv import snapshot_sighting
from ingest.works import Reject, Sighting

DATA = Path(__file__).resolve().parents[1] / "data" / "sources"


def read(name: str, line: int = 0) -> Sighting | Reject:
    text = (DATA / name).read_text(encoding="utf-8").split("\n")[line]
    return snapshot_sighting(json.loads(text), line + 1)


def test_a_corpus_record_gives_every_field_it_has() -> None:
    made = read("corpus.jsonl")
    assert made == Sighting(
        source="arxiv",
        kind="snapshot",
        title="HuatuoGPT, towards Taming Language Model to Be a Doctor",
        ids=("arxiv:2305.15075", "doi:10.1000/test.3"),
        abstract="A chat model for consultations.",
        is_abstract_cut=True,
        authors=("Hongbo Zhang", "Junying Chen"),
        categories=("cs.CL", "cs.AI"),
        comment="Demo online",
        doi="10.1000/test.3",
        published_at=datetime(2023, 5, 24, 11, 56, 1, tzinfo=UTC),
        updated_at=datetime(2023, 5, 25, tzinfo=UTC),
        listed_at=datetime(2023, 5, 26, tzinfo=UTC),
        facts=(("announce_type", "new"),),
    )


def test_a_record_of_nulls_is_a_sighting_with_nothing_else() -> None:
    assert read("corpus.jsonl", 1) == Sighting(
        source="arxiv",
        kind="snapshot",
        title="Everything else is null",
        ids=("arxiv:hep-th/9901001",),
    )


def test_a_record_of_the_public_snapshot_gives_every_field_it_has() -> None:
    made = read("snapshot.jsonl")
    assert isinstance(made, Sighting)
    assert made.title.endswith("at Tevatron and LHC energies")
    assert made.authors == ("C. Balázs", "E. L. Berger", "P. M. Nadolsky", "C. -P. Yuan III")
    assert made.categories == ("hep-ph", "hep-ex")
    assert made.comment == "37 pages, 15 figures; published version"
    assert made.journal_ref == "Phys.Rev.D76:013009,2007"
    assert made.ids == ("arxiv:0704.0001", "doi:10.1103/physrevd.76.013009")
    assert made.version == 2
    assert made.published_at == datetime(2007, 4, 2, 19, 18, 42, tzinfo=UTC)
    assert made.updated_at == datetime(2007, 7, 24, 20, 10, 27, tzinfo=UTC)
    assert dict(made.facts)["report_no"] == "ANL-HEP-PR-07-12"


@pytest.mark.parametrize(
    ("record", "reason"),
    [
        ({"id": "2507.00009", "title": "", "abstract": "x"}, "no title"),
        ({"id": "2507.00009"}, "no title"),
        ({"id": "2599.00001", "title": "T"}, "no arXiv id: '2599.00001'"),
        ({"id": 704.0001, "title": "T"}, "no arXiv id: '704.0001'"),
        ({"title": "T"}, "no arXiv id: ''"),
    ],
)
def test_a_record_without_id_or_title_is_a_reject(record: dict[str, object], reason: str) -> None:
    made = snapshot_sighting(record, 5)
    assert isinstance(made, Reject)
    assert (made.position, made.reason) == (5, reason)


def test_a_date_nobody_can_read_is_kept_as_a_fact() -> None:
    made = snapshot_sighting({"id": "2305.15075", "title": "T", "updated": "last week"}, 1)
    assert isinstance(made, Sighting)
    assert made.updated_at is None
    assert made.facts == (("unread_updated", "last week"),)


@pytest.mark.parametrize(
    "record",
    [
        {"authors": 3, "categories": 4, "versions": "v1", "comment": [], "doi": {}},
        {"authors": [None, 1], "categories": [None], "versions": [None], "authors_parsed": ["x"]},
    ],
)
def test_fields_of_odd_types_never_break_a_record(record: dict[str, object]) -> None:
    made = snapshot_sighting({"id": "2305.15075", "title": "T", **record}, 1)
    assert isinstance(made, Sighting)


def test_half_a_surrogate_pair_becomes_storable_text() -> None:
    made = snapshot_sighting({"id": "2305.15075", "title": "A \ud83d cut\0 emoji"}, 1)
    assert isinstance(made, Sighting)
    assert made.title == "A \ufffd cut emoji"
