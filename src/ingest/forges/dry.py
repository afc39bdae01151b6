"""The dry run: a forge that reads through another one, writes nothing and remembers what it would do.

What it would have written can be read back from it, so that a caller goes through the same steps,
and is refused in the same places, as in a real run.
"""

import difflib
import hashlib
from collections.abc import Callable
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Literal

from ingest.errors import PublishError
from ingest.forges import AUTHOR, Commit, Forge, PullRequest, Remark, Rival, Snapshot, Written
from ingest.forges.refusals import refuse_moved, refuse_second, refuse_text, refuse_unopen
from ingest.lists.plan import ListPlan


@dataclass(frozen=True, slots=True)
class Action:
    """One thing a real run would have done."""

    kind: Literal["push", "merge", "restart", "open", "update", "comment", "issue"]
    title: str  # the commit's message, the pull request's title, or what happens in one line
    detail: str = ""  # push: unified diff, odd bytes as surrogate escapes; else body or comment


class DryForge:
    """See `Forge`; `actions` holds what would have happened, in order."""

    def __init__(self, plan: ListPlan, forge: Forge, now: Callable[[], datetime]) -> None:
        self.actions: list[Action] = []
        self._plan = plan
        self._forge = forge
        self._now = now
        self._commits: tuple[Commit, ...] = ()
        self._head: Snapshot | None = None
        self._pull: PullRequest | None = None
        self._is_restarted = False
        self._is_merged = False

    def fetch_state(self) -> str:
        """That of the real forge, as long as nothing would have been done."""
        return "" if self.actions else self._forge.fetch_state()

    def is_all_ours(self, written: Written) -> bool:
        """Nothing is written here."""
        return False

    def fetch_base(self) -> Snapshot:
        """The list's file at the head of its base branch."""
        return self._forge.fetch_base()

    def fetch_branch(self) -> Snapshot | None:
        """The list's file as our branch would hold it now."""
        if self._head or self._is_restarted:
            return self._head
        return self._forge.fetch_branch()

    def fetch_branch_commits(self) -> tuple[Commit, ...]:
        """The real commits of our branch, and the ones that would have been added."""
        real = () if self._is_restarted else self._forge.fetch_branch_commits()
        return real + self._commits

    def find_pull(self) -> PullRequest | None:
        """The newest pull request of our branch, or what it would be by now."""
        return self._pull or self._forge.find_pull()

    def fetch_ended(self, known: AbstractSet[int]) -> tuple[PullRequest, ...]:
        """The real merged and closed pull requests but the `known` ones."""
        return self._forge.fetch_ended(known)

    def fetch_comments(
        self, number: int, known: AbstractSet[str] = frozenset()
    ) -> tuple[Remark, ...]:
        """The real comments; none under a pull request that was not really opened."""
        return self._forge.fetch_comments(number, known) if number else ()

    def fetch_rivals(self) -> tuple[Rival, ...]:
        """The real open pull requests of others."""
        return self._forge.fetch_rivals()

    def fetch_base_commits(self, since: str) -> tuple[Commit, ...]:
        """The real commits of the base branch."""
        return self._forge.fetch_base_commits(since)

    def is_behind(self) -> bool:
        """Whether the base branch has commits that our branch would not have."""
        return not (self._is_restarted or self._is_merged) and self._forge.is_behind()

    def push_commit(self, *, parent: str, text: bytes, message: str) -> str:
        """Note a commit; an invented id that the next push may name as its parent."""
        head = self.fetch_branch() or self.fetch_base()
        refuse_moved(self._plan.branch, head.commit, parent, self._plan.repo)
        if head.text == text:
            return parent
        self.actions.append(Action("push", message, render_diff(self._plan.path, head.text, text)))
        return self._append(Snapshot(parent, text), message)

    def merge_base(self, message: str, text: bytes | None = None) -> str | None:
        """Note that the base branch would be merged in.

        Without `text` the list stays that of our branch: whether the merge conflicts shows only in
        a real run.
        """
        head = self.fetch_branch()
        if head is None or not self.is_behind():
            return None
        self.actions.append(Action("merge", message, f"{self._plan.base} -> {self._plan.branch}"))
        self._is_merged = True
        return self._append(head if text is None else Snapshot(head.commit, text), message)

    def restart_branch(self) -> None:
        """Note that our branch would be deleted."""
        pull = self.find_pull()
        is_open = pull is not None and pull.state == "open"
        refuse_second(pull if is_open else None, f"{self._plan.branch} can't be restarted")
        if self.fetch_branch():
            self.actions.append(Action("restart", f"Delete the branch {self._plan.branch}"))
        self._is_restarted, self._head, self._commits = True, None, ()

    def open_pull(self, title: str, body: str) -> PullRequest:
        """Note a new pull request, which has the number 0 here."""
        pull = self.find_pull()
        is_open = pull is not None and pull.state == "open"
        refuse_second(pull if is_open else None, "there is no room for a second one")
        if not self.fetch_branch_commits():
            raise PublishError(
                f"{self._plan.branch} has no commit that {self._plan.base} has not",
                todo="Push a commit before opening a pull request.",
            )
        at = self._now()
        self._note("open", title, body)
        self._pull = PullRequest(0, "open", title, body, "", self._plan.branch, at, at)
        return self._pull

    def update_pull(self, number: int, title: str, body: str) -> PullRequest:
        """Note a new title and body."""
        pull = self.find_pull()
        if pull is None or pull.number != number:
            raise PublishError(
                f"#{number} is not the newest pull request of {self._plan.branch}",
                todo="Look the pull request up again with `ingest prs list`.",
            )
        refuse_unopen(pull, "updated")
        self._note("update", title, body)
        self._pull = replace(pull, title=title, body=body, edited_by=None, updated_at=self._now())
        return self._pull

    def comment(self, number: int, text: str) -> None:
        """Note a comment."""
        self.actions.append(Action("comment", f"Comment on #{number}", text))

    def keep_issue(self, number: int | None, title: str, body: str) -> int:
        """Note the issue as it would be."""
        self.actions.append(Action("issue", title, body))
        return number or 0

    def _note(self, kind: Literal["open", "update"], title: str, body: str) -> None:
        refuse_text(title, body)
        self.actions.append(Action(kind, title, body))

    def _append(self, before: Snapshot, message: str) -> str:
        seed = b"\0".join((before.commit.encode(), before.text or b"", message.encode()))
        commit = hashlib.sha1(seed, usedforsecurity=False).hexdigest()
        self._head = Snapshot(commit, before.text)
        self._commits += (Commit(commit, AUTHOR.name, AUTHOR.email, message),)
        return commit


def render_diff(path: str, before: bytes | None, after: bytes) -> str:
    """A unified diff of two versions of a file; bytes that are no UTF-8 as surrogate escapes.

    Lines end at "\\n" only, as git's do. `before` is None for a new file.
    """
    old, new = _lines(before or b""), _lines(after)
    source = f"a/{path}" if before is not None else "/dev/null"
    rows = difflib.unified_diff(old, new, source, f"b/{path}")
    ended = (
        row if row.endswith("\n") else f"{row}\n\\ No newline at end of file\n" for row in rows
    )
    return "".join(ended)


def _lines(text: bytes) -> list[str]:
    *whole, last = text.decode("utf-8", "surrogateescape").split("\n")
    return [f"{line}\n" for line in whole] + ([last] if last else [])
