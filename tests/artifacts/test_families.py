"""Models and data sets that have no paper: what their rows say, and that their sizes share one."""

from datetime import UTC, datetime

import pytest

from ingest.artifacts import find_artifacts, join_sizes, row_facts
from ingest.folding import Seen, fold_work
from ingest.lists import SectionPlan, read_list
from ingest.lists.plan import ListPlan
from ingest.proposals import make_proposal
from ingest.sources.hub_repos import repo_sighting
from ingest.works import Found, Sighting, Verdict, Work

NOW = datetime(2026, 11, 1, tzinfo=UTC)
LIST = b"""## Models

|Name|Paper|Weights|Data|Code|
|:-|:-:|:-:|:-:|:-:|
|`Ada`|[[arXiv](https://arxiv.org/abs/2301.00001)]|[[HF (7B)](https://huggingface.co/ada/Ada-7B)]|-|-|
|`Bob`|-|[[HF (7B)](https://huggingface.co/b/Bob-7B)]|-|-|
"""


def model(name: str, parameters: int = 0, *bases: str) -> Work:
    record = {"id": name, "tags": [f"base_model:{one}" for one in bases], "createdAt": "2026-10-01T00:00:00.000Z"}  # fmt: skip
    record |= {"safetensors": {"total": parameters}} if parameters else {}
    sighting = repo_sighting(record, "model", 1)
    assert isinstance(sighting, Sighting)
    return fold_work(f"hub:model/{name}", [Seen(sighting, NOW)])


def found(work: Work) -> Found:
    verdict = Verdict(work.work_id, "medical-llm", 1.0, "certain")
    return Found(work, (verdict,), find_artifacts(work))


OWLS = [
    found(model("lab/Llama3-Owl-70B", 70_553_706_496, "meta-llama/Meta-Llama-3-70B")),
    found(model("lab/Llama3-Owl-8B", 8_030_261_248, "meta-llama/Meta-Llama-3-8B")),
]


@pytest.mark.parametrize(
    ("name", "base", "short"),
    [
        ("lab/Llama3-Owl-8B", "meta-llama/Meta-Llama-3-8B", "Owl"),
        ("lab/Owl-8B", "meta-llama/Meta-Llama-3-8B", "Owl"),
        ("lab/Qwen2.5-Owl", "Qwen/Qwen2.5-7B-Instruct", "Owl"),
        ("lab/Owl-Med", "big/Owl", "Owl-Med"),
    ],
)
def test_a_model_is_called_by_its_own_name_not_its_bases(name: str, base: str, short: str) -> None:
    assert row_facts(found(model(name, 0, base))).name == short


def test_sizes_of_one_model_are_one_work_with_all_its_ids() -> None:
    (one,) = join_sizes(OWLS)
    assert one.work.ids == ("hub:model/lab/Llama3-Owl-70B", "hub:model/lab/Llama3-Owl-8B")
    assert [link.label for link in one.artifacts] == ["8B", "70B"]


@pytest.mark.parametrize(
    "other", ["lab/Llama3-Owl-8B-GGUF", "other/Llama3-Owl-8B", "lab/Llama3-Owlet-8B"]
)
def test_other_repositories_stay_apart(other: str) -> None:
    assert len(join_sizes([OWLS[0], found(model(other))])) == 2


def test_a_model_without_a_paper_gets_a_row_of_its_own() -> None:
    plan = ListPlan("l", "local", "l", (SectionPlan("Models", ("medical-llm",)),))
    (item,) = make_proposal(plan, LIST, "l.md", OWLS, [], [], NOW).items
    assert item.row == (
        "|`Owl`|-|[[HF (8B)](https://huggingface.co/lab/Llama3-Owl-8B)] "
        "[[HF (70B)](https://huggingface.co/lab/Llama3-Owl-70B)]|-|-|"
    )
    again = read_list(LIST + item.row.encode() + b"\n", "l.md")
    assert make_proposal(plan, again.text, "l.md", OWLS, [], [], NOW).items == ()
