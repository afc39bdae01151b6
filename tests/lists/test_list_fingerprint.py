"""A list that was rebuilt stops with a question; its daily life does not."""

from collections.abc import Callable

import pytest

from ingest.lists import ListPlan, SectionPlan, read_list
from ingest.lists.adopting.fingerprint import (
    find_fingerprint,
    find_restructuring,
    fingerprint_record,
    make_question,
    parse_fingerprint,
)

MODELS = "\n".join(
    f"| Model {n} | [[arXiv](https://arxiv.org/abs/2401.0{n:04})] | - |" for n in range(1, 9)
)
TOOLS = "\n".join(f"- [Tool {n}](https://github.com/someone/tool-{n}) helps." for n in range(1, 7))
BEFORE = f"""# Awesome Weather

## News

- 2024-05: begun

## Models

| Name | Paper | Code |
|:--|:--|:--|
{MODELS}

## Papers

### 2024

- A Paper on Rain [[pdf]](https://arxiv.org/abs/2402.00001)
- A Paper on Hail [[pdf]](https://arxiv.org/abs/2402.00002)

## Tools

{TOOLS}

## Citation

Cite us.
"""
PLANS = (SectionPlan("Models", ("rain",)), SectionPlan("Papers", ("hail",)))
PLAN = ListPlan("weather", "local", "weather", PLANS, where="config/lists/weather.yaml")


def change(after: str, plans: tuple[SectionPlan, ...] = PLANS):
    before = find_fingerprint(read_list(BEFORE.encode(), "before"), plans)
    return find_restructuring(before, read_list(after.encode(), "after"), plans)


def swap(*pairs: tuple[str, str]) -> str:
    text = BEFORE
    for old, new in pairs:
        assert old in text
        text = text.replace(old, new)
    return text


def drop_lines(keep: Callable[[str], bool]) -> str:
    return "\n".join(line for line in BEFORE.split("\n") if keep(line))


@pytest.mark.parametrize(
    "after",
    [
        pytest.param(BEFORE, id="nothing"),
        pytest.param(swap(("## Citation", "## Glossary\n\n- x\n\n## Citation")), id="a new heading"),
        pytest.param(swap(("## News", "## What is new")), id="a renamed heading nobody mapped"),
        pytest.param(swap(("# Awesome Weather\n", "# The Weather List\n")), id="a new title"),
        pytest.param(swap(("### 2024", "### 2025\n\n- New [[pdf]](https://arxiv.org/abs/2502.00001)\n\n### 2024")), id="a new year"),
        pytest.param(swap(("## Models", "## 🌧 1. **Models**")), id="a decorated heading"),
        pytest.param(swap(("| Name | Paper | Code |", "|**Name**|  Paper|Code |")), id="a decorated header"),
        pytest.param(swap(("| Name | Paper | Code |", "| Name | Papers | Code |")), id="a slip in a label"),
        pytest.param(swap(("| Model 1 |", "| Model One |"), ("| Model 2 |", "| Model Two |")), id="edited rows"),
        pytest.param(drop_lines(lambda line: "Tool" not in line or line.startswith("#")), id="a third of the entries gone"),
    ],
)  # fmt: skip
def test_a_lists_daily_life_does_not_stop_it(after: str) -> None:
    assert change(after) is None


@pytest.mark.parametrize(
    ("after", "reason"),
    [
        (swap(("| Name | Paper | Code |", "| Name | Paper | Demo |")), "had the columns name | paper | code, now name | paper | demo"),
        (swap(("| Name | Paper | Code |", "| Paper | Name | Code |")), "now paper | name | code"),
        (swap(("## Models", "## Forecasters")), 'the heading "Models" is gone'),
        (swap(("## News", "## A"), ("## Tools", "## B"), ("## Citation", "## C"), ("# Awesome Weather", "# D")), "4 of 6 headings are gone"),
        (drop_lines(lambda line: not line.startswith(("| Model", "- [Tool"))), "14 of 16 entries are gone"),
        (swap((MODELS, "\n".join(f"- Model {n} [[pdf]](https://arxiv.org/abs/2401.0{n:04})" for n in range(1, 9))), ("| Name | Paper | Code |\n|:--|:--|:--|\n", "")), "were of kind row, now bullet"),
    ],
)  # fmt: skip
def test_a_rebuilt_list_stops(after: str, reason: str) -> None:
    changed = change(after)
    assert changed
    assert reason in "; ".join(changed.reasons)


