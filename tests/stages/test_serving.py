"""A night for many lists: several at once, each on its own, nobody left out for good."""

import shutil
import threading
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

import pytest

from ingest.errors import RateLimitError
from ingest.forges import Forge, open_forge, review
from ingest.forges.pulls import load_pulls, repo_path
from ingest.lists.plan import ListPlan
from ingest.stages import Context, StageReport
from ingest.stages.serving import serve_lists

Invent = Callable[[int], dict[str, Any]]
NAMES = [f"list-{number:02}" for number in range(9)]


@dataclass
class Watch:
    """Opens forges and remembers who was served when; some lists fail."""

    failing: dict[str, Exception] = field(default_factory=dict)
    served: list[str] = field(default_factory=list)
    pauses: set[float] = field(default_factory=set)

    def __call__(self, plan: ListPlan, **rest: Any) -> Forge:
        self.served.append(plan.name)
        self.pauses.add(rest["pause"])
        if plan.name in self.failing:
            raise self.failing[plan.name]
        return open_forge(plan, **rest)


@pytest.fixture
def many(empty: Any, invent: Invent) -> Any:
    """Nine lists like the small one, and three works for each of them."""
    lists = empty.home / "config" / "lists"
    text = (lists / "small.yaml").read_text()
    page = empty.text("main").encode()
    for name in NAMES:
        (lists / f"{name}.yaml").write_text(text.replace("repo: small", f"repo: {name}"))
        review.seed_repo(empty.home, name, "README.md", page, "main", now=empty.later)
    (lists / "small.yaml").unlink()
    empty.bring(*(invent(number) for number in (1, 2, 4)))
    empty.opener = Watch()
    return empty


def set_up(many: Any, **values: object) -> None:
    """Write the lines `forges:` of config/sources.yaml anew."""
    path = many.home / "config" / "sources.yaml"
    before, _, after = path.read_text().partition("forges:\n")
    rest = after.partition("\n\n")[2]
    lines = "".join(f"  {name}: {value}\n" for name, value in values.items())
    path.write_text(f"{before}forges:\n{lines}\n{rest}")


def bodies(home: Path) -> dict[str, str]:
    return {name: load_pulls(home, name)[0].pull.body for name in NAMES if load_pulls(home, name)}


def test_a_list_in_trouble_and_a_bug_in_another_touch_no_other_list(many: Any) -> None:
    shutil.rmtree(repo_path(many.home, "list-03"))
    many.opener.failing = {"list-05": KeyError("slug")}
    report = many.run()
    assert set(bodies(many.home)) == set(NAMES) - {"list-03", "list-05"}
    proposing, publishing = report.stages[-2:]
    assert publishing.counts["opened"] == 7
    missing, bug = (str(problem) for problem in proposing.problems)
    assert "list-03.git: there is no git repository here" in missing
    assert len(publishing.problems) == 1
    assert "a bug in ingest: KeyError: 'slug'" in bug
    assert "test_serving.py:" in bug
    assert report.exit_code == 13


def test_several_at_once_do_the_same_as_one_after_another(many: Any, tmp_path: Path) -> None:
    shutil.copytree(many.home, tmp_path / "other")
    other = replace(many, home=tmp_path / "other")
    set_up(many, lists_at_once=4)
    set_up(other, lists_at_once=1)
    reports = [one.run() for one in (many, other)]
    assert bodies(many.home) == bodies(other.home)
    assert len(bodies(many.home)) == len(NAMES)
    assert reports[0].stages[-1] == reports[1].stages[-1]
    again = many.run(hours=1)
    assert again.stages[-1].counts == {"opened": 0, "updated": 0, "commits": 0}


@pytest.mark.parametrize("limit", [1, 3])
def test_no_more_lists_are_served_at_once_than_config_allows(many: Any, limit: int) -> None:
    set_up(many, lists_at_once=limit)
    here, most = set(), []
    full = threading.Event()

    def work(context: Context, plan: ListPlan, report: StageReport) -> StageReport:
        here.add(plan.name)
        most.append(len(here))
        if len(here) == limit:
            full.set()
        assert full.wait(10)  # it comes only when so many are here at once
        here.discard(plan.name)
        return report.noted(plan.name)

    report = many.stage(lambda context: serve_lists(context, StageReport("publish"), work))
    assert report.problems == ()
    assert max(most) == limit
    assert list(report.notes) == NAMES  # in the order of their names, whoever ended first


def test_lists_of_one_repository_follow_each_other(many: Any) -> None:
    for name in NAMES[1:]:
        path = many.home / "config" / "lists" / f"{name}.yaml"
        path.write_text(path.read_text().replace(f"repo: {name}", f"repo: {NAMES[0]}"))
    threads = set()

    def work(context: Context, plan: ListPlan, report: StageReport) -> StageReport:
        threads.add(threading.get_ident())
        return report

    many.stage(lambda context: serve_lists(context, StageReport("publish"), work))
    assert len(threads) == 1


def test_a_spent_limit_passes_over_its_own_lists_which_come_first_the_next_night(
    many: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("TOKEN_B", "b")
    for name in NAMES[1::2]:  # 01 03 05 07 belong to another account
        path = many.home / "config" / "lists" / f"{name}.yaml"
        path.write_text(f"{path.read_text()}token_variable: TOKEN_B\n")
    set_up(many, lists_at_once=1)
    many.run(("reconcile", "classify", "propose"))
    many.opener.failing = {"list-04": RateLimitError("the rate limit is used up")}
    report = many.run(("publish",))
    assert set(bodies(many.home)) == {NAMES[at] for at in (0, 1, 2, 3, 5, 7)}
    assert [problem.what for problem in report.problems] == ["the rate limit is used up"]
    left = [note for note in report.stages[0].notes if "left for the next run" in note]
    assert [note.split(":")[0] for note in left] == ["list-06", "list-08"]
    assert many.query("select count(*) from passed_over") == [(3,)]
    many.opener = Watch()
    assert many.run().problems == ()
    waited = ["list-04", "list-06", "list-08"]
    others = [name for name in NAMES if name not in waited]  # published: nothing of them is new
    reconciled, proposed, published = waited, waited, waited + others
    assert many.opener.served == reconciled + proposed + published
    assert set(bodies(many.home)) == set(NAMES)
    assert many.query("select count(*) from passed_over") == [(0,)]


def test_so_many_at_once_on_a_host_write_so_much_more_slowly(many: Any) -> None:
    many.run(("reconcile",))
    assert many.opener.pauses == {1.0}
    set_up(many, lists_at_once_per_host=3)
    many.opener = Watch()
    many.run(("reconcile",), is_anew=True)
    assert many.opener.pauses == {3.0}


def test_a_dry_run_shows_every_list_and_keeps_nothing(many: Any) -> None:
    report = many.run(is_dry_run=True)
    assert report.problems == ()
    assert sum("Would open" in page or "+" in page for page in report.stages[-1].pages) >= len(
        NAMES
    )
    assert bodies(many.home) == {}
    assert many.query("select count(*) from proposals") == [(0,)]
