"""GitHub, by its REST API; GraphQL for who edited a pull request's body and for signed commits.

A list's bytes pass unchanged; a ref is only created or moved forward. Least permissions of the token:
contents and pull requests, both write.
"""

import time
from collections.abc import Callable
from collections.abc import Set as AbstractSet
from contextlib import AbstractContextManager
from dataclasses import dataclass, field
from datetime import datetime

import github
from github.GitRef import GitRef
from github.Repository import Repository

from ingest.errors import PublishError
from ingest.forges import (
    MERGE_TRAILER,
    Commit,
    MergeConflictError,
    PullRequest,
    Remark,
    Rival,
    Snapshot,
    Written,
)
from ingest.forges.github.comments import read_comments
from ingest.forges.github.commits import add_commit, add_pushed, add_signed
from ingest.forges.github.errors import host_errors
from ingest.forges.github.fork import Head, find_head, make_fork, sync_fork
from ingest.forges.github.question import is_all_ours
from ingest.forges.github.talk import (
    keep_issue,
    pulls_of,
    read_rivals,
    tell,
    tell_all,
    tell_commits,
)
from ingest.forges.github.trees import find_ref, holds, read_snapshot, write_commit
from ingest.forges.refusals import refuse_moved, refuse_second, refuse_unopen
from ingest.lists.plan import ListPlan


