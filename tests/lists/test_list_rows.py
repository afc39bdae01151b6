"""What a new entry must not say: another work's words, a label nobody else bears, too many names."""

import pytest

from ingest.lists import SectionPlan, edit_list, read_list, try_list
from ingest.lists.adopting.fidelity import rewrite_entry
from ingest.lists.reading.authors import learn_names, read_names, write_names
from ingest.lists.reading.dates import agreed_pattern, find_dates
from ingest.works import Artifact, RowFacts


def work(number: int = 1, *links: Artifact, year: int = 2025, month: int = 1) -> RowFacts:
    arxiv_id = f"{year - 2000:02}{month:02}.{number:05}"
    return RowFacts(
        f"arxiv:{arxiv_id}", (f"arxiv:{arxiv_id}",), f"New Work {number}: A Study",
        f"https://arxiv.org/abs/{arxiv_id}", name=f"New{number}",
        authors=tuple(f"Ada{i} Example" for i in range(15)),
        year=year, month=month, links=links,
    )  # fmt: skip


def link(kind: str, url: str, label: str | None = None) -> Artifact:
    return Artifact("w", kind, url, "official", "made up", label)  # type: ignore[arg-type]


PAGE = link("project", "https://new-work.example.org/page")


def row_of(text: str, facts: RowFacts, unknown: str | None = None) -> str:
    plan = SectionPlan("A", (), unknown=unknown)
    return edit_list(text.encode(), "list.md", [(plan, facts)], []).rows[0]


@pytest.mark.parametrize(
    ("labels", "expected"),
    [
        (("[MRPO-page]", "[M3D.io]"), ""),
        (("[[project]]", ""), " [[project]](https://new-work.example.org/page)"),
        (("[[BaiduYun]]", "[[BaiduYun]]"), " [[Website]](https://new-work.example.org/page)"),
        (("[Try it]", "[Try it]"), " [Try it](https://new-work.example.org/page)"),
    ],
)
def test_a_label_is_written_only_where_others_bear_it_too(
    labels: tuple[str, str], expected: str
) -> None:
    lines = [
        f"- Old Work {i} [[pdf]](https://arxiv.org/abs/2301.0000{i})"
        + (f" {label}(https://old{i}.example.org/)" if label else "")
        for i, label in enumerate(labels)
    ]
    plain = "- Old Work 9 [[pdf]](https://arxiv.org/abs/2301.00009)"
    written = row_of("\n".join(["## A", plain, *lines]) + "\n", work(1, PAGE))
    assert written == "- New Work 1: A Study [[pdf]](https://arxiv.org/abs/2501.00001)" + expected


def test_a_comment_that_excepts_neighbours_from_the_audit_stays_theirs() -> None:
    said = " <!-- ingest: ignore order: as they came -->"
    text = "## A\n" + "".join(
        f"- [Old Work {i}](https://arxiv.org/abs/2301.0000{i}){said}\n" for i in range(3)
    )
    written = row_of(text, work(1))
    assert written == "- [New Work 1: A Study](https://arxiv.org/abs/2501.00001)"
    curated = read_list(text.encode(), "list.md")
    for entry in curated.entries:
        found = rewrite_entry(curated, curated.sections[0], entry)
        assert found.outcome in {"same bytes", "unordered"}, found


def test_a_remark_of_few_neighbours_is_not_repeated() -> None:
    text = "## A\n" + "".join(
        f"- **Old Work {i}**{' (oral)' if i > 2 else ''} | [[paper]](https://arxiv.org/abs/2301.0000{i})\n"
        for i in range(5)
    )
    assert "oral" not in row_of(text, work())


