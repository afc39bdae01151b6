"""A small GitHub on loopback over a real bare repository, and the two desks the shared story runs on."""

import base64
import json
import os
import re
import subprocess
import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, unquote, urlsplit

import pytest

from ingest.forges import Forge, review
from ingest.forges.github import GithubForge
from ingest.forges.github_client import connect
from ingest.forges.local import LocalForge
from ingest.lists.plan import ListPlan

NOW = datetime(2026, 8, 21, 3, 0, tzinfo=UTC)
# CRLF and LF, a byte that is no UTF-8, no newline at the end: all of it must come back untouched.
BASE_TEXT = b"# List\r\n\n| Paper | Code |\n| --- | --- |\n| Old \xff work | - |\n\nThe end"
LOCAL = ListPlan("small", "local", "small", ())
HUB = ListPlan("small", "github", "somebody/small", ())


def git(repo: Path, *arguments: str, feed: bytes = b"", **extra: str) -> str:
    """Git without the code under test, so that a fault there can't hide itself."""
    people = {f"GIT_{role}_{key}": value for role in ("AUTHOR", "COMMITTER") for key, value in (
        ("NAME", "Some Body"), ("EMAIL", "somebody@example.org"))}  # fmt: skip
    done = subprocess.run(
        ["git", f"--git-dir={repo}", *arguments],
        input=feed,
        capture_output=True,
        check=True,
        env={"PATH": os.environ["PATH"], "HOME": os.devnull} | people | extra,
    )
    return done.stdout.decode("utf-8", "surrogateescape").strip()


def has(repo: Path, name: str) -> bool:
    command = ["git", f"--git-dir={repo}", "cat-file", "-e", name]
    return subprocess.run(command, capture_output=True, check=False).returncode == 0


class RefusalError(Exception):
    """An error answer: status, message, and the details of a 422."""

    def __init__(self, status: int, message: str, *errors: dict[str, str], **headers: str) -> None:
        super().__init__(status, message)
        self.status, self.message, self.errors, self.headers = status, message, errors, headers


@dataclass
class Fault:
    """Answer matching requests with an error until `times` is used up."""

    method: str
    path: str  # a regular expression
    refusal: RefusalError
    times: int = 1
    is_raw: bool = False  # the message is the whole body, as a proxy in front of GitHub answers


