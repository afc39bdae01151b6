"""Changes of rows that are there: proposed in a group of their own, decided by people, never twice."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from ingest import repo
from ingest.forges.pulls import load_pulls

KEEPING = ("reconcile", "upkeep", "propose", "publish")
CODE = "https://github.com/old/things"
REPAIRS = "paper-ingest/repairs"


def known(arxiv_id: str, title: str, text: str) -> dict[str, Any]:
    """A work that stands in the list, as a daily payload tells it."""
    at = "2026-05-01T00:00:00.000Z"
    paper = {"id": arxiv_id, "title": title, "summary": text, "publishedAt": at, "authors": []}
    return {"paper": paper, "publishedAt": at, "title": title}


@pytest.fixture
def filling(empty: Any) -> Any:
    """A list whose first row has a gap, and a work whose abstract fills it, proposed."""
    empty.bring(
        known("2001.00001", "Old acting things", f"An agent. Our code is available at {CODE}.")
    )
    report = empty.run(KEEPING)
    assert report.problems == ()
    return empty


ROW = "| [Old acting things](https://arxiv.org/abs/2001.00001) | - |"
FILLED = f"| [Old acting things](https://arxiv.org/abs/2001.00001) | [code]({CODE}) |"


def test_a_gap_is_filled_on_the_branch_and_the_body_shows_both_rows(filling: Any) -> None:
    assert filling.pull.title == "Fill 1 cell"
    assert f"- {ROW}" in filling.pull.body
    assert f"+ {FILLED}" in filling.pull.body
    assert 'named in the abstract: "Our code is available at"' in filling.pull.body
    assert filling.text() == filling.text("main").replace(ROW, FILLED)


def test_a_second_run_changes_nothing(filling: Any) -> None:
    body, commits = filling.pull.body, filling.commits()
    filling.run(KEEPING)
    assert (filling.pull.body, filling.commits()) == (body, commits)


def test_an_unticked_change_is_set_back_and_never_comes_again(filling: Any) -> None:
    filling.untick(1)
    filling.run(KEEPING)
    assert filling.text() == filling.text("main")
    assert [(kind, how) for _, kind, how, _, _ in filling.decisions()] == [("refused", "unticked")]
    filling.run(KEEPING, hours=24 * 40)
    assert filling.items() == {}


def test_a_row_set_back_on_the_branch_is_a_refusal(filling: Any) -> None:
    filling.edit(FILLED, ROW)
    filling.run(KEEPING)
    assert [kind for _, kind, _, _, _ in filling.decisions()] == ["refused"]
    assert ROW in filling.text()


def test_a_row_rewritten_on_the_branch_stays_as_the_person_left_it(filling: Any) -> None:
    mine = FILLED.replace("[code]", "[source code]")
    filling.edit(FILLED, mine)
    filling.run(KEEPING)
    assert mine in filling.text()
    assert [kind for _, kind, _, _, _ in filling.decisions()] == ["corrected"]
    filling.merge()
    filling.run(KEEPING)
    assert mine in filling.text("main")
    assert {kind for _, kind, _, _, _ in filling.decisions()} == {"corrected", "merged"}


def test_a_merged_change_is_remembered_and_its_row_may_change_later(filling: Any) -> None:
    filling.merge()
    filling.run(KEEPING)
    assert [kind for _, kind, _, _, _ in filling.decisions()] == ["merged"]
    filling.edit(FILLED, FILLED.replace("[code]", "[source]"), branch="main")
    filling.run(KEEPING)
    assert [kind for _, kind, _, _, _ in filling.decisions()] == ["merged"]
    assert filling.items() == {}


def test_a_cell_that_somebody_filled_meanwhile_is_left_to_them(filling: Any) -> None:
    filling.edit(ROW, ROW.replace("| - |", "| [mine](https://github.com/ann/mine) |"), "main")
    filling.run(KEEPING)
    assert filling.items() == {}
    assert "ann/mine" in filling.text("main")


def test_fills_and_new_works_share_one_pull_request(
    empty: Any, invent: Callable[[int], dict[str, Any]]
) -> None:
    text = f"An agent. Our code is available at {CODE}."
    empty.bring(invent(3), known("2001.00001", "Old acting things", text))
    report = empty.run(("reconcile", "classify", "upkeep", "propose", "publish"))
    assert report.problems == ()
    assert len(empty.pulls()) == 1
    assert empty.pull.title == "Add 1 work to Agents; fill 1 cell"
    assert empty.pull.body.index("### Agents") < empty.pull.body.index("### Rows that are there")
    empty.bring(invent(6))  # no cell is blank on the branch any more to show how blanks are written
    assert empty.run(("reconcile", "classify", "propose", "publish")).problems == ()
    assert empty.text().count("| - |") == 2


BROKEN = """# Things that act and see

