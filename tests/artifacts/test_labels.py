import pytest

from ingest.artifacts import HubRepo, data_role, size_label
from ingest.artifacts.labels import count_label, size_order


@pytest.mark.parametrize(
    ("count", "label"),
    [
        (7_615_616_512, "7B"),
        (8_030_261_248, "8B"),
        (3_800_000_000, "3.8B"),
        (3_821_079_552, "3.8B"),
        (70_600_000_000, "70B"),
        (70_553_706_496, "70B"),
        (494_032_768, "0.5B"),
        (6_738_415_616, "7B"),
        (1_235_814_400, "1B"),
        (1_543_714_304, "1.5B"),
        (27_432_406_640, "27B"),
        (4_300_079_472, "4B"),
        (32_763_876_352, "32B"),
        (14_770_033_664, "14B"),
        (46_702_792_704, "47B"),
        (671_026_419_200, "671B"),
        (109_482_240, "109M"),
        (12_000, None),
    ],
)
def test_a_count_is_rounded_as_authors_do(count: int, label: str | None) -> None:
    assert count_label(count) == label


@pytest.mark.parametrize(
    ("name", "label"),
    [
        ("HuatuoGPT-7B", "7B"),
        ("PMC_LLaMA_13B", "13B"),
        ("medgemma-27b-text-it", "27B"),
        ("Phi-3.8B-mini", "3.8B"),
        ("Qwen2.5-0.5B-Instruct", "0.5B"),
        ("Mixtral-8x7B-v0.1", "8x7B"),
        ("Qwen3-30B-A3B", "30B"),
        ("Qwen1_5-1_8B", "1.8B"),
        ("bert-110m", "110M"),
        ("llava-med-v1.5-mistral-7b", "7B"),
        ("HealthGPT-M3", None),
        ("Llama-3-Med42", None),
        ("clip-vit-b32", None),
        ("4bit-model", None),
    ],
)
def test_a_name_tells_the_size(name: str, label: str | None) -> None:
    assert size_label(HubRepo(f"org/{name}", "model")) == label


def test_the_name_goes_before_the_tensors_and_the_tensors_before_nothing() -> None:
    assert size_label(HubRepo("o/X-7B", "model", parameter_count=8_000_000_000)) == "7B"
    assert size_label(HubRepo("o/X", "model", parameter_count=8_030_261_248)) == "8B"
    assert size_label(HubRepo("o/X-25M", "dataset")) is None


def test_labels_sort_by_size() -> None:
    labels = ["70B", "8x7B", "0.5B", None, "350M", "3.8B", "13B"]
    assert sorted(labels, key=size_order) == [None, "350M", "0.5B", "3.8B", "13B", "8x7B", "70B"]


@pytest.mark.parametrize(
    ("name", "role"),
    [
        ("HuatuoGPT2-Pretraining-Instruction", "PT"),
        ("TCM-Pretrain-Data-X", "PT"),
        ("HuatuoGPT2-SFT-GPT4-140K", "SFT"),
        ("TCM-Instruction-Tuning-X", "SFT"),
        ("x-sft-data-v1", "SFT"),
        ("med-dpo-pairs", "RL"),
        ("X-RL-20k", "RL"),
        ("MMedC", None),
        ("girl-faces", None),
        ("swift-notes", None),
    ],
)
def test_a_data_set_is_named_after_its_role(name: str, role: str | None) -> None:
    assert data_role(name) == role
