"""Where a list lives and where pull requests are opened: one Protocol, three forges.

`local` keeps bare repositories and pull requests on disk, `github` speaks to GitHub, `dry` reads
through another forge and writes nothing. `review` is the maintainer's side of the local one.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Literal, Protocol

from ingest.lists.plan import ListPlan
from ingest.repo import Author, Commit

__all__ = [
    "AUTHOR",
    "GITHUB_URL",
    "MERGE_TRAILER",
    "Commit",
    "Forge",
    "PullRequest",
    "Snapshot",
    "is_ours",
    "open_forge",
]

AUTHOR = Author("paper-ingest", "paper-ingest@users.noreply.invalid")
GITHUB_URL = "https://api.github.com"
# GitHub makes the merge commit itself, under the name of the token's account; this line, the last
# one of the message, is how we know it again.
MERGE_TRAILER = "Merged-by: paper-ingest"

PullState = Literal["open", "merged", "closed"]


@dataclass(frozen=True, slots=True)
class Snapshot:
    """A list's file as it stood at one commit."""

    commit: str
    text: bytes | None  # None: that commit has no such file


@dataclass(frozen=True, slots=True)
class PullRequest:
    """A pull request as its forge tells it; times are aware and UTC."""

    number: int
    state: PullState
    title: str
    body: str
    url: str
    head: str  # the branch it wants merged
    created_at: datetime
    updated_at: datetime
    closed_at: datetime | None = None  # for merged ones too
    closed_by: str | None = None  # who merged or closed it
    edited_by: str | None = None  # who edited title or body last, where that was not its own author


class Forge(Protocol):
    """One list's home. Everything that fails raises PublishError, and nothing is ever forced."""

    def fetch_base(self) -> Snapshot:
        """The list's file at the head of its base branch."""
        ...

    def fetch_branch(self) -> Snapshot | None:
        """The list's file at the head of our branch; None when there is no branch."""
        ...

    def fetch_branch_commits(self) -> tuple[Commit, ...]:
        """The commits of our branch that the base branch has not, oldest first."""
        ...

    def find_pull(self) -> PullRequest | None:
        """The newest pull request of our branch in any state."""
        ...

    def is_behind(self) -> bool:
        """Whether the base branch has commits that our branch has not; False without a branch."""
        ...

    def push_commit(self, *, parent: str, text: bytes, message: str) -> str:
        """Append one commit that gives the list's file these bytes; the commit's id.

        `parent` must be our branch's head or, where there is no branch yet, the base branch's; else
        PublishError. The branch is created when needed. Bytes that `parent` already holds make no
        commit, and `parent` is returned.
        """
        ...

    def merge_base(self, message: str) -> str | None:
        """Merge the base branch into ours; the merge's id, None when nothing is to do.

        A conflict raises PublishError and leaves both branches as they were.
        """
        ...

    def restart_branch(self) -> None:
        """Delete our branch, so that the next push starts from the base branch.

        PublishError while a pull request of it is open. No branch is fine.
        """
        ...

    def open_pull(self, title: str, body: str) -> PullRequest:
        """Open a pull request from our branch; PublishError when one is open or nothing differs."""
        ...

    def update_pull(self, number: int, title: str, body: str) -> PullRequest:
        """Give an open pull request this title and body; PublishError when it is not open."""
        ...

    def comment(self, number: int, text: str) -> None:
        """Say something under a pull request, open or not."""
        ...


def is_ours(commit: Commit) -> bool:
    """Whether this program made the commit, by its author or by a merge's last line."""
    is_authored = (commit.author_name, commit.author_email) == (AUTHOR.name, AUTHOR.email)
    return is_authored or commit.message.rsplit("\n", 1)[-1] == MERGE_TRAILER


def open_forge(
    plan: ListPlan,
    *,
    home: Path,
    token: str | None,
    now: Callable[[], datetime],
    dry_run: bool,
    base_url: str = GITHUB_URL,
) -> Forge:
    """The forge of a list, wrapped into the dry one for a dry run; nothing is read or written yet.

    ConfigError when GitHub is to be written to and there is no token.
    """
    # Imported here: GitHub's client costs half a second that a local list need not pay.
    forge: Forge
    if plan.forge == "github":
        from ingest.forges.github import GithubForge
        from ingest.forges.github_client import connect

        forge = GithubForge(plan, connect(plan, token, base_url, may_write=not dry_run), now)
    else:
        from ingest.forges.local import LocalForge

        forge = LocalForge(plan, home, now)
    if dry_run:
        from ingest.forges.dry import DryForge

        return DryForge(plan, forge, now)
    return forge
