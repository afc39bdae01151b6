"""Every finding of the audit with a list that earns it, and lists that earn none."""

import pytest

from ingest.lists import FINDING_CODES, FINDING_HELP, audit_list, read_list

TABLE = "|Name|Paper|\n|-|-|\n"
BULLET = "- [**CVPR 2024**] {title} [[pdf]](https://arxiv.org/pdf/{id})\n"


def bullet(title: str, number: str) -> str:
    return BULLET.replace("{title}", title).replace("{id}", number)


def dated(*months: int) -> str:
    return "".join(
        f"- [Paper {month * 7919 % 97}](https://x.org/{month}) 2023-{month:02}-01\n"
        for month in months
    )


def by_month(months: str) -> str:
    return "".join(
        f"- [Paper {int(month) * 7919 % 97}](https://arxiv.org/abs/{month}.00001)\n"
        for month in months.split()
    )


def named(letters: str) -> str:
    return "".join(f"- [{letter.upper()}-Tool](https://x.org/{letter})\n" for letter in letters)


SHORT = "|`X`|\n"
MANY = "".join(bullet(f"Paper Number {n}", f"2301.000{n}") for n in range(10, 40))


def found_in(text: str) -> list[tuple[str, int]]:
    return [(f.code, f.line) for f in audit_list(read_list(text.encode(), "list.md"))]


