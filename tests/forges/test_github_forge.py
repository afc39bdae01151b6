"""What only GitHub does: refusals of the host, its limits, and what must never be asked twice."""

import json
import re
from datetime import UTC, datetime
from pathlib import Path

import pytest
from contract import MISSING

from ingest.errors import ConfigError, PublishError
from ingest.forges import GITHUB_URL, is_ours, open_forge
from ingest.forges.access import Access
from ingest.forges.dry import DryForge
from ingest.forges.github import GithubForge
from ingest.forges.github.client import connect
from ingest.lists.plan import ListPlan

HUB = ListPlan("small", "github", "somebody/small", (), where="config/lists/small.yaml")
BODY = "- [x] **1.** First"


def clock():
    return datetime(2026, 8, 21, 3, 0, tzinfo=UTC)


def push(hub, text=b"new\n"):
    return hub.push_commit(parent=hub.fetch_base().commit, text=text, message="Add 1 work")


DATA = Path(__file__).resolve().parents[1] / "data" / "forges"
ERRORS = json.loads((DATA / "github_errors.json").read_text())
LIMITS = json.loads((DATA / "github_limits.json").read_text())


def text_of(error):
    return error["text"] if "text" in error else json.dumps(error["body"])


@pytest.mark.parametrize("error", ERRORS, ids=lambda error: error["name"])
@pytest.mark.parametrize("step", ["read", "push", "open"])
def test_every_refusal_says_what_where_and_what_to_do(hub, refuse, step, error):
    steps = {
        "read": ("GET", "/git/refs?/heads/main", hub.fetch_base),
        "push": ("POST", "/git/commits", lambda: push(hub)),
        "open": ("POST", "/pulls$", lambda: push(hub) and hub.open_pull("Add 1 work", BODY)),
    }
    method, path, act = steps[step]
    refuse(method, path, error["status"], text_of(error), times=9, is_raw=True)
    with pytest.raises(PublishError) as caught:
        act()
    assert str(error["status"]) in caught.value.what
    assert error.get("says", "") in caught.value.what
    assert caught.value.where == "somebody/small"
    assert error["todo"] in caught.value.todo
    assert "a-token" not in str(caught.value)


@pytest.mark.parametrize("path", ["/git/blobs", "/git/trees", "/git/commits", "/git/refs"])
def test_a_push_that_fails_half_way_moves_nothing_and_can_be_repeated(hub, refuse, path):
    refuse("POST", path, 502, "Bad Gateway")
    with pytest.raises(PublishError, match="502"):
        push(hub)
    assert hub.fetch_branch() is None
    assert push(hub) == hub.fetch_branch().commit


@pytest.mark.parametrize(
    ("method", "path", "act"),
    [
        ("POST", "/pulls$", lambda hub: hub.open_pull("Add 1 work", BODY)),
        ("POST", "/comments$", lambda hub: hub.comment(1, "said")),
        ("POST", "/merges$", lambda hub: hub.merge_base("Merge main")),
    ],
)
def test_a_write_that_may_have_been_obeyed_is_not_asked_twice(hub, fake, refuse, method, path, act):
    push(hub)
    refuse(method, path, 502, "Bad Gateway", times=9)
    with pytest.raises(PublishError, match="502"):
        act(hub)
    assert sum(bool(re.search(path, seen)) and verb == method for verb, seen in fake.requests) == 1


def test_a_read_is_asked_again_after_a_server_error(hub, refuse):
    refuse("GET", "/git/ref/heads/main", 502, "Bad Gateway", times=2)
    assert hub.fetch_base().text


@pytest.mark.parametrize("limit", LIMITS, ids=lambda limit: limit["name"])
def test_a_short_rate_limit_is_waited_out_even_for_a_write(hub, refuse, limit):
    refuse("POST", "/git/refs", limit["status"], text_of(limit), is_raw=True, Retry_After="0")
    assert push(hub)


@pytest.mark.parametrize("error", [*ERRORS, *LIMITS], ids=lambda error: error["name"])
def test_the_recorded_errors_are_such_as_github_describes(described, error):
    if described is None:
        pytest.skip(MISSING)
    if "body" in error:
        described.faults.clear()
        described.judge_error(error["status"], error.get("schema", "basic-error"), error["body"])
        assert described.faults == []


def test_a_rate_limit_of_hours_is_told_instead_of_slept_through(hub, refuse):
    text = "API rate limit exceeded for user ID 1."
    refuse("GET", "/git/ref/heads/main", 403, text, times=9, X_RateLimit_Reset="99999999999")
    with pytest.raises(PublishError, match="rate limit") as caught:
        hub.fetch_base()
    assert "hour" in caught.value.todo


