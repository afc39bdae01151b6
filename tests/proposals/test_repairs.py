"""Mistakes of the forms that real lists have, in samples of our own: found, mended where only one thing can be meant."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from ingest.artifacts import LinkHealth
from ingest.lists import read_list, set_back_lines
from ingest.proposals.fixing import fix_list
from ingest.proposals.repairs import Knowledge, Repairs, find_repairs
from ingest.proposals.wrong_papers import find_suspects, settle_suspects
from ingest.works import Found, Work

NOW = datetime(2026, 11, 1, tzinfo=UTC)
ROWS = """## Models

|Name|Paper|Code|
|:-|:-:|:-:|
|`Owlet`|[[arXiv](https://arxiv.org/abs/2503.00001v2)]|[[Github](https://github.com/o/owlet)]|
|`Lumalex`|[[arXiv](https://arxiv.org/abs/2503.00001v2)]|[[Github](https://github.com/l/lumalex)]|

## Data

|Name|Paper|Code|
|:-|:-:|:-:|
|`OwlSet`|[[arXiv](https://arxiv.org/abs/2503.00001)]|-|
"""
OWLET = Work("arxiv:2503.00001", "Owlet: Hearing in the Dark", ("arxiv:2503.00001",), "We present Owlet and its data, OwlSet.")  # fmt: skip
LUMALEX = Work("arxiv:2503.00002", "Lumalex: Careful Reading", ("arxiv:2503.00002",), "We present Lumalex.")  # fmt: skip
LINES = "".join(
    f"- [**ACL 20{10 + n}**] A study of thing number {n} [[pdf]](https://arxiv.org/abs/25{1 + n:02}.00001)\n"
    for n in range(11)
)


def found(text: str, works: dict[str, Work], **more: object) -> Repairs:
    curated = read_list(text.encode(), "list.md")
    known = {
        entry.line: Found(works[entry.ids[0]])
        for entry in curated.entries
        if entry.ids and entry.ids[0] in works
    }
    suspects = find_suspects(curated, known)
    namesakes = {one.entry.title: tuple(works.values()) for one in suspects}
    knowledge = Knowledge(known, settle_suspects(suspects, namesakes))
    return find_repairs(curated, replace(knowledge, **more))  # type: ignore[arg-type]


def test_a_link_to_another_rows_paper_is_led_to_its_own() -> None:
    repairs = found(ROWS, {one.work_id: one for one in (OWLET, LUMALEX)})
    (item,) = repairs.items
    assert "2503.00001v2" in item.old_row
    assert item.row == item.old_row.replace("2503.00001v2", "2503.00002")
    assert any("is arxiv:2503.00002" in text for _, text in repairs.findings)


def test_where_the_right_paper_is_not_known_the_mistake_is_told_and_nothing_changes() -> None:
    repairs = found(ROWS, {OWLET.work_id: OWLET})
    assert repairs.items == ()
    assert [line for line, text in repairs.findings if 'links "Owlet' in text] == [6]


def test_one_paper_in_two_sections_is_no_mistake() -> None:
    repairs = found(ROWS, {one.work_id: one for one in (OWLET, LUMALEX)})
    assert not any("OwlSet" in text for _, text in repairs.findings)


@pytest.mark.parametrize(
    ("wrong", "right", "code"),
    [
        ("- [X](Https://arxiv.org/abs/2503.00009)", "- [X](https://arxiv.org/abs/2503.00009)", "scheme"),
        ("- [X](https//arxiv.org/abs/2503.00009)", "- [X](https://arxiv.org/abs/2503.00009)", "scheme"),
        ("- [X](hhttps://arxiv.org/abs/2503.00009)", "- [X](https://arxiv.org/abs/2503.00009)", "scheme"),
        ("- [X] (https://arxiv.org/abs/2503.00009)", "- [X](https://arxiv.org/abs/2503.00009)", "link"),
        (
            "- [**ACL 2025**] A thing [[pdf](https://arxiv.org/abs/2503.00009)]",
            "- [**ACL 2025**] A thing [[pdf]](https://arxiv.org/abs/2503.00009)",
            "link-form",
        ),
    ],
)  # fmt: skip
def test_what_can_only_have_been_meant_one_way_is_mended(wrong: str, right: str, code: str) -> None:
    repairs = found(f"## Papers\n\n{LINES}{wrong}\n", {})
    (item,) = [item for item in repairs.items if f"repair:{code}" in item.work_id]
    assert (item.old_row, item.row) == (wrong, right)
    assert item.is_ticked


@pytest.mark.parametrize(
    ("tag", "comment", "mended"),
    [
        ("NeurIPS 202", "Accepted at NeurIPS 2025", "NeurIPS 2025"),
        ("NeurIPS 20255", "Accepted at NeurIPS 2025", "NeurIPS 2025"),
        ("NeurIPS 202", "Accepted at ACL 1999", None),
        ("NeurIPS 202", "9 pages", None),
    ],
)
def test_a_year_that_lost_a_digit_is_mended_where_the_papers_record_tells_it(
    tag: str, comment: str, mended: str | None
) -> None:
    row = f"- [**{tag}**] Lumalex: Careful Reading [[pdf]](https://arxiv.org/abs/2503.00002)"
    text = f"## Papers\n\n{LINES}{row}\n"
    repairs = found(text, {LUMALEX.work_id: replace(LUMALEX, comment=comment)})
    assert any("names no year" in text for _, text in repairs.findings)
    assert [item.row for item in repairs.items] == ([row.replace(tag, mended)] if mended else [])


def test_a_repeated_row_goes_and_a_work_in_two_sections_stays() -> None:
    row = "- [A study of owls](https://arxiv.org/abs/2503.00007)\n"
    repairs = found(f"## A\n\n{row}{row}\n## B\n\n{row}", {})
    (item,) = repairs.items
    assert (item.old_row, item.row, item.old_count) == (row.strip(), "", 3)
    assert [line for line, text in repairs.findings if "twice" in text] == [4]


@pytest.mark.parametrize(
    ("sections", "left"),
    [(("xxy", "xz"), ("xy", "xz")), (("xz", "xyx", "x"), ("xz", "xy", "x")), (("xx",), ("x",))],
)
def test_of_an_entry_in_several_sections_that_one_goes_which_repeats_another_in_its_own(
    sections: tuple[str, ...], left: tuple[str, ...]
) -> None:
    before, after = (
        "".join(
            f"## Part {at}\n\n"
            + "".join(f"- [A study of {one}](https://example.org/{one})\n" for one in names)
            + "\n"
            for at, names in enumerate(parts)
        ).encode()
        for parts in (sections, left)
    )
    fixed = fix_list(read_list(before, "README.md"))
    assert (fixed.text, len(fixed.mended)) == (after, 1)
    row = "- [A study of x](https://example.org/x)"
    assert set_back_lines(fixed.text, before, "README.md", row) == before


def test_a_counter_is_set_right() -> None:
    text = f"![](https://img.shields.io/badge/PaperNumber-9-green)\n\n## Papers\n\n{LINES}"
    (item,) = found(text, {}).items
    assert item.row == "![](https://img.shields.io/badge/PaperNumber-11-green)"


def test_a_section_s_count_is_set_right_with_its_anchor() -> None:
    names = "ABCDEGHK"
    entries = {name: f"- [Lamp {name}](https://lamps.example.org/{name})\n" for name in names}
    body = "".join(f"## {name} (1)\n\n{entries[name]}\n" for name in names)
    text = f"- [F (7)](#f-7)\n\n{body}## F (7)\n\n{LINES}"
    items = found(text, {}).items
    assert {(item.old_row, item.row) for item in items} == {
        ("- [F (7)](#f-7)", "- [F (11)](#f-11)"),
        ("## F (7)", "## F (11)"),
    }


def test_a_withdrawn_paper_is_never_taken_out_without_a_person() -> None:
    gone = replace(
        LUMALEX, is_withdrawn=True, comment="This paper has been withdrawn by the authors"
    )
    row = "- [Lumalex: Careful Reading](https://arxiv.org/abs/2503.00002)"
    repairs = found(f"## A\n\n{row}\n", {gone.work_id: gone})
    (item,) = repairs.items
    assert (item.is_ticked, item.row) == (False, "")
    assert any("withdrawn by the authors" in text for _, text in repairs.findings)


def checked(url: str, state: str, end_url: str, days: int) -> LinkHealth:
    return LinkHealth(url, state, NOW, 404, "it answers 404", end_url, days, NOW - timedelta(1))


def test_a_repository_that_moved_is_followed_and_other_redirects_are_not() -> None:
    old, login = "https://github.com/a/old", "https://github.com/a/private"
    text = f"## A\n\n- [One]({old})\n- [Two]({login})\n"
    links = {
        old: checked(old, "there", "https://github.com/b/new", 0),
        login: checked(login, "there", "https://github.com/login?return_to=a", 0),
    }
    (item,) = found(text, {}, links=links).items
    assert item.row == "- [One](https://github.com/b/new)"


@pytest.mark.parametrize(("days", "is_told"), [(0, False), (2, False), (3, True)])
def test_a_dead_link_is_told_and_left_to_people(days: int, is_told: bool) -> None:
    url = "https://lab.example.org/page"
    repairs = found(f"## A\n\n- [One]({url})\n", {}, links={url: checked(url, "gone", "", days)})
    assert repairs.items == ()
    assert any("dead link" in text for _, text in repairs.findings) is is_told


def test_a_paper_that_arxiv_does_not_know_is_told() -> None:
    text = "## A\n\n- [One](https://arxiv.org/abs/2503.99999)\n"
    repairs = found(text, {}, absent=frozenset({"arxiv:2503.99999"}))
    assert any("arXiv knows no paper 2503.99999" in text for _, text in repairs.findings)


SEEDS = Path(__file__).parents[3] / "shared" / "seeds"


@pytest.mark.skipif(not SEEDS.is_dir(), reason="the real lists are not beside this checkout")
@pytest.mark.parametrize(
    ("seed", "papers", "lines"),
    [
        (
            "000",
            {
                "2305.15075": "HuatuoGPT, towards Taming Language Model to Be a Doctor",
                "2505.10717": "A Modular Approach for Clinical SLMs Driven by Synthetic Data with"
                " Pre-Instruction Tuning, Model Merging, and Clinical-Tasks Alignment",
            },
            {11, 13},
        ),
        ("001", {"2412.07769": "BiMediX2: Bio-Medical EXpert LMM for Diverse Medical Modalities"}, {66}),
        (
            "002",
            {
                "2303.07618": "Medical Phrase Grounding with Region-Phrase Context Contrastive Alignment",
                "2303.09117": "Cross-Modal Causal Intervention for Medical Report Generation",
                "2502.11651": "MMXU: A Multi-Modal and Multi-X-ray Understanding Dataset for Disease Progression",
            },
            {348},
        ),
    ],
)  # fmt: skip
def test_wrong_links_of_real_lists_are_found_and_no_other(
    seed: str, papers: dict[str, str], lines: set[int]
) -> None:
    curated = read_list(next(SEEDS.glob(f"{seed}*")).read_bytes(), seed)
    works = {
        f"arxiv:{name}": Work(f"arxiv:{name}", title, (f"arxiv:{name}",), f"We present {title}.")
        for name, title in papers.items()
    }
    known = {e.line: Found(works[e.ids[0]]) for e in curated.entries if e.ids and e.ids[0] in works}
    assert {one.line for one in settle_suspects(find_suspects(curated, known), {})} == lines
