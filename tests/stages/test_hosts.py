"""Lists on GitHub: what a night asks of it, and that those where nothing changed are left alone."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from fakehub import git
from hosted import BRANCH, Hosted, make_hosted, served
from hosted_play import play, seen

NAMES = [f"list-{at:02}" for at in range(4)]
TWO = ("list-00", "list-01")
HEAD = f"refs/heads/{BRANCH}"
SEEN = "select list_name, work_id, state, row from changes order by all"
TOLD = "select * exclude (changed_at) from proposals order by list_name"


def left_alone(report: Any) -> list[int | None]:
    return [one.counts.get("left_alone") for one in report.stages]


@pytest.fixture(scope="module")
def settled(tmp_path_factory: pytest.TempPathFactory) -> Hosted:
    """Four lists with a pull request each, in which nothing happens any more."""
    with served(make_hosted(tmp_path_factory.mktemp("settled") / "home", 4)) as hosted:
        hosted.bring(1, 2, 3)
        assert hosted.night().stages[-1].counts["opened"] == 4
        report = hosted.night()
        assert (report.problems, left_alone(report)) == ((), [4, None, 4, 4])
        return hosted


@pytest.fixture
def hosted(settled: Hosted, tmp_path: Path) -> Iterator[Hosted]:
    with served(settled.copied(tmp_path / "home")) as copied:
        yield copied


def test_a_night_without_news_asks_three_questions_for_all_lists(hosted: Hosted) -> None:
    before = hosted.query(SEEN), hosted.query(TOLD)
    report = hosted.night()
    assert (report.problems, left_alone(report)) == ((), [4, None, 4, 4])
    assert hosted.asked == {"/graphql": 3}
    assert (hosted.query(SEEN), hosted.query(TOLD)) == before
    report = hosted.night(is_anew=True)  # as it was before such questions
    assert (report.problems, left_alone(report)) == ((), [0, None, 0, 0])
    assert set(hosted.asked) == {*NAMES, "/graphql"}
    assert all(hosted.asked[name] > 30 for name in NAMES)
    assert (hosted.query(SEEN), hosted.query(TOLD)) == before


def test_what_may_not_be_written_is_shown_once(hosted: Hosted) -> None:
    hosted.configure("list-00", "publish: false")
    report = hosted.night()
    assert hosted.night().stages[-1].counts["left_alone"] == 4
    hosted.bring(4)
    report = hosted.night()
    assert len(report.stages[-1].pages) > 0
    assert any("`publish: true` lets me" in note for note in report.stages[-1].notes)
    assert "Gadget 4" not in hosted.pull("list-00")["body"]
    report = hosted.night()
    assert (report.stages[-1].pages, report.stages[-1].counts["left_alone"]) == ((), 4)
    report = hosted.night()
    assert left_alone(report) == [4, None, 4, 4]
    assert any("list-00: nothing new to show" in note for note in report.stages[-1].notes)
    assert hosted.asked == {"/graphql": 3}
    assert len(hosted.night(is_anew=True).stages[-1].pages) > 0


def test_nights_that_leave_lists_alone_end_like_nights_that_look_at_everything(
    tmp_path: Path,
) -> None:
    left, history = 0, []
    for happened, leaving, looking, report, other in play(tmp_path, seed=1, lists=2, nights=3):
        history.append(happened)
        assert seen(leaving) == seen(looking), history
        assert (report.problems, other.problems) == ((), ())
        left += sum(count or 0 for count in left_alone(report))
    assert left > 3


def test_only_the_lists_of_which_something_is_told_are_looked_at(hosted: Hosted) -> None:
    hosted.tick("list-00", 1, is_on=False)
    del hosted.hub.beside["somebody/list-02"]
    hosted.hub.beside["somebody/where"] = replace(hosted.at_hub("list-03"), name="where")
    hosted.hub.moved["somebody/list-03"] = "somebody/where"
    report = hosted.night()
    assert left_alone(report) == [1, None, 1, 1]
    assert hosted.asked["list-00"] > 20
    assert hosted.asked["list-01"] == hosted.asked["list-02"] == 0
    assert hosted.query("select list_name, kind from decisions") == [("list-00", "refused")]
    assert len(report.problems) == 3  # in each stage, as a list's own problem
    for problem in report.problems:
        assert "list-02: GitHub has no repository somebody/list-02" in str(problem)
        assert "config/lists/list-02.yaml" in str(problem)
    (note,) = (one for one in report.stages[0].notes if "called" in one)
    assert note.startswith("list-03: its repository is called somebody/where now; write that")


def test_a_night_whose_question_is_not_answered_goes_the_long_way_and_says_so(
    hosted: Hosted,
) -> None:
    hosted.tick("list-00", 1, is_on=False)
    hosted.hub.most = 0
    report = hosted.night(lists=TWO)
    assert (report.problems, left_alone(report)) == ((), [0, None, 0, None])
    assert all(hosted.asked[name] > 20 for name in TWO)
    assert hosted.query("select list_name, kind from decisions") == [("list-00", "refused")]
    words = "looked at by itself: can't ask where lists stand: GitHub answered 502"
    assert sum(words in note for note in report.stages[0].notes) == 2


def test_a_night_without_a_token_asks_as_it_always_did(hosted: Hosted) -> None:
    hosted.environment = {}
    hosted.tick("list-00", 1, is_on=False)
    report = hosted.night(is_dry_run=True, lists=TWO)
    assert (report.problems, left_alone(report)) == ((), [0, None, 0, None])
    assert set(hosted.asked) == set(TWO)


def test_what_we_published_ourselves_is_not_read_back(hosted: Hosted) -> None:
    hosted.bring(4)
    report = hosted.night(lists=TWO)
    assert report.stages[3].counts == {"opened": 0, "updated": 2, "commits": 2, "left_alone": 0}
    report = hosted.night(lists=TWO)
    assert left_alone(report) == [2, None, 2, 2]
    assert hosted.asked == {"/graphql": 3}


def test_what_happens_beside_a_publication_is_read_in_the_next_night(hosted: Hosted) -> None:
    """A tick right after our words; tests/forges/test_github_states.py has all else that may happen."""

    def people(method: str, path: str) -> None:
        if (method, path) == ("PATCH", "/repos/somebody/list-00/pulls/1"):
            hosted.tick("list-00", 1, is_on=False)

    hosted.bring(4)
    hosted.hub.after = people
    hosted.night(lists=TWO)
    report = hosted.night(lists=TWO, stages=("reconcile",))
    assert left_alone(report) == [1]
    assert hosted.query("select list_name, kind from decisions") == [("list-00", "refused")]


def test_what_happens_after_the_question_is_read_in_the_next_night(hosted: Hosted) -> None:
    questions = []

    def people(method: str, path: str) -> None:
        questions.append(path)
        if questions.count("/graphql") == len(questions) == 3:
            hosted.tick("list-00", 1, is_on=False)

    hosted.hub.after = people
    assert left_alone(hosted.night()) == [4, None, 4, 4]
    assert hosted.query("select * from decisions") == []
    assert left_alone(hosted.night()) == [3, None, 3, 3]
    assert hosted.query("select list_name, kind from decisions") == [("list-00", "refused")]


def test_a_list_with_news_is_checked_again_right_before_it_is_written(hosted: Hosted) -> None:
    """A person's commit between the question and the push: the push is refused, and nothing is lost."""
    hosted.tick("list-00", 1, is_on=False)

    def people(method: str, path: str) -> None:
        if method == "POST" and path.endswith("/git/commits"):
            hosted.hub.after = lambda method, path: None
            made = hosted.commit("list-00", HEAD, "By hand")
            hosted.pull("list-00")["head"]["sha"] = made

    hosted.hub.after = people
    report = hosted.night()
    (problem,) = report.problems
    assert "422 Update is not a fast forward" in str(problem)
    report = hosted.night()
    assert report.problems == ()
    assert hosted.query("select list_name, kind from decisions") == [("list-00", "refused")]
    log = git(hosted.at_hub("list-00").repo, "log", "--format=%s", f"main..{HEAD}").split("\n")
    assert log[1] == "By hand"
    assert len(log) == 3


