from dataclasses import replace

import pytest

from ingest.artifacts import HubRepo, find_artifacts
from ingest.works import Artifact, Work

PAPER = "2412.18925"
WORK = Work(
    "arxiv:2412.18925", "HuatuoGPT-o1, Towards Medical Complex Reasoning", ids=("arxiv:2412.18925",)
)
CODE = ("githubRepo", "https://github.com/FreedomIntelligence/HuatuoGPT-o1")


def shown(artifacts: tuple[Artifact, ...]) -> list[tuple[str, str, str]]:
    return [(one.kind, one.tier, one.url.removeprefix("https://")) for one in artifacts]


@pytest.mark.parametrize(
    ("abstract", "expected"),
    [
        (
            "Our code is available at https://github.com/a/b.",
            [("code", "official", "github.com/a/b")],
        ),
        (
            "Code and data are at https://github.com/a/b.",
            [("code", "official", "github.com/a/b")],
        ),
        (
            "The dataset is available at https://github.com/a/b.",
            [("data", "official", "github.com/a/b"), ("code", "official", "github.com/a/b")],
        ),
        (
            "Data: https://huggingface.co/datasets/a/d. The dataset is also available at https://github.com/a/b.",
            [
                ("data", "official", "huggingface.co/datasets/a/d"),
                ("code", "official", "github.com/a/b"),
            ],
        ),
        ("Code will be released at https://github.com/org.", []),
        (
            "Code will be released at https://github.com/a/b.",
            [("code", "likely", "github.com/a/b")],
        ),
        (
            "We use the weights of https://huggingface.co/meta/base.",
            [("weights", "unknown", "huggingface.co/meta/base")],
        ),
        (
            "Our demo: https://huggingface.co/spaces/a/d",
            [("project", "derivative", "huggingface.co/spaces/a/d")],
        ),
        (
            "Code: https://anonymous.4open.science/r/X-1",
            [("code", "likely", "anonymous.4open.science/r/X-1")],
        ),
        ("Project page: https://a.github.io/b", [("project", "official", "a.github.io/b")]),
        ("Video: https://youtu.be/1. Paper: https://arxiv.org/abs/2305.15075", []),
        ("No links here.", []),
    ],
)
def test_an_abstract_gives_links_with_tiers(
    abstract: str, expected: list[tuple[str, str, str]]
) -> None:
    assert shown(find_artifacts(replace(WORK, abstract=abstract))) == expected


def test_the_same_link_in_two_places_comes_once_with_both_proofs() -> None:
    work = replace(
        WORK,
        abstract="Code: https://github.com/A/B.",
        links=(("githubRepo", "https://github.com/a/b"),),
    )
    (only,) = find_artifacts(work)
    assert only.evidence == 'named in the abstract: "Code"; the repository on the paper\'s Hub page'


def test_what_the_text_names_goes_before_what_the_hub_page_names() -> None:
    work = replace(WORK, abstract="Code: https://github.com/a/b.", links=(CODE,))
    assert shown(find_artifacts(work)) == [
        ("code", "official", "github.com/a/b"),
        ("code", "likely", "github.com/FreedomIntelligence/HuatuoGPT-o1"),
    ]


def test_weights_come_by_size_one_a_size_and_derivatives_last() -> None:
    def card(hub_id: str, *bases: str) -> HubRepo:
        return HubRepo(hub_id, "model", base_models=bases, arxiv_ids=(PAPER,))

    repos = (
        card("FreedomIntelligence/HuatuoGPT-o1-70B"),
        card("FreedomIntelligence/HuatuoGPT-o1-7B"),
        card("FreedomIntelligence/HuatuoGPT-o1-7B-base"),
        card("x/HuatuoGPT-o1-7B-GGUF", "quantized:FreedomIntelligence/HuatuoGPT-o1-7B"),
        card("FreedomIntelligence/HuatuoGPT-o1-8B"),
    )
    found = find_artifacts(replace(WORK, links=(CODE,)), repos)
    assert [
        (one.tier, one.label, one.url.rsplit("/")[-1]) for one in found if one.kind == "weights"
    ] == [
        ("official", "7B", "HuatuoGPT-o1-7B"),
        ("official", "8B", "HuatuoGPT-o1-8B"),
        ("official", "70B", "HuatuoGPT-o1-70B"),
        ("likely", "7B", "HuatuoGPT-o1-7B-base"),
        ("derivative", "7B", "HuatuoGPT-o1-7B-GGUF"),
    ]


