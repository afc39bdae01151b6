"""What people say under a pull request, beside lines of its diff and with their reviews.

Manual: https://docs.github.com/en/rest/issues/comments and https://docs.github.com/en/rest/pulls/comments
"""

from collections.abc import Set as AbstractSet
from dataclasses import replace

import github
from github.IssueComment import IssueComment
from github.PullRequestComment import PullRequestComment
from github.Repository import Repository

from ingest.forges import Remark


def read_comments(repo: Repository, number: int, known: AbstractSet[str]) -> tuple[Remark, ...]:
    """Comments under a pull request, beside lines of its diff and with its reviews, oldest first."""
    said = [(f"c{one.id}", one) for one in repo.get_issue(number).get_comments()]
    beside = [(f"r{one.id}", one) for one in repo.get_pull(number).get_review_comments()]
    remarks = [_remark(repo, name, one, name in known) for name, one in said]
    remarks += [
        replace(_remark(repo, name, one, name in known), line=_line_of(one)) for name, one in beside
    ]
    for review in repo.get_pull(number).get_reviews():
        if review.body:
            who = review.user.login if review.user else "ghost"
            name = f"v{review.id}"
            may_write = _commands(review.body) and name not in known and _may_write(repo, who)
            remarks.append(Remark(name, who, review.body, review.submitted_at, may_write))
    return tuple(sorted(remarks, key=lambda one: (one.written_at, one.comment_id)))


def _remark(
    repo: Repository, name: str, said: IssueComment | PullRequestComment, is_known: bool
) -> Remark:
    who = said.user.login if said.user else "ghost"
    may_write = _commands(said.body) and not is_known and _may_write(repo, who)
    return Remark(name, who, said.body, said.created_at, may_write)


def _line_of(said: PullRequestComment) -> str:
    """The line under which a comment stands: the last one of the piece of diff that comes with it."""
    return (said.diff_hunk or "").rsplit("\n", 1)[-1][1:]


def _commands(text: str) -> bool:
    """Whether a text could command something: only then it is worth a question who wrote it."""
    return any(line.lstrip().startswith("/") for line in text.split("\n"))


def _may_write(repo: Repository, who: str) -> bool:
    """What GitHub says of a person: `maintain` counts as write there, everybody else may read."""
    try:
        return repo.get_collaborator_permission(who) in {"admin", "write"}
    except github.GithubException as error:
        if error.status != 404:
            raise
        return False
