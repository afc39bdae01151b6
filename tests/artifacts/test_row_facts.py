from dataclasses import replace
from datetime import UTC, datetime

import pytest

from ingest.artifacts import find_artifacts, is_llm_paper, row_facts
from ingest.works import Artifact, Found, Work

WORK = Work(
    "arxiv:2412.18925",
    "HuatuoGPT-o1, Towards Medical Complex Reasoning with LLMs",
    ids=("arxiv:2412.18925", "doi:10.1/x"),
    authors=("Junying Chen",),
)


def data(url: str, label: str | None) -> Artifact:
    return Artifact(WORK.work_id, "data", url, "official", "said so", label)


def test_an_entry_says_what_is_certain_and_no_more() -> None:
    facts = row_facts(Found(replace(WORK, comment="Accepted to ACL 2025")))
    assert facts.name == "HuatuoGPT-o1"
    assert facts.paper_url == "https://arxiv.org/abs/2412.18925"
    assert (facts.year, facts.month) == (2024, 12)
    assert (facts.venue, facts.venue_year) == ("ACL", 2025)
    assert facts.ids == WORK.ids
    assert facts.is_llm
    assert facts.links == ()
    assert facts.quantity is None


def test_a_work_that_is_only_on_arxiv_has_no_venue() -> None:
    facts = row_facts(Found(replace(WORK, comment="Submitted to ACL 2025")))
    assert (facts.venue, facts.venue_year) == (None, None)


def test_only_official_links_reach_an_entry() -> None:
    text = "Code: https://github.com/a/b. Code will be released at https://github.com/c/d."
    work = replace(WORK, abstract=text)
    facts = row_facts(Found(work, artifacts=find_artifacts(work)))
    assert [one.url for one in facts.links] == ["https://github.com/a/b"]


def test_a_role_is_only_told_where_it_tells_two_data_sets_apart() -> None:
    one = row_facts(Found(WORK, artifacts=(data("https://h.co/a", "SFT"),)))
    two = row_facts(
        Found(WORK, artifacts=(data("https://h.co/a", "PT"), data("https://h.co/b", "SFT")))
    )
    assert [link.label for link in one.links] == [None]
    assert [link.label for link in two.links] == ["PT", "SFT"]


@pytest.mark.parametrize(
    ("work", "url"),
    [
        (Work("doi:10.1/x", "T"), "https://doi.org/10.1/x"),
        (Work("hub:model/o/n", "o/n"), "https://huggingface.co/o/n"),
        (Work("hub:dataset/o/n", "o/n"), "https://huggingface.co/datasets/o/n"),
        (Work("acl:2024.acl-long.1", "T"), "https://aclanthology.org/2024.acl-long.1"),
        (Work("openreview:abc", "T"), "https://openreview.net/forum?id=abc"),
        (Work("title:t", "T", doi="10.1/x"), "https://doi.org/10.1/x"),
        (Work("title:t", "T"), None),
        (
            Work("doi:10.1/x", "T", ids=("arxiv:hep-th/9901001",)),
            "https://arxiv.org/abs/hep-th/9901001",
        ),
    ],
)
def test_the_paper_is_linked_by_its_strongest_id(work: Work, url: str | None) -> None:
    assert row_facts(Found(work)).paper_url == url


@pytest.mark.parametrize(
    ("work", "date"),
    [
        (replace(WORK, published_at=datetime(2023, 5, 24, tzinfo=UTC)), (2023, 5)),
        (WORK, (2024, 12)),
        (Work("doi:10.1/x", "T"), (None, None)),
    ],
)
def test_the_date_is_the_first_version_or_the_id(work: Work, date: tuple[int | None, ...]) -> None:
    facts = row_facts(Found(work))
    assert (facts.year, facts.month) == date


@pytest.mark.parametrize(
    ("title", "abstract", "is_llm"),
    [
        ("Large Language Models in Medicine", "", True),
        ("A Multimodal Large Language Model for X-rays", "", True),
        ("Aligning Med-LVLMs", "", True),
        ("Report Generation", "We tune an LLM. The LLM writes reports.", True),
        ("A Vision-Language Model for Pathology", "It is built on LLaVA.", True),
        ("Contrastive Vision-Language Pre-training", "We train a CLIP.", False),
        ("Report Generation", "Unlike an LLM, ours is small.", False),
        ("A Few-shot Learner", "Based on OpenFlamingo, it continues a Flamingo.", True),
        ("Prints of the Hand", "A palm has lines. A palm-2 camera sees them.", False),
        ("U-Net for Organs", "We segment organs.", False),
        ("Master of Laws (LL.M.) Programmes", "", False),
    ],
)
def test_a_paper_about_language_models_is_told(title: str, abstract: str, is_llm: bool) -> None:
    assert is_llm_paper(Work("x", title, abstract=abstract)) is is_llm


@pytest.mark.parametrize(
    ("facts", "quantity"),
    [((("rows", "25000"),), 25_000), ((), 40_000), ((("rows", "?"),), 40_000)],
)
def test_the_hub_count_goes_before_the_claim(
    facts: tuple[tuple[str, str], ...], quantity: int
) -> None:
    work = replace(WORK, abstract="It has 40K problems.", facts=facts)
    assert row_facts(Found(work)).quantity == quantity


def test_capitals_lost_in_the_title_come_from_the_abstract() -> None:
    work = Work("arxiv:2402.10373", "Biomistral: Open Models", abstract="We present BioMistral.")
    assert row_facts(Found(work)).name == "BioMistral"
