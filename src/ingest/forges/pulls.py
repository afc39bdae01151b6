"""The local forge's pull requests on disk: HOME/forge/REPO.pulls/NNNN.json, one file each.

A file is replaced as a whole (`os.replace`), so a reader or a killed process never leaves half of one.
"""

import hashlib
import json
import re
from dataclasses import asdict, dataclass, replace
from datetime import UTC, datetime
from functools import lru_cache
from pathlib import Path
from typing import Any

from ingest.errors import PublishError
from ingest.files import save_whole
from ingest.forges import AUTHOR, PullRequest
from ingest.forges.refusals import refuse_text

_TIMES = ("created_at", "updated_at", "closed_at")


@dataclass(frozen=True, slots=True)
class Comment:
    """What somebody said under a pull request."""

    who: str
    text: str
    written_at: datetime
    is_guest: bool = False  # somebody whom the repository would not let write


@dataclass(frozen=True, slots=True)
class StoredPull:
    """A pull request and what the local forge needs to know beside it."""

    pull: PullRequest
    base: str
    base_sha: str | None = None  # both heads as they stood when it was merged or closed
    head_sha: str | None = None
    comments: tuple[Comment, ...] = ()
    author: str = AUTHOR.name


def repo_path(home: Path, repo: str) -> Path:
    """Where a bare repository of the local forge lies; PublishError for a name that leaves the folder."""
    if not re.fullmatch(r"\w[\w.-]*", repo):
        raise PublishError(
            f"{repo!r} can't name a repository of the local forge",
            todo="Use letters, digits, dots and dashes for `repo` in the list's configuration.",
        )
    return (_forge_of(home) if home.is_absolute() else home.resolve() / "forge") / f"{repo}.git"


@lru_cache(maxsize=16)
def _forge_of(home: Path) -> Path:
    """Where a home keeps its repositories, which is asked for every list."""
    return home.resolve() / "forge"


def repo_names(home: Path) -> tuple[str, ...]:
    """The repositories of the local forge, in order of name."""
    return tuple(sorted(path.name.removesuffix(".git") for path in (home / "forge").glob("*.git")))


def load_pulls(home: Path, repo: str) -> tuple[StoredPull, ...]:
    """All pull requests of a repository, oldest first."""
    return tuple(_read(path) for path in sorted(_folder(home, repo).glob("[0-9]*.json")))


def digest_pulls(home: Path, repo: str) -> list[tuple[int, str]]:
    """The number of every pull request of a repository, and a digest of all that is told of it."""
    paths = sorted(_folder(home, repo).glob("[0-9]*.json"))
    return [(int(path.stem), hashlib.sha256(path.read_bytes()).hexdigest()) for path in paths]


def load_pull(home: Path, repo: str, number: int) -> StoredPull:
    """One pull request; PublishError for an unknown number."""
    path = _path(home, repo, number)
    if not path.is_file():
        known = ", ".join(f"#{stored.pull.number}" for stored in load_pulls(home, repo))
        raise PublishError(
            f"there is no pull request #{number} in {repo}",
            where=str(path.parent),
            todo=f"Choose one of {known}." if known else "Publish a proposal first; there is none.",
        )
    return _read(path)


def save_pull(home: Path, repo: str, stored: StoredPull) -> StoredPull:
    """Write a pull request in one piece; what was saved."""
    refuse_text(stored.pull.title, stored.pull.body)
    stored = replace(stored, pull=replace(stored.pull, head_commit=stored.head_sha))
    path = _path(home, repo, stored.pull.number)
    save_whole(path, json.dumps(asdict(stored), indent=1, default=datetime.isoformat).encode())
    return stored


def new_pull(
    home: Path, repo: str, *, title: str, body: str, head: str, at: datetime
) -> PullRequest:
    """An open pull request with the next free number; not saved yet."""
    number = max((stored.pull.number for stored in load_pulls(home, repo)), default=0) + 1
    url = _path(home, repo, number).as_uri()
    return PullRequest(number, "open", title, body, url, head, created_at=at, updated_at=at)


def edit_pull(stored: StoredPull, **changes: Any) -> StoredPull:
    """The same record with other fields in its pull request."""
    return replace(stored, pull=replace(stored.pull, **changes))


def _folder(home: Path, repo: str) -> Path:
    return repo_path(home, repo).with_suffix(".pulls")


def _path(home: Path, repo: str, number: int) -> Path:
    return _folder(home, repo) / f"{number:04d}.json"


def _read(path: Path) -> StoredPull:
    try:
        record = json.loads(path.read_bytes())
        pull = record["pull"]
        for field in _TIMES:
            pull[field] = _time(pull[field]) if pull[field] else None
        pull["labels"] = tuple(pull.get("labels", ()))
        comments = (
            Comment(c["who"], c["text"], _time(c["written_at"]), c.get("is_guest", False))
            for c in record["comments"]
        )
        return StoredPull(
            PullRequest(**pull),
            record["base"],
            record["base_sha"],
            record["head_sha"],
            tuple(comments),
            record.get("author", AUTHOR.name),
        )
    except (ValueError, KeyError, TypeError) as error:
        raise PublishError(
            f"this is no pull request of the local forge ({error!r})",
            where=str(path),
            todo="Restore the file from a backup, or delete it to forget that pull request.",
        ) from error


def _time(text: str) -> datetime:
    return datetime.fromisoformat(text).astimezone(UTC)
