"""Who speaks to GitHub and what that one may: Apps, forks, commits that the host signs."""

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

import pytest
from fakehub import FakeGithub, git

from ingest.errors import ConfigError, PublishError
from ingest.forges import COMMIT_TRAILER, is_ours, message_of
from ingest.forges.access import Access
from ingest.forges.dry import DryForge
from ingest.forges.github import GithubForge
from ingest.forges.github.client import connect
from ingest.lists.plan import ListPlan

HUB = ListPlan("small", "github", "somebody/small", (), where="config/lists/small.yaml")
BRANCH = HUB.branch
NOW = datetime(2026, 8, 21, 3, tzinfo=UTC)


def forge_of(fake: FakeGithub, access: Access = Access("a-token"), **plan: Any) -> GithubForge:  # noqa: B008
    wanted = replace(HUB, **plan)
    repo = connect(wanted, access, fake.url, pause=0)
    return GithubForge(wanted, repo, lambda: NOW, access.is_app, sleep=lambda seconds: None)


def push(forge: Any, text: bytes = b"new\n", message: str = "Add 1 work\n\nof ours") -> str:
    head = forge.fetch_branch() or forge.fetch_base()
    return str(forge.push_commit(parent=head.commit, text=text, message=message))


def test_an_app_speaks_through_its_installation_with_no_more_rights_than_it_needs(
    fake: FakeGithub, app_key: str
) -> None:
    forge = forge_of(fake, Access(app_id="5", app_key=app_key))
    push(forge)
    assert forge.open_pull("Add 1 work", "body").number == 1
    (asked,) = fake.granted
    assert asked["permissions"] == {
        "contents": "write", "pull_requests": "write", "issues": "read", "metadata": "read",
    }  # fmt: skip
    assert any(token.startswith("Bearer ey") for token in fake.tokens)
    assert "token ghs_of-the-app" in fake.tokens


def test_a_dashboard_needs_one_right_more(fake: FakeGithub, app_key: str) -> None:
    forge_of(fake, Access(app_id="5", app_key=app_key), dashboard=True).fetch_base()
    assert fake.granted[0]["permissions"]["issues"] == "write"


def test_a_key_that_is_none_is_a_matter_of_configuration(fake: FakeGithub) -> None:
    with pytest.raises(ConfigError, match="private key of App 5") as caught:
        forge_of(fake, Access(app_id="5", app_key="-----BEGIN RSA PRIVATE KEY-----\nno\n"))
    assert "PEM" in caught.value.todo


def test_an_app_that_is_not_installed_is_told(
    fake: FakeGithub, app_key: str, refuse: Callable[..., None]
) -> None:
    refuse("GET", "/installation$", 404, "Not Found")
    with pytest.raises(PublishError, match="installation of App 5"):
        forge_of(fake, Access(app_id="5", app_key=app_key))


def test_no_secret_shows_where_an_access_is_printed(app_key: str) -> None:
    shown = repr((Access("a-secret"), Access(app_id="5", app_key=app_key)))
    assert "a-secret" not in shown and "PRIVATE" not in shown


def test_where_we_may_not_push_a_fork_is_made_and_asks_from_there(fake: FakeGithub) -> None:
    fake.may_push = False
    forge = forge_of(fake)
    base = forge.fetch_base()
    assert forge.fetch_branch() is None and forge.find_pull() is None
    assert fake.forks == {}
    first = push(forge, base.text + b"\nmore\n")
    fork = fake.forks["paper-ingest"]
    assert git(fork.path, "rev-parse", BRANCH) == first
    assert fake.place.head(BRANCH) is None
    opened = forge.open_pull("Add 1 work", "body")
    assert fake.pulls[1]["head"]["label"] == f"paper-ingest:{BRANCH}"
    again = forge_of(fake)
    assert again.find_pull() == opened
    assert again.fetch_branch().commit == first
    assert [one.sha for one in again.fetch_branch_commits()] == [first]
    assert again.fetch_rivals() == ()
    second = push(again, base.text + b"\nmore\nand more\n")
    assert [one.sha for one in again.fetch_branch_commits()] == [first, second]
    fake.end(1, "ann", is_merged=True)
    assert again.find_pull().state == "merged"
    assert b"and more" in again.fetch_base().text
    again.restart_branch()
    assert again.fetch_branch() is None
    assert sum(path.endswith("/forks") for _, path in fake.requests) == 1


def test_a_base_that_moved_comes_into_the_fork_too(fake: FakeGithub) -> None:
    fake.may_push = False
    forge = forge_of(fake)
    push(forge, forge.fetch_base().text + b"\nmore\n")
    tree = git(fake.repo, "rev-parse", "main^{tree}")
    blob = git(fake.repo, "hash-object", "-w", "--stdin", feed=b"note")
    index = {"GIT_INDEX_FILE": str(fake.repo / "i")}
    git(fake.repo, "read-tree", tree, **index)
    git(fake.repo, "update-index", "--add", "--cacheinfo", f"100644,{blob},NOTES", **index)
    made = git(fake.repo, "commit-tree", git(fake.repo, "write-tree", **index), "-p", "main", "-m", "x")  # fmt: skip
    git(fake.repo, "update-ref", "refs/heads/main", made)
    assert forge.is_behind()
    merge = forge.merge_base("Merge main")
    fork = fake.forks["paper-ingest"]
    assert git(fork.path, "show", f"{merge}:NOTES") == "note"
    assert git(fork.path, "rev-parse", "main") == made
    assert not forge.is_behind()


