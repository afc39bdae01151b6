from datetime import UTC, datetime

import pytest

from ingest.artifacts import HubRepo, hub_repo_of_sighting
from ingest.works import Sighting


def sighting(kind: str = "model", **changes: object) -> Sighting:
    values: dict[str, object] = {
        "source": "hub",
        "kind": kind,
        "title": "org/name-7B",
        "ids": (f"hub:{kind}/org/name-7B",),
    }
    return Sighting(**(values | changes))  # type: ignore[arg-type]


def test_every_fact_of_a_model_is_read() -> None:
    facts = (
        ("tags", "gguf"),
        ("tags", "arxiv:2305.15075"),
        ("arxiv_ids", "arxiv:2305.15075"),
        ("base_models", "quantized:org/base"),
        ("parameters", "7615616512"),
        ("downloads", "12"),
        ("likes", "3"),
        ("gated", "manual"),
        ("created_at", "2024-05-01T10:00:00.000Z"),
        ("unheard_of", "x"),
    )
    assert hub_repo_of_sighting(sighting(facts=facts)) == HubRepo(
        hub_id="org/name-7B",
        kind="model",
        tags=("gguf", "arxiv:2305.15075"),
        base_models=("quantized:org/base",),
        arxiv_ids=("2305.15075",),
        created_at=datetime(2024, 5, 1, 10, tzinfo=UTC),
        downloads=12,
        likes=3,
        parameter_count=7615616512,
        organisation="org",
        is_gated=True,
    )


@pytest.mark.parametrize(
    ("facts", "field", "expected"),
    [
        ((("tags", "a, b,arxiv:2401.00001"),), "arxiv_ids", ("2401.00001",)),
        ((("tags", "base_model:adapter:o/m"),), "base_models", ("adapter:o/m",)),
        ((("gated", "false"),), "is_gated", False),
        ((("parameters", "7,615,616,512"),), "parameter_count", 7615616512),
        ((("parameters", "many"),), "parameter_count", None),
        ((("created_at", "soon"),), "created_at", None),
        ((("created_at", "2024-05-01"),), "created_at", datetime(2024, 5, 1, tzinfo=UTC)),
    ],
)
def test_odd_facts_are_read_or_left_empty(
    facts: tuple[tuple[str, str], ...], field: str, expected: object
) -> None:
    repo = hub_repo_of_sighting(sighting(facts=facts))
    assert getattr(repo, field) == expected


def test_a_data_set_keeps_its_kind_and_page() -> None:
    repo = hub_repo_of_sighting(sighting("dataset", ids=("hub:dataset/o/d",)))
    assert repo is not None
    assert repo.url == "https://huggingface.co/datasets/o/d"


def test_a_paper_is_no_repository() -> None:
    assert hub_repo_of_sighting(sighting("paper", ids=("arxiv:2305.15075",))) is None
