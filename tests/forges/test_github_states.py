"""Where many lists on GitHub stand, asked in one question: what it tells apart, and what may go wrong with it."""

import json
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
import requests
from fakehub import FakeGithub, Fault, RefusalError
from github.Requester import Requester

from ingest.forges import Written
from ingest.forges.access import Access
from ingest.forges.github import GithubForge
from ingest.forges.github.asking import ask_accounts
from ingest.forges.hosted import fetch_states, is_all_ours
from ingest.forges.states import Asked, State
from ingest.lists.plan import ListPlan

HUB = ListPlan("small", "github", "somebody/small", ())
NOW = datetime(2026, 8, 21, 5, 0, tzinfo=UTC)
Ask = Callable[..., Asked]
Do = Callable[["Scene"], object]


class Scene:
    """The small GitHub, the list's forge, and what people do there."""

    def __init__(self, fake: FakeGithub, hub: GithubForge, desk: Any) -> None:
        self.fake, self.hub, self.desk = fake, hub, desk

    def propose(self) -> None:
        base = self.hub.fetch_base()
        self.hub.push_commit(parent=base.commit, text=b"new\n", message="Add 1 work")
        self.hub.open_pull("Add 1 work", "- [x] **1.** A work")

    def rival(self, number: int = 7) -> None:
        self.desk.git("update-ref", "refs/heads/other", self.desk.commit("main", b"theirs\n"))
        self.desk.git("update-ref", "refs/heads/main", "main~1")
        self.fake.pulls[number] = self.fake.pulls[1] | {
            "number": number, "head": {"ref": "other", "label": "ann:other", "sha": self.fake.place.head("other")}
        }  # fmt: skip


@pytest.fixture
def scene(fake: FakeGithub, hub: GithubForge, github_desk: Any) -> Scene:
    made = Scene(fake, hub, github_desk)
    made.propose()
    made.rival()
    return made


@pytest.fixture
def ask(fake: FakeGithub) -> Ask:
    """Ask about lists; the waits are kept in `ask.waits`."""

    def ask(*plans: ListPlan, access: Access = Access("a-token"), **named: Any) -> Asked:  # noqa: B008
        return ask_accounts(
            [(plan, access) for plan in plans or (HUB,)],
            now=lambda: NOW, tell=lambda done, total: None, base_url=fake.url, pause=0, sleep=waits.append,
            **{"at_once": 4} | named,
        )  # fmt: skip

    waits: list[float] = []
    ask.waits = waits  # type: ignore[attr-defined]
    return ask


def lists(fake: FakeGithub, count: int) -> list[ListPlan]:
    """So many lists, each in a repository of its own."""
    for at in range(count):
        fake.beside[f"somebody/list-{at}"] = FakeGithub(fake.repo, name=f"list-{at}", url=fake.url)
    return [ListPlan(f"list-{at}", "github", f"somebody/list-{at}", ()) for at in range(count)]


def questions(fake: FakeGithub) -> list[tuple[str, str]]:
    return [one for one in fake.requests if one == ("POST", "/graphql")]


CHANGES: dict[str, Do] = {
    "a commit to the list": lambda one: one.desk.commit("main", b"words\n")
    and one.desk.git("update-ref", "refs/heads/main", one.desk.commit("main", b"words\n")),
    "a commit to our branch": lambda one: one.desk.git(
        "update-ref", f"refs/heads/{HUB.branch}", one.desk.commit(HUB.branch, b"by hand\n")
    ),
    "a tick": lambda one: one.desk.tick(1, 1, False),
    "another title": lambda one: one.fake.pulls[1].update(title="Add these"),
    "a label": lambda one: one.fake.pulls[1].update(labels=[{"name": "stop"}]),
    "a comment": lambda one: one.fake.said.append((1, "issue", "ann", "/why 1")),
    "a comment beside a line": lambda one: one.fake.said.append((1, "line", "ann", "/refuse 1")),
    "a review": lambda one: one.fake.said.append((1, "review", "ann", "/pause")),
    "a merge": lambda one: one.fake.end(1, "ann", is_merged=True),
    "a close": lambda one: one.fake.end(1, "ann", is_merged=False),
    "a rival that comes": lambda one: one.rival(8),
    "a rival that goes": lambda one: one.fake.end(7, "bo", is_merged=False),
    "a rival's other words": lambda one: one.fake.pulls[7].update(body="Rather this."),
    "a rival's other commit": lambda one: one.fake.pulls[7]["head"].update(sha="1" * 40),
    "another base": lambda one: one.fake.pulls[1]["base"].update(ref="other"),
    "our rights": lambda one: setattr(one.fake, "may_push", False),
    "another name": lambda one: one.fake.moved.update({"somebody/small": "somebody/large"})
    or one.fake.beside.update({"somebody/large": replace(one.fake, name="large")}),
}  # fmt: skip


