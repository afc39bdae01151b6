"""What GitHub's refusals mean, and what a person can do about them.

Status codes: https://docs.github.com/en/rest/using-the-rest-api/troubleshooting-the-rest-api
"""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import requests
from github import GithubException, RateLimitExceededException

from ingest.errors import PublishError, RateLimitError

NEEDED = "contents: write and pull requests: write, for this repository only"
_TODO = {
    400: "Run again: GitHub's GraphQL refused it, most often because somebody committed in between.",
    401: f"Make a new token with {NEEDED}, and give it again.",
    403: f"Give the token {NEEDED}; an organisation may have to approve it first.",
    404: "Check `repo`, `base` and `path` in the list's configuration, and that the token may see them.",
    409: "Run again. If it stays: the repository is empty, or the two branches conflict; then merge "
    "by hand or close the pull request.",
    422: "Run again: somebody else may have moved the branch or opened the pull request first.",
}
_TODO_RATE = (
    "Run again in an hour, or raise the token's limit: GitHub counts all its users together."
)
_TODO_HOST = (
    "Run again later; a branch is only ever moved as the last step, so nothing is half done."
)


@contextmanager
def host_errors(doing: str, where: str) -> Iterator[None]:
    """Turn what the client raises into PublishError, RateLimitError among them: `doing` in words ("open a pull request")."""
    try:
        yield
    except RateLimitExceededException as error:
        raise RateLimitError(
            f"can't {doing}: GitHub's rate limit is used up", where=where, todo=_TODO_RATE
        ) from error
    except GithubException as error:
        raise PublishError(
            f"can't {doing}: GitHub answered {error.status} {_said(error.data)}".rstrip(),
            where=where,
            todo=_TODO.get(error.status, _TODO_HOST),
        ) from error
    except requests.RequestException as error:
        raise PublishError(
            f"can't {doing}: GitHub can't be reached ({type(error).__name__})",
            where=where,
            todo="Check the network and the forge's base URL, then run again.",
        ) from error
    except json.JSONDecodeError as error:
        raise PublishError(
            f"can't {doing}: the answer is no JSON", where=where, todo=_TODO_HOST
        ) from error


def _said(data: Any) -> str:
    """GitHub's own words: the message and what it says of single fields, on one line."""
    if not isinstance(data, dict):
        return ""
    details = data.get("errors")
    rows = [row for row in details if row] if isinstance(details, list) else []
    words = [str(data.get("message") or ""), *map(_detail, rows)]
    return "; ".join(" ".join(word.split())[:300] for word in words if word)


def _detail(row: Any) -> str:
    if not isinstance(row, dict):
        return str(row)
    return str(row.get("message") or f"{row.get('field', '')} {row.get('code', '')}".strip())
