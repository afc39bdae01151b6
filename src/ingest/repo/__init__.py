"""The one door to git: bare repositories, and commits made without a work tree.

Every function runs git's plumbing on bytes, so that newline style and encoding damage survive, and
moves a ref only as its last step: a process killed earlier leaves loose objects and nothing else.
Plumbing commands: https://git-scm.com/docs/git#_low_level_commands_plumbing
"""

import os
import re
import subprocess
import tempfile
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from ingest.errors import PublishError
from ingest.repo.ahead import Wanted, known_file, known_parents, read_ahead
from ingest.repo.process import run_git

__all__ = [
    "Author",
    "Commit",
    "MergeConflictError",
    "Wanted",
    "commit_file",
    "delete_branch",
    "has_repo",
    "init_bare",
    "is_ancestor",
    "keep_commit",
    "merge_branch",
    "read_ahead",
    "read_diff",
    "read_file",
    "read_head",
    "read_log",
    "read_refs",
    "resolve",
]

_SHA = re.compile(r"[0-9a-f]{40,64}")
_NOTHING = "0" * 40  # what update-ref takes for "this ref must not exist"
_FILE_MODES = {"100644", "100755"}
_MERGE_NEEDS = (2, 38)  # the first git whose merge-tree writes trees


@dataclass(frozen=True, slots=True)
class Author:
    """Who a commit is by."""

    name: str
    email: str


@dataclass(frozen=True, slots=True)
class Commit:
    """One commit of a branch, as a reader of its history sees it."""

    sha: str
    author_name: str
    author_email: str
    message: str  # without the newline git ends it with
    committed_at: datetime | None = None


class MergeConflictError(PublishError):
    """Two branches change the same lines; nothing was moved."""


def init_bare(repo: Path, branch: str) -> None:
    """Make an empty bare repository whose default branch is `branch`; does nothing to an existing one."""
    repo.mkdir(parents=True, exist_ok=True)
    run_git(
        repo, "init", "--bare", "--quiet", "--template=", f"--initial-branch={branch}", str(repo)
    )


def has_repo(repo: Path) -> bool:
    """Whether there is a bare repository at this path, even an empty one."""
    return (repo / "HEAD").is_file() and (repo / "objects").is_dir()


def resolve(repo: Path, ref: str) -> str | None:
    """The commit that a branch name, a full `refs/...` name or a commit id stands for; None for no such."""
    head = read_head(repo, ref)
    if head:
        return head
    done = _git(repo, "rev-parse", "--verify", "--quiet", f"{_full(ref)}^{{commit}}", allow=(1,))
    return done.stdout.decode().strip() or None


def read_refs(repo: Path) -> bytes:
    """Where all refs stand, as git keeps it; b"" where there is no repository.

    Read from git's files, which costs a hundredth of a process; a repository that keeps its refs
    in another way (reftable) is asked. https://git-scm.com/docs/gitrepository-layout
    """
    root = str(repo)  # asked for every list each night: no `Path` is made on the way
    try:
        with os.scandir(root) as found:
            kept = {one.name for one in found}
    except (FileNotFoundError, NotADirectoryError):
        return b""
    if not kept >= {"HEAD", "objects"}:
        return b""
    if "reftable" in kept:
        return _git(repo, "for-each-ref").stdout
    loose = [f"{folder}/{name}" for folder, _, names in os.walk(f"{root}/refs") for name in names]
    parts = [f"{path[len(root) :]} ".encode() + _read_ref(path) for path in sorted(loose)]
    # Read last: a ref is packed before its own file goes.
    return b"\n".join([*parts, _read_ref(f"{root}/packed-refs", b"-")])


def read_head(repo: Path, ref: str) -> str:
    """Where a branch stands, if git keeps that in a file of its own as it mostly does; else ""."""
    name = _full(ref)
    if not name.startswith("refs/heads/") or (repo / "reftable").is_dir():
        return ""
    kept = _read_ref(f"{repo}/{name}").decode("ascii", "replace").strip()
    return kept if _SHA.fullmatch(kept) else ""


def _read_ref(path: str, missing: bytes = b"") -> bytes:
    try:
        with open(path, "rb", buffering=0) as file:  # noqa: PTH123 - a third of what a `Path` costs
            return file.read()
    except (FileNotFoundError, NotADirectoryError, IsADirectoryError):  # deleted or packed
        return missing