@pytest.mark.parametrize("name", CHANGES)
def test_one_question_tells_of_each_change_and_that_it_is_not_ours(
    scene: Scene, ask: Ask, name: str
) -> None:
    was, parent = ask().states["small"], scene.hub.fetch_branch()
    assert parent
    head = scene.hub.push_commit(parent=parent.commit, text=b"newer\n", message="Add 2 works")
    pull = scene.hub.update_pull(1, "Add 2 works", "- [x] **1.** A work, - [ ] **2.** Another")
    now = ask(is_after=True).states["small"]

    def is_ours(now: State) -> bool:
        written = Written(was.text, now.text, parent.commit, head, pull, ())
        return now.body == pull.body and is_all_ours(HUB, written)

    assert was.text != now.text
    assert is_ours(now)
    assert ask().states["small"].text == now.text  # with no body in it
    CHANGES[name](scene)
    after = ask(is_after=True).states["small"]
    assert after.text not in {"", now.text}
    assert not is_ours(after)


def test_our_first_pull_request_is_known_as_ours(fake: FakeGithub, hub: GithubForge, ask: Ask) -> None:  # fmt: skip
    was, base = ask().states["small"], hub.fetch_base()
    head = hub.push_commit(parent=base.commit, text=b"new\n", message="Add 1 work")
    pull = hub.open_pull("Add 1 work", "- [x] **1.** A work")
    now = ask(is_after=True).states["small"]
    assert now.body == pull.body
    assert hub.is_all_ours(Written(was.text, now.text, base.commit, head, pull, ()))
    assert ask.waits == [0]  # type: ignore[attr-defined]  four pauses, which are none here


def test_what_people_say_under_a_rival_is_no_news(scene: Scene, ask: Ask) -> None:
    before = ask().states["small"]
    scene.fake.said.append((7, "issue", "bo", "Nice."))
    assert ask().states["small"] == before


@pytest.mark.parametrize(
    "plan", [HUB, replace(HUB, fork="paper-ingest")], ids=["our own fork", "a fork that is named"]
)
def test_a_branch_in_a_fork_is_told_of(
    fake: FakeGithub, hub: GithubForge, ask: Ask, plan: ListPlan
) -> None:
    fake.may_push = False
    before = ask(plan).states["small"]
    assert before.text  # the fork is still to be made
    hub.push_commit(parent=hub.fetch_base().commit, text=b"ours\n", message="Add 1 work")
    assert list(fake.forks) == ["paper-ingest"]
    after = ask(plan).states["small"]
    assert after.text not in {"", before.text}
    assert ask(plan).states["small"] == after


def test_an_app_is_asked_as_its_installation_and_never_for_a_fork(scene: Scene, ask: Ask, app_key: str) -> None:  # fmt: skip
    plans = lists(scene.fake, 3)
    told = ask(*plans, access=Access(app_id="5", app_key=app_key))
    assert all(one.text and "forks" not in one.text for one in told.states.values())
    assert [path for _, path in scene.fake.requests if "access_tokens" in path or "installation" in path] == [
        "/repos/somebody/list-0/installation", "/app/installations/77/access_tokens"]  # fmt: skip


def test_nobody_without_a_token_is_asked_anything(fake: FakeGithub) -> None:
    told = fetch_states([(HUB, Access())], now=lambda: NOW, base_url=fake.url, pause=0)
    assert (told, fake.requests) == (Asked({}), [])


def test_what_changed_in_the_second_of_the_question_stands_for_nothing(
    scene: Scene, ask: Ask
) -> None:
    """It may change again in that second, and nobody could tell."""
    ask()
    scene.fake.pulls[1]["title"] = "Other words"
    scene.fake.clock = datetime.now(UTC) + timedelta(seconds=60)  # however long an answer takes
    assert ask().states["small"] == State()
    scene.fake.clock = datetime.now(UTC) - timedelta(seconds=10)
    assert ask().states["small"].text


