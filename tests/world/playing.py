"""Nights of random events, played in two homes at once: one leaves lists alone, the other looks at every list."""

import json
import random
import shutil
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from ingest import repo
from ingest.errors import PublishError
from ingest.forges import review
from ingest.forges.pulls import load_pulls, repo_path
from ingest.lists.plan import ListPlan
from ingest.proposals import read_body
from ingest.report import RunReport
from ingest.settings import Home, load_config, shipped
from ingest.stages import Context, Wish, open_context, run_stages
from ingest.stages.explaining import status
from ingest.store import save_artifacts, save_pages
from ingest.store.looks import LIST_TABLES
from ingest.works import Artifact, Page, Sighting

START = datetime(2026, 6, 1, 3, tzinfo=UTC)
NIGHT = ("reconcile", "classify", "propose", "publish")
VIEWS = ("data_age", "precision_so_far", "reviews", "works_by_category")
RULES = """
concepts:
  acting: {phrases: [agent, agents]}
  seeing: {phrases: [image, video]}
  hearing: {phrases: [sound]}
  moves: {phrases: [video]}
rules:
  moving: {has: moves}
categories:
  agent: {title: Agents, rule: {has: acting}}
  picture: {title: Pictures, rule: {has: seeing}}
  sound: {title: Sounds, rule: {has: hearing}}
"""
LISTS = {  # twins share a form, north and south a repository
    "small": "repo: small\nmax_items: 4\nsections:\n  - {heading: Agents, categories: [agent]}\n"
    "  - {heading: Pictures, categories: [picture]}\n",
    "twin": "repo: twin\nmax_items: 4\nmax_per_week: 5\ndashboard: true\nsections:\n"
    "  - {heading: Agents, categories: [agent]}\n  - {heading: Pictures, categories: [picture]}\n",
    "north": "repo: atlas\npath: north.md\nbranch: paper-ingest/north\nsections:\n  - {heading: Agents, categories: [agent]}\n",
    "south": "repo: atlas\npath: south.md\nbranch: paper-ingest/south\nsections:\n"
    "  - {heading: Pictures, categories: [picture], narrow: [moving]}\n",
    "sounds": "repo: sounds\nquiet_hours: [2, 5]\nsections:\n  - {heading: Sounds, categories: [sound], require: [code]}\n",
}
PAGE = """# Things

## Agents

| Paper | Code |
|:--|:--|
| [Old acting things](https://arxiv.org/abs/2001.00001) | - |
| [Older acting things](https://arxiv.org/abs/1901.00001) | [code](https://github.com/old/acting) |

## Pictures

- [Old seeing things](https://arxiv.org/abs/2001.00002)
- [Older seeing things](https://arxiv.org/abs/1901.00002)

## Sounds

- [Old hearing things](https://arxiv.org/abs/2001.00003)
- [Older hearing things](https://arxiv.org/abs/1901.00003)
"""
KINDS = (
    ("Gadget {n}: an agent that plans", "The agent reads and writes."),
    ("Camera {n}: every image twice", "We look at each image again."),
    ("Walker {n}: an agent with a video", "The agent sees."),
    ("Bell {n}: a sound at last", "It rings."),
    ("Stone {n}: nothing at all", "It lies."),
)
LISTED = {1: "Old acting things", 2: "Old seeing things", 3: "Old hearing things"}
MODELS = ("hub:model/lab/Seer-7B", "hub:model/lab/Seer-70B", "hub:model/lab/Seer-1B")


def make_home(home: Path) -> None:
    (home / "config" / "rules").mkdir(parents=True)
    (home / "config" / "lists").mkdir()
    shutil.copy(shipped("config") / "sources.yaml", home / "config" / "sources.yaml")
    (home / "config" / "rules" / "all.yaml").write_text(RULES)
    for name, text in LISTS.items():
        common = "forge: local\nmax_looks: 3\ncooldown_days_after_close: 2\n"
        (home / "config" / "lists" / f"{name}.yaml").write_text(common + text)
    for name in ("small", "twin", "sounds"):
        review.seed_repo(home, name, "README.md", PAGE.encode(), "main", now=lambda: START)
    review.seed_repo(home, "atlas", "north.md", PAGE.encode(), "main", now=lambda: START)
    review.edit_file(home, "atlas", "main", "south.md", PAGE.encode(), now=lambda: START)