def test_a_persons_commit_between_look_and_push_is_not_overwritten(hub, fake, plain_git):
    parent, by_hand = push(hub), []

    def commit_by_hand():
        branch = f"refs/heads/{HUB.branch}"
        made = plain_git(fake.repo, "commit-tree", f"{branch}^{{tree}}", "-p", branch, "-m", "x")
        plain_git(fake.repo, "update-ref", branch, made)
        by_hand.append(made)

    fake.before["PATCH"] = commit_by_hand
    with pytest.raises(PublishError, match="fast forward"):
        hub.push_commit(parent=parent, text=b"newer\n", message="Add another")
    assert hub.fetch_branch().commit == by_hand[0]


def test_a_merge_the_host_made_under_the_tokens_name_is_ours(hub, fake, plain_git):
    push(hub)
    tree = plain_git(fake.repo, "rev-parse", "main^{tree}")
    moved = plain_git(fake.repo, "commit-tree", tree, "-p", "main", "-m", "By hand")
    plain_git(fake.repo, "update-ref", "refs/heads/main", moved)
    hub.merge_base("Merge main")
    merge = hub.fetch_branch_commits()[-1]
    assert merge.author_name == "Some Body"
    assert is_ours(merge)


def test_an_app_that_edits_its_own_words_is_no_person(hub, fake):
    push(hub)
    hub.open_pull("Add 1 work", BODY)
    hub.update_pull(1, "Add 1 work", BODY + " more")
    assert fake.editors[1] == "paper-ingest"
    assert hub.find_pull().edited_by is None


def test_a_body_the_host_tells_as_null_is_an_empty_one(hub, fake):
    push(hub)
    hub.open_pull("Add 1 work", "")
    fake.pulls[1]["body"] = None
    assert hub.find_pull().body == ""


def test_a_large_list_passes_unchanged(hub):
    text = bytes(range(256)) * 8_000
    push(hub, text)
    assert hub.fetch_branch().text == text


def test_a_list_in_a_folder_is_found_and_committed(fake):
    nested = ListPlan("small", "github", "somebody/small", (), path="docs/zh/list.md")
    forge = GithubForge(nested, connect(nested, Access("a-token"), fake.url, pause=0), clock)
    base = forge.fetch_base()
    assert base.text is None
    made = forge.push_commit(parent=base.commit, text=b"text\n", message="Add 1 work")
    assert forge.push_commit(parent=made, text=b"text\n", message="Again") == made
    assert forge.fetch_branch().text == b"text\n"


def test_a_dry_run_needs_no_token_and_sends_no_write(hub, fake):
    push(hub)
    hub.open_pull("Add 1 work", BODY)
    fake.requests.clear()
    fake.tokens.clear()
    repo = connect(HUB, Access(), fake.url, may_write=False, pause=0)
    dry = DryForge(HUB, GithubForge(HUB, repo, clock), clock)
    head = dry.fetch_branch()
    dry.push_commit(parent=head.commit, text=b"newer\n", message="Add another")
    dry.update_pull(1, "Add 2 works", BODY)
    assert {method for method, _ in fake.requests} == {"GET"}
    assert fake.tokens == {""}


def test_writing_without_a_token_is_a_matter_of_configuration(tmp_path):
    with pytest.raises(ConfigError, match="no token") as caught:
        open_forge(HUB, home=tmp_path, now=clock, dry_run=False)
    assert caught.value.where == HUB.where


@pytest.mark.parametrize("name", ["small", "a/b/c", "https://github.com/a/b", "a /b"])
def test_a_repository_is_named_by_owner_and_name(name):
    with pytest.raises(ConfigError, match="no GitHub repository"):
        connect(ListPlan("small", "github", name, ()), Access("a-token"), GITHUB_URL)


def test_a_host_that_does_not_answer_is_told(fake):
    repo = connect(HUB, Access("a-token"), "http://127.0.0.1:9", pause=0)
    with pytest.raises(PublishError, match="can't be reached"):
        GithubForge(HUB, repo, clock).fetch_base()


def test_an_answer_cut_short_is_told(hub, refuse):
    refuse("GET", "/git/ref/heads/main", 200, '{"ref": "refs/he', is_raw=True)
    with pytest.raises(PublishError, match="no JSON"):
        hub.fetch_base()