@dataclass
class FakeGithub:
    """State of one repository; the handler below answers from it."""

    repo: Path
    owner: str = "somebody"
    name: str = "small"
    bot: str = "paper-ingest[bot]"
    url: str = ""
    pulls: dict[int, dict[str, Any]] = field(default_factory=dict)
    comments: list[tuple[int, str]] = field(default_factory=list)
    said: list[tuple[int, str, str, str]] = field(
        default_factory=list
    )  # (number, "issue" or "line", who, text)
    permissions: dict[str, str] = field(default_factory=dict)
    editors: dict[int, str] = field(default_factory=dict)
    faults: list[Fault] = field(default_factory=list)
    requests: list[tuple[str, str]] = field(default_factory=list)
    tokens: set[str] = field(default_factory=set)
    before: dict[str, Callable[[], None]] = field(
        default_factory=dict
    )  # by method: a person's move

    @property
    def root(self) -> str:
        return f"{self.url}/repos/{self.owner}/{self.name}"

    def answer(self, method: str, path: str, query: dict[str, str], sent: Any) -> tuple[int, Any]:
        """The status and body for one request; `RefusalError` for an error."""
        for route, pattern, function in ROUTES:
            match = re.fullmatch(pattern, path.removeprefix(f"/repos/{self.owner}/{self.name}"))
            if route == method and match:
                return function(self, *match.groups(), query=query, sent=sent)
        raise RefusalError(404, "Not Found")

    def head(self, branch: str) -> str | None:
        full = f"refs/heads/{branch}"
        return git(self.repo, "rev-parse", full) if has(self.repo, full) else None

    def read_ref(self, branch: str, **_: Any) -> tuple[int, Any]:
        sha = self.head(branch)
        if sha is None:
            raise RefusalError(404, "Not Found")
        return 200, self.show_ref(branch, sha)

    def show_ref(self, branch: str, sha: str) -> dict[str, Any]:
        return {
            "ref": f"refs/heads/{branch}",
            "node_id": "R",
            "url": f"{self.root}/git/refs/heads/{branch}",
            "object": {"type": "commit", "sha": sha, "url": f"{self.root}/git/commits/{sha}"},
        }

    def create_ref(self, sent: Any, **_: Any) -> tuple[int, Any]:
        branch = sent["ref"].removeprefix("refs/heads/")
        if self.head(branch):
            raise RefusalError(422, "Reference already exists")
        if not has(self.repo, sent["sha"]):
            raise RefusalError(422, "Object does not exist")
        git(self.repo, "update-ref", sent["ref"], sent["sha"])
        return 201, self.show_ref(branch, sent["sha"])

    def edit_ref(self, branch: str, sent: Any, **_: Any) -> tuple[int, Any]:
        sha, head = sent["sha"], self.head(branch)
        assert not sent.get("force"), "the program must never force"
        if head is None:
            raise RefusalError(422, "Reference does not exist")
        if git(self.repo, "merge-base", head, sha) != head:
            raise RefusalError(422, "Update is not a fast forward")
        git(self.repo, "update-ref", f"refs/heads/{branch}", sha)
        return 200, self.show_ref(branch, sha)

    def delete_ref(self, branch: str, **_: Any) -> tuple[int, Any]:
        if self.head(branch) is None:
            raise RefusalError(422, "Reference does not exist")
        git(self.repo, "update-ref", "-d", f"refs/heads/{branch}")
        return 204, None

    def read_commit(self, sha: str, **_: Any) -> tuple[int, Any]:
        return 200, self.show_commit(sha)

    def show_commit(self, sha: str) -> dict[str, Any]:
        fields = git(self.repo, "show", "-s", "--format=%T%x00%an%x00%ae%x00%B", sha)
        tree, name, email, message = fields.split("\0")
        who = {"name": name, "email": email, "date": "2026-08-21T03:00:00Z"}
        return {
            "sha": sha,
            "url": f"{self.root}/git/commits/{sha}",
            "tree": {"sha": tree, "url": f"{self.root}/git/trees/{tree}"},
            "message": message,
            "author": who,
            "committer": who,
            "parents": [],
        }

    def create_commit(self, sent: Any, **_: Any) -> tuple[int, Any]:
        parents = [flag for sha in sent["parents"] for flag in ("-p", sha)]
        who = sent["author"]
        extra = {"GIT_AUTHOR_NAME": who["name"], "GIT_AUTHOR_EMAIL": who["email"],
                 "GIT_AUTHOR_DATE": who["date"]}  # fmt: skip
        message = sent["message"].encode()
        made = git(
            self.repo, "commit-tree", sent["tree"], *parents, "-F", "-", feed=message, **extra
        )
        return 201, self.show_commit(made)

    def read_tree(self, sha: str, **_: Any) -> tuple[int, Any]:
        rows = []
        for line in filter(None, git(self.repo, "ls-tree", "-z", sha).split("\0")):
            (mode, kind, child), path = line.split("\t")[0].split(), line.split("\t")[1]
            rows.append({"path": path, "mode": mode, "type": kind, "sha": child})
        url = f"{self.root}/git/trees/{sha}"
        return 200, {"sha": sha, "url": url, "tree": rows, "truncated": False}

    def create_tree(self, sent: Any, **_: Any) -> tuple[int, Any]:
        index = str(self.repo / "fake-index")
        git(self.repo, "read-tree", sent["base_tree"], GIT_INDEX_FILE=index)
        for row in sent["tree"]:
            entry = f"{row['mode']},{row['sha']},{row['path']}"
            git(self.repo, "update-index", "--add", "--cacheinfo", entry, GIT_INDEX_FILE=index)
        made = git(self.repo, "write-tree", GIT_INDEX_FILE=index)
        return 201, {"sha": made, "url": f"{self.root}/git/trees/{made}", "tree": []}

    def read_blob(self, sha: str, **_: Any) -> tuple[int, Any]:
        command = ["git", f"--git-dir={self.repo}", "cat-file", "blob", sha]
        content = subprocess.run(command, capture_output=True, check=True).stdout
        # GitHub folds base64 like mail does.
        text = base64.encodebytes(content).decode()
        return 200, {"sha": sha, "encoding": "base64", "content": text, "size": len(content)}

    def create_blob(self, sent: Any, **_: Any) -> tuple[int, Any]:
        assert sent["encoding"] == "base64"
        content = base64.b64decode(sent["content"], validate=True)
        sha = git(self.repo, "hash-object", "-w", "--no-filters", "--stdin", feed=content)
        return 201, {"sha": sha, "url": f"{self.root}/git/blobs/{sha}"}

    def compare(self, base: str, head: str, **_: Any) -> tuple[int, Any]:
        ahead = git(self.repo, "rev-list", "--reverse", "--topo-order", f"{base}..{head}").split()
        behind = git(self.repo, "rev-list", f"{head}..{base}").split()
        rows = [{"sha": sha, "commit": self.show_commit(sha)} for sha in ahead]
        counts = {"ahead_by": len(ahead), "behind_by": len(behind), "total_commits": len(ahead)}
        return 200, {"url": f"{self.root}/compare/{base}...{head}", "commits": rows, **counts}

    def merge(self, sent: Any, **_: Any) -> tuple[int, Any]:
        """GitHub makes this commit under the name of the token's account."""
        base, head = self.head(sent["base"]), self.head(sent["head"])
        if base is None or head is None:
            raise RefusalError(
                404, "Base does not exist" if base is None else "Head does not exist"
            )
        if git(self.repo, "merge-base", base, head) == head:
            return 204, None
        made = self.merge_commit(base, head, sent["commit_message"])
        git(self.repo, "update-ref", f"refs/heads/{sent['base']}", made)
        return 201, {"sha": made, "commit": self.show_commit(made)}

    def merge_commit(self, base: str, head: str, message: str) -> str:
        try:
            tree = git(self.repo, "merge-tree", "--write-tree", base, head)
        except subprocess.CalledProcessError as error:
            raise RefusalError(409, "Merge conflict") from error
        parents = ("-p", base, "-p", head)
        return git(self.repo, "commit-tree", tree, *parents, "-F", "-", feed=message.encode())

    def list_pulls(self, query: dict[str, str], **_: Any) -> tuple[int, Any]:
        rows = [pull for pull in self.pulls.values()
                if query.get("state", "open") in ("all", pull["state"])
                and query.get("head") in (None, pull["head"]["label"])]  # fmt: skip
        return 200, rows

    def create_pull(self, sent: Any, **_: Any) -> tuple[int, Any]:
        head, base = self.head(sent["head"]), self.head(sent["base"])
        if head is None or base is None:
            raise RefusalError(422, "Validation Failed", {"field": "head", "code": "invalid"})
        told = f"{self.owner}:{sent['head']}"
        for pull in self.pulls.values():
            if pull["state"] == "open" and pull["head"]["label"] == told:
                text = f"A pull request already exists for {told}."
                raise RefusalError(422, "Validation Failed", {"code": "custom", "message": text})
        if not git(self.repo, "rev-list", f"{base}..{head}"):
            text = f"No commits between {sent['base']} and {sent['head']}"
            raise RefusalError(422, "Validation Failed", {"code": "custom", "message": text})
        number = len(self.pulls) + 1
        self.pulls[number] = {
            "number": number,
            "url": f"{self.root}/pulls/{number}",
            "html_url": f"https://github.example/{self.owner}/{self.name}/pull/{number}",
            "issue_url": f"{self.root}/issues/{number}",
            "state": "open",
            "title": sent["title"],
            "body": sent["body"],
            "user": {"login": self.bot},
            "head": {"ref": sent["head"], "label": told, "sha": head},
            "base": {"ref": sent["base"], "label": f"{self.owner}:{sent['base']}"},
            "created_at": "2026-08-21T03:00:00Z",
            "updated_at": "2026-08-21T03:00:00Z",
            "closed_at": None,
            "merged_at": None,
            "closed_by": None,
            "labels": [],
        }
        return 201, self.pulls[number]

    def read_pull(self, number: str, **_: Any) -> tuple[int, Any]:
        if int(number) not in self.pulls:
            raise RefusalError(404, "Not Found")
        return 200, self.pulls[int(number)]

    def edit_pull(self, number: str, sent: Any, **_: Any) -> tuple[int, Any]:
        self.pulls[int(number)].update(sent)
        self.editors[int(number)] = self.bot.removesuffix("[bot]")
        return self.read_pull(number)

    def read_issue(self, number: str, **_: Any) -> tuple[int, Any]:
        pull = self.pulls[int(number)]
        by = {"login": pull["closed_by"]} if pull["closed_by"] else None
        return 200, {"number": int(number), "url": pull["issue_url"], "closed_by": by}

    def create_comment(self, number: str, sent: Any, **_: Any) -> tuple[int, Any]:
        if int(number) not in self.pulls:
            raise RefusalError(404, "Not Found")
        self.comments.append((int(number), sent["body"]))
        self.said.append((int(number), "issue", self.bot, sent["body"]))
        return 201, {"id": len(self.said), "body": sent["body"]}

    def list_comments(self, number: str, **_: Any) -> tuple[int, Any]:
        return 200, self.show_comments(int(number), "issue")

    def list_review_comments(self, number: str, **_: Any) -> tuple[int, Any]:
        return 200, self.show_comments(int(number), "line")

    def show_comments(self, number: int, place: str) -> list[dict[str, Any]]:
        return [
            {
                "id": made,
                "body": text,
                "user": {"login": who},
                "created_at": f"2026-08-21T04:{made:02}:00Z",
            }
            for made, (of, kind, who, text) in enumerate(self.said, 1)
            if (of, kind) == (number, place)
        ]

    def read_permission(self, login: str, **_: Any) -> tuple[int, Any]:
        if login not in self.permissions:
            raise RefusalError(404, "Not Found")
        return 200, {"permission": self.permissions[login], "role_name": self.permissions[login]}

    def list_files(self, number: str, **_: Any) -> tuple[int, Any]:
        pull = self.pulls[int(number)]
        base, head = self.head(pull["base"]["ref"]), self.head(pull["head"]["ref"])
        assert base and head
        patch = git(self.repo, "diff", f"{base}...{head}", "--", "README.md")
        return 200, [{"filename": "README.md", "patch": patch[patch.index("@@") :]}]

    def graphql(self, sent: Any, **_: Any) -> tuple[int, Any]:
        login = self.editors.get(sent["variables"]["number"])
        editor = {"login": login} if login else None
        return 200, {"data": {"repository": {"pullRequest": {"editor": editor}}}}

    def end(self, number: int, who: str, is_merged: bool) -> None:
        """A maintainer presses merge or close on the web site."""
        pull = self.pulls[number]
        if is_merged:
            base, head = self.head(pull["base"]["ref"]), self.head(pull["head"]["ref"])
            assert base and head
            made = self.merge_commit(base, head, f"Merge pull request #{number}")
            git(self.repo, "update-ref", f"refs/heads/{pull['base']['ref']}", made)
        at = "2026-08-22T09:30:00Z"
        pull.update(
            state="closed", closed_at=at, closed_by=who, merged_at=at if is_merged else None
        )


