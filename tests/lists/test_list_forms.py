"""Forms of lists beyond plain bullets and tables: each small list of tests/data/lists/forms reads and takes a work."""

from dataclasses import replace
from pathlib import Path

import pytest

from ingest.errors import ListError
from ingest.lists import SectionPlan, edit_list, find_section, read_list, try_list
from ingest.lists.adopting.fidelity import rewrite_entry, spread
from ingest.lists.adopting.trial import made_up_work
from ingest.lists.reading.authors import learn_venue_behind, with_venue
from ingest.lists.reading.counts import homes_of
from ingest.lists.reading.groups import group_of, groups_of
from ingest.lists.splitting.debris import count_debris, find_joints, find_leftovers

FORMS = Path(__file__).parents[1] / "data" / "lists" / "forms"


def text_of(name: str) -> bytes:
    return (FORMS / f"{name}.md").read_bytes()


@pytest.mark.parametrize(
    ("name", "titles"),
    [
        (
            "fields_under_headings",
            "Tides of the North: A Survey|Learning the Moon|Shore Lines by Gradient|TideKit|MoonBench",
        ),
        (
            "cited_without_link",
            "Tides of the North|Learning the Moon|Shore Lines by Gradient|Dunes at Night"
            "|Attention to Waves|Waves with Memory|Deep Deep Sea",
        ),
        ("without_headings", "Tides of the North|Learning the Moon|Shore Lines"),
        (
            "papers_under_dates",
            "Tides of the North by Night|Learning the Moon by Day|Shore Lines by Gradient Descent"
            "|Reefs at Rest and in Motion|Dunes at Night and at Noon",
        ),
        (
            "merged_cells",
            "Tides of the North|Learning the Moon|ShoreNet|Reefs at Rest|Waves with Memory",
        ),
        (
            "dashed_groups",
            "Tides of the North by Night|Learning the Moon by Day|Shore Lines by Gradient Descent",
        ),
        ("checkboxes", "Tides of the North|Learning the Moon|Shore Lines|Reefs at Rest"),
        (
            "titles_in_bold",
            "Learning the Moon by Tides and by Night|Reefs at Rest and in Motion: A Survey|Dunes at Night and at Noon"
            "|Waves with Memory of Their Own|Shore Lines by Gradient Descent|Tides of the North|Deep Deep Sea"
            "|Sand and Salt|Moonlight on the Water",
        ),
        (
            "authors_with_pages",
            "Tides of the North: A Survey of Every Sea|Learning the Moon by Day and Night"
            "|Reefs at Rest and in Motion|Dunes at Night and at Noon|Harbours That Were Never Built"
            "|Lamps along an Empty Shore|Waves with Memory of Their Own|Sand and Salt and the Sea"
            "|Maps of the Deepest Trench Ever Seen|Storms without a Name on the Open Sea"
            "|Moonlight on the Quiet Water of the Bay|Currents under Ice and Snow and Rock"
            "|Foam and Spray on Every Single Wave",
        ),
        (
            "years_before_titles",
            "Tides of the Northern Sea|Learning the Moon by Day and Night|Shore Lines by Gradient Descent"
            "|Reefs at Rest and in Motion|Dunes at Night and at Noon|Waves with Memory of Their Own"
            "|Sand and Salt and the Sea|Moonlight on the Quiet Water|Storms without a Name"
            "|Harbours That Were Never Built|Currents under Ice and Snow|Maps of the Deepest Trench"
            "|Lamps along an Empty Shore",
        ),
    ],
)
def test_every_entry_of_a_form_is_read_by_its_title(name: str, titles: str) -> None:
    entries = read_list(text_of(name), name).entries
    assert [entry.title for entry in entries] == titles.split("|")


