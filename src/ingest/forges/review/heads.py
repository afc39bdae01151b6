"""A pull request and a branch of the local forge as they stand now; the clock of typed commands."""

from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

from ingest import repo as git
from ingest.errors import PublishError
from ingest.forges.local import settle
from ingest.forges.pulls import StoredPull, load_pull, repo_path

Clock = Callable[[], datetime]
MAINTAINER = "maintainer"


def utc_now() -> datetime:
    """The clock of a command that a person types."""
    return datetime.now(UTC)


def load_settled(home: Path, repo: str, number: int) -> StoredPull:
    return settle(repo_path(home, repo), load_pull(home, repo, number))


def head_of(home: Path, repo: str, branch: str) -> str:
    head = git.resolve(repo_path(home, repo), branch)
    if head is None:
        raise PublishError(
            f"{repo} has no branch {branch}",
            where=str(repo_path(home, repo)),
            todo="Check the branch's name.",
        )
    return head