def read_file(repo: Path, ref: str, path: str) -> bytes | None:
    """One file's bytes at `ref`, exactly as stored; None where that commit has no such file.

    PublishError for an unknown ref, and for a link, folder or submodule in the file's place.
    """
    known = known_file(ref, path)
    if known is not None:
        return known
    entry = _entry(repo, _require(repo, ref), path)
    return None if entry is None else _git(repo, "cat-file", "blob", entry[1]).stdout


def commit_file(
    repo: Path,
    *,
    branch: str,
    parent: str | None,
    path: str,
    content: bytes,
    message: str,
    author: Author,
    when: datetime,
) -> str:
    """Commit one file on top of `parent` and move `branch` there; the new commit's id.

    `parent` is what the caller believes to be the branch's head, or where a new branch starts (None:
    a first commit). When someone moved the branch meanwhile nothing is written and PublishError
    says so. Where `parent` already holds exactly these bytes there is no commit and its id is returned.
    """
    expected = parent if parent and resolve(repo, branch) else _NOTHING
    blob = _git(repo, "hash-object", "-w", "--no-filters", "--stdin", feed=content)
    tree = _tree_with(repo, parent, path, blob.stdout.decode().strip())
    if parent and _git(repo, "rev-parse", f"{parent}^{{tree}}").stdout.decode().strip() == tree:
        return parent
    commit = _write_commit(repo, tree, (parent,) if parent else (), message, author, when)
    _move(repo, f"refs/heads/{branch}", commit, expected)
    return commit


def merge_branch(
    repo: Path,
    *,
    into: str,
    branch: str,
    message: str,
    author: Author,
    when: datetime,
    resolved: tuple[str, bytes] | None = None,
) -> str | None:
    """Merge `branch` into `into` by a merge commit, never a fast forward; None when already merged.

    Needs git 2.38; PublishError when git is older, MergeConflictError on a conflict, naming the
    files. `resolved` is a path and its bytes: then nothing is merged line by line, the merge holds
    `branch` as it is with this one file.
    """
    ours, theirs = _require(repo, into), _require(repo, branch)
    if is_ancestor(repo, theirs, ours):
        return None
    if resolved:
        blob = _git(repo, "hash-object", "-w", "--no-filters", "--stdin", feed=resolved[1])
        tree = _tree_with(repo, theirs, resolved[0], blob.stdout.decode().strip())
        commit = _write_commit(repo, tree, (ours, theirs), message, author, when)
        _move(repo, f"refs/heads/{into}", commit, ours)
        return commit
    _check_merge_support()
    done = _git(
        repo, "merge-tree", "--write-tree", "-z", "--name-only", "--no-messages", ours, theirs, allow=(1,)
    )  # fmt: skip
    tree, *conflicts = done.stdout.decode("utf-8", "replace").rstrip("\0").split("\0")
    if done.returncode:
        files = ", ".join(dict.fromkeys(conflicts))
        raise MergeConflictError(
            f"{branch} and {into} change the same lines of {files}",
            where=str(repo),
            todo=f"Merge {branch} into {into} by hand, or close the pull request to start afresh.",
        )
    commit = _write_commit(repo, tree, (ours, theirs), message, author, when)
    _move(repo, f"refs/heads/{into}", commit, ours)
    return commit


def is_ancestor(repo: Path, ancestor: str, descendant: str) -> bool:
    """Whether `descendant`'s history holds `ancestor` (a commit holds itself)."""
    if read_head(repo, descendant) in known_parents(ancestor):
        return False  # it is a child
    older, newer = _require(repo, ancestor), _require(repo, descendant)
    return _git(repo, "merge-base", "--is-ancestor", older, newer, allow=(1,)).returncode == 0


def read_log(repo: Path, base: str, branch: str) -> tuple[Commit, ...]:
    """The commits of `branch` that `base` has not, oldest first."""
    span = f"{_require(repo, base)}..{_require(repo, branch)}"
    fields = "%H%x00%an%x00%ae%x00%ct%x00%B"
    done = _git(repo, "log", "--reverse", "--topo-order", "-z", f"--format={fields}", span)
    parts = done.stdout.decode("utf-8", "replace").split("\0")
    rows = (parts[start : start + 5] for start in range(0, len(parts) - 4, 5))
    return tuple(
        Commit(sha, name, email, text.rstrip("\n"), datetime.fromtimestamp(int(at), UTC))
        for sha, name, email, at, text in rows
    )


def read_diff(repo: Path, base: str, branch: str) -> bytes:
    """What `branch` changed since it left `base`, as a unified diff in the files' own bytes."""
    span = f"{_require(repo, base)}...{_require(repo, branch)}"
    return _git(repo, "diff", "--no-color", "--no-ext-diff", "--no-textconv", "--text", span).stdout


