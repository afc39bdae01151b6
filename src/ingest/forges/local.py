"""The embedded forge: a bare git repository and pull requests on disk, under HOME/forge.

It keeps GitHub's rules, so that a list which works here works there: one open pull request per
branch, none without a difference, limits on title and body, and a pull request whose commits the
base branch holds counts as merged whoever put them there.
"""

from collections.abc import Callable, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path

from ingest import repo as git
from ingest.errors import PublishError
from ingest.files import save_whole
from ingest.forges import AUTHOR, Commit, PullRequest, Remark, Rival, Snapshot, Written
from ingest.forges.pulls import (
    Comment,
    StoredPull,
    digest_pulls,
    edit_pull,
    load_pull,
    load_pulls,
    new_pull,
    repo_path,
    save_pull,
)
from ingest.forges.refusals import refuse_moved, refuse_second, refuse_unopen
from ingest.lists.plan import ListPlan


@dataclass(frozen=True, slots=True)
class LocalForge:
    """A list in a bare repository of HOME/forge; see `Forge` for what each function promises."""

    plan: ListPlan
    home: Path
    now: Callable[[], datetime]

    @property
    def _repo(self) -> Path:
        return repo_path(self.home, self.plan.repo)

    def fetch_state(self) -> str:
        """Where every branch stands, and every pull request with its comments, as they lie on the disk."""
        refs = git.read_refs(self._repo).decode("utf-8", "surrogateescape")
        pulls = digest_pulls(self.home, self.plan.repo) if refs else ()
        return "\n".join([refs, *(f"pull/{number} {digest}" for number, digest in pulls)])

    def is_all_ours(self, written: Written) -> bool:
        """Whether our branch's head and our pull request are all that differs, and as we wrote them."""
        branch, pull = f"/refs/heads/{self.plan.branch} ", written.pull
        was, now = (set(one.splitlines()) for one in (written.before, written.after))
        stood = [line for line in was if line.startswith(branch)]
        started = (
            [branch + written.parent]
            if stood
            else [f"/refs/heads/{self.plan.base} {written.parent}"]
        )
        if not (
            was.issuperset(started) and stood in ([], started) and branch + written.head in now
        ):
            return False
        if not all(line.startswith((branch, f"pull/{pull.number} ")) for line in was ^ now):
            return False
        stored = load_pull(self.home, self.plan.repo, pull.number)
        return stored.pull == pull and self.fetch_comments(pull.number) == written.said

    def fetch_base(self) -> Snapshot:
        """The list's file at the head of its base branch."""
        head = git.resolve(self._repo, self.plan.base)
        if head is None:
            raise PublishError(
                f"{self.plan.repo} has no branch {self.plan.base}",
                where=str(self._repo),
                todo="Check `base` in the list's configuration, or seed the embedded forge first.",
            )
        return Snapshot(head, git.read_file(self._repo, head, self.plan.path))

    def fetch_branch(self) -> Snapshot | None:
        """The list's file at the head of our branch; None when there is no branch."""
        head = git.resolve(self._repo, self.plan.branch)
        return Snapshot(head, git.read_file(self._repo, head, self.plan.path)) if head else None

    def fetch_branch_commits(self) -> tuple[Commit, ...]:
        """The commits of our branch that the base branch has not, oldest first."""
        if git.resolve(self._repo, self.plan.branch) is None:
            return ()
        return git.read_log(self._repo, self.plan.base, self.plan.branch)

    def find_pull(self) -> PullRequest | None:
        """The newest pull request of our branch in any state."""
        ours = self._pulls()
        return ours[-1].pull if ours else None

    def fetch_ended(self, known: AbstractSet[int]) -> tuple[PullRequest, ...]:
        """Merged and closed pull requests of our branch but the `known` ones, oldest first."""
        ours = (stored.pull for stored in self._pulls())
        return tuple(pull for pull in ours if pull.state != "open" and pull.number not in known)

    def fetch_comments(
        self, number: int, known: AbstractSet[str] = frozenset()
    ) -> tuple[Remark, ...]:
        """What was said under a pull request; everybody may write but those marked as guests."""
        stored = load_pull(self.home, self.plan.repo, number)
        return tuple(
            Remark(str(place), one.who, one.text, one.written_at, not one.is_guest)
            for place, one in enumerate(stored.comments, 1)
        )

    def fetch_rivals(self) -> tuple[Rival, ...]:
        """Open pull requests from other branches, newest first."""
        stored = load_pulls(self.home, self.plan.repo)
        settled = (settle(self._repo, one) for one in stored if one.pull.head != self.plan.branch)
        return tuple(
            Rival(one.pull.number, one.pull.url, one.author, self._said(one))
            for one in reversed(list(settled))
            if one.pull.state == "open" and one.base == self.plan.base
        )

    def _said(self, stored: StoredPull) -> str:
        diff = git.read_diff(self._repo, stored.base, stored.pull.head)
        lines = diff.decode("utf-8", "replace").split("\n")
        added = [line[1:] for line in lines if line.startswith("+") and not line.startswith("+++ ")]
        return "\n".join([stored.pull.title, stored.pull.body, *added])

    def fetch_base_commits(self, since: str) -> tuple[Commit, ...]:
        """The commits of the base branch after the commit `since`, oldest first; none if it is gone."""
        if git.resolve(self._repo, since) is None:
            return ()
        return git.read_log(self._repo, since, self.plan.base)

    def is_behind(self) -> bool:
        """Whether the base branch has commits that our branch has not; False without a branch."""
        if git.resolve(self._repo, self.plan.branch) is None:
            return False
        return not git.is_ancestor(self._repo, self.plan.base, self.plan.branch)

    def push_commit(self, *, parent: str, text: bytes, message: str) -> str:
        """Append one commit to our branch, created where needed; `parent` must be its head."""
        head = git.resolve(self._repo, self.plan.branch) or self.fetch_base().commit
        refuse_moved(self.plan.branch, head, parent, str(self._repo))
        return git.commit_file(
            self._repo,
            branch=self.plan.branch,
            parent=parent,
            path=self.plan.path,
            content=text,
            message=message,
            author=AUTHOR,
            when=self.now(),
        )

    def merge_base(self, message: str, text: bytes | None = None) -> str | None:
        """Merge the base branch into ours; None when nothing is to do."""
        if not self.is_behind():
            return None
        return git.merge_branch(
            self._repo,
            into=self.plan.branch,
            branch=self.plan.base,
            message=message,
            author=AUTHOR,
            when=self.now(),
            resolved=None if text is None else (self.plan.path, text),
        )

    def restart_branch(self) -> None:
        """Delete our branch; its commits stay readable under refs/pull/N/head."""
        refuse_second(self._open_pull(), f"{self.plan.branch} can't be restarted")
        head = git.resolve(self._repo, self.plan.branch)
        if head:
            git.delete_branch(self._repo, self.plan.branch, head)

    def open_pull(self, title: str, body: str) -> PullRequest:
        """Open a pull request from our branch; PublishError when one is open or nothing differs."""
        refuse_second(self._open_pull(), "there is no room for a second one")
        if not self.fetch_branch_commits():
            raise PublishError(
                f"{self.plan.branch} has no commit that {self.plan.base} has not",
                where=str(self._repo),
                todo="Push a commit before opening a pull request.",
            )
        pull = new_pull(
            self.home,
            self.plan.repo,
            title=title,
            body=body,
            head=self.plan.branch,
            at=self.now(),
        )
        return save_pull(self.home, self.plan.repo, StoredPull(pull, self.plan.base)).pull

    def update_pull(self, number: int, title: str, body: str) -> PullRequest:
        """Give an open pull request this title and body; PublishError when it is not open."""
        stored = self._load(number)
        refuse_unopen(stored.pull, "updated")
        # `edited_by` names a person; after this the words are ours again.
        edited = edit_pull(stored, title=title, body=body, edited_by=None, updated_at=self.now())
        return save_pull(self.home, self.plan.repo, edited).pull

    def comment(self, number: int, text: str) -> None:
        """Say something under a pull request, open or not."""
        stored = load_pull(self.home, self.plan.repo, number)
        said = (*stored.comments, Comment(AUTHOR.name, text, self.now()))
        save_pull(self.home, self.plan.repo, replace(stored, comments=said))

    def keep_issue(self, number: int | None, title: str, body: str) -> int:
        """Write HOME/forge/REPO.dashboard.md; the embedded forge has no issues but this one."""
        path = self._repo.with_suffix(".dashboard.md")
        save_whole(path, f"# {title}\n\n{body}\n".encode())
        return number or 1

    def _load(self, number: int) -> StoredPull:
        return settle(self._repo, load_pull(self.home, self.plan.repo, number))

    def _pulls(self) -> tuple[StoredPull, ...]:
        stored = load_pulls(self.home, self.plan.repo)
        return tuple(settle(self._repo, s) for s in stored if s.pull.head == self.plan.branch)

    def _open_pull(self) -> PullRequest | None:
        return next((s.pull for s in self._pulls() if s.pull.state == "open"), None)


def read_pages_ahead(home: Path, plans: Sequence[ListPlan]) -> None:
    """Read the pages of some lists that are looked at next, by one git process; none is an error here."""
    wanted = []
    for plan in plans:
        if plan.forge == "local":
            repo = repo_path(home, plan.repo)
            base, head = git.read_head(repo, plan.base), git.read_head(repo, plan.branch)
            wanted += [git.Wanted(repo, base, plan.path, head)] if base else []
    git.read_ahead(wanted)


def settle(repo: Path, stored: StoredPull) -> StoredPull:
    """The record as it is true now: open, but with its commits in the base branch, means merged.

    So it is after a merge was killed between moving the branch and writing the record.
    """
    head = git.resolve(repo, stored.pull.head) if stored.pull.state == "open" else None
    if head is None or not git.is_ancestor(repo, head, stored.base):
        return stored
    return edit_pull(stored, state="merged", closed_at=stored.pull.updated_at)