@pytest.mark.parametrize(
    ("values", "written"),
    [
        (("Ann Bee et al.", "A Team", "Carl Dee et al."), "Ada0 Example et al."),
        (("甲乙等", "丙丁等"), "Ada0 Example等"),
        (("Ann Bee, Carl Dee et al.", "Eve Fox, Gil Hay et al."), "Ada0 Example, Ada1 Example et al."),
        (("The Team", "Another Team"), "Ada0 Example et al."),
        (("Bee A et al.", "Dee C et al."), "Example A et al."),
    ],
)  # fmt: skip
def test_as_many_authors_are_named_as_neighbours_name(
    values: tuple[str, ...], written: str
) -> None:
    assert write_names(learn_names(values), work().authors) == written


@pytest.mark.parametrize(
    ("values", "written"),
    [
        (("A. Bee and C. Dee", "E. Fox, G. Hay, and I. Jot"), "A. Moor, B. B. Shore, and C. Bay"),
        (("Bee, A., & Dee, C. D.", "Fox, E., Hay, G., & Jot, I."), "Moor, A., Shore, B. B., & Bay, C."),
        (("Bee, Ann, et al.", "Dee, Carl, and Eve Fox"), "Moor, Ada, et al."),
        (("Bee, Ann", "Dee, Carl"), "Moor, Ada"),
        (("Ann Bee, Carl Dee and Eve Fox", "Gil Hay and Ida Jot"), "Ada Moor, Ben B. Shore and Cleo Bay"),
    ],
)  # fmt: skip
def test_names_have_the_form_of_the_neighbours(values: tuple[str, ...], written: str) -> None:
    assert write_names(learn_names(values), ("Ada Moor", "Ben B. Shore", "Cleo Bay")) == written


def test_all_authors_are_named_where_neighbours_name_all() -> None:
    form = learn_names(["Ann Bee, Carl Dee", "Eve Fox, Gil Hay, Ida Jot"])
    assert write_names(form, work().authors) == ", ".join(work().authors)


@pytest.mark.parametrize(
    "value",
    [
        "Ann Bee, Carl Dee", "Ann Bee et al.", "Bee A, Dee CF et al.", "Ann Bee and Carl Dee",
        "Bee, A. C., & Dee, C.", "A. Bee, C. Dee, and E. Fox", "Bee, Ann, and Carl Dee", "Bee, Ann, et al.",
    ],
)  # fmt: skip
def test_authors_that_were_read_are_written_alike(value: str) -> None:
    assert write_names(learn_names([value]), read_names(value), is_whole=True) == value


def test_what_stands_for_nothing_is_asked_of_a_like_table() -> None:
    head = "| Name | Paper | Quantity |\n|-|-|-|\n"
    text = (
        f"## A\n{head}| `One` | [p](https://arxiv.org/abs/2301.00001) | 5,000 |\n"
        f"## B\n{head}| `Two` | [p](https://arxiv.org/abs/2301.00002) | n/a |\n"
    )
    assert row_of(text, work()).endswith("| n/a |")


HEAD = "## A\n|Name|Paper|Data|\n|-|-|-|\n"
ROW = "|`{0}`|[[arXiv](https://arxiv.org/abs/2301.0000{1})]|{2}|\n"


@pytest.mark.parametrize(
    ("cell", "labels", "shown"),
    [
        ("[[HF](https://huggingface.co/datasets/a/b)]", (None, None), 1),
        ("[[HF (PT)](https://huggingface.co/datasets/a/b)]", ("PT", "SFT"), 2),
    ],
)
def test_links_that_would_read_alike_are_shown_once(
    cell: str, labels: tuple[str | None, ...], shown: int
) -> None:
    text = HEAD + ROW.format("One", 1, cell) + ROW.format("Two", 2, cell)
    links = [
        link("data", f"https://huggingface.co/datasets/n/w{i}", label)
        for i, label in enumerate(labels)
    ]
    assert row_of(text, work(1, *links)).count("[[HF") == shown


def test_sizes_rise() -> None:
    cell = "[[HF (7B)](https://huggingface.co/a/b)]"
    text = HEAD.replace("Data", "Weights") + ROW.format("One", 1, cell) + ROW.format("Two", 2, cell)
    sizes = ("70B", "500M", "8x7B", "7B")
    links = [link("weights", f"https://huggingface.co/n/w-{size}", size) for size in sizes]
    row = row_of(text, work(1, *links))
    assert sorted(sizes, key=lambda size: row.index(f"({size})")) == ["500M", "7B", "8x7B", "70B"]