def test_an_instruct_model_is_shown_before_its_raw_stage() -> None:
    work = Work(
        "arxiv:2507.05201",
        "MedGemma Technical Report",
        links=(("githubRepo", "https://github.com/google/medgemma"),),
    )
    repos = [
        HubRepo(f"google/medgemma-4b-{stage}", "model", arxiv_ids=("2507.05201",), downloads=count)
        for stage, count in (("pt", 900), ("it", 10))
    ]
    assert [
        one.url
        for one in find_artifacts(work, repos)
        if one.tier == "official" and one.kind == "weights"
    ] == ["https://huggingface.co/google/medgemma-4b-it"]


def test_data_roles_come_in_training_order() -> None:
    repos = [
        HubRepo(f"FreedomIntelligence/{name}", "dataset", arxiv_ids=(PAPER,))
        for name in ("o1-Instruction", "o1-Pretrain")
    ]
    found = find_artifacts(replace(WORK, links=(CODE,)), repos)
    assert [one.label for one in found if one.kind == "data"] == ["PT", "SFT"]


def test_models_that_the_hub_page_lists_are_judged_as_any_card() -> None:
    work = replace(
        WORK,
        links=(
            CODE,
            ("linkedModels", "https://huggingface.co/FreedomIntelligence/HuatuoGPT-o1-7B"),
            ("linkedModels", "https://huggingface.co/x/HuatuoGPT-o1-7B-GGUF"),
            ("linkedModels", "https://huggingface.co/x/other"),
            ("linkedSpaces", "https://huggingface.co/spaces/x/chat"),
        ),
    )
    tiers = {
        one.url.removeprefix("https://huggingface.co/"): one.tier for one in find_artifacts(work)
    }
    assert tiers["FreedomIntelligence/HuatuoGPT-o1-7B"] == "official"
    assert tiers["x/HuatuoGPT-o1-7B-GGUF"] == "derivative"
    assert tiers["x/other"] == "unknown"
    assert tiers["spaces/x/chat"] == "derivative"


def test_the_hub_page_owner_is_known_by_its_organisation() -> None:
    work = replace(
        WORK, facts=(("organization", "FreedomIntelligence"),), organisation="Freedom AI"
    )
    (weights,) = find_artifacts(
        work, [HubRepo("FreedomIntelligence/o1-7B", "model", arxiv_ids=(PAPER,))]
    )
    assert weights.tier == "official"


def test_an_account_that_only_a_borrowed_link_names_is_not_the_works_own() -> None:
    work = replace(WORK, abstract="We use the encoder of https://github.com/borrowed/encoder.")
    found = find_artifacts(work, [HubRepo("borrowed/HuatuoGPT-o1-7B", "model", arxiv_ids=(PAPER,))])
    assert "official" not in {one.tier for one in found}


def test_an_organisation_mirror_of_a_personal_repository_is_only_likely() -> None:
    work = replace(WORK, links=(("githubRepo", "https://github.com/jane/HuatuoGPT-o1"),))
    repos = [
        HubRepo(f"{owner}/HuatuoGPT-o1-7B", "model", arxiv_ids=(PAPER,))
        for owner in ("jane", "big-lab")
    ]
    found = {
        one.url.split("/")[3]: one.tier
        for one in find_artifacts(work, repos)
        if one.kind == "weights"
    }
    assert found == {"jane": "official", "big-lab": "likely"}


def test_a_named_link_takes_size_and_card_from_the_hub() -> None:
    work = replace(WORK, abstract="Weights are released at https://huggingface.co/a/net.")
    (weights,) = find_artifacts(work, [HubRepo("a/net", "model", parameter_count=8_030_261_248)])
    assert (weights.tier, weights.label) == ("official", "8B")


def test_a_model_without_paper_is_its_own_weights() -> None:
    work = Work(
        "hub:model/aaditya/Llama3-OpenBioLLM-8B",
        "aaditya/Llama3-OpenBioLLM-8B",
        links=(("model", "https://huggingface.co/aaditya/Llama3-OpenBioLLM-8B"),),
    )
    (weights,) = find_artifacts(work)
    assert (weights.kind, weights.tier, weights.label) == ("weights", "official", "8B")


def test_finding_twice_finds_the_same() -> None:
    work = replace(WORK, abstract="Code: https://github.com/a/b.", links=(CODE,))
    assert find_artifacts(work) == find_artifacts(work)
