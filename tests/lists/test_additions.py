"""Cases a person can read: a list before, what is added, the same list after."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from ingest.errors import ListError
from ingest.lists import SectionPlan, edit_list
from ingest.works import Artifact, RowFacts

CASES = Path(__file__).resolve().parents[1] / "data" / "lists" / "additions.txt"
_CASE = re.compile(r"^=== (.*?)\n(.*?)^<<<\n(.*?)^>>>\n(.*?)(?=^=== |\Z)", re.DOTALL | re.MULTILINE)


def read_cases() -> Iterator[tuple[str, dict[str, str], str, str]]:
    for title, header, before, after in _CASE.findall(CASES.read_text(encoding="utf-8")):
        settings = dict(line.split(": ", 1) for line in header.splitlines())
        yield title, settings, before, after.rstrip("\n") + "\n"


def new_work(settings: dict[str, str]) -> RowFacts:
    def link(kind: str, url: str, label: str | None = None) -> Artifact:
        return Artifact("arxiv:2501.01234", kind, url, "official", "made up", label)  # type: ignore[arg-type]

    links = (
        link("weights", "https://huggingface.co/new/work-7b", "7B"),
        link("weights", "https://huggingface.co/new/work-70b", "70B"),
        link("data", "https://huggingface.co/datasets/new/work"),
        link("code", "https://github.com/new/work"),
    )
    return RowFacts(
        work_id="arxiv:2501.01234",
        ids=("arxiv:2501.01234",),
        title="New Work: A Study",
        paper_url="https://arxiv.org/abs/2501.01234",
        name="NewWork",
        authors=("Ada Example", "Ben Sample"),
        year=2025,
        month=1,
        day=15,
        venue=settings.get("venue"),
        venue_year=2025 if "venue" in settings else None,
        links=tuple(artifact for artifact in links if artifact.kind != settings.get("drop")),
        quantity=1_234_567,
        is_llm=settings.get("llm") == "yes",
    )


ALL = list(read_cases())


@pytest.mark.parametrize("case", ALL, ids=[case[0] for case in ALL])
@pytest.mark.parametrize("newline", ["\n", "\r\n"], ids=["lf", "crlf"])
def test_a_new_entry_is_one_its_neighbours_could_have_written(
    case: tuple[str, dict[str, str], str, str], newline: str
) -> None:
    _, settings, before, after = case
    plan = SectionPlan(settings["section"], ("any",), unknown=settings.get("unknown"))
    text = before.replace("\n", newline).encode()
    done = edit_list(text, "list.md", [(plan, new_work(settings))], [])
    assert done.text.decode() == after.replace("\n", newline)


@pytest.mark.parametrize("case", ALL, ids=[case[0] for case in ALL])
def test_a_second_run_changes_nothing(case: tuple[str, dict[str, str], str, str]) -> None:
    _, settings, _, after = case
    plan = SectionPlan(settings["section"], ("any",), unknown=settings.get("unknown"))
    done = edit_list(after.encode(), "list.md", [(plan, new_work(settings))], [])
    assert (done.text, done.edits, done.rows) == (after.encode(), (), ("",))
    assert "already in" in done.notes[0]


@pytest.mark.parametrize("case", ALL, ids=[case[0] for case in ALL])
def test_what_was_added_can_be_taken_out_again(case: tuple[str, dict[str, str], str, str]) -> None:
    _, settings, before, after = case
    plan = SectionPlan(settings["section"], ("any",))
    done = edit_list(after.encode(), "list.md", [], [(plan, ("arxiv:2501.01234",))])
    assert done.text.decode() == before


def test_a_list_without_a_final_newline_stays_without_one() -> None:
    text = b"## Tools\n- [One: A Tool](https://arxiv.org/abs/2301.00001)"
    done = edit_list(text, "list.md", [(SectionPlan("Tools", ()), new_work({"drop": "code"}))], [])
    assert done.text == text + b"\n- [New Work: A Study](https://arxiv.org/abs/2501.01234)"


def test_a_bullet_for_a_year_that_is_not_there_yet_is_written_as_its_siblings_are() -> None:
    before = """\
## Papers

- **2023**
  - [Dunes at Night](https://arxiv.org/abs/2301.00002)
  - [Reefs at Rest](https://arxiv.org/abs/2302.00001)

- **2022**
  - [Waves with Memory](https://arxiv.org/abs/2201.00003)
"""
    done = edit_list(before.encode(), "list.md", [(SectionPlan("Papers", ()), new_work({}))], [])
    written = "- **2025**\n  - [New Work: A Study](https://arxiv.org/abs/2501.01234)\n\n"
    assert done.text.decode() == before.replace("- **2023**", written + "- **2023**")


def test_a_bullet_for_a_day_that_is_not_there_yet_is_written_as_its_siblings_are() -> None:
    before = """\
## News

- **[2025.02.07]**
    - Paper: [Dunes at Night](https://arxiv.org/abs/2502.00002)

- **[2025.01.02]**
    - Paper: [Reefs at Rest](https://arxiv.org/abs/2501.00001)
    - Paper: [Waves with Memory](https://arxiv.org/abs/2501.00003)
"""
    done = edit_list(before.encode(), "list.md", [(SectionPlan("News", ()), new_work({}))], [])
    written = (
        "- **[2025.01.15]**\n    - Paper: [New Work: A Study](https://arxiv.org/abs/2501.01234)\n\n"
    )
    assert done.text.decode() == before.replace("- **[2025.01", written + "- **[2025.01")


def test_a_row_among_others_that_count_with_slips_is_refused() -> None:
    before = """\
## Models

| No. | Title |
|---|---|
| 1 | [Deep Deep Sea](https://arxiv.org/abs/2001.00012) |
| 2 | [How Far the Moon Moves Water](https://arxiv.org/abs/2411.00012) |
| 2 | [Reefs at Rest](https://arxiv.org/abs/2302.00001) |
| 5 | [Waves with Memory](https://arxiv.org/abs/1901.00011) |
"""
    with pytest.raises(ListError, match="counts its rows with slips"):
        edit_list(before.encode(), "list.md", [(SectionPlan("Models", ()), new_work({}))], [])


def test_a_year_that_is_not_there_yet_gets_a_table_as_its_siblings_have() -> None:
    before = """\
# Papers

## 2024

| No. | Title |
|---|---|
| 1 | [How Far the Moon Moves Water](https://arxiv.org/abs/2411.00012) |
| 2 | [Lakes Without Tides](https://arxiv.org/abs/2412.00013) |

## 2023

| No. | Title |
|---|---|
| 1 | [Reefs at Rest](https://arxiv.org/abs/2302.00001) |
"""
    done = edit_list(before.encode(), "list.md", [(SectionPlan("Papers", ()), new_work({}))], [])
    written = """\
## 2025

| No. | Title |
|---|---|
| 1 | [New Work: A Study](https://arxiv.org/abs/2501.01234) |

"""
    assert done.text.decode() == before.replace("## 2024", f"{written}## 2024")
