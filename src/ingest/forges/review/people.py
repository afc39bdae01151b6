"""What people do beside our pull requests: a new list, edits by hand, comments, proposals of their own."""

import re
from dataclasses import replace
from pathlib import Path

from ingest import repo as git
from ingest.errors import PublishError
from ingest.forges import PullRequest
from ingest.forges.pulls import Comment, StoredPull, load_pull, new_pull, repo_path, save_pull
from ingest.forges.review.heads import MAINTAINER, Clock, head_of, utc_now
from ingest.repo import Author


def has_repo(home: Path, repo: str, base: str) -> bool:
    """Whether the local forge has this repository with a first commit on `base`."""
    path = repo_path(home, repo)
    return git.has_repo(path) and git.resolve(path, base) is not None


def seed_repo(
    home: Path,
    repo: str,
    path: str,
    content: bytes,
    base: str,
    *,
    who: str = MAINTAINER,
    now: Clock = utc_now,
) -> str:
    """Make a repository whose first commit holds one file; that commit's id.

    PublishError when `base` has a commit already. A half-made one of a killed process is completed.
    """
    if has_repo(home, repo, base):
        raise PublishError(
            f"{repo} already has a branch {base}",
            where=str(repo_path(home, repo)),
            todo="Edit the list by a commit, or choose another name for the repository.",
        )
    git.init_bare(repo_path(home, repo), base)
    return git.commit_file(
        repo_path(home, repo),
        branch=base,
        parent=None,
        path=path,
        content=content,
        message=f"Add {path}",
        author=person(who),
        when=now(),
    )


def edit_file(
    home: Path,
    repo: str,
    branch: str,
    path: str,
    content: bytes,
    who: str = MAINTAINER,
    *,
    now: Clock = utc_now,
) -> str:
    """Commit one file to an existing branch as a person would; the commit's id."""
    return git.commit_file(
        repo_path(home, repo),
        branch=branch,
        parent=head_of(home, repo, branch),
        path=path,
        content=content,
        message=f"Edit {path}",
        author=person(who),
        when=now(),
    )


def open_other(
    home: Path,
    repo: str,
    branch: str,
    path: str,
    content: bytes,
    title: str,
    *,
    base: str = "main",
    body: str = "",
    who: str = "contributor",
    now: Clock = utc_now,
) -> PullRequest:
    """A pull request of somebody else: one commit on a new branch off the base branch."""
    git.commit_file(
        repo_path(home, repo),
        branch=branch,
        parent=head_of(home, repo, base),
        path=path,
        content=content,
        message=title,
        author=person(who),
        when=now(),
    )
    pull = new_pull(home, repo, title=title, body=body, head=branch, at=now())
    return save_pull(home, repo, StoredPull(pull, base, author=who)).pull


def comment(
    home: Path,
    repo: str,
    number: int,
    text: str,
    who: str = MAINTAINER,
    *,
    is_guest: bool = False,
    now: Clock = utc_now,
) -> None:
    """Say something under a pull request as a person; a guest is one who may not write to the list."""
    stored = load_pull(home, repo, number)
    said = (*stored.comments, Comment(who, text, now(), is_guest))
    save_pull(home, repo, replace(stored, comments=said))


def person(who: str) -> Author:
    """A commit's author for a person's name; the address can't receive anything."""
    mailbox = re.sub(r"[^\w.+-]+", "-", who).strip("-.") or MAINTAINER
    return Author(who, f"{mailbox}@people.invalid")
