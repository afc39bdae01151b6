"""What people do with a pull request becomes decisions: who, when and how, kept for good."""

from collections.abc import Callable
from typing import Any

import pytest

AGENT, PICTURE, BOTH = "arxiv:2605.00003", "arxiv:2605.00001", "arxiv:2605.00002"


def number_of(small: Any, work_id: str) -> int:
    return next(number for number, one in small.items().items() if one == work_id)


def test_a_row_rewritten_on_the_branch_is_a_correction_and_stays_as_written(small: Any) -> None:
    row = small.row(AGENT)
    by_hand = row.replace("| - |", "| [code, by hand](https://example.org/x) |")
    assert by_hand != row
    small.edit(row, by_hand)
    for _ in range(2):
        assert small.run().problems == ()
    assert small.row(AGENT) == by_hand
    assert by_hand in small.pull.body
    found = small.decisions("corrected")
    assert [one[:4] for one in found] == [(AGENT, "corrected", "row edited on the branch", "ann")]
    assert "example.org/x" in small.query("select reason from decisions")[0][0]
    small.merge()
    small.run()
    assert small.row(AGENT, "main") == by_hand
    assert [one[1] for one in small.decisions() if one[0] == AGENT] == ["corrected", "merged"]


def test_a_row_moved_on_the_branch_is_a_move_and_stays_where_it_was_put(small: Any) -> None:
    row = small.row(BOTH)
    assert small.section(BOTH) == "Agents"
    small.edit(row + "\n", "")
    title = row.split("](")[0].lstrip("| [")
    by_hand = f"- [{title}](https://arxiv.org/abs/2605.00002)"
    small.edit("- [Old seeing things]", f"{by_hand}\n- [Old seeing things]")
    for _ in range(2):
        assert small.run().problems == ()
    assert small.row(BOTH) == by_hand
    assert small.section(BOTH) == "Pictures"
    assert small.decisions("moved") == [
        (BOTH, "moved", "row moved on the branch", "ann", "Pictures")
    ]
    assert small.decisions("refused") == []


def test_the_second_box_puts_a_work_into_the_other_section(small: Any) -> None:
    number = number_of(small, BOTH)
    assert f"**{number} →** put under *Pictures* instead" in small.pull.body
    small.move(number)
    small.run()
    assert small.section(BOTH) == "Pictures"
    assert small.row(BOTH).startswith("- [")
    assert small.decisions() == [(BOTH, "moved", "second box ticked", "ann", "Pictures")]
    assert f"**{number} →** put under *Agents* instead" in small.pull.body
    assert small.commits()[-1] == "Move 1 work to another section"
    commits = small.commits()
    small.run()
    assert small.commits() == commits


def test_a_work_can_be_moved_back(small: Any) -> None:
    number = number_of(small, BOTH)
    for section in ("Pictures", "Agents", "Pictures"):
        small.move(number)
        small.run()
        assert small.section(BOTH) == section
    assert len(small.decisions("moved")) == 3


COMMANDS = [
    ("/refuse {n} no code", "refused", "comment: /refuse", "no code"),
    ("Thanks!\n\n/move {n} pictures\nbye", "moved", "comment: /move", ""),
    ("/snooze {n} 30d", "snoozed", "comment: /snooze", "until 2026-07-01"),
]


@pytest.mark.parametrize(("text", "kind", "how", "reason"), COMMANDS)
def test_a_command_decides_who_when_and_how(
    small: Any, text: str, kind: str, how: str, reason: str
) -> None:
    number = number_of(small, AGENT)
    small.say(text.format(n=number), "bob")
    told_at = small.at
    small.run()
    (found,) = small.query("select work_id, kind, how, who, reason, decided_at from decisions")
    assert found == (AGENT, kind, how, "bob", reason, told_at.replace(tzinfo=None))
    if kind == "moved":
        assert small.section(AGENT) == "Pictures"
    else:
        assert small.section(AGENT) == ""
        assert AGENT not in small.items().values()
    small.run()
    assert len(small.decisions()) == 1


def test_a_snoozed_work_comes_again_when_its_time_is_over(small: Any) -> None:
    small.say(f"/snooze {number_of(small, AGENT)} 3d")
    small.run()
    assert AGENT not in small.items().values()
    small.run()
    assert AGENT not in small.items().values()
    small.run()
    small.run()
    assert AGENT in small.items().values()
    assert ["Put off until 2026-06-" in said for said in small.said()] == [True]
    assert small.section(AGENT) == "Agents"
    numbers = dict(small.items())
    small.run()
    assert small.items() == numbers


def test_a_guest_decides_nothing_and_is_told_so_once(small: Any) -> None:
    small.say(f"/refuse {number_of(small, AGENT)} because", "stranger", is_guest=True)
    for _ in range(2):
        small.run()
    assert small.decisions() == []
    assert len(small.said()) == 1
    assert "may write" in small.said()[0]


