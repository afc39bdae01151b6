from datetime import UTC, datetime

import pytest

from ingest.artifacts.hub_repos import HubRepo
from ingest.artifacts.tiers import Known, author_keys, hub_tier

PAPER = "2412.18925"
FIRST = datetime(2024, 12, 30, tzinfo=UTC)
KNOWN = Known(
    arxiv_id=PAPER,
    name="HuatuoGPT-o1",
    owners={"freedomintelligence": "the owner of the repository on the paper's Hub page"},
    author_keys=author_keys(("Junying Chen", "Benyou Wang")),
    earliest=FIRST,
)


def model(hub_id: str, *bases: str, cites: bool = True, tags: tuple[str, ...] = ()) -> HubRepo:
    return HubRepo(hub_id, "model", tags, bases, (PAPER,) if cites else ())


@pytest.mark.parametrize(
    ("repo", "tier"),
    [
        # the work's own
        (model("FreedomIntelligence/HuatuoGPT-o1-7B"), "official"),
        (model("FreedomIntelligence/HuatuoGPT-o1-7B", "Qwen/Qwen2.5-7B-Instruct"), "official"),
        (model("freedom-intelligence/o1-complex-verifier"), "official"),
        (model("FreedomIntelligence/HuatuoGPT-o1-72B", cites=False), "official"),
        (model("junyingchen/HuatuoGPT-o1-8B"), "official"),
        (model("BenyouWang2/something"), "official"),
        (model("HuatuoGPT-o1/HuatuoGPT-o1-8B"), "official"),
        # derivatives, whoever made them
        (model("bartowski/HuatuoGPT-o1-7B-GGUF"), "derivative"),
        (model("FreedomIntelligence/HuatuoGPT-o1-7B-AWQ"), "derivative"),
        (model("x/HuatuoGPT-o1-7B-gptq-4bit"), "derivative"),
        (model("mlx-community/HuatuoGPT-o1-7B-8bit"), "derivative"),
        (model("x/HuatuoGPT-o1-7B-exl2"), "derivative"),
        (model("x/HuatuoGPT-o1-7B.i1-Q4_K_M"), "derivative"),
        (model("x/HuatuoGPT-o1-7B-bnb-4bit"), "derivative"),
        (model("x/HuatuoGPT-o1-7B-slerp-merge"), "derivative"),
        (model("x/HuatuoGPT-o1-7B-lora"), "derivative"),
        (model("x/anything", tags=("gguf",)), "derivative"),
        (model("x/anything", "quantized:FreedomIntelligence/HuatuoGPT-o1-7B"), "derivative"),
        (model("x/anything", "adapter:FreedomIntelligence/HuatuoGPT-o1-7B"), "derivative"),
        (model("x/Triage-7B", "FreedomIntelligence/HuatuoGPT-o1-7B"), "derivative"),
        (model("x/HuatuoGPT-o1-ehr", "y/HuatuoGPT-o1-7B"), "derivative"),
        (model("x/Distill-1.5B", "Qwen/Qwen2.5-1.5B"), "derivative"),
        # near misses
        (model("mirror-org/HuatuoGPT-o1-7B"), "likely"),
        (model("mirror-org/HuatuoGPT-o1-7B", cites=False), "likely"),
        (model("FreedomIntelligence/HuatuoGPT-o1-Vision", cites=False), "likely"),
        (model("x/some-checker"), "unknown"),
        (model("x/HuatuoGPT-o1-clinic", cites=False), "unknown"),
        (HubRepo("other/HuatuoGPT-o1-7B", "model", arxiv_ids=("2501.00001",)), "unknown"),
        (HubRepo("x/first", "model", arxiv_ids=(PAPER,), created_at=FIRST), "likely"),
        (
            HubRepo("x/reading-list", "dataset", arxiv_ids=(PAPER, "1", "2", "3")),
            "unknown",
        ),
        (
            HubRepo("FreedomIntelligence/mixture", "dataset", arxiv_ids=(PAPER, "2501.00001")),
            "likely",
        ),
        (HubRepo("lb/details_HuatuoGPT-o1-7B", "dataset", arxiv_ids=(PAPER,)), "derivative"),
    ],
)
def test_a_card_gets_the_tier_that_its_ties_prove(repo: HubRepo, tier: str) -> None:
    judged = hub_tier(repo, KNOWN)
    assert judged is not None
    assert judged[0] == tier, judged


@pytest.mark.parametrize(
    "hub_id", ["FreedomIntelligence/Apollo-7B", "x/HuatuoGPT-7B", "x/HuatuoGPT-o1x-7B"]
)
def test_a_card_without_citation_and_name_is_no_candidate(hub_id: str) -> None:
    assert hub_tier(model(hub_id, cites=False), KNOWN) is None


@pytest.mark.parametrize(
    ("account", "owner", "tier"),
    [
        ("google", "Google-Health", "official"),
        ("MBZUAI", "mbzuai-oryx", "official"),
        ("MONAI", "Project-MONAI", "official"),
        ("health", "Google-Health", "likely"),
        ("ai4med", "MAGIC-AI4Med", "official"),
        ("goo", "goo-lab", "likely"),
        ("googlers", "Google-Health", "likely"),
    ],
)
def test_kin_accounts_count_only_for_a_card_that_cites_and_bears_the_name(
    account: str, owner: str, tier: str
) -> None:
    words = tuple(word.lower() for word in owner.split("-"))
    key = "".join(words)
    known = Known(PAPER, "MedThing", {key: "the owner"}, owner_words={key: words})
    judged = hub_tier(HubRepo(f"{account}/MedThing-4B", "model", arxiv_ids=(PAPER,)), known)
    assert judged is not None
    assert judged[0] == tier
    foreign = hub_tier(HubRepo(f"{account}/Other-4B", "model", arxiv_ids=(PAPER,)), known)
    assert foreign is not None
    assert foreign[0] != "official"


def test_an_owner_alone_proves_nothing() -> None:
    no_name = Known(PAPER, "", KNOWN.owners)
    assert hub_tier(model("FreedomIntelligence/Apollo-7B", cites=False), no_name) is None


def test_a_work_without_paper_is_matched_by_name() -> None:
    known = Known(None, "OpenBioLLM", {})
    judged = hub_tier(HubRepo("x/OpenBioLLM-8B", "model", arxiv_ids=("2401.00001",)), known)
    assert judged == ("likely", "it bears the work's name; nothing else ties it to the paper")