![](https://img.shields.io/badge/Papers-9-green)

## Agents

| Paper | Code |
|:--|:--|
| [Old acting things](https://arxiv.org/abs/2001.00001) | - |
| [Older acting things](https://arxiv.org/abs/2001.00001) | [code](https://github.com/old/acting) |

## Pictures

- [Old seeing things](Https://arxiv.org/abs/2001.00002)
- [Older seeing things](https://arxiv.org/abs/1901.00002)
- [Older seeing things](https://arxiv.org/abs/1901.00002)

The end.
"""


@pytest.fixture
def broken(empty: Any) -> Any:
    """A list with four mistakes, and a home where repairs are on."""
    empty.edit(empty.text("main"), BROKEN, branch="main")
    config = empty.home / "config" / "lists" / "small.yaml"
    config.write_text(config.read_text() + "repairs: true\n")
    empty.bring(
        known("2001.00001", "Old acting things", "An agent."),
        known("1901.00001", "Older acting things", "An agent."),
    )
    report = empty.run(KEEPING)
    assert report.problems == ()
    return empty


def mended(text: str) -> str:
    row = "- [Older seeing things](https://arxiv.org/abs/1901.00002)\n"
    return (
        text.replace("Https://", "https://")
        .replace(row + row, row)
        .replace("[Older acting things](https://arxiv.org/abs/2001.00001)", "[Older acting things](https://arxiv.org/abs/1901.00001)")
    )  # fmt: skip


def repairs_text(home: Path) -> str:
    bare = home / "forge" / "small.git"
    text = repo.read_file(bare, f"refs/heads/{REPAIRS}", "README.md")
    assert text is not None
    return text.decode()


def test_mistakes_are_mended_in_a_pull_request_of_their_own(broken: Any) -> None:
    (stored,) = load_pulls(broken.home, broken.name)
    assert stored.pull.head == REPAIRS
    text = repairs_text(broken.home)
    assert mended(BROKEN).replace("Papers-9", "Papers-4") == text


def test_a_refused_repair_is_set_back_and_stays_away(broken: Any) -> None:
    number = next(
        item["number"]
        for (record,) in broken.query(
            "select record from changes where list_name = 'small/repairs'"
        )
        if "scheme" in (item := json.loads(record))["work_id"]
    )
    broken.untick(number)
    broken.run(KEEPING)
    assert "Https://" in repairs_text(broken.home)
    assert "1901.00001" in repairs_text(broken.home)
    broken.run(KEEPING)
    assert number not in dict(
        broken.query("select number, state from changes where state = 'standing'")
    )


def test_a_row_that_was_taken_out_comes_back_when_that_is_refused(broken: Any) -> None:
    (number,) = [
        number
        for number, key in broken.query("select number, work_id from changes")
        if "duplicate" in key
    ]
    broken.untick(number)
    broken.run(KEEPING)
    row = "- [Older seeing things](https://arxiv.org/abs/1901.00002)\n"
    assert row + row in repairs_text(broken.home)
    assert broken.run(KEEPING).problems == ()


def test_merged_repairs_leave_nothing_to_repair(broken: Any) -> None:
    broken.merge()
    broken.run(KEEPING)
    assert [kind for _, kind, _, _, _ in broken.decisions("refused")] == []
    assert broken.query("select * from changes where state = 'standing'") == []


def test_repairs_are_off_by_default(empty: Any) -> None:
    empty.edit(empty.text("main"), BROKEN, branch="main")
    report = empty.run(KEEPING)
    assert load_pulls(empty.home, empty.name) == ()
    told = next(stage for stage in report.stages if stage.stage == "upkeep")
    assert told.counts["findings"] >= 3
