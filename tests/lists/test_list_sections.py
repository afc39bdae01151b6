"""How a plan's heading finds its section."""

import pytest

from ingest.errors import ListError
from ingest.lists import SectionPlan, find_section, read_list

PAGE = """# 🏥 Page
## 1. Medical LLMs
## Retrieval Augment Generation.
## Survey ![](https://img.shields.io/badge/survey-red)
## 📖 综述论文 (Surveys)
## **Data** `sets`
### 3.1 Text
## Other
### 3.1 Text
Setext Title
------------
<h2 align="center">Centred</h2>
## [Linked](https://example.org) Title :fire:
## Deep
### Part
#### Notes
### Notes
""".encode()


@pytest.mark.parametrize(
    ("heading", "line"),
    [
        ("1. Medical LLMs", 2),
        ("medical llms", 2),
        ("Retrieval Augment Generation", 3),
        ("SURVEY", 4),
        ("综述论文 (Surveys)", 5),
        ("综述论文（Surveys）", 5),
        ("综述论文", 5),
        ("Data sets", 6),
        ("Data sets > Text", 7),
        ("Other > 3.1 Text", 9),
        ("Setext title", 10),
        ("Centred", 12),
        ("Linked Title", 13),
        ("🏥 Page > Deep > Notes", 17),
        ("🏥 Page > Deep > Part > Notes", 16),
    ],
)
def test_a_heading_is_found_whatever_decorates_it(heading: str, line: int) -> None:
    section = find_section(read_list(PAGE, "list.md"), SectionPlan(heading, ()))
    assert section is not None
    assert section.line == line


def test_a_missing_heading_names_those_there_are_and_the_nearest() -> None:
    with pytest.raises(ListError) as caught:
        find_section(read_list(PAGE, "list.md"), SectionPlan("Retrieval Augmented Generation", ()))
    assert '"1. Medical LLMs"' in caught.value.what
    assert '"Retrieval Augment Generation."' in caught.value.todo


def test_a_missing_heading_may_be_skipped() -> None:
    plan = SectionPlan("Nowhere", (), when_missing="skip")
    assert find_section(read_list(PAGE, "list.md"), plan) is None


def test_two_headings_that_fit_are_a_question() -> None:
    with pytest.raises(ListError, match="2 headings fit") as caught:
        find_section(read_list(PAGE, "list.md"), SectionPlan("Text", ()))
    assert "Other > 3.1 Text" in caught.value.todo
