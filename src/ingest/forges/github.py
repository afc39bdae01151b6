"""GitHub, by its REST API; GraphQL only for who edited a pull request's body.

Commits are made from blobs, trees and refs, so that a list's bytes pass unchanged; a ref is only
created or moved forward. Least permissions of the token: contents and pull requests, both write.
Manual: https://docs.github.com/en/rest/git and https://docs.github.com/en/rest/pulls
"""

import base64
import hashlib
from collections.abc import Callable, Iterable
from collections.abc import Set as AbstractSet
from contextlib import AbstractContextManager
from dataclasses import dataclass
from datetime import datetime
from itertools import islice

import github
from github.Commit import Commit as HubCommit
from github.GitCommit import GitCommit
from github.GitRef import GitRef
from github.GitTree import GitTree
from github.GitTreeElement import GitTreeElement
from github.IssueComment import IssueComment
from github.PullRequest import PullRequest as HubPull
from github.PullRequestComment import PullRequestComment
from github.Repository import Repository

from ingest.errors import PublishError
from ingest.forges import (
    AUTHOR,
    MERGE_TRAILER,
    Commit,
    MergeConflictError,
    PullRequest,
    Remark,
    Rival,
    Snapshot,
)
from ingest.forges.github_errors import host_errors
from ingest.forges.refusals import refuse_moved, refuse_second, refuse_unopen
from ingest.lists.plan import ListPlan

_RIVALS_READ = 50
_FILE_MODES = {"100644", "100755"}
_EDITOR = """query Editor($owner: String!, $name: String!, $number: Int!) {
  repository(owner: $owner, name: $name) { pullRequest(number: $number) { editor { login } } }
}"""


