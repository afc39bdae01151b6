"""Asking GitHub where many lists stand: account by account, so many at once as it answers, within its points.

Limits: https://docs.github.com/en/graphql/overview/rate-limits-and-query-limits-for-the-graphql-api
"""

import re
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from functools import partial
from typing import Any

import github
import requests
from github.Requester import Requester

from ingest.errors import IngestError, PublishError
from ingest.forges.access import Access
from ingest.forges.github.client import LONGEST_WAIT_SECONDS, REPO_NAME, connect
from ingest.forges.github.errors import host_errors
from ingest.forges.github.question import read_states, render_question
from ingest.forges.states import Asked, State
from ingest.lists.plan import ListPlan

_AT_ONCE = 25  # lists in one question: 3 of 5,000 points an hour, 6,400 nodes at most of 500,000
# What GitHub says of a question that it could not finish; with fewer lists it may.
_TOO_MUCH = {"RESOURCE_LIMITS_EXCEEDED", "MAX_NODE_LIMIT_EXCEEDED"}
_RATE = {"RATE_LIMITED", "RATE_LIMIT"}

_REST = 4  # pauses between two writes; see `question._SETTLED`
_FAILURES = 3  # single lists in a row: then it is not the lists


class _TooMuchError(Exception):
    """GitHub did not finish a question."""


class _StoppedError(Exception):
    """This account is asked nothing more: why, in words."""


@dataclass(slots=True)
class _Account:
    """One token, or one installation of an App; and what it was told so far."""

    requester: Requester
    now: Callable[[], datetime]
    sleep: Callable[[float], None]
    at_once: int  # lists in one question
    states: dict[str, State] = field(default_factory=dict)
    unsaid: dict[str, str] = field(default_factory=dict)  # by list, why nothing is told of it
    is_after: bool = False  # something was written
    spent_until: datetime | None = None  # there are no points for another question before


def ask_accounts(
    plans: Sequence[tuple[ListPlan, Access]],
    *,
    now: Callable[[], datetime],
    tell: Callable[[int, int], None],
    base_url: str,
    pause: float,
    is_after: bool = False,
    at_once: int = _AT_ONCE,
    sleep: Callable[[float], None] = time.sleep,
) -> Asked:
    """See `fetch_states`; an App is another account for each owner whose repositories it serves."""
    groups: dict[tuple[Access, str], list[ListPlan]] = {}
    for plan, access in plans:
        if re.fullmatch(REPO_NAME, plan.repo):
            owner = "" if access.token else plan.repo.split("/")[0].casefold()
            is_alone = access.is_app and plan.fork == "auto"  # an App makes no forks of its own
            asked = replace(plan, fork="never") if is_alone else plan
            groups.setdefault((access, owner), []).append(asked)
    states: dict[str, State] = {}
    notes: list[str] = []
    total, done = sum(map(len, groups.values())), 0
    tell(0, total)
    if is_after:
        sleep(_REST * pause)
    for (access, _), some in groups.items():
        if requester := _open(some, access, base_url, pause):
            account = _Account(requester, now, sleep, at_once, is_after=is_after)
            notes += _ask_account(account, some, partial(_tell, tell, done, total))
            states |= account.states
        done += len(some)
    return Asked(states, tuple(notes))


def _tell(tell: Callable[[int, int], None], before: int, total: int, done: int) -> None:
    tell(before + done, total)


def _open(
    plans: Sequence[ListPlan], access: Access, base_url: str, pause: float
) -> Requester | None:
    """The client of an account; of an App the first repository on which it is installed shows the way."""
    for plan in plans:
        with suppress(IngestError):  # not installed there: that list's own look says so
            return connect(plan, access, base_url, may_write=False, pause=pause).requester
    return None