@pytest.mark.parametrize(
    ("text", "findings"),
    [
        pytest.param(
            "## A\n" + TABLE + "|`X`|[[arXiv](https://arxiv.org/abs/2301.00001)]|\n"
            "|`Y`|[[arXiv](https://arxiv.org/abs/2301.00001v2)]|\n",
            [("same-link", 5)],
            id="two names, one paper, in one section",
        ),
        pytest.param(
            "## A\n"
            + bullet("One Long Title Here", "2301.00001")
            + "## B\n"
            + bullet("Quite Another Title There", "2301.00001"),
            [("same-link", 4)],
            id="two titles, one paper, in two sections",
        ),
        pytest.param(
            "## A\n" + bullet("The Same Paper", "2301.00001") * 2, [("duplicate", 3)], id="twice"
        ),
        pytest.param(
            "## A\n" + "- [Yelp](https://x.org/yelp)\n" * 2 + "- [Yelp](https://x.org/other)\n",
            [("duplicate", 3)],
            id="the same words twice",
        ),
        pytest.param("# A\n\nâ€™t was, and Ã¼ber\n", [("encoding", 3)], id="read as Windows-1252"),
        pytest.param("# A\n\n\ufffd\n\n\ufffd\n", [("encoding", 3)], id="lost characters"),
        pytest.param("# «CAFÉ» — Müller’s naïve Ö…\n", [], id="accents and quotes"),
        pytest.param(
            "## A\n### 2023\n"
            + bullet("The Same Paper Again", "2301.00001")
            + "### 2024\n"
            + bullet("The Same Paper Again", "2405.00001"),
            [("duplicate", 5)],
            id="one title under two years",
        ),
        pytest.param(
            "## A\n- One [[pdf]](Https://arxiv.org/abs/2301.00001)\n", [("scheme", 2)], id="Https"
        ),
        pytest.param(
            "## A\n- One [[pdf]](https//arxiv.org/x) [[code]](https://x.org/a)\n",
            [("scheme", 2)],
            id="no colon",
        ),
        pytest.param(
            "## A\n- [**NeurIPS 202**] One [[pdf]](https://arxiv.org/abs/2301.00001)\n",
            [("year", 2)],
            id="odd year",
        ),
        pytest.param(
            "## A\n" + MANY + "- [**ACL 2023**] Zoo [[pdf](https://x.org/a)]\n",
            [("link-form", 32)],
            id="link form",
        ),
        pytest.param(
            "## A\n- One [[pdf]](https://x.org/a [[code]](https://x.org/b)\n",
            [("link", 2)],
            id="open bracket",
        ),
        pytest.param(
            "## A\n- One [[pdf]] (https://x.org/a) [[code]](https://x.org/b)\n",
            [("link", 2)],
            id="blank in a link",
        ),
        pytest.param(
            "## A\n- One [code]() [[pdf]](https://x.org/a)\n", [("empty-link", 2)], id="empty link"
        ),
        pytest.param(
            "## A\n" + TABLE + "|`X`|[p](https://x.org)|more|\n", [("table", 4)], id="cells"
        ),
        pytest.param(
            "## A\n### 1. One\n- **作者**：甲\n- **链接**：[a](https://x.org/1)\n"
            "### 3. Two\n- **作者**：乙\n- **链接**：[a](https://x.org/2)\n",
            [("numbering", 5)],
            id="numbering",
        ),
        pytest.param("## A\n" + bullet("One", "2313.00001"), [("arxiv-id", 2)], id="month 13"),
        pytest.param(
            "## A\n" + bullet("One", "1412.00001"), [("arxiv-id", 2)], id="too long for 2014"
        ),
        pytest.param(
            "## A\n" + bullet("One", "2301.0001"), [("arxiv-id", 2)], id="too short for 2023"
        ),
        pytest.param(
            "## A\n- One [pdf](https://doi.org/10.1000) [x](https://doi.org/10.1000/a_1)\n",
            [("doi", 2)],
            id="half a DOI",
        ),
        pytest.param(
            "## A\n- One [arXiv 2301.00001](https://arxiv.org/abs/2301.00002)\n",
            [("id-mismatch", 2)],
            id="the text says another id",
        ),
        pytest.param(
            "## A\n" + dated(*range(1, 6), 11, *range(6, 11)), [("order", 7)], id="a date too early"
        ),
        pytest.param(
            "## A\n" + dated(*range(10, 4, -1), 11, *range(4, 0, -1)),
            [("order", 8)],
            id="newest first, but one",
        ),
        pytest.param("## A\n" + named("abcdefwghij"), [("order", 8)], id="out of the alphabet"),
        pytest.param(
            "## A\n" + by_month("2301 2302 2303 2304 2310 2305 2306 2307 2308 2309 2311 2312"),
            [("order", 6)],
            id="out of the order of preprints",
        ),
        pytest.param(
            "See [the code](htps://x.org/a).\n\n## A\n- Only this [[pdf]]()\n",
            [("scheme", 1), ("empty-link", 4)],
            id="a link outside entries",
        ),
        pytest.param(
            "## A\n- One [[pdf]](http:///x.org/a)\n", [("scheme", 2)], id="a slash too many"
        ),
        pytest.param(
            "## A\n| a | b |\n|---|\n| [x](https://x.org) | y |\n",
            [("table", 3)],
            id="delimiter row",
        ),
        pytest.param(
            "## A\n" + TABLE + "|`X`|[p](https://x.org)|\n\n|`Y`|[p](https://y.org)|\n",
            [("table", 6)],
            id="a blank line in a table",
        ),
        pytest.param(
            "## A\n"
            + TABLE
            + "|`X`|[p](https://x.org)|\n|`Y`|\n"
            + "|`Z`|[p](https://z.org)|\n|`V`|[p](https://v.org)|\n|`W`|[p](https://w.org)|\n",
            [("table", 5)],
            id="a cell too few in one row",
        ),
        pytest.param(
            "## A\n" + TABLE + SHORT * 3 + "|`X`|[p](https://x.org)|more|\n",
            [("table", 7)],
            id="a cell too many in a list that leaves the last out",
        ),
        pytest.param("[up](#nowhere)\n## A\n[A](#a)\n", [("anchor", 1)], id="anchor"),
        pytest.param(
            "# L\n## A\n![](https://img.shields.io/badge/Section%20Papers-9-green)\n"
            + bullet("One", "2301.00001")
            + "## B\n"
            + bullet("Two", "2301.00002"),
            [("count", 3)],
            id="a section's counter",
        ),
        pytest.param(
            "## A\n<!-- ingest: ignore ordre -->\n- [One](https://arxiv.org/abs/2301.00001)\n"
            "- Two [code]() [p](https://x.org) <!-- ingest: ignore -->\n",
            [("ignore", 2), ("empty-link", 4), ("ignore", 4)],
            id="comments that except nothing",
        ),
        pytest.param(
            "## A\n- Two [code]() [p](https://x.org) <!-- ingest: ignore order -->\n"
            "- Three [code]() [p](https://x.org)\n\n```\n<!-- ingest: ignore empty-link -->\n```\n"
            "Write `<!-- ingest: ignore empty-link -->`.\n",
            [("empty-link", 2), ("empty-link", 3)],
            id="comments that except something else, or are shown",
        ),
        pytest.param(
            "![](https://img.shields.io/badge/PaperNumber-7-green)\n## A\n"
            + bullet("One", "2301.00001"),
            [("count", 1)],
            id="counter",
        ),
        pytest.param(
            "".join(f"## {at} (1)\n" + bullet(f"Tides {at}", f"2301.0000{at}") for at in "12345")
            + "## Six (2)\n"
            + bullet("One", "2301.00006"),
            [("count", 11)],
            id="a section's count among others that are right",
        ),
    ],
)
def test_a_fault_is_found_on_its_line(text: str, findings: list[tuple[str, int]]) -> None:
    assert found_in(text) == findings