def keep_commit(repo: Path, ref: str, commit: str) -> None:
    """Point a full ref name at a commit, whatever it pointed at, so that the commit is never lost."""
    _git(repo, "update-ref", ref, commit)


def delete_branch(repo: Path, branch: str, expected: str) -> None:
    """Delete a branch whose head is still `expected`; PublishError when someone moved it."""
    _git(repo, "update-ref", "-d", f"refs/heads/{branch}", expected, todo=_moved(branch))


def _full(ref: str) -> str:
    """A branch by its full name, because git would prefer a tag of the same short name."""
    is_complete = ref.startswith("refs/") or _SHA.fullmatch(ref)
    return ref if is_complete else f"refs/heads/{ref}"


def _require(repo: Path, ref: str) -> str:
    commit = resolve(repo, ref)
    if commit is None:
        raise PublishError(
            f"there is no branch or commit {ref!r}",
            where=str(repo),
            todo="Check `base` and `branch` in the list's configuration.",
        )
    return commit


def _entry(repo: Path, commit: str, path: str) -> tuple[str, str] | None:
    """Mode and blob id of a file in a commit."""
    listed = _git(repo, "ls-tree", "-z", "--full-tree", commit, "--", path).stdout
    if not listed:
        return None
    mode, kind, blob = listed.split(b"\t")[0].decode().split()
    if mode not in _FILE_MODES:
        raise PublishError(
            f"{path} is no plain file but a {'link' if mode == '120000' else kind}",
            where=f"{repo}@{commit[:12]}",
            todo="Set `path` in the list's configuration to the file itself.",
        )
    return mode, blob


def _tree_with(repo: Path, parent: str | None, path: str, blob: str) -> str:
    """The tree of `parent` with one file replaced or added, its mode kept."""
    entry = _entry(repo, parent, path) if parent else None
    mode = entry[0] if entry else "100644"
    with tempfile.TemporaryDirectory(prefix="paper-ingest-") as folder:
        index = {"GIT_INDEX_FILE": str(Path(folder, "index"))}
        if parent:
            _git(repo, "read-tree", parent, extra=index)
        _git(repo, "update-index", "--add", "--cacheinfo", f"{mode},{blob},{path}", extra=index)
        return _git(repo, "write-tree", extra=index).stdout.decode().strip()


def _write_commit(
    repo: Path, tree: str, parents: tuple[str, ...], message: str, author: Author, when: datetime
) -> str:
    if when.tzinfo is None:
        raise ValueError("a commit's time must be aware")
    date = f"@{int(when.timestamp())} +0000"
    people = {
        f"GIT_{role}_{field}": value
        for role in ("AUTHOR", "COMMITTER")
        for field, value in (("NAME", author.name), ("EMAIL", author.email), ("DATE", date))
    }
    flags = [flag for parent in parents for flag in ("-p", parent)]
    done = _git(
        repo, "commit-tree", tree, *flags, "-F", "-", feed=message.encode(), extra=people
    )  # fmt: skip
    return done.stdout.decode().strip()


def _move(repo: Path, ref: str, commit: str, expected: str) -> None:
    """Compare and swap: git takes the ref's lock and checks `expected` under it."""
    _git(repo, "update-ref", ref, commit, expected, todo=_moved(ref.removeprefix("refs/heads/")))


def _moved(branch: str) -> str:
    return f"Run again: {branch} was moved by someone else, or another git holds its lock."


def _check_merge_support() -> None:
    told = run_git(None, "version").stdout.decode()
    match = re.search(r"(\d+)\.(\d+)", told)
    if match is None or (int(match[1]), int(match[2])) < _MERGE_NEEDS:
        raise PublishError(
            f"{told.strip() or 'this git'} can't merge without a work tree",
            todo="Install git 2.38 or newer, or merge the branches by hand.",
        )


def _git(
    repo: Path,
    *arguments: str,
    feed: bytes = b"",
    extra: Mapping[str, str] | None = None,
    allow: tuple[int, ...] = (),
    todo: str = "",
) -> subprocess.CompletedProcess[bytes]:
    if not has_repo(repo):
        raise PublishError(
            "there is no git repository here",
            where=str(repo),
            todo="Check `repo` in the list's configuration, or seed the embedded forge first.",
        )
    return run_git(
        repo, f"--git-dir={repo}", *arguments, feed=feed, extra=extra, allow=allow, todo=todo
    )