def test_a_page_that_lost_sixty_percent_of_its_lines_says_so_and_where_its_works_went() -> None:
    after = (
        f"# Weather\n\n## Forecasting Systems\n\n| Name | Paper | Code |\n|:--|:--|:--|\n{MODELS}\n"
    )
    assert len(after.split("\n")) < 0.4 * len(BEFORE.split("\n"))
    changed = change(after)
    assert changed
    assert changed.renamed == (("Models", "Forecasting Systems"),)
    assert changed.lost == ("Papers",)
    question = str(make_question(changed, PLAN, "weather/README.md"))
    assert "6 of 6 headings are gone" in question
    assert '"Models" is now "Forecasting Systems"?' in question
    assert 'Where did "Papers" go?' in question
    assert "config/lists/weather.yaml" in question


def test_a_section_that_was_split_up_is_asked_for_with_all_its_parts() -> None:
    header = "| Name | Paper | Code |\n|:--|:--|:--|\n"
    after = swap(
        ("## Models", "## Small Ones"), ("| Model 5 |", f"\n## Large Ones\n\n{header}| Model 5 |")
    )
    changed = change(after)
    assert changed
    assert changed.moved == (("Models", ("Small Ones", "Large Ones")),)
    question = make_question(changed, PLAN, "w")
    assert (
        'works stand under "Small Ones" and "Large Ones". Set those in its place.' in question.todo
    )
    assert "accept" not in question.todo


def test_a_section_that_became_part_of_another_is_not_given_the_pages_title() -> None:
    papers = BEFORE[BEFORE.index("- A Paper on Rain") : BEFORE.index("## Tools")]
    start, end = BEFORE.index("## Papers"), BEFORE.index("## Tools")
    joined = swap(("## Tools", f"{papers}\n## Tools")).replace(BEFORE[start:end], "")
    changed = change(joined)
    assert changed
    assert (changed.renamed, changed.joined) == ((), (("Papers", "Models"),))
    assert '"Papers" is part of "Models" now' in make_question(changed, PLAN, "w").todo


def test_a_label_that_the_plan_names_is_not_taken_for_a_slip() -> None:
    plans = (SectionPlan("Models", ("rain",), columns=(("Paper", "paper"),)),)
    assert change(swap(("| Name | Paper | Code |", "| Name | Papers | Code |")), plans)


def test_works_without_ids_are_found_again_by_their_titles() -> None:
    lines = "".join(f"- [A Story of Rain, Part {n}](stories/{n}.md)\n" for n in range(1, 7))
    before = read_list(f"# L\n\n## Rain\n\n{lines}\n## Rest\n".encode(), "l")
    after = read_list(f"# L\n\n## Other Words\n\n{lines}\n## Rest\n".encode(), "l")
    plans = (SectionPlan("Rain", ("rain",)),)
    changed = find_restructuring(find_fingerprint(before, plans), after, plans)
    assert changed
    assert changed.renamed == (("Rain", "Other Words"),)


def test_works_say_more_of_a_new_name_than_letters() -> None:
    after = swap(("## Models", "## Forecasters"), ("## Tools", "## Model Zoo"))
    changed = change(after)
    assert changed
    assert changed.renamed == (("Models", "Forecasters"),)


def test_without_works_the_most_similar_free_heading_is_suggested() -> None:
    before = find_fingerprint(
        read_list(b"# L\n\n## Surveys\n\n## Rest\n", "l"), (SectionPlan("Surveys", ("s",)),)
    )
    now = read_list(b"# L\n\n## Survey papers\n\n## Rest\n", "l")
    changed = find_restructuring(before, now, (SectionPlan("Surveys", ("s",)),))
    assert changed
    assert changed.renamed == (("Surveys", "Survey papers"),)


