"""Files and parents of commits in many repositories, read by one git process for all of them.

A commit's content never changes, so what is kept here is true for as long as anybody asks for it.
https://git-scm.com/docs/git-cat-file#_batch_output
"""

import os
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from ingest.errors import PublishError
from ingest.repo.process import run_git

_PLAIN = {b"100644", b"100755"}


@dataclass(frozen=True, slots=True)
class Wanted:
    """A file at a commit of a repository, and a branch's head whose parents will be asked for."""

    repo: Path
    commit: str
    path: str
    head: str = ""


_files: dict[tuple[str, str], bytes] = {}  # (commit, path) -> content of a plain file
_parents: dict[str, frozenset[str]] = {}


def read_ahead(wanted: Sequence[Wanted]) -> None:
    """Read these in place of what was read before; what can't be had is left to whoever asks for it."""
    _files.clear()
    _parents.clear()
    asked = [one for one in wanted if not {"\n", "\r"} & {*one.path, *str(one.repo)}]
    if not asked:
        return
    names = [name for one in asked for name in _names(one)]
    folders = [_quoted(f"{one.repo}/objects") for one in asked]
    try:
        done = run_git(
            asked[0].repo,
            f"--git-dir={asked[0].repo}",
            "cat-file",
            "--batch",
            feed="".join(f"{name}\n" for name in names).encode("utf-8", "surrogateescape"),
            extra={"GIT_ALTERNATE_OBJECT_DIRECTORIES": os.pathsep.join(folders)},
        )
    except PublishError:
        return  # one of the repositories is in trouble: each is read alone, and says so
    _keep(asked, dict(zip(names, _objects(done.stdout), strict=True)))


def known_file(commit: str, path: str) -> bytes | None:
    """A file's content at a commit, if it was read ahead."""
    return _files.get((commit, path))


def known_parents(commit: str) -> frozenset[str]:
    """The parents of a commit, if it was read ahead."""
    return _parents.get(commit, frozenset())


def _names(one: Wanted) -> list[str]:
    folder = one.path.rpartition("/")[0]
    names = [f"{one.commit}:{folder}", f"{one.commit}:{one.path}"]
    return [*names, one.head] if one.head else names


def _quoted(path: str) -> str:
    """A path among others: one with a separator or a quote in it is quoted as git asks."""
    if os.pathsep not in path and not path.startswith('"'):
        return path
    escaped = path.replace("\\", "\\\\").replace('"', '\\"')
    return f'"{escaped}"'


def _objects(told: bytes) -> Iterator[tuple[bytes, bytes]]:
    """Kind and content of each object in turn; both empty where there is none."""
    at = 0
    while at < len(told):
        end = told.index(b"\n", at)
        words = told[at:end].rsplit(b" ", 2)
        at = end + 1
        if len(words) == 3 and words[2].isdigit():
            size = int(words[2])
            yield words[1], told[at : at + size]
            at += size + 1
        else:  # missing, ambiguous, ...
            yield b"", b""


def _keep(asked: Sequence[Wanted], found: Mapping[str, tuple[bytes, bytes]]) -> None:
    for one in asked:
        folder, _, name = one.path.rpartition("/")
        _, tree = found[f"{one.commit}:{folder}"]
        kind, content = found[f"{one.commit}:{one.path}"]
        if kind == b"blob" and _is_plain(tree, name, len(one.commit) // 2):
            _files[one.commit, one.path] = content
        kind, content = found[one.head] if one.head else (b"", b"")
        if kind == b"commit":
            _parents[one.head] = frozenset(_parents_in(content))


def _is_plain(tree: bytes, name: str, id_size: int) -> bool:
    """Whether a tree has this name as a file: no link, folder or submodule."""
    wanted, at = name.encode("utf-8", "surrogateescape"), 0
    while at < len(tree):
        end = tree.index(b"\0", at)
        mode, _, entry = tree[at:end].partition(b" ")
        if entry == wanted:
            return mode in _PLAIN
        at = end + 1 + id_size
    return False


def _parents_in(commit: bytes) -> Iterator[str]:
    for line in commit.partition(b"\n\n")[0].split(b"\n"):
        if line.startswith(b"parent "):
            yield line[7:].decode()
