"""What publishing does beside people: others' pull requests, a base that moves, caps, consent."""

from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

import pytest

from ingest.forges import review
from ingest.lists.plan import ListPlan
from ingest.report import render_status
from ingest.stages import Wish, open_context
from ingest.stages.explaining import status
from ingest.stages.standstill import is_quiet

Invent = Callable[[int], dict[str, Any]]


def configure(small: Any, **values: Any) -> None:
    path = small.home / "config" / "lists" / "small.yaml"
    lines = [line for line in path.read_text().split("\n") if line.split(":")[0] not in values]
    path.write_text("\n".join([*(f"{name}: {value}" for name, value in values.items()), *lines]))


def propose_by_hand(small: Any, entry: str, title: str = "Add a paper", who: str = "bob") -> None:
    text = small.text("main").replace("- [Old seeing", f"{entry}\n- [Old seeing").encode()
    branch = f"patch-{len(small.pulls())}"
    at = {"who": who, "now": small.later}
    review.open_other(small.home, small.name, branch, "README.md", text, title, **at)


@pytest.mark.parametrize(
    "entry",
    [
        "- [x](https://arxiv.org/abs/2605.00004)",
        "- [x](http://www.arxiv.org/pdf/2605.00004v3.pdf)",
        "- <https://huggingface.co/papers/2605.00004>",
        "- x, arXiv:2605.00004v2",
        "- [x](https://doi.org/10.48550/arXiv.2605.00004)",
        "- **Camera 4: every IMAGE, twice**",
    ],
)
def test_what_a_person_already_proposed_is_left_to_that_person(
    empty: Any, invent: Invent, entry: str
) -> None:
    configure(empty)
    work = invent(4)
    work["paper"]["title"] = work["title"] = "Camera 4: every image twice"
    empty.bring(invent(3), work)
    propose_by_hand(empty, entry)
    report = empty.run()
    assert report.problems == ()
    assert set(empty.items().values()) == {"arxiv:2605.00003"}
    body = empty.pull.body
    assert "already proposed in #&#8203;1 by bob" in body
    assert "already proposed in #1 by bob" in str(report.stages[2].notes)
    review.close(empty.home, empty.name, 1, "ann", now=empty.later)
    empty.run()
    assert "arxiv:2605.00004" in empty.items().values()


def test_what_stands_in_our_pull_request_was_there_first(small: Any) -> None:
    works = small.items()
    propose_by_hand(small, "- [x](https://arxiv.org/abs/2605.00001)")
    small.run()
    assert small.items() == works


def test_what_stands_in_the_list_is_not_proposed(empty: Any, invent: Invent) -> None:
    empty.bring(invent(3), invent(4))
    empty.edit(
        "- [Old seeing", "- [By hand](https://arxiv.org/pdf/2605.00004)\n- [Old seeing", "main"
    )
    empty.run()
    assert set(empty.items().values()) == {"arxiv:2605.00003"}


def test_a_base_that_moved_is_merged_in(small: Any, invent: Invent) -> None:
    small.edit("The end.", "The end is near.", "main")
    small.bring(invent(20))
    assert small.run().problems == ()
    assert "The end is near." in small.text()
    assert small.commits()[1] == "Merge main into paper-ingest/updates"


def add_at_our_place(small: Any) -> None:
    """A person adds a row where our rows stand, so that git can't merge both."""
    first, last = small.text("main").split("\n")[6:8]
    small.edit(last, f"{last}\n| [By hand](https://arxiv.org/abs/2002.00009) | - |", "main")
    small.edit(first, f"| [By her hand](https://arxiv.org/abs/2002.00008) | - |\n{first}", "main")


def test_a_conflict_with_our_commits_alone_is_solved_by_writing_our_rows_anew(small: Any) -> None:
    works = set(small.items().values())
    add_at_our_place(small)
    assert small.run().problems == ()
    text = small.text()
    assert "2002.00009" in text
    assert "2002.00008" in text
    for work_id in works:
        assert text.count(work_id.removeprefix("arxiv:")) == 1
    assert small.said() == []
    small.merge()
    assert small.run().problems == ()
    assert {one[1] for one in small.decisions()} == {"merged"}


