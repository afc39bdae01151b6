"""GitHub's client as every list uses it: the token, the pace of writes, what may be asked twice.

Rate limits: https://docs.github.com/en/rest/using-the-rest-api/best-practices-for-using-the-rest-api
"""

import re

import github
from github.GithubRetry import GithubRetry
from github.Repository import Repository

from ingest.errors import ConfigError
from ingest.forges.github_errors import NEEDED
from ingest.lists.plan import ListPlan

_TIMEOUT_SECONDS = 30
_LONGEST_WAIT_SECONDS = 900  # for a rate limit; a nightly run may sleep, but not for hours


class _Patience(GithubRetry):
    """Rate limits are waited out for every request, server errors only where asking twice is harmless.

    A second POST after a 502 could open a second pull request or comment twice.
    """

    def is_retry(self, method: str, status_code: int, has_retry_after: bool = False) -> bool:
        if status_code >= 500 and method != "GET":
            return False
        return super().is_retry(method, status_code, has_retry_after)


def connect(
    plan: ListPlan, token: str | None, base_url: str, *, may_write: bool = True, pause: float = 1.0
) -> Repository:
    """The list's repository behind GitHub's client; nothing is requested yet.

    `pause` is the time between two writes in seconds and the unit of back-off. ConfigError for a
    `repo` that is no owner/name, and for a missing token unless only reading.
    """
    if not re.fullmatch(r"[\w.-]+/[\w.-]+", plan.repo):
        raise ConfigError(
            f"{plan.repo!r} is no GitHub repository",
            where=plan.where,
            todo="Write `repo: owner/name`.",
        )
    if may_write and not token:
        raise ConfigError(
            f"there is no token to write to {plan.repo}",
            where=plan.where,
            todo=f"Set the token's environment variable; it needs {NEEDED}. Or use --dry-run.",
        )
    patience = _Patience(
        total=3,
        read=False,  # once a request is out, a broken answer leaves open whether it was obeyed
        backoff_factor=pause,
        allowed_methods={"GET", "POST", "PATCH", "DELETE"},
        raise_on_status=False,
        retry_after_max=_LONGEST_WAIT_SECONDS,
        max_rate_limit_wait=_LONGEST_WAIT_SECONDS,
    )
    client = github.Github(
        base_url=base_url,
        auth=github.Auth.Token(token) if token else None,
        user_agent="paper-ingest",
        timeout=_TIMEOUT_SECONDS,
        per_page=100,
        retry=patience,
        seconds_between_requests=pause / 4,
        seconds_between_writes=pause,
        lazy=True,
    )
    return client.get_repo(plan.repo)
