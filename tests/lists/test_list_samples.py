"""The four sample lists of the demo: they read, they are clean, and every planned section takes a work."""

from pathlib import Path

import pytest

from ingest.lists import audit_list, describe_style, find_section, learn_style, read_list, try_list
from ingest.lists.plan import SectionPlan

ROOT = Path(__file__).resolve().parents[2]
SAMPLES = sorted((ROOT / "samples" / "lists").glob("*.md"))


def test_there_are_four_samples() -> None:
    assert len(SAMPLES) == 4


@pytest.mark.parametrize("path", SAMPLES, ids=lambda path: path.stem)
def test_a_sample_list_has_no_faults_but_the_damage_it_is_there_to_show(path: Path) -> None:
    found = {finding.code for finding in audit_list(read_list(path.read_bytes(), path.name))}
    assert found == ({"encoding"} if path.stem == "awesome-ai4med" else set())


@pytest.mark.parametrize("path", SAMPLES, ids=lambda path: path.stem)
def test_every_section_of_a_sample_takes_a_work(path: Path) -> None:
    trials = try_list(read_list(path.read_bytes(), path.name))
    assert trials
    assert [trial for trial in trials if not trial.is_held] == []


def test_one_sample_is_damaged_the_way_real_lists_are() -> None:
    text = (ROOT / "samples" / "lists" / "awesome-ai4med.md").read_text(encoding="utf-8")
    assert "ðŸ§" in text
    assert "â†¥" in text


def test_a_style_prints_as_yaml_a_person_can_check() -> None:
    path = ROOT / "samples" / "lists" / "awesome-multimodal-medical-imaging.md"
    curated, plan = (
        read_list(path.read_bytes(), path.name),
        SectionPlan("Medical Report Generation", ()),
    )
    section = find_section(curated, plan)
    assert section is not None
    printed = describe_style(learn_style(curated, section, plan))
    assert 'template: "- [**{venue} {year}**] {title} {paper}{?code}"' in printed
    assert 'code: " {code}"' in printed
    assert "bold_for_llm: true" in printed
    assert 'a heading for its year, "### {year}"' in printed
