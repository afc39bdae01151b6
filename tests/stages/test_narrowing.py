"""A list's section may take only some works of a category."""

import pytest

from ingest.lists.plan import ListPlan, SectionPlan
from ingest.proposals import takes
from ingest.rules import parse_rules
from ingest.stages.narrowing import Narrowing
from ingest.works import Found, Verdict, Work

BOOK = parse_rules(
    [
        (
            "rules.yaml",
            "concepts:\n"
            "  review: {phrases: [review]}\n"
            "  picture: {phrases: [image]}\n"
            "rules: {about-pictures: {has: picture, where: title}}\n"
            "categories: {survey: {rule: review}}\n",
        )
    ]
)
VERDICT = Verdict("w", "survey", 0.9, "certain")


def plan(*sections: SectionPlan) -> ListPlan:
    return ListPlan("list", "local", "list", sections)


@pytest.mark.parametrize(
    ("title", "taken_by"),
    [("A review of image models", ["Pictures", "All"]), ("A review of models", ["All"])],
)
def test_a_narrowed_section_asks_for_its_shared_rules_too(title: str, taken_by: list[str]) -> None:
    chosen = plan(
        SectionPlan("Pictures", ("survey",), narrow=("about-pictures",)),
        SectionPlan("All", ("survey",)),
        SectionPlan("Other", ("model",)),
    )
    (found,) = Narrowing(BOOK).with_holds(chosen, [Found(Work("w", title), (VERDICT,))])
    taken = [section.heading for section in chosen.sections if takes(section, VERDICT, found)]
    assert taken == taken_by


def test_a_list_that_narrows_nothing_gets_its_works_as_they_are() -> None:
    found = [Found(Work("w", "A review"), (VERDICT,))]
    assert Narrowing(BOOK).with_holds(plan(SectionPlan("All", ("survey",))), found) == found
