"""Where a list lives and where pull requests are opened: one Protocol, three forges.

`local` keeps bare repositories and pull requests on disk, `github` speaks to GitHub, `dry` reads
through another forge and writes nothing. `review` is the maintainer's side of the local one.
"""

from collections.abc import Callable
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Literal, Protocol

from ingest.forges.access import Access
from ingest.lists.plan import ListPlan
from ingest.repo import Author, Commit, MergeConflictError

__all__ = [
    "AUTHOR",
    "COMMIT_TRAILER",
    "GITHUB_URL",
    "MERGE_TRAILER",
    "Access",
    "Commit",
    "Forge",
    "MergeConflictError",
    "PullRequest",
    "Remark",
    "Rival",
    "Snapshot",
    "is_ours",
    "message_of",
    "open_forge",
]

AUTHOR = Author("paper-ingest", "paper-ingest@users.noreply.invalid")
GITHUB_URL = "https://api.github.com"
# GitHub makes merges and signed commits itself, under the name of the token's account; one of these
# lines, the last one of the message, is how we know them again.
MERGE_TRAILER = "Merged-by: paper-ingest"
COMMIT_TRAILER = "Committed-by: paper-ingest"

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
    labels: tuple[str, ...] = ()
    head_commit: str | None = (
        None  # where its branch stood when it ended, as far as the forge knows
    )


@dataclass(frozen=True, slots=True)
class Remark:
    """What somebody said under a pull request, as a comment or beside a line of its diff."""

    comment_id: str  # unique within its pull request
    who: str
    text: str
    written_at: datetime
    may_write: bool  # whether the forge lets this person write to the repository
    line: str = ""  # the line of the diff that it stands beside, without its sign


@dataclass(frozen=True, slots=True)
class Rival:
    """Somebody else's open pull request against the same base branch."""

    number: int
    url: str
    who: str
    text: str  # its title, its body, and the lines it adds to the list


@dataclass(frozen=True, slots=True)
class Written:
    """What one publication wrote, and what stood on the forge before and after it (`Forge.fetch_state`)."""

    before: str
    after: str
    parent: str  # of our commit; where there was none, the branch's head
    head: str  # our commit; where there was none, the branch's head
    pull: PullRequest  # what `open_pull` or `update_pull` returned
    said: tuple[Remark, ...]  # under it, before


class Forge(Protocol):
    """One list's home. Everything that fails raises PublishError, and nothing is ever forced."""

    def fetch_state(self) -> str:
        """What stands for all that the reading functions below would tell, at less than their price.

        Equal states tell the same; "" where this forge can't say.
        """
        ...

    def is_all_ours(self, written: Written) -> bool:
        """Whether nothing but our branch and our pull request differs between the two states, and these are as we wrote them."""
        ...

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

    def fetch_ended(self, known: AbstractSet[int]) -> tuple[PullRequest, ...]:
        """Merged and closed pull requests of our branch but the `known` ones, oldest first."""
        ...

    def fetch_comments(
        self, number: int, known: AbstractSet[str] = frozenset()
    ) -> tuple[Remark, ...]:
        """What was said under a pull request, oldest first.

        Whether a person may write is asked only for comments that could command something and are
        not among the `known` ids.
        """
        ...

    def fetch_rivals(self) -> tuple[Rival, ...]:
        """Open pull requests of anybody else against the base branch, newest first."""
        ...

    def fetch_base_commits(self, since: str) -> tuple[Commit, ...]:
        """The commits of the base branch after the commit `since`, oldest first; none if it is gone."""
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

    def merge_base(self, message: str, text: bytes | None = None) -> str | None:
        """Merge the base branch into ours; the merge's id, None when nothing is to do.

        A conflict raises MergeConflictError and leaves both branches as they were. With `text`
        nothing is merged line by line: the merge holds the base branch, and these bytes as the list.
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

    def keep_issue(self, number: int | None, title: str, body: str) -> int:
        """Open the list's one issue, or bring it up to date; its number.

        Without a `number` an open one with the last line of `body` is looked for first. One that a
        person closed is left as it is.
        """
        ...


def is_ours(commit: Commit) -> bool:
    """Whether this program made the commit, by its author or by the last line of its message."""
    is_authored = (commit.author_name, commit.author_email) == (AUTHOR.name, AUTHOR.email)
    return is_authored or commit.message.rsplit("\n", 1)[-1] in {MERGE_TRAILER, COMMIT_TRAILER}


def message_of(commit: Commit) -> str:
    """A commit's message as we gave it, without the line that a forge's own commit carries."""
    return commit.message.removesuffix(COMMIT_TRAILER).rstrip("\n")


def open_forge(
    plan: ListPlan,
    *,
    home: Path,
    access: Access = Access(),  # noqa: B008 - a frozen value
    now: Callable[[], datetime],
    dry_run: bool,
    base_url: str = GITHUB_URL,
    pause: float = 1.0,
) -> Forge:
    """The forge of a list, wrapped into the dry one for a dry run; nothing is read or written yet.

    `pause` is the time between two writes to a remote forge, in seconds. ConfigError when GitHub is to
    be written to and there is no token.
    """
    # Imported here: GitHub's client costs half a second that a local list need not pay.
    forge: Forge
    if plan.forge == "github":
        from ingest.forges.github import GithubForge
        from ingest.forges.github.client import connect

        repo = connect(plan, access, base_url, may_write=not dry_run, pause=pause)
        forge = GithubForge(plan, repo, now, is_app=access.is_app)
    else:
        from ingest.forges.local import LocalForge

        forge = LocalForge(plan, home, now)
    if dry_run:
        from ingest.forges.dry import DryForge

        return DryForge(plan, forge, now)
    return forge