@dataclass(frozen=True, slots=True)
class GithubForge:
    """A list on GitHub; see `Forge` for what each function promises."""

    plan: ListPlan
    repo: Repository
    now: Callable[[], datetime]

    def fetch_base(self) -> Snapshot:
        """The list's file at the head of its base branch."""
        with self._errors(f"read {self.plan.path} of {self.plan.base}"):
            return self._snapshot(self.repo.get_git_ref(f"heads/{self.plan.base}").object.sha)

    def fetch_branch(self) -> Snapshot | None:
        """The list's file at the head of our branch; None when there is no branch."""
        with self._errors(f"read {self.plan.path} of {self.plan.branch}"):
            ref = self._branch_ref()
            return self._snapshot(ref.object.sha) if ref else None

    def fetch_branch_commits(self) -> tuple[Commit, ...]:
        """The commits of our branch that the base branch has not, oldest first."""
        with self._errors(f"list the commits of {self.plan.branch}"):
            if self._branch_ref() is None:
                return ()
            compared = self.repo.compare(self.plan.base, self.plan.branch)
            return _commits(compared.commits)

    def find_pull(self) -> PullRequest | None:
        """The newest pull request of our branch in any state."""
        with self._errors(f"look for pull requests of {self.plan.branch}"):
            newest = max(self._pulls("all"), key=lambda pull: pull.number, default=None)
            if newest is None:
                return None
            return self._told(newest, self._closer(newest), self._editor(newest))

    def fetch_ended(self, known: AbstractSet[int]) -> tuple[PullRequest, ...]:
        """Merged and closed pull requests of our branch but the `known` ones, oldest first."""
        with self._errors(f"look for ended pull requests of {self.plan.branch}"):
            ended = (pull for pull in self._pulls("closed") if pull.number not in known)
            ordered = sorted(ended, key=lambda pull: pull.number)
            return tuple(
                self._told(pull, self._closer(pull), self._editor(pull)) for pull in ordered
            )

    def fetch_comments(
        self, number: int, known: AbstractSet[str] = frozenset()
    ) -> tuple[Remark, ...]:
        """Comments under the pull request and beside lines of its diff, oldest first."""
        with self._errors(f"read the comments of #{number}"):
            said = [*self.repo.get_issue(number).get_comments()]
            beside = [*self.repo.get_pull(number).get_review_comments()]
            numbered = [(f"c{one.id}", one) for one in said]
            numbered_beside = [(f"r{one.id}", one) for one in beside]
            remarks = [
                self._remark(comment_id, one, comment_id in known)
                for comment_id, one in (*numbered, *numbered_beside)
            ]
            return tuple(sorted(remarks, key=lambda one: (one.written_at, one.comment_id)))

    def _remark(
        self, comment_id: str, said: IssueComment | PullRequestComment, is_known: bool
    ) -> Remark:
        who = said.user.login if said.user else "ghost"
        is_command = any(line.lstrip().startswith("/") for line in said.body.split("\n"))
        may_write = is_command and not is_known and self._may_write(who)
        return Remark(comment_id, who, said.body, said.created_at, may_write)

    def _may_write(self, who: str) -> bool:
        """What GitHub says of a person: `maintain` counts as write there, everybody else may read."""
        try:
            return self.repo.get_collaborator_permission(who) in {"admin", "write"}
        except github.GithubException as error:
            if error.status != 404:
                raise
            return False

    def fetch_rivals(self) -> tuple[Rival, ...]:
        """Open pull requests of others against the base branch, the fifty newest."""
        with self._errors("look through the open pull requests"):
            owner = self.plan.repo.split("/")[0]
            others = (
                pull
                for pull in self.repo.get_pulls(state="open", base=self.plan.base)
                if pull.head.label != f"{owner}:{self.plan.branch}"
            )
            return tuple(
                Rival(one.number, one.html_url, one.user.login, self._said(one))
                for one in islice(others, _RIVALS_READ)
            )

    def _said(self, pull: HubPull) -> str:
        """Title, body and added lines; GitHub shows no patch of a file that changed too much."""
        patches = [one.patch or "" for one in pull.get_files() if one.filename == self.plan.path]
        lines = "\n".join(patches).split("\n")
        return "\n".join(
            [pull.title, pull.body or "", *(line[1:] for line in lines if line.startswith("+"))]
        )

    def fetch_base_commits(self, since: str) -> tuple[Commit, ...]:
        """The commits of the base branch after the commit `since`, oldest first; none if it is gone."""
        with self._errors(f"list the commits of {self.plan.base}"):
            try:
                return _commits(self.repo.compare(since, self.plan.base).commits)
            except github.GithubException as error:
                if error.status != 404:
                    raise
                return ()

    def is_behind(self) -> bool:
        """Whether the base branch has commits that our branch has not; False without a branch."""
        with self._errors(f"compare {self.plan.branch} with {self.plan.base}"):
            if self._branch_ref() is None:
                return False
            return self.repo.compare(self.plan.base, self.plan.branch).behind_by > 0

    def push_commit(self, *, parent: str, text: bytes, message: str) -> str:
        """Append one commit to our branch, created where needed; `parent` must be its head."""
        with self._errors(f"commit to {self.plan.branch}"):
            ref = self._branch_ref()
            start = ref or self.repo.get_git_ref(f"heads/{self.plan.base}")
            refuse_moved(self.plan.branch, start.object.sha, parent, self.plan.repo)
            commit = self._create_commit(parent, text, message)
            if commit == parent:
                return parent
            if ref:
                ref.edit(commit, force=False)  # 422 when a person's commit came in between
            else:
                self.repo.create_git_ref(f"refs/heads/{self.plan.branch}", commit)
            return commit

    def merge_base(self, message: str, text: bytes | None = None) -> str | None:
        """Merge the base branch into ours; None when nothing is to do."""
        with self._errors(f"merge {self.plan.base} into {self.plan.branch} ({self.plan.path})"):
            ref = self._branch_ref()
            if ref is None:
                return None
            signed = f"{message.rstrip()}\n\n{MERGE_TRAILER}"
            if text is not None:
                return self._merge_with(ref, text, signed) if self.is_behind() else None
            try:
                merged = self.repo.merge(self.plan.branch, self.plan.base, signed)
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

    def _merge_with(self, ref: GitRef, text: bytes, message: str) -> str:
        """A merge that holds the base branch and these bytes as the list."""
        base = self.repo.get_git_commit(self.repo.get_git_ref(f"heads/{self.plan.base}").object.sha)
        ours = self.repo.get_git_commit(ref.object.sha)
        tree = self._tree_with(base, text)
        who = github.InputGitAuthor(AUTHOR.name, AUTHOR.email, self.now().isoformat())
        merge = self.repo.create_git_commit(message, tree, [ours, base], author=who, committer=who)
        ref.edit(merge.sha, force=False)
        return merge.sha

    def restart_branch(self) -> None:
        """Delete our branch; GitHub keeps the commits of its pull requests under refs/pull."""
        with self._errors(f"delete the branch {self.plan.branch}"):
            refuse_second(self._open_pull(), f"{self.plan.branch} can't be restarted")
            ref = self._branch_ref()
            if ref:
                ref.delete()

    def open_pull(self, title: str, body: str) -> PullRequest:
        """Open a pull request from our branch; PublishError when one is open or nothing differs."""
        with self._errors("open a pull request"):
            refuse_second(self._open_pull(), "there is no room for a second one")
            opened = self.repo.create_pull(
                base=self.plan.base, head=self.plan.branch, title=title, body=body
            )
            return self._told(opened)

    def update_pull(self, number: int, title: str, body: str) -> PullRequest:
        """Give an open pull request this title and body; PublishError when it is not open."""
        with self._errors(f"update pull request #{number}"):
            pull = self.repo.get_pull(number)
            refuse_unopen(self._told(pull), "updated")
            pull.edit(title=title, body=body)
            return self._told(pull)

    def comment(self, number: int, text: str) -> None:
        """Say something under a pull request, open or not."""
        with self._errors(f"comment on #{number}"):
            self.repo.get_issue(number).create_comment(text)

    def _errors(self, doing: str) -> AbstractContextManager[None]:
        return host_errors(doing, self.plan.repo)

    def _branch_ref(self) -> GitRef | None:
        """Our branch, completed: only GitHub's own answer carries the address that edits it."""
        try:
            return self.repo.get_git_ref(f"heads/{self.plan.branch}").complete()
        except github.GithubException as error:
            if error.status != 404:
                raise
            return None

    def _snapshot(self, commit: str) -> Snapshot:
        entry = self._entry(self.repo.get_git_commit(commit).tree.sha)
        if entry is None:
            return Snapshot(commit, None)
        # A blob, not the contents: those stop at one megabyte and follow links.
        return Snapshot(commit, base64.b64decode(self.repo.get_git_blob(entry.sha).content))

    def _entry(self, tree: str) -> GitTreeElement | None:
        """The list's file in a tree, found folder by folder."""
        *folders, name = self.plan.path.split("/")
        for folder in folders:
            found = self._child(tree, folder)
            if found is None or found.type != "tree":
                return None
            tree = found.sha
        entry = self._child(tree, name)
        if entry and entry.mode not in _FILE_MODES:
            raise PublishError(
                f"{self.plan.path} is no plain file but a {entry.type} ({entry.mode})",
                where=self.plan.repo,
                todo="Set `path` in the list's configuration to the file itself.",
            )
        return entry

    def _child(self, tree: str, name: str) -> GitTreeElement | None:
        return next((row for row in self.repo.get_git_tree(tree).tree if row.path == name), None)

    def _create_commit(self, parent: str, text: bytes, message: str) -> str:
        """Write blob, tree and commit; no ref moves. `parent` itself when it holds these bytes."""
        onto = self.repo.get_git_commit(parent)
        entry = self._entry(onto.tree.sha)
        if entry and entry.sha == _blob_id(text):
            return parent
        tree = self._tree_with(onto, text)
        who = github.InputGitAuthor(AUTHOR.name, AUTHOR.email, self.now().isoformat())
        return self.repo.create_git_commit(message, tree, [onto], author=who, committer=who).sha

    def _tree_with(self, onto: GitCommit, text: bytes) -> GitTree:
        """The tree of a commit with the list's file replaced, its mode kept."""
        entry = self._entry(onto.tree.sha)
        blob = self.repo.create_git_blob(base64.b64encode(text).decode(), "base64")
        mode = entry.mode if entry else "100644"
        row = github.InputGitTreeElement(self.plan.path, mode, "blob", sha=blob.sha)
        return self.repo.create_git_tree([row], base_tree=onto.tree)

    def _pulls(self, state: str) -> tuple[HubPull, ...]:
        """Pull requests of our branch in this repository; a fork's branch may share its name."""
        owner = self.plan.repo.split("/")[0]
        found = self.repo.get_pulls(state=state, head=f"{owner}:{self.plan.branch}")
        return tuple(pull for pull in found if pull.head.ref == self.plan.branch)

    def _open_pull(self) -> PullRequest | None:
        return next((self._told(pull) for pull in self._pulls("open")), None)

    def _closer(self, pull: HubPull) -> str | None:
        if pull.state == "open":
            return None
        closer = self.repo.get_issue(pull.number).closed_by
        return closer.login if closer else None

    def _editor(self, pull: HubPull) -> str | None:
        """Who edited the body last, where that was not the account that opened it."""
        if self.repo.requester.auth is None:
            return None  # GraphQL answers nobody without a token, and a dry run may have none
        owner, name = self.plan.repo.split("/")
        variables = {"owner": owner, "name": name, "number": pull.number}
        _, answer = self.repo.requester.graphql_query(_EDITOR, variables)
        editor = answer["data"]["repository"]["pullRequest"]["editor"]
        # An app is called `name[bot]` by REST and `name` by GraphQL.
        if editor is None or editor["login"] == pull.user.login.removesuffix("[bot]"):
            return None
        return str(editor["login"])

    def _told(
        self, pull: HubPull, closed_by: str | None = None, edited_by: str | None = None
    ) -> PullRequest:
        is_open, is_merged = pull.state == "open", pull.merged_at is not None
        return PullRequest(
            number=pull.number,
            state="open" if is_open else "merged" if is_merged else "closed",
            title=pull.title,
            body=pull.body or "",
            url=pull.html_url,
            head=pull.head.ref,
            created_at=pull.created_at,
            updated_at=pull.updated_at or pull.created_at,
            closed_at=pull.closed_at,
            closed_by=closed_by,
            edited_by=edited_by,
            labels=tuple(label.name for label in pull.labels),
            head_commit=None if is_open else pull.head.sha,
        )


def _commits(found: Iterable[HubCommit]) -> tuple[Commit, ...]:
    return tuple(
        Commit(
            one.sha,
            one.commit.author.name,
            one.commit.author.email,
            one.commit.message,
            one.commit.committer.date,
        )
        for one in found
    )


def _blob_id(text: bytes) -> str:
    """Git's own name for these bytes."""
    header = b"blob %d\0" % len(text)
    return hashlib.sha1(header + text, usedforsecurity=False).hexdigest()
