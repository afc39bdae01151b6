"""Refs, commits, trees, blobs, merges: git underneath, GitHub's words on top.

https://docs.github.com/en/rest/git
"""

import base64
import subprocess
from pathlib import Path
from typing import Any

from fakehub.plain_git import git, has
from fakehub.state import FakeGithub, Place, RefusalError

Answer = tuple[int, Any]


def read_ref(hub: FakeGithub, place: Place, branch: str, **_: Any) -> Answer:
    sha = place.head(branch)
    if sha is None:
        raise RefusalError(404, "Not Found")
    return 200, show_ref(place, branch, sha)


def show_ref(place: Place, branch: str, sha: str) -> dict[str, Any]:
    return {
        "ref": f"refs/heads/{branch}",
        "node_id": "R",
        "url": f"{place.url}/git/refs/heads/{branch}",
        "object": {"type": "commit", "sha": sha, "url": f"{place.url}/git/commits/{sha}"},
    }


def create_ref(hub: FakeGithub, place: Place, sent: Any, **_: Any) -> Answer:
    must_push(place)
    branch = sent["ref"].removeprefix("refs/heads/")
    if place.head(branch):
        raise RefusalError(422, "Reference already exists")
    if not has(place.path, sent["sha"]):
        raise RefusalError(422, "Object does not exist")
    git(place.path, "update-ref", sent["ref"], sent["sha"])
    return 201, show_ref(place, branch, sent["sha"])


def edit_ref(hub: FakeGithub, place: Place, branch: str, sent: Any, **_: Any) -> Answer:
    must_push(place)
    sha, head = sent["sha"], place.head(branch)
    assert not sent.get("force"), "the program must never force"
    if head is None:
        raise RefusalError(422, "Reference does not exist")
    if git(place.path, "merge-base", head, sha) != head:
        raise RefusalError(422, "Update is not a fast forward")
    move(hub, place, branch, sha)
    return 200, show_ref(place, branch, sha)


def delete_ref(hub: FakeGithub, place: Place, branch: str, **_: Any) -> Answer:
    must_push(place)
    if place.head(branch) is None:
        raise RefusalError(422, "Reference does not exist")
    git(place.path, "update-ref", "-d", f"refs/heads/{branch}")
    return 204, None


def move(hub: FakeGithub, place: Place, branch: str, sha: str) -> None:
    """Move a branch, and the head of its open pull request with it."""
    git(place.path, "update-ref", f"refs/heads/{branch}", sha)
    for pull in hub.pulls.values():
        if pull["state"] == "open" and pull["head"]["label"] == f"{place.owner}:{branch}":
            pull["head"]["sha"] = sha


def must_push(place: Place) -> None:
    if not place.may_push:
        raise RefusalError(403, "Resource not accessible by personal access token")


def read_commit(hub: FakeGithub, place: Place, sha: str, **_: Any) -> Answer:
    return 200, show_commit(place, sha)


def show_commit(place: Place, sha: str) -> dict[str, Any]:
    fields = git(place.path, "show", "-s", "--format=%T%x00%P%x00%an%x00%ae%x00%B", sha)
    tree, parents, name, email, message = fields.split("\0")
    who = {"name": name, "email": email, "date": "2026-08-21T03:00:00Z"}
    return {
        "sha": sha,
        "url": f"{place.url}/git/commits/{sha}",
        "tree": {"sha": tree, "url": f"{place.url}/git/trees/{tree}"},
        "message": message,
        "author": who,
        "committer": who,
        "parents": [show_parent(place, parent) for parent in parents.split()],
    }


def show_parent(place: Place, sha: str) -> dict[str, str]:
    url = f"{place.url}/git/commits/{sha}"
    return {"sha": sha, "url": url, "html_url": url}


def create_commit(hub: FakeGithub, place: Place, sent: Any, **_: Any) -> Answer:
    must_push(place)
    parents = [flag for sha in sent["parents"] for flag in ("-p", sha)]
    who = sent["author"]
    extra = {
        "GIT_AUTHOR_NAME": who["name"],
        "GIT_AUTHOR_EMAIL": who["email"],
        "GIT_AUTHOR_DATE": who["date"],
    }
    feed = sent["message"].encode()
    made = git(place.path, "commit-tree", sent["tree"], *parents, "-F", "-", feed=feed, **extra)
    return 201, show_commit(place, made)


def read_tree(hub: FakeGithub, place: Place, sha: str, **_: Any) -> Answer:
    return 200, show_tree(place, sha)


def show_tree(place: Place, sha: str) -> dict[str, Any]:
    rows = []
    for line in filter(None, git(place.path, "ls-tree", "-z", sha).split("\0")):
        (mode, kind, child), path = line.split("\t")[0].split(), line.split("\t")[1]
        rows.append({"path": path, "mode": mode, "type": kind, "sha": child})
    return {"sha": sha, "url": f"{place.url}/git/trees/{sha}", "tree": rows, "truncated": False}