ROUTES: tuple[tuple[str, str, Callable[..., tuple[int, Any]]], ...] = (
    ("GET", r"/git/ref/heads/(.+)", FakeGithub.read_ref),
    ("POST", r"/git/refs", FakeGithub.create_ref),
    ("PATCH", r"/git/refs/heads/(.+)", FakeGithub.edit_ref),
    ("DELETE", r"/git/refs/heads/(.+)", FakeGithub.delete_ref),
    ("GET", r"/git/commits/(\w+)", FakeGithub.read_commit),
    ("POST", r"/git/commits", FakeGithub.create_commit),
    ("GET", r"/git/trees/(\w+)", FakeGithub.read_tree),
    ("POST", r"/git/trees", FakeGithub.create_tree),
    ("GET", r"/git/blobs/(\w+)", FakeGithub.read_blob),
    ("POST", r"/git/blobs", FakeGithub.create_blob),
    ("GET", r"/compare/(.+)\.\.\.(.+)", FakeGithub.compare),
    ("POST", r"/merges", FakeGithub.merge),
    ("GET", r"/pulls", FakeGithub.list_pulls),
    ("POST", r"/pulls", FakeGithub.create_pull),
    ("GET", r"/pulls/(\d+)", FakeGithub.read_pull),
    ("PATCH", r"/pulls/(\d+)", FakeGithub.edit_pull),
    ("GET", r"/issues/(\d+)", FakeGithub.read_issue),
    ("POST", r"/issues/(\d+)/comments", FakeGithub.create_comment),
    ("GET", r"/issues/(\d+)/comments", FakeGithub.list_comments),
    ("GET", r"/pulls/(\d+)/comments", FakeGithub.list_review_comments),
    ("GET", r"/pulls/(\d+)/files", FakeGithub.list_files),
    ("GET", r"/collaborators/([^/]+)/permission", FakeGithub.read_permission),
    ("POST", r"/graphql", FakeGithub.graphql),
)