@dataclass
class Player:
    """One home, and what happens to it."""

    home: Path
    context: Context
    is_anew: bool
    at: datetime = START

    def later(self) -> datetime:
        self.at += timedelta(minutes=1)
        return self.at

    @property
    def plans(self) -> dict[str, ListPlan]:
        return {plan.name: plan for plan in self.context.config.lists}

    def night(
        self, hours: float, lists: tuple[str, ...] = (), stages: tuple[str, ...] = NIGHT
    ) -> RunReport:
        self.at += timedelta(hours=hours)
        opened = replace(self.context, lists=lists, is_anew=self.is_anew)
        return run_stages(opened, stages)

    def classify(self) -> None:
        run_stages(self.context, ("classify",))

    def bring(self, sightings: list[Sighting]) -> None:
        with self.context.store.transaction():
            save_pages(self.context.store, [Page(tuple(sightings))], origin="http://x", seen_at=self.later())  # fmt: skip

    def link(self, work_id: str, url: str) -> None:
        found = {work_id: (Artifact(work_id, "code", url, "official", "named"),)}
        with self.context.store.transaction():
            save_artifacts(self.context.store, found, found_at=self.later())

    def configure(self, name: str, line: str) -> None:
        path = self.home / "config" / "lists" / f"{name}.yaml"
        key = line.partition(":")[0]
        kept = [one for one in path.read_text().split("\n") if not one.startswith(f"{key}:")]
        path.write_text("\n".join([line, *kept]))
        self.context = replace(self.context, config=load_config(Home(self.home)))

    def rule(self, old: str, new: str) -> None:
        path = self.home / "config" / "rules" / "all.yaml"
        path.write_text(path.read_text().replace(old, new))
        self.context = replace(self.context, config=load_config(Home(self.home)))

    def open_pulls(self) -> list[tuple[ListPlan, int]]:
        """Of our own: the list's plan and the number."""
        heads = {(plan.repo, plan.branch): plan for plan in self.plans.values()}
        return [
            (heads[name, one.pull.head], one.pull.number)
            for name in sorted({plan.repo for plan in self.plans.values()})
            for one in load_pulls(self.home, name)
            if one.pull.state == "open" and (name, one.pull.head) in heads
        ]

    def text(self, plan: ListPlan, branch: str) -> str:
        found = repo.read_file(repo_path(self.home, plan.repo), f"refs/heads/{branch}", plan.path)
        assert found is not None
        return found.decode()

    def edit(self, plan: ListPlan, branch: str, change: Callable[[list[str]], list[str]]) -> None:
        lines = change(self.text(plan, branch).split("\n"))
        review.edit_file(self.home, plan.repo, branch, plan.path, "\n".join(lines).encode(), "ann", now=self.later)  # fmt: skip

    def seen(self) -> dict[str, Any]:
        """All that anybody can see of the lists."""
        store = self.context.store
        tables = {one: sorted(map(repr, store.rows(f"select * from {one}"))) for one in (*LIST_TABLES, *VIEWS)}  # fmt: skip
        forge = self.home / "forge"
        files = {str(path.relative_to(forge)): path.read_text() for path in forge.rglob("*.json")}
        files |= {path.name: path.read_text() for path in forge.glob("*.md")}
        heads = {one.name: repo.read_refs(one) for one in forge.glob("*.git")}
        lists = status(store, self.context.config, self.at).lists
        return json.loads(json.dumps([tables, files, str(heads), lists]).replace(self.home.name, "home"))  # type: ignore[no-any-return]  # fmt: skip


Event = Callable[[Player], object]


def make_event(chance: random.Random, player: Player, night: int) -> tuple[str, Event]:
    """Something that happens in both homes; `player` is asked what there is."""
    events = [*_of_works(chance, player, night), *_of_people(chance, player, night)]
    return chance.choice(events)


def _of_works(chance: random.Random, player: Player, night: int) -> Iterator[tuple[str, Event]]:
    known = [row[0] for row in player.context.store.rows("select work_id from works where work_id like 'arxiv:26%' order by 1")]  # fmt: skip
    first = 100 * night + chance.randrange(50)
    new = [_sighting(number, number % len(KINDS)) for number in range(first, first + 3)]
    yield "new works", lambda one: one.bring(new)
    number = chance.choice(list(LISTED))
    old = Sighting("arxiv", "query", LISTED[number], (f"arxiv:2001.{number:05}",), f"Night {night}.", published_at=START)  # fmt: skip
    yield "a work that is listed", lambda one: one.bring([old])
    models = [Sighting("hub", "model", name.rpartition("/")[2], (name,), "An agent.") for name in chance.sample(MODELS, 2)]  # fmt: skip
    yield "models", lambda one: one.bring(models)
    weak = replace(_sighting(9000 + night, 0), ids=())
    yield "a title", lambda one: one.bring([weak])
    named = replace(_sighting(9000 + night - 1, 0), ids=(f"arxiv:2604.{night:05}",))
    yield "the id of a title", lambda one: one.bring([named])
    if not known:
        return
    work_id = chance.choice(known)
    number = int(work_id[-5:])
    turned = replace(_sighting(number, chance.randrange(len(KINDS))), version=2 + night)
    yield "another text", lambda one: one.bring([turned])
    gone = replace(_sighting(number, number % len(KINDS)), version=2 + night, is_withdrawn=True)
    yield "withdrawn", lambda one: one.bring([gone])
    url = f"https://github.com/lab{night}/code"
    linked = chance.choice([work_id, *(f"arxiv:2001.{one:05}" for one in LISTED)])
    is_known = player.context.store.rows("select 1 from works where work_id = ?", linked)
    if is_known:
        yield "code", lambda one: one.link(linked, url)


