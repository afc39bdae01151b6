"""Blanks of entries filled, preprints upgraded: one cell or word changes, all else stays."""

import pytest

from ingest.lists import SectionPlan, learn_style, read_list
from ingest.lists.writing.filling import fill_blanks, mended_urls, upgrade_venue
from ingest.works import Artifact, RowFacts

MODELS = """## Models
|Name|Paper|Weights|Data|Code|
|:-|:-:|:-:|:-:|:-:|
|`Ada`|[[arXiv](https://arxiv.org/abs/2301.00001)]|[[HF (7B)](https://huggingface.co/ada/Ada-7B)][[HF (13B)](https://huggingface.co/ada/Ada-13B)]|[[HF](https://huggingface.co/datasets/ada/Ada-SFT)]|[[Github](https://github.com/ada/Ada)]|
|`Bob`|[[arXiv](https://arxiv.org/abs/2302.00002)]|-||-|
"""
PADDED = """## Models

| Paper           | Year | Venue | Code                          |
| --------------- | ---- | ----- | ----------------------------- |
| [Ada](https://arxiv.org/abs/2301.00001) | 2023 | arXiv |                               |
| [Bob](https://arxiv.org/abs/2302.00002) | 2023 | ACL   | [code](https://github.com/b/b) |
"""
LINES = """## Papers
- [**arXiv 2023**] Ada: a model that writes of arXiv [[pdf]](https://arxiv.org/abs/2301.00001)
- [**MICCAI 2023**] Bob: a model that reads [[pdf]](https://arxiv.org/abs/2302.00002) [[code]](https://github.com/b/bob)
- [**arXiv 2023**] Cleo: a model that counts [[pdf]](https://arxiv.org/abs/2303.00003) [[code]](https://github.com/c/cleo)
"""


def link(kind: str, url: str, label: str | None = None) -> Artifact:
    return Artifact("w", kind, url, "official", "made up", label)  # type: ignore[arg-type]


def facts(*links: Artifact, **more: object) -> RowFacts:
    return RowFacts("w", ("w",), "Bob", "https://arxiv.org/abs/2302.00002", links=links, **more)  # type: ignore[arg-type]


def filled(text: str, row: int, known: RowFacts) -> tuple[str, list[str]]:
    curated = read_list(text.encode(), "list.md")
    section = curated.sections[0]
    style = learn_style(curated, section, SectionPlan(section.heading, ()))
    found = fill_blanks(curated, section.entries[row], style, known)
    return found.text, [field for field, _ in found.cells]


def test_blank_cells_take_what_is_known_and_sizes_rise() -> None:
    known = facts(
        link("weights", "https://huggingface.co/b/Bob-13B", "13B"),
        link("weights", "https://huggingface.co/b/Bob-7B", "7B"),
        link("code", "https://github.com/b/bob"),
    )
    row, fields = filled(MODELS, 1, known)
    assert row == (
        "|`Bob`|[[arXiv](https://arxiv.org/abs/2302.00002)]"
        "|[[HF (7B)](https://huggingface.co/b/Bob-7B)][[HF (13B)](https://huggingface.co/b/Bob-13B)]"
        "||[[Github](https://github.com/b/bob)]|"
    )
    assert fields == ["weights", "code"]


def test_a_cell_that_says_something_is_never_touched() -> None:
    row, fields = filled(MODELS, 0, facts(link("code", "https://github.com/new/ada")))
    assert fields == []
    assert "new/ada" not in row


@pytest.mark.parametrize(
    ("url", "label"),
    [
        ("https://huggingface.co/datasets/b/set", "HF"),
        ("https://github.com/b/set", "Github"),
        ("https://openxlab.org.cn/datasets/b/set", "OpenXLab"),
        ("https://www.modelscope.cn/datasets/b/set", "ModelScope"),
        ("https://data.example.org/set", "Website"),
    ],
)
def test_a_host_is_called_as_lists_call_it(url: str, label: str) -> None:
    assert f"|[[{label}]({url})]|" in filled(MODELS, 1, facts(link("data", url)))[0]


def test_a_padded_cell_keeps_the_pipes_where_they_were() -> None:
    row, _ = filled(PADDED, 0, facts(link("code", "https://github.com/a/a")))
    assert row.endswith("| [code](https://github.com/a/a) |")


def test_a_line_takes_its_code_where_its_neighbours_have_theirs() -> None:
    row, fields = filled(LINES, 0, facts(link("code", "https://github.com/a/ada")))
    assert row.endswith("(https://arxiv.org/abs/2301.00001) [[code]](https://github.com/a/ada)")
    assert fields == ["code"]


def test_a_line_that_has_its_code_stays() -> None:
    assert filled(LINES, 1, facts(link("code", "https://github.com/new/bob")))[1] == []


def test_a_page_that_a_line_links_under_another_word_is_not_linked_again() -> None:
    page = "https://bob.github.io/bob"
    lines = LINES.replace("https://github.com/b/bob", page)
    lines += "- [**ACL 2024**] Dot [[pdf]](https://arxiv.org/abs/2303.00009) [[project]](https://d.org)\n"
    assert filled(lines, 1, facts(link("project", page), link("data", page)))[1] == []


@pytest.mark.parametrize(
    ("text", "row", "venue", "year", "says"),
    [
        (LINES, 0, "ACL", 2024, "- [**ACL 2024**] Ada: a model that writes of arXiv [[pdf]]"),
        (LINES, 0, "ACL", None, "- [**ACL 2023**] Ada: a model that writes of arXiv [[pdf]]"),
        (PADDED, 0, "ACL", 2024, "| 2024 | ACL   |"),
    ],
)
def test_a_preprint_becomes_what_it_was_accepted_by(
    text: str, row: int, venue: str, year: int | None, says: str
) -> None:
    curated = read_list(text.encode(), "list.md")
    section = curated.sections[0]
    style = learn_style(curated, section, SectionPlan(section.heading, ()))
    entry = section.entries[row]
    old = text.splitlines()[entry.line - 1]
    assert says in upgrade_venue(old, entry, style, venue, year).text


@pytest.mark.parametrize(("text", "row"), [(LINES, 1), (PADDED, 1)])
def test_a_venue_that_is_no_preprint_stays(text: str, row: int) -> None:
    curated = read_list(text.encode(), "list.md")
    section = curated.sections[0]
    style = learn_style(curated, section, SectionPlan(section.heading, ()))
    entry = section.entries[row]
    old = text.splitlines()[entry.line - 1]
    assert upgrade_venue(old, entry, style, "ICLR", 2025).cells == ()


def test_an_address_is_replaced_only_where_it_stands_whole() -> None:
    text = "[a](https://x.org/a) [b](https://x.org/ab) [c](https://x.org/a/c)"
    assert mended_urls(text, {"https://x.org/a": "https://y.org/a"}) == (
        "[a](https://y.org/a) [b](https://x.org/ab) [c](https://x.org/a/c)"
    )