def test_news_that_only_waits_is_counted_without_asking_any_list(hosted: Hosted) -> None:
    hosted.bring(4, 5, 6)  # the pull requests are full with 4
    hosted.night(lists=TWO)
    hosted.bring(7)
    report = hosted.night(lists=TWO, stages=("reconcile", "classify", "propose"))
    assert report.stages[2].counts["only_counted"] == 2
    assert hosted.asked == {"/graphql": 2}
    sql = "select waiting_count from proposals where list_name < 'list-02'"
    assert hosted.query(sql) == [(3,), (3,)]


def test_lists_that_time_may_wake_are_published_as_ever(hosted: Hosted) -> None:
    hosted.configure("list-00", "quiet_hours: [2, 4]")
    hosted.configure("list-01", "dashboard: true")
    hosted.at_hub("list-02").end(1, "ann", is_merged=False)
    closed_at = hosted.at + timedelta(days=2)
    hosted.at_hub("list-02").pulls[1]["closed_at"] = f"{closed_at:%Y-%m-%dT%H:%M:%SZ}"
    hosted.pull("list-03")["labels"] = [{"name": "paper-ingest: stop"}]
    report = hosted.night()
    assert report.problems == ()
    notes = hosted.night().stages[-1].notes
    assert "list-00: quiet hours, 02:00 to 04:00 UTC" in notes
    assert any(one.startswith("list-02: resting until 2026-06-0") for one in notes)
    report = hosted.night()
    assert left_alone(report)[-1] == 2
    assert hosted.asked.keys() == {"/graphql", "list-00", "list-01"}
    assert any("list-03: #1 carries the label" in one for one in report.stages[-1].notes)
