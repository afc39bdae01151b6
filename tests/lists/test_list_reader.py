"""What counts as an entry, and that bytes no parser likes are read without being touched."""

import pytest

from ingest.errors import ListError
from ingest.lists import Entry, read_list


def entries_of(text: str | bytes) -> tuple[Entry, ...]:
    raw = text if isinstance(text, bytes) else text.encode()
    return read_list(raw, "list.md").entries


@pytest.mark.parametrize(
    ("text", "titles"),
    [
        pytest.param(
            "- [A Paper](https://arxiv.org/abs/2301.00001)\n", ["A Paper"], id="linked title"
        ),
        pytest.param(
            "- [**CVPR 2024**] A Paper. [[pdf]](https://arxiv.org/pdf/2301.00001)\n",
            ["A Paper"],
            id="tag",
        ),
        pytest.param(
            "1. **A Paper** arXiv (2021)\n\n   *A B, C D* [[pdf](https://x.org/a.pdf)]\n",
            ["A Paper"],
            id="ordered",
        ),
        pytest.param(
            "* **EHRs**: A Study of Many Things. [paper](https://x.org/a)\n",
            ["A Study of Many Things"],
            id="name before the title",
        ),
        pytest.param(
            "|Name|Paper|\n|-|-|\n|`X`|[[arXiv](https://arxiv.org/abs/2301.00001)]|\n",
            ["X"],
            id="row by its name",
        ),
        pytest.param(
            "Name | Paper\n-|-\nX | [A Long Title](https://arxiv.org/abs/2301.00001)\n",
            ["A Long Title"],
            id="no outer pipes",
        ),
        pytest.param(
            "**A Paper** \\\n*Ann Bee* \\\n[[Paper](https://arxiv.org/abs/2301.00001)]\n",
            ["A Paper"],
            id="paragraph",
        ),
        pytest.param(
            "### 1. A Paper\n- **作者**：某某\n- **链接**：[arXiv](https://arxiv.org/abs/2301.00001)\n",
            ["A Paper"],
            id="numbered heading",
        ),
        pytest.param(
            "<table><tr><th>T</th></tr>\n<tr>\n<td>A Paper</td><td><a href='https://x.org/a'>pdf</a></td>\n</tr></table>\n",
            ["A Paper"],
            id="html row",
        ),
        pytest.param(
            "<details>\n<summary>2024</summary>\n- [A Paper](https://x.org/a)\n</details>\n",
            ["A Paper"],
            id="details",
        ),
        pytest.param(
            "| **Name & Link** | Models | Date |\n|---|---|---|\n"
            "| [RainGPT](https://arxiv.org/abs/2301.00001) | BERT, RoBERTa | 2023.01 |\n",
            ["RainGPT"],
            id="a column of names and their links",
        ),
        pytest.param("- [One](#one)\n- [Two](#two)\n", [], id="table of contents"),
        pytest.param("<!--\n- [A Paper](https://x.org/a)\n-->\n", [], id="comment"),
        pytest.param("```\n- [A Paper](https://x.org/a)\n```\n", [], id="code fence"),
        pytest.param(
            "---\nlink: '[A Paper](https://arxiv.org/abs/2301.00001)'\n---\n", [], id="front matter"
        ),
        pytest.param("See [the guide](https://x.org/guide) first.\n", [], id="prose"),
    ],
)
def test_an_entry_is_whatever_lists_a_work(text: str, titles: list[str]) -> None:
    assert [entry.title for entry in entries_of(text)] == titles


ROW = b"- [A Paper](https://arxiv.org/abs/2301.00001)\n"


@pytest.mark.parametrize(
    "before",
    [
        pytest.param("ðŸ§  â†¥ ï¼ˆ1ï¼‰\n".encode(), id="double-encoded UTF-8"),
        pytest.param(b"caf\xe9 \xff\xfe\n", id="no UTF-8 at all"),
        pytest.param("a\u2028b\u2029c\x0cd\x85e\x0bf\n".encode(), id="line ends that are none"),
        pytest.param(b"one\rtwo\rthree\n", id="lone carriage returns"),
        pytest.param(b"a\x00b\n", id="NUL"),
        pytest.param(b"crlf\r\nlf\n", id="mixed line ends"),
        pytest.param(b"\xef\xbb\xbf# Page\n", id="byte order mark"),
        pytest.param(b"<!-- one\ntwo -->\n", id="comment over lines"),
        pytest.param(b"    indented\n\n\n", id="indented code"),
    ],
)
def test_positions_are_bytes_whatever_stands_before(before: bytes) -> None:
    text = before + b"\n" + ROW
    (entry,) = entries_of(text)
    assert text[entry.start : entry.end] == ROW
    assert entry.line == text.count(b"\n", 0, entry.start) + 1


def test_an_entry_ends_where_the_file_ends_without_a_newline() -> None:
    (entry,) = entries_of(ROW.rstrip())
    assert entry.end == len(ROW) - 1


def test_the_papers_own_id_comes_first() -> None:
    (entry,) = entries_of(
        "|Name|Code|Paper|\n|-|-|-|\n"
        "|`X`|[Github](https://github.com/A/B)|[[arXiv](https://www.arxiv.org/abs/2301.00001v2)]|\n"
    )
    assert entry.ids == ("arxiv:2301.00001", "github:a/b")


def test_pipes_in_cells_are_escaped() -> None:
    (entry,) = entries_of("|A|B|\n|-|-|\n|x \\| y|[p](https://x.org)|\n")
    assert entry.cells == ("x \\| y", "[p](https://x.org)")


def test_a_sections_body_ends_at_the_next_heading_of_its_level() -> None:
    curated = read_list(b"# P\n## A\ntext\n### 2024\nmore\n## B\n", "list.md")
    spans = {s.heading: curated.text[s.start : s.end] for s in curated.sections}
    assert spans["A"] == b"text\n### 2024\nmore\n"
    assert [s.path for s in curated.sections] == ["P", "P > A", "P > A > 2024", "P > B"]


def test_a_heading_stays_one_inside_an_html_block() -> None:
    curated = read_list(b"<div>\n## A\n</div>\n---\n## B\n", "list.md")
    assert [section.heading for section in curated.sections] == ["A", "B"]


@pytest.mark.parametrize(
    ("text", "what"), [(b"\xff\xfea\x00", "UTF-16"), (b"# A\r# B\r- c\r", "carriage return")]
)
def test_text_whose_lines_cannot_be_told_is_refused(text: bytes, what: str) -> None:
    with pytest.raises(ListError, match=what) as caught:
        read_list(text, "list.md")
    assert caught.value.where == "list.md:1"


def test_ten_megabytes_of_one_line_are_read() -> None:
    assert entries_of(b"[" * 200_000 + b"(a" * 200_000) == ()


@pytest.mark.parametrize(
    ("head", "paper", "year"),
    [
        ("[2005]", "2005.00001", 2020),  # May 2020
        ("[2005]", "2001.00001", 2020),  # a later version's month
        ("[2012]", "1206.00001", 2012),  # a year
        ("[2023]", "2302.00001", 2023),
        ("[2005]", "2006.00001", 2005),  # no paper is dated before it was there
    ],
)
def test_four_digits_are_a_month_where_the_papers_id_says_so(
    head: str, paper: str, year: int
) -> None:
    (entry,) = entries_of(f"- {head} [Tides of a Sea](https://arxiv.org/abs/{paper})\n")
    assert entry.year == year
