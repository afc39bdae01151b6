"""Accounts, forks, an App's installation, and what GraphQL is asked.

https://docs.github.com/en/rest/apps and https://docs.github.com/en/rest/repos/forks
"""

import base64
from typing import Any

from fakehub.objects import Answer, has, move, must_push
from fakehub.plain_git import git
from fakehub.standing import tell_states
from fakehub.state import FakeGithub, Place, RefusalError
from fakehub.talk import user


def read_repo(hub: FakeGithub, place: Place, **_: Any) -> Answer:
    return 200, show_repo(place)


def show_repo(place: Place, *, has_parent: bool = True) -> dict[str, Any]:
    push = place.may_push
    shown = {
        "name": place.name,
        "full_name": place.full_name,
        "owner": user(place.owner),
        "url": place.url,
        "clone_url": f"{place.url.partition('/repos/')[0]}/git/{place.full_name}.git",
        "fork": place.parent is not None,
        "default_branch": "main",
        "private": False,
        "permissions": {"admin": False, "maintain": False, "push": push, "triage": push, "pull": True},
    }  # fmt: skip
    if place.parent and has_parent:
        shown["parent"] = show_repo(place.parent, has_parent=False)
    return shown


def create_fork(hub: FakeGithub, place: Place, sent: Any, **_: Any) -> Answer:
    owner = (sent or {}).get("organization") or hub.bot.removesuffix("[bot]")
    path = place.path.with_name(f"{owner}-{place.name}.git")
    if owner not in hub.forks:
        git(place.path, "clone", "--quiet", "--bare", str(place.path), str(path))
        url = f"{hub.url}/repos/{owner}/{place.name}"
        hub.forks[owner] = Place(path, owner, place.name, url, parent=place)
    return 202, show_repo(hub.forks[owner])


def merge_upstream(hub: FakeGithub, place: Place, sent: Any, **_: Any) -> Answer:
    must_push(place)
    assert place.parent
    theirs, ours = place.parent.head(sent["branch"]), place.head(sent["branch"])
    assert theirs and ours
    if not has(place.path, theirs):
        git(place.path, "fetch", "--quiet", str(place.parent.path), theirs)
    if git(place.path, "merge-base", ours, theirs) != ours:
        raise RefusalError(409, "There are merge conflicts")
    git(place.path, "update-ref", f"refs/heads/{sent['branch']}", theirs)
    kind = "none" if ours == theirs else "fast-forward"
    return 200, {
        "message": "Synced",
        "merge_type": kind,
        "base_branch": f"somebody:{sent['branch']}",
    }


def read_me(hub: FakeGithub, place: None, **_: Any) -> Answer:
    return 200, user(hub.bot.removesuffix("[bot]")) | {"user_view_type": "public"}


def read_installation(hub: FakeGithub, place: Place, **_: Any) -> Answer:
    return 200, {"id": 77, "app_id": 5, "account": user(place.owner)}


def create_app_token(hub: FakeGithub, place: None, number: str, sent: Any, **_: Any) -> Answer:
    hub.granted.append(sent)
    return 201, {"token": "ghs_of-the-app", "expires_at": "2099-01-01T00:00:00Z"} | sent


def graphql(hub: FakeGithub, place: None, sent: Any, **_: Any) -> Answer:
    if "createCommitOnBranch" in sent["query"]:
        return 200, commit_on_branch(hub, sent["variables"]["input"])
    if sent["query"].startswith("query States"):
        return 200, tell_states(hub, sent["query"], sent["variables"])
    asked = sent["variables"]
    hub = hub.at(asked["owner"], asked["name"])
    login = hub.editors.get(asked["number"])
    editor = {"login": login} if login else None
    return 200, {"data": {"repository": {"pullRequest": {"editor": editor}}}}


def commit_on_branch(hub: FakeGithub, asked: dict[str, Any]) -> dict[str, Any]:
    """GitHub's own commit: under the account's name, signed by the host."""
    owner, name = asked["branch"]["repositoryNameWithOwner"].split("/")
    place, branch = hub.find(owner, name), asked["branch"]["branchName"]
    must_push(place)
    head = place.head(branch)
    if head != asked["expectedHeadOid"]:
        text = f'Expected branch to point to "{head}" but it did not. Pull and try again.'
        problem = {"type": "STALE_DATA", "path": ["createCommitOnBranch"], "message": text}
        return {"data": {"createCommitOnBranch": None}, "errors": [problem]}
    assert head
    index = {"GIT_INDEX_FILE": str(place.path / "fake-index")}
    git(place.path, "read-tree", head, **index)
    for file in asked["fileChanges"]["additions"]:
        feed = base64.b64decode(file["contents"], validate=True)
        blob = git(place.path, "hash-object", "-w", "--no-filters", "--stdin", feed=feed)
        mode = git(place.path, "ls-tree", head, file["path"])[:6] or "100644"
        row = f"{mode},{blob},{file['path']}"
        git(place.path, "update-index", "--add", "--cacheinfo", row, **index)
    tree = git(place.path, "write-tree", **index)
    message = f"{asked['message']['headline']}\n\n{asked['message']['body']}".encode()
    made = git(place.path, "commit-tree", tree, "-p", head, "-F", "-", feed=message)
    move(hub, place, branch, made)
    return {"data": {"createCommitOnBranch": {"commit": {"oid": made}}}}


ROUTES = (
    ("GET", r"", read_repo),
    ("POST", r"/forks", create_fork),
    ("POST", r"/merge-upstream", merge_upstream),
    ("GET", r"/installation", read_installation),
)
ROUTES_BESIDE = (  # of no repository
    ("GET", r"/user", read_me),
    ("POST", r"/app/installations/(\d+)/access_tokens", create_app_token),
    ("POST", r"/graphql", graphql),
)
