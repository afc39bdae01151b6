"""The small GitHub, and the two desks that the shared story runs on."""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

import pytest
from contract import Description, is_here
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import rsa
from fakehub import FakeGithub, Fault, RefusalError, git, serve

from ingest.forges import Forge, review
from ingest.forges.access import Access
from ingest.forges.github import GithubForge
from ingest.forges.github.client import connect
from ingest.forges.local import LocalForge
from ingest.lists.plan import ListPlan

NOW = datetime(2026, 8, 21, 3, 0, tzinfo=UTC)
# CRLF and LF, a byte that is no UTF-8, no newline at the end: all of it must come back untouched.
BASE_TEXT = b"# List\r\n\n| Paper | Code |\n| --- | --- |\n| Old \xff work | - |\n\nThe end"
LOCAL = ListPlan("small", "local", "small", ())
HUB = ListPlan("small", "github", "somebody/small", ())


@pytest.fixture(scope="session")
def described() -> Description | None:
    """GitHub's own description of its API; None where nobody fetched it."""
    return Description() if is_here() else None


@pytest.fixture
def fake(tmp_path: Path, described: Description | None) -> Iterator[FakeGithub]:
    """The small GitHub; every request to it and every answer is judged where the description is here."""
    review.seed_repo(tmp_path, "hub", "README.md", BASE_TEXT, "main", now=lambda: NOW)
    with serve(FakeGithub(tmp_path / "forge" / "hub.git"), described) as hub:
        if described:
            described.url = hub.url
            described.faults.clear()
        yield hub
    assert not described or described.faults == []


@pytest.fixture
def plain_git() -> Callable[..., str]:
    return git


@pytest.fixture
def hub(fake: FakeGithub) -> GithubForge:
    return GithubForge(HUB, connect(HUB, Access("a-token"), fake.url, pause=0), lambda: NOW)


@pytest.fixture
def refuse(fake: FakeGithub) -> Callable[..., None]:
    """Let GitHub answer with an error: `refuse(method, path, status, message, *details)`."""

    def add(method: str, path: str, status: int, message: str, *errors: dict[str, str],
            times: int = 1, is_raw: bool = False, **headers: str) -> None:  # fmt: skip
        refusal = RefusalError(status, message, *errors, **headers)
        fake.faults.append(Fault(method, path, refusal, times, is_raw))

    return add


@pytest.fixture(scope="session")
def app_key() -> str:
    key = rsa.generate_private_key(public_exponent=65537, key_size=2048)
    return key.private_bytes(
        serialization.Encoding.PEM,
        serialization.PrivateFormat.TraditionalOpenSSL,
        serialization.NoEncryption(),
    ).decode()


@dataclass
class Desk:
    """A forge, and what its maintainer can do beside it."""

    forge: Forge
    repo: Path
    tick: Callable[[int, int, bool], object]  # number, item, ticked
    merge: Callable[[int, str], object]
    close: Callable[[int, str], object]
    comments: Callable[[int], list[str]]

    def commit(
        self, branch: str, text: bytes, path: str = "README.md", mode: str = "100644"
    ) -> str:
        """A person commits by hand, with plain git."""
        index = {"GIT_INDEX_FILE": str(self.repo / "hand-index")}
        blob = git(self.repo, "hash-object", "-w", "--no-filters", "--stdin", feed=text)
        git(self.repo, "read-tree", branch, **index)
        git(self.repo, "update-index", "--add", "--cacheinfo", f"{mode},{blob},{path}", **index)
        tree = git(self.repo, "write-tree", **index)
        made = git(self.repo, "commit-tree", tree, "-p", branch, "-m", "By hand")
        git(self.repo, "update-ref", f"refs/heads/{branch}", made)
        return made

    def git(self, *arguments: str) -> str:
        return git(self.repo, *arguments)


@pytest.fixture(params=["local", "github"])
def desk(request: pytest.FixtureRequest, tmp_path: Path) -> Desk:
    return local_desk(tmp_path) if request.param == "local" else hub_desk(request)


@pytest.fixture
def github_desk(request: pytest.FixtureRequest) -> Desk:
    return hub_desk(request)


def local_desk(home: Path) -> Desk:
    review.seed_repo(home, "small", "README.md", BASE_TEXT, "main", now=lambda: NOW)
    at = {"now": lambda: NOW}
    return Desk(
        LocalForge(LOCAL, home, lambda: NOW),
        home / "forge" / "small.git",
        lambda number, item, on: review.set_tick(home, "small", number, item, on, who="ann", **at),
        lambda number, who: review.merge(home, "small", number, who, **at),
        lambda number, who: review.close(home, "small", number, who, **at),
        lambda number: [said.text for said in review.show(home, "small", number).comments],
    )


def hub_desk(request: pytest.FixtureRequest) -> Desk:
    fake: FakeGithub = request.getfixturevalue("fake")

    def tick(number: int, item: int, is_on: bool) -> None:
        body = fake.pulls[number]["body"]
        box = "x" if is_on else " "
        changed = re.sub(rf"- \[.\] \*\*{item}\.", f"- [{box}] **{item}.", body)
        fake.pulls[number]["body"] = changed
        fake.editors[number] = "ann"

    return Desk(
        request.getfixturevalue("hub"),
        fake.repo,
        tick,
        lambda number, who: fake.end(number, who, is_merged=True),
        lambda number, who: fake.end(number, who, is_merged=False),
        lambda number: [text for at, text in fake.comments if at == number],
    )