@pytest.mark.parametrize(
    "text",
    [
        pytest.param(
            "## LLMs\n" + TABLE + "|`MedX`|[[arXiv](https://arxiv.org/abs/2301.00001)]|\n"
            "## MLLMs\n" + TABLE + "|`MedX`|[[arXiv](https://arxiv.org/abs/2301.00001)]|\n",
            id="a model in two sections",
        ),
        pytest.param(
            "## Models\n" + TABLE + "|`MedX-Vision`|[[arXiv](https://arxiv.org/abs/2301.00001)]|\n"
            "## Data\n" + TABLE + "|`MedXData`|[[arXiv](https://arxiv.org/abs/2301.00001)]|\n",
            id="a model and its data set",
        ),
        pytest.param(
            "## News\n- [One](https://arxiv.org/abs/2301.00001) was accepted\n"
            "- We release [One](https://arxiv.org/abs/2301.00001)\n",
            id="news",
        ),
        pytest.param(
            "## 🧠 医学大模型 (Medical LLM)\n[x](#-医学大模型-medical-llm)\n",
            id="anchors",
        ),
        pytest.param(
            "## A\n1. [One](https://x.org/1)\n1. [Two](https://x.org/2)\n", id="lazy numbering"
        ),
        pytest.param(
            "## A\n- One (a [b] c) \\[d [[pdf]](https://x.org/a_(b))\n", id="brackets that pair"
        ),
        pytest.param(
            "![](https://img.shields.io/badge/PaperNumber-30-green)\n## A\n" + MANY,
            id="a true counter",
        ),
        pytest.param("## A\n" + dated(3, 9, 1, 7, 5, 11, 2, 8, 4, 10), id="no order at all"),
        pytest.param("## A\n" + dated(1, 2, 9, 3, 4), id="too few for an order"),
        pytest.param("## A\n- ** [[pdf]()] [[code]()]\n", id="a row to be filled in"),
        pytest.param(
            "## A\nAs said in [One](https://arxiv.org/abs/2301.00001):\n\n## B\n"
            + bullet("Another Title of That Paper", "2301.00001"),
            id="a sentence that leads to a paper",
        ),
        pytest.param(
            "## A\n- [A [**b**]( https://x.org/a ) c](https://x.org/b)\n",
            id="blanks inside a link's brackets",
        ),
        pytest.param(
            "## A\n- One \\[[code](https://x.org/b)]\n", id="an escaped bracket that pairs"
        ),
        pytest.param(
            "## A\n- [One \\[a half](https://x.org/b)\n", id="an escaped bracket in a label"
        ),
        pytest.param(
            "## A\n- [Old paper](https://arxiv.org/abs/cs/9901002v1) [x](https://arxiv.org/pdf/1412.0001.pdf)\n",
            id="old ids",
        ),
        pytest.param(
            "## A\n" + TABLE + "|`Flan-T5`|[p](https://arxiv.org/abs/2210.11416)|\n"
            "|`Flan-PaLM`|[p](https://arxiv.org/abs/2210.11416)|\n",
            id="two models of one paper",
        ),
        pytest.param(
            "## A\n" + TABLE + "|`mX`|[p](https://arxiv.org/abs/2210.11416)|\n"
            "|`BigY`|[p](https://arxiv.org/abs/2210.11416)|\n## Papers\n"
            "- mX and BigY: A Study of Many Tongues [p](https://arxiv.org/abs/2210.11416)\n",
            id="two models that another entry says are of one paper",
        ),
        pytest.param(
            "## A\n- [p](https://doi.org/10.1038/s41586-021-03819-2) [q](https://dx.doi.org/10.1000%2Fabc)\n",
            id="good DOIs",
        ),
        pytest.param(
            "## A\n- [A title over\n  two lines](https://x.org/b) by *Someone*\n",
            id="a link over lines",
        ),
        pytest.param(
            "## A\n- [One](https://x.org/a) ![](https://img.shields.io/badge/json?url=https://huggingface.co/x)\n",
            id="an address in a query",
        ),
        pytest.param(
            "## A\n" + TABLE + SHORT * 3 + "|`Y`|[p](https://x.org)||\n",
            id="rows that leave out what is blank at their ends",
        ),
        pytest.param(
            "# L\n## A\n![](https://img.shields.io/badge/Section%20Papers-1-green)"
            "![](https://img.shields.io/badge/Papers%20with%20Code-7-green)"
            "![](https://img.shields.io/badge/Frameworks-7-green)\n"
            + bullet("One", "2301.00001")
            + "## B\n"
            + bullet("Two", "2301.00002")
            + "- ![](https://img.shields.io/badge/Paper-2024-blue) [Three](https://arxiv.org/abs/2301.00003)\n",
            id="badges that count a section, some of it, or nothing",
        ),
        pytest.param(
            "## A\n"
            + by_month("2301 2302 2303 2304").replace(
                "\n", " and https://arxiv.org/abs/2210.00001\n"
            )
            + by_month("2305 2306 2307 2308 2309 2310 2311 2312 2401 2402 2403 2404"),
            id="entries of two preprints have no month",
        ),
        pytest.param(
            "## A\n- **X**: A Long Study of Rain. 2023. [p](https://arxiv.org/abs/2301.00001)\n## B\n"
            "- X: A Long Study of Rain [p](https://arxiv.org/abs/2301.00001)\n",
            id="a year behind a title",
        ),
        pytest.param(
            "## A\n"
            + bullet("The Same Paper", "2301.00001")
            + bullet("The Same Paper", "2301.00001").replace(
                "\n", " <!-- ingest: ignore duplicate: of two tasks -->\n"
            ),
            id="an entry that its maintainer excepts",
        ),
        pytest.param(
            "<!-- ingest: ignore duplicate, anchor -->\n[up](#nowhere)\n## A\n"
            + bullet("The Same Paper", "2301.00001") * 2,
            id="a page that its maintainer excepts",
        ),
        pytest.param(
            "[up](#nowhere) <!-- ingest: ignore anchor -->\n## A\n- A title over\n"
            "  [code]() two lines [p](https://x.org)\n  <!-- ingest: ignore empty-link -->\n",
            id="a line and an entry over lines that are excepted",
        ),
    ],
)
def test_what_is_no_fault_is_not_found(text: str) -> None:
    assert found_in(text) == []