def test_pulls_of_others_with_a_branch_named_like_ours_hide_nothing(scene: Scene, ask: Ask) -> None:
    for number in range(10, 13):
        scene.fake.pulls[number] = scene.fake.pulls[1] | {
            "number": number, "head": scene.fake.pulls[1]["head"] | {"label": f"bo:{HUB.branch}"}
        }  # fmt: skip
    assert ask().states["small"] == State()  # nobody can say: ours may be behind them
    assert ask(replace(HUB, fork="bo")).states["small"].text


def test_a_repository_that_is_gone_or_moved_touches_no_other(fake: FakeGithub, ask: Ask) -> None:
    plans = lists(fake, 4)
    before = ask(*plans)
    del fake.beside["somebody/list-1"]
    fake.beside["els/where"] = replace(fake.beside["somebody/list-2"], owner="els", name="where")
    fake.moved["somebody/list-2"] = "els/where"
    fake.requests.clear()
    after = ask(*plans)
    assert len(questions(fake)) == 1
    assert after.notes == ()
    gone, moved = after.states["list-1"], after.states["list-2"]
    assert "GitHub has no repository somebody/list-1" in str(gone.problem)
    assert (moved.moved_to, moved.problem) == ("els/where", None)
    for name in ("list-0", "list-3"):
        assert after.states[name] == before.states[name]


def test_lists_are_asked_about_in_questions_of_a_bounded_size(fake: FakeGithub) -> None:
    pairs = [(plan, Access("a-token")) for plan in lists(fake, 26)]
    told = fetch_states(pairs, now=lambda: NOW, base_url=fake.url, pause=0)
    assert len(told.states) == 26
    assert len(questions(fake)) == 2


def test_a_question_that_is_too_large_is_asked_in_halves(fake: FakeGithub, ask: Ask) -> None:
    fake.most = 3
    told = ask(*lists(fake, 12), at_once=8)
    assert (len(told.states), told.notes) == (12, ())
    assert len(questions(fake)) == 2 + 6  # 8, 4, then by twos


@pytest.mark.parametrize("kind", ["RESOURCE_LIMITS_EXCEEDED", None])
def test_so_is_one_of_which_github_says_so(fake: FakeGithub, ask: Ask, kind: str | None) -> None:
    body = {"data": {"r0": None}, "errors": [{"type": kind, "message": "Something went wrong"}]}
    answer(fake, body)
    told = ask(*lists(fake, 4))
    assert (len(told.states), told.notes) == (4, ())
    assert len(questions(fake)) == 3


def answer(fake: FakeGithub, body: object, times: int = 1, status: int = 200, **headers: str) -> None:  # fmt: skip
    text = json.dumps(body)
    fake.faults.append(
        Fault("POST", "/graphql", RefusalError(status, text, **headers), times, is_raw=True)
    )


def test_a_list_that_no_question_can_be_asked_about_is_left_to_its_own_look(
    fake: FakeGithub, ask: Ask
) -> None:
    fake.unanswered = "list-5"
    told = ask(*lists(fake, 8))
    assert set(told.states) == {f"list-{at}" for at in range(8) if at != 5}
    (note,) = told.notes
    assert note.startswith("list-5: looked at by itself: can't ask where lists stand")
    assert "502" in note


def test_a_host_that_answers_nothing_is_not_asked_for_every_list(fake: FakeGithub, ask: Ask) -> None:  # fmt: skip
    fake.most = 0
    told = ask(*lists(fake, 12))
    assert told.states == {}
    assert any("10 of 12 lists on GitHub are looked at one by one" in note for note in told.notes)
    assert len(questions(fake)) == 3 * 3


@pytest.mark.parametrize(
    ("error", "count"), [(requests.ReadTimeout, 3 * 3), (requests.ConnectTimeout, 1)]
)
def test_only_an_answer_that_takes_too_long_is_asked_for_in_halves(
    fake: FakeGithub, ask: Ask, monkeypatch: pytest.MonkeyPatch, error: type[Exception], count: int
) -> None:
    """A host to which nothing leads is waited for once; such waits are too long to be had for real."""
    asked = []

    def wait(_: Requester, *arguments: object, **named: object) -> None:
        asked.append(arguments)
        raise error

    monkeypatch.setattr(Requester, "requestJsonAndCheck", wait)
    assert ask(*lists(fake, 12)).states == {}
    assert len(asked) == count


