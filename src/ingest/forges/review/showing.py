"""What there is to see of the local forge's pull requests."""

from dataclasses import dataclass
from pathlib import Path

from ingest import repo as git
from ingest.forges import PullRequest
from ingest.forges.local import settle
from ingest.forges.pulls import Comment, load_pulls, repo_names, repo_path
from ingest.forges.review.heads import load_settled


@dataclass(frozen=True, slots=True)
class PullView:
    """All there is to see of one pull request."""

    repo: str
    pull: PullRequest
    comments: tuple[Comment, ...]
    diff: str  # of its branch against where it left the base; odd bytes as surrogate escapes


def list_pulls(home: Path) -> tuple[tuple[str, PullRequest], ...]:
    """(repository, pull request) of the whole local forge, oldest first within a repository."""
    return tuple(
        (name, settle(repo_path(home, name), stored).pull)
        for name in repo_names(home)
        for stored in load_pulls(home, name)
    )


def show(home: Path, repo: str, number: int) -> PullView:
    """One pull request with its comments and its diff, also when its branch is gone."""
    stored = load_settled(home, repo, number)
    base, head = stored.base_sha or stored.base, stored.head_sha or stored.pull.head
    diff = git.read_diff(repo_path(home, repo), base, head).decode("utf-8", "surrogateescape")
    return PullView(repo, stored.pull, stored.comments, diff)
