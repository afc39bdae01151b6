"""One line says what a pull request or a commit does, whatever the headings look like."""

import re
from collections.abc import Callable

import pytest

from ingest.lists.plan import ListPlan, SectionPlan
from ingest.proposals import Changes, Item, Proposal, render_commit_message, render_title
from ingest.proposals.title import section_name

MakeItem = Callable[..., Item]


def items_of(make_item: MakeItem, sections: str) -> tuple[Item, ...]:
    """One item a letter: M and D ticked, m and d to look at, F a fill."""
    headings = {"m": "1. Medical LLMs", "d": "3. Datasets", "f": "1. Medical LLMs"}
    return tuple(
        make_item(
            number,
            section=headings[letter.lower()],
            is_ticked=letter.isupper(),
            kind="fill" if letter == "F" else "add",
        )
        for number, letter in enumerate(sections, 1)
    )


@pytest.mark.parametrize(
    ("sections", "title"),
    [
        ("", "Nothing to add"),
        ("M", "Add 1 work to Medical LLMs"),
        ("MM", "Add 2 works to Medical LLMs"),
        ("DMDMD", "Add 5 works: 2 in Medical LLMs, 3 in Datasets"),
        ("DMd", "Add 2 works: 1 in Medical LLMs, 1 in Datasets"),
        ("d", "1 work needs a look"),
        ("dm", "2 works need a look"),
        ("MF", "Add 1 work to Medical LLMs; fill 1 cell"),
    ],
)
def test_the_title_says_what(
    make_item: MakeItem, plan: ListPlan, sections: str, title: str
) -> None:
    assert render_title(Proposal("ai4med", items_of(make_item, sections)), plan) == title


def test_a_long_title_counts_the_sections_it_can_not_name(make_item: MakeItem) -> None:
    headings = [f"{n}. A rather long heading about models" for n in range(1, 9)]
    plan = ListPlan("x", "local", "x", tuple(SectionPlan(name, ("c",)) for name in headings))
    items = tuple(make_item(n, section=heading) for n, heading in enumerate(headings, 1))
    title = render_title(Proposal("x", items), plan)
    assert len(title) <= 100
    assert re.fullmatch(
        r"Add 8 works: (1 in A rather long heading about models, )+7 more sections", title
    )


@pytest.mark.parametrize(
    ("heading", "name"),
    [
        ("1. Medical LLMs", "Medical LLMs"),
        ("3.1 Text", "Text"),
        ("Retrieval Augment Generation. ", "Retrieval Augment Generation"),
        ("🧠 医学大模型 (Medical LLM)", "医学大模型 (Medical LLM)"),
        ("**Bold** `code`", "Bold code"),
        ("2025", "2025"),
        ("1.", "1."),
    ],
)
def test_a_heading_is_named_as_a_person_would(heading: str, name: str) -> None:
    assert section_name(heading) == name


def test_a_commit_message_lists_rows_and_can_close_nothing(
    make_item: MakeItem, plan: ListPlan
) -> None:
    added = make_item(1, title="Fixes #12 by @maintainer\n\nCo-authored-by: x <x@y.z>")
    message = render_commit_message(
        Proposal("ai4med", (added,)), plan, Changes((added,), (make_item(2),))
    )
    lines = message.split("\n")
    assert lines[0] == "Add 1 work to Medical LLMs" and lines[1] == ""
    assert lines[2].startswith("+ Fixes #\u200b12 by @\u200bmaintainer Co-authored-by: x")
    assert lines[3] == "- Work 2: a medical language model [arxiv:2508.00002] (refused)"
    assert not re.search(r"@\w|#\d", message)


def test_a_commit_that_only_removes_says_so(make_item: MakeItem, plan: ListPlan) -> None:
    changes = Changes(removed=(make_item(1), make_item(2)))
    message = render_commit_message(Proposal("ai4med"), plan, changes)
    assert message.startswith("Take out 2 refused works\n\n- Work 1")
