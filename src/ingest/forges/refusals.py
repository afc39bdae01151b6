"""What every forge refuses in the same words: a second pull request, a stale parent, endless text."""

from ingest.errors import PublishError
from ingest.forges import PullRequest

TITLE_LIMIT = 256  # GitHub's own limits, kept here so that what opens locally opens there
BODY_LIMIT = 65_536


def refuse_second(pull: PullRequest | None, what: str) -> None:
    """PublishError when there is an open pull request."""
    if pull:
        raise PublishError(
            f"pull request #{pull.number} is open: {what}",
            where=pull.url,
            todo=f"Update, merge or close #{pull.number} first.",
        )


def refuse_unopen(pull: PullRequest, done: str) -> None:
    """PublishError when a pull request is merged or closed."""
    if pull.state != "open":
        raise PublishError(
            f"pull request #{pull.number} is {pull.state} and can't be {done} any more",
            where=pull.url,
            todo="Run again; the next run opens a new one when there is something to propose.",
        )


def refuse_moved(branch: str, head: str, parent: str, where: str) -> None:
    """PublishError when a branch is not where the caller read it."""
    if head != parent:
        raise PublishError(
            f"{branch} stands at {head[:12]}, not at {parent[:12]}",
            where=where,
            todo="Run again: somebody committed since the list was read.",
        )


def refuse_text(title: str, body: str) -> None:
    """PublishError for a title or body that GitHub would not take."""
    if not title.strip() or len(title) > TITLE_LIMIT:
        raise PublishError(
            f"a pull request's title must have 1 to {TITLE_LIMIT} characters, not {len(title)}",
            todo="Shorten the title; this is a fault of the program if nobody edited it.",
        )
    if len(body) > BODY_LIMIT:
        raise PublishError(
            f"a pull request's body may have {BODY_LIMIT} characters, not {len(body)}",
            todo="Lower `max_items` or `max_looks` in the list's configuration.",
        )
