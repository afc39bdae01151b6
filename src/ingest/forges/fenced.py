"""A forge that is written to only by whoever still holds the lease on its list."""

from collections.abc import Callable
from collections.abc import Set as AbstractSet

from ingest.forges import Commit, Forge, PullRequest, Remark, Rival, Snapshot, Written


class FencedForge:
    """See `Forge`; right before each write `check` is asked, which raises where this process comes late.

    A forge has no leases, so a pause between the asking and the writing is not seen by it. What such a write meets is the
    forge's own refusal: a push compares the branch's head, and a branch has at most one open pull request.
    """

    def __init__(self, forge: Forge, check: Callable[[], None]) -> None:
        self._forge = forge
        self._check = check

    def fetch_state(self) -> str:
        """See `Forge`."""
        return self._forge.fetch_state()

    def is_all_ours(self, written: Written) -> bool:
        """See `Forge`."""
        return self._forge.is_all_ours(written)

    def fetch_base(self) -> Snapshot:
        """Read from the forge below, as all reads are."""
        return self._forge.fetch_base()

    def fetch_branch(self) -> Snapshot | None:
        """See `Forge`."""
        return self._forge.fetch_branch()

    def fetch_branch_commits(self) -> tuple[Commit, ...]:
        """See `Forge`."""
        return self._forge.fetch_branch_commits()

    def find_pull(self) -> PullRequest | None:
        """See `Forge`."""
        return self._forge.find_pull()

    def fetch_rivals(self) -> tuple[Rival, ...]:
        """See `Forge`."""
        return self._forge.fetch_rivals()

    def is_behind(self) -> bool:
        """See `Forge`."""
        return self._forge.is_behind()

    def fetch_ended(self, known: AbstractSet[int]) -> tuple[PullRequest, ...]:
        """See `Forge`."""
        return self._forge.fetch_ended(known)

    def fetch_comments(
        self, number: int, known: AbstractSet[str] = frozenset()
    ) -> tuple[Remark, ...]:
        """See `Forge`."""
        return self._forge.fetch_comments(number, known)

    def fetch_base_commits(self, since: str) -> tuple[Commit, ...]:
        """See `Forge`."""
        return self._forge.fetch_base_commits(since)

    def push_commit(self, *, parent: str, text: bytes, message: str) -> str:
        """Append one commit, unless another holds the lease by now."""
        self._check()
        return self._forge.push_commit(parent=parent, text=text, message=message)

    def merge_base(self, message: str, text: bytes | None = None) -> str | None:
        """Merge the base branch into ours, unless another holds the lease by now."""
        self._check()
        return self._forge.merge_base(message, text)

    def restart_branch(self) -> None:
        """Delete our branch, unless another holds the lease by now."""
        self._check()
        self._forge.restart_branch()

    def open_pull(self, title: str, body: str) -> PullRequest:
        """Open a pull request, unless another holds the lease by now."""
        self._check()
        return self._forge.open_pull(title, body)

    def update_pull(self, number: int, title: str, body: str) -> PullRequest:
        """Give a pull request title and body, unless another holds the lease by now."""
        self._check()
        return self._forge.update_pull(number, title, body)

    def comment(self, number: int, text: str) -> None:
        """Say something, unless another holds the lease by now."""
        self._check()
        self._forge.comment(number, text)

    def keep_issue(self, number: int | None, title: str, body: str) -> int:
        """Keep the list's one issue, unless another holds the lease by now."""
        self._check()
        return self._forge.keep_issue(number, title, body)
