"""A small list in an embedded forge, works to propose, and its maintainer; no source is asked."""

import email.policy
import json
import shutil
import socket
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from email import message_from_bytes
from email.message import EmailMessage
from pathlib import Path
from typing import Any

import pytest
from aiosmtpd.controller import Controller

from ingest import repo, store
from ingest.forges import PullRequest, open_forge, review
from ingest.forges.pulls import load_pulls, repo_path
from ingest.forges.states import Asked
from ingest.proposals import read_body
from ingest.report import RunReport
from ingest.settings import Home, MailServer, shipped
from ingest.stages import Context, StageReport, Wish, import_files, open_context, run_stages

START = datetime(2026, 6, 1, 3, tzinfo=UTC)
BRANCH = "paper-ingest/updates"
NIGHT = ("reconcile", "classify", "propose", "publish")
RULES = """
concepts:
  acting: {phrases: [agent, agents, agentic]}
  seeing: {phrases: [image, video, visual, vision]}
categories:
  agent:
    title: Agents
    rule: {has: acting}
    hits:
      - {title: An agent, text: It acts.}
      - {title: Two agents, text: They act.}
    near_misses:
      - {title: A flower, text: It stands.}
      - {title: A stone, text: It lies.}
  picture:
    title: Pictures
    rule: {has: seeing}
    hits:
      - {title: An image, text: It shows.}
      - {title: A video, text: It runs.}
    near_misses:
      - {title: A sound, text: It rings.}
      - {title: A smell, text: It stays.}
"""
CONFIG = """
forge: local
repo: small
max_items: {max_items}
max_looks: 3
max_per_week: 200
cooldown_days_after_close: 0
sections:
  - {{heading: Agents, categories: [agent]}}
  - {{heading: Pictures, categories: [picture]}}
"""
TEXT = """# Things that act and see

## Agents

| Paper | Code |
|:--|:--|
| [Old acting things](https://arxiv.org/abs/2001.00001) | - |
| [Older acting things](https://arxiv.org/abs/1901.00001) | [code](https://github.com/old/acting) |

## Pictures

- [Old seeing things](https://arxiv.org/abs/2001.00002)
- [Older seeing things](https://arxiv.org/abs/1901.00002)

The end.
"""


def record(number: int, title: str, text: str) -> dict[str, Any]:
    """One work of a daily payload."""
    at = f"2026-05-{1 + number % 28:02}T00:00:00.000Z"
    paper = {
        "id": f"2605.{number:05}",
        "title": title,
        "summary": text,
        "publishedAt": at,
        "authors": [{"name": "Ada Ito", "hidden": False}],
        "upvotes": number,
    }
    return {"paper": paper, "publishedAt": at, "title": title}


def invented(number: int) -> dict[str, Any]:
    """A work that every rule of this file understands; every third one belongs in both sections."""
    kinds = (
        (f"Gadget {number}: an agent that plans", "The agent reads and writes."),
        (f"Camera {number}: every image twice", "We look at each image again."),
        (f"Walker {number}: an agent with a camera", "The agent sees a video."),
    )
    return record(number, *kinds[number % 3])