def _of_people(chance: random.Random, player: Player, night: int) -> Iterator[tuple[str, Event]]:
    plan = chance.choice(list(player.plans.values()))
    yield "a word in a list", lambda one: one.edit(plan, "main", lambda lines: [*lines, f"Night {night}."])  # fmt: skip
    rows = [line for line in player.text(plan, "main").split("\n") if "arxiv.org/abs/26" in line]
    if rows:
        row = chance.choice(rows)
        yield "a row leaves a list", lambda one: one.edit(plan, "main", lambda lines: [line for line in lines if line != row])  # fmt: skip
    waiting = player.context.store.rows("select title, work_id from works where work_id like 'arxiv:26%' order by hash(work_id)")  # fmt: skip
    if waiting:
        title, work_id = waiting[0]
        added = f"- [{title}](https://arxiv.org/abs/{work_id[6:]})"
        yield "a row comes into a list", lambda one: one.edit(plan, "main", lambda lines: _below(lines, "- [Older seeing", added))  # fmt: skip
        rival = "\n".join(_below(player.text(plan, "main").split("\n"), "- [Older seeing", added)).encode()  # fmt: skip
        yield "a rival", lambda one: review.open_other(one.home, plan.repo, f"other-{night}", plan.path, rival, f"Add {title}", now=one.later)  # fmt: skip
    line = chance.choice(["max_items: 2", "max_items: 6", "max_looks: 0", "max_per_week: 3", "max_per_week: 30", "publish: false", "publish: true"])  # fmt: skip
    yield "config", lambda one: one.configure(plan.name, line)
    pulls = player.open_pulls()
    if not pulls:
        return
    plan, number = chance.choice(pulls)
    pull = next(one.pull for one in load_pulls(player.home, plan.repo) if one.pull.number == number)
    items = read_body(pull.body).items
    at: dict[str, Any] = {"who": "ann"}
    if items:
        item = chance.choice(items)
        yield "a tick", lambda one: review.set_tick(one.home, plan.repo, number, item.number, not item.is_ticked, now=one.later, **at)  # fmt: skip
        days = chance.randrange(1, 12)
        verb = chance.choice([f"/snooze {item.number} {days}d", f"/snooze {item.number} {days}d", f"/refuse {item.number} no", "/pause", "/resume", f"/move {item.number} Pictures"])  # fmt: skip
        yield "a comment", lambda one: review.comment(one.home, plan.repo, number, verb, "ann", now=one.later)  # fmt: skip
    ours = [line for line in player.text(plan, pull.head).split("\n") if "arxiv.org/abs/26" in line]
    if ours:
        row = chance.choice(ours)
        yield "a row leaves the branch", lambda one: one.edit(plan, pull.head, lambda lines: [line for line in lines if line != row])  # fmt: skip
        yield "a row is rewritten", lambda one: one.edit(plan, pull.head, lambda lines: [line.replace("[", "[The ", 1) if line == row else line for line in lines])  # fmt: skip
    yield "merged", lambda one: review.merge(one.home, plan.repo, number, "ann", now=one.later)
    yield "closed", lambda one: review.close(one.home, plan.repo, number, "ann", now=one.later)


def _below(lines: list[str], start: str, added: str) -> list[str]:
    return [one for line in lines for one in ([line, added] if line.startswith(start) else [line])]


def _sighting(number: int, kind: int) -> Sighting:
    title, text = KINDS[kind]
    return Sighting("arxiv", "query", title.format(n=number), (f"arxiv:2605.{number:05}",), text, published_at=START)  # fmt: skip


@contextmanager
def players(folder: Path) -> Iterator[tuple[Player, Player]]:
    """The one that leaves lists alone, and the one that looks at every list."""
    with ExitStack() as stack:
        made = []
        for name, is_anew in (("leaving", False), ("looking", True)):
            make_home(folder / name)
            wish = Wish(folder / name, is_polling=False)
            context = stack.enter_context(open_context(wish, lambda progress: None))
            player = Player(folder / name, context, is_anew)
            player.context = replace(context, now=lambda player=player: player.at)
            made.append(player)
        yield made[0], made[1]


def play(folder: Path, seed: int, nights: int) -> Iterator[tuple[list[str], Player, Player, RunReport, RunReport]]:  # fmt: skip
    """Each night: what happened before it, both homes and both reports."""
    chance = random.Random(seed)
    with players(folder) as (leaving, looking):
        told = [_sighting(number, number % len(KINDS)) for number in range(1, 21)]
        happened: list[tuple[str, Event]] = [("new works", lambda one: one.bring(told))]
        for night in range(1, nights + 1):
            for player in (leaving, looking):
                for _, event in happened:
                    with suppress(PublishError):  # it ended by the event before
                        event(player)
            hours = chance.choice((5, 24, 24, 24, 24 * 4, 24 * 9))
            some = tuple(chance.sample(sorted(LISTS), 2)) if chance.random() < 0.15 else ()
            reports = [player.night(hours, some) for player in (leaving, looking)]
            yield [f"{hours} h", *some, *(name for name, _ in happened)], leaving, looking, reports[0], reports[1]  # fmt: skip
            happened = []
            for _ in range(chance.choice((0, 0, 1, 1, 2))):
                happened.append(make_event(chance, leaving, night))
