"""`ingest rules gold|test|diff`: labels from lists, works from the store, figures from the rules."""

import json
import shutil
from pathlib import Path

import pytest

from ingest.__main__ import main
from ingest.rules import Labelled, parse_labelled, parse_rules
from ingest.settings import shipped

SAMPLES = shipped("samples")
MARKDOWN = """# Papers

## Models

- [m1](https://arxiv.org/abs/2504.00869)
- [A work that nobody stored](https://arxiv.org/abs/1501.00001)

### Pictures

- [MedVLThinker](https://arxiv.org/pdf/2508.02669v1)

## Batteries

- [Degradation-Aligned Self-Supervised Learning for State of Health Estimation of Lithium-Ion Batteries under Label Sparsity](https://example.org/battery)

## Others

- [OncoReason](https://arxiv.org/abs/2510.17532)
"""
LABELS = """text: list.md
sections:
  - {heading: Models, categories: [medical-llm]}
  - {heading: Pictures, categories: [medical-mllm]}
  - {heading: Batteries}
  - {heading: Others, categories: [medical]}
"""


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("gold") / "home"
    assert main(["init", str(path), "--lists-from", str(SAMPLES / "lists")]) == 0
    feeds = [str(SAMPLES / "night" / "arxiv" / name) for name in ("submitted.xml", "updated.xml")]
    assert main(["--home", str(path), "import", *feeds]) == 0
    (path / "list.md").write_text(MARKDOWN, encoding="utf-8")
    (path / "labels.yaml").write_text(LABELS, encoding="utf-8")
    return path


def gold(home: Path, *options: str) -> dict[str, Labelled]:
    out = home / "gold.jsonl"
    command = ["rules", "gold", "--out", str(out), str(home / "labels.yaml"), *options]
    assert main(["--home", str(home), *command]) == 0
    works = parse_labelled(out.read_text(encoding="utf-8"), str(out))
    assert len({one.text.work_id for one in works}) == len(works)
    return {one.text.work_id.removeprefix("arxiv:"): one for one in works}


def test_sections_are_labels_and_the_innermost_heading_counts(home: Path) -> None:
    works = gold(home, "--negatives", "0")
    assert {name: one.categories for name, one in works.items()} == {
        "2504.00869": ("medical-llm",),
        "2508.02669": ("medical-mllm",),
        "2608.16612": (),  # found by its title
    }  # 2510.17532 is withdrawn, 1501.00001 is not stored
    assert works["2504.00869"].among == ("medical-llm", "medical-mllm")  # a topic is no choice
    assert works["2504.00869"].month == "2025-04"
    assert works["2504.00869"].text.abstract


def test_negatives_stand_in_no_list_and_are_the_same_every_time(home: Path) -> None:
    first, again = gold(home, "--negatives", "20"), gold(home, "--negatives", "20")
    assert first == again
    sampled = {name for name, one in first.items() if one.origin == "rest of the store"}
    assert len(sampled) == 20
    assert not sampled & {"2504.00869", "2508.02669", "2608.16612"}
    assert gold(home, "--negatives", "20", "--seed", "1").keys() != first.keys()


def test_a_split_by_date_takes_nothing_twice_and_loses_nothing(home: Path) -> None:
    whole = gold(home, "--negatives", "30")
    old = gold(home, "--negatives", "30", "--before", "2026-08")
    new = gold(home, "--negatives", "30", "--after", "2026-08")
    assert old.keys() | new.keys() == whole.keys()
    assert not old.keys() & new.keys()
    assert max(one.month for one in old.values()) < min(one.month for one in new.values())


def test_what_a_reader_found_goes_over_what_a_list_says(home: Path) -> None:
    read = home / "read.yaml"
    read.write_text('corrections: {"arxiv:2608.16612": [benchmark]}\n', encoding="utf-8")
    one = gold(home, "--negatives", "0", "--corrections", str(read))["2608.16612"]
    assert (one.categories, one.among) == (("benchmark",), ())
    assert one.origin == "read (labels: Batteries)"


