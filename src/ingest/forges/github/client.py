"""GitHub's client as every list uses it: who asks, the pace of writes, what may be asked twice.

Rate limits: https://docs.github.com/en/rest/using-the-rest-api/best-practices-for-using-the-rest-api
Apps: https://docs.github.com/en/apps/creating-github-apps/authenticating-with-a-github-app
"""

import re
from typing import Any

import github
from github.Auth import AppAuth, Auth, Token
from github.GithubRetry import GithubRetry
from github.Repository import Repository
from jwt import PyJWTError

from ingest.errors import ConfigError
from ingest.forges.access import Access
from ingest.forges.github.errors import NEEDED, host_errors
from ingest.lists.plan import ListPlan

_TIMEOUT_SECONDS = 30
LONGEST_WAIT_SECONDS = 900  # for a rate limit; a nightly run may sleep, but not for hours
REPO_NAME = r"[\w.-]+/[\w.-]+"
# What an installation's token may do; an App that was given more never uses it.
_PERMISSIONS = {
    "contents": "write", "pull_requests": "write", "issues": "read", "metadata": "read",
}  # fmt: skip


class _Patience(GithubRetry):
    """Rate limits are waited out for every request, server errors only where asking twice is harmless.

    A second POST after a 502 could open a second pull request or comment twice.
    """

    def is_retry(self, method: str, status_code: int, has_retry_after: bool = False) -> bool:
        if status_code >= 500 and method != "GET":
            return False
        return super().is_retry(method, status_code, has_retry_after)


def connect(
    plan: ListPlan, access: Access, base_url: str, *, may_write: bool = True, pause: float = 1.0
) -> Repository:
    """The list's repository behind GitHub's client; only an App asks something now: its installation.

    `pause` is the time between two writes in seconds and the unit of back-off. ConfigError for a
    `repo` that is no owner/name, and for a missing token unless only reading.
    """
    if not re.fullmatch(REPO_NAME, plan.repo):
        raise ConfigError(
            f"{plan.repo!r} is no GitHub repository",
            where=plan.where,
            todo="Write `repo: owner/name`.",
        )
    if may_write and access.is_nobody:
        raise ConfigError(
            f"there is no token to write to {plan.repo}",
            where=plan.where,
            todo=f"Set the token's environment variable; it needs {NEEDED}. Or use --dry-run.",
        )
    settings = _settings(base_url, pause)
    client = github.Github(auth=_auth(plan, access, settings), **settings)
    return client.get_repo(plan.repo)


def _settings(base_url: str, pause: float) -> dict[str, Any]:
    patience = _Patience(
        total=3,
        read=False,  # once a request is out, a broken answer leaves open whether it was obeyed
        backoff_factor=pause,
        allowed_methods={"GET", "POST", "PATCH", "DELETE"},
        raise_on_status=False,
        retry_after_max=LONGEST_WAIT_SECONDS,
        max_rate_limit_wait=LONGEST_WAIT_SECONDS,
    )
    return {
        "base_url": base_url,
        "user_agent": "paper-ingest",
        "timeout": _TIMEOUT_SECONDS,
        "per_page": 100,
        "retry": patience,
        "seconds_between_requests": pause / 4,
        "seconds_between_writes": pause,
        "lazy": True,
    }


def _auth(plan: ListPlan, access: Access, settings: dict[str, Any]) -> Auth | None:
    """An App acts through its installation on the list's repository, with no more rights than it needs."""
    if access.token:
        return Token(access.token)
    if not (access.app_id and access.app_key):
        return None
    app = AppAuth(access.app_id, access.app_key)
    owner, name = plan.repo.split("/")
    with host_errors(f"find the installation of App {access.app_id}", plan.repo):
        try:
            found = github.GithubIntegration(auth=app, **settings).get_repo_installation(
                owner, name
            )
            permissions = _PERMISSIONS | ({"issues": "write"} if plan.dashboard else {})
            return app.get_installation_auth(found.id, permissions)
        except PyJWTError as error:  # the key is read when it first signs
            raise ConfigError(
                f"the private key of App {access.app_id} can't be used: {type(error).__name__}",
                where="INGEST_GITHUB_APP_KEY",
                todo="give the PEM file that GitHub made for the App, whole, with its line breaks",
            ) from error
