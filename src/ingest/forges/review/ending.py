"""How a pull request of the local forge ends: merged, or closed."""

from dataclasses import replace
from datetime import datetime
from pathlib import Path

from ingest import repo as git
from ingest.forges import PullRequest
from ingest.forges.pulls import StoredPull, edit_pull, repo_path, save_pull
from ingest.forges.refusals import refuse_unopen
from ingest.forges.review.heads import MAINTAINER, Clock, head_of, load_settled, utc_now
from ingest.forges.review.people import person


def merge(
    home: Path, repo: str, number: int, who: str = MAINTAINER, *, now: Clock = utc_now
) -> PullRequest:
    """Merge an open pull request into its base branch by a merge commit; the branch stays.

    PublishError when it is not open any more, or conflicts with the base branch.
    """
    stored = _keep_heads(home, repo, load_settled(home, repo, number), "merged")
    pull = stored.pull
    git.merge_branch(
        repo_path(home, repo),
        into=stored.base,
        branch=pull.head,
        message=f"Merge pull request #{number} from {pull.head}\n\n{pull.title}",
        author=person(who),
        when=now(),
    )
    return _end(home, repo, stored, "merged", who, now())


def close(
    home: Path, repo: str, number: int, who: str = MAINTAINER, *, now: Clock = utc_now
) -> PullRequest:
    """Close an open pull request without merging it; its branch stays."""
    stored = _keep_heads(home, repo, load_settled(home, repo, number), "closed")
    return _end(home, repo, stored, "closed", who, now())


def _keep_heads(home: Path, repo: str, stored: StoredPull, done: str) -> StoredPull:
    """Note both heads before they move, and keep the branch's commits alive for as long as the repository."""
    refuse_unopen(stored.pull, done)
    head = head_of(home, repo, stored.pull.head)
    git.keep_commit(repo_path(home, repo), f"refs/pull/{stored.pull.number}/head", head)
    return replace(stored, base_sha=head_of(home, repo, stored.base), head_sha=head)


def _end(
    home: Path, repo: str, stored: StoredPull, state: str, who: str, at: datetime
) -> PullRequest:
    ended = edit_pull(stored, state=state, updated_at=at, closed_at=at, closed_by=who)
    return save_pull(home, repo, ended).pull