@pytest.mark.parametrize(
    "text",
    [
        "## A\n- [Old](https://arxiv.org/abs/2401.00001)\n",
        "## A\n\n## B\n- [Old](https://arxiv.org/abs/2401.00001)\n- [Two](https://arxiv.org/abs/2402.00001)\n",
    ],
    ids=["one entry", "no entry yet"],
)
def test_several_additions_stand_in_the_order_of_their_months(text: str) -> None:
    plan = SectionPlan("A", ())
    works = [work(1, month=8), work(2, month=5), work(3, month=7)]
    done = edit_list(text.encode(), "list.md", [(plan, facts) for facts in works], [])
    section = read_list(done.text, "list.md").sections[0]
    assert [entry.title for entry in section.entries if "New" in entry.title] == [
        works[i].title for i in (1, 2, 0)
    ]
    assert [facts.title in row for facts, row in zip(works, done.rows, strict=True)] == [True] * 3


@pytest.mark.parametrize(
    ("dates", "written"),
    [("2021.10 2021.9", "%Y.%-m"), ("2021.10 2021.09", "%Y.%m"), ("2021.10 2021.12", "%Y.%m")],
)
def test_whether_a_month_has_a_nought_is_asked_of_early_months(dates: str, written: str) -> None:
    found = [(find_dates(date)[0].pattern, date) for date in dates.split()]
    assert agreed_pattern(found[0][0], found) == written


FULL = "| [Old Work {n}](https://arxiv.org/abs/2301.0000{n}) | arXiv | [code](https://github.com/old/old{n}) | [data](https://old{n}.example.org/) |\n"
SHORT = "| [Old Work {n}](https://arxiv.org/abs/2301.0000{n}) | arXiv |\n"
DASHED = "| [Old Work {n}](https://arxiv.org/abs/2301.0000{n}) | arXiv | - | - |\n"
OPEN = "| [Old Work {n}](https://arxiv.org/abs/2301.0000{n}) | arXiv\n"


@pytest.mark.parametrize(
    ("neighbours", "end"),
    [
        ((FULL, SHORT, SHORT, FULL), " |"),
        ((FULL, DASHED, DASHED, SHORT), " | - | - |"),
        ((FULL, OPEN, OPEN, FULL), ""),
        ((FULL, FULL, DASHED), " | - | - |"),
    ],
)
def test_a_row_whose_last_cells_are_unknown_ends_as_the_nearest_such_rows_do(
    neighbours: tuple[str, ...], end: str
) -> None:
    rows = "".join(row.format(n=n) for n, row in enumerate(neighbours, 1))
    text = f"## A\n\n| Title | Venue | Code | Data |\n|:--|:--|:--|:--|\n{rows}"
    written = row_of(text, work())
    assert written == f"| [New Work 1: A Study](https://arxiv.org/abs/2501.00001) | arXiv{end}"


def test_a_full_row_beside_short_ones_is_full() -> None:
    rows = "".join(row.format(n=n) for n, row in enumerate((SHORT, FULL, SHORT, SHORT), 1))
    text = f"## A\n\n| Title | Venue | Code | Data |\n|:--|:--|:--|:--|\n{rows}"
    links = (link("code", "https://github.com/new/new"), link("data", "https://new.example.org/"))
    assert row_of(text, work(1, *links)).count(" | ") == 3


def test_a_whole_title_stands_in_the_marks_of_the_others() -> None:
    rows = "".join(
        f"| Tides | <small>Old Work {n} on the Moon</small> | [![arXiv](https://img.example.org/b.svg)](https://arxiv.org/abs/2301.0000{n}) |\n"
        for n in range(1, 4)
    )
    text = f"## A\n\n| Topic | Full Title | Resources |\n|:--|:--|:--|\n{rows}"
    assert "| <small>New Work 1: A Study</small> |" in row_of(text, work(), unknown="-")


