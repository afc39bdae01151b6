"""What a list is not edited for: a clear ListError with file and line, and nothing written."""

from dataclasses import replace

import pytest

from ingest.errors import ListError
from ingest.lists import (
    SectionPlan,
    add_entry,
    apply_edit,
    edit_list,
    fill_cell,
    read_list,
    remove_entry,
    replace_entry,
)
from ingest.works import Artifact, RowFacts

NAMED = b"""## LLMs
|Name|Paper|Code|
|-|-|-|
|`One`|[[arXiv](https://arxiv.org/abs/2301.00001)]|-|
|`Two`|[[arXiv](https://arxiv.org/abs/2302.00002)]|[[Github](https://github.com/a/two)]|
"""
CODE = Artifact("w", "code", "https://github.com/new/work", "official", "made up")
WORK = RowFacts(
    "arxiv:2501.01234", ("arxiv:2501.01234",), "New Work", "https://arxiv.org/abs/2501.01234",
    name="NewWork", year=2025, links=(CODE,),
)  # fmt: skip


@pytest.mark.parametrize(
    ("text", "plan", "facts", "what"),
    [
        pytest.param(
            NAMED, SectionPlan("LLMs", ()), replace(WORK, name=None), "short name", id="no name"
        ),
        pytest.param(NAMED, SectionPlan("Gone", ()), WORK, "no heading", id="no section"),
        pytest.param(
            NAMED,
            SectionPlan("LLMs", (), columns=(("Weights", "weights"),)),
            WORK,
            "'Weights'",
            id="no such column",
        ),
        pytest.param(
            b"## A\n"
            b"- Tides of the Sea [a paper with all of its appendices and data](https://x.org/1)\n"
            b"- Learning the Moon [a paper with all of its appendices and data](https://x.org/2)\n",
            SectionPlan("A", ()),
            WORK,
            "neither the work's title nor its name",
            id="no title",
        ),
        pytest.param(
            b"## A\n- [One](https://x.org/1)\n\xe5\x8f [truncated...] rest\n",
            SectionPlan("A", ()),
            WORK,
            "cut",
            id="cut",
        ),
        pytest.param(
            "## A\n- [One](https://x.org/1)\n[truncated…]PUBLIC\n".encode(),
            SectionPlan("A", ()),
            WORK,
            "cut",
            id="cut …",
        ),
        pytest.param(
            b"## A\n### B\n- [One](https://x.org/1)\n### C\n- [Two](https://x.org/2)\n",
            SectionPlan("A", ()),
            WORK,
            "2 sub-headings",
            id="which sub-heading",
        ),
        pytest.param(
            b"## A\nprose\n", SectionPlan("A", ()), WORK, "no entry", id="nothing to learn from"
        ),
        pytest.param(
            b"## A\n|Name|Domain|\n|-|-|\n|[X](https://github.com/x/x)|eye|\n",
            SectionPlan("A", ()),
            WORK,
            '"Domain"',
            id="a column nobody can fill",
        ),
        pytest.param(
            NAMED,
            SectionPlan("LLMs", ()),
            replace(WORK, ids=("arxiv:2301.00001",)),
            "already",
            id="already there",
        ),
    ],
)
def test_an_addition_is_refused_with_its_reason(
    text: bytes, plan: SectionPlan, facts: RowFacts, what: str
) -> None:
    with pytest.raises(ListError) as caught:
        add_entry(read_list(text, "list.md"), plan, facts)
    assert what in caught.value.what
    assert caught.value.where.startswith("list.md:")
    assert caught.value.todo


def test_one_refused_addition_leaves_the_whole_list_alone() -> None:
    plan = SectionPlan("LLMs", ())
    with pytest.raises(ListError):
        edit_list(
            NAMED,
            "list.md",
            [
                (plan, WORK),
                (plan, replace(WORK, ids=("arxiv:2501.05678",), title="Second", name=None)),
            ],
            [],
        )


def test_a_configured_stand_in_replaces_what_nobody_knows() -> None:
    text = b"## A\n|Name|Domain|\n|-|-|\n|[X](https://github.com/x/x)|eye|\n"
    done = edit_list(text, "list.md", [(SectionPlan("A", (), unknown="?"), WORK)], [])
    assert done.rows == ("|[NewWork](https://github.com/new/work)|?|",)


def test_a_configured_column_overrides_what_its_header_says() -> None:
    text = b"## A\n|Name|Where|\n|-|-|\n|`X`|[[arXiv](https://arxiv.org/abs/2301.00001)]|\n"
    plan = SectionPlan("A", (), columns=(("Where", "code"),))
    done = edit_list(text, "list.md", [(plan, WORK)], [])
    assert "github.com/new/work" in done.rows[0]


def test_a_removal_takes_one_line() -> None:
    done = edit_list(NAMED, "list.md", [], [(SectionPlan("LLMs", ()), ("arxiv:2301.00001",))])
    assert done.text == NAMED.replace(NAMED.split(b"\n")[3] + b"\n", b"")