def test_a_configured_list_gives_labels_too(home: Path) -> None:
    out = home / "own.jsonl"
    command = ["rules", "gold", "--out", str(out), "--negatives", "5", "awesome-medical"]
    assert main(["--home", str(home), *command]) == 0
    assert len(parse_labelled(out.read_text(encoding="utf-8"), "f")) >= 5


def test_the_rules_are_measured_against_the_gold(
    home: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    gold(home, "--negatives", "0")
    capsys.readouterr()
    file = str(home / "gold.jsonl")
    assert main(["--home", str(home), "rules", "test", file, "--json"]) == 0
    record = json.loads(capsys.readouterr().out)
    assert record["works"] == 3
    assert record["macro_f1"] == 1.0
    assert record["worst"] == []
    assert main(["--home", str(home), "rules", "test", file]) == 0
    assert "medical-mllm" in capsys.readouterr().out


def test_a_reader_brings_in_works_of_no_list_and_leaves_out_what_is_unclear(home: Path) -> None:
    read = home / "more.yaml"
    read.write_text(
        'corrections: {"arxiv:2402.18099": [model-editing]}\nunclear: ["arxiv:2504.00869"]\n',
        encoding="utf-8",
    )
    works = gold(home, "--negatives", "0", "--corrections", str(read))
    assert works["2402.18099"].categories == ("model-editing",)
    assert works["2402.18099"].origin == "read (store)"
    assert "2504.00869" not in works


def test_scores_are_calibrated_on_the_gold(home: Path, capsys: pytest.CaptureFixture[str]) -> None:
    gold(home, "--negatives", "0")
    capsys.readouterr()
    assert main(["--home", str(home), "rules", "calibrate", str(home / "gold.jsonl")]) == 0
    printed = capsys.readouterr().out
    assert printed.startswith("# From 2 verdicts of gold.jsonl")
    assert parse_rules([("c.yaml", printed)]).calibration


def test_calibration_asks_for_the_old_rules_with_unseen_works(
    home: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    gold(home, "--negatives", "0")
    file = str(home / "gold.jsonl")
    command = ["--home", str(home), "rules", "calibrate", file, "--unseen", file]
    assert main(command) == 10
    assert "belong together" in capsys.readouterr().err
    assert main([*command, "--before", str(home / "config" / "rules")]) == 0
    assert "2 verdicts of gold.jsonl, made before" in capsys.readouterr().out


def test_a_diff_shows_what_a_change_of_the_rules_would_move(
    home: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    old = home / "config" / "rules"
    new = Path(shutil.copytree(old, tmp_path / "rules"))
    path = new / "methods.yaml"
    text = path.read_text(encoding="utf-8")
    path.write_text(text.replace("[mixture of experts, mixture-of-expert, ", "["), encoding="utf-8")
    capsys.readouterr()
    command = ["--home", str(home), "rules", "diff", str(old)]
    assert main([*command, str(old), "--json"]) == 0
    assert json.loads(capsys.readouterr().out) == []
    assert main([*command, str(new), "--json"]) == 0
    moved = {one["id"] for one in json.loads(capsys.readouterr().out)}
    assert moved == {"arxiv:2601.01260"}  # the one mixture of experts of the night


@pytest.mark.parametrize("name", ["nowhere.jsonl", "bad.jsonl", "latin.jsonl"])
def test_a_gold_file_that_cannot_be_read_is_a_clear_error(
    home: Path, name: str, capsys: pytest.CaptureFixture[str]
) -> None:
    (home / "bad.jsonl").write_text('{"title": "no categories"}\n', encoding="utf-8")
    (home / "latin.jsonl").write_bytes('{"title": "Ü", "categories": []}\n'.encode("latin-1"))
    capsys.readouterr()
    assert main(["--home", str(home), "rules", "test", str(home / name)]) == 10
    assert name in capsys.readouterr().err