@pytest.mark.parametrize("marker", ["–––", "——", "----", "N/A", "-"])
def test_a_column_shows_as_many_dashes_as_its_neighbours_for_nothing(marker: str) -> None:
    rows = "".join(
        f"| Old Work {n} | {marker} | [paper](https://arxiv.org/abs/2301.0000{n}) |\n"
        for n in range(1, 4)
    )
    text = f"## A\n\n| Title | Code | Paper |\n|:--|:--|:--|\n{rows}"
    assert f"| {marker} |" in row_of(text, work())


@pytest.mark.parametrize(
    ("nothing", "known", "unknown"),
    [
        (":heavy_minus_sign:", "[GitHub](https://github.com/n/w)", ":heavy_minus_sign:"),
        ("No", "[GitHub](https://github.com/n/w)", "No"),
        (":x:", "[GitHub](https://github.com/n/w)", ":x:"),
        ("Coming soon", "[GitHub](https://github.com/n/w)", "-"),  # a promise is its own author's
    ],
)
def test_words_for_no_link_are_no_works_own(nothing: str, known: str, unknown: str) -> None:
    head = "## A\n\n| Paper | Repo |\n|---|---|\n"
    rows = [
        f"| [Old Work {i}](https://arxiv.org/abs/2301.0000{i}) | {cell} |\n"
        for i, cell in enumerate([nothing, nothing, "[GitHub](https://github.com/o/w)", nothing])
    ]
    text = head + "".join(rows)
    cells = [
        row_of(text, work(1, *links), unknown="-").split("|")[2].strip()
        for links in ((link("code", "https://github.com/n/w"),), ())
    ]
    assert cells == [known, unknown]


@pytest.mark.parametrize("labels", [("Project Page", "Project page"), ("Homepage", "Home page")])
def test_a_page_is_called_as_others_call_theirs_whatever_their_hosts_are(
    labels: tuple[str, str],
) -> None:
    lines = [
        f"- Old Work {i} [[pdf]](https://arxiv.org/abs/2301.0000{i}) [[{label}]](https://old{i}.example.org/)\n"
        for i, label in enumerate(labels)
    ]
    written = row_of("## A\n" + "".join(lines), work(1, PAGE))
    assert written.endswith(f" [[{labels[1]}]](https://new-work.example.org/page)")


def test_names_with_footnotes_are_authors_and_the_line_of_their_marks_is_no_one_else_s() -> None:
    names = (
        "Ada Ito<sup>1,2</sup>, Ben Okafor<sup>*</sup>",
        "Cleo Lund<sup>1</sup> Dan Roy♡, Eve Mba<sup>2</sup>",
    )
    lines = [
        f"* [Old Work {i} of the Sea](https://arxiv.org/abs/2301.0000{i}) [arXiv 2023]<br>\n{said}<br>\n"
        f"<sup>*</sup>Equal <sup>1</sup>Tide Lab {i} <sup>2</sup>Moon House {i}\n\n"
        for i, said in enumerate(names)
    ]  # fmt: skip
    written = row_of("## A\n\n" + "".join(lines), work())
    shown = ", ".join(work().authors)
    assert written == (
        f"* [New Work 1: A Study](https://arxiv.org/abs/2501.00001) [arXiv 2025]<br>\n{shown}"
    )


def test_a_neighbour_that_tells_no_time_is_followed_only_where_most_tell_none() -> None:
    venues = [" [ICLR 2024]", " [arXiv 2024]", " [CVPR 2024]", ""]
    lines = [
        f"* [Old Work {i} of the Sea](https://arxiv.org/abs/2401.0000{i}){venue}\n"
        for i, venue in enumerate(venues)
    ]
    told = row_of("## A\n" + "".join(lines), work(2))
    assert told.endswith("(https://arxiv.org/abs/2501.00002) [arXiv 2025]")
    untold = row_of(
        "## A\n" + "".join([*lines[1:2], lines[3], lines[3].replace("0003", "0005")]), work(2)
    )
    assert untold.endswith("(https://arxiv.org/abs/2501.00002)")


