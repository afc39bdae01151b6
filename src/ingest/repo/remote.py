"""One commit pushed to a branch that lives elsewhere, from a bare repository that is thrown away.

https://git-scm.com/docs/git-push and https://git-scm.com/docs/git-config#Documentation/git-config.txt-httpextraHeader
"""

import base64
import tempfile
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path

from ingest import repo as git
from ingest.errors import PublishError
from ingest.repo.process import run_git


@dataclass(frozen=True, slots=True)
class Remote:
    """Where to push to, and with what right; the token travels in the environment, never in a command."""

    url: str
    token: str | None = field(default=None, repr=False)

    @property
    def settings(self) -> dict[str, str]:
        """Git's settings for this address, as environment variables."""
        if not self.token:
            return {}
        pair = base64.b64encode(f"x-access-token:{self.token}".encode()).decode()
        return {
            "GIT_CONFIG_COUNT": "1",
            "GIT_CONFIG_KEY_0": f"http.{self.url}.extraHeader",
            "GIT_CONFIG_VALUE_0": f"Authorization: Basic {pair}",
        }


def push_file(
    remote: Remote,
    *,
    start: str,
    branch: str,
    parent: str,
    path: str,
    content: bytes,
    message: str,
    author: git.Author,
    when: datetime,
) -> str:
    """Commit one file on `parent`, the head of the branch `start`, and push it to `branch`; its id.

    Never forced: PublishError where either branch is not at `parent` any more. One version deep is
    all that is fetched. Bytes that are there already make no commit.
    """
    with tempfile.TemporaryDirectory(prefix="paper-ingest-") as folder:
        bare = Path(folder) / "push.git"
        git.init_bare(bare, branch)
        _run(bare, remote, "fetch", "--quiet", "--no-tags", "--depth=1", remote.url,
             f"+refs/heads/{start}:refs/heads/{branch}")  # fmt: skip
        head = git.resolve(bare, branch)
        if head != parent:
            raise PublishError(
                f"{start} stands at {(head or 'nothing')[:12]}, not at {parent[:12]}",
                where=remote.url,
                todo="Run again: somebody committed since the list was read.",
            )
        commit = git.commit_file(
            bare,
            branch=branch,
            parent=parent,
            path=path,
            content=content,
            message=message,
            author=author,
            when=when,
        )
        if commit != parent:
            _run(bare, remote, "push", "--quiet", remote.url, f"{commit}:refs/heads/{branch}")
        return commit


def _run(bare: Path, remote: Remote, *arguments: str) -> None:
    todo = "Run again: the branch was moved meanwhile, or the token may not write to it."
    run_git(bare, f"--git-dir={bare}", *arguments, extra=remote.settings, todo=todo)