def test_every_code_is_told_in_one_line_and_helped() -> None:
    assert set(FINDING_CODES) == set(FINDING_HELP)
    assert all("\n" not in line and FINDING_HELP[code] for code, line in FINDING_CODES.items())


def test_bytes_that_are_no_utf8_are_told_once_with_their_lines() -> None:
    page = "# Café\n\n- [A](https://arxiv.org/abs/2301.00001)\n- Élan\n".encode("latin-1")
    (finding,) = audit_list(read_list(page, "list.md"))
    assert (finding.code, finding.line, finding.related) == ("encoding", 1, (4,))
    assert finding.message == "2 lines hold bytes that are no UTF-8"


def test_a_lost_anchor_names_the_heading_that_is_nearly_called_so() -> None:
    page = "[up](#huggingface-leadboard)\n## 🤗 Huggingface Leaderboard\n[x](#elsewhere)\n".encode()
    said = [one.message for one in audit_list(read_list(page, "list.md"))]
    assert said == [
        "no heading answers to #huggingface-leadboard: is #-huggingface-leaderboard meant?",
        "no heading answers to #elsewhere",
    ]


@pytest.mark.parametrize(
    ("letters", "said"),
    [
        ("bcdefgahij", 'it belongs before "B-Tool" (line 2)'),
        ("abcdefgjhi", 'it belongs behind "I-Tool" (line 11)'),
        ("jihgfeadcb", 'it belongs behind "B-Tool" (line 11)'),
        ("hgfedjcba", 'it belongs before "H-Tool" (line 2)'),
    ],
)
def test_an_entry_out_of_order_is_told_where_it_belongs(letters: str, said: str) -> None:
    found = audit_list(read_list(f"## A\n{named(letters)}".encode(), "list.md"))
    assert [one.message.partition(": ")[2] for one in found] == [said]


def test_a_long_line_is_told_by_its_beginning() -> None:
    line = "- " + "Words of a line without end " * 8 + "https://arxiv.org/abs/2401.00001\n"
    (found,) = (
        one
        for one in audit_list(read_list(f"## A\n{line}{line}".encode(), "x"))
        if one.code == "duplicate"
    )
    assert len(found.message) < 160 and "…" in found.message