def _ask_account(
    account: _Account, plans: Sequence[ListPlan], tell: Callable[[int], None]
) -> Iterator[str]:
    """Ask about all lists of an account; why some were not told of, in words.

    A question that GitHub does not finish is asked again with half of the lists, until the one is found that makes it so.
    """
    size, left, failed = account.at_once, list(plans), 0
    try:
        while left:
            tell(len(plans) - len(left))
            some = left[:size]
            try:
                states, unsaid = _ask(account, some)
            except _TooMuchError as error:
                if len(some) > 1:
                    size = len(some) // 2
                    continue
                states, unsaid = {}, {some[0].name: str(error)}
                size, failed = account.at_once, failed + 1
                if failed == _FAILURES:
                    raise _StoppedError(str(error)) from error
            else:
                failed = 0
            account.states |= states
            account.unsaid |= unsaid
            left = left[len(some) :]
    except _StoppedError as error:
        what = "are read back in the next night" if account.is_after else "are looked at one by one"
        yield f"{len(left)} of {len(plans)} lists on GitHub {what}: {error}"
    for name, why in account.unsaid.items():
        what = "read back in the next night" if account.is_after else "looked at by itself"
        yield f"{name}: {what}: {why}"


def _ask(
    account: _Account, plans: Sequence[ListPlan], *, is_again: bool = False
) -> tuple[dict[str, State], dict[str, str]]:
    """What one question tells; it is asked once more after a limit that ends soon."""
    _wait(account)
    headers, answer = _send(account, plans)
    errors = answer.get("errors") or []
    said = f"GitHub said {'; '.join(str(one.get('message')) for one in errors)[:300]!r}"
    kinds = {one.get("type") for one in errors}
    if kinds & _RATE:
        reset = str(headers.get("x-ratelimit-reset", ""))
        if is_again or not reset.isdigit():
            raise _StoppedError(said)
        account.spent_until = datetime.fromtimestamp(int(reset), UTC)
        return _ask(account, plans, is_again=True)
    whole = [one for one in errors if not one.get("path")]
    if kinds & _TOO_MUCH or any("locations" not in one for one in whole):
        raise _TooMuchError(said)
    if whole:  # GitHub does not understand the question: fewer lists make it no better
        raise _StoppedError(said)
    limit = (answer.get("data") or {}).get("rateLimit")
    if limit and limit["remaining"] < limit["cost"]:
        account.spent_until = datetime.fromisoformat(limit["resetAt"])
    told_at = parsedate_to_datetime(headers["date"]) if "date" in headers else account.now()
    return read_states(plans, answer, told_at)


def _send(
    account: _Account, plans: Sequence[ListPlan]
) -> tuple[Mapping[str, Any], Mapping[str, Any]]:
    """The answer's headers and body, errors of single lists among them."""
    question, variables = render_question(plans, with_bodies=account.is_after)
    body, ask = {"query": question, "variables": variables}, account.requester.requestJsonAndCheck
    try:
        with host_errors("ask where lists stand", "GitHub"):
            headers, answer = ask("POST", account.requester.graphql_url, input=body)
    except PublishError as problem:
        cause = problem.__cause__
        is_slow = isinstance(cause, requests.ReadTimeout)
        if is_slow or (isinstance(cause, github.GithubException) and cause.status >= 500):
            raise _TooMuchError(problem.what) from problem
        raise _StoppedError(problem.what) from problem
    # A page of something between us and GitHub comes as text that is no JSON.
    if not (isinstance(answer, dict) and isinstance(answer.get("data") or {}, dict)):
        raise _StoppedError("what came is no answer of GitHub's GraphQL")
    return headers, answer


def _wait(account: _Account) -> None:
    """Wait for new points, as other requests do; _StoppedError where they are too far."""
    if account.spent_until is None:
        return
    seconds = (account.spent_until - account.now()).total_seconds() + 1
    if seconds > LONGEST_WAIT_SECONDS:
        raise _StoppedError(
            f"the points of its GraphQL are used up until {account.spent_until:%H:%M} UTC"
        )
    account.sleep(max(0.0, seconds))
    account.spent_until = None
