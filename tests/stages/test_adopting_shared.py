"""What is proposed for real lists, by their titles alone (no store), where they are beside the checkout."""

from pathlib import Path

import pytest

from ingest.lists import CuratedList, find_section, read_list, try_list
from ingest.lists.adopting.mapping import MappedSection
from ingest.rules import compile_rules
from ingest.settings import Home, load_config, load_rules, shipped
from ingest.stages.mapping import judge_entries, map_list
from ingest.stages.opening import match_texts

SHARED = Path(__file__).resolve().parents[2] / ".." / "shared"
HOME = Home(shipped("config").parent)
# Lists of other trades: nothing of them may be switched on unasked.
FOREIGN = (
    "Hannibal046__Awesome-LLM.md",
    "RUCAIBox__LLMSurvey.md",
    "Thinklab-SJTU__Awesome-LLM4AD.md",
    "huskydoge__Awesome-Loop-Models.md",
    "kakoni__awesome-healthcare.md",
    "kcxain__Awesome-LLM4Code.md",
    "amirhossein-kz__Awesome-Diffusion-Models-in-Medical-Imaging.md",
)
pytestmark = [
    pytest.mark.shared,
    pytest.mark.skipif(not SHARED.is_dir(), reason="the shared data is not beside the checkout"),
]


def propose(curated: CuratedList) -> dict[int, MappedSection]:
    book = load_rules(HOME)
    matcher = compile_rules(book)
    judged = judge_entries(None, matcher, curated)
    mapped = map_list(book, matcher, curated, judged, try_list(curated))
    return {one.line: one for one in mapped}


def test_the_four_lists_are_mapped_as_a_person_mapped_them() -> None:
    wrong, agreed, open_ones = [], 0, 0
    for plan, path in match_texts(load_config(HOME).lists, SHARED / "seeds"):
        curated = read_list(path.read_bytes(), path.name)
        proposed = propose(curated)
        for wanted in plan.sections:
            section = find_section(curated, wanted)
            if section is None or section.line not in proposed:
                continue
            one = proposed[section.line]
            names = {guess.category for guess in one.guesses}
            if not one.is_sure:
                open_ones += 1
            elif names == set(wanted.categories):
                agreed += 1
            else:
                wrong.append((plan.name, wanted.heading, names))
    assert wrong == []
    assert agreed >= 13
    assert open_ones <= 4  # one is cut; the classics are known by their abstracts only


@pytest.mark.parametrize("name", FOREIGN)
def test_a_list_of_another_trade_is_not_switched_on(name: str) -> None:
    path = SHARED / "data" / "lists" / name
    proposed = propose(read_list(path.read_bytes(), name))
    assert [one.heading for one in proposed.values() if one.is_sure] == []