def test_a_conflict_beside_a_persons_commits_is_left_to_people_and_told_once(
    small: Any, invent: Invent
) -> None:
    row = small.row("arxiv:2605.00003")
    small.edit(row, row.replace("| - |", "| mine |"))
    add_at_our_place(small)
    before = small.text()
    for night in range(3):
        small.bring(invent(20 + night))
        report = small.run()
        assert report.problems == ()
        assert "change the same lines" in str(report.stages[-1].notes)
    assert small.text() == before
    assert len(small.said()) == 1
    assert "merge `main` into" in small.said()[0]
    assert "change the same lines" in str(small.query("select standstill from proposals"))
    with open_context(Wish(small.home, is_polling=False), lambda progress: None) as opened:
        shown = render_status(status(opened.store, opened.config, small.at))
    assert "nothing is published: " in shown


def test_a_proposal_made_from_another_text_is_refused(small: Any, invent: Invent) -> None:
    small.bring(invent(20))
    small.run(("reconcile", "classify", "propose"))
    small.edit("The end.", "The end is near.", "main")
    before = small.text()
    report = small.run(("publish",))
    assert "from another text" in str(report.problems[0])
    assert small.text() == before
    assert small.run().problems == ()


def test_a_tick_between_proposal_and_publication_is_not_overwritten(
    small: Any, invent: Invent
) -> None:
    small.bring(invent(20))
    small.run(("reconcile", "classify", "propose"))
    small.untick(1)
    body = small.pull.body
    report = small.run(("publish",))
    assert "was edited just now" in str(report.stages[-1].notes)
    assert small.pull.body == body
    small.run()
    assert len(small.decisions("refused")) == 1


def test_a_list_that_did_not_agree_is_shown_and_not_written(empty: Any, invent: Invent) -> None:
    configure(empty, publish="false")
    empty.bring(invent(3))
    report = empty.run()
    assert report.problems == ()
    pages = "\n".join(report.stages[-1].pages)
    assert "would push" in pages
    assert "would open" in pages
    assert "`publish: true` lets me" in str(report.stages[-1].notes)
    assert empty.pulls() == []
    assert empty.query("select pull_number, state from proposals") == [(None, None)]
    configure(empty, publish="true")
    empty.run()
    assert len(empty.pulls()) == 1


def test_a_week_brings_no_more_than_it_may(empty: Any, invent: Invent) -> None:
    configure(empty, max_per_week=4, max_items=3)
    empty.bring(*(invent(number) for number in range(1, 13)))
    empty.run()
    assert len(empty.items()) == 3
    assert "9 works waiting for room" in empty.pull.body
    empty.merge()
    empty.run()
    assert len(empty.items()) == 1
    empty.run()
    assert len(empty.items()) == 1
    for _ in range(7):
        empty.run()
    assert len(empty.items()) == 3


def test_after_an_end_there_is_a_rest(small: Any, invent: Invent) -> None:
    configure(small, cooldown_days=3)
    small.merge()
    small.bring(invent(20))
    report = small.run()
    assert "resting until 2026-06-04" in str(report.stages[-1].notes)
    assert len(small.pulls()) == 1
    small.run()
    small.run()
    small.run()
    assert len(small.pulls()) == 2


@pytest.mark.parametrize(
    ("hours", "hour", "expected"),
    [
        (None, 3, False),
        ((22, 6), 3, True),
        ((22, 6), 22, True),
        ((22, 6), 6, False),
        ((8, 10), 9, True),
        ((8, 10), 10, False),
        ((8, 8), 8, False),
    ],
)
def test_quiet_hours_may_go_over_midnight(
    hours: tuple[int, int] | None, hour: int, expected: bool
) -> None:
    plan = ListPlan("small", "local", "small", (), quiet_hours=hours)
    assert is_quiet(plan, datetime(2026, 6, 1, hour, 30, tzinfo=UTC)) is expected


def test_in_quiet_hours_reviews_are_read_and_nothing_is_written(small: Any) -> None:
    configure(small, quiet_hours="[2, 5]")
    small.untick(1)
    before = small.text()
    report = small.run()
    assert "quiet hours" in str(report.stages[-1].notes)
    assert len(small.decisions("refused")) == 1
    assert small.text() == before
