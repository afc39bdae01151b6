"""Headings that are times: what they say, and how another is written."""

import pytest

from ingest.errors import ListError
from ingest.lists import SectionPlan, edit_list, read_list
from ingest.lists.reading.times import Time, time_of, time_of_heading, write_heading
from ingest.works import RowFacts


@pytest.mark.parametrize(
    ("heading", "above", "time"),
    [
        ("2024", "", (2024,)),
        ("2024年", "", (2024,)),
        ("March 2024", "", (2024, 3)),
        ("Mar. 2024", "", (2024, 3)),
        ("📅 March, 2024", "", (2024, 3)),
        ("2024 March", "", (2024, 3)),
        ("2024-03", "", (2024, 3)),
        ("2024.3", "", (2024, 3)),
        ("[2024/03]", "", (2024, 3)),
        ("2024年3月", "", (2024, 3)),
        ("March 2024 (12)", "", (2024, 3)),
        ("2024-03-15", "", (2024, 3, 15)),
        ("March", "2024", (2024, 3)),
        ("3月", "2024年", (2024, 3)),
        ("03", "2024", (2024, 3)),
        ("March", "Papers", ()),
        ("Marching Bands", "2024", ()),
        ("2024 in review", "", ()),
        ("CVPR 2024", "", ()),
        ("Papers of March 2024", "", ()),
        ("3", "Papers", ()),
    ],
)
def test_a_heading_that_is_a_time_and_nothing_else_is_one(
    heading: str, above: str, time: Time
) -> None:
    assert time_of_heading(heading, above) == time


@pytest.mark.parametrize(
    ("raws", "old", "time", "line"),
    [
        (["## 2024"], (2024,), (2025,), "## 2025"),
        (["### May 2024", "### April 2024"], (2024, 5), (2025, 1), "### January 2025"),
        (["### May 2024", "### Apr 2024"], (2024, 5), (2025, 1), "### Jan 2025"),
        (["### **2024-12**"], (2024, 12), (2025, 1), "### **2025-01**"),
        (["### 2024.12", "### 2024.9"], (2024, 12), (2025, 1), "### 2025.1"),
        (["### 2024 Dec"], (2024, 12), (2025, 1), "### 2025 Jan"),
        (["#### May", "#### April"], (2024, 5), (2025, 1), "#### January"),
        (["#### 12月"], (2024, 12), (2025, 1), "#### 1月"),
        (["#### 12"], (2024, 12), (2025, 1), "#### 1"),
        (["#### 12", "#### 09"], (2024, 12), (2025, 1), "#### 01"),
    ],
)
def test_another_time_is_written_as_its_siblings_are(
    raws: list[str], old: Time, time: Time, line: str
) -> None:
    assert write_heading(raws, old, time) == line


def test_a_month_below_a_year_is_of_that_year() -> None:
    page = b"# Page\n## 2024\n### March\n### Notes\n## Papers\n### March\n"
    sections = read_list(page, "list.md").sections
    assert [time_of(one) for one in sections] == [(), (2024,), (2024, 3), (), (), ()]


def a_work(arxiv: str, year: int | None, month: int | None) -> RowFacts:
    url = f"https://arxiv.org/abs/{arxiv}"
    return RowFacts(
        f"arxiv:{arxiv}", (f"arxiv:{arxiv}",), "New Work: A Study", url, year=year, month=month
    )


BY_MONTH = """## Papers

### 2024

#### December

- [Storms without a Name](https://arxiv.org/abs/{0}.00225)
- [Maps of the Deepest Trench](https://arxiv.org/abs/{0}.00222)

#### November

- [Lamps along an Empty Shore](https://arxiv.org/abs/{1}.00221)
"""


def added(page: str, facts: RowFacts) -> str:
    done = edit_list(page.encode(), "list.md", [(SectionPlan("Papers", ("any",)), facts)], [])
    return done.text.decode()


def test_a_year_without_a_heading_yet_comes_with_its_month() -> None:
    page = BY_MONTH.format("2412", "2411")
    new = "### 2025\n\n#### January\n\n- [New Work: A Study](https://arxiv.org/abs/2501.01234)\n\n"
    done = added(page, a_work("2501.01234", 2025, 1))
    assert done == page.replace("### 2024\n", new + "### 2024\n")


def test_what_brought_its_year_and_month_takes_the_month_with_it() -> None:
    plan = SectionPlan("Papers", ("any",))
    page = BY_MONTH.format("2412", "2411")
    done = edit_list(page.encode(), "list.md", [], [(plan, ("arxiv:2411.00221",))])
    assert done.text.decode() == page[: page.index("\n#### November")]


def test_where_months_tell_when_works_were_added_a_new_one_goes_to_the_latest() -> None:
    page = BY_MONTH.format("2406", "2405")
    new = "- [New Work: A Study](https://arxiv.org/abs/2407.01234)\n"
    done = added(page, a_work("2407.01234", 2024, 7))
    assert done == page.replace("\n#### November", new + "\n#### November")


def test_a_work_of_no_known_month_is_refused_where_months_are_headings() -> None:
    facts = RowFacts(
        "doi:10.1000/xyz",
        ("doi:10.1000/xyz",),
        "New Work",
        "https://doi.org/10.1000/xyz",
        year=2024,
    )
    with pytest.raises(ListError, match="nothing tells the month of"):
        added(BY_MONTH.format("2412", "2411"), facts)
