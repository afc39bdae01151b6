"""Whether the paper behind a link is the work that its row names."""

import pytest

from ingest.proposals.same_work import bears_title, compare
from ingest.works import Work

ABSTRACT = (
    "We present Lumalex, a language model that reads clinical charts, together with ChartQA-Med, a set"
    " of questions about them, and show that careful reading helps diagnosis."
)
PAPER = Work("arxiv:2503.00001", "Lumalex: Careful Reading of Clinical Charts", abstract=ABSTRACT)
UNNAMED = Work("arxiv:2503.00002", "Towards Careful Reading of Clinical Charts", abstract=ABSTRACT)


@pytest.mark.parametrize(
    "row",
    [
        "Lumalex: Careful Reading of Clinical Charts",
        "LUMALEX — careful reading of clinical charts",
        "Careful Reading of Clinical Charts",
        "Lumalex",
        "Lumalex-7B",
        "ChartQA-Med",  # the data set that the same paper brings
        "Lumalex: Reading Charts in Clinics with Care",  # a later version's title
        "A language model that reads clinical charts helps diagnosis",
        "Lumalx",  # misspelt
        "Lumalex/OpenLuma",
    ],
)
def test_a_row_that_can_stand_for_its_paper(row: str) -> None:
    assert compare(row, f"- [{row}](https://arxiv.org/abs/2503.00001)", PAPER).is_same


@pytest.mark.parametrize(
    ("row", "paper", "is_sure"),
    [
        ("HealthOwl", PAPER, True),
        ("Lumalex2", PAPER, True),  # a version is another work
        ("LumalexII", PAPER, True),
        ("Counting Sheep in Winter Pastures by Drone", PAPER, True),
        ("OwlGround: Report Grounding with a Large Multimodal Model", PAPER, True),
        ("HealthOwl", UNNAMED, False),  # it may be the paper's own, named nowhere
        ("Charts and more", UNNAMED, False),
        ("Ann Ito, Bo Chen, Cy Diaz, Di Evans, Ed Fox", PAPER, False),  # authors, no title
    ],
)
def test_a_row_that_is_another_work(row: str, paper: Work, is_sure: bool) -> None:
    likeness = compare(row, f"- [{row}](https://arxiv.org/abs/2503.00001)", paper)
    assert (likeness.is_same, likeness.is_sure) == (False, is_sure)


def test_a_row_whose_text_holds_the_title_is_the_paper_whatever_its_own_title_is_taken_for() -> (
    None
):
    text = "- Ann Ito, Bo Chen. Lumalex: Careful Reading of Clinical Charts. [pdf](https://x.org)"
    assert compare("Ann Ito, Bo Chen, Cy Diaz, Di Evans", text, PAPER).is_same


@pytest.mark.parametrize(
    ("row", "title", "expected"),
    [
        ("Lumalex", "Lumalex: Careful Reading of Clinical Charts", True),
        ("Lumalex", "Lumalex2: Careful Reading of Clinical Charts", False),
        ("Luma2, One-stage Training for Charts", "Luma-II: One-stage Training for Charts", True),
        ("Careful Reading", "Careful Reading of Clinical Charts", False),
    ],
)
def test_a_title_that_surely_is_the_rows(row: str, title: str, expected: bool) -> None:
    assert bears_title(row, Work("arxiv:2503.00009", title)) is expected