def test_a_fork_whose_base_somebody_wrote_to_is_not_guessed_at(fake: FakeGithub) -> None:
    fake.may_push = False
    forge = forge_of(fake)
    push(forge)
    forge.restart_branch()
    fork = fake.forks["paper-ingest"].path
    made = git(fork, "commit-tree", "main^{tree}", "-p", "main", "-m", "mine")
    git(fork, "update-ref", "refs/heads/main", made)
    moved = git(fake.repo, "commit-tree", "main^{tree}", "-p", "main", "-m", "theirs")
    git(fake.repo, "update-ref", "refs/heads/main", moved)
    with pytest.raises(PublishError, match="has commits that somebody/small has not"):
        push(forge)


def test_a_repository_that_is_no_fork_is_not_written_to(fake: FakeGithub) -> None:
    fake.may_push = False
    push(forge_of(fake))
    fake.forks["paper-ingest"].parent = None
    with pytest.raises(PublishError, match="no fork of somebody/small"):
        forge_of(fake).fetch_branch()


@pytest.mark.parametrize(("plan", "made"), [({"fork": "never"}, False), ({"fork": "club"}, True)])
def test_the_list_says_where_its_branch_lives(
    fake: FakeGithub, plan: dict[str, str], made: bool
) -> None:
    push(forge_of(fake, **plan))
    assert list(fake.forks) == (["club"] if made else [])


def test_a_dry_run_makes_no_fork(fake: FakeGithub) -> None:
    fake.may_push = False
    dry = DryForge(HUB, forge_of(fake), lambda: NOW)
    push(dry)
    dry.open_pull("Add 1 work", "body")
    assert fake.forks == {}
    assert {method for method, _ in fake.requests} == {"GET"}


def test_a_commit_that_the_host_signs_is_known_again_as_ours(fake: FakeGithub) -> None:
    forge = forge_of(fake, commits="signed")
    base = forge.fetch_base()
    first = push(forge, base.text + b"\xff more")
    (commit,) = forge.fetch_branch_commits()
    assert commit.sha == first
    assert commit.author_name == "Some Body"
    assert is_ours(commit) and commit.message.endswith(COMMIT_TRAILER)
    assert message_of(commit) == "Add 1 work\n\nof ours"
    assert forge.fetch_branch().text == base.text + b"\xff more"
    assert not any(path.endswith("/git/commits") for verb, path in fake.requests if verb == "POST")
    assert push(forge, base.text + b"\xff more") == first


def test_a_signed_commit_does_not_overwrite_a_persons(fake: FakeGithub) -> None:
    forge = forge_of(fake, commits="signed")
    parent = push(forge)

    def commit_by_hand() -> None:
        made = git(fake.repo, "commit-tree", f"{BRANCH}^{{tree}}", "-p", BRANCH, "-m", "x")
        git(fake.repo, "update-ref", f"refs/heads/{BRANCH}", made)

    fake.before["POST"] = commit_by_hand
    with pytest.raises(PublishError, match="Expected branch to point to") as caught:
        forge.push_commit(parent=parent, text=b"newer\n", message="Add another")
    assert "Run again" in caught.value.todo


@pytest.mark.parametrize("may_push", [True, False])
def test_git_itself_can_push_and_nothing_of_a_person_is_lost(
    fake: FakeGithub, may_push: bool
) -> None:
    fake.may_push = may_push
    forge = forge_of(fake, commits="push")
    base = forge.fetch_base()
    first = push(forge, base.text + b"\xff more\r\n")
    place = fake.place if may_push else fake.forks["paper-ingest"]
    (commit,) = forge.fetch_branch_commits()
    assert (commit.sha, commit.message) == (first, "Add 1 work\n\nof ours")
    assert is_ours(commit) and place.head(BRANCH) == first
    assert "git x-access-token a-token" in fake.tokens
    forge.open_pull("Add 1 work", "body")
    second = push(forge, base.text + b"and more")
    assert [one.sha for one in forge.fetch_branch_commits()] == [first, second]
    assert fake.pulls[1]["head"]["sha"] == second
    assert push(forge, base.text + b"and more") == second
    assert not any(path.endswith("/git/blobs") for verb, path in fake.requests if verb == "POST")


def test_a_push_by_git_does_not_overwrite_a_persons_commit(fake: FakeGithub) -> None:
    forge = forge_of(fake, commits="push")
    parent = push(forge)

    def commit_by_hand() -> None:
        made = git(fake.repo, "commit-tree", f"{BRANCH}^{{tree}}", "-p", BRANCH, "-m", "x")
        git(fake.repo, "update-ref", f"refs/heads/{BRANCH}", made)

    fake.before["POST"] = commit_by_hand
    fake.requests.clear()
    with pytest.raises(PublishError, match=r"stands at|rejected|failed") as caught:
        forge.push_commit(parent=parent, text=b"newer\n", message="Add another")
    assert "Run again" in caught.value.todo and "a-token" not in str(caught.value)


def test_a_token_that_git_may_not_push_with_is_told(fake: FakeGithub) -> None:
    fake.may_push = False
    forge = forge_of(fake, commits="push", fork="never")
    with pytest.raises(PublishError, match="git push failed") as caught:
        push(forge)
    assert "may not write" in caught.value.todo