def test_an_error_below_one_list_is_that_list_alone(fake: FakeGithub, ask: Ask) -> None:
    plans = lists(fake, 2)
    whole = ask(*plans)
    error = {"type": "FORBIDDEN", "path": ["r1", "ours"], "message": "Resource protected by SAML"}
    data = {"r0": json.loads(whole.states["list-0"].text), "r1": None}
    answer(fake, {"data": data, "errors": [error]})
    told = ask(*plans)
    assert set(told.states) == {"list-0"}
    assert "list-1: looked at by itself" in told.notes[0]
    assert "SAML" in told.notes[0]


LIMITED = {"errors": [{"type": "RATE_LIMITED", "message": "API rate limit exceeded for user ID 1"}]}
SOON, LATE = (str(int(NOW.timestamp()) + seconds) for seconds in (60, 3000))


@pytest.mark.parametrize(
    ("fault", "told_count", "waits"),
    [
        ({"body": LIMITED, "x_ratelimit_reset": SOON}, 2, [61.0]),
        ({"body": LIMITED, "x_ratelimit_reset": LATE}, 0, []),
        ({"body": LIMITED}, 0, []),
        ({"body": LIMITED, "times": 2, "x_ratelimit_reset": SOON}, 0, [61.0]),
        ({"body": {"message": "Bad credentials"}, "status": 401}, 0, []),
        (
            {"body": {"errors": [{"message": "no field", "locations": [], "extensions": {}}]}},
            0,
            [],
        ),
    ],
)
def test_a_limit_is_waited_out_or_told(
    fake: FakeGithub, ask: Ask, fault: Any, told_count: int, waits: list[float]
) -> None:
    answer(fake, **fault)
    told = ask(*lists(fake, 2))
    assert len(told.states) == told_count
    assert ask.waits == waits  # type: ignore[attr-defined]
    if not told_count:
        assert told.notes[0].startswith("2 of 2 lists on GitHub are looked at one by one: ")


@pytest.mark.parametrize("page", ["", "<html>Sign in to the network</html>", "[]"])
def test_what_is_no_answer_to_the_question_is_told(fake: FakeGithub, ask: Ask, page: str) -> None:
    fake.faults.append(Fault("POST", "/graphql", RefusalError(200, page), 1, is_raw=True))
    told = ask(*lists(fake, 2))
    assert told.states == {}
    assert told.notes[0].startswith("2 of 2 lists on GitHub are looked at one by one: ")


@pytest.mark.parametrize("status", [403, 429])
def test_a_secondary_limit_is_waited_out_by_the_client(
    fake: FakeGithub, ask: Ask, status: int
) -> None:
    answer(fake, {"message": "You have exceeded a secondary rate limit"}, status=status, Retry_After="0")  # fmt: skip
    assert len(ask(*lists(fake, 2)).states) == 2
    assert len(questions(fake)) == 2


def test_points_that_are_used_up_stop_the_questions_until_there_are_new_ones(
    fake: FakeGithub, ask: Ask
) -> None:
    fake.points = 4  # one question; new ones at 04:00, long before now
    assert len(ask(*lists(fake, 5)).states) == 5
    assert ask.waits == [0.0]  # type: ignore[attr-defined]
    fake.points, fake.new_points_at = 4, "2026-08-21T05:59:00Z"
    told = ask(*lists(fake, 9))
    assert len(told.states) == 4
    assert told.notes == (
        "5 of 9 lists on GitHub are looked at one by one: the points of its GraphQL are used up until 05:59 UTC",
    )


def test_each_account_has_its_own_questions(fake: FakeGithub, ask: Ask) -> None:
    one, two = lists(fake, 2)
    pairs = [(one, Access("a-token")), (two, Access("b-token"))]
    told = fetch_states(pairs, now=lambda: NOW, base_url=fake.url, pause=0)
    assert len(told.states) == len(questions(fake)) == 2
    assert fake.tokens == {"token a-token", "token b-token"}


def test_only_lists_on_github_are_asked_about(fake: FakeGithub, tmp_path: Path) -> None:
    other = ListPlan("there", "local", "there", ())
    told = fetch_states([(other, Access("t"))], now=lambda: NOW, base_url=fake.url)
    assert (told, fake.requests) == (Asked({}), [])