@dataclass(frozen=True, slots=True)
class GithubForge:
    """A list on GitHub; see `Forge` for what each function promises."""

    plan: ListPlan
    repo: Repository
    now: Callable[[], datetime]
    is_app: bool = False
    sleep: Callable[[float], None] = time.sleep
    _heads: list[Head] = field(default_factory=list)  # asked once: where our branch lives

    def fetch_state(self) -> str:
        """Not told of one list: `fetch_states` asks about many at once."""
        return ""

    def is_all_ours(self, written: Written) -> bool:
        """Of states that `fetch_states` told."""
        return is_all_ours(self.plan, written)

    def fetch_base(self) -> Snapshot:
        """The list's file at the head of its base branch."""
        with self._errors(f"read {self.plan.path} of {self.plan.base}"):
            return read_snapshot(self.repo, self._base_commit(), self.plan.path)

    def fetch_branch(self) -> Snapshot | None:
        """The list's file at the head of our branch; None when there is no branch."""
        with self._errors(f"read {self.plan.path} of {self.plan.branch}"):
            ref, repo = self._ref(), self._head().repo
            return read_snapshot(repo, ref.object.sha, self.plan.path) if ref and repo else None

    def fetch_branch_commits(self) -> tuple[Commit, ...]:
        """The commits of our branch that the base branch has not, oldest first."""
        with self._errors(f"list the commits of {self.plan.branch}"):
            if self._ref() is None:
                return ()
            return tell_commits(self.repo.compare(self.plan.base, self._label()).commits)

    def find_pull(self) -> PullRequest | None:
        """The newest pull request of our branch in any state."""
        with self._errors(f"look for pull requests of {self.plan.branch}"):
            found = pulls_of(self.repo, self.plan, self._head().owner, "all")
            newest = max(found, key=lambda pull: pull.number, default=None)
            return tell_all(self.repo, newest) if newest else None

    def fetch_ended(self, known: AbstractSet[int]) -> tuple[PullRequest, ...]:
        """Merged and closed pull requests of our branch but the `known` ones, oldest first."""
        with self._errors(f"look for ended pull requests of {self.plan.branch}"):
            found = pulls_of(self.repo, self.plan, self._head().owner, "closed")
            ended = [pull for pull in found if pull.number not in known]
            return tuple(
                tell_all(self.repo, pull) for pull in sorted(ended, key=lambda pull: pull.number)
            )

    def fetch_comments(
        self, number: int, known: AbstractSet[str] = frozenset()
    ) -> tuple[Remark, ...]:
        """Comments under the pull request, beside lines of its diff and with reviews, oldest first."""
        with self._errors(f"read the comments of #{number}"):
            return read_comments(self.repo, number, known)

    def fetch_rivals(self) -> tuple[Rival, ...]:
        """Open pull requests of others against the base branch, newest first."""
        with self._errors("look through the open pull requests"):
            return tuple(read_rivals(self.repo, self.plan, self._head().owner))

    def fetch_base_commits(self, since: str) -> tuple[Commit, ...]:
        """The commits of the base branch after the commit `since`, oldest first; none if it is gone."""
        with self._errors(f"list the commits of {self.plan.base}"):
            try:
                return tell_commits(self.repo.compare(since, self.plan.base).commits)
            except github.GithubException as error:
                if error.status != 404:
                    raise
                return ()

    def is_behind(self) -> bool:
        """Whether the base branch has commits that our branch has not; False without a branch."""
        with self._errors(f"compare {self.plan.branch} with {self.plan.base}"):
            if self._ref() is None:
                return False
            return self.repo.compare(self.plan.base, self._label()).behind_by > 0

    def push_commit(self, *, parent: str, text: bytes, message: str) -> str:
        """Append one commit to our branch, created where needed; `parent` must be its head."""
        with self._errors(f"commit to {self.plan.branch}"):
            repo, ref = self._writable(), self._ref()
            head = ref.object.sha if ref else self._base_commit()
            refuse_moved(self.plan.branch, head, parent, self.plan.repo)
            if not ref:
                sync_fork(self._head(), self.plan)
            if holds(repo, parent, self.plan.path, text):
                return parent
            if self.plan.commits == "signed":
                return add_signed(repo, self.plan, parent, text, message)
            add = add_pushed if self.plan.commits == "push" else add_commit
            return add(repo, self.plan, parent, text, message, self.now())

    def merge_base(self, message: str, text: bytes | None = None) -> str | None:
        """Merge the base branch into ours; None when nothing is to do."""
        with self._errors(f"merge {self.plan.base} into {self.plan.branch} ({self.plan.path})"):
            ref = self._ref()
            if ref is None:
                return None
            repo = self._writable()
            sync_fork(self._head(), self.plan)
            signed = f"{message.rstrip()}\n\n{MERGE_TRAILER}"
            if text is not None:
                return self._merge_with(repo, ref, text, signed) if self.is_behind() else None
            try:
                merged = repo.merge(self.plan.branch, self.plan.base, signed)
            except github.GithubException as error:
                if error.status != 409:
                    raise
                raise MergeConflictError(
                    f"{self.plan.base} and {self.plan.branch} change the same lines "
                    f"of {self.plan.path} (GitHub answered 409)",
                    where=self.plan.repo,
                    todo="Merge by hand, or close the pull request to start afresh.",
                ) from error
            return merged.sha if merged else None

    def _merge_with(self, repo: Repository, ref: GitRef, text: bytes, message: str) -> str:
        """A merge that holds the base branch and these bytes as the list."""
        onto = [ref.object.sha, self._base_commit()]
        merge = write_commit(repo, onto, self.plan.path, text, message, self.now())
        ref.edit(merge, force=False)
        return merge

    def restart_branch(self) -> None:
        """Delete our branch; GitHub keeps the commits of its pull requests under refs/pull."""
        with self._errors(f"delete the branch {self.plan.branch}"):
            refuse_second(self._open_pull(), f"{self.plan.branch} can't be restarted")
            ref = self._ref()
            if ref:
                ref.delete()

    def open_pull(self, title: str, body: str) -> PullRequest:
        """Open a pull request from our branch; PublishError when one is open or nothing differs."""
        with self._errors("open a pull request"):
            refuse_second(self._open_pull(), "there is no room for a second one")
            opened = self.repo.create_pull(
                base=self.plan.base,
                head=self._label(),
                title=title,
                body=body,
                maintainer_can_modify=True,
            )
            return tell(opened)

    def update_pull(self, number: int, title: str, body: str) -> PullRequest:
        """Give an open pull request this title and body; PublishError when it is not open."""
        with self._errors(f"update pull request #{number}"):
            pull = self.repo.get_pull(number)
            refuse_unopen(tell(pull), "updated")
            pull.edit(title=title, body=body)
            return tell(pull)

    def comment(self, number: int, text: str) -> None:
        """Say something under a pull request, open or not."""
        with self._errors(f"comment on #{number}"):
            self.repo.get_issue(number).create_comment(text)

    def keep_issue(self, number: int | None, title: str, body: str) -> int:
        """Open the list's one issue, or bring it up to date; one that a person closed is left alone."""
        with self._errors("keep the dashboard issue"):
            return keep_issue(self.repo, number, title, body)

    def _errors(self, doing: str) -> AbstractContextManager[None]:
        return host_errors(doing, self.plan.repo)

    def _base_commit(self) -> str:
        return self.repo.get_git_ref(f"heads/{self.plan.base}").object.sha

    def _head(self) -> Head:
        if not self._heads:
            self._heads.append(find_head(self.repo, self.plan, is_app=self.is_app))
        return self._heads[0]

    def _writable(self) -> Repository:
        """The repository of our branch, a fork made where there has to be one."""
        made = make_fork(self.repo, self.plan, self._head(), self.sleep)
        self._heads[:] = [made]
        if made.repo is None:
            raise PublishError(
                f"there is no fork of {self.plan.repo} to write to",
                where=self.plan.where,
                todo="Make the fork by hand, or let the token's account make it.",
            )
        return made.repo

    def _label(self) -> str:
        """Our branch as the list's own repository calls it."""
        head = self._head()
        return f"{head.owner}:{self.plan.branch}" if head.is_fork else self.plan.branch

    def _ref(self) -> GitRef | None:
        repo = self._head().repo
        return find_ref(repo, self.plan.branch) if repo else None

    def _open_pull(self) -> PullRequest | None:
        opened = pulls_of(self.repo, self.plan, self._head().owner, "open")
        return next((tell(pull) for pull in opened), None)