@pytest.mark.parametrize(
    ("name", "row"),
    [
        ("checkboxes", "- [ ] [{title}](https://arxiv.org/abs/2501.99999) (2025)"),
        ("without_headings", "- [{title}](https://arxiv.org/abs/2501.99999) - arXiv, 2025"),
        (
            "numbers_in_brackets",
            "(4) {title}. Example et al. 2025. [[pdf](https://arxiv.org/abs/2501.99999)]",
        ),
        (
            "fields_under_headings",
            "### {title}\n- **Authors**: Ada Example et al.\n"
            "- **Link**: [arXiv](https://arxiv.org/abs/2501.99999)\n"
            "- **Code**: [GitHub](https://github.com/made-up/made-up)",
        ),
        (
            "star_badges",
            "* **MadeUp**: {title}, *arXiv 2025*. [[Paper](https://arxiv.org/abs/2501.99999)] "
            "[[Code](https://github.com/made-up/made-up)] "
            "![Star](https://img.shields.io/github/stars/made-up/made-up.svg?style=social&label=Star)",
        ),
        (
            "star_badges",
            "| 2025 | **{title}** <br> *Ada Example, et al.* | [Paper](https://arxiv.org/abs/2501.99999) |",
        ),
        (
            "short_years",
            "- (*arXiv'25.01*) {title} [[paper](https://arxiv.org/abs/2501.99999)] "
            "[[project](https://made-up.example.org)]",
        ),
        (
            "short_years",
            "**{title}** \\\n*Ada Example, Ben Sample, Cleo Trial* \\\n"
            "arXiv 2025. [[Paper](https://arxiv.org/abs/2501.99999)] "
            "[[Github](https://github.com/made-up/made-up)] \\\n15 Jan 2025",
        ),
        (
            "short_years",
            "+ 2025.01 | ***{title}*** | [paper](https://arxiv.org/abs/2501.99999) "
            "| [code](https://github.com/made-up/made-up)",
        ),
    ],
)
def test_a_new_entry_has_the_form_of_its_list(name: str, row: str) -> None:
    rows = [trial.row for trial in try_list(read_list(text_of(name), name)) if trial.is_held]
    assert row.replace("{title}", made_up_work().title) in rows


def expected_rows() -> list[tuple[str, str, str]]:
    """(form, section, row or refusal) of every case in rows.txt, whose made-up work is called TITLE."""
    cases = (FORMS / "rows.txt").read_text(encoding="utf-8").removeprefix("=== ").split("\n=== ")
    heads = (case.split("\n", 1) for case in cases)
    return [(*head.split(" > "), row.rstrip("\n")) for head, row in heads]  # type: ignore[misc]


@pytest.mark.parametrize("name", sorted({name for name, _, _ in expected_rows()}))
def test_a_new_entry_is_one_that_the_maintainer_could_have_written(name: str) -> None:
    title = made_up_work().title
    found = {
        trial.section.split(" > ")[-1]: trial.row if trial.is_held else f"refused: {trial.refusal}"
        for trial in try_list(read_list(text_of(name), name))
    }
    wanted = {section: row for form, section, row in expected_rows() if form == name}
    assert {section: row.replace(title, "TITLE") for section, row in found.items()} == wanted


def test_pages_of_authors_are_no_links_of_their_work() -> None:
    entries = read_list(text_of("authors_with_pages"), "x").entries[:4]
    papers = [f"arxiv:2101.0000{number}" for number in range(1, 5)]
    assert [entry.ids[0] for entry in entries] == papers
    linked = {url for entry in entries for url in entry.urls}
    assert not [url for url in linked if "arxiv" not in url and "github" not in url]


@pytest.mark.parametrize(
    ("name", "title"),
    [
        *(("authors_with_pages", one) for one in ("Learning", "Dunes", "Harbours", "Sand and S")),
        *(("titles_as_headings", one) for one in ("Tides", "Learning", "Reefs", "Waves")),
    ],
)
def test_authors_and_paragraphs_of_its_own_come_back_as_they_were(name: str, title: str) -> None:
    curated = read_list(text_of(name), "x")
    entry = next(entry for entry in curated.entries if entry.title.startswith(title))
    outcome = rewrite_entry(curated, homes_of(curated)[entry.start], entry).outcome
    assert outcome in {"same bytes", "unordered"}


def test_a_row_is_called_by_its_method_before_its_data_set() -> None:
    entries = read_list(text_of("names_in_columns"), "x").entries[:4]
    assert [entry.title for entry in entries] == ["TideNet", "MoonNet", "ShoreNet", "ReefNet-2"]


def test_a_table_that_links_no_works_takes_none() -> None:
    plan = SectionPlan("Versions", (), unknown="-")
    with pytest.raises(ListError, match="link no works"):
        edit_list(text_of("names_in_columns"), "x", [(plan, made_up_work())], [])


@pytest.mark.parametrize("word", ["Just", "We"])
def test_words_in_bold_without_place_and_year_are_no_entry(word: str) -> None:
    text = (
        f"## News\n- **{word} so you know it all**: soon\n- **{word} was seen at sea** in 2024!\n"
    )
    assert not read_list(text.encode(), "x").entries


def test_a_heading_above_fields_and_prose_stays_a_section() -> None:
    text = b"## A\n\n- **Authors**: B\n- **Link**: [x](https://arxiv.org/abs/2401.00001)\n\nSee also below.\n"
    assert [section.heading for section in read_list(text, "x").sections] == ["A"]


