"""How a list calls a work: by its name, its title, or its title without the name before it."""

from dataclasses import replace

import pytest

from ingest.errors import ListError
from ingest.lists import SectionPlan, edit_list
from ingest.lists.adopting.trial import made_up_work

NAMES = ("TideNet", "MoonPull", "StillLake", "DeepSea", "SeaFloor")


@pytest.mark.parametrize(
    ("neighbour", "row"),
    [
        ("- **{}**: Tides of the Northern Seas [[paper]]({})", "- **MadeUp**: A study of rows "),
        (
            "- **{0}**: {0}: Tides of the Northern Seas [[paper]]({1})",
            "- **MadeUp**: MadeUp: a study of rows ",
        ),
    ],
    ids=["bare", "doubled"],
)
def test_a_title_repeats_its_name_where_others_do(neighbour: str, row: str) -> None:
    rows = (
        neighbour.format(name, f"https://arxiv.org/abs/2409.0001{at}")
        for at, name in enumerate(NAMES)
    )
    text = "## Papers\n\n" + "".join(f"{one}\n" for one in rows)
    work = replace(made_up_work(), title="MadeUp: a study of rows", links=())
    done = edit_list(text.encode(), "list.md", [(SectionPlan("Papers", ()), work)], [])
    assert done.rows[0].startswith(row)


def test_a_preprint_s_month_is_not_that_of_a_venue_of_another_year() -> None:
    text = (
        "## Papers\n\n- [**ICLR, 2024.9**] Tides of the North [paper](https://arxiv.org/abs/2409.00011)\n"
        "- [**ICML, 2024.7**] Tides of the South [paper](https://arxiv.org/abs/2407.00012)\n"
    )
    work = replace(made_up_work(2023), venue="ICML", venue_year=2025, links=())
    done = edit_list(text.encode(), "list.md", [(SectionPlan("Papers", ()), work)], [])
    assert "[**ICML, 2025**] A Made-Up Work" in done.rows[0]


def test_a_table_of_data_sets_with_one_column_of_links_has_the_data_set_there() -> None:
    text = (
        "## 数据集\n\n| 数据集名称 | 内容概述 | 获取链接 | 数据大小 |\n|---|---|---|---|\n"
        "| TideQA | 潮汐问答 | [下载链接](https://tides.example.org/qa) | 1,200 |\n"
        "| MoonQA | 月亮问答 | [下载链接](https://moons.example.org/qa) | 3,400 |\n"
    )
    work = made_up_work()
    work = replace(work, links=tuple(one for one in work.links if one.kind == "data"))
    plan = SectionPlan("数据集", (), unknown="-")
    done = edit_list(text.encode(), "list.md", [(plan, work)], [])
    link = "[下载链接](https://huggingface.co/datasets/made-up/made-up)"
    assert done.rows == (f"| MadeUp | - | {link} | 12,345 |",)


def test_a_row_that_would_name_no_work_is_refused() -> None:
    text = (
        "## Data\n\n| Data set | Organ | Venue |\n|---|---|---|\n"
        "| [TideQA](https://huggingface.co/datasets/a/tides) | - | ICLR |\n"
        "| [MoonQA](https://huggingface.co/datasets/a/moons) | heart | ICML |\n"
    )
    plan = SectionPlan("Data", (), unknown="-")
    work = replace(made_up_work(), links=())
    with pytest.raises(ListError, match="nothing would tell which work it is"):
        edit_list(text.encode(), "list.md", [(plan, work)], [])


@pytest.mark.parametrize("form", ["[[code]]({})", "[[code]({})]", "[code]({})"])
def test_a_bare_label_gets_the_work_s_link_as_the_page_links_it(form: str) -> None:
    linked = form.format("https://github.com/a/tides")
    text = (
        f"## Linked\n\n- **Tides of the North** | [[paper]](https://arxiv.org/abs/2409.00011) | {linked}\n\n"
        "## Bare\n\n- **Tides of the South** | [[paper]](https://arxiv.org/abs/2409.00012) | [code]\n"
        "- **Tides of the East** | [[paper]](https://arxiv.org/abs/2410.00013) | [code]\n"
    )
    done = edit_list(text.encode(), "list.md", [(SectionPlan("Bare", ()), made_up_work())], [])
    assert done.rows[0].endswith(f" | {form.format('https://github.com/made-up/made-up')}")


def test_a_link_beside_the_title_is_called_by_the_name_where_others_are() -> None:
    text = (
        "## Models\n\n| Abbreviation | Title | Paper |\n|---|---|---|\n"
        "| TideNet | Tides of the Northern Seas | [TideNet](https://arxiv.org/abs/2409.00011) |\n"
        "| MoonPull | How Far the Moon Moves Water | [MoonPull](https://arxiv.org/abs/2409.00012) |\n"
    )
    work = replace(made_up_work(), title="Rows That Nobody Wrote")
    done = edit_list(text.encode(), "list.md", [(SectionPlan("Models", ()), work)], [])
    link = "[MadeUp](https://arxiv.org/abs/2501.99999)"
    assert done.rows == (f"| MadeUp | Rows That Nobody Wrote | {link} |",)


def test_a_label_that_says_paper_is_no_label_of_code() -> None:
    text = (
        "## Surveys\n\n- Tides of the Northern Seas. [[Paper](https://arxiv.org/abs/2409.00011)] [[Paper List](https://github.com/a/tides)]\n"
        "- How Far the Moon Moves Water. [[Paper](https://arxiv.org/abs/2409.00012)] [[Paper List](https://github.com/a/moons)]\n"
    )
    done = edit_list(text.encode(), "list.md", [(SectionPlan("Surveys", ()), made_up_work())], [])
    assert done.rows[0].endswith("[[Code](https://github.com/made-up/made-up)]")