def test_what_is_already_gone_is_a_note() -> None:
    done = edit_list(NAMED, "list.md", [], [(SectionPlan("LLMs", ()), ("arxiv:2999.00001",))])
    assert (done.text, done.edits) == (NAMED, ())
    assert "not in" in done.notes[0]


def test_a_twice_listed_work_is_not_removed_by_guess() -> None:
    text = NAMED + NAMED.split(b"\n")[3].replace(b"One", b"Three") + b"\n"
    with pytest.raises(ListError, match="2 entries") as caught:
        remove_entry(read_list(text, "list.md"), SectionPlan("LLMs", ()), ("arxiv:2301.00001",))
    assert "4, 6" in caught.value.what


def test_items_are_numbered_anew_when_one_goes() -> None:
    def item(number: int, name: str) -> str:
        return (
            f"### {number}. {name}\n- **作者**：甲\n"
            f"- **链接**：[arXiv](https://arxiv.org/abs/2301.0000{name})\n---\n"
        )

    text = "## A\n" + item(1, "1") + item(2, "2") + item(3, "3")
    plan = SectionPlan("A", ())
    done = edit_list(text.encode(), "list.md", [], [(plan, ("arxiv:2301.00002",))])
    assert done.text.decode() == "## A\n" + item(1, "1") + item(2, "3")


def test_a_blank_cell_is_filled_and_a_full_one_is_not() -> None:
    curated, plan = read_list(NAMED, "list.md"), SectionPlan("LLMs", ())
    edit = fill_cell(curated, plan, ("arxiv:2301.00001",), "code", WORK)
    assert edit.old == b"-"
    assert edit.new == b"[[Github](https://github.com/new/work)]"
    with pytest.raises(ListError, match="already says"):
        fill_cell(curated, plan, ("arxiv:2302.00002",), "code", WORK)


def test_a_cell_that_nothing_is_known_for_stays_blank() -> None:
    curated, plan = read_list(NAMED, "list.md"), SectionPlan("LLMs", ())
    with pytest.raises(ListError, match="nothing is known to fill"):
        fill_cell(curated, plan, ("arxiv:2301.00001",), "code", replace(WORK, links=()))


def test_a_filled_cell_keeps_the_pipes_where_they_stood() -> None:
    rows = [("Name", "Paper", "Code"), ("-" * 6, "-" * 44, "-" * 40)]
    rows += [(n, f"[p](https://arxiv.org/abs/230{i}.00001)", c) for i, (n, c) in enumerate(
        [("Alfa", "-"), ("Beta", "[c](https://github.com/b/beta)"), ("Ceta", "-")], 1)]  # fmt: skip
    lines = [f"| {a:6} | {b:44} | {c:40} |\n" for a, b, c in rows]
    text = "## A\n\n" + "".join(lines)
    curated = read_list(text.encode(), "list.md")
    edit = fill_cell(curated, SectionPlan("A", ()), ("arxiv:2301.00001",), "code", WORK)
    after = apply_edit(text.encode(), edit).decode().split("\n")[2:-1]
    assert "https://github.com/new/work" in after[2]
    assert len({line.rindex("|") for line in after}) == 1


def test_an_entry_is_written_anew_in_its_place() -> None:
    curated = read_list(NAMED, "list.md")
    edit = replace_entry(curated, SectionPlan("LLMs", ()), ("arxiv:2301.00001",), WORK)
    lines = apply_edit(NAMED, edit).decode().split("\n")
    assert (
        lines[3]
        == "|`NewWork`|[[arXiv](https://arxiv.org/abs/2501.01234)]|[[Github](https://github.com/new/work)]|"
    )
    assert lines[4] == NAMED.decode().split("\n")[4]


def test_an_edit_does_not_apply_to_another_text() -> None:
    edit = remove_entry(read_list(NAMED, "list.md"), SectionPlan("LLMs", ()), ("arxiv:2301.00001",))
    with pytest.raises(ListError, match="changed under the edit"):
        apply_edit(NAMED.replace(b"One", b"Uno"), edit)


@pytest.mark.parametrize(("claimed", "after"), [(2, 3), (7, 7)])
def test_a_counter_that_was_right_stays_right(claimed: int, after: int) -> None:
    badge = b"![](https://img.shields.io/badge/PaperNumber-%d-green)\n"
    done = edit_list(badge % claimed + NAMED, "list.md", [(SectionPlan("LLMs", ()), WORK)], [])
    assert done.text.startswith(badge % after)


def test_what_one_neighbour_says_of_itself_does_not_leak() -> None:
    text = (
        b"## A\n|Dataset|Site|\n|-|-|\n"
        b"|[One](./files/one.md)|[Github](https://github.com/a/one)|\n"
        b"|[Two](./files/two.md) beta|[Github](https://github.com/a/two)|\n"
    )
    done = edit_list(text, "list.md", [(SectionPlan("A", ()), WORK)], [])
    assert done.rows == ("|NewWork|[Github](https://github.com/new/work)|",)