def create_tree(hub: FakeGithub, place: Place, sent: Any, **_: Any) -> Answer:
    must_push(place)
    index = {"GIT_INDEX_FILE": str(place.path / "fake-index")}
    git(place.path, "read-tree", sent["base_tree"], **index)
    for row in sent["tree"]:
        entry = f"{row['mode']},{row['sha']},{row['path']}"
        git(place.path, "update-index", "--add", "--cacheinfo", entry, **index)
    return 201, show_tree(place, git(place.path, "write-tree", **index))


def read_blob(hub: FakeGithub, place: Place, sha: str, **_: Any) -> Answer:
    command = ["git", f"--git-dir={place.path}", "cat-file", "blob", sha]
    content = subprocess.run(command, capture_output=True, check=True).stdout
    return 200, {
        "sha": sha,
        "node_id": "B",
        "url": f"{place.url}/git/blobs/{sha}",
        "encoding": "base64",
        "content": base64.encodebytes(content).decode(),  # GitHub folds base64 like mail does
        "size": len(content),
    }


def create_blob(hub: FakeGithub, place: Place, sent: Any, **_: Any) -> Answer:
    must_push(place)
    assert sent["encoding"] == "base64"
    content = base64.b64decode(sent["content"], validate=True)
    sha = git(place.path, "hash-object", "-w", "--no-filters", "--stdin", feed=content)
    return 201, {"sha": sha, "url": f"{place.url}/git/blobs/{sha}"}


def compare(hub: FakeGithub, place: Place, base: str, head: str, **_: Any) -> Answer:
    base_sha = base if has(place.path, base) else place.head(base)
    head_sha = head_of(hub, place, head)
    if not base_sha or not head_sha or not has(place.path, base_sha):
        raise RefusalError(404, "Not Found")
    ahead = git(
        place.path, "rev-list", "--reverse", "--topo-order", f"{base_sha}..{head_sha}"
    ).split()
    behind = git(place.path, "rev-list", f"{head_sha}..{base_sha}").split()
    return 200, {
        "url": f"{place.url}/compare/{base}...{head}",
        "status": "diverged" if ahead and behind else "ahead" if ahead else "behind" if behind else "identical",
        "commits": [show_listed(place, sha) for sha in ahead],
        "ahead_by": len(ahead),
        "behind_by": len(behind),
        "total_commits": len(ahead),
    }  # fmt: skip


def show_listed(place: Place, sha: str) -> dict[str, Any]:
    shown = show_commit(place, sha)
    url = f"{place.url}/commits/{sha}"
    inner = {key: shown[key] for key in ("url", "author", "committer", "message", "tree")}
    return {
        "sha": sha,
        "url": url,
        "commit": inner | {"comment_count": 0},
        "parents": shown["parents"],
    }


def head_of(hub: FakeGithub, place: Place, label: str) -> str | None:
    """A branch of this repository, or `owner:branch` of a fork whose commits are brought here."""
    owner, _, branch = label.rpartition(":")
    if owner in {"", place.owner}:
        return place.head(branch)
    fork = hub.forks.get(owner)
    sha = fork.head(branch) if fork else None
    if fork and sha and not has(place.path, sha):
        git(place.path, "fetch", "--quiet", str(fork.path), sha)
    return sha


def merge(hub: FakeGithub, place: Place, sent: Any, **_: Any) -> Answer:
    """GitHub makes this commit under the name of the token's account."""
    must_push(place)
    base, head = place.head(sent["base"]), place.head(sent["head"])
    if base is None or head is None:
        raise RefusalError(404, "Base does not exist" if base is None else "Head does not exist")
    if git(place.path, "merge-base", base, head) == head:
        return 204, None
    made = merge_commit(place.path, base, head, sent["commit_message"])
    move(hub, place, sent["base"], made)
    return 201, show_listed(place, made)


def merge_commit(repo: Path, base: str, head: str, message: str) -> str:
    try:
        tree = git(repo, "merge-tree", "--write-tree", base, head)
    except subprocess.CalledProcessError as error:
        raise RefusalError(409, "Merge conflict") from error
    parents = ("-p", base, "-p", head)
    return git(repo, "commit-tree", tree, *parents, "-F", "-", feed=message.encode())


ROUTES = (
    ("GET", r"/git/refs?/heads/(.+)", read_ref),
    ("POST", r"/git/refs", create_ref),
    ("PATCH", r"/git/refs/heads/(.+)", edit_ref),
    ("DELETE", r"/git/refs/heads/(.+)", delete_ref),
    ("GET", r"/git/commits/(\w+)", read_commit),
    ("POST", r"/git/commits", create_commit),
    ("GET", r"/git/trees/(\w+)", read_tree),
    ("POST", r"/git/trees", create_tree),
    ("GET", r"/git/blobs/(\w+)", read_blob),
    ("POST", r"/git/blobs", create_blob),
    ("GET", r"/compare/(.+)\.\.\.(.+)", compare),
    ("POST", r"/merges", merge),
)
