"""What we ask GitHub, and what the small GitHub answers, against GitHub's own description of its API.

Every other test of this room is judged in the same way (see the fixture `fake`); here is what the judge
must find, and that nothing went past it.
"""

from dataclasses import replace
from typing import Any

import pytest
from contract import MISSING, Description

from ingest.forges.access import Access
from ingest.forges.github import GithubForge
from ingest.forges.github.client import connect
from ingest.lists.plan import ListPlan

HUB = ListPlan("small", "github", "somebody/small", ())
REPO = "/repos/{owner}/{repo}"
HERE = "/repos/somebody/small"
PULL = {"title": "t", "head": "h", "base": "b", "body": "x"}


@pytest.fixture
def judge(described: Description | None) -> Description:
    if described is None:
        pytest.skip(MISSING)
    described.faults.clear()
    described.judged.clear()
    return described


def test_a_whole_life_of_a_pull_request_is_spoken_as_github_describes(
    judge: Description, hub: GithubForge, fake: Any
) -> None:
    base = hub.fetch_base()
    first = hub.push_commit(parent=base.commit, text=b"new\n", message="Add 1 work")
    hub.open_pull("Add 1 work", "body")
    hub.update_pull(1, "Add 2 works", "more")
    hub.comment(1, "said")
    fake.said.append((1, "line", "ann", "/why 1"))
    fake.said.append((1, "review", "ann", "/pause"))
    fake.permissions["ann"] = "write"
    assert len(hub.fetch_comments(1)) == 3
    signed = replace(HUB, commits="signed")
    writer = GithubForge(signed, connect(signed, Access("t"), fake.url, pause=0), hub.now)
    writer.push_commit(parent=first, text=b"newer\n", message="Add another\n\nline")
    hub.fetch_rivals()
    fake.end(1, "ann", is_merged=True)
    assert hub.find_pull().state == "merged"  # type: ignore[union-attr]
    hub.restart_branch()
    assert judge.faults == []
    assert judge.judged >= {
        f"GET {REPO}/git/commits/{{commit_sha}} 200",
        f"POST {REPO}/git/blobs 201",
        f"POST {REPO}/git/trees 201",
        f"POST {REPO}/git/commits 201",
        f"POST {REPO}/git/refs 201",
        f"DELETE {REPO}/git/refs/{{ref}} 204",
        f"POST {REPO}/pulls 201",
        f"PATCH {REPO}/pulls/{{pull_number}} 200",
        f"POST {REPO}/issues/{{issue_number}}/comments 201",
        f"GET {REPO}/pulls/{{pull_number}}/comments 200",
        f"GET {REPO}/pulls/{{pull_number}}/reviews 200",
        f"GET {REPO}/collaborators/{{username}}/permission 200",
        f"GET {REPO} 200",
        "graphql Mutation",
        "graphql Editor",
    }


@pytest.mark.parametrize(
    ("method", "path", "query", "sent", "status", "told", "fault"),
    [
        ("POST", "/pulls", {}, {"title": "t", "head": "h"}, 403, None, "'base' is a required"),
        ("POST", "/pulls", {}, PULL | {"base": 7}, 403, None, "7 is not of type 'string'"),
        ("POST", "/pulls", {}, PULL | {"colour": "red"}, 403, None, "'colour' is not known"),
        ("GET", "/pulls", {"state": "bogus"}, None, 200, [], "'bogus' is not one of"),
        ("GET", "/pulls", {"colour": "red"}, None, 200, [], "no parameter 'colour'"),
        ("GET", "/pulls", {}, None, 418, [], "418 is no answer"),
        ("GET", "/pulls", {}, None, 200, [{"number": "one"}], "'one' is not of type 'integer'"),
        ("GET", "/pulls", {}, None, 200, [{"colour": "red"}], "'colour' is not known"),
        ("PUT", "/pulls", {}, None, 200, [], "there is no such request"),
        ("POST", "/git/refs", {}, {"ref": "r"}, 422, None, "'sha' is a required"),
    ],
)
def test_the_judge_finds(
    judge: Description, method: str, path: str, query: Any, sent: Any, status: int, told: Any,
    fault: str,
) -> None:  # fmt: skip
    judge.judge(method, HERE + path, query, sent, status, told)
    assert any(fault in one for one in judge.faults), judge.faults


@pytest.mark.parametrize(
    ("query", "variables", "fault"),
    [
        ("query Q { repository { id } }", {}, "(owner:)"),
        ("query Q($n: Int!) { rateLimit { cost } node(id: $n) { id } }", {"n": 1}, "Int!"),
        (
            "mutation Mutation($input: CreateCommitOnBranchInput!)"
            " { createCommitOnBranch(input: $input) { commit { oid } } }",
            {"input": {"branch": {}}},
            "expectedHeadOid",
        ),
    ],
)
def test_the_judge_reads_graphql(
    judge: Description, query: str, variables: Any, fault: str
) -> None:
    judge.judge("POST", "/graphql", {}, {"query": query, "variables": variables}, 200, None)
    assert any(fault in one for one in judge.faults), judge.faults