def handler_of(fake: FakeGithub) -> type[BaseHTTPRequestHandler]:
    class Handler(BaseHTTPRequestHandler):
        def handle_any(self) -> None:
            parts = urlsplit(self.path)
            path, method = unquote(parts.path), self.command
            fake.requests.append((method, path))
            fake.tokens.add(self.headers.get("Authorization", ""))
            sent = json.loads(self.rfile.read(int(self.headers.get("Content-Length") or 0)) or "{}")
            query = {key: values[0] for key, values in parse_qs(parts.query).items()}
            fake.before.pop(method, lambda: None)()
            for fault in fake.faults:
                if fault.times and fault.method == method and re.search(fault.path, path):
                    fault.times -= 1
                    self.refuse(fault.refusal, fault.is_raw)
                    return
            try:
                status, body = fake.answer(method, path, query, sent)
            except RefusalError as refusal:
                self.refuse(refusal, is_raw=False)
            else:
                self.reply(status, b"" if body is None else json.dumps(body).encode(), {})

        def refuse(self, refusal: RefusalError, is_raw: bool) -> None:
            body = {"message": refusal.message, "documentation_url": "https://docs.example"}
            whole = body | ({"errors": refusal.errors} if refusal.errors else {})
            told = refusal.message.encode() if is_raw else json.dumps(whole).encode()
            self.reply(refusal.status, told, refusal.headers)

        def reply(self, status: int, body: bytes, headers: dict[str, str]) -> None:
            self.send_response(status)
            for key, value in headers.items():
                self.send_header(key.replace("_", "-"), value)
            self.send_header("Content-Type", "application/json")
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, format: str, *args: Any) -> None:
            """Say nothing: the requests are kept in the fake."""

        do_GET = do_POST = do_PATCH = do_DELETE = handle_any  # noqa: N815  names the server looks up

    return Handler


