"""Models and data sets of the Hub: what a card says, and what it does not prove."""

import json
from datetime import UTC, datetime
from pathlib import Path
from typing import Literal

import pytest

from ingest.errors import SourceError
from ingest.sources.hub import parse_repos, repo_sighting
from ingest.works import Sighting

DATA = Path(__file__).resolve().parents[1] / "data" / "sources"


def test_a_model_gives_every_field_it_has() -> None:
    first = parse_repos((DATA / "models.json").read_bytes(), "m", "model").sightings[0]
    assert first.kind == "model"
    assert first.title == "google/medgemma-4b-it"
    assert first.organisation == "google"
    assert first.published_at == datetime(2025, 5, 19, 20, 52, 43, tzinfo=UTC)
    assert first.updated_at == datetime(2025, 7, 9, 17, 1, 44, tzinfo=UTC)
    assert first.upvotes == 900
    assert first.links == (("model", "https://huggingface.co/google/medgemma-4b-it"),)
    facts = dict(first.facts)
    assert facts["parameters"] == "4300079472"
    assert facts["gated"] == "manual"
    assert facts["pipeline_tag"] == "image-text-to-text"
    assert facts["created_at"] == "2025-05-19T20:52:43.000Z"
    bases = [value for name, value in first.facts if name == "base_models"]
    assert bases == ["google/medgemma-4b-pt", "finetune:google/medgemma-4b-pt"]


def test_a_card_that_cites_a_paper_is_not_the_paper() -> None:
    first = parse_repos((DATA / "models.json").read_bytes(), "m", "model").sightings[0]
    assert first.ids == ("hub:model/google/medgemma-4b-it",)
    assert [value for name, value in first.facts if name == "arxiv_ids"] == ["arxiv:2507.05201"]


def test_the_base_models_of_the_expanded_field_keep_their_relation() -> None:
    second = parse_repos((DATA / "models.json").read_bytes(), "m", "model").sightings[1]
    facts = dict(second.facts)
    assert facts["base_models"] == "quantized:google/medgemma-4b-it"
    assert (facts["gated"], facts["parameters"]) == ("false", "3880099328")


def test_records_without_a_repository_id_are_rejects() -> None:
    body = (DATA / "models.json").read_bytes()
    page = parse_repos(body, "m", "model")
    assert [(each.position, each.reason) for each in page.rejects] == [
        (3, "no repository id: 'spaces are not allowed/here'"),
        (4, "no id"),
        (5, "not a JSON object"),
    ]
    assert len(page.sightings) + len(page.rejects) == len(json.loads(body))


def test_a_data_set_has_its_own_id_and_address() -> None:
    (made,) = parse_repos((DATA / "datasets.json").read_bytes(), "d", "dataset").sightings
    assert made.ids == ("hub:dataset/FreedomIntelligence/huatuo_encyclopedia_qa",)
    assert made.links == (
        ("dataset", "https://huggingface.co/datasets/FreedomIntelligence/huatuo_encyclopedia_qa"),
    )
    assert made.abstract == "Questions and answers, told in words of our own."


def test_the_trending_object_ranks_what_it_lists_and_says_which_kind_it_is() -> None:
    page = parse_repos((DATA / "trending_models.json").read_bytes(), "t", "model")
    assert [(each.kind, each.rank) for each in page.sightings] == [("model", 1), ("dataset", 2)]
    assert dict(page.sightings[0].facts)["parameters"] == "4300079472"


def test_an_archive_keyed_by_name_is_read() -> None:
    listed = json.loads((DATA / "trending_models.json").read_bytes())["recentlyTrending"]
    keyed = json.dumps({each["repoData"]["id"]: each for each in listed}).encode()
    assert parse_repos(keyed, "t", "model") == parse_repos(
        (DATA / "trending_models.json").read_bytes(), "t", "model"
    )


@pytest.mark.parametrize(
    ("body", "what"),
    [
        (b'{"error": "Invalid filter"}', "an error answer, not data: Invalid filter"),
        (b'{"a": 1}', "without repositories"),
        (b"3", "without repositories"),
        (b"Temporary Redirect. Redirecting to /api/models/a/b", "not JSON"),
    ],
)
def test_what_is_no_list_of_repositories_raises(body: bytes, what: str) -> None:
    with pytest.raises(SourceError, match=what):
        parse_repos(body, "m", "model")


@pytest.mark.parametrize("kind", ["model", "dataset"])
def test_fields_of_odd_types_never_break_a_record(kind: Literal["model", "dataset"]) -> None:
    record = {
        "id": "a/b", "tags": [None, 1], "likes": True, "safetensors": {"total": None},
        "createdAt": 5, "baseModels": [1], "author": {}, "description": None,
    }  # fmt: skip
    made = repo_sighting(record, kind, 1)
    assert isinstance(made, Sighting)
    assert (made.upvotes, made.published_at, made.organisation) == (None, None, "a")