def test_a_heading_that_was_there_before_is_no_new_name_for_one_that_went() -> None:
    start, end = BEFORE.index("## Papers"), BEFORE.index("## Tools")
    before = find_fingerprint(read_list(f"{BEFORE}\n## Paper\n".encode(), "before"), PLANS)
    after = read_list(f"{BEFORE[:start]}{BEFORE[end:]}\n## Paper\n".encode(), "after")
    found = find_restructuring(before, after, PLANS)
    assert found is not None
    assert (found.renamed, found.lost) == ((), ("Papers",))


def test_a_section_that_may_be_missing_may_go() -> None:
    plans = (PLANS[0], SectionPlan("Papers", ("hail",), when_missing="skip"))
    after = BEFORE[: BEFORE.index("## Papers")] + BEFORE[BEFORE.index("## Tools") :]
    assert change(after, plans) is None


def test_a_renamed_section_is_answered_by_one_command() -> None:
    changed = change(swap(("## Models", "## Forecasters")))
    assert changed
    assert (
        "`ingest lists accept weather` sets these headings"
        in make_question(changed, PLAN, "w").todo
    )


def test_a_fingerprint_comes_back_from_the_store_as_it_went() -> None:
    found = find_fingerprint(read_list(BEFORE.encode(), "before"), PLANS)
    assert parse_fingerprint(fingerprint_record(found)) == found
    assert [one.columns for one in found.sections] == [("name", "paper", "code"), ()]
    assert "2024" not in found.headings


def test_counts_in_headings_and_months_that_come_and_go_are_daily_life() -> None:
    topics = ("Rain", "Hail", "Snow", "Fog", "2024-03", "2024-04")
    page = "# Page\n" + "".join(f"## {name} (1)\n- [{name}](https://x.org)\n" for name in topics)
    plans = (SectionPlan("Rain (1)", ("rain",)),)
    before = find_fingerprint(read_list(page.encode(), "before"), plans)
    later = page.replace("(1)", "(2)").replace("2024-0", "2025-0")
    assert before.headings == ("page", "rain", "hail", "snow", "fog")
    assert find_restructuring(before, read_list(later.encode(), "after"), plans) is None


TWICE = """# L

## One

- [A Study of Rain](https://arxiv.org/abs/2401.00001)
- [A Study of Hail](https://arxiv.org/abs/2401.00002)
- [A Study of Mist](https://arxiv.org/abs/2401.00003)
- [A Study of Snow](https://arxiv.org/abs/2401.00004)

### Two

- [A Study of Wind](https://arxiv.org/abs/2401.00005)

### Three

- [A Study of Rain](https://arxiv.org/abs/2401.00001)
- [A Study of Hail](https://arxiv.org/abs/2401.00002)
- [A Study of Mist](https://arxiv.org/abs/2401.00003)
- [A Study of Dust](https://arxiv.org/abs/2401.00006)
"""


@pytest.mark.parametrize(
    ("after", "renamed", "joined"),
    [
        (TWICE.replace("### Three", "## Three"), (("L > One > Three", "Three"),), ()),
        (TWICE.replace("### Three\n", ""), (), (("L > One > Three", "Two"),)),
    ],
)
def test_works_that_stand_in_several_sections_don_t_hide_where_one_went(
    after: str, renamed: tuple[tuple[str, str], ...], joined: tuple[tuple[str, str], ...]
) -> None:
    plans = tuple(
        SectionPlan(path, ("any",)) for path in ("L > One", "L > One > Two", "L > One > Three")
    )
    before = find_fingerprint(read_list(TWICE.encode(), "before"), plans)
    changed = find_restructuring(before, read_list(after.encode(), "after"), plans)
    assert changed is not None
    assert (changed.renamed, changed.joined, changed.moved, changed.lost) == (
        renamed,
        joined,
        (),
        (),
    )