@pytest.fixture
def fake(tmp_path: Path) -> Iterator[FakeGithub]:
    review.seed_repo(tmp_path, "hub", "README.md", BASE_TEXT, "main", now=lambda: NOW)
    fake = FakeGithub(tmp_path / "forge" / "hub.git")
    server = ThreadingHTTPServer(("127.0.0.1", 0), handler_of(fake))
    fake.url = f"http://127.0.0.1:{server.server_port}"
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    yield fake
    server.shutdown()
    thread.join()
    server.server_close()


@pytest.fixture
def plain_git() -> Callable[..., str]:
    return git


@pytest.fixture
def hub(fake: FakeGithub) -> GithubForge:
    return GithubForge(HUB, connect(HUB, "a-token", fake.url, pause=0), lambda: NOW)


@pytest.fixture
def refuse(fake: FakeGithub) -> Callable[..., None]:
    """Let GitHub answer with an error: `refuse(method, path, status, message, *details)`."""

    def add(method: str, path: str, status: int, message: str, *errors: dict[str, str],
            times: int = 1, is_raw: bool = False, **headers: str) -> None:  # fmt: skip
        refusal = RefusalError(status, message, *errors, **headers)
        fake.faults.append(Fault(method, path, refusal, times, is_raw))

    return add


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
