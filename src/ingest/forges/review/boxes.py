"""The boxes, words and labels of a pull request, as a person sets them in a browser."""

import re
from collections.abc import Sequence
from pathlib import Path

from ingest.errors import PublishError
from ingest.forges import PullRequest
from ingest.forges.pulls import edit_pull, load_pull, save_pull
from ingest.forges.refusals import refuse_unopen
from ingest.forges.review.heads import MAINTAINER, Clock, load_settled, utc_now

_FENCE = re.compile(r"[ \t]*(?:```|~~~)")
_CHECKBOX = re.compile(r"([ \t]*[-*+] \[)[ xX](\] \*\*(\d+)\.\*\*)")


def set_tick(
    home: Path,
    repo: str,
    number: int,
    items: int | Sequence[int] | None,
    ticked: bool,
    *,
    who: str = MAINTAINER,
    now: Clock = utc_now,
) -> PullRequest:
    """Tick or untick one item of an open pull request's body, some at once, or all of them for None.

    One character a line changes (`- [x] **3.**`); PublishError, and nothing changed, when the body lacks one.
    """
    stored = load_settled(home, repo, number)
    refuse_unopen(stored.pull, "ticked")
    body = stored.pull.body
    for item in [items] if items is None or isinstance(items, int) else items:
        body, found = edit_ticks(body, item, ticked)
        if not found:
            raise PublishError(
                "there are no items" if item is None else f"there is no item {item}",
                where=f"{repo} #{number}",
                todo=f"See its items with `ingest prs show {repo} --number {number}`.",
            )
    edited = edit_pull(stored, body=body, edited_by=who, updated_at=now())
    return save_pull(home, repo, edited).pull


def edit_ticks(body: str, item: int | None, ticked: bool) -> tuple[str, int]:
    """The body with its boxes set, and how many it has of that item; fenced code is no box."""
    lines, found, is_fenced = body.split("\n"), 0, False
    for index, line in enumerate(lines):
        is_fenced ^= bool(_FENCE.match(line))
        match = None if is_fenced else _CHECKBOX.match(line)
        if match and item in (None, int(match[3])):
            found += 1
            lines[index] = f"{match[1]}{'x' if ticked else ' '}{match[2]}{line[match.end() :]}"
    return "\n".join(lines), found


def set_move(
    home: Path,
    repo: str,
    number: int,
    item: int,
    *,
    who: str = MAINTAINER,
    now: Clock = utc_now,
) -> PullRequest:
    """Tick an item's second box ("put under ... instead"); PublishError when it has none."""
    stored = load_settled(home, repo, number)
    refuse_unopen(stored.pull, "ticked")
    body, found = re.subn(
        rf"(?m)^([ \t]*- \[)[ xX](\] \*\*{item} →\*\*)", r"\1x\2", stored.pull.body
    )
    if not found:
        raise PublishError(
            f"item {item} has no second section",
            where=f"{repo} #{number}",
            todo=f"Comment `/move {item} Section` to name one.",
        )
    return save_pull(home, repo, edit_pull(stored, body=body, edited_by=who, updated_at=now())).pull


def edit_body(
    home: Path,
    repo: str,
    number: int,
    body: str,
    *,
    title: str | None = None,
    who: str = MAINTAINER,
    now: Clock = utc_now,
) -> PullRequest:
    """Write a pull request's body anew as a person does in a browser, and its title if given."""
    stored = load_settled(home, repo, number)
    refuse_unopen(stored.pull, "edited")
    edited = edit_pull(
        stored, body=body, title=title or stored.pull.title, edited_by=who, updated_at=now()
    )
    return save_pull(home, repo, edited).pull


def set_labels(home: Path, repo: str, number: int, labels: tuple[str, ...]) -> PullRequest:
    """Give a pull request exactly these labels."""
    stored = load_pull(home, repo, number)
    return save_pull(home, repo, edit_pull(stored, labels=labels)).pull
