"""The list's file in GitHub's git objects: read from a commit, put into a new tree or commit.

Manual: https://docs.github.com/en/rest/git
"""

import base64
import hashlib
from datetime import datetime

import github
from github.GitCommit import GitCommit
from github.GitRef import GitRef
from github.GitTree import GitTree
from github.GitTreeElement import GitTreeElement
from github.Repository import Repository

from ingest.errors import PublishError
from ingest.forges import AUTHOR, Snapshot

_FILE_MODES = {"100644", "100755"}


def find_ref(repo: Repository, branch: str) -> GitRef | None:
    """A branch, completed: only GitHub's own answer carries the address that edits it."""
    try:
        return repo.get_git_ref(f"heads/{branch}").complete()
    except github.GithubException as error:
        if error.status != 404:
            raise
        return None


def read_snapshot(repo: Repository, commit: str, path: str) -> Snapshot:
    """A file as one commit holds it."""
    entry = _entry(repo, repo.get_git_commit(commit).tree.sha, path)
    if entry is None:
        return Snapshot(commit, None)
    # A blob, not the contents: those stop at one megabyte and follow links.
    return Snapshot(commit, base64.b64decode(repo.get_git_blob(entry.sha).content))


def holds(repo: Repository, commit: str, path: str, text: bytes) -> bool:
    """Whether a commit's file has exactly these bytes already."""
    entry = _entry(repo, repo.get_git_commit(commit).tree.sha, path)
    return entry is not None and entry.sha == _blob_id(text)


def write_commit(
    repo: Repository,
    parents: list[str],
    path: str,
    text: bytes,
    message: str,
    at: datetime,
) -> str:
    """A commit of ours whose tree is its last parent's with the file replaced; no ref moves."""
    commits = [repo.get_git_commit(parent) for parent in parents]
    tree = _tree_with(repo, commits[-1], path, text)
    who = github.InputGitAuthor(AUTHOR.name, AUTHOR.email, at.isoformat())
    return repo.create_git_commit(message, tree, commits, author=who, committer=who).sha


def _tree_with(repo: Repository, onto: GitCommit, path: str, text: bytes) -> GitTree:
    """The tree of a commit with the file replaced, its mode kept."""
    entry = _entry(repo, onto.tree.sha, path)
    blob = repo.create_git_blob(base64.b64encode(text).decode(), "base64")
    mode = entry.mode if entry else "100644"
    row = github.InputGitTreeElement(path, mode, "blob", sha=blob.sha)
    return repo.create_git_tree([row], base_tree=onto.tree)


def _entry(repo: Repository, tree: str, path: str) -> GitTreeElement | None:
    """The file in a tree, found folder by folder."""
    *folders, name = path.split("/")
    for folder in folders:
        found = _child(repo, tree, folder)
        if found is None or found.type != "tree":
            return None
        tree = found.sha
    entry = _child(repo, tree, name)
    if entry and entry.mode not in _FILE_MODES:
        raise PublishError(
            f"{path} is no plain file but a {entry.type} ({entry.mode})",
            where=repo.full_name,
            todo="Set `path` in the list's configuration to the file itself.",
        )
    return entry


def _child(repo: Repository, tree: str, name: str) -> GitTreeElement | None:
    return next((row for row in repo.get_git_tree(tree).tree if row.path == name), None)


def _blob_id(text: bytes) -> str:
    """Git's own name for these bytes."""
    header = b"blob %d\0" % len(text)
    return hashlib.sha1(header + text, usedforsecurity=False).hexdigest()
