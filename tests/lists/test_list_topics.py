"""Bullets that are topics: each is a place of its own, which a plan names as a path's last step."""

from ingest.lists import SectionPlan, edit_list, read_list, try_list
from ingest.lists.adopting.mapping import propose_mapping
from ingest.lists.adopting.trial import made_up_work

PAGE = """# Seas

## Papers

- **Waves**
  - [Ten Ways to Weigh a Wave](https://arxiv.org/abs/2404.00231), ICLR 2024
  - [Storms without a Name](https://arxiv.org/abs/2404.00225), CVPR 2024
- **Shores**
  - [Lamps along an Empty Shore](https://arxiv.org/abs/2405.00221), CVPR 2024
"""
NEW = "  - [A Made-Up Work: Trying Whether This List Can Be Edited](https://arxiv.org/abs/2501.99999), arXiv 2025"


def test_each_topic_is_tried_in_place_of_its_section() -> None:
    trials = try_list(read_list(PAGE.encode(), "list.md"))
    tried = [(one.section, one.line, one.is_held, one.row) for one in trials]
    assert tried == [
        ("Seas > Papers > Waves", 5, True, NEW),
        ("Seas > Papers > Shores", 8, True, NEW),
    ]


def test_a_plan_that_names_a_topic_puts_a_work_below_its_bullet() -> None:
    plan = SectionPlan("Seas > Papers > Waves", ("waves",))
    done = edit_list(PAGE.encode(), "list.md", [(plan, made_up_work())], [])
    assert done.text.decode() == PAGE.replace("- **Shores", f"{NEW}\n- **Shores")


def test_bullets_that_are_times_are_no_topics() -> None:
    page = PAGE.replace("**Waves**", "2025").replace("**Shores**", "2024")
    (trial,) = try_list(read_list(page.encode(), "list.md"))
    assert (trial.section, trial.is_held) == ("Seas > Papers", True)


def test_a_topic_is_proposed_by_its_path() -> None:
    curated = read_list(PAGE.encode(), "list.md")
    mapped = propose_mapping(
        curated,
        (),
        {},
        lambda said: tuple(frozenset({word}) for word in said.split()),
        try_list(curated),
    )
    assert [one.heading for one in mapped] == ["Seas > Papers > Waves", "Seas > Papers > Shores"]