@pytest.mark.parametrize(
    ("heading", "was", "now"),
    [("Models", 3, 4), ("Models > Open", 2, 3)],
)
def test_a_merged_cell_grows_with_its_rows(heading: str, was: int, now: int) -> None:
    text = text_of("merged_cells")
    edited = edit_list(text, "x", [(SectionPlan(heading, ()), made_up_work())], [])
    shrunk, grown = f'rowspan="{was}">'.encode(), f'rowspan="{now}">'.encode()
    assert edited.text.count(shrunk) == text.count(shrunk) - 1
    assert edited.text.count(grown) == text.count(grown) + 1
    back = edit_list(edited.text, "x", [], [(SectionPlan("Models", ()), ("arxiv:2501.99999",))])
    assert back.text == text


def test_a_row_that_holds_a_merged_cell_is_not_taken_out_alone() -> None:
    with pytest.raises(ListError, match="merged over several rows"):
        edit_list(
            text_of("merged_cells"), "x", [], [(SectionPlan("Models", ()), ("arxiv:2401.00011",))]
        )


def test_a_work_goes_into_the_group_of_its_venue() -> None:
    facts = replace(made_up_work(), venue="The Lancet", venue_year=2025)
    edited = edit_list(text_of("groups"), "x", [(SectionPlan("Papers", ()), facts)], [])
    lines = edited.text.decode().split("\n")
    at = next(i for i, line in enumerate(lines) if "Made-Up" in line)
    assert "Harbours for All" in lines[at - 1] and "Walks by the Sea" in lines[at + 1]


def test_a_plan_names_a_group_as_the_last_step_of_a_path() -> None:
    curated = read_list(text_of("groups"), "x")
    papers = find_section(curated, SectionPlan("Papers", ()))
    assert papers is not None
    assert [group.heading for group in groups_of(curated, papers)] == ["Nature", "The Lancet"]
    group = find_section(curated, SectionPlan("Papers > The Lancet", ()))
    assert group is not None and len(group.entries) == 3
    assert group_of(curated, papers, curated.entries[0]).heading == "Nature"


@pytest.mark.parametrize(
    ("text", "left"),
    [
        ("- **[2025-01]** - [A title](https://a.example) arXiv -", "'-'"),
        ("- - [A title](https://a.example)", "'- -"),
        ("[2025] Made-Up Words of a Long Title [Made-Up Words of a Long Title](u).", "twice"),
        ('- Ada Example "A title. [pdf](https://a.example)', "never close"),
        ("- **A title** () [pdf](https://a.example)", "'()'"),
        ("- **A title** - Ada - [pdf](https://a.example)", ""),
        ("- **A title**.. Ada Ito [pdf](https://a.example)", "'..'"),
        ("- **A title**... Ada Ito [pdf](https://a.example)", ""),
        ("- **Venue**: -\n- **Link**: [x](https://a.example)", ""),
    ],
)
def test_what_a_lost_fact_leaves_over_is_seen(text: str, left: str) -> None:
    title = "Made-Up Words of a Long Title"
    found = find_leftovers(text, title)
    assert left in found if left else not found


@pytest.mark.parametrize(
    "template",
    ["- {title} . {venue}", "- <b>{title}", "- [pdf]( {url})", "- {title}  {paper}", "- ({title}"],
)
def test_a_mistyped_way_of_writing_counts_less(template: str) -> None:
    assert count_debris(template) > 0


@pytest.mark.parametrize(
    ("template", "joints"),
    [
        ("- {title}, {venue} {year}. {paper}{code}", set()),
        ("- {title}, {venue} {year}{note}. {paper}", {"\0\0"}),
        ("- {title}<br>{authors} <br> <br>{paper}", {"<ww> <ww>"}),
        ("- {title}by {authors}.. {paper}", {"\0w", ".."}),
    ],
)
def test_words_and_marks_that_meet_with_nothing_between_them_are_seen(
    template: str, joints: set[str]
) -> None:
    assert find_joints(template) == joints


def test_a_sample_has_one_of_each_stretch_and_no_fixed_step() -> None:
    found = spread(1000, 100)
    assert [at // 10 for at in found] == list(range(100))
    assert len({at % 10 for at in found}) > 5
    assert spread(3, 20) == (0, 1, 2)


@pytest.mark.parametrize(
    ("names", "written"),
    [("Ada Ito et al.", "Ada Ito et al. ICML."), ("Ada Ito", "Ada Ito. ICML.")],
)
def test_a_venue_behind_authors_has_a_full_stop_before_it(names: str, written: str) -> None:
    form = learn_venue_behind(
        ["Ben Okafor et al. arXiv.", "Chen Wu et al. NeurIPS.", "Eve Sand et al."]
    )
    assert with_venue(names, form, "ICML") == written
    assert learn_venue_behind(["Ben Okafor et al.", "Chen Wu et al. NeurIPS."]) == ""