@dataclass
class Small:
    """A home with one list, its clock, and what a person does there."""

    home: Path
    at: datetime = START
    name: str = "small"
    opener: Callable[..., Any] = field(default=open_forge)
    asker: Callable[..., Asked] = field(default=lambda plans, **rest: Asked({}))

    def bring(self, *records: dict[str, Any]) -> None:
        path = self.home / "payload.json"
        path.write_text(json.dumps(records))
        self.bring_file(path)

    def bring_file(self, path: Path) -> None:
        with open_context(Wish(self.home, is_polling=False), lambda progress: None) as opened:
            import_files(replace(opened, now=lambda: self.at), [path])

    def run(self, stages: tuple[str, ...] = NIGHT, *, hours: float = 24, **wish: Any) -> RunReport:
        """A night, an hour later than the last thing that happened."""
        self.at += timedelta(hours=hours)
        asked = Wish(self.home, is_polling=False, **wish)
        with open_context(asked, lambda progress: None) as opened:
            return run_stages(self.placed(opened), stages)

    def stage(self, stage: Callable[[Context], StageReport]) -> StageReport:
        """One stage of the test's own."""
        with open_context(Wish(self.home, is_polling=False), lambda progress: None) as opened:
            return stage(self.placed(opened))

    def placed(self, opened: Context) -> Context:
        """At our clock, and with our forges."""
        return replace(opened, now=lambda: self.at, open_forge=self.opener, fetch_states=self.asker)

    def later(self) -> datetime:
        self.at += timedelta(minutes=1)
        return self.at

    def query(self, sql: str, *values: object) -> list[tuple[Any, ...]]:
        reader = store.open_reader(Home(self.home).database)
        try:
            return reader.rows(sql, *values)
        finally:
            reader.close()

    def decisions(self, kind: str = "%") -> list[tuple[str, str, str, str, str]]:
        """(work, kind, how, who, section), oldest first."""
        return self.query(
            "select work_id, kind, how, who, section from decisions where kind like ? "
            "order by decided_at, work_id, kind",
            kind,
        )

    def items(self) -> dict[int, str]:
        rows = self.query("select number, work_id from changes where state = 'standing' order by 1")
        return dict(rows)

    def shown(self) -> dict[int, str]:
        """The items that a person sees in the newest pull request."""
        return {item.number: item.work_id for item in read_body(self.pull.body).items}

    def pulls(self) -> list[PullRequest]:
        return [one.pull for one in load_pulls(self.home, self.name)]

    @property
    def pull(self) -> PullRequest:
        return self.pulls()[-1]

    @property
    def bare(self) -> Path:
        return repo_path(self.home, self.name)

    def text(self, branch: str = BRANCH) -> str:
        text = repo.read_file(self.bare, f"refs/heads/{branch}", "README.md")
        assert text is not None
        return text.decode()

    def edit(self, old: str, new: str, branch: str = BRANCH, who: str = "ann") -> None:
        before = self.text(branch)
        assert old in before
        after = before.replace(old, new, 1).encode()
        review.edit_file(self.home, self.name, branch, "README.md", after, who, now=self.later)

    def row(self, work_id: str, branch: str = BRANCH) -> str:
        arxiv_id = work_id.removeprefix("arxiv:")
        (line,) = [line for line in self.text(branch).split("\n") if arxiv_id in line]
        return line

    def section(self, work_id: str, branch: str = BRANCH) -> str:
        heading = ""
        for line in self.text(branch).split("\n"):
            heading = line if line.startswith("## ") else heading
            if work_id.removeprefix("arxiv:") in line:
                return heading.removeprefix("## ")
        return ""

    def untick(self, number: int, who: str = "ann") -> None:
        review.set_tick(
            self.home, self.name, self.pull.number, number, False, who=who, now=self.later
        )

    def tick(self, number: int, who: str = "ann") -> None:
        review.set_tick(
            self.home, self.name, self.pull.number, number, True, who=who, now=self.later
        )

    def move(self, number: int, who: str = "ann") -> None:
        review.set_move(self.home, self.name, self.pull.number, number, who=who, now=self.later)

    def say(self, text: str, who: str = "ann", *, is_guest: bool = False) -> None:
        at = {"now": self.later, "is_guest": is_guest}
        review.comment(self.home, self.name, self.pull.number, text, who, **at)  # type: ignore[arg-type]

    def said(self) -> list[str]:
        stored = load_pulls(self.home, self.name)[-1]
        return [one.text for one in stored.comments if one.who == "paper-ingest"]

    def write_body(self, body: str, title: str | None = None) -> None:
        review.edit_body(
            self.home, self.name, self.pull.number, body, title=title, who="ann", now=self.later
        )

    def merge(self) -> None:
        review.merge(self.home, self.name, self.pull.number, "ann", now=self.later)

    def close(self) -> None:
        review.close(self.home, self.name, self.pull.number, "ann", now=self.later)

    def commits(self) -> list[str]:
        """Subjects of the commits of our branch, merges too."""
        return [one.message.split("\n")[0] for one in repo.read_log(self.bare, "main", BRANCH)]


def make_home(home: Path, max_items: int = 6) -> Small:
    (home / "config" / "rules").mkdir(parents=True)
    (home / "config" / "lists").mkdir()
    sources = (shipped("config") / "sources.yaml").read_text()
    (home / "config" / "sources.yaml").write_text(sources)
    (home / "config" / "rules" / "all.yaml").write_text(RULES)
    (home / "config" / "lists" / "small.yaml").write_text(CONFIG.format(max_items=max_items))
    review.seed_repo(home, "small", "README.md", TEXT.encode(), "main", now=lambda: START)
    return Small(home)


@pytest.fixture
def empty(tmp_path: Path) -> Small:
    """A home whose list nobody proposed anything to."""
    return make_home(tmp_path / "home")


@pytest.fixture
def invent() -> Callable[[int], dict[str, Any]]:
    """Works to bring in: `invent(3)`."""
    return invented


@pytest.fixture
def make_record() -> Callable[[int, str, str], dict[str, Any]]:
    """One record of a daily payload: number, title, abstract."""
    return record


@pytest.fixture(scope="session")
def first_night(tmp_path_factory: pytest.TempPathFactory) -> Small:
    """What `small` is a copy of, as making it takes most of such a test's time."""
    made = make_home(tmp_path_factory.mktemp("first") / "home")
    made.bring(*(invented(number) for number in range(1, 7)))
    report = made.run(hours=0)
    assert report.problems == ()
    assert len(made.items()) == 6
    return made


@pytest.fixture
def small(first_night: Small, tmp_path: Path) -> Small:
    """A home after its first night: six works in pull request 1."""
    shutil.copytree(first_night.home, tmp_path / "home")
    return replace(first_night, home=tmp_path / "home")


@dataclass
class Mailbox:
    """A mail server that takes everything but what it is told to refuse."""

    mails: list[EmailMessage] = field(default_factory=list)
    refused: set[str] = field(default_factory=set)
    is_broken: bool = False

    async def handle_RCPT(self, server: Any, session: Any, envelope: Any, address: str, options: Any) -> str:  # noqa: N802  # fmt: skip
        if address in self.refused:
            return "550 5.1.1 no such mailbox"
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server: Any, session: Any, envelope: Any) -> str:  # noqa: N802
        if self.is_broken:
            return "451 4.3.0 try again later"
        mail = message_from_bytes(envelope.content, policy=email.policy.default)
        assert isinstance(mail, EmailMessage)
        self.mails.append(mail)
        return "250 accepted"

    def to(self, reader: str) -> list[EmailMessage]:
        return [mail for mail in self.mails if mail["To"] == reader]


@pytest.fixture
def mailbox() -> Mailbox:
    return Mailbox()


@pytest.fixture
def server(mailbox: Mailbox) -> Iterator[MailServer]:
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    controller = Controller(mailbox, hostname="127.0.0.1", port=port)
    controller.start()
    yield MailServer("127.0.0.1", port, "none")
    controller.stop()