def test_a_page_linked_as_the_others_papers_is_the_paper_s() -> None:
    pages = (
        "https://arxiv.org/abs/2301.00001",
        "https://tides.example.org/one",
        "https://arxiv.org/abs/2301.00003",
    )
    text = "## A\n" + "".join(
        f"* **Old Work {i} of the Sea** | [Github](https://github.com/o/w{i})\n  * [ICLR2023] {page}\n"
        for i, page in enumerate(pages)
    )  # fmt: skip
    written = row_of(text, work(1, PAGE, link("code", "https://github.com/n/w")))
    assert written.endswith("/n/w)\n  * [arXiv2025] https://arxiv.org/abs/2501.00001")


def test_a_bar_that_stands_without_its_link_too_stays() -> None:
    codes = ("[Code](https://github.com/o/w)", "", "[Code](https://github.com/o/v)", "")
    text = "## A\n" + "".join(
        f"* **Old Work {i} of the Sea** | {code}\n  * ICLR 2023, https://arxiv.org/abs/2301.0000{i}\n"
        for i, code in enumerate(codes)
    )
    assert row_of(text, work()).startswith("* **New Work 1: A Study** | \n")
    assert row_of(text, work(1, link("code", "https://github.com/n/w"))).startswith(
        "* **New Work 1: A Study** | [Code](https://github.com/n/w)\n"
    )


@pytest.mark.parametrize("between", ["<br>", " | ", " "])
def test_two_links_of_one_kind_stand_apart_as_others_do(between: str) -> None:
    text = "## A\n" + "".join(
        f"* [Old Work {i} of the Sea](https://arxiv.org/abs/2301.0000{i}){between}[code](https://github.com/o/w{i})\n"
        for i in range(3)
    )
    two = (link("code", "https://github.com/n/w"), link("code", "https://gitlab.com/n/w"))
    first, second = (f"[code]({one.url})" for one in two)
    entry = f"* [New Work 1: A Study](https://arxiv.org/abs/2501.00001){between}{first}"
    page = read_list(f"{text}{entry}{between}{second}\n".encode(), "list.md")
    again = rewrite_entry(page, page.sections[0], page.entries[-1])
    assert again.outcome in {"same bytes", "unordered"}


def test_a_column_of_whole_citations_gets_authors_title_venue_and_year() -> None:
    page = (
        "## Papers\n| Citation | Code |\n| --- | --- |\n"
        "| Ada Ito, Ben Okafor. Maps of the Deepest Trench. CVPR, 2024. | [Code](https://github.com/sea/maps) |\n"
        "| Cleo Lind, Dan Roe. Storms without a Name. arXiv, 2024. | [Code](https://github.com/sea/storms) |\n"
        "| Eva Moss, Finn Hale. Ten Ways to Weigh a Wave. ICLR, 2024. | [Code](https://github.com/sea/waves) |\n"
    )
    (trial,) = try_list(read_list(page.encode(), "list.md"))
    assert trial.row == (
        "| Ada Example, Ben Sample, Cleo Trial. A Made-Up Work: Trying Whether This List Can Be Edited. arXiv, 2025. "
        "| [Code](https://github.com/made-up/made-up) |"
    )


def test_a_line_of_organisations_is_no_line_of_authors() -> None:
    lines = [
        f"* [Old Work {i} of the Sea](https://arxiv.org/abs/2301.0000{i}) [arXiv 2023]<br>\n"
        f"Tide University {i}, Moon House, Academy of Shores\n\n"
        for i in range(3)
    ]
    written = row_of("## A\n\n" + "".join(lines), work())
    assert written == "* [New Work 1: A Study](https://arxiv.org/abs/2501.00001) [arXiv 2025]"