@pytest.mark.parametrize(
    ("text", "answer"),
    [
        ("/refuse 99", "no item 99"),
        ("/move {n} Nowhere", "which section?"),
        ("/snooze {n} soon", "say how long"),
        ("/refus {n}", "did you mean"),
        ("/why", "name an item"),
        ("/why {n}", "in the title: “agent”"),
    ],
)
def test_a_command_that_needs_an_answer_gets_one(small: Any, text: str, answer: str) -> None:
    small.say(text.format(n=number_of(small, AGENT)))
    for _ in range(2):
        small.run()
    assert len(small.said()) == 1
    assert answer in small.said()[0]
    assert small.decisions() == []


@pytest.mark.parametrize(
    "text",
    ["> /refuse 1 quoted", "```\n/refuse 1\n```", "see /refuse 1", "/etc/passwd", "// refuse 1"],
)
def test_talk_is_no_command(small: Any, text: str) -> None:
    small.say(text)
    small.run()
    assert small.decisions() == []
    assert small.said() == []


def test_a_pause_stops_everything_until_it_is_taken_back(
    small: Any, invent: Callable[[int], dict[str, Any]]
) -> None:
    before = (small.pull.body, small.text())
    small.say("/pause on holiday")
    small.untick(1)
    unticked = small.pull.body
    small.bring(*(invent(number) for number in range(20, 24)))
    report = small.run()
    assert "paused by ann" in str(report.stages[-1].notes)
    assert (small.pull.body, small.text()) == (unticked, before[1])
    assert len(small.decisions("refused")) == 1
    small.say("/resume")
    small.run()
    assert small.text() != before[1]
    assert ["Paused" in said for said in small.said()] == [True, False]


def test_a_label_stops_everything(small: Any) -> None:
    from ingest.forges import review

    review.set_labels(small.home, "small", 1, ("paper-ingest: stop",))
    small.untick(1)
    before = small.text()
    report = small.run()
    assert "carries the label" in str(report.stages[-1].notes)
    assert small.text() == before
    review.set_labels(small.home, "small", 1, ())
    small.run()
    assert small.text() != before


def test_edits_of_the_list_after_the_merge_are_decisions(small: Any) -> None:
    small.merge()
    small.run()
    assert {one[1] for one in small.decisions()} == {"merged"}
    gone, changed, moved = small.row(AGENT, "main"), small.row("arxiv:2605.00006", "main"), small.row(BOTH, "main")  # fmt: skip
    small.edit(gone + "\n", "", "main", "bob")
    small.edit(
        changed, changed.replace("| - |", "| [code](https://github.com/b/c) |"), "main", "bob"
    )
    small.edit(moved + "\n", "", "main", "bob")
    entry = "- [Walker 2](https://arxiv.org/abs/2605.00002)\n- [Old seeing things]"
    small.edit("- [Old seeing things]", entry, "main", "bob")
    small.run()
    assert sorted(one for one in small.decisions() if one[1] != "merged") == [
        (BOTH, "moved", "row moved in the list", "bob", "Pictures"),
        (AGENT, "refused", "row removed from the list", "bob", "Agents"),
        ("arxiv:2605.00006", "corrected", "row edited in the list", "bob", "Agents"),
    ]
    count = len(small.decisions())
    for _ in range(2):
        small.run()
    assert len(small.decisions()) == count
    assert AGENT not in small.items().values()


def test_what_a_person_writes_into_the_body_and_the_title_survives(
    small: Any, invent: Callable[[int], dict[str, Any]]
) -> None:
    number = number_of(small, AGENT)
    lines = small.pull.body.split("\n")
    at = next(place for place, line in enumerate(lines) if line.startswith(f"- [x] **{number}.**"))
    lines[at] += " is this the one of last year?"
    lines.insert(at + 1, "  I asked the authors. -- Ann")
    body = "Dear all, please look at 2.\n\n" + "\n".join(lines) + "\n\nMore below.\n"
    small.write_body(body.replace("\n", "\r\n"), "New things for June")
    small.untick(2)
    for night in range(3):
        small.bring(invent(30 + night))
        assert small.run().problems == ()
        assert small.pull.title == "New things for June"
        assert small.pull.body.startswith("Dear all, please look at 2.\n")
        for words in (
            "is this the one of last year?",
            "I asked the authors. -- Ann",
            "More below.",
        ):
            assert small.pull.body.count(words) == 1
    assert f"On {number}:" in small.pull.body
    assert len(small.decisions("refused")) == 1


def test_a_closed_pull_request_is_asked_about_once_and_nothing_of_it_returns(
    small: Any, invent: Callable[[int], dict[str, Any]]
) -> None:
    works = set(small.items().values())
    small.close()
    for night in range(3):
        small.bring(invent(40 + night))
        small.run()
        assert works.isdisjoint(small.items().values())
    from ingest.forges.pulls import load_pull

    asked = [one.text for one in load_pull(small.home, "small", 1).comments]
    assert len(asked) == 1
    assert "/pause" in asked[0]
    assert [one.state for one in small.pulls()] == ["closed", "open"]
