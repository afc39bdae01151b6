"""Where our branch lives: in the list's own repository, or in a fork where we may not push there.

Manual: https://docs.github.com/en/rest/repos/forks and
https://docs.github.com/en/rest/branches/branches#sync-a-fork-branch-with-the-upstream-repository
"""

from collections.abc import Callable
from dataclasses import dataclass

import github
from github.Repository import Repository

from ingest.errors import PublishError
from ingest.forges.github.trees import find_ref
from ingest.lists.plan import ListPlan

_READY_TRIES = 10  # a new fork is there at once, its branches some seconds later


@dataclass(frozen=True, slots=True)
class Head:
    """The repository of our branch. `repo` is None for a fork that is still to be made."""

    repo: Repository | None
    owner: str
    is_fork: bool


def find_head(repo: Repository, plan: ListPlan, *, is_app: bool) -> Head:
    """Where the branch is or has to be. Only reads.

    `fork: never` and an App without a named account push to the list's own repository.
    """
    own = Head(repo, plan.repo.split("/")[0], is_fork=False)
    account = plan.fork if plan.fork not in {"auto", "never"} else ""
    if not account:
        may_not_know = plan.fork == "never" or is_app or repo.requester.auth is None
        if may_not_know or _may_push(repo):
            return own
        account = str(repo.requester.requestJsonAndCheck("GET", "/user")[1]["login"])
    if account.casefold() == own.owner.casefold():
        return own
    return Head(_find_fork(repo, plan, account), account, is_fork=True)


def _may_push(repo: Repository) -> bool:
    """What GitHub says of us; a repository that tells nothing is one that we try to push to."""
    permissions = repo.permissions
    return permissions is None or bool(permissions.push)


def _find_fork(repo: Repository, plan: ListPlan, account: str) -> Repository | None:
    name = plan.repo.split("/")[1]
    try:
        fork = repo.requester.requestJsonAndCheck("GET", f"/repos/{account}/{name}")[1]
    except github.GithubException as error:
        if error.status != 404:
            raise
        return None
    parent = (fork.get("parent") or {}).get("full_name", "")
    if parent.casefold() != plan.repo.casefold():
        raise PublishError(
            f"{account}/{name} is no fork of {plan.repo}",
            where=plan.where,
            todo="Rename it, or name another account as `fork` in the list's configuration.",
        )
    return Repository(repo.requester, {}, fork, completed=True)


def make_fork(repo: Repository, plan: ListPlan, head: Head, sleep: Callable[[float], None]) -> Head:
    """The fork, made now where there is none, with its branches there."""
    if head.repo is not None:
        return head
    is_named = plan.fork not in {"auto", "never"}
    me = repo.requester.requestJsonAndCheck("GET", "/user")[1]["login"] if is_named else head.owner
    named = {"organization": head.owner} if str(me).casefold() != head.owner.casefold() else {}
    fork = repo.create_fork(default_branch_only=True, **named)
    for _ in range(_READY_TRIES):
        if find_ref(fork, plan.base):
            return Head(fork, head.owner, is_fork=True)
        sleep(3.0)
    raise PublishError(
        f"the fork {fork.full_name} is made, but its branch {plan.base} is not there yet",
        where=plan.repo,
        todo="Run again in some minutes: GitHub copies a large repository in the background.",
    )


def sync_fork(head: Head, plan: ListPlan) -> None:
    """Bring the fork's base branch up to the list's; PublishError where somebody committed to it."""
    if not head.is_fork or head.repo is None:
        return
    try:
        head.repo.merge_upstream(plan.base)
    except github.GithubException as error:
        if error.status != 409:
            raise
        raise PublishError(
            f"{plan.base} of the fork {head.repo.full_name} has commits that {plan.repo} has not",
            where=plan.repo,
            todo=f"Reset the fork's {plan.base} to the list's; only {plan.branch} is written to there.",
        ) from error
